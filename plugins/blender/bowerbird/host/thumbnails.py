"""Thumbnails as Blender's icons: asked for when they are drawn, what was drawn last comes first."""

from __future__ import annotations

import time
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import bpy.utils.previews

from bowerbird_client import Asset, Outcome, RawPixels, Ticket

from .pixels.raster import upside_down

_SIZES = (160, 320)
_AT_ONCE = 4
"""Asked for at a time: a page that is not looked at any more keeps the next one waiting for no longer than these."""
_KEPT = 300
"""Icons; a page has a few dozen."""
_MOST_WAITING = 600
_NEW_DRAWING_S = 0.02
"""Without being asked for an icon; within one drawing they are asked for at once."""

Key = tuple[str, int]


class Renditions(Protocol):
    """Where thumbnails come from: `bowerbird_client.Session` is one."""

    def thumbnail_pixels(
        self, asset: Asset, done: Callable[[Outcome[RawPixels]], object], *, size: int = 320
    ) -> Ticket:
        """Fetch a thumbnail."""
        ...


@dataclass(frozen=True)
class _Wish:
    asset: Asset
    size: int
    drawing: int
    """Which drawing asked for it last."""
    order: int
    """Its place in that."""


class Thumbnails:
    """The icons of one Blender. After `close` none is there, and none is asked for."""

    def __init__(
        self,
        source: Renditions,
        redraw: Callable[[], object],
        *,
        asked: Callable[[], object] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Say where they come from, and who is told that one has come, or that one was asked for."""
        self._source = source
        self._redraw = redraw
        self._asked = asked
        self._clock = clock
        self._icons: Any = None
        self._ready: OrderedDict[Key, Any] = OrderedDict()
        self._waiting: dict[Key, _Wish] = {}
        self._fetching: dict[Key, tuple[Ticket, _Wish]] = {}
        self._failed: dict[Key, _Wish] = {}
        self._allowed = True
        self._closed = False
        self._drawing = 0
        self._drawn: set[Key] = set()
        self._drawn_at = 0.0

    def icon(self, asset: Asset, pixels: int = 160) -> int:
        """Give the number of the icon to draw at so many pixels; 0 until it has come. Cheap enough for each drawing."""
        if self._closed:
            return 0
        key = _key(asset, _size_for(pixels))
        preview = self._ready.get(key)
        if preview is not None:
            self._ready.move_to_end(key)
            return int(preview.icon_id)
        self._note_drawing(key)
        if key not in self._fetching and key not in self._failed:
            self._waiting[key] = _Wish(asset, key[1], self._drawing, len(self._drawn))
            self._fetch()
        # Another size is better than none.
        other = next((self._ready[each] for size in _SIZES if (each := (key[0], size)) in self._ready), None)
        return 0 if other is None else int(other.icon_id)

    def has(self, asset: Asset, pixels: int = 160) -> bool:
        """Tell whether an icon is there; without a window all have the number 0."""
        return _key(asset, _size_for(pixels)) in self._ready

    def preview(self, asset: Asset) -> Any:
        """Give the largest that is there, with its pixels; None where none is."""
        for size in reversed(_SIZES):
            if (found := self._ready.get(_key(asset, size))) is not None:
                return found
        return None

    def has_failed(self, asset: Asset) -> bool:
        """Tell whether it was asked for in vain."""
        return any(_key(asset, size) in self._failed for size in _SIZES)

    def keep_only(self, assets: Iterable[Asset]) -> None:
        """Give up what has not come yet and is none of these: nobody looks for it any more."""
        wanted = {_key(asset, size) for asset in assets for size in _SIZES}
        for key in [each for each in self._waiting if each not in wanted]:
            del self._waiting[key]
        for key in [each for each in self._fetching if each not in wanted]:
            self._fetching.pop(key)[0].cancel()
        self._fetch()

    def allow(self, *, fetching: bool) -> None:
        """Say whether the hub may be asked at all; what failed before is then asked for again."""
        for key, (ticket, wish) in tuple(self._fetching.items()):
            if ticket.cancelled:
                del self._fetching[key]
                self._waiting[key] = wish
        if fetching and not self._allowed:
            self._waiting.update(self._failed)
            self._failed.clear()
        self._allowed = fetching
        self._fetch()

    def close(self) -> None:
        """Give up everything, and give the icons back to Blender."""
        self._closed = True
        for ticket, _wish in self._fetching.values():
            ticket.cancel()
        for kept in (self._waiting, self._fetching, self._failed, self._ready):
            kept.clear()
        if self._icons is not None:
            bpy.utils.previews.remove(self._icons)
            self._icons = None

    def _note_drawing(self, key: Key) -> None:
        now = self._clock()
        if key in self._drawn or now - self._drawn_at > _NEW_DRAWING_S:
            self._drawing += 1
            self._drawn.clear()
        self._drawn.add(key)
        self._drawn_at = now

    def _fetch(self) -> None:
        while self._allowed and not self._closed and self._waiting and len(self._fetching) < _AT_ONCE:
            key = min(self._waiting, key=lambda each: _rank(self._waiting[each]))
            wish = self._waiting.pop(key)
            ticket = self._source.thumbnail_pixels(wish.asset, self._arrival(key, wish), size=wish.size)
            self._fetching[key] = ticket, wish
            self._asked()
        while len(self._waiting) > _MOST_WAITING:
            del self._waiting[max(self._waiting, key=lambda each: _rank(self._waiting[each]))]

    def _arrival(self, key: Key, wish: _Wish) -> Callable[[Outcome[RawPixels]], None]:
        def came(outcome: Outcome[RawPixels]) -> None:
            self._fetching.pop(key, None)
            if outcome.error is None and not self._closed:
                self._keep(key, outcome.value)
                self._redraw()
            elif not self._closed:
                self._failed[key] = wish
            self._fetch()

        return came

    def _keep(self, key: Key, pixels: RawPixels) -> None:
        if self._icons is None:
            self._icons = bpy.utils.previews.new()
        name = f"{key[0]}/{key[1]}"
        if name in self._icons:
            del self._icons[name]
        preview = self._icons.new(name)
        fill(preview, pixels)
        self._ready[key] = preview
        while len(self._ready) > _KEPT:
            (content, size), _gone = self._ready.popitem(last=False)
            del self._icons[f"{content}/{size}"]


def fill(preview: Any, pixels: RawPixels) -> None:
    """Give an icon its pixels, of which Blender takes four bytes as one number."""
    numbers = array("i")
    numbers.frombytes(upside_down(pixels.rgba, pixels.width))
    preview.image_size = (pixels.width, pixels.height)
    preview.image_pixels.foreach_set(numbers)


def _size_for(pixels: int) -> int:
    return next((size for size in _SIZES if size >= pixels), _SIZES[-1])


def _rank(wish: _Wish) -> tuple[int, int]:
    return -wish.drawing, wish.order


def _key(asset: Asset, size: int) -> Key:
    return asset.content or asset.id, size
