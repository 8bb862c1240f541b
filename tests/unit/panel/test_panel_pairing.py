"""Pairing from inside the window, and what must not happen before the person has seen the code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bowerbird_client import GarbledError, ProblemError, StorageError
from bowerbird_for_gimp.model.program import GIMP
from bowerbird_panel.connecting import RETRY_MS
from bowerbird_panel.settings import Kept, SettingsFile
from bowerbird_panel.state import Activity, Connection, Remedy
from fakes.panel_desk import PanelDesk
from fakes.panel_hub import CODE

SENT_BY_WORK = {"search", "more", "original", "proxy", "asset", "folders", "reveal", "copy_curated"}


@pytest.fixture
def unpaired(desk: PanelDesk) -> PanelDesk:
    """Be unknown to the hub, with words that wait."""
    desk.hub.paired = False
    desk.panel.set_words("red mug")
    desk.panel.search()
    desk.hub.settle()
    assert desk.now().connection is Connection.NOT_PAIRED
    return desk


def _asking(desk: PanelDesk) -> PanelDesk:
    desk.panel.pair()
    desk.hub.settle()
    assert desk.now().connection is Connection.PAIRING
    return desk


def test_the_first_time_is_no_error(unpaired: PanelDesk) -> None:
    """The window says that it is not connected yet, and offers to."""
    assert not unpaired.told().is_error
    assert unpaired.told().remedy is Remedy.PAIR


def test_the_code_is_shown_and_counts_down_until_the_owner_approves(unpaired: PanelDesk) -> None:
    """Once approved, the window is ready, and what was searched for before is searched for now."""
    _asking(unpaired)
    code = unpaired.code()
    assert (code.code, code.seconds_left, code.must_be_seen) == (CODE, 120, False)
    unpaired.gimp.advance(5_000)
    assert unpaired.code().seconds_left == 115

    unpaired.hub.decide("approve")
    unpaired.hub.settle()
    assert unpaired.now().connection is Connection.READY
    assert unpaired.now().pairing is None
    assert len(unpaired.now().hits) == 60


@pytest.mark.parametrize(("answer", "code"), [("deny", "pairing_denied"), ("expire", "pairing_gone")])
def test_a_no_is_told_and_can_be_tried_again(unpaired: PanelDesk, answer: str, code: str) -> None:
    """After a denial or in no time, the window offers to connect again; the second time may go well."""
    _asking(unpaired).hub.decide(answer)
    unpaired.hub.settle()
    assert unpaired.now().connection is Connection.NOT_PAIRED
    assert unpaired.notice == code
    assert unpaired.now().clue.words == "red mug"

    unpaired.panel.remedy()
    unpaired.hub.settle()
    unpaired.hub.decide("approve")
    unpaired.hub.settle()
    assert unpaired.now().connection is Connection.READY
    assert unpaired.now().notice is None


def test_cancelling_ends_it_and_a_late_yes_goes_nowhere(unpaired: PanelDesk) -> None:
    """The window is back where it was."""
    _asking(unpaired).panel.cancel_pairing()
    unpaired.hub.decide("approve")
    unpaired.hub.settle()

    assert unpaired.now().connection is Connection.NOT_PAIRED
    assert unpaired.now().pairing is None


def test_a_second_click_asks_once(unpaired: PanelDesk) -> None:
    """Two requests on Bowerbird's page would make nobody wiser."""
    unpaired.panel.pair()
    unpaired.panel.pair()

    assert [kind for kind, _ in unpaired.hub.calls].count("pair") == 1


def test_a_hub_that_is_down_while_pairing_is_told(unpaired: PanelDesk) -> None:
    """No code comes; the window looks for the hub again, and then offers to connect."""
    unpaired.hub.running = False
    unpaired.panel.pair()
    unpaired.hub.settle()
    assert unpaired.now().connection is Connection.NOT_RUNNING

    unpaired.hub.running = True
    unpaired.gimp.advance(RETRY_MS[-1])
    unpaired.hub.settle()
    assert unpaired.now().connection is Connection.NOT_PAIRED


