"""Searching from the window: what is sent, what is shown, and what stays when something goes wrong."""

from __future__ import annotations

import pytest

from bowerbird_client import (
    BusyError,
    GarbledError,
    NotRunningError,
    ProblemError,
    RefusedError,
    TimedOutError,
    UnknownError,
)
from bowerbird_for_gimp.model.connecting import RETRY_MS
from bowerbird_for_gimp.model.edge import GimpTrouble
from bowerbird_for_gimp.model.searching import TYPE_MS
from bowerbird_for_gimp.model.sources import Source
from bowerbird_for_gimp.model.state import Activity, Clue, Connection, Remedy
from fakes.panel_desk import PanelDesk
from fakes.panel_hub import hit


def test_a_search_shows_the_first_page_and_how_it_was_understood(desk: PanelDesk) -> None:
    """Sixty hits, which way the clue chose and why, and that there is more."""
    desk.showing()

    assert len(desk.state.hits) == 60
    assert (desk.state.entry, desk.state.why) == ("meaning", "Looked for red mug.")
    assert desk.state.has_more
    assert desk.state.activity is Activity.IDLE


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

    assert desk.state.why == "Looked for second."


def test_new_words_clear_nothing_before_there_is_something_new(desk: PanelDesk) -> None:
    """The results of before stay while the next ones are on their way."""
    desk.showing()
    desk.states.clear()
    desk.panel.type("blue")
    desk.gimp.advance(TYPE_MS)
    desk.hub.settle()

    assert all(len(state.hits) == 60 for state in desk.states)
    assert desk.state.why == "Looked for blue."


def test_nothing_to_look_for_shows_the_library(desk: PanelDesk) -> None:
    """Cleared words lead back to the beginning, and to no search."""
    desk.showing()
    desk.panel.type("  ")
    desk.gimp.advance(TYPE_MS)
    desk.hub.settle()

    assert desk.state.hits == ()
    assert desk.state.library_size == 10
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

    assert desk.state.notice is not None
    assert desk.state.notice.sentence
    assert desk.state.notice.remedy is remedy
    assert desk.state.notice.is_error
    assert (len(desk.state.hits), desk.state.why) == (60, "Looked for red mug.")
    assert (desk.state.clue.words, desk.state.connection) == ("blue", Connection.READY)

    del desk.hub.errors["search"]
    desk.panel.search()
    desk.hub.settle()
    assert desk.state.notice is None
    assert desk.state.why == "Looked for blue."


def test_a_hub_restarted_in_the_middle_of_a_search_answers_it_later(desk: PanelDesk) -> None:
    """The search is lost with the hub; when it is back, the window sends it again by itself."""
    desk.showing()
    desk.panel.set_words("blue")
    desk.panel.search()
    desk.hub.running = False
    desk.hub.settle()
    assert desk.state.connection is Connection.NOT_RUNNING
    assert len(desk.state.hits) == 60

    desk.hub.running = True
    desk.gimp.advance(RETRY_MS[0])
    desk.hub.settle()
    assert desk.state.connection is Connection.READY
    assert desk.state.why == "Looked for blue."


def test_pages_are_added_and_no_picture_comes_twice(desk: PanelDesk) -> None:
    """A library that changes between two pages shifts them; each picture is still shown once, in the first place."""
    desk.showing()
    desk.hub.library.insert(0, hit("new"))
    desk.panel.more()
    desk.panel.more()
    desk.hub.settle()
    assert len(desk.state.hits) == 119
    assert [kind for kind, _ in desk.hub.calls].count("more") == 1

    desk.panel.more()
    desk.hub.settle()
    ids = [each.id for each in desk.state.hits]
    assert len(ids) == len(set(ids)) == 150
    assert not desk.state.has_more
    desk.panel.more()
    assert not desk.hub.jobs


