"""What is shown of what was found: pages, the slider, folders, words to avoid, and lists that are empty."""

from __future__ import annotations

from bowerbird_client import (
    NotRunningError,
    ProblemError,
    TimedOutError,
)
from bowerbird_panel.connecting import RETRY_MS
from bowerbird_panel.state import Activity, Connection, Remedy
from fakes.panel_desk import PanelDesk
from fakes.panel_hub import hit


def test_pages_are_added_and_no_picture_comes_twice(desk: PanelDesk) -> None:
    """A library that changes between two pages shifts them; each picture is still shown once, in the first place."""
    desk.showing()
    desk.hub.library.insert(0, hit("new"))
    desk.panel.more()
    desk.panel.more()
    desk.hub.settle()
    assert len(desk.now().hits) == 119
    assert [kind for kind, _ in desk.hub.calls].count("more") == 1

    desk.panel.more()
    desk.hub.settle()
    ids = [each.id for each in desk.now().hits]
    assert len(ids) == len(set(ids)) == 150
    assert not desk.now().has_more
    desk.panel.more()
    assert not desk.hub.jobs


def test_a_page_that_failed_can_be_asked_for_again(desk: PanelDesk) -> None:
    """The client does not know any more how it goes on: the search begins anew behind what is shown."""
    desk.showing()
    desk.hub.errors["more"] = TimedOutError("It takes too long.")
    desk.panel.more()
    desk.hub.settle()
    assert desk.notice == "timed_out"
    assert len(desk.now().hits) == 60

    del desk.hub.errors["more"]
    desk.panel.more()
    desk.hub.settle()
    assert len(desk.now().hits) == 120
    assert desk.now().notice is None


def test_a_cursor_that_the_hub_forgot_is_no_reason_to_trouble_anybody(desk: PanelDesk) -> None:
    """After a restart the hub refuses the old cursor; the window finds its way to the next page."""
    desk.showing()
    desk.hub.errors["more"] = ProblemError("That cursor is of another search.", code="bad_cursor")
    desk.panel.more()
    desk.hub.deliver("more")
    del desk.hub.errors["more"]
    desk.hub.settle()

    assert len(desk.now().hits) == 120
    assert desk.now().notice is None


def test_pages_that_bring_nothing_new_come_to_an_end(desk: PanelDesk) -> None:
    """A hub that gives the same page again and again does not keep the window busy for ever."""
    desk.hub.library = [hit("a")] * 6000
    desk.showing()
    desk.panel.more()
    desk.hub.settle()

    assert len(desk.now().hits) == 1
    assert not desk.now().has_more
    assert desk.now().activity is Activity.IDLE


def test_the_slider_asks_nobody(desk: PanelDesk) -> None:
    """It shows and hides what is there, and is remembered."""
    desk.hub.library = [hit("far", similarity=20), hit("near", similarity=80)]
    desk.showing()
    asked = len(desk.hub.calls)
    desk.panel.set_similarity(50)

    assert [each.id for each in desk.now().shown] == ["near"]
    assert len(desk.hub.calls) == asked
    desk.start_again()
    assert desk.now().similarity == 50


def test_a_slider_that_hides_all_says_so_and_comes_back(desk: PanelDesk) -> None:
    """The notice's button moves it to where the best hits are seen."""
    desk.showing()
    desk.panel.set_similarity(90)
    assert desk.now().shown == ()
    assert desk.told().remedy is Remedy.LOWER_SIMILARITY
    assert not desk.told().is_error

    desk.panel.remedy()
    assert desk.now().similarity == 50
    assert len(desk.now().shown) == 60
    assert desk.now().notice is None


def test_a_folder_narrows_the_search_itself(desk: PanelDesk) -> None:
    """The hub ranks inside the folder; the same words are searched for again at once."""
    desk.showing()
    desk.panel.set_folder("f1")
    desk.hub.settle()

    asked = [each for kind, each in desk.hub.calls if kind == "search"]
    assert [each.inside for each in asked] == [(), ("f1",)]
    desk.start_again()
    assert desk.now().folder == "f1"


