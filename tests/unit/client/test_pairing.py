"""Pairing: the code is shown, the owner decides, the token is kept."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bowerbird_client import (
    BusyError,
    CancelledError,
    Client,
    Credential,
    CredentialFile,
    GarbledError,
    Pairing,
    PairingDeniedError,
    PairingExpiredError,
    Place,
    StorageError,
)
from fakes.client_hub import CLIENT, LIBRARY, TOKEN, ClientHub, as_json, problem


def test_an_approved_request_gives_a_token_that_is_kept(hub: ClientHub, place: Place, tmp_path: Path) -> None:
    """Ask, show the code, wait, approved: the token lands in a file of the owner alone, and works."""
    keep = CredentialFile(tmp_path / "plug-in" / "token.json")
    pairing = Pairing("GIMP", ("search", "thumbnails"), keep=keep, place=place)

    assert pairing.request() == "123-456" == pairing.code
    assert hub.seen[-1].json == {"name": "GIMP", "scopes": ["search", "thumbnails"]}
    assert pairing.poll() is None
    assert 0 < pairing.seconds_left <= 120
    hub.pairing = "approved"
    assert pairing.poll() == Credential(CLIENT, TOKEN, LIBRARY) == keep.load()

    assert stat.S_IMODE(keep.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(keep.path.parent.stat().st_mode) == 0o700
    with Client(keep.load(), place=place) as client:
        assert client.me().client_id == CLIENT
    assert not any("s3cret" in seen.path for seen in hub.seen)


def test_a_denied_request_says_so(hub: ClientHub, place: Place) -> None:
    """The owner's no is told from silence, and the code is gone."""
    pairing = Pairing("GIMP", place=place)
    pairing.request()
    hub.pairing = "denied"

    with pytest.raises(PairingDeniedError, match="denied"):
        pairing.poll()
    assert pairing.code is None
    with pytest.raises(CancelledError):
        pairing.poll()


def test_a_request_that_the_hub_dropped_has_expired(hub: ClientHub, place: Place) -> None:
    """A hub that does not know the request any more ends it."""
    pairing = Pairing("GIMP", place=place)
    pairing.request()
    hub.pairing = "gone"

    with pytest.raises(PairingExpiredError, match="Connect again"):
        pairing.poll()


def test_a_request_expires_by_our_own_clock_too(hub: ClientHub, place: Place) -> None:
    """A hub that answers 'waiting' for ever is not asked for ever."""
    now = [0.0]
    pairing = Pairing("GIMP", place=place, clock=lambda: now[0])
    pairing.request()
    now[0] = 121

    with pytest.raises(PairingExpiredError):
        pairing.poll()


def test_waiting_can_be_given_up(hub: ClientHub, place: Place) -> None:
    """A program that waits stops when it is told to."""
    pairing = Pairing("script", place=place)
    pairing.request()
    asked = iter([False, False, True])

    with pytest.raises(CancelledError):
        pairing.wait(given_up=lambda: next(asked))
    assert len(hub.asked("POST", "/v1/pairings/p1/claim")) == 2


def test_too_many_requests_are_told_with_their_pause(hub: ClientHub, place: Place) -> None:
    """The hub's limit on requests arrives as such."""
    reply = problem(429, "too_many_requests", "Wait a minute.", **{"Retry-After": "40"})
    hub.overrides["POST", "/v1/pairings"] = lambda _seen: reply

    with pytest.raises(BusyError) as caught:
        Pairing("GIMP", place=place).request()
    assert caught.value.retry_after == 40


@pytest.mark.parametrize(
    "answer", [{}, {"state": "maybe"}, {"state": "approved"}, {"state": "approved", "token": "x"}]
)
def test_an_answer_that_is_neither_yes_nor_no_is_refused(
    hub: ClientHub, place: Place, answer: object
) -> None:
    """Nothing is kept of an answer that lacks what it must have."""
    pairing = Pairing("GIMP", place=place)
    pairing.request()
    hub.overrides["POST", "/v1/pairings/p1/claim"] = lambda _seen: as_json(answer)

    with pytest.raises(GarbledError):
        pairing.poll()


def test_a_token_that_no_header_takes_is_refused(hub: ClientHub, place: Place, tmp_path: Path) -> None:
    """A token with a line break would be a header of its own: it is neither kept nor sent."""
    hub.token = "hub_x\r\nX-Other: y"  # noqa: S105  no secret
    keep = CredentialFile(tmp_path / "token.json")
    pairing = Pairing("GIMP", keep=keep, place=place)
    pairing.request()
    hub.pairing = "approved"

    with pytest.raises(StorageError):
        pairing.poll()
    assert keep.load() is None
