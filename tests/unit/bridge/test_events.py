"""Events: who gets which news, what a slow client misses, and when a stream ends. With real threads."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bowerbird_bridge.access.clients import ALL_SCOPES, Client, Scope
from bowerbird_bridge.news.events import (
    KEEP_ALIVE,
    MOST_OF_A_CLIENT,
    MOST_STREAMS,
    MOST_WAITING,
    Events,
    Stream,
    TooManyStreamsError,
)

SOON_S = 10.0


def client(name: str = "one", *scopes: Scope) -> Client:
    """Make a client; one without scopes gets that of searches."""
    given = frozenset(scopes or {Scope.SEARCH})
    return Client(name, name, "plugin", given, datetime(2026, 1, 1, tzinfo=UTC), None)


def parse(data: bytes) -> list[tuple[str, Any]]:
    """Read what a stream gave, as a client does; comments are passed over."""
    found: list[tuple[str, Any]] = []
    for block in data.decode().split("\n\n"):
        if block and not block.startswith(":"):
            name, value = block.split("\n")
            assert name.startswith("event: ")
            assert value.startswith("data: ")
            found.append((name.removeprefix("event: "), json.loads(value.removeprefix("data: "))))
    return found


@pytest.fixture
def events() -> Iterator[Events]:
    """Give a broker, and close it."""
    events = Events()
    yield events
    events.close()


class Reader(threading.Thread):
    """Read a stream to its end."""

    def __init__(self, stream: Stream) -> None:
        super().__init__(daemon=True)
        self.stream = stream
        self.data: list[bytes] = []
        self.start()

    def run(self) -> None:
        """Collect."""
        self.data.extend(self.stream)

    def ended(self) -> bool:
        """Wait for the end."""
        self.join(SOON_S)
        return not self.is_alive()


def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    limit = time.monotonic() + SOON_S
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.005)


def test_a_stream_begins_with_its_opening_and_goes_on_with_news(events: Events) -> None:
    """Who connects knows at once with whom and how things stand, and hears what comes after in its order."""
    stream = events.subscribe(client(), [("hello", {"server_id": "x"}), ("status", {"pictures": 1})])
    assert parse(next(stream)) == [("hello", {"server_id": "x"}), ("status", {"pictures": 1})]
    events.publish("library", {"searchable": 2})
    events.publish("status", {"pictures": 2})
    assert parse(next(stream)) == [("library", {"searchable": 2}), ("status", {"pictures": 2})]


def test_a_waiting_reader_is_woken(events: Events) -> None:
    """News reaches a stream that waits, from another thread, long before its next sign of life."""
    reader = Reader(events.subscribe(client()))
    events.publish("status", {"pictures": 3})
    until(lambda: parse(b"".join(reader.data)) == [("status", {"pictures": 3})])


def test_a_slow_client_misses_steps_and_never_the_last(events: Events) -> None:
    """Thousands of events that nobody fetches take the room of one each, and how things stand in the end is told."""
    stream = events.subscribe(client("slow", *ALL_SCOPES))
    for number in range(5000):
        events.publish("status", {"pictures": number})
        events.publish("job", {"done": number}, Scope.ADMIN, about=f"job-{number % 3}")
    told = parse(next(stream))
    assert len(told) == 4
    assert ("status", {"pictures": 4999}) in told
    assert [value["done"] for name, value in told if name == "job"] == [4997, 4998, 4999]


def test_what_waits_is_bounded(events: Events) -> None:
    """News about ever new things does not fill the memory either: the oldest goes."""
    stream = events.subscribe(client("slow", *ALL_SCOPES))
    for number in range(MOST_WAITING * 3):
        events.publish("job", {"number": number}, Scope.ADMIN, about=str(number))
    told = [value["number"] for _, value in parse(next(stream))]
    assert told == list(range(MOST_WAITING * 2, MOST_WAITING * 3))


def test_news_goes_to_those_who_may_know(events: Events) -> None:
    """A client that may only search hears of the library and nothing of jobs, whose progress names files."""
    plain, owner = events.subscribe(client()), events.subscribe(client("owner", *ALL_SCOPES))
    events.publish("job", {"current": "/secret/place/a.png"}, Scope.ADMIN)
    events.publish("status", {"pictures": 1})
    assert [name for name, _ in parse(next(plain))] == ["status"]
    assert [name for name, _ in parse(next(owner))] == ["job", "status"]


def test_a_name_with_line_breaks_makes_no_event(events: Events) -> None:
    """What stands in a file's name stays inside its event: nobody can forge one (check 36)."""
    stream = events.subscribe(client())
    events.publish("status", {"detail": "a\n\nevent: library\r\ndata: {}\u2028\n\n"})
    told = parse(next(stream))
    assert [name for name, _ in told] == ["status"]
    assert told[0][1]["detail"].startswith("a\n\nevent: library")


