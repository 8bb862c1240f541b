"""Who may do what: clients, their tokens and scopes, and the origins that the owner has paired by hand.

Of a token only two derivations are kept: SHA-256("auth" + token) tells it again, SHA-256("proof" + token) is the key
with which the hub proves itself to the client before the client sends the token (D4, D5). Whoever reads the file can
use neither to come in.
"""

from __future__ import annotations

import contextlib
import enum
import hashlib
import hmac
import logging
import re
import secrets
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from bowerbird_bridge.access.private_files import (
    PrivateFileError,
    private_folder,
    read_private,
    write_private,
)
from bowerbird_engine import BowerbirdError, DiskFullError

TOKEN_PREFIX = "hub_"  # noqa: S105  the beginning of every token, and no secret
LAST_USED_EVERY_S = 60.0

_TOKEN_BYTES = 32
_TOKEN_SHAPE = re.compile(rf"{TOKEN_PREFIX}[A-Za-z0-9_-]{{43}}", re.ASCII)
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ORIGIN_SHAPE = re.compile(
    rf"https?://(?=.{{1,259}}$){_LABEL}(?:\.{_LABEL})*(?::[1-9][0-9]{{0,4}})?", re.ASCII
)
_FORMAT = 1

_log = logging.getLogger(__name__)

ClientKind = Literal["plugin", "owner", "session"]


class Scope(enum.StrEnum):
    """What a token may be good for."""

    SEARCH = "search"
    THUMBNAILS = "thumbnails"
    ORIGINALS = "originals"
    CURATE = "curate"
    ADMIN = "admin"


ALL_SCOPES = frozenset(Scope)


class ClientsTooNewError(BowerbirdError):
    """Say that a newer Bowerbird wrote the list of clients."""

    code = "clients_too_new"


class OriginError(BowerbirdError):
    """Say that something is no exact origin of a web page."""

    code = "bad_origin"


@dataclass(frozen=True, slots=True)
class Client:
    """Somebody with a token: a plug-in, the owner, or a session of the owner's page."""

    id: str
    name: str
    kind: ClientKind
    scopes: frozenset[Scope]
    created: datetime
    last_used: datetime | None


class _Row(msgspec.Struct, frozen=True):
    id: str
    name: str
    kind: ClientKind
    scopes: tuple[str, ...]
    created: datetime
    auth: str
    proof: str
    last_used: datetime | None = None


class _File(msgspec.Struct, frozen=True):
    format: int
    clients: tuple[_Row, ...] = ()
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    client: Client
    auth: bytes
    proof: bytes


