"""The hub as the panel of GIMP sees it: the real client before a real hub, and the fake of the panel's own tests."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from bowerbird_client import (
    Outcome,
    Page,
)
from bowerbird_for_gimp.model.placing import Placing
from bowerbird_for_gimp.model.sources import Source
from bowerbird_panel.state import Activity, Connection, Remedy
from fakes.live_hub import LiveHub
from fakes.panel_stage import FakeStage, RealStage, Stage


@pytest.fixture(params=["real", "fake"])
def stage(request: pytest.FixtureRequest, tmp_path: Path, live_hub: LiveHub) -> Generator[Stage]:
    """Set up a panel before each of the two hubs, that has not paired yet."""
    made = RealStage(live_hub, tmp_path) if request.param == "real" else FakeStage(tmp_path)
    yield made
    made.close()


@pytest.fixture(params=["real", "fake"])
def unseen(request: pytest.FixtureRequest, tmp_path: Path, live_hub: LiveHub) -> Generator[Stage]:
    """Set up one whose hub nothing shows to be the hub."""
    real = request.param == "real"
    made = RealStage(live_hub, tmp_path, by_port=True) if real else FakeStage(tmp_path, must_be_seen=True)
    yield made
    made.close()


def test_pairing_and_the_first_search(stage: Stage) -> None:
    """A code, the owner's yes, the size of the library, hits with their reasons, and words in the history."""
    stage.panel.set_words("a red mug")
    stage.panel.search()
    stage.until(lambda: stage.state.connection is Connection.NOT_PAIRED)
    stage.panel.pair()
    stage.until(lambda: stage.state.pairing is not None)
    stage.decide(approve=True)
    stage.until(lambda: bool(stage.state.hits))

    assert stage.state.library_size
    assert stage.state.entry
    assert stage.state.why
    assert all(hit.reasons for hit in stage.state.hits)
    assert [clue.words for clue in stage.state.history] == ["a red mug"]


def test_a_no_arrives(stage: Stage) -> None:
    """The owner denies the request."""
    stage.panel.pair()
    stage.until(lambda: stage.state.pairing is not None)
    stage.decide(approve=False)
    stage.until(lambda: stage.state.connection is Connection.NOT_PAIRED)

    assert stage.notice == "pairing_denied"


@pytest.mark.parametrize("same", [True, False])
def test_a_code_that_must_be_seen(unseen: Stage, same: bool) -> None:
    """Where a port alone leads to the hub, its yes counts once the person has seen the code, and else for nothing."""
    unseen.panel.pair()
    unseen.until(lambda: unseen.state.pairing is not None)
    assert unseen.state.pairing is not None
    assert unseen.state.pairing.must_be_seen
    assert unseen.state.pairing.caution
    unseen.decide(approve=True)
    for _ in range(300):
        unseen.deliver()
    assert unseen.state.connection is Connection.PAIRING
    unseen.panel.confirm_code(same)
    wanted = Connection.READY if same else Connection.NOT_PAIRED
    unseen.until(lambda: unseen.state.connection is wanted)
    unseen.panel.connect()
    for _ in range(300):
        unseen.deliver()

    assert unseen.state.connection is wanted


def test_words_to_avoid_and_a_folder(stage: Stage) -> None:
    """Both are understood; a folder that is not there is told, with a way out."""
    stage.ready()
    stage.panel.set_avoid("people")
    stage.panel.set_folder(stage.state.folders[0].id)
    stage.search("a red mug")
    assert stage.state.hits
    assert stage.notice == ""

    stage.lose_folders()
    stage.panel.set_folder("gone")
    stage.until(lambda: stage.state.activity is Activity.IDLE)
    assert stage.notice == "unknown_folder"
    assert stage.state.notice is not None
    assert stage.state.notice.remedy is Remedy.CLEAR_FILTERS
    assert stage.state.hits


