"""A larger look at one picture, in a small window of its own: Space opens it and closes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bowerbird_client import Hit
from bowerbird_panel import phrases
from bowerbird_panel.results import found
from bowerbird_panel.words import _

from .cell import put
from .geometry import fit
from .guard import Guard
from .making import label, name, row
from .outlines import KEY as BOXES_KEY
from .outlines import Outlines
from .style import WIDE, classes
from .thumbnails import Thumbnails, Wanted
from .toolkit import Gdk, Gtk

_SIDE = 640
_SHARE = 0.7


class Preview:
    """At most one, above the window that it belongs to."""

    def __init__(
        self,
        parent: Any,
        thumbnails: Thumbnails,
        guard: Guard,
        step: Callable[[int], Hit | None],
        use: Callable[[str], object],
    ) -> None:
        """Say whose it is, how to come to the next picture, and what Enter does."""
        self._parent = parent
        self._thumbnails = thumbnails
        self._guard = guard
        self._step = step
        self._use = use
        self._hit: Hit | None = None
        self._window: Any = None
        self._image: Any = None
        self._outlines: Any = None
        """Those of the latest window: what was chosen there holds for the next one."""
        self._words: Any = None

    def toggle(self, hit: Hit) -> None:
        """Open it for a picture, or close it."""
        if self._window is not None:
            self.close()
            return
        window = self._make()
        self._show(hit)
        window.present()

    def renew(self, hits: Sequence[Hit]) -> None:
        """Tell also what was proved of the picture since it was opened."""
        fresh = None if self._hit is None else found(hits, self._hit.id)
        if fresh is not None and fresh != self._hit:
            self._tell(fresh)

    def close(self) -> bool:
        """Close it; tell whether it was open."""
        window, self._window, self._hit = self._window, None, None
        self._thumbnails.forget(self)
        if window is None:
            return False
        window.destroy()
        return True

    def _make(self) -> Any:
        window = self._window = Gtk.Window(
            title=_("Preview"),
            transient_for=self._parent,
            destroy_with_parent=True,
            type_hint=Gdk.WindowTypeHint.DIALOG,
            resizable=False,
            window_position=Gtk.WindowPosition.CENTER_ON_PARENT,
        )
        self._image = Gtk.Image()
        self._words = label("", wrap=True, lines=6)
        self._words.set_max_width_chars(60)
        self._outlines = Outlines(self._guard, is_on=self._outlines is None or self._outlines.is_on)
        picture = Gtk.Overlay(halign=Gtk.Align.CENTER)
        picture.add(classes(self._image, "bowerbird-waiting"))
        picture.add_overlay(self._outlines.over)
        box = row(picture, self._outlines.line, self._words, vertical=True, gap=8)
        box.set_border_width(WIDE)
        window.add(box)
        on = self._guard.on
        on(window, "key-press-event", self._key, False)
        on(window, "delete-event", self._closed, False)
        on(window, "focus-out-event", self._left, False)
        box.show_all()
        return window

    def _left(self, _event: Any) -> bool:
        self._guard.soon(self.close)
        return False

    def _closed(self, _event: Any) -> bool:
        self.close()
        return True

    def _show(self, hit: Hit) -> None:
        area = self._room()
        width, height = fit(hit.width or 4, hit.height or 3, *area)
        self._image.clear()
        self._image.set_size_request(width, height)
        self._outlines.lie_on(0, 0)
        self._tell(hit)
        scale = self._window.get_scale_factor()

        def shown(picture: Any) -> None:
            if self._hit is not None and self._hit.id == hit.id:
                if picture is None:
                    self._image.set_from_icon_name("image-missing-symbolic", Gtk.IconSize.DIALOG)
                else:
                    put(self._image, picture, scale)
                    self._outlines.lie_on(picture.get_width() / scale, picture.get_height() / scale)

        self._thumbnails.want(self, Wanted(hit, width * scale, height * scale), shown)

    def _tell(self, hit: Hit) -> None:
        self._hit = hit
        alike = "" if hit.calibrated is False else phrases.likeness(hit, 0)
        self._words.set_text(f"{phrases.tooltip(hit)}\n{alike}".strip())
        self._window.set_title(phrases.name_of(hit))
        name(self._image, phrases.spoken(hit))
        name(self._window, _("Preview: {name}").format(name=phrases.spoken(hit)))
        where = self._outlines.tell(hit)
        for each in (self._image, self._window):
            each.get_accessible().set_description(where)

    def _room(self) -> tuple[int, int]:
        screen = self._parent.get_display().get_monitor_at_window(self._parent.get_window()).get_workarea()
        return min(_SIDE, int(screen.width * _SHARE)), min(_SIDE, int(screen.height * _SHARE))

    def _key(self, event: Any) -> bool:
        key = Gdk.keyval_name(event.keyval) or ""
        if key in {"space", "Escape"}:
            self.close()
        elif key.lower() == BOXES_KEY and not event.state & Gtk.accelerator_get_default_mod_mask():
            self._outlines.switch()
        elif key in {"Return", "KP_Enter"} and self._hit is not None:
            chosen = self._hit.id
            self.close()
            self._use(chosen)
        elif key in {"Left", "Up", "Right", "Down"}:
            hit = self._step(-1 if key in {"Left", "Up"} else 1)
            if hit is not None:
                self._show(hit)
        else:
            return False
        return True