class ClientBook:
    """The clients of one library, in one file of the owner alone.

    `note` says in a sentence what became of a file that could not be read. Raises PrivateFileError when the file is
    a link or another user's, and ClientsTooNewError.
    """

    def __init__(
        self,
        path: Path,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.note: str | None = None
        self._path = path
        self._now = now
        self._clock = clock
        self._lock = threading.Lock()
        self._revoked: list[Callable[[str], None]] = []
        self._saved_at = clock()
        private_folder(path.parent)
        file = self._load()
        self._known: tuple[_Known, ...] = tuple(_from_row(row) for row in file.clients)
        self._used: dict[str, datetime] = {row.id: row.last_used for row in file.clients if row.last_used}
        self._origins = frozenset(file.origins)

    def add(self, name: str, scopes: Collection[Scope], kind: ClientKind = "plugin") -> tuple[Client, str]:
        """Add a client, and give it with its token: the only time that anybody sees it."""
        token = new_token()
        client = Client(
            id=secrets.token_hex(8),
            name=name,
            kind=kind,
            scopes=frozenset(scopes),
            created=self._now(),
            last_used=None,
        )
        with self._lock:
            self._exchange(
                (*self._known, _Known(client, _derive(b"auth", token), _derive(b"proof", token))),
                self._origins,
            )
        return client, token

    def authenticate(self, token: str) -> Client | None:
        """Give the client whose token this is, whatever the text; None when it is nobody's."""
        found = self.identify(token)
        return None if found is None else replace(found, last_used=self._note_use(found.id))

    def identify(self, token: str) -> Client | None:
        """Tell likewise whose token this is, and note nothing."""
        if _TOKEN_SHAPE.fullmatch(token) is None:
            return None
        digest = _derive(b"auth", token)
        found: Client | None = None
        for known in self._known:  # all of them: the time tells nothing about which one it was
            if hmac.compare_digest(known.auth, digest):
                found = known.client
        return found

    def clients(self) -> list[Client]:
        """Give all clients, oldest first."""
        return [replace(known.client, last_used=self._used.get(known.client.id)) for known in self._known]

    def revoke(self, client_id: str) -> bool:
        """Forget a client at once; tell whether there was one. Its token is nobody's from now on."""
        with self._lock:
            rest = tuple(known for known in self._known if known.client.id != client_id)
            if len(rest) == len(self._known):
                return False
            # In force even where the disk is full: then the error says so, and the token is no longer good.
            self._known = rest
            callbacks = tuple(self._revoked)
        try:
            with self._lock:
                self._exchange(self._known, self._origins)
        finally:
            for callback in callbacks:
                callback(client_id)
        return True

    def when_revoked(self, callback: Callable[[str], None]) -> None:
        """Call back with the id of each client that is revoked from now on, from the thread that revokes it."""
        with self._lock:
            self._revoked.append(callback)

    def proof(self, client_id: str, nonce: bytes, port: int) -> bytes | None:
        """Prove to a client that this is its hub; None when there is no such client."""
        for known in self._known:
            if hmac.compare_digest(known.client.id.encode(), client_id.encode("utf-8", "surrogatepass")):
                return proof_of_hub(known.proof, nonce, port)
        return None

    def origins(self) -> frozenset[str]:
        """Give the origins of web pages that the owner has paired by hand."""
        return self._origins

    def allow_origin(self, origin: str) -> str:
        """Pair an origin, exactly as a browser writes it, and give it. Raises OriginError."""
        exact = _as_browsers_write(origin)
        if _ORIGIN_SHAPE.fullmatch(exact) is None:
            raise OriginError(
                "An origin is the beginning of a page's address, such as https://editor.example.org: "
                "http or https, the host, and the port where it has one."
            )
        with self._lock:
            self._exchange(self._known, self._origins | {exact})
        return exact

    def forbid_origin(self, origin: str) -> bool:
        """Take an origin out again; tell whether it was paired."""
        origin = _as_browsers_write(origin)
        with self._lock:
            if origin not in self._origins:
                return False
            self._origins -= {origin}
            self._exchange(self._known, self._origins)
        return True

    def save_last_used(self) -> None:
        """Write down when each client was last here. For the end of a run; it happens by itself once a minute."""
        with self._lock, contextlib.suppress(PrivateFileError, DiskFullError):
            self._exchange(self._known, self._origins)

    def _note_use(self, client_id: str) -> datetime:
        used = self._used[client_id] = self._now()
        # Whoever comes while another thread writes has nothing to wait for.
        if self._clock() - self._saved_at >= LAST_USED_EVERY_S and self._lock.acquire(blocking=False):
            try:
                with contextlib.suppress(PrivateFileError, DiskFullError):
                    self._exchange(self._known, self._origins, lasting=False)
            finally:
                self._saved_at = self._clock()
                self._lock.release()
        return used

    def _exchange(self, known: tuple[_Known, ...], origins: frozenset[str], *, lasting: bool = True) -> None:
        used = dict(self._used)
        file = _File(
            format=_FORMAT,
            clients=tuple(_to_row(each, used.get(each.client.id)) for each in known),
            origins=tuple(sorted(origins)),
        )
        write_private(self._path, msgspec.json.format(msgspec.json.encode(file)), lasting=lasting)
        self._known = known
        self._origins = origins

    def _load(self) -> _File:
        data = read_private(self._path)
        if data is None:
            return _File(format=_FORMAT)
        try:
            file = msgspec.json.decode(data, type=_File)
            _ = [_from_row(row) for row in file.clients]
        except (msgspec.DecodeError, ValueError):
            return self._set_aside()
        if file.format > _FORMAT:
            raise ClientsTooNewError(
                f"{self._path} was written by a newer Bowerbird. Update this one, or move the file away and pair again."
            )
        return file

    def _set_aside(self) -> _File:
        aside = _free_name(self._path)
        self._path.rename(aside)
        self.note = (
            f"The list of paired programs could not be read. It was moved to {aside.name}, "
            "and every program has to be paired again."
        )
        _log.warning("%s", self.note)
        return _File(format=_FORMAT)


def new_token() -> str:
    """Make a token with 256 bits of chance."""
    return TOKEN_PREFIX + secrets.token_urlsafe(_TOKEN_BYTES)


def proof_of_hub(key: bytes, nonce: bytes, port: int) -> bytes:
    """Compute what only a hub that knows the client can: the port keeps a proof from being passed on by another."""
    message = b"bowerbird-proof-1\0" + nonce + b"\0" + str(port).encode()
    return hmac.digest(key, message, "sha256")


def _as_browsers_write(origin: str) -> str:
    return origin.strip().lower()


def _derive(purpose: bytes, token: str) -> bytes:
    return hashlib.sha256(purpose + token.encode()).digest()


def _from_row(row: _Row) -> _Known:
    auth, proof = bytes.fromhex(row.auth), bytes.fromhex(row.proof)
    if {len(auth), len(proof)} != {hashlib.sha256().digest_size}:
        raise ValueError(row.id)
    scopes = frozenset(Scope(scope) for scope in row.scopes)
    return _Known(Client(row.id, row.name, row.kind, scopes, row.created, row.last_used), auth, proof)


def _to_row(known: _Known, used: datetime | None) -> _Row:
    client = known.client
    return _Row(
        id=client.id,
        name=client.name,
        kind=client.kind,
        scopes=tuple(sorted(client.scopes)),
        created=client.created,
        auth=known.auth.hex(),
        proof=known.proof.hex(),
        last_used=used,
    )


def _free_name(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    return aside


def describe_scopes(scopes: Collection[Scope]) -> Mapping[Scope, str]:
    """Say in plain words what each of these scopes lets a client do."""
    words = {
        Scope.SEARCH: "search your pictures and see their names",
        Scope.THUMBNAILS: "see small versions of them",
        Scope.ORIGINALS: "read the original files and see where they are",
        Scope.CURATE: "copy pictures into your curated folder and change collections",
        Scope.ADMIN: "change everything: folders, models, settings and other programs",
    }
    return {scope: words[scope] for scope in Scope if scope in scopes}
