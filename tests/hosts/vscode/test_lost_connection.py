"""The connection is lost while somebody searches and inserts, and comes back."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from playwright.sync_api import expect

from hosts.harness.hubs import PersonsHub
from hosts.vscode import owner
from hosts.vscode.search_view import SearchView, let_in
from hosts.vscode.workbench import Workbench

MUG = "mug-red-front.jpg"
WORDS = "red mug"
OTHER = "teapot"


@pytest.fixture
def view(workbench: Workbench) -> SearchView:
    """Give the view of an editor that is let in, with results in it."""
    view = let_in(workbench)
    view.search(WORDS, MUG)
    return view


@pytest.fixture
def starting_nothing(workbench: Workbench) -> Generator[None]:
    """Forbid the editor to start a hub: only that of the test is stopped by the test."""
    workbench.server.place.configure(bowerbird__hub__start=False)
    yield
    workbench.server.place.configure()


def _finds_the_other(view: SearchView) -> None:
    expect(view.cells.first).to_contain_text(OTHER)
    expect(view.words).to_have_value(OTHER)
    expect(view.notice).to_have_count(0)


@pytest.mark.usefixtures("starting_nothing")
def test_words_that_were_typed_without_a_hub_are_searched_for_when_it_is_back(
    view: SearchView, hub: PersonsHub
) -> None:
    """Nobody has to press Enter again, and nobody is told of a change that was none."""
    hub.stop()
    view.ask(OTHER)
    hub.start()
    _finds_the_other(view)


def test_words_that_were_typed_without_rights_are_searched_for_when_they_are_back(
    view: SearchView, hub: PersonsHub
) -> None:
    """The editor is let in anew, and what was searched for meanwhile is there."""
    owner.revoke(hub)
    view.ask(OTHER)
    button = view.inside.get_by_role("button", name="Connect…")
    button.click()
    view.workbench.let_in()
    _finds_the_other(view)


@pytest.mark.usefixtures("starting_nothing")
def test_a_hub_that_was_away_for_a_moment_has_changed_nothing(view: SearchView, hub: PersonsHub) -> None:
    """The results stay, and nothing says that they are old."""
    hub.stop()
    expect(view.notice).to_be_visible()
    hub.start()
    expect(view.notice).to_have_count(0)
    view.workbench.page.wait_for_timeout(3000)
    expect(view.notice).to_have_count(0)
    expect(view.cells.first).to_contain_text("mug")


@pytest.mark.usefixtures("starting_nothing")
def test_what_could_not_be_inserted_is_said_and_comes_not_later(view: SearchView, hub: PersonsHub) -> None:
    """A picture that nobody waits for any more does not turn up in the text."""
    workbench = view.workbench
    workbench.open_file("guide.md")
    hub.stop()
    expect(view.notice).to_contain_text("Bowerbird is not running.")
    expect(view.notice.get_by_role("button", name="Start Bowerbird")).to_be_visible()
    view.choose(MUG).press("Enter")
    expect(view.notice).to_contain_text("Nothing was inserted.")
    hub.start()
    expect(view.notice).to_have_count(0)
    workbench.page.wait_for_timeout(2000)
    assert "mug-red" not in workbench.text()


def test_what_is_inserted_while_nothing_runs_starts_bowerbird_and_is_inserted(
    view: SearchView, hub: PersonsHub
) -> None:
    """It says that it is being started, and then what was done; the undo takes that sentence away."""
    workbench = view.workbench
    workbench.open_file("guide.md")
    hub.stop()
    expect(view.notice).to_contain_text("Bowerbird is not running.")
    view.choose(MUG).press("Enter")
    expect(view.notice).to_have_text("Starting Bowerbird…")
    expect(view.said).to_contain_text("Inserted")
    expect(view.notice).to_have_count(0)
    workbench.focus_editor()
    workbench.page.keyboard.press("Escape")
    workbench.undo()
    expect(view.said).to_be_hidden()
