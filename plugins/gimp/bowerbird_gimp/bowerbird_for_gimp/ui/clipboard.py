"""The picture on the clipboard, without waiting: whoever owns the clipboard may hang."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bowerbird_panel.host import Cancel, HostTrouble, PixelsTaken
from bowerbird_panel.pixels import LONG_SIDE, Pixels, shrunk_to
from bowerbird_panel.words import _

from ..model.sources import Source
from .toolkit import Gdk, GdkPixbuf, GLib, Gtk

_PATIENCE_MS = 5_000
_CHANNELS = 4


def take_from_clipboard(done: PixelsTaken) -> Cancel:
    """Take what was copied last, made smaller to what a search needs; calls back once, on the main thread."""
    return _Taking(done).cancel


class _Taking:
    def __init__(self, done: PixelsTaken) -> None:
        self._done: PixelsTaken | None = done
        self._timer = GLib.timeout_add(_PATIENCE_MS, self._too_late)
        # Not before the caller knows how to give it up.
        GLib.idle_add(self._ask)

    def cancel(self) -> None:
        if self._done is not None:
            self._done = None
            GLib.source_remove(self._timer)

    def _ask(self) -> bool:
        if self._done is not None:
            Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD).request_image(self._came)
        return False

    def _came(self, _clipboard: Any, picture: Any, *_data: object) -> None:
        if picture is None:
            self._give(lambda done: done(None, _empty()))
            return
        try:
            pixels = _pixels(picture)
        except (MemoryError, ValueError, TypeError) as error:
            trouble = HostTrouble(
                "gimp_failed",
                _("{program} could not do that.").format(program="GIMP"),
                str(error),
                is_fault=True,
            )
            self._give(lambda done: done(None, trouble))
            return
        self._give(lambda done: done(pixels, None))

    def _too_late(self) -> bool:
        self._timer = 0
        self._give(lambda done: done(None, _empty()))
        return False

    def _give(self, tell: Callable[[PixelsTaken], None]) -> None:
        done, self._done = self._done, None
        if self._timer:
            GLib.source_remove(self._timer)
            self._timer = 0
        if done is not None:
            tell(done)


def _empty() -> HostTrouble:
    return HostTrouble("clipboard_empty", _("There is no picture on the clipboard."), _("Copy one first."))


def _pixels(picture: Any) -> Pixels:
    width, height = picture.get_width(), picture.get_height()
    if max(width, height) > LONG_SIDE:
        width, height = shrunk_to((width, height), LONG_SIDE)
        picture = picture.scale_simple(width, height, GdkPixbuf.InterpType.BILINEAR)
    if not picture.get_has_alpha():
        picture = picture.add_alpha(False, 0, 0, 0)
    stride, data, row = picture.get_rowstride(), picture.get_pixels(), width * _CHANNELS
    if stride != row:
        data = b"".join(data[y * stride : y * stride + row] for y in range(height))
    return Pixels(width, height, bytes(data[: row * height]), Source.CLIPBOARD, _("the clipboard"))
