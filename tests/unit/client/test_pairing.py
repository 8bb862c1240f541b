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
    NotRunningError,
    Pairing,
    PairingDeniedError,
    PairingExpiredError,
    Place,
    StorageError,
)
from fakes.client_hub import CLIENT, LIBRARY, TOKEN, ClientHub, as_json, free_port, problem, serving


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


def test_where_the_hub_is_known_nothing_is_to_be_feared(hub: ClientHub, place: Place) -> None:
    """A hub with a file and a living process needs no caution."""
    pairing = Pairing("GIMP", place=place)
    pairing.request()

    assert (pairing.must_be_seen, pairing.caution) == (False, "")


def test_by_a_port_alone_the_person_must_see_the_code(hub: ClientHub, hidden: Path) -> None:
    """In a sandbox the host is told, by a flag and in words, to have the code seen in Bowerbird itself."""
    pairing = Pairing("GIMP", place=Place(hidden, (hub.port,)))
    assert pairing.caution == ""
    pairing.request()

    assert pairing.must_be_seen
    assert pairing.caution.startswith("Open Bowerbird itself and look whether it shows 123-456 too.")
    pairing.cancel()
    assert pairing.caution == ""


def test_a_file_whose_process_cannot_be_looked_for_needs_the_same_care(
    hub: ClientHub, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a sandbox shows the file and not the process, a crash may have left it."""
    monkeypatch.setenv("SNAP", "/snap/blender/1")
    pairing = Pairing("Blender", place=place)
    pairing.request()

    assert pairing.must_be_seen


def test_a_rogue_that_approves_itself_is_not_paired_with(folder: Path, tmp_path: Path) -> None:
    """Where no file tells of a hub, who listens on a port is asked nothing, and no token is kept."""
    keep = CredentialFile(tmp_path / "token.json")
    rogue = ClientHub(pairing="approved")
    with serving(rogue), pytest.raises(NotRunningError, match="Start Bowerbird"):
        Pairing("Blender", keep=keep, place=Place(folder, (rogue.port,))).request()

    assert rogue.connections == 0
    assert keep.load() is None


@pytest.mark.parametrize("server_id", ["start-1", "start-2"])
def test_who_was_asked_is_the_only_one_who_answers(hidden: Path, tmp_path: Path, server_id: str) -> None:
    """A rogue that comes between on an earlier port, whatever it calls itself, gets no secret and hands out no token."""
    keep = CredentialFile(tmp_path / "token.json")
    earlier = free_port()
    with serving(ClientHub()) as hub:
        pairing = Pairing("GIMP", keep=keep, place=Place(hidden, (earlier, hub.port)))
        pairing.request()
        with serving(ClientHub(pairing="approved", server_id=server_id), earlier) as rogue:
            assert pairing.poll() is None
            assert [seen.path for seen in rogue.seen] == ["/v1/hello"]
        hub.pairing = "approved"
        assert pairing.poll() == keep.load() == Credential(CLIENT, TOKEN, LIBRARY)


def test_a_hub_that_was_started_anew_does_not_know_the_request(hub: ClientHub, place: Place) -> None:
    """The request ended with the hub that it was made to."""
    assert place.folder is not None
    pairing = Pairing("GIMP", place=place)
    pairing.request()
    with serving(ClientHub(server_id="start-2", pairing="approved")) as restarted:
        restarted.announce(place.folder)

        with pytest.raises(PairingExpiredError, match="another one runs now"):
            pairing.poll()
    assert not restarted.asked("POST", "/v1/pairings/p1/claim")


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
