"""Pictures that clients have sent to search with: in memory only, for a while, and each for its client alone."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bowerbird_engine import BowerbirdError

KEPT_S = 600.0
MOST_BYTES = 128 << 20
MOST_OF_ONE_CLIENT = 32
"""A search compares with up to 17, and a saved one that is opened leaves those that the client sent before."""
MOST_BYTES_OF_ONE_CLIENT = 48 << 20
"""So that one program never takes the room of another; the largest picture that is taken has 32 MiB."""


class UnknownQueryImageError(BowerbirdError):
    """Say that a client has no query image with this id, or no longer."""

    code = "unknown_query_image"


@dataclass(frozen=True, slots=True)
class _Kept:
    client_id: str
    data: bytes
    until: float


class QueryPictures:
    """The pictures at hand, the least recently used first. Safe to use from several threads."""

    def __init__(
        self,
        *,
        most_bytes: int = MOST_BYTES,
        most_of_one_client: int = MOST_OF_ONE_CLIENT,
        most_bytes_of_one_client: int = MOST_BYTES_OF_ONE_CLIENT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most_bytes = most_bytes
        self._most_of_one_client = most_of_one_client
        self._most_bytes_of_one_client = most_bytes_of_one_client
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def keep(self, client_id: str, data: bytes) -> str:
        """Keep a picture for a client and give its id; the client's own ones make room, then the least recently used."""
        picture_id = secrets.token_urlsafe(16)
        with self._lock:
            self._forget_old()
            own = OrderedDict((key, kept) for key, kept in self._kept.items() if kept.client_id == client_id)
            while own and (
                len(own) >= self._most_of_one_client
                or _size(own) + len(data) > self._most_bytes_of_one_client
            ):
                del self._kept[own.popitem(last=False)[0]]
            while self._kept and _size(self._kept) + len(data) > self._most_bytes:
                self._kept.popitem(last=False)
            self._kept[picture_id] = _Kept(client_id, data, self._clock() + KEPT_S)
        return picture_id

    def get(self, client_id: str, picture_id: str) -> bytes:
        """Give a picture; each use keeps it for longer. Raises UnknownQueryImageError, also for another client's."""
        with self._lock:
            self._forget_old()
            kept = self._own(client_id, picture_id)
            self._kept[picture_id] = _Kept(client_id, kept.data, self._clock() + KEPT_S)
            self._kept.move_to_end(picture_id)
        return kept.data

    def discard(self, client_id: str, picture_id: str) -> None:
        """Forget a picture. Raises UnknownQueryImageError."""
        with self._lock:
            self._forget_old()
            self._own(client_id, picture_id)
            del self._kept[picture_id]

    def discard_all_of(self, client_id: str) -> None:
        """Forget what a client has sent."""
        with self._lock:
            for key in [key for key, kept in self._kept.items() if kept.client_id == client_id]:
                del self._kept[key]

    def count(self) -> int:
        """Count what is kept now."""
        with self._lock:
            self._forget_old()
            return len(self._kept)

    def _own(self, client_id: str, picture_id: str) -> _Kept:
        kept = self._kept.get(picture_id)
        if kept is None or kept.client_id != client_id:
            raise UnknownQueryImageError(
                "There is no such query image, or no longer: they are kept for ten minutes. Send the picture again."
            )
        return kept

    def _forget_old(self) -> None:
        now = self._clock()
        for key in [key for key, kept in self._kept.items() if kept.until <= now]:
            del self._kept[key]


def _size(kept: Mapping[str, _Kept]) -> int:
    return sum(len(each.data) for each in kept.values())
