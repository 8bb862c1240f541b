"""Searching from the window: what is sent, what is shown, and what stays when something goes wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bowerbird_client import (
    BusyError,
    GarbledError,
    ProblemError,
    RefusedError,
    RogueHubError,
    TimedOutError,
    UnknownError,
)
from bowerbird_for_gimp.model.requests import carry_out
from bowerbird_for_gimp.model.sources import Source
from bowerbird_panel.connecting import RETRY_MS
from bowerbird_panel.host import HostTrouble
from bowerbird_panel.searching import TYPE_MS
from bowerbird_panel.state import Activity, Clue, Connection, Remedy
from fakes.panel_desk import PanelDesk


def test_a_search_shows_the_first_page_and_how_it_was_understood(desk: PanelDesk) -> None:
    """Sixty hits, which way the clue chose and why, and that there is more."""
    desk.showing()

    assert len(desk.now().hits) == 60
    assert (desk.now().entry, desk.now().why) == ("meaning", "Looked for red mug.")
    assert desk.now().has_more
    assert desk.now().activity is Activity.IDLE


def test_typing_searches_once_the_keys_rest(desk: PanelDesk) -> None:
    """Each key begins the wait anew; Enter ends it."""
    desk.connected()
    for text in ("r", "re", "red"):
        desk.panel.type(text)
        desk.gimp.advance(TYPE_MS - 1)
    assert desk.words_of_searches == []
    desk.gimp.advance(1)
    assert desk.words_of_searches == ["red"]

    desk.panel.type("red mug")
    desk.panel.search()
    desk.gimp.advance(TYPE_MS)
    assert desk.words_of_searches == ["red", "red mug"]


def test_only_the_newest_search_counts(desk: PanelDesk) -> None:
    """An answer that was overtaken is not shown, even if it comes last."""
    desk.showing()
    desk.panel.set_words("first")
    desk.panel.search()
    late = desk.hub.jobs[0]
    desk.panel.set_words("second")
    desk.panel.search()
    desk.hub.settle()
    late.ticket.cancelled = False
    desk.hub.jobs.append(late)
    desk.hub.settle()

    assert desk.now().why == "Looked for second."


def test_new_words_clear_nothing_before_there_is_something_new(desk: PanelDesk) -> None:
    """The results of before stay while the next ones are on their way."""
    desk.showing()
    desk.states.clear()
    desk.panel.type("blue")
    desk.gimp.advance(TYPE_MS)
    desk.hub.settle()

    assert all(len(state.hits) == 60 for state in desk.states)
    assert desk.now().why == "Looked for blue."


def test_nothing_to_look_for_shows_the_library(desk: PanelDesk) -> None:
    """Cleared words lead back to the beginning, and to no search."""
    desk.showing()
    desk.panel.type("  ")
    desk.gimp.advance(TYPE_MS)
    desk.hub.settle()

    assert desk.now().hits == ()
    assert desk.now().library_size == 10
    assert desk.words_of_searches == ["red mug"]


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (TimedOutError("It takes too long."), Remedy.SEARCH_AGAIN),
        (GarbledError("The answer is larger than 16 MiB."), Remedy.SEARCH_AGAIN),
        (BusyError("The hub has its hands full.", code="busy"), Remedy.SEARCH_AGAIN),
        (UnknownError("There is no folder f1.", code="unknown_folder"), Remedy.CLEAR_FILTERS),
        (RefusedError("It lacks the permission 'search'."), Remedy.PAIR),
        (ProblemError("The hub says something new.", code="brand_new"), Remedy.NONE),
    ],
)
def test_a_search_that_fails_is_told_and_the_results_stay(
    desk: PanelDesk, error: ProblemError, remedy: Remedy
) -> None:
    """Hung, garbage, endless, busy: a sentence and what to do; the last results are still there."""
    desk.showing()
    desk.hub.errors["search"] = error
    desk.panel.set_words("blue")
    desk.panel.search()
    desk.hub.settle()

    assert desk.told().sentence
    assert desk.told().remedy is remedy
    assert desk.told().is_error
    assert (len(desk.now().hits), desk.now().why) == (60, "Looked for red mug.")
    assert (desk.now().clue.words, desk.now().connection) == ("blue", Connection.READY)

    del desk.hub.errors["search"]
    desk.panel.search()
    desk.hub.settle()
    assert desk.now().notice is None
    assert desk.now().why == "Looked for blue."


def test_a_search_that_another_program_answers_is_sent_again_to_the_hub(desk: PanelDesk) -> None:
    """Something stands where the hub was: the connection is lost with it, nothing else is asked there, and results stay."""
    desk.showing()
    desk.hub.errors["search"] = RogueHubError("Another program answers.")
    desk.panel.set_words("blue")
    desk.panel.search()
    desk.hub.settle()
    assert desk.now().connection is Connection.TROUBLE
    assert desk.told().remedy is Remedy.CONNECT
    assert len(desk.now().hits) == 60
    desk.hub.sent.clear()
    desk.panel.insert("a3")
    assert desk.hub.sent == []

    desk.hub.errors.clear()
    desk.gimp.advance(RETRY_MS[0])
    desk.hub.settle()
    assert desk.now().connection is Connection.READY
    assert desk.now().why == "Looked for blue."


def test_a_hub_restarted_in_the_middle_of_a_search_answers_it_later(desk: PanelDesk) -> None:
    """The search is lost with the hub; when it is back, the window sends it again by itself."""
    desk.showing()
    desk.panel.set_words("blue")
    desk.panel.search()
    desk.hub.running = False
    desk.hub.settle()
    assert desk.now().connection is Connection.NOT_RUNNING
    assert len(desk.now().hits) == 60

    desk.hub.running = True
    desk.gimp.advance(RETRY_MS[0])
    desk.hub.settle()
    assert desk.now().connection is Connection.READY
    assert desk.now().why == "Looked for blue."


def test_pixels_go_with_the_words_that_stand_there(desk: PanelDesk) -> None:
    """Taken from the image that the person came from; then searched for together with the words."""
    desk.gimp.images = {1: "poster.xcf", 2: "other.xcf"}
    desk.showing()
    desk.panel.came_from(1)
    desk.panel.search_with(Source.SELECTION)
    assert desk.now().activity is Activity.TAKING_PIXELS
    desk.panel.set_words("cleaner")
    desk.settle()

    assert desk.gimp.taken == [(Source.SELECTION, 1)]
    kind, asked = desk.hub.calls[-1]
    assert (kind, asked.text, asked.picture.width) == ("search", "cleaner", 4)
    pixels = desk.now().clue.pixels
    assert pixels is not None
    assert pixels.title == "poster.xcf"

    desk.panel.clear_picture()
    desk.hub.settle()
    assert desk.now().clue == Clue("cleaner")
    assert desk.hub.calls[-1][1].picture is None


def test_without_an_image_there_is_nothing_to_see(desk: PanelDesk) -> None:
    """It is told at once what to do, and GIMP is not asked."""
    desk.gimp.images = {}
    desk.connected().panel.search_with(Source.CANVAS)
    desk.settle()

    assert (desk.notice, desk.gimp.taken) == ("no_image", [])
    assert desk.told().advice == "Open an image to search with it, or type words."


def test_the_clipboard_needs_no_image(desk: PanelDesk) -> None:
    """It is searched with where no image is open."""
    desk.gimp.images = {}
    desk.connected().panel.search_with(Source.CLIPBOARD)
    desk.settle()

    assert desk.gimp.taken == [(Source.CLIPBOARD, None)]
    assert len(desk.now().hits) == 60


def test_an_image_closed_while_its_pixels_are_taken_is_told(desk: PanelDesk) -> None:
    """The results of before stay, and so does the clue."""
    desk.showing()
    desk.panel.search_with(Source.CANVAS)
    desk.gimp.images.clear()
    desk.settle()

    assert desk.told().sentence
    assert desk.now().activity is Activity.IDLE
    assert (len(desk.now().hits), desk.now().clue) == (60, Clue("red mug"))
    assert desk.now().targets == ()


def test_what_gimp_cannot_give_is_told_in_its_own_words(desk: PanelDesk) -> None:
    """Where the pixels are taken, it is known best why there are none."""
    desk.showing()
    desk.gimp.trouble = HostTrouble("nothing_selected", "Nothing is selected.", "Leave the Quick Mask first.")
    desk.panel.search_with(Source.SELECTION)
    desk.settle()

    assert (desk.told().sentence, desk.told().advice) == (
        "Nothing is selected.",
        "Leave the Quick Mask first.",
    )
    assert desk.told().is_error


def test_a_hub_that_takes_no_pictures_is_not_sent_one(desk: PanelDesk) -> None:
    """An older hub: a sentence, and nothing leaves GIMP."""
    desk.hub.capabilities = ("search.words",)
    desk.connected().panel.search_with(Source.CANVAS)
    desk.settle()

    assert desk.notice == "not_offered"
    assert "search" not in desk.hub.sent


def test_only_one_picture_is_searched_with(desk: PanelDesk) -> None:
    """Pixels take the place of a picture that was found, that of the pixels, and a clue with both cannot be made."""
    desk.showing()
    like = desk.now().hits[3]
    for _turn in range(2):
        desk.panel.more_like(like)
        desk.settle()
        assert (desk.now().clue.like, desk.now().clue.pixels) == (like, None)
        asked = desk.hub.calls[-1][1]
        assert (asked.asset, asked.picture) == ("a3", None)

        desk.panel.search_with(Source.CANVAS)
        desk.settle()
        pixels = desk.now().clue.pixels
        assert pixels is not None
        assert desk.now().clue.like is None
        asked = desk.hub.calls[-1][1]
        assert asked.asset is None
        assert asked.picture is not None

    with pytest.raises(ValueError, match="one picture"):
        replace(desk.now().clue, like=like)


def test_more_like_this_and_back(desk: PanelDesk) -> None:
    """Back shows at once what was there, asks nobody, and can go on from there."""
    desk.showing()
    before = desk.now()
    desk.panel.more_like(before.hits[3])
    desk.hub.settle()
    assert desk.hub.calls[-1][1].asset == "a3"
    assert desk.now().can_go_back
    assert desk.now().clue.like == before.hits[3]

    asked = len(desk.hub.calls)
    desk.panel.back()
    assert len(desk.hub.calls) == asked
    assert (desk.now().hits, desk.now().clue) == (before.hits, before.clue)
    assert not desk.now().can_go_back
    desk.panel.more()
    desk.hub.settle()
    assert len(desk.now().hits) == 120


def test_each_search_is_a_step_to_come_back_to(desk: PanelDesk) -> None:
    """Words, a picture of GIMP, and nothing at all; what was only typed on is one step, the same again is none."""
    desk.showing("red mug")
    desk.panel.search()
    desk.settle()
    for typed in ("blue", "blue cu", "blue cup"):
        desk.panel.type(typed)
        desk.settle()
    desk.panel.search_with(Source.CANVAS)
    desk.settle()
    desk.panel.set_words("")
    desk.panel.clear_picture()
    desk.settle()
    assert desk.now().hits == ()

    seen: list[tuple[str, bool, int]] = []
    while desk.now().can_go_back:
        desk.panel.back()
        seen.append((desk.now().clue.words, desk.now().clue.pixels is not None, len(desk.now().hits)))
        desk.settle()
    assert seen == [("blue cup", True, 60), ("blue cup", False, 60), ("red mug", False, 60)]


def test_what_was_done_is_over_with_the_next_search(desk: PanelDesk) -> None:
    """It would be taken for something of the new results."""
    desk.showing().panel.insert("a3")
    desk.settle()
    assert desk.now().said
    desk.panel.search()
    assert not desk.now().said


def test_history_holds_what_was_meant_and_not_what_was_typed_on_the_way(desk: PanelDesk) -> None:
    """Enter and use put words there; half a word does not. It survives the window, with nothing but words in it."""
    desk.connected()
    desk.panel.type("red m")
    desk.gimp.advance(TYPE_MS)
    desk.hub.settle()
    assert desk.now().history == ()
    desk.panel.type("red mug")
    desk.gimp.advance(TYPE_MS)
    desk.hub.settle()
    desk.panel.insert("a1")
    desk.settle()
    assert desk.now().history == (Clue("red mug"),)

    for words in ("blue", "Red  Mug "):
        desk.panel.set_words(words)
        desk.panel.search_with(Source.CANVAS)
        desk.settle()
    assert desk.now().history == (Clue("Red  Mug"), Clue("blue"))
    desk.start_again()
    assert desk.now().history == (Clue("Red  Mug"), Clue("blue"))

    desk.connected().panel.search_history(desk.now().history[1])
    desk.hub.settle()
    assert desk.now().clue == Clue("blue")
    assert len(desk.now().hits) == 60


def test_esc_gives_up_what_runs_and_keeps_what_is_there(desk: PanelDesk) -> None:
    """Nothing comes afterwards."""
    desk.showing()
    desk.panel.set_words("blue")
    desk.panel.search()
    desk.panel.stop()
    assert desk.now().activity is Activity.IDLE
    desk.settle()

    assert desk.now().why == "Looked for red mug."
    assert desk.now().clue.words == "blue"


def test_a_menu_call_brings_pixels(desk: PanelDesk) -> None:
    """What another process asks is done as if the person had done it here; nonsense in it does no harm."""
    desk.gimp.images = {1: "poster.xcf", 2: "other.xcf"}
    desk.connected().panel.set_words("mug")
    carry_out(desk.panel, {"wish": "search-canvas", "words": "nobody asks for these"}, 1)
    desk.settle()
    asked = desk.hub.calls[-1][1]
    assert asked.text == "mug"
    assert asked.picture is not None
    assert desk.gimp.taken == [(Source.CANVAS, 1)]
    assert desk.now().target == 1

    carry_out(desk.panel, {"wish": ["?"], "words": 7}, None)
    desk.settle()
    assert desk.hub.calls[-1][1] == asked


def test_a_wish_that_comes_before_the_hub_waits_for_it(desk: PanelDesk) -> None:
    """The window was just opened by the menu: the search is sent when the connection stands."""
    carry_out(desk.panel, {"wish": "search-canvas"}, 1)
    desk.settle()

    assert [asked.picture is not None for kind, asked in desk.hub.calls if kind == "search"] == [True]
