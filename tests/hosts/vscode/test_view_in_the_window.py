"""The search view inside the real window: what comes from outside, and keys that both of them could want."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from hosts.vscode import window
from hosts.vscode.search_view import SearchView, let_in
from hosts.vscode.workbench import Workbench

MUG = "mug-red-front.jpg"
WORDS = "red mug"
SKYLINE = "city-skyline.jpg"
CLOSE = 6
"""Pixels: three that the line runs apart, and what the hub does not know of the place."""
WIDTH = "(picture) => picture.naturalWidth"
WRITTEN = """async () => {
  const done = (request) => new Promise((yes, no) => { request.onsuccess = () => yes(request.result); request.onerror = no; });
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith("vscode-web-state-db-")) continue;
    const base = await done(indexedDB.open(name));
    const held = await done(base.transaction("ItemTable").objectStore("ItemTable").getAll());
    base.close();
    if (held.some((each) => /top\\W+1200\\b/.test(String(each)))) return true;
  }
  return false;
}"""
"""Whether the window has the place on its disk."""
SCROLLED = "(scroller) => scroller.scrollTop"


@pytest.fixture
def view(workbench: Workbench) -> SearchView:
    """Give the view of an editor that is let in."""
    return let_in(workbench)


@pytest.fixture
def mug(pictures: Path, tmp_path: Path) -> Path:
    """Give a picture of the library as a file from elsewhere."""
    file = tmp_path / "photo.png"
    with Image.open(pictures / "products" / MUG) as picture:
        picture.save(file)
    return file


def _is_searched_with(view: SearchView, name: str) -> None:
    expect(view.inside.locator(".chip-name")).to_contain_text(name)
    expect(view.cells.first).to_contain_text(MUG)
    shown = view.inside.locator(".chip img")
    expect(shown).to_be_visible()
    assert shown.evaluate(WIDTH) > 0


def _drag_file(workbench: Workbench, view: SearchView, file: Path) -> None:
    """Drag a file from the desktop onto the view, as the system does it, and let go there without any key held."""
    box = view.inside.locator(".scroller").bounding_box()
    assert box
    devtools = workbench.browser.new_cdp_session(workbench.page)
    data = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
    for number, kind in enumerate(("dragEnter", "dragOver", "dragOver", "drop")):
        place = {"x": box["x"] + 60 + number, "y": box["y"] + 60 + number}
        event = {"type": kind, **place, "data": data}
        devtools.send("Input.dispatchDragEvent", event)  # pyright: ignore[reportUnknownMemberType]
    devtools.detach()


def test_a_file_from_outside_is_dropped_on_the_view(view: SearchView, mug: Path) -> None:
    """Without any key held: the window opens no editor for it."""
    _drag_file(view.workbench, view, mug)
    _is_searched_with(view, "photo.png")
    expect(view.workbench.tab("photo.png")).to_have_count(0)


def test_a_crop_is_framed_on_the_picture_that_it_comes_from(
    view: SearchView, pictures: Path, tmp_path: Path
) -> None:
    """The hub proves it, and the preview shows where; control: the crop is neither in the middle nor as high as wide."""
    crop = tmp_path / "crop.png"
    with Image.open(next(pictures.rglob(SKYLINE))) as picture:
        width, height = picture.size
        picture.crop((width // 2, 0, width, height * 2 // 3)).save(crop)
    _drag_file(view.workbench, view, crop)
    expect(view.cells.first).to_contain_text(SKYLINE)
    expect(view.cells.first).to_contain_text("Crop of this")
    cell = view.choose(SKYLINE)
    # Results that move away below a pointer that rests on them send the card away.
    view.workbench.page.mouse.move(900, 400)
    view.workbench.page.wait_for_timeout(500)
    cell.press("Space")
    card = view.inside.locator(".card-picture")
    line = view.inside.locator(".overlay .line")
    expect(line).to_have_count(1)
    expect(view.inside.locator(".details-body .match")).to_have_text(
        re.compile("What matches is 3[2-4].% of the")
    )

    def is_framed() -> bool:
        # It is drawn anew once the larger picture has come.
        marked, shown = line.bounding_box(), card.bounding_box()
        if marked is None or shown is None:
            return False
        scale = min(shown["width"] / width, shown["height"] / height)
        left = shown["x"] + (shown["width"] - width * scale) / 2
        top = shown["y"] + (shown["height"] - height * scale) / 2
        found = (marked["x"], marked["y"], marked["height"])
        return found == pytest.approx((left + width * scale / 2, top, height * scale * 2 / 3), abs=CLOSE)

    view.workbench.until("the frame around what was cut out", is_framed)


def test_a_picture_in_the_clipboard_is_pasted_into_the_view(view: SearchView, mug: Path) -> None:
    """Control and V in the field of words."""
    window.clip_picture(view.workbench.page, mug)
    view.words.click()
    view.workbench.page.keyboard.press("Control+V")
    _is_searched_with(view, "image.png")


def test_a_picture_that_the_explorer_sent_is_seen_and_seen_again(
    view: SearchView, site: Path, mug: Path
) -> None:
    """Also when the view was out of sight meanwhile, which throws it away."""
    workbench = view.workbench
    shutil.copyfile(mug, site / "photo.png")
    workbench.show_explorer()
    workbench.file("photo.png").click(button="right")
    workbench.menu("Find Similar in Library")
    _is_searched_with(view, "photo.png")
    workbench.show_explorer()
    workbench.show_bowerbird()
    _is_searched_with(view, "photo.png")


def test_keys_of_the_view_are_not_done_twice(view: SearchView) -> None:
    """Enter, Alt and left, and Control and C act in the view, and nothing happens to the text beside it."""
    workbench = view.workbench
    workbench.open_file("style.css")
    workbench.open_file("guide.md")
    workbench.go_to_line(5)
    before = workbench.text()
    view.search(WORDS, MUG)
    view.ask("teapot")
    expect(view.inside.get_by_role("button", name="Back to the search before")).to_be_visible()
    view.words.press("Alt+ArrowLeft")
    expect(view.words).to_have_value(WORDS)
    view.choose(MUG)
    workbench.page.keyboard.press("Control+C")
    expect(view.inside.locator("div[role=status]")).to_have_text("Copied 1 picture.")
    # With Alt and left the window would have gone to the file before.
    expect(workbench.tab("guide.md")).to_have_attribute("aria-selected", "true")
    assert workbench.text() == before


def test_a_window_that_is_loaded_again_shows_what_it_showed(view: SearchView) -> None:
    """Words, pictures, and the place that the person had scrolled to."""
    workbench = view.workbench
    view.search(WORDS, MUG)
    scroller = view.inside.locator(".scroller")
    scroller.evaluate("(scroller) => scroller.scrollTo(0, 1200)")
    workbench.until("the place to be kept", lambda: bool(scroller.evaluate(SCROLLED) == 1200))
    # A window in a browser writes down once a minute what its views keep; one on the desktop does so as it closes.
    workbench.until("the place to be written down", lambda: bool(workbench.page.evaluate(WRITTEN)), 100)
    workbench.reload()
    workbench.show_bowerbird()
    expect(view.words).to_have_value(WORDS)
    expect(view.count).to_have_text("100+ pictures")
    workbench.until("the place to come back", lambda: abs(float(scroller.evaluate(SCROLLED)) - 1200) < 300)


def test_a_view_that_was_out_of_sight_shows_what_it_showed(view: SearchView) -> None:
    """The same pictures, at the same place."""
    workbench = view.workbench
    view.search(WORDS, MUG)
    scroller = view.inside.locator(".scroller")
    scroller.evaluate("(scroller) => scroller.scrollTo(0, 1200)")
    workbench.until("the place to be kept", lambda: bool(scroller.evaluate(SCROLLED) == 1200))
    workbench.page.wait_for_timeout(500)
    workbench.show_explorer()
    workbench.show_bowerbird()
    expect(view.count).to_have_text("100+ pictures")
    workbench.until("the place to come back", lambda: abs(float(scroller.evaluate(SCROLLED)) - 1200) < 300)