def test_silence_is_broken_by_signs_of_life() -> None:
    """A connection that hears nothing for a while gets a comment, so that both ends see whether it still holds."""
    events = Events(keep_alive_s=0.02)
    stream = events.subscribe(client())
    assert next(stream) == KEEP_ALIVE
    assert next(stream) == KEEP_ALIVE
    events.publish("status", {})
    assert parse(next(stream)) == [("status", {})]
    events.close()


def test_a_client_that_is_gone_loses_its_place(events: Events) -> None:
    """The stream ends at the next look, without any news or sign of life, and its place is free."""
    gone = threading.Event()
    reader = Reader(events.subscribe(client(), gone=gone.is_set))
    assert events.listeners() == 1
    gone.set()
    assert reader.ended()
    assert events.listeners() == 0
    assert reader.data == []


def test_streams_are_limited_for_each_client_and_for_all(events: Events) -> None:
    """Nobody can take all threads of the hub by listening; a stream that closes makes room."""
    first = [events.subscribe(client()) for _ in range(MOST_OF_A_CLIENT)]
    with pytest.raises(TooManyStreamsError) as refused:
        events.subscribe(client())
    assert (refused.value.code, refused.value.retry_after) == ("too_many_requests", 15)
    others = [events.subscribe(client(str(number))) for number in range(MOST_STREAMS - MOST_OF_A_CLIENT)]
    with pytest.raises(TooManyStreamsError):
        events.subscribe(client("one too many"))
    first[0].close()
    first[0].close()
    others.append(events.subscribe(client("one too many")))
    assert events.listeners() == MOST_STREAMS


def test_revoking_ends_the_streams_of_that_client_alone(events: Events) -> None:
    """Check 20: the streams of a revoked client end at once, with nothing more to read, and others go on."""
    idle, busy = Reader(events.subscribe(client("bad"))), events.subscribe(client("bad"))
    other = events.subscribe(client("good"))
    events.publish("status", {"pictures": 1})
    until(lambda: bool(idle.data))
    events.cut("bad")
    assert idle.ended()
    assert list(busy) == []
    assert parse(next(other)) == [("status", {"pictures": 1})]
    assert events.listeners() == 1
    events.publish("status", {"pictures": 2})
    assert parse(next(other)) == [("status", {"pictures": 2})]


def test_closing_ends_all_streams_and_those_that_come_later(events: Events) -> None:
    """A hub that stops waits for no listener, and whoever waits for listeners is told that none will come."""
    reader = Reader(events.subscribe(client()))
    answers: list[bool] = []
    empty = Events()
    waiter = threading.Thread(target=lambda: answers.append(empty.wait_for_listeners()))
    waiter.start()
    empty.close()
    events.close()
    assert reader.ended()
    waiter.join(SOON_S)
    assert answers == [False]
    assert list(events.subscribe(client())) == []


def test_many_threads_publish_while_streams_come_and_go(events: Events) -> None:
    """No event is torn or lost at its end, and no place leaks, however threads meet."""
    stop = threading.Event()

    def shout(name: str) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            events.publish(name, {"number": number})

    def come_and_go(name: str) -> None:
        while not stop.is_set():
            stream = events.subscribe(client(name))
            for _ in range(3):
                parse(next(stream))
            stream.close()

    threads = [threading.Thread(target=shout, args=(name,)) for name in ("a", "b")]
    threads += [threading.Thread(target=come_and_go, args=(name,)) for name in ("x", "y", "z")]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    stop.set()
    # Whoever waits for news when the others have stopped is woken by this.
    while any(thread.is_alive() for thread in threads):
        events.publish("a", {"number": -1})
        time.sleep(0.005)
    assert events.listeners() == 0
