"""Where a hit matched, over the picture that is looked at in large: seen on the screen, and said."""

from __future__ import annotations

import os
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from bowerbird_engine import Engine, PreferenceChanges, load_settings
from fakes.client_hub import Reply, Seen, a_hit, as_json
from hosts.gimp.desktop import GimpDesktop, Widget
from hosts.gimp.panel import PRESSED, TITLE, Panel
from hosts.gimp.profiles import token_file
from hosts.harness.hubs import PersonsHub
from hosts.harness.misbehaving import another_hub

pytestmark = pytest.mark.parametrize("windowed", ["trixie", "forky"], indirect=True)

CODE, LABEL, TURNED = "BB-2047-K", "carton-lamp.jpg", "carton-turned.jpg"
"""A code that stands on a box, its picture, and the same one as a camera writes it that was held upright."""
PLAIN = "mug-red-front.jpg"
ORIENTATION, QUARTER_TURN = 0x0112, 6
NEAR = 4
"""Pixels: half a halo, and what proportions are rounded by."""


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory, pictures: Path) -> Path:
    """Learn three pictures with their letters; gives the home of the library."""
    base = tmp_path_factory.mktemp("boxes").resolve()
    folder = base / "cartons"
    folder.mkdir()
    for name in (LABEL, PLAIN):
        shutil.copyfile(next(pictures.rglob(name)), folder / name)
    with Image.open(folder / LABEL) as upright:
        lying = upright.transpose(Image.Transpose.ROTATE_90)
        exif = Image.Exif()
        exif[ORIENTATION] = QUARTER_TURN
        lying.save(folder / TURNED, quality=95, exif=exif)
    with Engine(load_settings(base / "home")) as engine:
        engine.set_preferences(PreferenceChanges(letters=False))
        engine.add_folder(folder)
        engine.index(ocr=True)
    return base / "home"


@pytest.fixture
def poster(desktop: GimpDesktop, pictures: Path) -> int:
    """Have an image open."""
    return desktop.show(pictures / "interiors" / "living-room-day.jpg")


@dataclass(frozen=True)
class Look:
    """A picture in large: its widget, its window, and the switch of its boxes where there is one."""

    picture: Widget
    window: Widget
    switch: Widget | None


def look_at(panel: Panel, name: str) -> Look:
    """Choose a picture by a click, press Space, and wait until it is there in large."""
    panel.desktop.bring(TITLE)
    panel.desktop.click(next(hit for hit in panel.hits() if panel.name_of(hit) == name))
    panel.desktop.screen.press("space")
    return await_look(panel, name)


def await_look(panel: Panel, name: str) -> Look:
    """Wait until a picture is there in large."""
    look = panel.desktop.wait(
        lambda: read_look(panel, name), f"{name} in large", instead=lambda: panel.read().text
    )
    still(panel, look)
    return look


def read_look(panel: Panel, name: str) -> Look | None:
    """Find a picture in large."""
    shown = panel.read()
    for window in shown.find(name=f"Preview: {name}"):
        inside = [each for each in shown.widgets if each.path[:1] == window.path and each.box[2] > 0]
        picture = next((each for each in inside if each.name == window.name.removeprefix("Preview: ")), None)
        switch = next((each for each in inside if each.name == "Boxes" and each.role in PRESSED), None)
        if picture is not None:
            return Look(picture, window, switch)
    return None


def still(panel: Panel, look: Look) -> Image.Image:
    """Wait until nothing changes on a picture any more, and give what is seen of it."""
    # No tip shall open over it.
    panel.desktop.screen.move(5, 5)
    seen = [panel.desktop.screen.picture(look.picture.box)]

    def is_same() -> bool:
        seen.append(panel.desktop.screen.picture(look.picture.box))
        extremes = seen[-1].convert("L").getextrema()
        return seen[-1].tobytes() == seen[-2].tobytes() and extremes[0] != extremes[1]

    panel.desktop.wait(is_same, "a picture that stays")
    return seen[-1]


def drawn(panel: Panel, name: str, keys: str = "b") -> tuple[float, ...] | None:
    """Hide the boxes and show them again; give as fractions the part of the picture that it changes."""
    look = await_look(panel, name)
    before = still(panel, look)
    panel.desktop.screen.press(keys)
    between = still(panel, look)
    panel.desktop.screen.press(keys)
    assert still(panel, look).tobytes() == before.tobytes()
    box = ImageChops.difference(before, between).getbbox()
    sides = 2 * (before.width, before.height)
    return None if box is None else tuple(at / side for at, side in zip(box, sides, strict=True))


def sent(hub: PersonsHub, name: str) -> list[list[float]]:
    """Give the boxes that the hub sends of a picture in which the code is looked for."""
    hits = hub.ask_as_owner("POST", "/v1/search", {"text": CODE})["hits"]
    return next(hit["boxes"] for hit in hits if hit["name"] == name)


