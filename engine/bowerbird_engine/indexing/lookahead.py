"""Keep the decoding workers busy without decoding further ahead than memory allows."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from typing import Protocol, TypeVar

from bowerbird_engine.imaging.pool import Decoded, DecodeRequest

Key = TypeVar("Key")

_CHECK_SECONDS = 0.1
"""How long a wait for a picture may keep the person who pressed stop waiting."""


class Decoder(Protocol):
    """What decodes: the pool of workers."""

    def submit(self, request: DecodeRequest) -> Future[Decoded]:
        """Have a picture decoded; the future fails with a PictureError."""
        ...


def decode_ahead(
    decoder: Decoder,
    wanted: Iterator[tuple[Key, DecodeRequest]],
    depth: int,
    check: Callable[[], None],
) -> Iterator[tuple[Key, Future[Decoded]]]:
    """Give pictures in the order in which they are done, at most `depth` of them begun and not yet taken.

    `wanted` is asked for more only when there is room. `check` is called often, and ends the work with what it
    raises; what was begun is cancelled then.
    """
    done: queue.SimpleQueue[tuple[Key, Future[Decoded]]] = queue.SimpleQueue()
    begun: set[Future[Decoded]] = set()
    try:
        while True:
            check()
            while len(begun) < depth and (following := next(wanted, None)) is not None:
                key, request = following
                future = decoder.submit(request)
                begun.add(future)
                future.add_done_callback(partial(_arrive, done, key))
            if not begun:
                return
            try:
                key, future = done.get(timeout=_CHECK_SECONDS)
            except queue.Empty:
                continue
            begun.remove(future)
            yield key, future
    finally:
        for future in begun:
            future.cancel()


def _arrive(done: queue.SimpleQueue[tuple[Key, Future[Decoded]]], key: Key, future: Future[Decoded]) -> None:
    done.put((key, future))
