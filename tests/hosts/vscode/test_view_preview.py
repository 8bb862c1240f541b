"""A picture in large: when it is shown, when it goes, and what it never covers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from hosts.vscode.view_page import OpenView, Stage, hit, small_webp, state

pytest_plugins = ("hosts.vscode.view_fixtures",)

NOTICE = {
    "sentence": "The library has changed since this search.",
    "advice": "",
    "remedy": "search-again",
    "button": "Search Again",
    "isError": False,
    "code": "library_changed",
}


@pytest.fixture
def found(stage: Stage) -> Stage:
    """Have found thirty pictures."""
    stage.show([hit(number) for number in range(30)])
    stage.forget()
    return stage


def tell(found: Stage, notice: object) -> None:
    """Tell something above the same pictures."""
    clue = {"words": "red mug", "avoid": "", "picture": None}
    found.say({"type": "state", "state": state(clue=clue, search=1, total=30, notice=notice)})


def test_a_picture_is_seen_in_large_after_resting_on_it(found: Stage) -> None:
    """The pointer may go onto the card, Escape sends it away, and it stays away until the pointer was elsewhere."""
    found.serve({f"asset-{n}": {"content": f"{n:064x}", "webp": small_webp()} for n in range(30)})
    card = found.page.get_by_role("tooltip")
    found.option(1).hover()
    expect(card).to_be_visible()
    assert {"id": "asset-0", "side": 640} in found.last("want")["thumbnails"] or found.page.locator(
        ".card img"
    ).is_visible()
    expect(card).to_have_accessible_name("picture 0.jpg")
    box = card.bounding_box()
    assert box is not None
    found.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    found.page.wait_for_timeout(400)
    expect(card).to_be_visible()
    found.option(1).hover(position={"x": 4, "y": 4})
    expect(card).to_be_visible()
    found.press("Escape")
    expect(card).to_be_hidden()
    found.option(1).hover(position={"x": 20, "y": 20})
    found.page.wait_for_timeout(600)
    expect(card).to_be_hidden()
    found.words.hover()
    found.page.wait_for_timeout(300)
    found.option(1).hover()
    expect(card).to_be_visible()


def test_a_picture_that_moves_below_a_still_pointer_is_not_seen_in_large(found: Stage) -> None:
    """Not when a notice moves the pictures, nor when others come; control: one step of the pointer is enough."""
    card = found.page.get_by_role("tooltip")
    box = found.option(1).bounding_box()
    assert box is not None
    found.page.mouse.move(box["x"] + 20, box["y"] - 6)
    found.page.wait_for_timeout(100)
    found.page.locator(".scroller").evaluate("(scroller) => scroller.scrollBy(0, 60)")
    found.page.wait_for_timeout(700)
    expect(card).to_be_hidden()
    tell(found, NOTICE)
    found.page.wait_for_timeout(700)
    expect(card).to_be_hidden()
    tell(found, None)
    found.page.locator(".scroller").evaluate("(scroller) => scroller.scrollTo(0, 60)")
    found.page.wait_for_timeout(100)
    found.page.mouse.move(box["x"] + 22, box["y"] - 6)
    expect(card).to_be_visible()


def test_what_is_told_sends_the_large_picture_away_and_is_not_covered(found: Stage) -> None:
    """It closes when a notice comes; and where one is, the picture lies below it."""
    card = found.page.get_by_role("tooltip")
    found.option(2).hover()
    expect(card).to_be_visible()
    tell(found, NOTICE)
    expect(card).to_be_hidden()
    found.words.press("ArrowDown")
    found.press("Space")
    expect(card).to_be_visible()
    shown, told = card.bounding_box(), found.page.locator(".notice").bounding_box()
    assert shown
    assert told
    assert shown["y"] >= told["y"] + told["height"]


def test_the_large_picture_repeats_nothing_of_the_details(found: Stage) -> None:
    """Its name is below it only where the details tell of another picture, or of none."""
    name = found.page.locator(".card-name")
    found.option(3).hover()
    expect(name).to_be_visible()
    found.words.hover()
    expect(name).to_be_hidden()
    found.words.press("ArrowDown")
    found.press("Space")
    expect(found.page.get_by_role("tooltip")).to_be_visible()
    expect(name).to_be_hidden()


def test_a_picture_is_seen_in_large_by_key(found: Stage) -> None:
    """Space shows and hides the preview, it follows the arrows, and Escape closes it before anything else."""
    card = found.page.get_by_role("tooltip")
    found.words.press("ArrowDown")
    found.press("Space")
    expect(card).to_have_accessible_name("picture 0.jpg")
    found.press("ArrowRight")
    expect(card).to_have_accessible_name("picture 1.jpg")
    found.press("Space")
    expect(card).to_be_hidden()
    found.press("Space", "Escape")
    expect(card).to_be_hidden()
    assert found.active() == 2


@pytest.mark.parametrize("size", [(170, 500), (240, 720), (320, 760), (900, 300)])
def test_the_card_never_covers_its_picture_nor_leaves_the_view(
    open_view: OpenView, size: tuple[int, int]
) -> None:
    """In every width, wherever the picture lies."""
    with open_view(size=size) as stage:
        stage.show([hit(number) for number in range(30)])
        stage.words.press("ArrowDown")
        stage.press("Space")
        for _ in range(8):
            card = stage.page.get_by_role("tooltip").bounding_box()
            cell = stage.page.locator(".cell:focus").bounding_box()
            assert card is not None
            assert cell is not None
            assert card["x"] >= 0
            assert card["x"] + card["width"] <= size[0] + 1
            across = card["x"] < cell["x"] + cell["width"] and cell["x"] < card["x"] + card["width"]
            along = card["y"] < cell["y"] + cell["height"] and cell["y"] < card["y"] + card["height"]
            assert not (across and along)
            stage.press("ArrowDown")