def around(boxes: list[list[float]]) -> tuple[float, ...]:
    """Give the rectangle around boxes."""
    xs = [value for box in boxes for value in box[::2]]
    ys = [value for box in boxes for value in box[1::2]]
    return min(xs), min(ys), max(xs), max(ys)


def keep(panel: Panel, look: Look, name: str) -> None:
    """Keep a picture of the window where that is wanted."""
    if folder := os.environ.get("BOWERBIRD_LOOK"):
        panel.desktop.screen.picture(look.window.box).save(Path(folder) / f"{name}.png")


def test_where_the_letters_stand_is_seen_and_said(panel: Panel, poster: int, hub: PersonsHub) -> None:
    """A box lies round the code, whichever way the file is stored, and is hidden by a key; a mug, the control, has none."""
    panel.open()
    panel.search(CODE, LABEL, TURNED)
    for name in (LABEL, TURNED):
        look = look_at(panel, name)
        keep(panel, look, f"gimp-boxes-{name}")
        boxes = sent(hub, name)
        assert drawn(panel, name) == pytest.approx(around(boxes), abs=NEAR / min(look.picture.box[2:]))
        assert look.switch is not None
        said = look.picture.description
        assert said.startswith("The letters that match stand in ")
        assert said == look.window.description
        assert said in panel.read().text
        panel.desktop.screen.press("Escape")
    # The camera's picture is shown upright, and the box with it.
    assert around(sent(hub, TURNED)) == pytest.approx(around(sent(hub, LABEL)), abs=0.03)

    panel.search("red mug", PLAIN)
    look = look_at(panel, PLAIN)
    keep(panel, look, "gimp-boxes-none")
    assert look.switch is None
    assert "match stand in" not in look.picture.description + panel.read().text
    assert drawn(panel, PLAIN) is None


def test_the_switch_is_remembered_while_the_window_is_open(panel: Panel, poster: int) -> None:
    """Hidden on one picture by the button, the boxes stay hidden on the next, and after the large one was closed."""
    panel.open()
    first, second = map(panel.name_of, panel.search(CODE, LABEL, TURNED))
    look = look_at(panel, first)
    with_boxes = still(panel, look)
    assert look.switch is not None
    assert is_pressed(look.switch)
    panel.desktop.click(look.switch)
    bare = still(panel, look)
    keep(panel, look, "gimp-boxes-hidden")
    assert ImageChops.difference(with_boxes, bare).getbbox() is not None

    panel.desktop.screen.press("Right")
    following = await_look(panel, second)
    assert following.switch is not None
    assert not is_pressed(following.switch)
    panel.desktop.screen.press("Escape")
    again = look_at(panel, first)
    assert again.switch is not None
    assert not is_pressed(again.switch)
    assert still(panel, again).tobytes() == bare.tobytes()
    # What is said does not depend on what is drawn.
    assert again.picture.description == look.picture.description
    panel.desktop.screen.press("b")
    assert still(panel, again).tobytes() == with_boxes.tobytes()


def is_pressed(switch: Widget) -> bool:
    """Tell whether a switch is on."""
    return bool({"pressed", "checked"} & switch.states)


def test_what_is_proved_while_it_is_open_is_drawn(panel: Panel, poster: int, hub: PersonsHub) -> None:
    """A picture that is looked at gets its box once it is proved what it is to the canvas; before, the control, it has none."""
    is_open = threading.Event()
    half = [0.5, 0.0, 1.0, 0.0, 1.0, 1.0, 0.5, 1.0]

    def hits(seen: Seen) -> Reply:
        proof: dict[str, object] = {}
        if seen.json.get("verified"):
            is_open.wait(30)
            proof = {"labels": ["crop_of"], "boxes": [half]}
        told = [a_hit("A1", name="first.jpg", **proof), a_hit("A2", name="second.jpg")]
        return as_json(
            {"entry": "picture", "hits": told, "notes": [], "next": None, "library_id": "library-1"}
        )

    with another_hub(token_file(panel.desktop.profile), hub) as fake:
        can = {
            "product": "bowerbird",
            "version": "0.1.0",
            "api": dict(fake.api),
            "server_id": fake.server_id,
            "library_id": fake.library_id,
            "capabilities": ["query_images", "search.picture", "search.verified", "thumbnails"],
            "state": fake.state,
        }
        fake.overrides["GET", "/v1/hello"] = lambda _seen: as_json(can)
        fake.overrides["POST", "/v1/search"] = hits
        panel.open()
        panel.press("Search with: Canvas")
        panel.await_hits("first.jpg", "second.jpg")
        assert look_at(panel, "first.jpg").switch is None
        is_open.set()
        panel.says("What matches is 50\u202f% of the picture, on the right.")
        # Its thumbnail is twice as wide as high, in a place for 4 to 3: the box lies on the picture, not on the place.
        assert drawn(panel, "first.jpg") == pytest.approx((1 / 2, 1 / 6, 1, 5 / 6), abs=0.02)
        panel.desktop.screen.press("Escape")
        panel.close()
    # The next GIMP is paired with the person's own before it is tested.
    hub.ensure()
