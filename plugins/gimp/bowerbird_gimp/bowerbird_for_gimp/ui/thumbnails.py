"""Thumbnails for what is seen: the newest first, few at a time, given up when they have scrolled away. Pure."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Optional, Protocol

from bowerbird_client import Asset, Outcome, RawPixels, Ticket

from .geometry import RENDITIONS, rendition
from .pacing import Pacer

_AT_ONCE = 3
_KEPT = 160
"""Pictures at the size of the screen; the client keeps larger ones beside."""


class Renditions(Protocol):
    """Where thumbnails come from: `bowerbird_client.Session` is one."""

    def cached_pixels(self, asset: Asset, size: int = 320) -> RawPixels | None:
        """Give what is here already."""
        ...

    def thumbnail_pixels(
        self, asset: Asset, done: Callable[[Outcome[RawPixels]], object], *, size: int = 320
    ) -> Ticket:
        """Fetch a thumbnail."""
        ...


class Loop(Protocol):
    """The main loop; `Guard` is one."""

    def safe(self, handler: Callable[..., Any], otherwise: object = None) -> Callable[..., Any]:
        """Give a handler that raises nothing."""
        ...

    def soon(self, call: Callable[[], object]) -> object:
        """Call once, soon."""
        ...

    def while_idle(self, work: Callable[[], bool]) -> object:
        """Call while it returns True and nothing else is to be done."""
        ...


Paint = Callable[[RawPixels, int, int], Any]


@dataclass(frozen=True)
class Wanted:
    """A picture, and the room it has on the screen, in pixels of the screen."""

    asset: Asset
    width: int
    height: int

    @property
    def key(self) -> tuple[str, int, int]:
        """Name it."""
        return self.asset.content or self.asset.id, self.width, self.height


Shown = Callable[[Optional[Any]], None]
"""Takes the picture, or None where there is none to be had."""


@dataclass(frozen=True)
class _Wish:
    wanted: Wanted
    shown: Shown


@dataclass(frozen=True)
class _Fetched:
    ticket: Ticket
    wish: _Wish


class Thumbnails:
    """Gives pixbufs that fit their room, with round corners, and fetches them where they are not here."""

    def __init__(self, source: Renditions, loop: Loop, paint: Paint) -> None:
        """Say where they come from, and how pixels become a picture of a size."""
        self._source = source
        self._loop = loop
        self._make = paint
        self._pacer = Pacer(loop.while_idle)
        self._ready: OrderedDict[tuple[str, int, int], Any] = OrderedDict()
        self._waiting: OrderedDict[object, _Wish] = OrderedDict()
        self._fetching: dict[object, _Fetched] = {}
        self._failed: dict[object, _Wish] = {}
        self._allowed = True

    def want(self, holder: object, wanted: Wanted, shown: Shown) -> None:
        """Ask for a picture for a place on the screen; what that place asked for before is given up."""
        self.forget(holder)
        wish = _Wish(wanted, shown)
        kept = self._ready.get(wanted.key)
        if kept is not None:
            self._ready.move_to_end(wanted.key)
            shown(kept)
            return
        here = self._here(wanted)
        if here is not None:
            self._paint_soon(holder, wish, here)
            return
        self._waiting[holder] = wish
        self._loop.soon(self._fetch)

    def _here(self, wanted: Wanted) -> RawPixels | None:
        """Give what is here already; a larger one will do."""
        sizes = [size for size in RENDITIONS if size >= _size(wanted)]
        return next(filter(None, (self._source.cached_pixels(wanted.asset, size) for size in sizes)), None)

    def forget(self, holder: object) -> None:
        """Give up what a place asked for."""
        self._pacer.drop(holder)
        self._waiting.pop(holder, None)
        self._failed.pop(holder, None)
        fetched = self._fetching.pop(holder, None)
        if fetched is not None:
            fetched.ticket.cancel()
            self._loop.soon(self._fetch)

    def allow(self, *, fetching: bool) -> None:
        """Say whether the hub may be asked at all; what failed before, or somebody else gave up, is then asked again."""
        for holder, fetched in tuple(self._fetching.items()):
            if fetched.ticket.cancelled:
                del self._fetching[holder]
                self._waiting[holder] = fetched.wish
        if fetching and not self._allowed:
            self._waiting.update(self._failed)
            self._failed.clear()
        self._allowed = fetching
        self._fetch()

    def close(self) -> None:
        """Give up everything."""
        self._allowed = False
        self._pacer.clear()
        for fetched in self._fetching.values():
            fetched.ticket.cancel()
        for kept in (self._waiting, self._failed, self._fetching, self._ready):
            kept.clear()

    def _fetch(self) -> None:
        while self._allowed and self._waiting and len(self._fetching) < _AT_ONCE:
            holder, wish = self._waiting.popitem()
            done = self._loop.safe(self._arrival(holder, wish))
            ticket = self._source.thumbnail_pixels(wish.wanted.asset, done, size=_size(wish.wanted))
            self._fetching[holder] = _Fetched(ticket, wish)

    def _arrival(self, holder: object, wish: _Wish) -> Callable[[Outcome[RawPixels]], None]:
        def came(outcome: Outcome[RawPixels]) -> None:
            self._fetching.pop(holder, None)
            if outcome.error is None:
                self._paint_soon(holder, wish, outcome.value)
            else:
                self._failed[holder] = wish
                wish.shown(None)
            self._fetch()

        return came

    def _paint_soon(self, holder: object, wish: _Wish, pixels: RawPixels) -> None:
        self._pacer.do(holder, self._loop.safe(lambda: self._paint(wish, pixels)))

    def _paint(self, wish: _Wish, pixels: RawPixels) -> None:
        picture = self._make(pixels, wish.wanted.width, wish.wanted.height)
        self._ready[wish.wanted.key] = picture
        while len(self._ready) > _KEPT:
            self._ready.popitem(last=False)
        wish.shown(picture)


def _size(wanted: Wanted) -> int:
    return rendition(max(wanted.width, wanted.height))
