"""The sessions of the owner's page: a code that is good once and for a minute, and a token that lives in memory only."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NoReturn

from bowerbird_bridge.access.clients import ALL_SCOPES, Client, new_token
from bowerbird_engine import BowerbirdError

CODE_S = 60.0
SESSION_S = 12 * 3600.0
MOST_CODES = 16
MOST_SESSIONS = 16
"""More pages than a person has open; the oldest goes first, so that nothing grows without end."""

SESSION_NAME = "The hub's page"


class SessionCodeGoneError(BowerbirdError):
    """Say that a one-time code is unknown, used, or too old."""

    code = "session_code_gone"


@dataclass(slots=True)
class _Session:
    client: Client
    digest: bytes
    until: float


class SessionDesk:
    """Mints one-time codes and exchanges them for sessions. Safe to use from several threads."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._clock = clock
        self._now = now
        self._lock = threading.Lock()
        self._codes: dict[bytes, float] = {}
        self._used: dict[bytes, tuple[str, float]] = {}
        self._sessions: dict[str, _Session] = {}
        self._revoked: list[Callable[[str], None]] = []

    def mint(self) -> str:
        """Make a one-time code for the owner's page."""
        code = secrets.token_urlsafe(32)
        with self._lock:
            self._forget_old()
            while len(self._codes) >= MOST_CODES:
                del self._codes[next(iter(self._codes))]
            self._codes[_digest(code)] = self._clock() + CODE_S
        return code

    def exchange(self, code: str) -> tuple[Client, str]:
        """Exchange a code for a session and its token.

        Raises SessionCodeGoneError. A code that comes a second time within its minute was read by somebody on its way,
        and nobody can tell who came first: the session that it gave ends.
        """
        token = new_token()
        client = Client(
            id=secrets.token_hex(8),
            name=SESSION_NAME,
            kind="session",
            scopes=ALL_SCOPES,
            created=self._now(),
            last_used=None,
        )
        digest = _digest(code)
        with self._lock:
            self._forget_old()
            until = self._codes.pop(digest, None)
            taken = self._used.pop(digest, None) if until is None else None
            ended = [] if until is None else self._begin(client, token)
            if until is not None:
                self._used[digest] = client.id, until
        if until is None:
            self._refuse(taken)
        self._tell(ended)
        return client, token

    def _begin(self, client: Client, token: str) -> list[str]:
        """Begin a session, and give the ids of those that made room for it."""
        ended = list(self._sessions)[: max(0, len(self._sessions) - MOST_SESSIONS + 1)]
        for session_id in ended:
            del self._sessions[session_id]
        self._sessions[client.id] = _Session(client, _digest(token), self._clock() + SESSION_S)
        return ended

    def authenticate(self, token: str) -> Client | None:
        """Give the session whose token this is, whatever the text; None when it is nobody's."""
        digest = _digest(token)
        now = self._clock()
        found: _Session | None = None
        for session in tuple(self._sessions.values()):
            if hmac.compare_digest(session.digest, digest) and session.until > now:
                found = session
        if found is None:
            return None
        found.client = replace(found.client, last_used=self._now())
        return found.client

    def sessions(self) -> list[Client]:
        """Give the sessions that are open, oldest first."""
        with self._lock:
            self._forget_old()
            return [session.client for session in self._sessions.values()]

    def revoke(self, client_id: str) -> bool:
        """End a session at once; tell whether there was one."""
        with self._lock:
            there = self._sessions.pop(client_id, None) is not None
        if there:
            self._tell([client_id])
        return there

    def when_revoked(self, callback: Callable[[str], None]) -> None:
        """Call back with the id of each session that is ended by hand or to make room."""
        with self._lock:
            self._revoked.append(callback)

    def _refuse(self, taken: tuple[str, float] | None) -> NoReturn:
        if taken is not None and self.revoke(taken[0]):
            raise SessionCodeGoneError(
                "This link was used twice, so what it opened was closed again. Open the page with `bowerbird open`;"
                " if that was not you, another program of this machine saw the link."
            )
        raise SessionCodeGoneError(
            "This link was used already or is older than a minute. Open the page again with `bowerbird open`."
        )

    def _forget_old(self) -> None:
        now = self._clock()
        self._used = {code: each for code, each in self._used.items() if each[1] > now}
        self._codes = {code: until for code, until in self._codes.items() if until > now}
        self._sessions = {key: each for key, each in self._sessions.items() if each.until > now}

    def _tell(self, ended: list[str]) -> None:
        for session_id in ended:
            for callback in tuple(self._revoked):
                callback(session_id)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
