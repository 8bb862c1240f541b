"""How similar a picture must be to be seen, and the set that is locked with it."""

from __future__ import annotations

from bowerbird_panel import phrases
from bowerbird_panel.panel import Panel
from bowerbird_panel.refinements import lock_name, lock_tip, locked, unlock_tip
from bowerbird_panel.state import PanelState
from bowerbird_panel.words import _

from .guard import Guard
from .making import button, label, labelled, name, row
from .toolkit import Gtk, Pango


class Slider:
    """How similar a picture must be to be seen; it filters what is here."""

    def __init__(self, panel: Panel, guard: Guard) -> None:
        """Make it."""
        self._panel = panel
        self._showing = False
        self.scale = Gtk.Scale.new_with_range(Gtk.Orientation.HORIZONTAL, 0, 100, 1)
        self.scale.set_increments(1, 10)
        self.scale.set_draw_value(False)
        self.scale.set_hexpand(True)
        for mark in (0, 25, 50, 75, 100):
            self.scale.add_mark(mark, Gtk.PositionType.BOTTOM, None)
        self._value = label("", "bowerbird-strong")
        self._value.set_width_chars(6)
        self._value.set_xalign(1.0)
        tag = labelled(_("_At least"), self.scale)
        tag.set_ellipsize(Pango.EllipsizeMode.NONE)
        name(self.scale, _("At least so similar"), _("Percent; what is less similar is not shown"))
        self.scale.set_tooltip_text(_("Show only what is at least so similar"))
        first = row(tag, self.scale, self._value, grow=self.scale)
        self._locked = label("", "bowerbird-small", "bowerbird-soft")
        self.lock = button("", "changes-prevent-symbolic", lock_tip())
        self.unlock = button(_("Unlock"), "changes-allow-symbolic", unlock_tip())
        self._lock_words = self.lock.get_child().get_children()[-1]
        self._second = row(self._locked, self.lock, self.unlock, grow=self._locked)
        self._second.show_all()
        for each in (self._second, self.lock, self.unlock):
            each.set_no_show_all(True)
        self.widget = row(first, self._second, vertical=True, gap=2)
        guard.on(self.scale, "value-changed", self._moved)
        guard.on(self.lock, "clicked", panel.lock)
        guard.on(self.unlock, "clicked", panel.unlock)

    def show(self, state: PanelState) -> None:
        """Show where it stands."""
        self._showing = True
        try:
            if round(self.scale.get_value()) != state.similarity:
                self.scale.set_value(state.similarity)
        finally:
            self._showing = False
        self._value.set_text(phrases.percent(state.similarity))
        self._locked.set_text(locked(state.clue))
        self._say_lock(lock_name(state) if state.lockable else "")
        self.unlock.set_visible(bool(state.clue.core))
        self._second.set_visible(bool(state.lockable or state.clue.core))

    def _say_lock(self, text: str) -> None:
        self.lock.set_visible(bool(text))
        if text:
            self._lock_words.set_text(text)
            name(self.lock, text, lock_tip())

    def _moved(self) -> None:
        if not self._showing:
            self._panel.set_similarity(round(self.scale.get_value()))
