"""The token goes to nobody who has not proved to be the hub (check 17)."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bowerbird_client import (
    Client,
    Credential,
    CredentialFile,
    GarbledError,
    NotPairedError,
    NotRunningError,
    Pairing,
    Picture,
    Place,
    Query,
    RogueHubError,
    find_hub,
)
from fakes.client_hub import (
    CLIENT,
    LIBRARY,
    TOKEN,
    ClientHub,
    Listener,
    Reply,
    Seen,
    as_json,
    listening,
    problem,
    serving,
)

CREDENTIAL = Credential(CLIENT, TOKEN, LIBRARY)


def _contains_token(data: bytes) -> bool:
    return TOKEN.encode() in data or TOKEN.removeprefix("hub_").encode() in data


def _heard(hub: ClientHub) -> bytes:
    return b"".join(json.dumps(seen.headers).encode() + seen.path.encode() + seen.body for seen in hub.seen)


ROGUES: list[tuple[str, Callable[[Seen], Reply]]] = [
    ("a guess", lambda _seen: as_json({"proof": "A" * 43})),
    ("an empty one", lambda _seen: as_json({"proof": ""})),
    ("no base64", lambda _seen: as_json({"proof": "\u2713" * 43})),
    ("none", lambda _seen: as_json({})),
    ("the nonce itself", lambda seen: as_json({"proof": seen.json["nonce"]})),
    ("no such route", lambda _seen: problem(404, "not_found")),
    ("an error", lambda _seen: problem(500, "error")),
    ("nothing", lambda _seen: (200, {}, b"")),
]


@pytest.mark.parametrize("answer", [answer for _, answer in ROGUES], ids=[name for name, _ in ROGUES])
def test_a_rogue_gets_no_byte_of_the_token(folder: Path, answer: Callable[[Seen], Reply]) -> None:
    """Who listens on the port with a hub's hello but no proof hears nothing secret (check 17)."""
    rogue = ClientHub(overrides={("POST", "/v1/proof"): answer})
    with serving(rogue) as listening_rogue, Client(CREDENTIAL, place=Place(folder, ())) as client:
        listening_rogue.announce(folder)
        with pytest.raises(Exception, match="Bowerbird") as caught:
            client.search(Query(text="red mug"))

    assert rogue.asked("POST", "/v1/proof")
    assert not _contains_token(_heard(rogue))
    assert type(caught.value) in {RogueHubError, GarbledError}


def test_a_listener_that_records_everything_hears_no_token() -> None:
    """A bare listener on a port of the list is asked who it is, and gets nothing else (check 17)."""

    def record(listener: Listener, connection: socket.socket) -> None:
        while listener.receive(connection):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with listening(record) as rogue:
        client = Client(CREDENTIAL, place=Place(ports=(rogue.port,), by_ports=True))
        with client, pytest.raises(NotRunningError):
            client.me()

    assert b"/v1/hello" in rogue.received
    assert not _contains_token(bytes(rogue.received))


