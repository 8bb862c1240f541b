"""What the tests in VS Code share."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect, sync_playwright

from fakes.served import Person
from hosts.harness.hubs import PersonsHub
from hosts.page.browsing import find_chromium
from hosts.vscode.code_server import Place, code_server, find_code_server, install
from hosts.vscode.extension import build, unpack
from hosts.vscode.window import PATIENCE_MS, browser
from hosts.vscode.workbench import Workbench


@pytest.fixture(scope="session")
def vsix(shared: Path) -> Path:
    """Build the extension."""
    return build(shared / "vsix")


@pytest.fixture(scope="session")
def unpacked(vsix: Path, shared: Path) -> Path:
    """Lay out what the extension host loads without installing it."""
    return unpack(vsix, shared / "unpacked")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, vsix: Path) -> Place:
    """Make a place for an editor, with the extension installed in it."""
    find_code_server()
    made = Place(tmp_path_factory.mktemp("editor").resolve())
    made.configure()
    install(made, made.folder, vsix)
    return made


@pytest.fixture(scope="module")
def playwright() -> Generator[Playwright]:
    """Start Playwright for one module: while it runs, other tests cannot have an event loop."""
    find_chromium()
    find_code_server()
    with sync_playwright() as started:
        expect.set_options(timeout=PATIENCE_MS)
        yield started
        expect.set_options(timeout=None)


@pytest.fixture(scope="module")
def window(playwright: Playwright, place: Place, person: Person, hub: PersonsHub) -> Generator[Workbench]:
    """Have the editor's window open, with a hub beside it."""
    hub.ensure()
    with code_server(place, person.home) as server, browser(playwright, place.profile) as chromium:
        yield Workbench(chromium, server, hub)


@pytest.fixture
def workbench(window: Workbench, site: Path) -> Generator[Workbench]:
    """Give the window with a folder of the test's own open, and the hub running; the view must keep to its policy."""
    window.hub.ensure()
    window.server.place.configure()
    window.open(site)
    yield window
    assert window.complaints == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep a picture of the window in which a test has failed, and tell where it lies."""
    report = yield
    arguments = item.funcargs if isinstance(item, pytest.Function) else {}
    shown = arguments.get("workbench", arguments.get("window"))
    if report.when != "teardown" and report.failed and isinstance(shown, Workbench):
        kept = shown.server.place.folder / f"{item.name}.png"
        shown.page.screenshot(path=kept)
        report.sections.append(("the window", f"{kept}\n{shown.notifications()}"))
    return report


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Make a folder as somebody who writes has it."""
    folder = tmp_path.resolve() / "site"
    folder.mkdir()
    (folder / "guide.md").write_text("# Guide\n\nA mug is shown here:\n\n\n\nThe end.\n")
    (folder / "style.css").write_text(".hero {\n  background: ;\n}\n")
    return folder
