"""Clients and their tokens: what is kept of a token, who is let in, and what becomes of a damaged list."""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_bridge.access.clients import (
    ALL_SCOPES,
    ClientBook,
    ClientsTooNewError,
    OriginError,
    Scope,
    describe_scopes,
)
from bowerbird_bridge.access.private_files import PrivateFileError

START = datetime(2026, 11, 28, tzinfo=UTC)
SEARCH = frozenset({Scope.SEARCH})
UNKNOWN_SCOPE = (
    b'{"format": 1, "clients": [{"id": "x", "name": "x", "kind": "plugin", "scopes": ["all"], '
    b'"created": "2026-01-01T00:00:00Z", "auth": "00", "proof": "00"}]}'
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Say where the list lies."""
    return tmp_path / "state" / "clients.json"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> tuple[ClientBook, str]:
    """Give one list with one client, for many texts that are not its token."""
    book = ClientBook(tmp_path_factory.mktemp("book") / "clients.json")
    return book, book.add("GIMP", SEARCH)[1]


def test_a_token_is_known_again_after_a_restart(path: Path) -> None:
    """A client keeps its name, scopes and token over a restart."""
    client, token = ClientBook(path).add("GIMP", SEARCH)
    again = ClientBook(path).authenticate(token)
    assert again is not None
    assert (again.id, again.name, again.kind, again.scopes) == (client.id, "GIMP", "plugin", SEARCH)
    assert token.startswith("hub_")
    assert len(token) == len("hub_") + 43


def test_only_derivations_are_kept(path: Path) -> None:
    """Check 14: neither the token nor anything that opens is in the file, only two hashes with a purpose."""
    _, token = ClientBook(path).add("GIMP", SEARCH)
    kept = path.read_text()
    assert token not in kept
    assert token.removeprefix("hub_") not in kept
    assert hashlib.sha256(token.encode()).hexdigest() not in kept
    for purpose in ("auth", "proof"):
        assert hashlib.sha256(purpose.encode() + token.encode()).hexdigest() in kept


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_the_list_is_private(path: Path) -> None:
    """Check 15: file 0600 in a folder 0700, and one that has become readable is closed again."""
    ClientBook(path).add("GIMP", SEARCH)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.chmod(0o644)
    ClientBook(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_link_is_refused(path: Path, tmp_path: Path) -> None:
    """Check 15: a list that somebody has replaced by a link is neither read nor written through it."""
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_text('{"format": 1}')
    path.parent.mkdir(mode=0o700)
    path.symlink_to(elsewhere)
    with pytest.raises(PrivateFileError, match="is a link"):
        ClientBook(path)
    assert elsewhere.read_text() == '{"format": 1}'


@given(text=st.one_of(st.text(), st.from_regex(r"hub_[A-Za-z0-9_-]{43}", fullmatch=True)))
def test_no_other_text_is_let_in(shared: tuple[ClientBook, str], text: str) -> None:
    """Check 7: whatever the text, it is a token only if it is that token."""
    book, token = shared
    assert (book.authenticate(text) is not None) == (text == token)


@pytest.mark.parametrize("change", ["é", "\0", " ", "\n", "x", "\ud800"])
def test_almost_the_token_is_not_the_token(shared: tuple[ClientBook, str], change: str) -> None:
    """Check 7: a token with more, less or other characters is nobody's; nothing raises."""
    book, token = shared
    assert book.authenticate(token) is not None
    for almost in (
        token + change,
        change + token,
        token[:-1] + change,
        token[:-1],
        token[:20],
        token.upper(),
    ):
        assert book.authenticate(almost) is None


def test_revoking_is_at_once(path: Path) -> None:
    """Check 20: a revoked token is nobody's, now and after a restart; the others stay; streams are told to end."""
    book = ClientBook(path)
    gone: list[str] = []
    book.when_revoked(gone.append)
    first, token = book.add("GIMP", SEARCH)
    _, other = book.add("Blender", SEARCH)
    assert book.revoke(first.id)
    assert not book.revoke(first.id)
    assert gone == [first.id]
    for each in (book, ClientBook(path)):
        assert each.authenticate(token) is None
        assert each.authenticate(other) is not None
        assert each.proof(first.id, b"n" * 16, 1) is None


@pytest.mark.skipif(os.name != "posix", reason="folders of Windows have no such mode")
def test_revoking_works_on_a_disk_that_takes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A revoked token is no longer good even where that cannot be written down, which is an error."""
    book = ClientBook(path)
    gone: list[str] = []
    book.when_revoked(gone.append)
    client, token = book.add("GIMP", SEARCH)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bowerbird_bridge.access.clients.write_private", full)
    with pytest.raises(OSError, match="No space"):
        book.revoke(client.id)
    assert book.authenticate(token) is None
    assert gone == [client.id]
    with pytest.raises(OSError, match="No space"):
        book.add("Blender", SEARCH)
    assert book.clients() == []


def test_last_use_is_written_once_a_minute(path: Path) -> None:
    """Each use is known at once and written down at most once a minute."""
    now, clock = [START], [0.0]
    book = ClientBook(path, now=lambda: now[0], clock=lambda: clock[0])
    client, token = book.add("GIMP", SEARCH)
    written = path.read_bytes()
    for second in range(59):
        now[0], clock[0] = START + timedelta(seconds=second), float(second)
        book.authenticate(token)
    assert path.read_bytes() == written
    assert book.clients()[0].last_used == START + timedelta(seconds=58)
    clock[0] = 60.0
    book.authenticate(token)
    once = path.read_bytes()
    assert once != written
    clock[0] = 61.0
    now[0] += timedelta(minutes=1)
    book.authenticate(token)
    assert path.read_bytes() == once
    book.save_last_used()
    (again,) = ClientBook(path).clients()
    assert (again.id, again.last_used) == (client.id, now[0])


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"format": 1, "clients": [{"id": "x"}]}',
        UNKNOWN_SCOPE,
        b"[" * 100_000,
    ],
)
def test_a_damaged_list_is_moved_aside(path: Path, damaged: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """What cannot be read is kept under another name, everybody pairs again, and it is said."""
    path.parent.mkdir(mode=0o700)
    path.write_bytes(damaged)
    with caplog.at_level(logging.WARNING):
        book = ClientBook(path)
    assert book.note is not None
    assert "paired again" in book.note
    assert book.note in caplog.text
    assert book.clients() == []
    assert path.with_name("clients.json.damaged-1").read_bytes() == damaged
    book.add("GIMP", SEARCH)
    path.write_bytes(damaged)
    ClientBook(path)
    assert path.with_name("clients.json.damaged-2").exists()


def test_a_newer_list_is_left_alone(path: Path) -> None:
    """A list of a newer Bowerbird is refused and stays as it is."""
    path.parent.mkdir(mode=0o700)
    path.write_text('{"format": 2, "later": true}')
    with pytest.raises(ClientsTooNewError, match="newer"):
        ClientBook(path)
    assert path.read_text() == '{"format": 2, "later": true}'


def test_the_proof_is_what_a_client_computes(path: Path) -> None:
    """A client can check with its token alone that this hub knows it, on this port, for this question."""
    book = ClientBook(path)
    client, token = book.add("GIMP", SEARCH)
    nonce = bytes(range(16))
    key = hashlib.sha256(b"proof" + token.encode()).digest()
    expected = hmac.digest(key, b"bowerbird-proof-1\0" + nonce + b"\0" + b"28471", "sha256")
    assert book.proof(client.id, nonce, 28471) == expected
    assert book.proof(client.id, nonce, 28472) != expected
    assert book.proof(client.id, bytes(16), 28471) != expected
    assert book.proof("somebody", nonce, 28471) is None
    assert book.proof("\ud800é", nonce, 28471) is None


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "*",
        "",
        "https://",
        "https://*.example.org",
        "https://a.example/",
        "https://a.example/x",
        "https://a.example?x",
        "https://u@a.example",
        "file://",
        "vscode-webview://x",
        "a.example",
        "https://a.example:0",
        "https://a example",
        "https://a.example\n",
        "https://ü.example",
    ],
)
def test_only_exact_origins_are_paired(path: Path, origin: str) -> None:
    """No pattern, no path and no kind of page but http and https can be paired."""
    book = ClientBook(path)
    if origin.endswith("\n"):
        assert book.allow_origin(origin) == origin.strip()
        return
    with pytest.raises(OriginError):
        book.allow_origin(origin)
    assert book.origins() == frozenset()


def test_an_origin_is_taken_out_as_it_was_typed(path: Path) -> None:
    """Capitals and spaces mean the same on the way out as on the way in."""
    book = ClientBook(path)
    book.allow_origin(" HTTPS://Editor.Example.org ")
    assert book.origins() == {"https://editor.example.org"}
    assert book.forbid_origin("HTTPS://Editor.Example.org")
    assert not book.origins()


def test_origins_are_kept_and_taken_out(path: Path) -> None:
    """A paired origin is kept over a restart, until it is taken out."""
    book = ClientBook(path)
    assert book.allow_origin(" HTTPS://Editor.example:8443 ") == "https://editor.example:8443"
    assert ClientBook(path).origins() == {"https://editor.example:8443"}
    assert book.forbid_origin("https://editor.example:8443")
    assert not book.forbid_origin("https://editor.example:8443")
    assert ClientBook(path).origins() == frozenset()


def test_many_at_once_lose_nobody(path: Path) -> None:
    """Clients that are added, used and revoked from many threads at once are all as they should be."""
    clock = [0.0]
    book = ClientBook(path, clock=lambda: clock[0])
    kept: list[str] = []

    def busy(number: int) -> None:
        for turn in range(5):
            client, token = book.add(f"{number} {turn}", SEARCH)
            clock[0] += 61
            assert book.authenticate(token) is not None
            if turn % 2:
                assert book.revoke(client.id)
            else:
                kept.append(token)

    threads = [threading.Thread(target=busy, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    again = ClientBook(path)
    assert len(again.clients()) == len(kept) == 24
    assert all(again.authenticate(token) for token in kept)


def test_every_scope_is_explained() -> None:
    """The owner reads in plain words what a program asks for."""
    assert describe_scopes(ALL_SCOPES).keys() == ALL_SCOPES
    assert list(describe_scopes({Scope.CURATE, Scope.SEARCH})) == [Scope.SEARCH, Scope.CURATE]