def test_a_relay_to_the_real_hub_is_found_out(hub: ClientHub) -> None:
    """Who forwards everything to the real hub on its own port passes hello, fails the proof, hears no token (check 17)."""

    def forward(listener: Listener, connection: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", hub.port)) as real:

            def bring_back() -> None:
                while data := real.recv(65536):
                    connection.sendall(data)

            back = threading.Thread(target=bring_back)
            back.start()
            while data := listener.receive(connection):
                real.sendall(data.replace(f":{listener.port}".encode(), f":{hub.port}".encode()))
            real.shutdown(socket.SHUT_RDWR)
            back.join(5)

    with listening(forward) as relay:
        assert find_hub(LIBRARY, ports=(relay.port,), by_ports=True).library_id == LIBRARY
        client = Client(CREDENTIAL, place=Place(ports=(relay.port,), by_ports=True))
        with client, pytest.raises(RogueHubError, match="Nothing secret was sent"):
            client.me()

    assert hub.asked("POST", "/v1/proof")
    assert not _contains_token(bytes(relay.received))
    assert not _contains_token(_heard(hub))


def test_the_relay_would_get_the_token_from_a_client_without_proof(hub: ClientHub) -> None:
    """The control: the same recorder sees a token that is sent without asking for a proof."""

    def record(listener: Listener, connection: socket.socket) -> None:
        listener.receive(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    with listening(record) as rogue:
        trusting = http.client.HTTPConnection("127.0.0.1", rogue.port, timeout=2)
        trusting.request("GET", "/v1/me", headers={"Authorization": f"Bearer {TOKEN}"})
        trusting.getresponse().read()
        trusting.close()

    assert _contains_token(bytes(rogue.received))


def test_a_rogue_on_an_earlier_port_hides_no_hub(hub: ClientHub) -> None:
    """A squatter that claims our library does not keep the client from the real hub behind it."""
    with (
        serving(ClientHub(overrides={("POST", "/v1/proof"): lambda _seen: as_json({"proof": "x"})})) as rogue,
        Client(CREDENTIAL, place=Place(ports=(rogue.port, hub.port), by_ports=True)) as client,
    ):
        assert client.me().client_id == CLIENT

    assert not _contains_token(_heard(rogue))


def test_every_connection_is_proved_anew(hub: ClientHub, client: Client, folder: Path) -> None:
    """A hub that moved to another port proves itself there; over one connection the proof is asked for once."""
    client.me()
    client.me()
    assert len(hub.asked("POST", "/v1/proof")) == 1

    with serving(ClientHub(server_id="start-2")) as restarted:
        restarted.announce(folder)
        client.connection.hang_up()
        client.me()

    assert len(restarted.asked("POST", "/v1/proof")) == 1
    nonces = {
        seen.json["nonce"] for running in (hub, restarted) for seen in running.asked("POST", "/v1/proof")
    }
    assert len(nonces) == 2


def test_a_port_taken_over_between_two_calls_hears_no_token(folder: Path) -> None:
    """The hub ends, a rogue takes its very port: the next call finds it out (check 17)."""
    with serving(ClientHub()) as hub:
        hub.announce(folder)
        client = Client(CREDENTIAL, place=Place(folder, (hub.port,)))
        client.me()
        client.connection.hang_up()
        port = hub.port
    rogue = ClientHub(overrides={("POST", "/v1/proof"): lambda _seen: as_json({"proof": "x" * 43})})
    with serving(rogue, port), client, pytest.raises(RogueHubError):
        client.me()

    assert rogue.seen
    assert not _contains_token(_heard(rogue))


def test_a_rogue_on_the_port_of_a_hub_that_was_killed_is_not_spoken_to(
    folder: Path, tmp_path: Path, token_file: CredentialFile
) -> None:
    """The hub dies and leaves its file; who takes its port and its name hears no byte, and pairs with nobody (check 17)."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    rogue = ClientHub(pairing="approved")
    with serving(rogue):
        rogue.announce(folder, pid=ended.pid)
        place = Place(folder, (rogue.port,))
        with Client(CREDENTIAL, place=place) as client:
            with pytest.raises(NotRunningError, match=r"^Bowerbird is not running\. Start Bowerbird"):
                client.me()
            with pytest.raises(NotRunningError):
                client.upload(Picture.rgba(1, 1, bytes(4)))
        keep = CredentialFile(tmp_path / "new" / "token.json")
        with pytest.raises(NotRunningError, match=r"^Bowerbird is not running\. Start Bowerbird"):
            Pairing("Blender", keep=keep, place=place).request()

        assert rogue.connections == 0
        assert keep.load() is None
        assert token_file.load() == CREDENTIAL
        # The control: the same program with the number of one that lives is spoken to.
        rogue.announce(folder)
        assert Pairing("Blender", place=place).request()
        assert rogue.connections


def test_a_rogue_that_does_not_know_us_is_no_reason_to_pair_anew(hidden: Path) -> None:
    """By ports alone, 'unknown client' is what anybody could say to be paired with: it is told as that."""
    rogue = ClientHub(client_id="somebody else", pairing="approved")
    with (
        serving(rogue),
        Client(CREDENTIAL, place=Place(hidden, (rogue.port,))) as client,
        pytest.raises(RogueHubError, match="Look in Bowerbird itself") as caught,
    ):
        client.me()

    assert "nothing shows that it is your Bowerbird" in caught.value.sentence
    assert rogue.asked("POST", "/v1/proof")
    assert not _contains_token(_heard(rogue))


def test_a_hub_that_forgot_us_says_so(hub: ClientHub, client: Client) -> None:
    """An unknown client is told to pair, not that a rogue is about; the token is not sent either."""
    hub.client_id = "somebody else"

    with pytest.raises(NotPairedError, match="Connect it"):
        client.me()

    assert not _contains_token(_heard(hub))