def test_a_page_that_failed_can_be_asked_for_again(desk: PanelDesk) -> None:
    """The client does not know any more how it goes on: the search begins anew behind what is shown."""
    desk.showing()
    desk.hub.errors["more"] = TimedOutError("It takes too long.")
    desk.panel.more()
    desk.hub.settle()
    assert desk.notice == "timed_out"
    assert len(desk.state.hits) == 60

    del desk.hub.errors["more"]
    desk.panel.more()
    desk.hub.settle()
    assert len(desk.state.hits) == 120
    assert desk.state.notice is None


def test_a_cursor_that_the_hub_forgot_is_no_reason_to_trouble_anybody(desk: PanelDesk) -> None:
    """After a restart the hub refuses the old cursor; the window finds its way to the next page."""
    desk.showing()
    desk.hub.errors["more"] = ProblemError("That cursor is of another search.", code="bad_cursor")
    desk.panel.more()
    desk.hub.deliver("more")
    del desk.hub.errors["more"]
    desk.hub.settle()

    assert len(desk.state.hits) == 120
    assert desk.state.notice is None


def test_pages_that_bring_nothing_new_come_to_an_end(desk: PanelDesk) -> None:
    """A hub that gives the same page again and again does not keep the window busy for ever."""
    desk.hub.library = [hit("a")] * 6000
    desk.showing()
    desk.panel.more()
    desk.hub.settle()

    assert len(desk.state.hits) == 1
    assert not desk.state.has_more
    assert desk.state.activity is Activity.IDLE


def test_the_slider_asks_nobody(desk: PanelDesk) -> None:
    """It shows and hides what is there, and is remembered."""
    desk.hub.library = [hit("far", similarity=20), hit("near", similarity=80)]
    desk.showing()
    asked = len(desk.hub.calls)
    desk.panel.set_similarity(50)

    assert [each.id for each in desk.state.shown] == ["near"]
    assert len(desk.hub.calls) == asked
    desk.start_again()
    assert desk.state.similarity == 50


def test_a_slider_that_hides_all_says_so_and_comes_back(desk: PanelDesk) -> None:
    """The notice's button moves it to where the best hits are seen."""
    desk.showing()
    desk.panel.set_similarity(90)
    assert desk.state.shown == ()
    assert desk.state.notice is not None
    assert desk.state.notice.remedy is Remedy.LOWER_SIMILARITY
    assert not desk.state.notice.is_error

    desk.panel.remedy()
    assert desk.state.similarity == 50
    assert len(desk.state.shown) == 60
    assert desk.state.notice is None


def test_a_folder_narrows_the_search_itself(desk: PanelDesk) -> None:
    """The hub ranks inside the folder; the same words are searched for again at once."""
    desk.showing()
    desk.panel.set_folder("f1")
    desk.hub.settle()

    asked = [each for kind, each in desk.hub.calls if kind == "search"]
    assert [each.inside for each in asked] == [(), ("f1",)]
    desk.start_again()
    assert desk.state.folder == "f1"


def test_nothing_found_says_what_to_try(desk: PanelDesk) -> None:
    """With filters, the button takes them away."""
    desk.showing("nothing like it")
    assert desk.notice == "nothing_found"
    assert desk.state.notice is not None
    assert desk.state.notice.remedy is Remedy.NONE

    desk.panel.set_folder("f1")
    desk.hub.settle()
    assert desk.state.notice is not None
    assert desk.state.notice.remedy is Remedy.CLEAR_FILTERS
    desk.panel.remedy()
    desk.hub.settle()
    assert desk.state.folder is None
    assert desk.hub.calls[-1][1].inside == ()


def test_an_empty_library_teaches_what_to_do(desk: PanelDesk) -> None:
    """Before anything was searched for, the window says how pictures come in."""
    desk.hub.searchable = 0
    desk.connected()

    assert desk.notice == "empty_library"
    assert desk.state.notice is not None
    assert desk.state.notice.remedy is Remedy.OPEN_HUB_PAGE


