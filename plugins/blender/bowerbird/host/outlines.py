"""Previews with outlines where a result matched: copies for the one that is chosen, which the grid does not show."""

from __future__ import annotations

import itertools
from array import array
from collections import OrderedDict
from collections.abc import Callable, Generator
from typing import Any

import bpy.utils.previews

from bowerbird_client import Asset, Hit, RawPixels
from bowerbird_panel.host import Cancel, HostTrouble
from bowerbird_panel.steps import After, in_steps
from bowerbird_panel.whereabouts import Corners, boxes_of, points_of

from ..model.outlines import outlined
from ..model.program import failed
from .pixels.raster import upside_down
from .thumbnails import fill

_KEPT = 4
"""Icons: that of the result which is chosen, and those that a drawing which is not over yet may still point to."""

Key = tuple[str, tuple[Corners, ...], tuple[int, int]]
"""Whose they are, where they lie, and the size of the preview below them."""


class Outlines:
    """The outlined previews of one Blender. After `close` none is there, and none is made."""

    def __init__(
        self,
        plain: Callable[[Asset], Any],
        after: After,
        redraw: Callable[[], object],
        *,
        failed: Callable[[HostTrouble], object] = lambda _trouble: None,
    ) -> None:
        """Say what gives the previews to copy, what calls later, and who hears that one was made or cannot be made."""
        self._plain = plain
        self._after = after
        self._redraw = redraw
        self._failed = failed
        self._icons: Any = None
        self._ready: OrderedDict[Key, tuple[str, Any]] = OrderedDict()
        self._numbers = itertools.count()
        self._begun: tuple[Key, Cancel] | None = None
        """What is being made. What could not be made stays here: else each drawing would begin it anew."""
        self._closed = False

    def preview(self, hit: Hit) -> Any:
        """Give the outlined preview, and begin to make it; None while there is none. Cheap enough for each drawing."""
        boxes = boxes_of(hit)
        plain = self._plain(hit)
        if self._closed or not boxes or plain is None:
            return None
        key = hit.content or hit.id, boxes, _size_of(plain)
        if key not in self._ready:
            if self._begun is None or self._begun[0] != key:
                self._give_up()
                self._begin(key, hit)
            # Another size is better than none.
            key = next((each for each in self._ready if each[:2] == key[:2]), key)
        if key not in self._ready:
            return None
        self._ready.move_to_end(key)
        return self._ready[key][1]

    def close(self) -> None:
        """Give up everything, and give the icons back to Blender."""
        self._closed = True
        self._give_up()
        self._ready.clear()
        if self._icons is not None:
            bpy.utils.previews.remove(self._icons)
            self._icons = None

    def _give_up(self) -> None:
        if self._begun is not None:
            self._begun[1]()
            self._begun = None

    def _begin(self, key: Key, hit: Hit) -> None:
        def done(made: RawPixels | None, trouble: HostTrouble | None) -> None:
            if trouble is not None:
                self._failed(trouble)
                return
            self._begun = None
            if made is not None:
                self._keep((key[0], key[1], (made.width, made.height)), made)
                self._redraw()

        steps = self._steps(hit, key[1])
        self._begun = key, in_steps(steps, done, after=self._after, unexpected=failed)

    def _steps(self, hit: Hit, boxes: tuple[Corners, ...]) -> Generator[None, None, RawPixels | None]:
        # Looked up anew: since it was drawn, Blender may have been told to forget it.
        plain = self._plain(hit)
        if plain is None:
            return None
        picture = _pixels_of(plain)
        made = yield from outlined(picture, [points_of(box, picture.width, picture.height) for box in boxes])
        return made

    def _keep(self, key: Key, picture: RawPixels) -> None:
        if self._icons is None:
            self._icons = bpy.utils.previews.new()
        name = str(next(self._numbers))
        preview = self._icons.new(name)
        fill(preview, picture)
        self._ready[key] = name, preview
        while len(self._ready) > _KEPT:
            _key, (oldest, _gone) = self._ready.popitem(last=False)
            del self._icons[oldest]


def _size_of(preview: Any) -> tuple[int, int]:
    width, height = preview.image_size
    return width, height


def _pixels_of(preview: Any) -> RawPixels:
    width, height = _size_of(preview)
    numbers = array("i", [0]) * (width * height)
    preview.image_pixels.foreach_get(numbers)
    return RawPixels(width, height, upside_down(numbers.tobytes(), width))
