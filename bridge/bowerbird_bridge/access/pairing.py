"""Pairing: a program asks, both sides show one code, the owner approves, and the token is handed out once (D4).

All of it lives in memory: a restart forgets what was not approved.
"""

from __future__ import annotations

import enum
import hashlib
import hmac
import math
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from bowerbird_bridge.access.clients import Client, ClientBook, Scope
from bowerbird_engine import BowerbirdError

OPEN_S = 120.0
TO_CLAIM_S = 30.0
"""What a program has at least, from the approval on, to fetch its token."""
POLL_AFTER_S = 1
REQUESTS_A_MINUTE = 5
MOST_PENDING = 3
LONGEST_NAME = 60

_MINUTE_S = 60.0
_WRONG_CODES = 5
"""So often the owner may mistype; a million codes are not tried one after the other."""


class TooManyPairingsError(BowerbirdError):
    """Say that programs ask to be paired too often; `retry_after` in seconds."""

    code = "too_many_requests"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PairingGoneError(BowerbirdError):
    """Say that a pairing is unknown, over, or already used."""

    code = "pairing_gone"


class PairingDeniedError(BowerbirdError):
    """Say that the owner has denied a pairing."""

    code = "pairing_denied"


class WrongCodeError(BowerbirdError):
    """Say that the code is not the one that the program shows."""

    code = "wrong_code"