def test_words_to_avoid_go_along(desk: PanelDesk) -> None:
    """They are sent to a hub that knows them; one that does not is not asked, and a note says so."""
    desk.connected()
    desk.panel.set_avoid("people")
    desk.panel.search()
    assert desk.words_of_searches == []
    desk.panel.set_words("red mug")
    desk.panel.search()
    desk.hub.settle()
    assert desk.hub.calls[-1][1].avoid == "people"
    assert desk.state.notes == ()

    desk.hub.capabilities = tuple(each for each in desk.hub.capabilities if each != "search.avoid")
    desk.panel.connect()
    desk.hub.settle()
    desk.panel.search()
    desk.hub.settle()
    assert desk.hub.calls[-1][1].avoid is None
    assert len(desk.state.notes) == 1


def test_pixels_go_with_the_words_that_stand_there(desk: PanelDesk) -> None:
    """Taken from the image that the person came from; then searched for together with the words."""
    desk.gimp.images = {1: "poster.xcf", 2: "other.xcf"}
    desk.showing()
    desk.panel.came_from(1)
    desk.panel.search_with(Source.SELECTION)
    assert desk.state.activity is Activity.TAKING_PIXELS
    desk.panel.set_words("cleaner")
    desk.settle()

    assert desk.gimp.taken == [(Source.SELECTION, 1)]
    kind, asked = desk.hub.calls[-1]
    assert (kind, asked.text, asked.picture.width) == ("search", "cleaner", 4)
    assert desk.state.clue.pixels is not None
    assert desk.state.clue.pixels.title == "poster.xcf"

    desk.panel.clear_picture()
    desk.hub.settle()
    assert desk.state.clue == Clue("cleaner")
    assert desk.hub.calls[-1][1].picture is None


def test_the_clipboard_needs_no_image(desk: PanelDesk) -> None:
    """It is searched with where no image is open."""
    desk.gimp.images = {}
    desk.connected().panel.search_with(Source.CLIPBOARD)
    desk.settle()

    assert desk.gimp.taken == [(Source.CLIPBOARD, None)]
    assert len(desk.state.hits) == 60


def test_an_image_closed_while_its_pixels_are_taken_is_told(desk: PanelDesk) -> None:
    """The results of before stay, and so does the clue."""
    desk.showing()
    desk.panel.search_with(Source.CANVAS)
    desk.gimp.images.clear()
    desk.settle()

    assert desk.state.notice is not None
    assert desk.state.notice.sentence
    assert desk.state.activity is Activity.IDLE
    assert (len(desk.state.hits), desk.state.clue) == (60, Clue("red mug"))
    assert desk.state.targets == ()


def test_what_gimp_gives_up_itself_is_nobodys_business(desk: PanelDesk) -> None:
    """A cancelled taking says nothing."""
    desk.showing()
    desk.gimp.trouble = GimpTrouble("cancelled", "It was given up.")
    desk.panel.search_with(Source.CANVAS)
    desk.settle()

    assert desk.state.notice is None


def test_a_hub_that_takes_no_pictures_is_not_sent_one(desk: PanelDesk) -> None:
    """An older hub: a sentence, and nothing leaves GIMP."""
    desk.hub.capabilities = ("search.words",)
    desk.connected().panel.search_with(Source.CANVAS)
    desk.settle()

    assert desk.notice == "not_offered"
    assert "search" not in desk.hub.sent


def test_more_like_this_and_back(desk: PanelDesk) -> None:
    """Back shows at once what was there, asks nobody, and can go on from there."""
    desk.showing()
    before = desk.state
    desk.panel.more_like(before.hits[3])
    desk.hub.settle()
    assert desk.hub.calls[-1][1].asset == "a3"
    assert desk.state.can_go_back
    assert desk.state.clue.like == before.hits[3]

    asked = len(desk.hub.calls)
    desk.panel.back()
    assert len(desk.hub.calls) == asked
    assert (desk.state.hits, desk.state.clue) == (before.hits, before.clue)
    assert not desk.state.can_go_back
    desk.panel.more()
    desk.hub.settle()
    assert len(desk.state.hits) == 120


