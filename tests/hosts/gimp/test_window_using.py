"""Using what was found: searching with GIMP's pixels, and inserting, each taken back by one Ctrl+Z."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from hosts.gimp.desktop import GimpDesktop
from hosts.gimp.panel import Panel

FRONT, TEAPOT = "mug-red-front.jpg", "teapot-teal-front.jpg"
DISPLAYS = "[number for number in range(1, 999) if Gimp.Display.id_is_valid(number)]"


@pytest.fixture
def poster(desktop: GimpDesktop, pictures: Path) -> int:
    """Have an image open."""
    return desktop.show(pictures / "interiors" / "living-room-day.jpg")


@pytest.fixture
def mugs(panel: Panel, poster: int) -> Panel:
    """Have the window open beside it, with mugs in it."""
    panel.open()
    panel.search("red mug", FRONT)
    return panel


def state_of(desktop: GimpDesktop, image: int) -> dict[str, object]:
    """Tell all of an image that a step of undo brings back."""
    told: dict[str, object] = desktop.run(
        """
        image = Gimp.Image.get_by_id(number)
        {
            "layers": [[layer.get_name(), *layer.get_offsets()[1:], layer.get_width(), layer.get_height()] for layer in image.get_layers()],
            "selection": list(Gimp.Selection.bounds(image)),
            "size": [image.get_width(), image.get_height()],
        }
        """,
        number=image,
    )
    return told


@contextmanager
def watched(folder: Path) -> Generator[dict[Path, set[int]]]:
    """Look again and again which files and folders are there, and who may use them."""
    seen: dict[Path, set[int]] = {}
    ends = threading.Event()

    def look() -> None:
        while not ends.wait(0.001):
            for path in folder.rglob("*"):
                with suppress(OSError):
                    seen.setdefault(path, set()).add(path.stat().st_mode)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield seen
    finally:
        ends.set()
        looking.join()


def select(desktop: GimpDesktop, image: int, box: tuple[int, int, int, int]) -> None:
    """Select a rectangle."""
    desktop.run(
        """
        Gimp.Image.get_by_id(number).select_rectangle(Gimp.ChannelOps.REPLACE, *box)
        Gimp.displays_flush()
        """,
        number=image,
        box=box,
    )


@pytest.mark.parametrize(
    "way",
    [
        "In the middle, no larger than the canvas",
        "In the middle, in its own size",
        "As large as the canvas (enlarged if needed)",
        "At the selection, in its own size",
        "Inside the selection",
        "Filling the selection, cut to it",
        "Instead of the active layer",
    ],
)
def test_each_way_to_insert_is_one_step(mugs: Panel, poster: int, way: str) -> None:
    """A chosen picture comes in as a layer with its name and its origin, and Ctrl+Z takes all of it back at once."""
    desktop = mugs.desktop
    select(desktop, poster, (100, 60, 200, 160))
    before = state_of(desktop, poster)
    (front, *_) = [hit for hit in mugs.hits() if FRONT in hit.name]
    mugs.insert(front, way)
    desktop.wait(lambda: FRONT in desktop.layers(poster), "the layer", instead=lambda: mugs.read().text)
    mugs.says(FRONT)
    parasite = desktop.run(
        """
        (layer,) = [each for each in Gimp.Image.get_by_id(number).get_layers() if each.get_name() == name]
        bytes(layer.get_parasite("bowerbird-source").get_data()).decode()
        """,
        number=poster,
        name=FRONT,
    )
    assert '"original"' in parasite

    desktop.undo()
    desktop.wait(lambda: state_of(desktop, poster) == before, "the image as it was", seconds=5)


def test_a_new_image_can_be_worked_on(mugs: Panel) -> None:
    """Opened as an image it has its own display, is called like the picture, is not marked as changed, and can undo."""
    desktop = mugs.desktop
    (front, *_) = [hit for hit in mugs.hits() if FRONT in hit.name]
    before = set(desktop.run("[image.get_id() for image in Gimp.get_images()]"))
    shown = desktop.run(DISPLAYS)
    mugs.insert(front, "As a new image")
    mugs.says("Opened")
    (made,) = set(desktop.run("[image.get_id() for image in Gimp.get_images()]")) - before

    after = desktop.run(DISPLAYS)
    assert len(after) == len(shown) + 1
    assert desktop.run("Gimp.Image.get_by_id(number).get_name()", number=made) == "[Untitled]"
    assert desktop.layers(made) == [FRONT]
    assert desktop.run("Gimp.Image.get_by_id(number).undo_is_enabled()", number=made)
    assert not desktop.run("Gimp.Image.get_by_id(number).is_dirty()", number=made)
    assert desktop.run("Gimp.Image.get_by_id(number).get_file() is None", number=made)


@pytest.mark.parametrize(
    ("source", "first"), [("Canvas", "living-room-day.jpg"), ("Selection", TEAPOT), ("Layer", FRONT)]
)
def test_searching_with_pixels(panel: Panel, poster: int, pictures: Path, source: str, first: str) -> None:
    """What is seen there is searched with: each time another picture comes first, and the image is as it was."""
    desktop, kind = panel.desktop, f"Like this {source.lower()}"
    desktop.run(
        """
        image = Gimp.Image.get_by_id(number)
        mug = Gimp.file_load_layer(Gimp.RunMode.NONINTERACTIVE, image, Gio.File.new_for_path(path))
        mug.set_visible(False)
        image.insert_layer(mug, None, 0)
        teapot = Gimp.file_load_layer(Gimp.RunMode.NONINTERACTIVE, image, Gio.File.new_for_path(corner))
        image.insert_layer(teapot, None, 0)
        teapot.scale(160, 120, False)
        teapot.set_offsets(630, 470)
        image.set_selected_layers([mug])
        image.clean_all()
        """,
        number=poster,
        path=str(next(pictures.rglob(FRONT))),
        corner=str(next(pictures.rglob(TEAPOT))),
    )
    select(desktop, poster, (630, 470, 160, 120))
    desktop.run("Gimp.Image.get_by_id(number).clean_all()", number=poster)
    before = state_of(desktop, poster)
    panel.open()
    panel.press(f"Search with: {source}")
    panel.says(kind)
    hits = panel.await_hits()

    assert panel.name_of(hits[0]) == first
    assert state_of(desktop, poster) == before
    assert not desktop.run("Gimp.Image.get_by_id(number).is_dirty()", number=poster)
    # Words beside it are searched with too, and without the picture alone.
    panel.type("teapot")
    panel.says(kind)
    panel.press("Search without the picture")
    panel.await_hits("teapot")
    desktop.wait(lambda: kind not in panel.read().text, "the words alone")


def test_searching_with_the_clipboard(panel: Panel, poster: int, pictures: Path) -> None:
    """Without a picture on the clipboard the window says so; what was copied in GIMP then is searched with."""
    desktop = panel.desktop
    panel.open()
    panel.type("teapot")
    desktop.screen.press("ctrl+a", "ctrl+c")
    panel.press("Search with: Clipboard")
    panel.says("There is no picture on the clipboard.")
    assert "Like the copied picture" not in panel.read().text
    panel.press("Menu")
    panel.press("New search", "menu item")
    desktop.run(
        """
        image = Gimp.Image.get_by_id(number)
        Gimp.edit_copy(image.get_layers())
        """,
        number=poster,
    )
    panel.press("Search with: Clipboard")
    panel.says("Like the copied picture")
    assert "living-room-day.jpg" in panel.await_hits()[0].name


def test_the_canvas_by_a_key_and_the_last_result_by_another(panel: Panel, poster: int) -> None:
    """One key in GIMP opens the window with the search under way; another inserts the last picture once more."""
    desktop = panel.desktop
    panel.open("ctrl+shift+F10")
    panel.says("Like this canvas")
    (first, *_) = panel.await_hits("living-room-day.jpg")
    panel.insert(first, "In the middle, no larger than the canvas")
    desktop.wait(lambda: desktop.layers(poster).count("living-room-day.jpg") == 1, "the layer")
    panel.says("Inserted")
    desktop.bring(desktop.title)
    desktop.screen.press("ctrl+shift+F11")
    desktop.wait(
        lambda: len([name for name in desktop.layers(poster) if "living-room-day.jpg" in name]) == 2,
        "the layer once more",
    )


def test_originals_stay_and_nothing_else_does(mugs: Panel, poster: int, pictures: Path) -> None:
    """No original is touched, whatever is done with them; the file that came for GIMP was its owner's alone, and is gone."""
    desktop = mugs.desktop

    def originals() -> dict[Path, tuple[int, str]]:
        return {
            path: (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
            for path in pictures.rglob("*.*")
        }

    before = originals()
    kept = desktop.profile / "bowerbird"
    (front, *_) = [hit for hit in mugs.hits() if FRONT in hit.name]
    with watched(kept) as seen:
        mugs.insert(front, "In the middle, no larger than the canvas")
        desktop.wait(lambda: FRONT in desktop.layers(poster), "the layer")
        mugs.says("Inserted")
    fetched = {path: modes for path, modes in seen.items() if path.name == FRONT}
    assert fetched
    for path, modes in seen.items():
        assert not any(mode & 0o077 for mode in modes), path
    mugs.press("Show in folder")

    desktop.wait(lambda: not list(kept.rglob("*.jpg")), "an empty folder")
    for path in kept.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
    assert not list(desktop.temporary.rglob("*.jpg"))
    assert originals() == before
