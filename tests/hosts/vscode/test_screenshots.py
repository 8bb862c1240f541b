"""VS Code and the view have their picture taken, for the documents and for whoever looks at a change."""

from __future__ import annotations

import os
from collections.abc import Generator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from hosts.harness.hubs import PersonsHub
from hosts.vscode.search_view import CONNECT, SearchView, let_in
from hosts.vscode.window import view_of
from hosts.vscode.workbench import Workbench

KEEP = "BOWERBIRD_SCREENSHOTS"
"""The folder that the pictures are kept in, where somebody wants them."""

THEMES = {
    "light": "Light Modern",
    "dark": "Dark Modern",
    "high-contrast": "Default High Contrast",
}
PICTURE = "living-room-evening.jpg"
GUIDE = """# A home for the evening

Warm light makes a room. Put lamps where people
sit, and leave the corners dark.



Two lamps are better than one.
"""
ANYBODYS = """
() => {
  for (const place of document.querySelectorAll(".place")) {
    const shown = place.querySelector("bdi") ?? place;
    shown.textContent = shown.textContent.replace(/^.*\\/pictures\\//, "/home/anna/Pictures/");
  }
}"""
"""A path of one machine has no place in the documents."""


@pytest.fixture
def quiet(window: Workbench) -> Generator[Workbench]:
    """Give the window, and forget the colours afterwards."""
    window.hub.ensure()
    yield window
    window.server.place.configure()


@pytest.fixture
def guide(site: Path) -> Path:
    """Write a text that wants a picture; gives its folder."""
    (site / "guide.md").write_text(GUIDE)
    (site / "style.css").unlink()
    return site


def keep(workbench: Workbench, name: str) -> None:
    """Take the picture, see that something is on it, and keep it where that is wanted."""
    workbench.page.mouse.move(900, 780)
    picture = workbench.page.screenshot(animations="disabled", caret="hide")
    with Image.open(BytesIO(picture)) as opened:
        colours = opened.convert("RGB").getcolors(opened.width * opened.height)
        assert colours is not None
        assert len(colours) > 100
        if folder := os.environ.get(KEEP):
            opened.save(Path(folder) / f"{name}.png", optimize=True)


def dressed(workbench: Workbench, folder: Path, theme: str) -> None:
    """Open the folder in the colours of a theme."""
    workbench.server.place.configure(
        workbench__colorTheme=THEMES[theme],
        bowerbird__hub__start=False,
        editor__minimap__enabled=False,
        editor__renderWhitespace="none",
        breadcrumbs__enabled=False,
        markdown__preview__fontSize=13,
    )
    workbench.open(folder)


def test_being_let_in_has_its_picture_taken(quiet: Workbench, guide: Path, hub: PersonsHub) -> None:
    """The code that the owner compares, and a hub that does not run."""
    dressed(quiet, guide, "light")
    quiet.open_file("guide.md")
    quiet.show_bowerbird()
    quiet.sidebar.get_by_role("button", name=CONNECT, exact=True).click()
    expect(quiet.sidebar).to_contain_text("good for")
    keep(quiet, "vscode-pairing-light")
    quiet.let_in()
    expect(SearchView(quiet).words).to_be_visible()
    hub.stop()
    quiet.open(guide)
    quiet.open_file("guide.md")
    quiet.show_bowerbird()
    expect(quiet.sidebar.get_by_role("button", name="Start Bowerbird", exact=True)).to_be_visible()
    keep(quiet, "vscode-not-running-light")


@pytest.mark.parametrize("theme", THEMES)
def test_the_view_has_its_picture_taken(quiet: Workbench, guide: Path, theme: str) -> None:
    """Results beside a text with an inserted picture and its preview."""
    dressed(quiet, guide, theme)
    quiet.open_file("guide.md")
    quiet.go_to_line(6)
    view = let_in(quiet)
    view.search("warm light, cosy room", PICTURE)
    view.choose(PICTURE).press("Enter")
    expect(quiet.editor).to_contain_text(PICTURE)
    quiet.focus_editor()
    quiet.page.keyboard.press("Escape")
    quiet.command("Markdown: Open Preview to the Side")
    preview = view_of(quiet.page, "vscode.markdown-language-features")
    shown = preview.locator(f'img[src*="{PICTURE}"]')
    expect(shown).to_be_visible()
    quiet.until("the picture in the preview", lambda: bool(shown.evaluate("each => each.naturalWidth > 0")))
    expect(view.inside.locator(".frame.waiting")).to_have_count(0)
    quiet.view_frame.evaluate(ANYBODYS)
    keep(quiet, f"vscode-search-{theme}")


def test_the_walkthrough_has_its_picture_taken(quiet: Workbench, guide: Path) -> None:
    """The first steps, as the editor shows them."""
    dressed(quiet, guide, "light")
    quiet.command("Welcome: Open Walkthrough...")
    quiet.pick("Find and Insert Pictures with Bowerbird")
    steps = quiet.page.locator(".gettingStartedContainer .step-title")
    expect(steps.first).to_be_visible()
    expect(steps).not_to_have_count(0)
    keep(quiet, "vscode-walkthrough-light")