def test_history_holds_what_was_meant_and_not_what_was_typed_on_the_way(desk: PanelDesk) -> None:
    """Enter and use put words there; half a word does not. It survives the window, with nothing but words in it."""
    desk.connected()
    desk.panel.type("red m")
    desk.gimp.advance(TYPE_MS)
    desk.hub.settle()
    assert desk.state.history == ()
    desk.panel.type("red mug")
    desk.gimp.advance(TYPE_MS)
    desk.hub.settle()
    desk.panel.insert("a1")
    desk.settle()
    assert desk.state.history == (Clue("red mug"),)

    for words in ("blue", "Red  Mug "):
        desk.panel.set_words(words)
        desk.panel.search_with(Source.CANVAS)
        desk.settle()
    assert desk.state.history == (Clue("Red  Mug"), Clue("blue"))
    desk.start_again()
    assert desk.state.history == (Clue("Red  Mug"), Clue("blue"))

    desk.connected().panel.search_history(desk.state.history[1])
    desk.hub.settle()
    assert desk.state.clue == Clue("blue")
    assert len(desk.state.hits) == 60


def test_esc_gives_up_what_runs_and_keeps_what_is_there(desk: PanelDesk) -> None:
    """Nothing comes afterwards."""
    desk.showing()
    desk.panel.set_words("blue")
    desk.panel.search()
    desk.panel.stop()
    assert desk.state.activity is Activity.IDLE
    desk.settle()

    assert desk.state.why == "Looked for red mug."
    assert desk.state.clue.words == "blue"


def test_a_menu_call_brings_words_and_pixels(desk: PanelDesk) -> None:
    """A request of another process is done as if the person had done it here; nonsense in it does no harm."""
    desk.gimp.images = {1: "poster.xcf", 2: "other.xcf"}
    desk.connected()
    desk.panel.receive({"wish": "search-canvas", "words": "mug", "letters": "OPEN", "avoid": "people"}, 1)
    desk.settle()
    asked = desk.hub.calls[-1][1]
    assert (asked.text, asked.avoid) == ('mug "OPEN"', "people")
    assert desk.gimp.taken == [(Source.CANVAS, 1)]
    assert desk.state.target == 1

    desk.panel.receive({"wish": ["?"], "words": 7, "placing": {}}, None)
    desk.settle()
    assert desk.hub.calls[-1][1] == asked


@pytest.mark.parametrize("open_before", [True, False])
def test_a_menu_call_may_name_a_folder(desk: PanelDesk, open_before: bool) -> None:
    """By its name, also where the window has still to learn which folders there are."""
    if open_before:
        desk.connected()
    desk.panel.receive({"wish": "search", "words": "mug", "folder": "Pictures"}, 1)
    desk.hub.settle()

    assert desk.hub.calls[-1][1].inside == ("f1",)
    assert desk.state.folder == "f1"


def test_a_wish_that_comes_before_the_hub_waits_for_it(desk: PanelDesk) -> None:
    """The window was just opened by the menu: the search is sent when the connection stands."""
    desk.panel.receive({"wish": "search", "words": "mug"}, 1)
    desk.hub.settle()

    assert desk.words_of_searches == ["mug"]


def test_a_second_disconnect_or_unreachable_hub_does_not_lose_the_search(desk: PanelDesk) -> None:
    """An error of the connection during the pages leaves the results, and the window finds the hub again."""
    desk.showing()
    desk.hub.errors["more"] = NotRunningError("No.")
    desk.panel.more()
    desk.hub.settle()
    assert desk.state.connection is Connection.NOT_RUNNING
    del desk.hub.errors["more"]
    desk.gimp.advance(RETRY_MS[0])
    desk.hub.settle()
    desk.panel.more()
    desk.hub.settle()

    assert len(desk.state.hits) == 120
