"""Server-sent events: what happens in the hub, told to every client that listens and may know of it."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import msgspec

from bowerbird_bridge.access.clients import Client, Scope
from bowerbird_engine import BowerbirdError

KEEP_ALIVE_S: Final = 15.0
LOOK_EVERY_S: Final = 1.0
"""How soon a stream is ended whose client is gone: a place that it takes from another one."""

MOST_OF_A_CLIENT: Final = 2
MOST_STREAMS: Final = 8
MOST_WAITING: Final = 128
"""News that may wait for one slow client, each about something else; then the oldest goes."""

KEEP_ALIVE: Final = b": still here\n\n"


class TooManyStreamsError(BowerbirdError):
    """Say that no further stream of events can be opened now; `retry_after` in seconds."""

    code = "too_many_requests"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.retry_after = int(KEEP_ALIVE_S)


def encode_event(name: str, data: object) -> bytes:
    """Write one event. JSON has no line breaks of its own, so that nothing in it can begin another event."""
    return b"event: " + name.encode() + b"\ndata: " + msgspec.json.encode(data) + b"\n\n"


class Stream(Iterator[bytes]):
    """The events of one client, as the body of an answer. `close` gives its place free; who made it must call that.

    Of several pieces of news about the same thing only the latest waits: a slow client misses steps in between, and
    never how things stand.
    """

    def __init__(
        self,
        events: Events,
        client: Client,
        opening: Iterable[tuple[str, object]],
        gone: Callable[[], bool],
    ) -> None:
        self.client = client
        self._events = events
        self._gone = gone
        self._waiting: dict[object, bytes] = {
            ("opening", number): encode_event(name, data) for number, (name, data) in enumerate(opening)
        }
        self._arrived = threading.Condition()
        self._ended = False

    def __iter__(self) -> Stream:
        return self

    def __next__(self) -> bytes:
        """Wait for news, or for the time of a sign of life."""
        clock = self._events.clock
        silent_until = clock() + self._events.keep_alive_s
        while True:
            if self._gone():
                self.close()
            with self._arrived:
                if self._ended:
                    raise StopIteration
                if self._waiting:
                    news = b"".join(self._waiting.values())
                    self._waiting.clear()
                    return news
                left = silent_until - clock()
                if left <= 0:
                    return KEEP_ALIVE
                self._arrived.wait(min(left, LOOK_EVERY_S))

    def offer(self, key: object, event: bytes) -> None:
        """Add news in place of older news about the same thing."""
        with self._arrived:
            if self._ended:
                return
            self._waiting.pop(key, None)
            self._waiting[key] = event
            if len(self._waiting) > MOST_WAITING:
                del self._waiting[next(iter(self._waiting))]
            self._arrived.notify_all()

    def close(self) -> None:
        """End the stream at once, whatever waits."""
        with self._arrived:
            self._ended = True
            self._waiting.clear()
            self._arrived.notify_all()
        self._events.forget(self)


class Events:
    """Take news from any thread and hand it to the streams of those who may know."""

    def __init__(
        self, *, keep_alive_s: float = KEEP_ALIVE_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.keep_alive_s = keep_alive_s
        self.clock = clock
        self._changed = threading.Condition()
        self._streams: list[Stream] = []
        self._closed = False

    def subscribe(
        self,
        client: Client,
        opening: Iterable[tuple[str, object]] = (),
        *,
        gone: Callable[[], bool] = lambda: False,
    ) -> Stream:
        """Open a stream that begins with some events; `gone` tells when nobody reads it any more.

        Raises TooManyStreamsError.
        """
        stream = Stream(self, client, opening, gone)
        with self._changed:
            by_client = Counter(each.client.id for each in self._streams)
            if by_client[client.id] >= MOST_OF_A_CLIENT:
                raise TooManyStreamsError(
                    f"This program listens {MOST_OF_A_CLIENT} times already. Close one of its streams first."
                )
            if len(self._streams) >= MOST_STREAMS:
                raise TooManyStreamsError(
                    f"{MOST_STREAMS} programs listen already, which is the most. Close one of them, or ask for the "
                    "status now and then."
                )
            self._streams.append(stream)
            self._changed.notify_all()
            if self._closed:
                stream.close()
        return stream

    def publish(self, name: str, data: object, scope: Scope = Scope.SEARCH, *, about: str = "") -> None:
        """Tell all who have the scope. News replaces what still waits of the same name, and `about` the same thing."""
        with self._changed:
            listeners = [stream for stream in self._streams if scope in stream.client.scopes]
        if listeners:
            event = encode_event(name, data)
            for stream in listeners:
                stream.offer((name, about), event)

    def cut(self, client_id: str) -> None:
        """End all streams of a client: it was revoked."""
        with self._changed:
            of_client = [stream for stream in self._streams if stream.client.id == client_id]
        for stream in of_client:
            stream.close()

    def listeners(self) -> int:
        """Count the open streams."""
        with self._changed:
            return len(self._streams)

    def wait_for_listeners(self) -> bool:
        """Wait until somebody listens; false when nobody ever will, because all is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._streams or self._closed)
            return not self._closed

    def forget(self, stream: Stream) -> None:
        """Give the place of a stream free."""
        with self._changed:
            if stream in self._streams:
                self._streams.remove(stream)

    def close(self) -> None:
        """End all streams, and every one that is still opened."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            streams = list(self._streams)
        for stream in streams:
            stream.close()
