"""One picture of the grid: the thumbnail, its name, how similar it is, why it is here, and the disk it lies on."""

from __future__ import annotations

from typing import Any

from bowerbird_client import Hit
from bowerbird_panel import phrases
from bowerbird_panel.absent import is_lost
from bowerbird_panel.labels import standing_of

from .making import icon, label, name, row
from .style import classes
from .toolkit import Atk, Gdk, Gtk, Pango, has_cairo

SIGNALS = {
    "words": "gimp-list",
    "picture": "gimp-image",
    "letters": "gimp-text-layer",
    "name": "gtk-edit",
    "verified": "object-select",
}
_DISK, _LOST = "media-optical", "dialog-warning"
EDGE = 5
"""Border and padding, on each side, as the style has them."""


class Cell:
    """The widgets of one place on the screen, which shows one hit after another."""

    def __init__(self) -> None:
        """Make it, with nothing in it."""
        self.hit: Hit | None = None
        self.index = -1
        self.room = (0, 0)
        self.shows: object = None
        self.widget = Gtk.ToggleButton(can_focus=False, relief=Gtk.ReliefStyle.NONE)
        classes(self.widget, "bowerbird-cell")
        self._picture = Gtk.Image()
        self._picture.get_accessible().set_role(Atk.Role.ICON)
        self._frame = classes(Gtk.Overlay(), "bowerbird-waiting")
        self._frame.add(self._picture)
        self._away = self._badge(_DISK, Gtk.Align.START, Gtk.Align.END)
        self._curated = self._badge("document-save", Gtk.Align.END, Gtk.Align.END)
        self._words_of(self._curated).hide()
        self._label = self._badge("changes-prevent", Gtk.Align.START, Gtk.Align.START)
        self._tick = self._badge("", Gtk.Align.END, Gtk.Align.START)
        self._words_of(self._tick).set_text("✓")
        self._title = label("", "bowerbird-small")
        self._title.set_ellipsize(Pango.EllipsizeMode.END)
        self._percent = classes(Gtk.Label(xalign=1.0), "bowerbird-small", "bowerbird-strong")
        self._signal = Gtk.Image()
        self._reason = label("", "bowerbird-small", "bowerbird-soft")
        inner = row(
            self._frame,
            row(self._title, self._percent, gap=4, grow=self._title),
            row(self._signal, self._reason, gap=4, grow=self._reason),
            gap=1,
            vertical=True,
        )
        self.widget.add(inner)
        inner.show_all()
        self._marking = False
        self._scale = 1

    @property
    def is_marking(self) -> bool:
        """Whether it changes its own look, which is no click."""
        return self._marking

    def caption_height(self) -> int:
        """Tell how much room the lines below the picture take, in the font of the moment."""
        heights = [each.get_preferred_height()[1] for each in (self._title, self._reason)]
        return sum(heights) + 2 + 2 * EDGE

    def bind(self, hit: Hit, index: int, total: int, *, is_locked: bool) -> None:
        """Show a hit, for now without its picture."""
        self.hit, self.index = hit, index
        self._title.set_text(phrases.name_of(hit))
        self._percent.set_text(phrases.likeness(hit, index))
        reason = phrases.telling_reason(hit)
        self._reason.set_text(reason or phrases.plain(hit.folder.name or ""))
        signal = SIGNALS.get(next((each.signal for each in hit.reasons), ""), "") if reason else ""
        self._signal.set_visible(bool(signal))
        if signal:
            self._signal.set_from_icon_name(f"{signal}-symbolic", Gtk.IconSize.MENU)
            self._signal.set_pixel_size(11)
        self._away.set_visible(not hit.online)
        self._away.get_children()[0].set_from_icon_name(
            f"{_LOST if is_lost(hit) else _DISK}-symbolic", Gtk.IconSize.MENU
        )
        self._words_of(self._away).set_text(phrases.away_mark(hit))
        # A lock says it in less room than a word.
        standing = "" if hit.core else standing_of(hit, is_locked=is_locked)
        marks = " · ".join(part for part in (standing, phrases.labels_of(hit)) if part)
        self._label.set_visible(bool(marks) or hit.core)
        self._label.get_children()[0].set_visible(hit.core)
        self._words_of(self._label).set_text(marks)
        self._words_of(self._label).set_visible(bool(marks))
        self._curated.set_visible(hit.curated)
        self.widget.set_tooltip_text(phrases.tooltip(hit, is_locked=is_locked))
        name(self.widget, phrases.spoken(hit, is_locked=is_locked), phrases.place_of(index, total))

    def size(self, width: int, height: int, scale: int) -> None:
        """Take so much room for the picture, in the window's pixels; the screen has `scale` times as many."""
        self.room, self._scale = (width, height), scale
        self._frame.set_size_request(width, height)
        self.widget.set_size_request(width + 2 * EDGE, -1)

    def wait(self) -> None:
        """Show that the picture is on its way."""
        self._picture.clear()
        classes(self._frame, "bowerbird-waiting")

    def show(self, picture: Any | None) -> None:
        """Show the picture, or that there is none to be had."""
        if picture is None:
            self._picture.set_from_icon_name("image-missing-symbolic", Gtk.IconSize.DND)
            return
        put(self._picture, picture, self._scale)
        classes(self._frame, "bowerbird-waiting", on=False)

    def mark(self, *, chosen: bool) -> None:
        """Show whether it is the one that the actions are for."""
        if self.widget.get_active() != chosen:
            self._marking = True
            try:
                self.widget.set_active(chosen)
            finally:
                self._marking = False
        self._tick.set_visible(chosen)

    def _badge(self, icon_name: str, across: Any, down: Any) -> Any:
        words = label("")
        words.set_max_width_chars(18)
        made = row(*([icon(f"{icon_name}-symbolic", Gtk.IconSize.MENU)] if icon_name else []), words, gap=4)
        classes(made, "bowerbird-badge")
        made.set_halign(across)
        made.set_valign(down)
        made.show_all()
        made.set_no_show_all(True)
        made.hide()
        self._frame.add_overlay(made)
        return made

    @staticmethod
    def _words_of(badge: Any) -> Any:
        return badge.get_children()[-1]


def put(image: Any, picture: Any, scale: int) -> None:
    """Put a pixbuf made for the pixels of the screen into an image."""
    if scale > 1 and has_cairo():
        image.set_from_surface(Gdk.cairo_surface_create_from_pixbuf(picture, scale, None))
    else:
        image.set_from_pixbuf(picture)