def test_folders_below_are_listed_and_searched_in(desk: PanelDesk) -> None:
    """Each behind the one that it lies in; a hub that cannot list them leaves those of the library."""
    desk.showing()
    assert [(place.depth, place.name) for place in desk.now().places] == [
        (0, "Pictures"),
        (1, "Shoot"),
        (2, "Clothing"),
    ]
    desk.panel.set_folder("f1-1")
    desk.settle()
    assert desk.hub.calls[-1][1].inside == ("f1-1",)

    desk.hub.errors["subfolders"] = ProblemError("No such address.", code="not_found")
    desk.start_again()
    desk.connected()
    assert [place.name for place in desk.now().places] == ["Pictures"]
    assert desk.now().notice is None


def test_pictures_on_a_disk_that_is_away_say_what_comes_of_them(desk: PanelDesk) -> None:
    """Each disk once, in the place of the hub's remark of it; other remarks stay."""
    desk.hub.library = [
        hit("a1"),
        *(hit(f"b{number}", online=False, disk="archive") for number in range(2)),
        hit("c1", online=False, disk="card"),
    ]
    hubs = (
        "2 of these pictures cannot be opened now: the disk \u201carchive\u201d is not connected; connect it.",
        "1 of these pictures cannot be opened now: plug in \u201ccard\u201d.",
    )
    others = (
        "1 of these pictures cannot be opened now: the folder was renamed.",
        "1 of these pictures cannot be opened now: the disk \u201ccard\u201d does not answer as it should.",
        "1 of these pictures cannot be opened now: not found since 3 May 2026.",
    )
    desk.hub.notes = (*hubs, *others)
    desk.showing()
    assert desk.now().notes == (
        *others,
        "2 of these lie on the disk \u2068archive\u2069. Inserted now, they come as previews.",
        "1 of these lies on the disk \u2068card\u2069. Inserted now, it comes as a preview.",
    )
    desk.hub.library = [hit("a1")]
    desk.panel.search()
    desk.hub.settle()
    assert desk.now().notes == (*hubs, *others)


def test_nothing_found_says_what_to_try(desk: PanelDesk) -> None:
    """With filters, the button takes them away."""
    desk.showing("nothing like it")
    assert desk.notice == "nothing_found"
    assert desk.told().remedy is Remedy.NONE

    desk.panel.set_folder("f1")
    desk.hub.settle()
    assert desk.told().remedy is Remedy.CLEAR_FILTERS
    desk.panel.remedy()
    desk.hub.settle()
    assert desk.now().folder is None
    assert desk.hub.calls[-1][1].inside == ()


def test_an_empty_library_teaches_what_to_do(desk: PanelDesk) -> None:
    """Before anything was searched for, the window says how pictures come in."""
    desk.hub.searchable = 0
    desk.connected()

    assert desk.notice == "empty_library"
    assert desk.told().remedy is Remedy.OPEN_HUB_PAGE


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
    assert desk.now().notes == ()

    desk.hub.capabilities = tuple(each for each in desk.hub.capabilities if each != "search.avoid")
    desk.panel.connect()
    desk.hub.settle()
    desk.panel.search()
    desk.hub.settle()
    assert desk.hub.calls[-1][1].avoid is None
    assert len(desk.now().notes) == 1


def test_a_second_disconnect_or_unreachable_hub_does_not_lose_the_search(desk: PanelDesk) -> None:
    """An error of the connection during the pages leaves the results, and the window finds the hub again."""
    desk.showing()
    desk.hub.errors["more"] = NotRunningError("No.")
    desk.panel.more()
    desk.hub.settle()
    assert desk.now().connection is Connection.NOT_RUNNING
    del desk.hub.errors["more"]
    desk.gimp.advance(RETRY_MS[0])
    desk.hub.settle()
    desk.panel.more()
    desk.hub.settle()

    assert len(desk.now().hits) == 120
