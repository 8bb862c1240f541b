"""Asking: words, what to avoid, pictures, folders and earlier searches; and what the view says of what goes on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FilePayload, expect

from hosts.harness.pages import until
from hosts.vscode.view_page import Stage, hit, small_webp, state

pytest_plugins = ("hosts.vscode.view_fixtures",)

DROP = """([names, type, size]) => {
  const data = new DataTransfer();
  for (const name of names) data.items.add(new File([new Uint8Array(size)], name, { type }));
  const target = document.querySelector(".scroller");
  const enter = new DragEvent("dragenter", { dataTransfer: data, bubbles: true, cancelable: true });
  target.dispatchEvent(enter);
  const shown = !document.querySelector(".drop").hidden;
  target.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  return [enter.defaultPrevented, shown];
}"""
PASTE = """([name, type, size]) => {
  const data = new DataTransfer();
  if (type === "text/plain") data.setData(type, name);
  else data.items.add(new File([new Uint8Array(size)], name, { type }));
  const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(paste);
  return paste.defaultPrevented;
}"""


def test_enter_searches_and_says_what_is_avoided(stage: Stage) -> None:
    """The field for what to avoid opens with its button and goes away with Escape."""
    stage.words.fill("red mug ")
    stage.words.press("Enter")
    assert stage.last("search") == {"type": "search", "words": "red mug", "avoid": ""}
    button = stage.page.get_by_role("button", name="What to avoid")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    avoid = stage.page.get_by_label("Without")
    expect(avoid).to_be_focused()
    avoid.fill("people")
    avoid.press("Enter")
    assert stage.last("search") == {"type": "search", "words": "red mug", "avoid": "people"}
    avoid.press("Escape")
    assert stage.last("search")["avoid"] == ""
    avoid.press("Escape")
    expect(avoid).to_be_hidden()
    expect(stage.words).to_be_focused()


def test_a_pause_in_typing_searches_once(stage: Stage) -> None:
    """As the hub's page does; what is typed on meanwhile is not overwritten by the answer."""
    stage.words.press_sequentially("red", delay=20)
    assert stage.said("search") == []
    until(stage.page, "() => stage.said.some(({type}) => type === 'search')")
    assert stage.said("search") == [{"type": "search", "words": "red", "avoid": ""}]
    stage.words.press_sequentially(" mug")
    clue = {"words": "red", "avoid": "", "picture": None}
    stage.say({"type": "state", "state": state(clue=clue, search=1)})
    expect(stage.words).to_have_value("red mug")
    until(stage.page, "() => stage.said.filter(({type}) => type === 'search').length === 2")
    assert stage.last("search")["words"] == "red mug"


def test_words_of_another_search_are_shown(stage: Stage) -> None:
    """Going back, or a search from elsewhere, puts its words into the field."""
    stage.words.fill("red mug")
    stage.words.press("Enter")
    stage.show([hit(0)])
    for words in ("lamp", "red mug", ""):
        stage.say({"type": "state", "state": state(clue={"words": words, "avoid": "", "picture": None})})
        expect(stage.words).to_have_value(words)


def test_an_input_method_is_not_disturbed(stage: Stage) -> None:
    """Enter that takes a composed word does not search."""
    stage.words.evaluate(
        "(field) => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }))"
    )
    assert stage.said("search") == []


def test_escape_stops_what_goes_on_then_clears(stage: Stage) -> None:
    """Both also by a button."""
    stage.words.fill("red mug")
    stage.words.press("Enter")
    clue = {"words": "red mug", "avoid": "", "picture": None}
    stage.say({"type": "state", "state": state(clue=clue, activity="searching")})
    stage.words.press("Escape")
    assert len(stage.said("stop")) == 1
    stage.page.get_by_role("button", name="Stop (Escape)").click()
    assert len(stage.said("stop")) == 2
    stage.say({"type": "state", "state": state(clue=clue)})
    expect(stage.page.get_by_role("button", name="Stop (Escape)")).to_be_hidden()
    stage.words.press("Escape")
    expect(stage.words).to_have_value("")
    assert stage.last("search")["words"] == ""


