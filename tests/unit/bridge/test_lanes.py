"""Lanes: how many get in, how many wait, and that a place is given back whatever happens."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping

import pytest

from bowerbird_bridge.serving.lanes import CALLER, THREADS, WIDTHS, Lane, Lanes, Width, lane_of

SOON_S = 10.0
BUSY = "503 Service Unavailable"
NOTHING: Mapping[str, object] = {}
ONE = dict.fromkeys(Lane, Width(1, 0))


@pytest.mark.parametrize(
    ("path", "lane"),
    [
        ("/", Lane.LIGHT),
        ("/v1/hello", Lane.LIGHT),
        ("/v1/status", Lane.LIGHT),
        ("/v1/me", Lane.LIGHT),
        ("/v1/pairings", Lane.LIGHT),
        ("/v1/searching", Lane.LIGHT),
        ("/v1/assets/01X", Lane.LIGHT),
        ("/v1/events", Lane.STREAMS),
        ("/v1/assets/01X/thumbnail", Lane.PICTURES),
        ("/v1/assets/01X/original", Lane.PICTURES),
        ("/v1/assets/01X/words", Lane.PICTURES),
        ("/v1/assets/01X/rendition", Lane.RENDITIONS),
        ("/v1/search", Lane.HEAVY),
        ("/v1/query-images", Lane.UPLOADS),
        ("/v1/query-images/1", Lane.HEAVY),
        ("/v1/curated-copies", Lane.HEAVY),
        ("/v1/assets/01X/similar", Lane.HEAVY),
        ("/v1/folders", Lane.HEAVY),
        ("/v1/folders/1/subfolders", Lane.HEAVY),
    ],
)
def test_each_request_has_its_lane(path: str, lane: Lane) -> None:
    """What takes long does not run where health is asked."""
    assert lane_of(path) is lane


def test_there_are_more_threads_than_places() -> None:
    """All lanes full and all waiting places taken, somebody is still there to say so."""
    assert sum(width.at_work + width.waiting for width in WIDTHS.values()) < THREADS
    assert WIDTHS.keys() == set(Lane)


class Call:
    """One request: its status, its answer, and whether it has been let in."""

    def __init__(self, lanes: Lanes, path: str = "/v1/search", extra: Mapping[str, object] = NOTHING) -> None:
        self.status = ""
        self.headers: dict[str, str] = {}
        self.answer: Iterable[bytes] = lanes({"PATH_INFO": path, **extra}, self._start)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

    def _start(self, status: str, headers: list[tuple[str, str]], _exc_info: object = None, /) -> None:
        self.status, self.headers = status, dict(headers)

    def close(self) -> None:
        getattr(self.answer, "close", lambda: None)()


def quick(_environ: object, start: object) -> list[bytes]:
    """Be an application that is done at once."""
    assert callable(start)
    start("200 OK", [])
    return [b"done"]


def test_a_place_is_held_until_the_answer_is_closed() -> None:
    """A full lane says busy and when to come again; when the answer is out, the next one is let in."""
    lanes = Lanes(quick, widths=ONE)
    first = Call(lanes)
    second = Call(lanes)
    assert (first.status, second.status[:3]) == ("200 OK", "503")
    assert second.headers["Retry-After"] == "1"
    assert Call(lanes, "/v1/hello").status == "200 OK"
    first.close()
    first.close()
    assert Call(lanes).status == "200 OK"
    assert Call(lanes).status[:3] == "503"


def test_who_waits_is_let_in_when_there_is_room() -> None:
    """A place to wait is worth its while, for as long as the patience lasts."""
    lanes = Lanes(quick, widths=dict.fromkeys(Lane, Width(1, 1)), patience_s=SOON_S)
    first = Call(lanes)
    done: list[str] = []
    waits = threading.Thread(target=lambda: done.append(Call(lanes).status))
    waits.start()
    waits.join(0.2)
    assert waits.is_alive()
    first.close()
    waits.join(SOON_S)
    assert done == ["200 OK"]


def test_who_waits_too_long_is_sent_away() -> None:
    """The wait has an end, and the place to wait is free again."""
    lanes = Lanes(quick, widths=dict.fromkeys(Lane, Width(1, 1)), patience_s=0.01)
    first = Call(lanes)
    assert Call(lanes).status[:3] == "503"
    assert Call(lanes).status[:3] == "503"
    first.close()
    assert Call(lanes).status == "200 OK"


def test_a_failure_gives_the_place_back() -> None:
    """An application that fails, and an answer that fails to close, hold no place."""

    def failing(environ: dict[str, object], _start: object) -> Iterable[bytes]:
        if environ.get("at") == "close":
            return Sour()
        raise RuntimeError

    lanes = Lanes(failing, widths=ONE)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            Call(lanes)
        call = Call(lanes, extra={"at": "close"})
        with pytest.raises(RuntimeError):
            call.close()


class Sour(Iterable[bytes]):
    def __iter__(self) -> Iterator[bytes]:
        return iter([b""])

    def close(self) -> None:
        raise RuntimeError


def test_nobody_works_for_a_client_that_has_gone() -> None:
    """A search that its client has given up while it waited is not done."""
    asked: list[object] = []

    def counting(environ: object, start: object) -> list[bytes]:
        asked.append(environ)
        return quick(environ, start)

    Call(Lanes(counting), extra={"waitress.client_disconnected": lambda: True}).close()
    assert not asked
    Call(Lanes(counting), extra={"waitress.client_disconnected": lambda: False}).close()
    assert len(asked) == 1


class Wrapper(Iterable[bytes]):
    def __iter__(self) -> Iterator[bytes]:
        return iter([b"file"])


def test_a_file_goes_to_the_server_as_it_is() -> None:
    """The server recognizes its own wrapper, sends the file without a thread, and the place is free at once."""
    file = Wrapper()

    def serving(_environ: object, start: object) -> Wrapper:
        assert callable(start)
        start("200 OK", [])
        return file

    lanes = Lanes(serving, widths=ONE)
    for _ in range(2):
        call = Call(lanes, extra={"wsgi.file_wrapper": Wrapper})
        assert call.answer is file


def _of(who: str | None) -> dict[str, object]:
    return {CALLER: who}


def test_one_client_has_half_of_a_shared_lane() -> None:
    """Half of the places to work and half of those to wait are left to others; the odd one too."""
    lanes = Lanes(quick, widths=dict.fromkeys(Lane, Width(3, 2, shared=True)), patience_s=0.01)
    first = Call(lanes, extra=_of("a"))
    assert [first.status, Call(lanes, extra=_of("a")).status] == ["200 OK", BUSY]
    others = [Call(lanes, extra=_of(who)) for who in "bc"]
    assert [call.status for call in others] == ["200 OK", "200 OK"]
    assert Call(lanes, extra=_of("d")).status == BUSY
    first.close()
    assert Call(lanes, extra=_of("a")).status == "200 OK"


def test_one_client_has_one_place_at_least() -> None:
    """A lane of one place is shared in turn."""
    lanes = Lanes(quick, widths=dict.fromkeys(Lane, Width(1, 0, shared=True)))
    assert Call(lanes, extra=_of("a")).status == "200 OK"


def test_who_has_enough_lets_the_next_one_pass() -> None:
    """A place that is free again goes to one who may have it, whoever has waited longer."""
    lanes = Lanes(quick, widths=dict.fromkeys(Lane, Width(2, 4, shared=True)), patience_s=SOON_S)
    held = {who: Call(lanes, extra=_of(who)) for who in "ab"}
    done: list[str] = []

    def wait(who: str) -> None:
        Call(lanes, extra=_of(who))
        done.append(who)

    waiting = [threading.Thread(target=wait, args=who) for who in "ac"]
    for thread in waiting:
        thread.start()
        thread.join(0.2)
    held["b"].close()
    waiting[1].join(SOON_S)
    assert done == ["c"]
    held["a"].close()
    waiting[0].join(SOON_S)
    assert done == ["c", "a"]


def test_nobody_without_a_token_enters_another_lane() -> None:
    """Where the server says that a token is nobody's, the request goes where it is refused, and takes no other place."""
    lanes = Lanes(quick, widths=ONE)
    nobody = Call(lanes, extra=_of(None))
    assert [nobody.status, Call(lanes, "/v1/hello").status] == ["200 OK", BUSY]
    assert Call(lanes, extra=_of("a")).status == "200 OK"
