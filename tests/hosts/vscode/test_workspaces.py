"""Workspaces of several folders, windows without one, and folders that a person does not trust."""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from fakes.served import Person
from hosts.harness.hubs import PersonsHub
from hosts.vscode.code_server import Place, code_server, install
from hosts.vscode.search_view import SearchView, let_in
from hosts.vscode.window import browser
from hosts.vscode.workbench import Workbench

MUG = "mug-red-front.jpg"
WORDS = "red mug"


@pytest.fixture
def notes(tmp_path: Path, site: Path) -> Path:
    """Lay a second folder beside the site, with a file that opens both; gives the folder."""
    folder = tmp_path.resolve() / "notes"
    folder.mkdir()
    (folder / "today.md").write_text("Today\n\n")
    both = {"folders": [{"path": "site"}, {"path": "notes"}]}
    (folder.parent / "both.code-workspace").write_text(json.dumps(both))
    return folder


def test_a_copy_goes_into_the_folder_of_the_document(window: Workbench, site: Path, notes: Path) -> None:
    """Of two folders it is the one that has the document, whichever comes first."""
    window.hub.ensure()
    window.open(notes.parent / "both.code-workspace")
    window.open_file("today.md")
    window.go_to_line(2)
    view = let_in(window)
    view.search(WORDS, MUG)
    view.choose(MUG).press("Enter")
    expect(window.editor).to_contain_text(f"](images/{MUG})")
    assert (notes / "images" / MUG).is_file()
    assert not (site / "images").exists()


@pytest.fixture(scope="module")
def wary(
    playwright: Playwright,
    vsix: Path,
    person: Person,
    hub: PersonsHub,
    tmp_path_factory: pytest.TempPathFactory,
) -> Generator[Workbench]:
    """Have the window of an editor that trusts no folder by itself."""
    place = Place(tmp_path_factory.mktemp("wary").resolve())
    place.configure()
    install(place, place.folder, vsix)
    hub.ensure()
    with (
        code_server(place, person.home, trusting=False) as server,
        browser(playwright, place.profile) as chromium,
    ):
        yield Workbench(chromium, server, hub)


PLANTED = {"bowerbird.copy.destination": {"**/*": "planted/"}, "bowerbird.copy.nameTemplate": "planted"}


@pytest.fixture
def settled(site: Path) -> Path:
    """Have the folder bring settings of its own, one of which would start a program; gives what that would leave."""
    caught = site.parent / "caught"
    settings = {**PLANTED, "bowerbird.hub.command": ["touch", str(caught)]}
    (site / ".vscode").mkdir()
    (site / ".vscode" / "settings.json").write_text(json.dumps(settings))
    return caught


def _insert(workbench: Workbench) -> SearchView:
    workbench.open_file("guide.md")
    workbench.go_to_line(5)
    view = let_in(workbench)
    view.search(WORDS, MUG)
    view.choose(MUG).press("Enter")
    return view


def test_in_a_folder_that_is_not_trusted_pictures_are_only_found(
    wary: Workbench, settled: Path, site: Path
) -> None:
    """Searching works; nothing is written, a sentence says why, and the folder's settings start no program."""
    guide = (site / "guide.md").read_text()
    wary.hub.stop()
    wary.open(site)
    expect(wary.page.locator(".part.statusbar").get_by_text("Restricted Mode")).to_be_visible()
    # A hub that does not run is started by the command that it has left itself.
    let_in(wary)
    assert len(wary.hub.pids) == 1
    view = _insert(wary)
    expect(view.notice).to_contain_text("Bowerbird only searches")
    view.menu(MUG, "Copy to Workspace")
    expect(view.notice).to_contain_text("Bowerbird only searches")
    assert (site / "guide.md").read_text() == guide
    assert not (site / "images").exists()
    assert not (site / "planted").exists()
    assert not settled.exists()


def test_a_trusted_folder_says_where_copies_go(window: Workbench, settled: Path, site: Path) -> None:
    """Control: the same settings hold where the person trusts the folder, save the one that starts a program."""
    window.hub.ensure()
    window.open(site)
    expect(_insert(window).said).to_contain_text("Inserted")
    assert (site / "planted" / "planted.jpg").is_file()
    assert not settled.exists()