@pytest.mark.parametrize("way", ["paste", "drop", "choose"])
def test_a_picture_is_searched_with(stage: Stage, way: str) -> None:
    """Pasted, dropped or chosen: its bytes go out, its preview and name are shown, and it can be taken away."""
    if way == "paste":
        stage.words.focus()
        assert stage.page.evaluate(PASTE, ["mug.png", "image/png", 9])
    elif way == "drop":
        assert stage.page.evaluate(DROP, [["notes.txt.png"], "image/png", 9]) == [True, True]
    else:
        chosen = FilePayload(name="mug.png", mimeType="image/png", buffer=b"123456789")
        stage.page.locator("input[type=file]").set_input_files(chosen)
    sent = stage.last("picture")
    assert (sent["mediaType"], sent["bytes"]) == ("image/png", 9)
    picture = {"name": sent["name"], "source": "outside", "assetId": None, "content": None}
    stage.show([hit(0)], clue={"words": "", "avoid": "", "picture": picture})
    chip = stage.page.get_by_role("group", name="Picture to search with")
    expect(chip).to_contain_text(sent["name"])
    chip.get_by_role("button").click()
    assert len(stage.said("clear-picture")) == 1
    expect(stage.words).to_be_focused()
    stage.words.press("Backspace")
    assert len(stage.said("clear-picture")) == 2


