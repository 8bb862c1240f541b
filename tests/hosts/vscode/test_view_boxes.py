"""Where a hit matches: drawn on the large picture, at its place, and told in words."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import FloatRect, Locator, expect

from hosts.harness.pages import until
from hosts.vscode.view_page import EXTENSION, LOW, NARROW, THEMES, USUAL, OpenView, Stage, hit, small_webp

pytest_plugins = ("hosts.vscode.view_fixtures",)

BOX = (0.6, 0.2, 0.8, 0.7)
"""Left, top, right, bottom of what is marked: neither in the middle nor alike from two sides."""
MARK = (255, 0, 0)
WORDS = "What matches is 10 % of the picture, on the right."
SWITCH = "Show boxes on the picture (B)"
APART = 4
"""Pixels that the line may reach out from what it marks: three by design, and one for those of a small picture."""
ENOUGH_CONTRAST = 3.0
"""WCAG 2.2, 1.4.11: of what is drawn against what lies beside it."""


def corners(left: float, top: float, right: float, bottom: float) -> list[float]:
    """Give a box as the hub sends it."""
    return [left, top, right, top, right, bottom, left, bottom]


def marked_webp(size: tuple[int, int], box: tuple[float, float, float, float] = BOX) -> str:
    """Give a picture in base64 that has a red field where the box says."""
    picture = Image.new("RGB", size, (210, 210, 210))
    left, top, right, bottom = box
    width, height = size
    field = (round(left * width), round(top * height), round(right * width) - 1, round(bottom * height) - 1)
    ImageDraw.Draw(picture).rectangle(field, fill=MARK)
    file = io.BytesIO()
    picture.save(file, "WEBP", lossless=True)
    return base64.b64encode(file.getvalue()).decode("ascii")


def show(stage: Stage, *boxes: list[float], size: tuple[int, int] = (640, 427), **changes: Any) -> None:
    """Show one picture with boxes, and look at it in large."""
    found = hit(0, boxes=list(boxes), width=size[0], height=size[1], **changes)
    stage.serve({found["id"]: {"content": found["content"], "webp": marked_webp(size)}})
    stage.show([found])
    peek(stage)


def peek(stage: Stage) -> None:
    """Look at the first picture in large by key."""
    stage.settled()
    stage.words.press("ArrowDown")
    stage.press("Space")
    expect(stage.page.get_by_role("tooltip")).to_be_visible()
    stage.settled()
    stage.drawn()


def lines(stage: Stage) -> Locator:
    """Give the lines of the boxes."""
    return stage.page.locator(".overlay .line")


def voice(stage: Stage) -> Locator:
    """Give what is read out."""
    return stage.page.locator("[role=status]")


def bounds(locator: Locator) -> FloatRect:
    """Give where something is on the screen."""
    box = locator.bounding_box()
    assert box is not None
    return box


def field_seen(stage: Stage) -> FloatRect:
    """Give where the red field of the picture is seen on the screen, with the boxes out of the way."""
    overlay = stage.page.locator(".overlay")
    overlay.evaluate("(overlay) => overlay.classList.add('unseen')")
    shot = stage.page.screenshot()
    overlay.evaluate("(overlay) => overlay.classList.remove('unseen')")
    with Image.open(io.BytesIO(shot)) as screen:
        red, green, blue = screen.convert("RGB").split()
    red, green, blue = (band.point(test) for band, test in zip((red, green, blue), TESTS, strict=True))
    empty = Image.new("L", red.size)
    seen = Image.composite(Image.composite(red, empty, green), empty, blue)
    card = bounds(stage.page.locator(".card-picture"))
    # The thumbnail in the grid shows the field, too.
    left, top = round(card["x"]), round(card["y"])
    area = (left, top, left + round(card["width"]), top + round(card["height"]))
    found = seen.crop(area).getbbox()
    assert found is not None
    return {
        "x": left + found[0],
        "y": top + found[1],
        "width": found[2] - found[0],
        "height": found[3] - found[1],
    }


TESTS = (
    [0] * 200 + [255] * 56,
    [255] * 90 + [0] * 166,
    [255] * 90 + [0] * 166,
)
"""Which values of red, green and blue are those of the field, as tables of 256."""


def frames(line: FloatRect, field: FloatRect) -> bool:
    """Tell whether a line runs around a field, close to it."""
    apart = (
        field["x"] - line["x"],
        field["y"] - line["y"],
        line["x"] + line["width"] - field["x"] - field["width"],
        line["y"] + line["height"] - field["y"] - field["height"],
    )
    return all(0 <= each <= APART for each in apart)


@pytest.mark.parametrize("size", [(170, 500), NARROW, USUAL, LOW], ids=["170", "240", "320", "panel"])
@pytest.mark.parametrize(
    "picture",
    [(640, 427), (427, 640), (640, 80), (90, 640)],
    ids=["wide", "tall", "strip across", "strip along"],
)
def test_a_box_frames_what_matches(
    open_view: OpenView, size: tuple[int, int], picture: tuple[int, int]
) -> None:
    """In every width, also where the picture does not fill its card; control: a box for another place frames nothing."""
    with open_view(size=size) as stage:
        show(stage, corners(*BOX), size=picture)
        expect(lines(stage)).to_have_count(1)
        field = field_seen(stage)
        assert frames(bounds(lines(stage)), field)
        shifted = [each + 0.15 for each in BOX]
        show(stage, corners(*shifted), size=picture, id="asset-shifted")
        assert not frames(bounds(lines(stage)), field_seen(stage))


@pytest.mark.parametrize("claimed", [(640, 427), (500, 500)], ids=["as it is", "as nobody measured it"])
def test_a_box_stays_when_a_sharper_picture_comes(stage: Stage, claimed: tuple[int, int]) -> None:
    """The small picture and the large one, whose sides are rounded otherwise, have it at the same place."""
    found = hit(0, boxes=[corners(*BOX)], width=claimed[0], height=claimed[1])
    stage.show([found])
    give(stage, found, 160, marked_webp((160, 104)))
    peek(stage)
    picture = stage.page.locator(".card img")
    assert picture.evaluate("(img) => img.naturalWidth") == 160
    assert frames(bounds(lines(stage)), field_seen(stage))
    give(stage, found, 640, marked_webp((640, 427)))
    until(stage.page, "() => document.querySelector('.card img').naturalWidth === 640")
    stage.drawn()
    assert stage.page.locator(".overlay").get_attribute("viewBox") == "0 0 640 427"
    assert frames(bounds(lines(stage)), field_seen(stage))


def give(stage: Stage, found: Mapping[str, Any], side: int, webp: str) -> None:
    """Give the view one thumbnail."""
    stage.page.evaluate(
        """([content, side, webp]) => {
          const bytes = Uint8Array.from(atob(webp), (each) => each.charCodeAt(0));
          stage.say({ type: "thumbnail", content, side, bytes });
        }""",
        [found["content"], side, webp],
    )
    stage.drawn()


def test_a_box_waits_for_its_picture(stage: Stage) -> None:
    """While nothing of the picture has come there is none; it comes with the picture."""
    found = hit(0, boxes=[corners(*BOX)])
    stage.show([found])
    stage.words.press("ArrowDown")
    stage.press("Space")
    expect(stage.page.get_by_role("tooltip")).to_be_visible()
    expect(lines(stage)).to_have_count(0)
    give(stage, found, 640, marked_webp((640, 427)))
    expect(lines(stage)).to_have_count(1)
    assert frames(bounds(lines(stage)), field_seen(stage))


def test_only_a_picture_that_is_looked_at_has_boxes(stage: Stage) -> None:
    """Nothing is drawn before, none of one picture on the next, and nothing afterwards."""
    hits = [
        hit(0, boxes=[corners(*BOX)]),
        hit(1),
        hit(2, boxes=[corners(0, 0, 1, 1)]),
        hit(3, boxes=[corners(0.1, 0.1, 0.3, 0.2), corners(0.1, 0.3, 0.3, 0.4)]),
    ]
    stage.serve({each["id"]: {"content": each["content"], "webp": small_webp()} for each in hits})
    stage.show(hits)
    expect(stage.page.locator("polygon")).to_have_count(0)
    peek(stage)
    card = stage.page.get_by_role("tooltip")
    for name, count in (
        ("picture 0.jpg", 1),
        ("picture 1.jpg", 0),
        ("picture 2.jpg", 0),
        ("picture 3.jpg", 2),
    ):
        expect(card).to_have_accessible_name(name)
        expect(lines(stage)).to_have_count(count)
        expect(stage.page.get_by_role("button", name=SWITCH)).to_have_count(min(count, 1))
        expect(stage.page.locator(".details-body .match")).to_have_count(min(count, 1))
        stage.press("ArrowRight")
    stage.press("Escape")
    expect(card).to_be_hidden()
    expect(stage.page.locator("polygon")).to_have_count(0)


def test_a_box_comes_when_it_is_proved_while_somebody_looks(stage: Stage) -> None:
    """The labels of a search come a moment after its hits, and the boxes with them."""
    show(stage, size=(640, 427))
    expect(lines(stage)).to_have_count(0)
    stage.show([hit(0, width=640, height=427, labels=["crop_of"], boxes=[corners(*BOX)])])
    expect(stage.page.get_by_role("tooltip")).to_be_visible()
    expect(lines(stage)).to_have_count(1)
    assert frames(bounds(lines(stage)), field_seen(stage))


def test_a_box_shows_when_the_pointer_rests_too(stage: Stage) -> None:
    """By the mouse alone, with the thumbnail of the grid as the picture."""
    found = hit(0, boxes=[corners(*BOX)], width=640, height=427)
    stage.serve({found["id"]: {"content": found["content"], "webp": marked_webp((640, 427))}})
    stage.show([found])
    stage.settled()
    stage.option(1).hover()
    expect(lines(stage)).to_have_count(1)
    stage.settled()
    assert frames(bounds(lines(stage)), field_seen(stage))


def test_a_box_at_the_edge_is_seen_whole(stage: Stage) -> None:
    """Nothing of its line or its halo falls outside of the picture."""
    show(stage, corners(0, 0, 1, 0.5))
    halo, picture = bounds(stage.page.locator(".overlay .halo")), bounds(stage.page.locator(".card-picture"))
    assert halo["x"] > picture["x"] - 0.1
    assert halo["y"] > picture["y"] - 0.1
    assert halo["x"] + halo["width"] < picture["x"] + picture["width"] + 0.1
    # Control: it reaches as far as the picture does.
    assert halo["x"] + halo["width"] > picture["x"] + picture["width"] - 2


def test_what_the_boxes_say_is_told_in_words(stage: Stage) -> None:
    """Read out with the key that shows them, in the details, and as the name of the drawing; in the person's language."""
    show(stage, corners(*BOX))
    words = re.compile(re.escape(WORDS).replace("\\ %", ".%"))
    expect(voice(stage)).to_have_text(words)
    expect(stage.page.locator(".details-body .match")).to_have_text(words)
    drawing = stage.page.get_by_role("tooltip").get_by_role("img")
    expect(drawing).to_have_accessible_name(words)
    bundle = json.loads((EXTENSION / "l10n" / "bundle.l10n.de.json").read_text(encoding="utf-8"))
    stage.say({"type": "words", "language": "de", "bundle": bundle})
    stage.option(1).click()
    german = re.compile("Was übereinstimmt, macht 10.% des Bildes aus, rechts.")
    expect(stage.page.locator(".details-body .match")).to_have_text(german)