@pytest.mark.parametrize("seen_first", [True, False])
def test_a_code_that_must_be_seen_lets_nothing_out_before_it_was(
    unpaired: PanelDesk, seen_first: bool
) -> None:
    """Whether the person or the hub is quicker: nothing is sent before both have said yes."""
    unpaired.hub.must_be_seen = True
    _asking(unpaired)
    assert unpaired.code().caution
    unpaired.hub.sent.clear()

    def see() -> None:
        unpaired.panel.confirm_code(True)

    def approve() -> None:
        unpaired.hub.decide("approve")

    for act in (see, approve) if seen_first else (approve, see):
        assert not SENT_BY_WORK & set(unpaired.hub.sent)
        assert unpaired.now().connection is Connection.PAIRING
        unpaired.panel.search()
        unpaired.panel.insert("a1")
        unpaired.panel.connect()
        unpaired.settle()
        act()
    unpaired.hub.settle()

    assert unpaired.now().connection is Connection.READY
    assert "search" in unpaired.hub.sent
    assert not unpaired.written["unconfirmed"]


@pytest.mark.parametrize("give_up", ["confirm", "cancel"])
@pytest.mark.parametrize("approved", [True, False])
def test_who_does_not_see_the_code_keeps_no_token(unpaired: PanelDesk, give_up: str, approved: bool) -> None:
    """The request is given up, and the token that may have come already is forgotten."""
    unpaired.hub.must_be_seen = True
    _asking(unpaired)
    if approved:
        unpaired.hub.decide("approve")
    if give_up == "confirm":
        unpaired.panel.confirm_code(False)
    else:
        unpaired.panel.cancel_pairing()
    unpaired.settle()

    assert unpaired.now().connection is Connection.NOT_PAIRED
    assert not unpaired.hub.paired
    assert not unpaired.written["unconfirmed"]
    assert not SENT_BY_WORK & set(unpaired.hub.sent)


@pytest.mark.parametrize("killed", [True, False])
def test_a_token_that_nobody_has_confirmed_is_not_used_the_next_time(
    unpaired: PanelDesk, killed: bool
) -> None:
    """GIMP was closed or killed between the hub's yes and the person's: the next window forgets the token first."""
    unpaired.hub.must_be_seen = True
    _asking(unpaired).hub.decide("approve")
    assert unpaired.hub.paired
    if killed:
        unpaired.die()
    else:
        unpaired.start_again()
    unpaired.hub.sent.clear()
    unpaired.connected()

    assert unpaired.hub.sent == ["disconnect"]
    assert unpaired.now().connection is Connection.NOT_PAIRED


def test_a_token_that_cannot_be_forgotten_is_not_used_either(unpaired: PanelDesk) -> None:
    """The window says so, and tries again until the token is gone."""
    unpaired.hub.must_be_seen = True
    _asking(unpaired).hub.decide("approve")
    unpaired.hub.errors["disconnect"] = StorageError("token.json cannot be removed.")
    unpaired.panel.confirm_code(False)
    unpaired.hub.settle()
    unpaired.hub.sent.clear()
    assert unpaired.now().connection is Connection.TROUBLE
    unpaired.panel.search()
    unpaired.hub.settle()
    assert not SENT_BY_WORK & set(unpaired.hub.sent)

    del unpaired.hub.errors["disconnect"]
    unpaired.gimp.advance(RETRY_MS[-1])
    unpaired.hub.settle()
    assert unpaired.now().connection is Connection.NOT_PAIRED
    assert not unpaired.hub.paired


def test_what_fails_after_an_unseen_yes_leaves_no_token(unpaired: PanelDesk) -> None:
    """The hub said yes and then garbage: the person has confirmed nothing, so nothing is kept."""
    unpaired.hub.must_be_seen = True
    _asking(unpaired)
    unpaired.hub.errors["connect"] = GarbledError("No JSON.")
    unpaired.hub.decide("approve")
    del unpaired.hub.errors["connect"]
    unpaired.hub.settle()

    assert not unpaired.hub.paired
    assert unpaired.now().connection is Connection.NOT_PAIRED