PASTE_WEBP = """([webp, name]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(webp), (each) => each.charCodeAt(0))], name, { type: "image/webp" }));
  document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_the_preview_of_a_given_picture_is_shown(stage: Stage) -> None:
    """The very file that was given."""
    stage.page.evaluate(PASTE_WEBP, [small_webp(), "blue.webp"])
    assert stage.last("picture")["name"] == "blue.webp"
    picture = {"name": "blue.webp", "source": "outside", "assetId": None, "content": None}
    stage.show([hit(0)], clue={"words": "", "avoid": "", "picture": picture})
    expect(stage.page.locator(".chip img")).to_be_visible()
    until(stage.page, "() => document.querySelector('.chip img').naturalWidth === 160")


SEND = """(webp) => stage.say({ type: "picture", picture: webp === null ? null : {
  mediaType: "image/webp", bytes: Uint8Array.from(atob(webp), (each) => each.charCodeAt(0)),
} })"""
WIDTH = "() => document.querySelector('.chip img')?.naturalWidth ?? 0"


def test_a_picture_that_came_by_the_editor_is_shown(stage: Stage) -> None:
    """From the Explorer or the clipboard: the extension sends it; where it can send none, there is a sign for it."""
    picture = {"name": "hero.png", "source": "outside", "assetId": None, "content": None}
    stage.page.evaluate(SEND, small_webp())
    stage.show([hit(0)], clue={"words": "", "avoid": "", "picture": picture})
    until(stage.page, f"({WIDTH})() === 160")
    made, revoked = (stage.page.evaluate(f"stage.{count}") for count in ("made", "revoked"))
    stage.page.evaluate(SEND, None)
    stage.show([hit(0)], search=2, clue={"words": "", "avoid": "", "picture": picture | {"name": "sky.exr"}})
    expect(stage.page.locator(".chip")).to_contain_text("sky.exr")
    expect(stage.page.locator(".chip svg")).to_have_count(2)
    expect(stage.page.locator(".chip img")).to_have_count(0)
    assert stage.page.evaluate("stage.made") == made
    assert stage.page.evaluate("stage.revoked") == revoked + 1


def test_what_the_extension_has_is_shown_rather_than_a_file_of_the_same_name(stage: Stage) -> None:
    """Every pasted picture is called image.png."""
    narrow, sent = PASTE_WEBP, {"name": "image.png", "source": "outside", "assetId": None, "content": None}
    stage.page.evaluate(narrow, [small_webp(), "image.png"])
    assert stage.last("picture")["name"] == "image.png"
    stage.show([hit(0)], clue={"words": "", "avoid": "", "picture": sent})
    until(stage.page, f"({WIDTH})() === 160")
    stage.page.evaluate(SEND, small_webp(size=(90, 120)))
    until(stage.page, f"({WIDTH})() === 90")


def test_the_picture_of_more_like_this_is_shown(stage: Stage) -> None:
    """Its thumbnail is one of the library, also where the search did not begin in this view."""
    stage.serve({"asset-1": {"content": f"{1:064x}", "webp": small_webp()}})
    picture = {"name": "picture 1.jpg", "source": "library", "assetId": "asset-1", "content": f"{1:064x}"}
    stage.show([hit(5)], search=2, clue={"words": "", "avoid": "", "picture": picture})
    until(stage.page, f"({WIDTH})() === 160")


def test_a_picture_of_the_grid_dropped_on_the_words_or_pasted_is_searched_with(stage: Stage) -> None:
    """Elsewhere in the view it is not taken."""
    stage.show([hit(0), hit(1)])
    drop = """(selector) => {
      const data = new DataTransfer();
      data.setData("application/vnd.bowerbird.pictures+json", JSON.stringify({ ids: ["asset-1"] }));
      document.querySelector(selector).dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    }"""
    stage.page.evaluate(drop, ".scroller")
    assert stage.said("more-like") == []
    stage.page.evaluate(drop, ".field.words")
    assert stage.last("more-like")["id"] == "asset-1"
    stage.forget()
    paste = drop.replace("new DragEvent", "new ClipboardEvent").replace(
        '"drop", { dataTransfer', '"paste", { clipboardData'
    )
    stage.page.evaluate(paste, ".field.words")
    assert stage.last("more-like")["id"] == "asset-1"


@pytest.mark.parametrize(
    ("name", "kind", "size", "sentence"),
    [
        ("notes.txt", "text/plain; charset=x", 9, "“notes.txt” is not a picture."),
        ("huge.png", "image/png", 33 * 1024 * 1024, "“huge.png” is too large to search with."),
    ],
)
def test_what_cannot_be_searched_with_is_refused(
    stage: Stage, name: str, kind: str, size: int, sentence: str
) -> None:
    """A sentence says so, nothing is sent, and it can be dismissed."""
    stage.page.evaluate(DROP, [[name], kind, size])
    alert = stage.page.get_by_role("alert")
    expect(alert).to_contain_text(sentence)
    assert stage.said("picture") == []
    alert.get_by_role("button", name="Dismiss").click()
    expect(alert).to_have_count(0)
    assert stage.said("dismiss") == []


def test_pasted_text_goes_into_the_field(stage: Stage) -> None:
    """It is left to the browser."""
    stage.words.focus()
    assert not stage.page.evaluate(PASTE, ["red mug", "text/plain", 0])
    assert stage.said("picture") == []


def test_a_search_is_narrowed_to_a_folder(stage: Stage) -> None:
    """Folders are indented by their depth; those that are away are named so."""
    folders = [
        {"id": "a", "name": "Photographs", "depth": 0, "online": True},
        {"id": "b", "name": "2019", "depth": 1, "online": False},
    ]
    stage.show([hit(0)], folders=folders)
    select = stage.page.get_by_role("combobox", name="Folder to search in")
    texts = select.locator("option").all_inner_texts()
    assert texts[0] == "All folders"
    assert [len(text) - len(text.lstrip("\u2003")) for text in texts] == [0, 0, 1]
    assert texts[2].endswith("(not plugged in)")
    select.select_option("b")
    assert stage.last("folder")["id"] == "b"
    select.select_option("")
    assert stage.last("folder")["id"] is None
    stage.show([], search=2, folders=folders, folder="b")
    stage.page.get_by_role("button", name="Search all folders").click()
    assert stage.last("folder")["id"] is None


def test_earlier_searches_are_chosen_by_key_and_by_mouse(stage: Stage) -> None:
    """Alt and arrow down opens the list, arrows move, Enter takes, Escape closes."""
    history = [{"words": f"search {n}", "avoid": "", "picture": None} for n in range(5)]
    stage.show([hit(0)], history=history)
    stage.words.press("Alt+ArrowDown")
    listed = stage.page.get_by_role("listbox", name="Earlier searches")
    expect(listed).to_be_focused()
    stage.press("ArrowDown", "ArrowDown", "ArrowUp")
    expect(listed.get_by_role("option", selected=True)).to_have_text("search 1")
    stage.press("Enter")
    assert stage.last("history")["index"] == 1
    button = stage.page.get_by_role("button", name="Earlier searches")
    button.click()
    listed.get_by_role("option").nth(3).click()
    assert stage.last("history")["index"] == 3
    button.click()
    stage.press("Escape")
    expect(button).to_be_focused()
    button.click()
    stage.page.get_by_role("button", name="Clear the list").click()
    assert len(stage.said("clear-history")) == 1


def test_the_three_ways_to_search_can_be_tried(stage: Stage) -> None:
    """By a description, by a picture and by a code."""
    for words in ("warm sunset, wide sky", "BB-2047-K"):
        stage.page.get_by_role("button", name=words).click()
        assert stage.last("search")["words"] == words
    with stage.page.expect_file_chooser():
        stage.page.get_by_role("button", name="Choose a picture…").click()
    expect(stage.page.get_by_text("74 pictures ready to be found, on this computer only.")).to_be_visible()


def test_a_notice_can_be_mended_and_dismissed(stage: Stage) -> None:
    """An error is an alert; the button does what it says, and what was found stays."""
    stage.show([hit(number) for number in range(5)])
    notice = {
        "sentence": "Bowerbird does not answer.",
        "advice": "It may be busy.",
        "remedy": "connect",
        "button": "Connect again",
        "isError": True,
        "code": "timed_out",
    }
    stage.show([hit(number) for number in range(5)], notice=notice)
    alert = stage.page.get_by_role("alert")
    expect(alert).to_contain_text("It may be busy.")
    expect(stage.options).to_have_count(5)
    alert.get_by_role("button", name="Connect again").click()
    assert len(stage.said("remedy")) == 1
    alert.get_by_role("button", name="Dismiss").click()
    assert len(stage.said("dismiss")) == 1
    stage.show([hit(number) for number in range(5)], notice=notice | {"isError": False, "button": ""})
    expect(stage.page.locator(".notice[role=status]").get_by_role("button")).to_have_count(1)


def test_what_was_done_and_found_is_read_out(stage: Stage) -> None:
    """Counts with the reason, nothing found, and what an insertion did."""
    voice = stage.page.locator("[role=status].unseen")
    stage.show([hit(number) for number in range(5)])
    expect(voice).to_have_text("5 pictures. It reads like a description: pictures that match it.")
    stage.show([hit(number) for number in range(5)], said="Inserted picture 1.jpg into guide.md.")
    expect(voice).to_have_text("Inserted picture 1.jpg into guide.md.")
    expect(stage.page.locator(".said")).to_have_text("Inserted picture 1.jpg into guide.md.")
    stage.show([], search=2)
    expect(voice).to_have_text("No pictures found.")


def test_progress_is_shown_as_it_is_known(stage: Stage) -> None:
    """By its part where that is known, without one where not, and not at all where nothing goes on."""
    bar = stage.page.get_by_role("progressbar", include_hidden=True)
    expect(bar).to_have_attribute("aria-hidden", "true")
    stage.say({"type": "state", "state": state(activity="fetching", progress=0.4)})
    expect(bar).to_have_attribute("aria-valuenow", "40")
    expect(bar).to_have_accessible_name("Fetching the picture…")
    stage.say({"type": "state", "state": state(activity="searching")})
    assert bar.get_attribute("aria-valuenow") is None
    stage.say({"type": "state", "state": state(activity="something new")})
    expect(bar).to_have_attribute("aria-hidden", "true")


def test_why_pictures_were_found_is_said(stage: Stage) -> None:
    """The way the clue was understood and its reason above, what the hub remarks below it."""
    stage.show(
        [hit(0)], entry="letters", why="Found by letters: it looks like a code.", notes=["A disk is away."]
    )
    hint = stage.page.locator(".hint")
    expect(hint).to_contain_text("Letters in the picture")
    expect(hint).to_contain_text("Found by letters: it looks like a code.")
    expect(hint).to_contain_text("A disk is away.")


def test_a_picture_tells_everything_to_a_screen_reader(stage: Stage) -> None:
    """Its similarity in words, why it was found, what was proved of it, and the disk that it lies on."""
    stage.show([hit(0, labels=["crop_of", "mirrored"], online=False, disk="Archive 2019")])
    name = "picture 0.jpg 97\u202f% alike, matches the description well, Crop of this, Mirrored, On the disk “Archive 2019”, which is not plugged in."
    expect(stage.option(1)).to_have_accessible_name(name)
    expect(stage.option(1)).to_contain_text("97")
    expect(stage.option(1)).to_contain_text("Archive 2019")


def test_a_picture_that_was_not_found_is_told_from_one_whose_disk_is_away(stage: Stage) -> None:
    """In the mark on it, to a screen reader, and in the details with what to do; the other names its disk alone."""
    reason = "it was not there on 3 May 2026; put it back"
    stage.show(
        [hit(0, online=False, offlineReason=reason), hit(1, online=False, disk="Archive 2019"), hit(2)]
    )
    marks = [stage.option(number).locator(".badge.away") for number in (1, 2, 3)]
    expect(marks[0]).to_have_text("Not found")
    expect(marks[1]).to_have_text("Archive 2019")
    expect(marks[2]).to_have_count(0)
    drawn = [mark.locator("path").get_attribute("d") for mark in marks[:2]]
    assert drawn[0] != drawn[1]
    details = stage.page.get_by_role("region", name="Chosen pictures")
    for number, said in (
        (1, f"Not found: {reason}"),
        (2, "On the disk “Archive 2019”, which is not plugged in."),
    ):
        expect(stage.option(number)).to_have_accessible_name(re.compile(re.escape(said)))
        stage.option(number).click()
        expect(details.locator(".offline")).to_have_text(said)


def test_details_follow_the_picture_and_can_be_closed(stage: Stage) -> None:
    """Reasons, labels, place and measures of the picture with the keyboard."""
    stage.show([hit(0), hit(1, copies=1, labels=["crop_of"])])
    stage.option(2).click()
    details = stage.page.get_by_role("region", name="Chosen pictures")
    for text in (
        "picture 1.jpg",
        "alike",
        "matches the description well",
        "Crop of this",
        "800 \u00d7 1200 · JPEG · 346 kB",
    ):
        expect(details).to_contain_text(text)
    expect(details).to_contain_text("One more copy of it lies in your library.")
    toggle = details.get_by_role("button", name="Show or hide the details")
    toggle.click()
    expect(toggle).to_have_attribute("aria-expanded", "false")
    expect(stage.page.locator(".details-body")).to_be_hidden()