def test_a_picture_without_boxes_says_nothing_of_them(stage: Stage) -> None:
    """Control: what is read out there is not of a place in the picture."""
    show(stage)
    stage.page.wait_for_timeout(600)
    expect(voice(stage)).not_to_contain_text("of the picture")
    expect(stage.page.get_by_role("tooltip").get_by_role("img")).to_have_count(0)


def test_boxes_are_turned_off_and_stay_so(stage: Stage) -> None:
    """By key and by button, on what is shown and on the next; after coming back it is as it was left."""
    show(stage, corners(*BOX))
    switch = stage.page.get_by_role("button", name=SWITCH)
    expect(switch).to_have_attribute("aria-pressed", "true")
    stage.press("b")
    expect(lines(stage)).to_have_count(0)
    expect(stage.page.get_by_role("tooltip")).to_be_visible()
    expect(switch).to_have_attribute("aria-pressed", "false")
    expect(voice(stage)).to_have_text("The boxes on the picture are hidden.")
    stage.press("Space", "Space")
    expect(lines(stage)).to_have_count(0)
    until(stage.page, "() => stage.kept?.boxesShown === false")
    stage.page.reload()
    stage.say({"type": "words", "language": "en", "bundle": {}})
    show(stage, corners(*BOX))
    expect(lines(stage)).to_have_count(0)
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    stage.option(1).focus()
    stage.press("Space")
    expect(lines(stage)).to_have_count(1)


