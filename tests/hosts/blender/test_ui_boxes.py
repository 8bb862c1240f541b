"""Where letters stand is drawn on the larger picture of the chosen result, and on no other."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from bowerbird.model.outlines import LINE
from bowerbird_client import Client, CredentialFile
from bowerbird_engine import Engine, load_settings
from hosts.blender.desktop import BlenderDesktop
from hosts.blender.panel import BlenderPanel, open_panel
from hosts.blender.profiles import token_file
from hosts.blender.seeing import Box

CODE, LABEL = "BB-2047-K", "carton-lamp.jpg"
"""A code that stands on a box, and its picture."""
WORDS, OTHER = "red mug", "mug-red-front.jpg"
"""Words, and a picture that they find and in which no letters stand."""
LARGE = 320

CHOOSE = """
hit = next(hit for hit in panel.state.hits if hit.name == name)
panel.choose(hit.id)
desk.thumbnails.icon(hit, large)
"""
PIXELS = "[list(preview.image_size), list(preview.image_pixels)]"
SWITCH = "bpy.context.preferences.addons['bl_ext.user_default.bowerbird'].preferences"

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Chosen:
    """A result that is chosen: its boxes, and the pixels of its previews from the top left."""

    id: str
    boxes: list[list[tuple[float, float]]]
    plain: Pixels
    outlined: Pixels | None


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory, pictures: Path) -> Path:
    """Learn three pictures with their letters; gives the home of the library."""
    base = tmp_path_factory.mktemp("letters").resolve()
    folder = base / "boxes"
    folder.mkdir()
    for name in (LABEL, "jar-honey.jpg", OTHER):
        shutil.copyfile(next(pictures.rglob(name)), folder / name)
    with Engine(load_settings(base / "home")) as engine:
        engine.add_folder(folder)
        engine.index(ocr=True)
    return base / "home"


@pytest.fixture
def seen(desktop: BlenderDesktop) -> Generator[BlenderPanel]:
    """Give the panel in a window, connected, with its tab in front."""
    with open_panel(desktop) as opened:
        desktop.show_tab()
        yield opened
        desktop.run(f"{SWITCH}.show_boxes = True")


def as_rows(given: Any) -> Pixels:
    """Read the pixels of a preview, which come from the bottom and four bytes as one number."""
    (width, height), numbers = given
    return np.array(numbers, "<i4").view(np.uint8).reshape(height, width, 4)[::-1]


def choose(panel: BlenderPanel, name: str) -> Chosen:
    """Choose a result, and look at its previews once they stay as they are."""
    panel.run(CHOOSE, name=name, large=LARGE)
    panel.until("desk.thumbnails.has(hit, large)")
    preview = "desk.outlines.preview(hit)"
    panel.until(f"{preview} is None or max({preview}.image_size) == large")
    panel.until("desk.outlines._begun is None")
    outlined = panel.run(f"preview = {preview}; None if preview is None else {PIXELS}")
    return Chosen(
        panel.run("hit.id"),
        panel.run("part('host.outlines').boxes_of(hit)"),
        as_rows(panel.run(f"preview = desk.thumbnails.preview(hit); {PIXELS}")),
        None if outlined is None else as_rows(outlined),
    )


def is_line(pixels: Pixels) -> npt.NDArray[np.bool_]:
    """Tell which pixels have the colour of the line."""
    return np.asarray(np.abs(pixels[..., :3].astype(int) - np.array(LINE)).max(axis=-1) <= 40)


def test_boxes_are_in_the_preview_of_the_details_alone(panel: BlenderPanel) -> None:
    """The line runs round the letters in a copy; the preview that the grid shows is what the hub gave, to the last byte.

    A result without boxes, the control, has no copy.
    """
    panel.search(CODE)
    label = choose(panel, LABEL)
    assert label.outlined is not None
    height, width = label.plain.shape[:2]
    where = np.argwhere(is_line(label.outlined)) + 0.5
    corners = np.array(label.boxes) * (width, height)

    # Around all of the boxes, and nowhere else: the line is 3.5 pixels wide.
    assert where[:, ::-1].min(axis=0) == pytest.approx(corners.min(axis=(0, 1)), abs=4)
    assert where[:, ::-1].max(axis=0) == pytest.approx(corners.max(axis=(0, 1)), abs=4)
    assert len(where) > 100
    assert is_line(label.plain).sum() == 0
    credential = CredentialFile(token_file(panel.blender.profile)).load()
    assert credential is not None
    with Client(credential, place=panel.blender.person.place) as client:
        given = client.thumbnail_pixels(label.id, size=LARGE)
    assert given is not None
    assert label.plain.tobytes() == given.rgba

    panel.search(WORDS)
    other = choose(panel, OTHER)
    assert other.boxes == []
    assert other.outlined is None
    assert is_line(other.plain).sum() == 0


def test_few_are_kept_and_none_is_left(panel: BlenderPanel) -> None:
    """However many results are chosen, the last few copies are kept; closing gives all of them back, and makes no more."""
    before = panel.run("sorted(bpy.utils.previews._uuid_open)")
    panel.search(CODE)
    choose(panel, LABEL)
    panel.run(
        """
        replace = __import__("dataclasses").replace
        def moved(number):
            top, low = number / 100, 0.5 + number / 100
            return replace(hit, boxes=((0.1, top, 0.6, top, 0.6, low, 0.1, low),))
        """
    )
    for number in range(10):
        panel.until("desk.outlines.preview(moved(number)) is not None", number=number)
    # The one that is looked at again and again is still there; of the others the last ones.
    assert panel.run("[len(desk.outlines._ready), len(desk.outlines._icons)]") == [4, 4]
    assert panel.run("[key[1][0][0][1] for key in desk.outlines._ready]") == [0.06, 0.07, 0.08, 0.09]

    panel.run("outlines = desk.outlines; outlines.preview(moved(20)); part('desk').close_desk()")
    panel.blender.run("turn(0.2)")
    assert panel.blender.run("[outlines.preview(hit), outlines._icons, outlines._begun]") == [None] * 3
    assert panel.blender.run("sorted(bpy.utils.previews._uuid_open)") == before


def test_what_cannot_be_drawn_is_said_once(panel: BlenderPanel) -> None:
    """Where something is amiss with the drawing the panel says so, shows the picture as it is, and does not try on."""
    panel.search(CODE)
    panel.run(
        """
        outlines, tries = part("host.outlines"), []
        right = outlines.outlined
        def wrong(*arguments):
            tries.append(arguments)
            raise ArithmeticError("planted")
        outlines.outlined = wrong
        """
    )
    panel.run(CHOOSE, name=LABEL, large=LARGE)
    panel.until("desk.thumbnails.has(hit, large)")
    panel.until("desk.outlines.preview(hit) is not None or seen()['details']")
    panel.run("for again in range(5): desk.outlines.preview(hit); turn(0.1)")
    assert panel.run("len(tries)") == 1
    assert panel.run("desk.outlines.preview(hit)") is None
    assert "could not do that" in panel.seen.notice
    panel.run("outlines.outlined = right")


def test_a_person_sees_the_boxes_and_hides_them(desktop: BlenderDesktop, seen: BlenderPanel) -> None:
    """The outline is on the screen once, on the larger picture, with words below it; a click hides it, and another not."""
    sidebar = desktop.box("VIEW_3D", "UI")
    seen.search(WORDS)
    seen.run(CHOOSE, name=OTHER, large=LARGE)
    desktop.until("desk.thumbnails.has(hit, large)", large=LARGE)
    desktop.settle()
    assert lines_in(desktop, sidebar) == 0
    seen.search(CODE)
    # Found, and not chosen yet: the grid has no outline.
    desktop.until("desk.thumbnails.has(panel.state.hits[0])")
    desktop.settle()
    assert lines_in(desktop, sidebar) == 0

    seen.run(CHOOSE, name=LABEL, large=LARGE)
    desktop.wait(lambda: lines_in(desktop, sidebar) > 30, "the outline")
    # Once, on the larger picture: the grid's stands more than that above it.
    assert height_of_lines(desktop, sidebar) < 60
    # The wheel of the mouse: what is said of the picture stands below it.
    desktop.click(sidebar.at(0.5, 0.9), button=5, times=20)
    desktop.settle()
    desktop.await_text("The letters that match", "of the picture", box=sidebar)
    keep(desktop, sidebar, "blender-boxes")
    desktop.run(f"{SWITCH}.show_boxes = False")
    desktop.wait(lambda: lines_in(desktop, sidebar) == 0, "the picture without it")
    keep(desktop, sidebar, "blender-no-boxes")
    desktop.await_text("The letters that match", box=sidebar)
    desktop.run(f"{SWITCH}.show_boxes = True")
    desktop.wait(lambda: lines_in(desktop, sidebar) > 30, "the outline again")


def lines_in(desktop: BlenderDesktop, box: Box) -> int:
    """Count the pixels of the screen that have the colour of the line."""
    return int(is_line(np.asarray(desktop.picture(box).convert("RGB"))).sum())


def height_of_lines(desktop: BlenderDesktop, box: Box) -> int:
    """Tell how far apart the highest and the lowest of these pixels are."""
    rows = np.flatnonzero(is_line(np.asarray(desktop.picture(box).convert("RGB"))).any(axis=1))
    return int(rows.max() - rows.min())


def keep(desktop: BlenderDesktop, box: Box, name: str) -> None:
    """Keep a picture of the panel where that is wanted."""
    if folder := os.environ.get("BOWERBIRD_LOOK"):
        desktop.settle()
        desktop.picture(box).save(Path(folder) / f"{name}-{desktop.system.name}.png")
