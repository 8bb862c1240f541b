"""The view without a mouse, and with one: moving about, choosing, looking at and using pictures."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from hosts.vscode.view_page import Stage, hit, state

pytest_plugins = ("hosts.vscode.view_fixtures",)

NOTICE = {
    "sentence": "The library has changed since this search.",
    "advice": "",
    "remedy": "search-again",
    "button": "Search Again",
    "isError": False,
    "code": "library_changed",
}

SEEN = """() => {
  const element = document.activeElement;
  const shown = element.matches(".cell") ? element.querySelector(".frame") : element.closest(".field") ?? element;
  const ring = [shown, element].some((each) => {
    const style = getComputedStyle(each);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  });
  const box = element.getBoundingClientRect();
  return ring && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
}"""


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


def names(*numbers: int) -> list[str]:
    """Give the names of pictures by their places, from 1."""
    return [f"picture {number - 1}.jpg" for number in numbers]


def ids(*numbers: int) -> list[str]:
    """Give the ids of pictures by their places, from 1."""
    return [f"asset-{number - 1}" for number in numbers]


def test_arrow_down_leads_from_the_words_to_the_first_picture_and_up_back(found: Stage) -> None:
    """The first picture is chosen by coming to it."""
    found.words.press("ArrowDown")
    assert found.active() == 1
    assert found.chosen() == names(1)
    found.press("ArrowUp")
    expect(found.words).to_be_focused()


def test_arrows_choose_as_they_go(found: Stage) -> None:
    """Left and right go by one, up and down by a row, Home and End to the ends."""
    found.words.press("ArrowDown")
    found.press("ArrowRight", "ArrowRight", "ArrowLeft")
    assert (found.active(), found.chosen()) == (2, names(2))
    assert found.last("choose")["ids"] == ids(2)
    found.press("End")
    assert (found.active(), found.chosen()) == (30, names(30))
    found.press("Home")
    assert (found.active(), found.chosen()) == (1, names(1))
    found.press("PageDown")
    assert found.active() > 4


def test_shift_draws_a_span_and_control_walks_and_toggles(found: Stage) -> None:
    """As lists of the editor and of file managers do it."""
    found.words.press("ArrowDown")
    found.press("Shift+ArrowRight", "Shift+ArrowRight")
    assert found.last("choose")["ids"] == ids(1, 2, 3)
    found.press("Control+ArrowRight", "Control+ArrowRight", "Control+Space")
    assert found.last("choose")["ids"] == ids(1, 2, 3, 5)
    expect(found.page.get_by_role("heading", level=2)).to_have_text("4 pictures chosen")
    found.press("Control+a")
    assert len(found.last("choose")["ids"]) == 30
    found.press("Escape")
    assert found.last("choose")["ids"] == ids(5)
    found.press("Escape")
    expect(found.words).to_be_focused()


def test_one_picture_is_in_the_order_of_tab(found: Stage) -> None:
    """The roving tabindex is on the active picture; Tab comes back to it."""
    found.words.press("ArrowDown")
    found.press("ArrowRight", "ArrowRight")
    assert found.page.locator(".grid [tabindex='0']").count() == 1
    found.press("Tab")
    assert found.active() == 0
    found.press("Shift+Tab")
    assert found.active() == 3


def test_the_focus_is_seen_on_its_way_through_the_view(found: Stage) -> None:
    """Tab goes through everything once and comes to the end; each stop shows a ring."""
    found.words.focus()
    stops: list[str] = []
    for _ in range(40):
        found.press("Tab")
        if found.page.evaluate("document.activeElement === document.body"):
            break
        assert found.page.evaluate(SEEN), found.page.evaluate("document.activeElement.outerHTML")
        stops.append(
            found.page.evaluate(
                "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
            )
        )
    for stop in ("What to avoid", "Search with a picture file…", "More like this (M)", "Show in folder"):
        assert stop in stops


@pytest.mark.parametrize(
    ("key", "way"),
    [("Enter", "usual"), ("Control+Enter", "copy"), ("Alt+Enter", "link"), ("Shift+Enter", "options")],
)
def test_enter_inserts_the_chosen(found: Stage, key: str, way: str) -> None:
    """With Control a copy, with Alt a link, with Shift after asking."""
    found.words.press("ArrowDown")
    found.press("Shift+ArrowRight", key)
    assert found.last("insert") == {"type": "insert", "ids": ids(1, 2), "way": way}


def test_nothing_is_inserted_where_no_text_is_open(found: Stage) -> None:
    """The button says why, and Enter has it read out; copying into the workspace still works."""
    found.show([hit(number) for number in range(30)], target=None)
    found.forget()
    button = found.page.get_by_role("button", name="Insert", exact=True)
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(button).to_have_accessible_description("Open a text file to insert into.")
    found.words.press("ArrowDown")
    found.press("Enter")
    expect(found.page.locator("[role=status].unseen")).to_have_text("Open a text file to insert into.")
    button.click(force=True)
    assert found.said("insert") == []
    found.page.get_by_role("button", name="Other ways to insert").click()
    found.page.get_by_role("menuitem", name="Copy into the workspace only").click()
    assert found.last("copy-to-workspace")["ids"] == ids(1)


def test_the_button_says_where_to_and_how_many(found: Stage) -> None:
    """Insert into guide.md, and for several their number."""
    found.option(2).click()
    button = found.page.get_by_role("button", name="Insert into guide.md")
    expect(button).to_have_attribute("title", "Insert into guide.md (Enter)")
    button.click()
    assert found.last("insert") == {"type": "insert", "ids": ids(2), "way": "usual"}
    found.option(4).click(modifiers=["Shift"])
    expect(found.page.get_by_role("button", name="Insert 3 into guide.md")).to_be_visible()


def test_the_menu_of_ways_is_used_by_keys(found: Stage) -> None:
    """Arrow down opens it, arrows go round, Enter takes, Escape gives the keyboard back."""
    found.option(1).click()
    split = found.page.get_by_role("button", name="Other ways to insert")
    split.focus()
    found.press("ArrowDown")
    expect(found.page.get_by_role("menuitem").first).to_be_focused()
    expect(split).to_have_attribute("aria-expanded", "true")
    found.press("ArrowUp")
    expect(found.page.get_by_role("menuitem").last).to_be_focused()
    found.press("Escape")
    expect(split).to_be_focused()
    expect(found.page.get_by_role("menu")).to_be_hidden()
    found.press("Enter")
    found.press("ArrowDown", "Enter")
    assert found.last("insert")["way"] == "link"


def test_the_mouse_chooses_and_inserts(found: Stage) -> None:
    """A click chooses, Control and Shift as with keys, a double click inserts."""
    found.option(2).click()
    found.option(4).click(modifiers=["Control"])
    assert found.last("choose")["ids"] == ids(2, 4)
    found.option(1).click(modifiers=["Shift"])
    assert found.last("choose")["ids"] == ids(1, 2, 3, 4)
    assert found.said("insert") == []
    found.option(3).dblclick()
    assert found.said("insert") == [{"type": "insert", "ids": ids(3), "way": "usual"}]


def test_a_double_click_on_the_last_picture_in_sight_hits_it_twice(found: Stage) -> None:
    """What the first click shows does not move the picture away from under the second."""
    last = found.page.evaluate(
        """() => {
          const bottom = document.querySelector(".scroller").getBoundingClientRect().bottom;
          const cells = [...document.querySelectorAll(".cell")].filter((cell) => cell.getBoundingClientRect().top < bottom - 20);
          return Number(cells.at(-1).getAttribute("aria-posinset"));
        }"""
    )
    box = found.option(last).bounding_box()
    assert box is not None
    found.page.mouse.dblclick(box["x"] + 20, box["y"] + 10)
    assert found.last("insert")["ids"] == ids(last)


def test_the_editor_gets_what_its_menu_is_for(found: Stage) -> None:
    """The context names the chosen pictures; on another picture, that one."""
    found.option(1).click()
    found.option(2).click(modifiers=["Control"])
    for place, expected in ((2, ids(1, 2)), (4, ids(4))):
        found.option(place).click(button="right")
        context = json.loads(found.option(place).get_attribute("data-vscode-context") or "")
        assert context == {
            "webviewSection": "picture",
            "ids": expected,
            "preventDefaultContextMenuItems": True,
        }
        assert found.last("choose")["ids"] == expected


def test_actions_go_out(found: Stage) -> None:
    """More like this, open and show in folder are for the picture with the keyboard."""
    found.option(3).click()
    for name, kind in (("More like this (M)", "more-like"), ("Open", "open"), ("Show in folder", "reveal")):
        found.page.get_by_role("button", name=name, exact=True).click()
        assert found.last(kind)["id"] == "asset-2"
    found.option(2).focus()
    found.press("m")
    assert found.last("more-like")["id"] == "asset-1"


def test_a_drag_carries_the_ids_and_nothing_else(found: Stage) -> None:
    """All chosen ones if the dragged picture is one of them."""
    found.option(1).click()
    found.option(3).click(modifiers=["Control"])
    script = """(cell) => {
      const data = new DataTransfer();
      cell.dispatchEvent(new DragEvent("dragstart", { dataTransfer: data, bubbles: true }));
      return [[...data.types], data.getData("application/vnd.bowerbird.pictures+json")];
    }"""
    types, text = found.option(3).evaluate(script)
    assert types == ["application/vnd.bowerbird.pictures+json"]
    assert json.loads(text) == {"ids": ids(1, 3)}
    assert json.loads(found.option(2).evaluate(script)[1]) == {"ids": ids(2)}


LISTEN_FOR_COPIES = """() => {
  window.copied = [];
  addEventListener("copy", ({ clipboardData: data }) => copied.push(Object.fromEntries([...data.types].map((type) => [type, data.getData(type)]))));
}"""


def test_the_chosen_pictures_are_copied_by_key(found: Stage) -> None:
    """Their ids and nothing else, as with a drag; how many is read out."""
    found.page.evaluate(LISTEN_FOR_COPIES)
    found.option(1).click()
    found.option(3).click(modifiers=["Control"])
    found.press("Control+c")
    (copied,) = found.page.evaluate("copied")
    assert json.loads(copied.pop("application/vnd.bowerbird.pictures+json")) == {"ids": ids(1, 3)}
    assert copied == {}
    expect(found.page.locator("div[role=status]")).to_have_text("Copied 2 pictures.")


def test_pictures_are_copied_by_the_command_of_the_editor(found: Stage) -> None:
    """The desktop editor takes the keys to itself and sends the command; where no picture is meant nothing is copied."""
    found.page.evaluate(LISTEN_FOR_COPIES)
    found.page.evaluate("document.execCommand('copy')")
    found.option(2).click()
    found.page.evaluate("document.execCommand('copy')")
    before, copied = found.page.evaluate("copied")
    assert before == {}
    assert json.loads(copied["application/vnd.bowerbird.pictures+json"]) == {"ids": ids(2)}


def test_marked_text_is_copied_and_not_a_picture(found: Stage) -> None:
    """Words in the field, and text that is marked anywhere, stay what is copied."""
    found.page.evaluate(LISTEN_FOR_COPIES)
    found.option(2).click()
    found.words.fill("red mug")
    found.words.select_text()
    found.press("Control+c")
    found.option(2).focus()
    found.page.evaluate("getSelection().selectAllChildren(document.querySelector('.count'))")
    found.press("Control+c")
    assert [list(each) for each in found.page.evaluate("copied")] == [[], []]


def test_alt_left_goes_back(found: Stage) -> None:
    """Where there is something to go back to."""
    found.press("Alt+ArrowLeft")
    assert found.said("back") == []
    found.show([hit(number) for number in range(30)], canGoBack=True)
    found.words.press("Alt+ArrowLeft")
    assert len(found.said("back")) == 1
    found.page.get_by_role("button", name="Back to the search before").click()
    assert len(found.said("back")) == 2


def test_keys_that_are_ours_do_not_reach_the_editor(found: Stage) -> None:
    """The editor hears keys at the window: what the view has done with one is not to be done twice; F1 is the editor's."""
    found.page.evaluate("window.heard = []; addEventListener('keydown', (event) => heard.push(event.key))")
    found.words.press("ArrowDown")
    found.press("Enter", "Control+a", "Escape", "F1")
    assert found.page.evaluate("heard.filter((key) => key !== 'Control')") == ["F1"]
