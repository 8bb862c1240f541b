"""Decoding ahead: never too far, never out of hand."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bowerbird_engine.errors import Cancelled, PictureError
from bowerbird_engine.imaging.pool import Decoded, DecodeRequest
from bowerbird_engine.indexing.lookahead import decode_ahead


class ThreadDecoder:
    """Decode nothing, in threads, in whatever order they run; odd numbers fail."""

    def __init__(self, workers: int = 3) -> None:
        self.pool = ThreadPoolExecutor(workers)
        self.begun = 0
        self.futures: list[Future[Decoded]] = []

    def submit(self, request: DecodeRequest) -> Future[Decoded]:
        """Run one request."""
        self.begun += 1
        self.futures.append(self.pool.submit(self._decode, str(request.source)))
        return self.futures[-1]

    def _decode(self, source: str) -> Decoded:
        if int(source) % 2:
            raise PictureError("odd")
        return Decoded(hash=source.encode(), media_type="", width=1, height=1, byte_size=1)  # type: ignore[arg-type]


def requests(count: int, taken: list[int] | None = None) -> Iterator[tuple[int, DecodeRequest]]:
    """Make numbered requests, and note when each is asked for."""
    for number in range(count):
        if taken is not None:
            taken.append(number)
        yield number, DecodeRequest(Path(str(number)))


@settings(max_examples=30)
@given(st.integers(0, 40), st.integers(1, 9))
def test_each_request_is_answered_once_and_none_too_early(count: int, depth: int) -> None:
    """Every request comes back once with its own answer, and never more than `depth` are under way."""
    decoder = ThreadDecoder()
    taken: list[int] = []
    answered: list[int] = []
    for key, future in decode_ahead(decoder, requests(count, taken), depth, lambda: None):
        assert len(taken) - len(answered) <= depth
        answered.append(key)
        if key % 2:
            assert isinstance(future.exception(), PictureError)
        else:
            assert future.result().hash == str(key).encode()
    decoder.pool.shutdown()
    assert sorted(answered) == list(range(count))


def test_cancelling_ends_soon_and_begins_nothing_more() -> None:
    """What the check raises comes out, and the requests that wait are cancelled."""
    decoder = ThreadDecoder(workers=1)
    gate = threading.Event()
    decoder.pool.submit(gate.wait)
    stopped = False

    def check() -> None:
        if stopped:
            raise Cancelled("stop")

    ahead = decode_ahead(decoder, requests(100), 10, check)
    timer = threading.Timer(0.1, gate.set)
    timer.start()
    next(ahead)
    stopped = True
    begun = decoder.begun
    with pytest.raises(Cancelled):
        next(ahead)
    assert decoder.begun == begun
    decoder.pool.shutdown()
    timer.join()
    assert all(future.done() for future in decoder.futures)


def test_check_is_asked_while_a_picture_hangs() -> None:
    """A decoder that does not answer does not keep the person from stopping."""
    decoder = ThreadDecoder(workers=1)
    gate = threading.Event()
    decoder.pool.submit(gate.wait)
    asked = 0

    def check() -> None:
        nonlocal asked
        asked += 1
        if asked == 5:
            raise Cancelled("stop")

    with pytest.raises(Cancelled):
        next(decode_ahead(decoder, requests(3), 2, check))
    gate.set()
    decoder.pool.shutdown()
