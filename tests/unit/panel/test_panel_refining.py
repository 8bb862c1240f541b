"""Labels that follow the hits, a set that is locked, words weighed against a picture, and searches that are kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bowerbird_client import Query, SavedSearch, TimedOutError
from bowerbird_panel.proving import PROVE_MS
from bowerbird_panel.searching import TYPE_MS
from bowerbird_panel.state import Clue
from fakes.panel_desk import PanelDesk
from fakes.panel_hub import ALL, REFINING


@pytest.fixture
def newest(desk: PanelDesk) -> PanelDesk:
    """Stand before a hub that can all of it, and whose pictures are less similar one after the other."""
    desk.hub.capabilities = (*ALL, *REFINING)
    desk.hub.library = [
        replace(hit, similarity=max(0.0, 90.0 - number)) for number, hit in enumerate(desk.hub.library)
    ]
    return desk


def asked(desk: PanelDesk, kind: str = "search") -> list[Query]:
    """List what was asked."""
    return [query for each, query in desk.hub.calls if each == kind]


def like_the_first(desk: PanelDesk) -> PanelDesk:
    """Show what looks like the first picture, without labels yet."""
    desk.showing().panel.more_like(desk.state.hits[0])
    desk.hub.settle()
    return desk


def labelled(desk: PanelDesk) -> PanelDesk:
    """Let the labels come."""
    desk.gimp.advance(PROVE_MS)
    desk.hub.settle()
    return desk


def test_labels_follow_the_hits_of_a_picture(newest: PanelDesk) -> None:
    """The hits are there first; what is proved comes in front, and is on the hit."""
    newest.hub.labels = {"a7": ("crop_of", "mirrored")}
    like_the_first(newest)
    assert [hit.labels for hit in newest.now().hits[:2]] == [None, None]
    assert newest.now().is_proving

    labelled(newest)
    assert [(hit.id, hit.labels) for hit in newest.now().hits[:2]] == [
        ("a7", ("crop_of", "mirrored")),
        ("a0", ()),
    ]
    assert not newest.now().is_proving
    assert len(newest.now().hits) == 60
    assert asked(newest, "proofs")[-1].asset == "a0"


def test_what_is_chosen_stays_where_it_is(newest: PanelDesk) -> None:
    """Labels are put on the hits, and no picture moves away below the pointer."""
    newest.hub.labels = {"a7": ("same_picture",)}
    like_the_first(newest)
    newest.panel.choose("a3")
    order, number = [hit.id for hit in newest.now().hits], newest.now().search
    labelled(newest)

    assert [hit.id for hit in newest.now().hits] == order
    assert newest.now().hits[7].labels == ("same_picture",)
    assert (newest.now().chosen, newest.now().search) == ("a3", number)


def test_words_alone_are_not_proved(newest: PanelDesk) -> None:
    """There is nothing to compare with; and a hub of an older version is not asked for what it does not know."""
    labelled(newest.showing())
    assert asked(newest, "proofs") == []

    newest.hub.capabilities = ALL
    newest.start_again()
    labelled(like_the_first(newest))
    assert newest.now().hits
    assert asked(newest, "proofs") == []


def test_labels_of_an_earlier_search_are_not_put_on_a_later_one(newest: PanelDesk) -> None:
    """What comes too late goes nowhere; without labels the hits stand as they are."""
    newest.hub.labels = {"a7": ("crop_of",)}
    like_the_first(newest)
    newest.gimp.advance(PROVE_MS)
    newest.panel.clear_picture()
    newest.panel.set_words("other")
    newest.panel.search()
    newest.hub.settle()
    assert not any(hit.labels for hit in newest.now().hits)
    assert not newest.now().is_proving

    newest.hub.errors["proofs"] = TimedOutError("It takes too long.")
    labelled(like_the_first(newest))
    assert len(newest.now().hits) == 60
    assert newest.now().notice is None


def test_what_passes_the_slider_is_locked_and_stays_on_top(newest: PanelDesk) -> None:
    """The list goes on from it at a lower bar; locked hits are seen whatever the slider says; Unlock lets go."""
    newest.showing()
    assert newest.now().lockable == ()
    newest.panel.set_similarity(88)
    assert newest.now().lockable == ("a0", "a1", "a2")
    newest.panel.lock()
    newest.hub.settle()

    assert asked(newest)[-1].core == ("a0", "a1", "a2")
    assert newest.now().similarity == 62
    assert newest.now().lockable != ()
    newest.panel.set_similarity(100)
    assert [hit.id for hit in newest.now().shown] == ["a0", "a1", "a2"]
    assert newest.now().lockable == ()
    newest.panel.unlock()
    newest.hub.settle()
    assert asked(newest)[-1].core == ()
    assert newest.now().shown == ()

    newest.panel.back()
    newest.hub.settle()
    assert newest.now().clue.core == ("a0", "a1", "a2")


def test_an_older_hub_locks_nothing(desk: PanelDesk) -> None:
    """What it would refuse is neither offered nor sent."""
    desk.showing().panel.set_similarity(50)
    desk.panel.lock()
    desk.panel.set_shape("wide")
    desk.panel.set_sort("newest")
    desk.hub.settle()

    assert desk.now().lockable == ()
    last = asked(desk)[-1]
    assert (last.core, last.filters.shape, last.sort, last.weight) == ((), None, "best", None)


def test_words_are_weighed_against_a_picture(newest: PanelDesk) -> None:
    """The slider searches when it rests, once; without a picture there is nothing to weigh."""
    like_the_first(newest).panel.set_words("blue")
    before = len(asked(newest))
    for weight in (0.6, 0.7, 0.8):
        newest.panel.set_weight(weight)
        newest.gimp.advance(TYPE_MS - 1)
    newest.gimp.advance(1)
    newest.hub.settle()
    assert [query.weight for query in asked(newest)[before:]] == [0.8]

    newest.panel.clear_picture()
    newest.hub.settle()
    assert asked(newest)[-1].weight is None


def test_shape_and_order_narrow_the_same_search(newest: PanelDesk) -> None:
    """They go along with the next searches, are no step to come back to, and go with the filters."""
    newest.showing()
    newest.panel.set_shape("wide")
    newest.hub.settle()
    newest.panel.set_sort("newest")
    newest.hub.settle()
    last = asked(newest)[-1]
    assert (last.text, last.filters.shape, last.sort) == ("red mug", "wide", "newest")
    assert not newest.now().can_go_back

    newest.panel.more_like(newest.state.hits[0])
    newest.hub.settle()
    assert asked(newest)[-1].filters.shape == "wide"
    newest.panel.clear_filters()
    newest.hub.settle()
    assert (asked(newest)[-1].filters.shape, asked(newest)[-1].sort) == (None, "best")


def test_a_saved_search_is_run_and_left(newest: PanelDesk) -> None:
    """It is listed, asked for by its id, typed on, and dropped like a picture."""
    mugs = SavedSearch("s1", "Mugs", "red mug")
    newest.hub.saved = (mugs,)
    newest.connected()
    assert newest.now().saved == (mugs,)
    newest.panel.search_saved(mugs)
    newest.hub.settle()
    assert (asked(newest)[-1].saved, asked(newest)[-1].text) == ("s1", None)
    assert newest.now().hits

    newest.panel.set_words("blue")
    newest.panel.search()
    newest.hub.settle()
    assert (asked(newest)[-1].saved, asked(newest)[-1].text) == ("s1", "blue")
    newest.panel.clear_picture()
    newest.hub.settle()
    assert asked(newest)[-1].saved is None
    assert newest.written.get("history", []) == [] or "s1" not in str(newest.written)

    newest.hub.saved = ()
    newest.panel.look_for_saved()
    newest.hub.settle()
    assert newest.now().saved == ()


def test_another_library_has_no_locked_set(newest: PanelDesk) -> None:
    """Ids of pictures belong to their library."""
    newest.showing().panel.set_similarity(88)
    newest.panel.lock()
    newest.hub.settle()
    assert newest.now().clue.core
    newest.hub.library_id = "library-2"
    newest.panel.search()
    newest.settle()

    assert newest.now().clue == Clue(words="red mug")
    assert asked(newest)[-1].core == ()
