"""Lanes: so many requests of a kind at work at once, a few that wait, and `busy` for the rest.

What takes long has its own lanes, so that a full one leaves the others as quick as they were; and there are always
more threads than all lanes together can hold. Where the server says who asks, nobody without a token gets further than
the light lane, which is where they are refused, and one client gets half of a shared lane at most.
"""

from __future__ import annotations

import enum
import functools
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from bowerbird_bridge.problems import Problem, problem_response


class Lane(enum.Enum):
    """A kind of request."""

    LIGHT = "light"
    PICTURES = "pictures"
    RENDITIONS = "renditions"
    HEAVY = "heavy"
    UPLOADS = "uploads"
    STREAMS = "streams"


@dataclass(frozen=True, slots=True)
class Width:
    """How many requests may be at work in a lane, and how many may wait for that."""

    at_work: int
    waiting: int
    shared: bool = False
    """Whether one client has half of it at most, of either."""


WIDTHS: Mapping[Lane, Width] = MappingProxyType(
    {
        Lane.LIGHT: Width(16, 16),
        Lane.PICTURES: Width(8, 24),  # a page of results asks for that many at once
        Lane.RENDITIONS: Width(
            2, 14, shared=True
        ),  # one is made, which takes seconds, while another one is sent
        Lane.HEAVY: Width(8, 8, shared=True),
        Lane.UPLOADS: Width(2, 10, shared=True),  # each holds megabytes; a browser sends six at once
        Lane.STREAMS: Width(8, 0),
    }
)
THREADS = sum(width.at_work + width.waiting for width in WIDTHS.values()) + 8
"""The last eight say `busy` to those that find no room."""

PATIENCE_S = 10.0
RETRY_AFTER_S = 1

CALLER = "bowerbird.caller"
"""Under this name the server says in the environment whose token a request shows, None where it is nobody's."""

_PICTURES = re.compile(r"/v1/assets/[^/]*/(?:thumbnail|proxy|original|words)")
_RENDITIONS = re.compile(r"/v1/assets/[^/]*/rendition")
_HEAVY = re.compile(
    r"/v1/(?:search|query-images|curated-copies|saved-searches|recipes|self-test|places|folders|checks|models|problems)(?:/.*)?"
    r"|/v1/assets/[^/]*/(?:similar|reveal)"
    r"|/v1/collections/[^/]*/assets(?:/.*)?"
)
_EVENTS = "/v1/events"
_UPLOADS = "/v1/query-images"
_FULL = Problem("busy", "The hub has its hands full. Try again in a moment.", retry_after=RETRY_AFTER_S)


def lane_of(path: str) -> Lane:
    """Tell the lane of a request."""
    if path == _EVENTS:
        return Lane.STREAMS
    if path == _UPLOADS:
        return Lane.UPLOADS
    if _PICTURES.fullmatch(path):
        return Lane.PICTURES
    if _RENDITIONS.fullmatch(path):
        return Lane.RENDITIONS
    return Lane.HEAVY if _HEAVY.fullmatch(path) else Lane.LIGHT


class _Places:
    """So many places, some of them one client's at most."""

    def __init__(self, places: int, *, shared: bool) -> None:
        self._places = places
        self._of_one = max(1, places // 2) if shared else places
        self._taken: Counter[str | None] = Counter()

    def free(self, who: str | None) -> bool:
        own = who is not None and self._taken[who] >= self._of_one
        return not own and self._taken.total() < self._places

    def take(self, who: str | None) -> None:
        self._taken[who] += 1

    def give_back(self, who: str | None) -> None:
        self._taken[who] -= 1
        if not self._taken[who]:
            del self._taken[who]


class _Gate:
    def __init__(self, width: Width) -> None:
        self._changed = threading.Condition()
        self._at_work = _Places(width.at_work, shared=width.shared)
        self._waiting = _Places(width.waiting, shared=width.shared)

    def enter(self, who: str | None, patience_s: float) -> bool:
        with self._changed:
            if not self._at_work.free(who):
                if not self._waiting.free(who):
                    return False
                self._waiting.take(who)
                try:
                    if not self._changed.wait_for(lambda: self._at_work.free(who), patience_s):
                        return False
                finally:
                    self._waiting.give_back(who)
            self._at_work.take(who)
            return True

    def leave(self, who: str | None) -> None:
        with self._changed:
            self._at_work.give_back(who)
            self._changed.notify_all()  # the next in the line may be one who has enough


class _Held(Iterable[bytes]):
    """An answer under way: its place in the lane is free again when the server has closed it."""

    def __init__(self, answer: Iterable[bytes], leave: Callable[[], None]) -> None:
        self._answer = answer
        self._leave: Callable[[], None] | None = leave

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        leave, self._leave = self._leave, None
        try:
            close = getattr(self._answer, "close", None)
            if close is not None:
                close()
        finally:
            if leave is not None:
                leave()


class Lanes:
    """The WSGI application around ours that lets only so many requests of a kind in at once."""

    def __init__(
        self,
        app: WSGIApplication,
        *,
        widths: Mapping[Lane, Width] = WIDTHS,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._app = app
        self._patience_s = patience_s
        self._gates = {lane: _Gate(width) for lane, width in widths.items()}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, or say that there is no room."""
        who = environ.get(CALLER)
        nobody = who is None and CALLER in environ
        gate = self._gates[Lane.LIGHT if nobody else lane_of(str(environ.get("PATH_INFO")))]
        if not gate.enter(who, self._patience_s):
            return problem_response(_FULL, start_response)
        try:
            # Who has gone away while waiting (a search that the next letter made obsolete) costs no more work.
            gone = environ.get("waitress.client_disconnected")
            if callable(gone) and gone():
                answer = problem_response(_FULL, start_response)
            else:
                answer = self._app(environ, start_response)
        except BaseException:
            gate.leave(who)
            raise
        wrapper = environ.get("wsgi.file_wrapper")
        if isinstance(wrapper, type) and isinstance(answer, wrapper):
            # The server sends a file by itself, without a thread; wrapped once more it could not.
            gate.leave(who)
            return answer
        return _Held(answer, functools.partial(gate.leave, who))