def test_pixels_more_like_this_and_back(stage: Stage) -> None:
    """A picture from GIMP and one of the library are searched with; back asks nobody."""
    stage.ready()
    stage.panel.search_with(Source.CANVAS)
    stage.until(lambda: bool(stage.state.hits) or stage.state.notice is not None)
    assert stage.notice == ""
    before = stage.state.hits

    stage.panel.more_like(before[0])
    stage.until(lambda: stage.state.hits != before or stage.state.activity is Activity.IDLE)
    stage.panel.back()
    assert stage.state.hits == before


def test_originals_and_proxies_arrive(stage: Stage) -> None:
    """The file as it is; and a WebP in its place where GIMP cannot open that."""
    stage.ready()
    stage.search("a red mug")
    first = stage.state.hits[0]
    stage.panel.insert(first.id)
    stage.until(lambda: len(stage.gimp.inserted) == 1)
    assert stage.gimp.inserted[0].data == stage.bytes_of(first.id)
    assert stage.gimp.inserted[0].name == first.name

    stage.gimp.loads = lambda name: name.endswith(".webp")
    stage.gimp.advance(1000)
    stage.panel.insert(first.id, Placing.NEW_IMAGE)
    stage.until(lambda: len(stage.gimp.inserted) == 2)
    assert stage.gimp.inserted[1].provenance.relink
    assert stage.state.said


def test_the_last_picture_is_looked_up(stage: Stage) -> None:
    """Its id is enough, in a list that does not show it."""
    stage.ready()
    stage.search("a red mug")
    stage.panel.insert(stage.state.hits[0].id)
    stage.until(lambda: len(stage.gimp.inserted) == 1)
    stage.search("")
    stage.gimp.advance(1000)
    stage.panel.insert_last()
    stage.until(lambda: len(stage.gimp.inserted) == 2)

    assert stage.gimp.inserted[0].data == stage.gimp.inserted[1].data


def test_a_copy_needs_a_curated_folder(stage: Stage) -> None:
    """Where none was chosen, the window leads to the page where one is."""
    stage.ready()
    stage.search("a red mug")
    stage.choose_no_curated_folder()
    stage.panel.choose(stage.state.hits[0].id)
    stage.panel.copy_curated()
    stage.until(lambda: stage.state.activity is Activity.IDLE)

    assert stage.notice == "no_curated_folder"
    assert stage.state.notice is not None
    assert stage.state.notice.remedy is Remedy.OPEN_HUB_PAGE


def test_rights_that_were_taken_back(stage: Stage) -> None:
    """The window says so; its words and results stay."""
    stage.ready()
    stage.search("a red mug")
    hits = stage.state.hits
    stage.revoke()
    stage.panel.search()
    stage.until(lambda: stage.state.connection is Connection.NOT_PAIRED)

    assert stage.state.notice is not None
    assert stage.state.notice.is_error
    assert (stage.state.clue.words, stage.state.hits) == ("a red mug", hits)


def test_a_hub_that_goes_and_comes_back(stage: Stage) -> None:
    """It is noticed, the window finds it by itself, and the search that was lost is answered."""
    stage.ready()
    stage.vanish()
    stage.panel.set_words("a red mug")
    stage.panel.search()
    stage.until(lambda: stage.state.connection is Connection.NOT_RUNNING)
    stage.come_back()
    stage.until(lambda: bool(stage.state.hits) and stage.state.connection is Connection.READY)

    assert stage.state.clue.words == "a red mug"


def test_forgetting(stage: Stage) -> None:
    """A disconnected window has no rights any more, also when it is opened anew."""
    stage.ready()
    stage.panel.disconnect()
    stage.until(lambda: stage.state.connection is Connection.NOT_PAIRED)
    stage.panel.connect()
    stage.until(lambda: not stage.gimp.waiting)

    assert stage.state.connection is Connection.NOT_PAIRED


def test_nobody_knows_how_a_search_goes_on_that_was_not_made(stage: Stage) -> None:
    """`more` says so instead of asking."""
    told: list[Outcome[Page]] = []

    assert stage.hub.more(told.append) is None
    assert not told