class PairingRequestError(BowerbirdError):
    """Say that a name or scopes do not fit."""

    code = "invalid"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the asking program gets: it shows `code`, and claims its token with `id` and `secret`."""

    id: str
    secret: str
    code: str
    expires_in: int


@dataclass(frozen=True, slots=True)
class Pairing:
    """A question that waits for the owner."""

    id: str
    name: str
    scopes: frozenset[Scope]
    code: str
    expires_in: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """The owner has not answered yet."""


@dataclass(frozen=True, slots=True)
class Paired:
    """The owner has approved; this is the only time that the token is given."""

    client: Client
    token: str


class _State(enum.Enum):
    PENDING = enum.auto()
    APPROVED = enum.auto()
    DENIED = enum.auto()


@dataclass(slots=True)
class _Question:
    id: str
    secret: bytes
    name: str
    scopes: frozenset[Scope]
    code: str
    until: float
    state: _State = _State.PENDING
    wrong: int = 0


@dataclass(slots=True)
class _Limits:
    """When programs have asked, for the limit on questions a minute."""

    asked: deque[float] = field(default_factory=deque[float])

    def wait_s(self, now: float) -> float:
        while self.asked and now - self.asked[0] >= _MINUTE_S:
            self.asked.popleft()
        return 0.0 if len(self.asked) < REQUESTS_A_MINUTE else _MINUTE_S - (now - self.asked[0])


class PairingDesk:
    """Where programs ask and the owner answers. Safe to use from several threads."""

    def __init__(self, book: ClientBook, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._book = book
        self._clock = clock
        self._lock = threading.Lock()
        self._questions: dict[str, _Question] = {}
        self._limits = _Limits()

    def request(self, name: str, scopes: Collection[Scope]) -> Ticket:
        """Ask to be paired. Raises TooManyPairingsError and PairingRequestError."""
        shown = clean_name(name)
        if not scopes:
            raise PairingRequestError("A program has to say what it wants to do: scopes is empty.")
        secret = secrets.token_urlsafe(32)
        with self._lock:
            now = self._clock()
            self._forget_old(now)
            self._refuse_spam(now)
            question = _Question(
                id=secrets.token_urlsafe(12),
                secret=_digest(secret),
                name=shown,
                scopes=frozenset(scopes),
                code=self._free_code(),
                until=now + OPEN_S,
            )
            self._questions[question.id] = question
            self._limits.asked.append(now)
        return Ticket(question.id, secret, question.code, int(OPEN_S))

    def claim(self, pairing_id: str, secret: str) -> Waiting | Paired:
        """Fetch what became of a question. Raises PairingGoneError and PairingDeniedError."""
        with self._lock:
            self._forget_old(self._clock())
            question = self._questions.get(pairing_id)
            # A wrong secret and an unknown id are one answer: nobody learns which ids there are.
            if question is None or not hmac.compare_digest(question.secret, _digest(secret)):
                raise PairingGoneError("This pairing is over. Ask to be paired again.")
            if question.state is _State.PENDING:
                return Waiting()
            if question.state is _State.DENIED:
                raise PairingDeniedError("The owner has denied this pairing.")
            # Only now: a token that nobody fetches never exists.
            client, token = self._book.add(question.name, question.scopes)
            del self._questions[pairing_id]
        return Paired(client, token)

    def pending(self) -> list[Pairing]:
        """Give the questions that wait for the owner, oldest first."""
        with self._lock:
            now = self._clock()
            self._forget_old(now)
            return [
                Pairing(each.id, each.name, each.scopes, each.code, _seconds(each.until - now))
                for each in self._questions.values()
                if each.state is _State.PENDING
            ]

    def approve(self, pairing_id: str, code: str, scopes: Collection[Scope] | None = None) -> None:
        """Say yes, to all that was asked or to less.

        Raises PairingGoneError, WrongCodeError, and PairingRequestError for scopes that were not asked for.
        """
        with self._lock:
            question = self._waiting(pairing_id)
            if not hmac.compare_digest(_digest(_digits(code)), _digest(_digits(question.code))):
                question.wrong += 1
                if question.wrong >= _WRONG_CODES:
                    question.state = _State.DENIED
                raise WrongCodeError("The code is not the one that the program shows. Compare them again.")
            granted = question.scopes if scopes is None else frozenset(scopes)
            if not granted or not granted <= question.scopes:
                raise PairingRequestError(
                    "Only what the program asked for can be approved, and at least one of it."
                )
            question.scopes = granted
            question.state = _State.APPROVED
            question.until = max(question.until, self._clock() + TO_CLAIM_S)

    def deny(self, pairing_id: str) -> None:
        """Say no. Raises PairingGoneError."""
        with self._lock:
            self._waiting(pairing_id).state = _State.DENIED

    def _waiting(self, pairing_id: str) -> _Question:
        self._forget_old(self._clock())
        question = self._questions.get(pairing_id)
        if question is None or question.state is not _State.PENDING:
            raise PairingGoneError(
                "This pairing is over: it was answered already, or nobody answered in time."
            )
        return question

    def _refuse_spam(self, now: float) -> None:
        waiting = [each.until for each in self._questions.values() if each.state is _State.PENDING]
        wait_s = self._limits.wait_s(now)
        if len(waiting) >= MOST_PENDING:
            wait_s = max(wait_s, min(waiting) - now)
        if wait_s > 0:
            raise TooManyPairingsError(
                "Too many programs ask to be paired. Answer those that wait, or try again later.",
                _seconds(wait_s),
            )

    def _forget_old(self, now: float) -> None:
        self._questions = {key: each for key, each in self._questions.items() if each.until > now}

    def _free_code(self) -> str:
        taken = {each.code for each in self._questions.values()}
        while True:
            digits = f"{secrets.randbelow(1_000_000):06}"
            code = f"{digits[:3]}-{digits[3:]}"
            if code not in taken:
                return code


def clean_name(name: str) -> str:
    """Give a name as it may be shown: no control, direction or invisible characters, one line, not too long."""
    shown = " ".join("".join(char if char.isprintable() else " " for char in name).split())
    if not shown:
        raise PairingRequestError("A program has to say its name.")
    if len(shown) > LONGEST_NAME:
        raise PairingRequestError(f"The name of a program has at most {LONGEST_NAME} characters.")
    return shown


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _digits(code: str) -> str:
    return "".join(char for char in code if char in "0123456789")


def _seconds(seconds: float) -> int:
    return max(1, math.ceil(seconds))