def test_a_revoked_token_keeps_words_and_settings(desk: PanelDesk) -> None:
    """The window says that Bowerbird does not know GIMP any more; connected again, it searches by itself."""
    desk.showing()
    desk.panel.set_similarity(40)
    desk.hub.paired = False
    desk.panel.set_words("blue mug")
    desk.panel.search()
    desk.hub.settle()
    assert desk.now().connection is Connection.NOT_PAIRED
    assert desk.told().is_error
    assert (desk.now().clue.words, desk.now().similarity) == ("blue mug", 40)
    assert len(desk.now().hits) == 60

    _asking(desk).hub.decide("approve")
    desk.hub.settle()
    assert desk.words_of_searches[-1] == "blue mug"
    assert desk.now().connection is Connection.READY


def test_what_runs_when_pairing_begins_is_done_after_it(desk: PanelDesk) -> None:
    """Nothing goes out with rights that are just being changed; the search is sent when the new ones are there."""
    desk.showing()
    desk.panel.set_words("blue")
    desk.panel.search()
    desk.panel.insert("a1")
    desk.hub.sent.clear()
    desk.hub.calls.clear()
    desk.panel.pair()
    assert ("cancel_thumbnails", None) in desk.hub.calls
    desk.settle()
    assert desk.now().connection is Connection.PAIRING
    assert desk.hub.sent == ["pair"]
    assert not desk.fetched

    desk.hub.decide("approve")
    desk.hub.settle()
    assert desk.now().connection is Connection.READY
    assert desk.now().why == "Looked for blue."
    assert desk.now().activity is Activity.IDLE
    assert not desk.gimp.inserted


def test_a_token_left_unconfirmed_is_forgotten_before_the_next_request(unpaired: PanelDesk) -> None:
    """A denial of the next request must not make it good."""
    unpaired.hub.must_be_seen = True
    _asking(unpaired).hub.decide("approve")
    unpaired.start_again()
    unpaired.panel.pair()
    unpaired.hub.settle()
    assert not unpaired.hub.paired
    assert unpaired.now().connection is Connection.NOT_PAIRED

    _asking(unpaired).hub.decide("deny")
    unpaired.connected()
    assert unpaired.now().connection is Connection.NOT_PAIRED


def test_a_request_that_the_hub_is_too_busy_for_can_be_made_again(unpaired: PanelDesk) -> None:
    """The button connects; it does not search."""
    unpaired.hub.errors["pair"] = ProblemError("Too many requests.", code="too_many_requests")
    unpaired.panel.pair()
    unpaired.hub.settle()

    assert unpaired.now().connection is Connection.NOT_PAIRED
    assert unpaired.told().remedy is Remedy.PAIR


def test_a_token_that_another_window_has_just_got_is_not_used(unpaired: PanelDesk) -> None:
    """Two GIMPs of one profile: one shows the code, and the other sends nothing until the person has confirmed it."""
    before = len(unpaired.hub.sent)
    unpaired.hub.paired = True
    _by_another_window(unpaired, unconfirmed=True)
    unpaired.panel.search()
    unpaired.settle()
    assert unpaired.now().connection is Connection.NOT_PAIRED
    assert len(unpaired.hub.sent) == before
    assert unpaired.written["unconfirmed"]

    _by_another_window(unpaired, unconfirmed=False)
    unpaired.gimp.advance(RETRY_MS[-1])
    unpaired.settle()
    assert unpaired.now().connection is Connection.READY
    assert unpaired.now().hits


def test_a_token_that_another_window_left_is_forgotten_by_who_connects_here(unpaired: PanelDesk) -> None:
    """A denial of what is asked here must not make it good."""
    unpaired.hub.paired = True
    _by_another_window(unpaired, unconfirmed=True)
    unpaired.panel.pair()
    unpaired.hub.settle()

    assert not unpaired.hub.paired
    assert unpaired.now().connection is Connection.NOT_PAIRED
    assert not unpaired.written["unconfirmed"]


def _by_another_window(desk: PanelDesk, *, unconfirmed: bool) -> None:
    """Be another window that has got a token, or whose person has confirmed it."""
    kept = Kept(SettingsFile(desk.folder / "settings.json", GIMP))
    kept.change(lambda settings: replace(settings, unconfirmed=unconfirmed))
    kept.save()