@pytest.mark.parametrize("theme", THEMES)
def test_the_line_is_seen_on_its_halo(open_view: OpenView, theme: str) -> None:
    """Whatever the picture is like, one of the two stands out from it: they are far apart in lightness."""
    with open_view(theme=theme) as stage:
        show(stage, corners(*BOX))
        line, halo = (
            light(stage.page.locator(f".overlay .{kind}").evaluate("(each) => getComputedStyle(each).stroke"))
            for kind in ("line", "halo")
        )
        assert (max(line, halo) + 0.05) / (min(line, halo) + 0.05) >= ENOUGH_CONTRAST


def light(colour: str) -> float:
    """Give the relative luminance of a colour without transparency, as WCAG defines it."""
    assert re.fullmatch(r"rgb\(\d+, \d+, \d+\)", colour)
    values = [int(each) / 255 for each in re.findall(r"\d+", colour)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in values
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_forced_colours_keep_the_boxes(open_view: OpenView) -> None:
    """With the system's own high contrast the line and its halo are still two colours."""
    with open_view(theme="high-contrast") as stage:
        show(stage, corners(*BOX))
        stage.page.emulate_media(forced_colors="active")
        strokes = [
            stage.page.locator(f".overlay .{kind}").evaluate("(each) => getComputedStyle(each).stroke")
            for kind in ("line", "halo")
        ]
        assert strokes[0] != strokes[1]
        assert "none" not in strokes
