"""What the window tells above and below the results: what goes on, what went wrong, what was done."""

from __future__ import annotations

from typing import Any

from bowerbird_panel import phrases
from bowerbird_panel.pages import Foremost, is_worth_reporting
from bowerbird_panel.panel import Panel
from bowerbird_panel.state import Activity, Notice, PanelState, Remedy
from bowerbird_panel.words import _

from .guard import Guard
from .keys import with_key
from .making import button, icon, icon_button, label, name, row
from .style import classes
from .toolkit import Atk, Gdk, GLib, Gtk

_PULSE_MS = 80
_QUIET_MS = 200
"""What takes no longer needs no spinner."""


def remedy_name(remedy: Remedy) -> str:
    """Name the button of a notice; empty where it has none."""
    return {
        Remedy.NONE: "",
        Remedy.CONNECT: _("Tr_y again"),
        Remedy.PAIR: _("C_onnect…"),
        Remedy.SEARCH_AGAIN: _("Search a_gain"),
        Remedy.LOWER_SIMILARITY: _("S_how them"),
        Remedy.CLEAR_FILTERS: _("Search witho_ut filters"),
        Remedy.OPEN_HUB_PAGE: _("O_pen Bowerbird"),
    }[remedy]


def announce(widget: Any, text: str) -> None:
    """Have a screen reader speak something that nobody has to go to."""
    accessible = widget.get_accessible()
    accessible.set_name(phrases.plain(text))
    try:
        accessible.emit("announcement", phrases.plain(text))
    except TypeError:
        # An older accessibility toolkit: the change of the name has to do.
        return


class NoticeBar:
    """A notice beside results: it takes no place where there is none."""

    def __init__(self, panel: Panel, guard: Guard) -> None:
        """Make it, hidden."""
        self._panel = panel
        self._foremost = Foremost()
        self._shown: Notice | None = None
        self._sentence = label("", "bowerbird-strong", wrap=True)
        self._advice = label("", "bowerbird-small", wrap=True)
        self._mark = icon("dialog-information-symbolic")
        self._mark.set_valign(Gtk.Align.START)
        self._remedy = button("…")
        self._details = button(_("Copy _details"), "edit-copy-symbolic", _("Copy what to put into a report"))
        close = icon_button("window-close-symbolic", _("Dismiss"), _("Take this off the screen"))
        close.set_relief(Gtk.ReliefStyle.NONE)
        close.set_valign(Gtk.Align.START)
        buttons = row(self._remedy, self._details)
        buttons.set_margin_top(4)
        words = row(self._sentence, self._advice, buttons, vertical=True, gap=2)
        self._bar = classes(row(self._mark, words, close, grow=words), "bowerbird-notice")
        name(self._bar, _("Notice"), role=Atk.Role.ALERT)
        self.widget = Gtk.Revealer(transition_type=Gtk.RevealerTransitionType.NONE)
        self.widget.add(self._bar)
        self._bar.show_all()
        guard.on(self._remedy, "clicked", panel.remedy)
        guard.on(close, "clicked", self.dismiss)
        guard.on(self._details, "clicked", self._copy)

    def tell(self, notice: Notice | None) -> None:
        """Tell something that the panel does not know of."""
        self._foremost.tell(notice)
        self.show(self._panel.state, elsewhere=False)

    def dismiss(self) -> None:
        """Take what is told off the screen."""
        if self._foremost.own is not None:
            self.tell(None)
        else:
            self._panel.dismiss()

    def show(self, state: PanelState, *, elsewhere: bool) -> None:
        """Show the notice, where it is not seen elsewhere."""
        notice = self._foremost.of(state.notice, elsewhere=elsewhere)
        self.widget.set_visible(notice is not None)
        self.widget.set_reveal_child(notice is not None)
        if notice is None or notice == self._shown:
            self._shown = notice
            return
        self._shown = notice
        self._sentence.set_text(phrases.plain(notice.sentence))
        self._advice.set_text(phrases.plain(notice.advice))
        self._advice.set_visible(bool(notice.advice))
        remedy = remedy_name(notice.remedy)
        self._remedy.set_visible(bool(remedy) and self._foremost.own is None)
        if remedy:
            text = self._remedy.get_child()
            text.set_text_with_mnemonic(remedy)
            name(self._remedy, text.get_text())
        self._details.set_visible(is_worth_reporting(notice))
        self._mark.set_from_icon_name(
            "dialog-warning-symbolic" if notice.is_error else "dialog-information-symbolic",
            Gtk.IconSize.BUTTON,
        )
        classes(self._bar, "error", on=notice.is_error)
        announce(self._bar, f"{notice.sentence} {notice.advice}".strip())

    def _copy(self) -> None:
        if self._shown is not None:
            copy_details(self._shown)


def copy_details(notice: Notice) -> None:
    """Put what to report on the clipboard."""
    text = "\n".join(part for part in (notice.sentence, notice.advice, notice.details) if part)
    Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD).set_text(phrases.plain(text), -1)


class Pulse:
    """A bar that moves while something goes on: not every theme has a spinner."""

    def __init__(self, guard: Guard) -> None:
        """Make it, at rest."""
        self._guard = guard
        self._timer = 0
        self.widget = Gtk.ProgressBar(pulse_step=0.08)

    def start(self) -> None:
        """Move."""
        if not self._timer:
            self._timer = GLib.timeout_add(_PULSE_MS, self._guard.safe(self._move, otherwise=False))

    def stop(self) -> None:
        """Rest."""
        if self._timer:
            GLib.source_remove(self._timer)
            self._timer = 0

    def _move(self) -> bool:
        self.widget.pulse()
        return True


class ActivityBar:
    """What goes on at the moment, and the way to stop it; and what was done last."""

    def __init__(self, panel: Panel, guard: Guard) -> None:
        """Make it, at rest."""
        self._guard = guard
        self._timer = 0
        self._said = ""
        self._activity = Activity.IDLE
        self._pulse = Pulse(guard)
        self._words = label("", "bowerbird-small")
        self._progress = Gtk.ProgressBar()
        name(self._progress, _("Progress"))
        self._cancel = button(_("Canc_el"))
        self._cancel.set_tooltip_text(with_key(_("Stop this"), "Escape"))
        bars = row(self._words, self._pulse.widget, self._progress, vertical=True, gap=3)
        bars.set_valign(Gtk.Align.CENTER)
        busy = row(bars, self._cancel, grow=bars)
        self._done = label("", "bowerbird-small", wrap=True, lines=5)
        # It may hold the path of a file that nothing here could show.
        self._done.set_selectable(True)
        name(self._done, "", role=Atk.Role.STATUSBAR)
        self.widget = Gtk.Stack(vhomogeneous=False, hhomogeneous=False)
        self.widget.add_named(self._done, "said")
        self.widget.add_named(busy, "busy")
        self.widget.show_all()
        guard.on(self._cancel, "clicked", panel.stop)

    def show(self, state: PanelState) -> None:
        """Show it."""
        self._progress.set_visible(state.progress is not None)
        self._pulse.widget.set_visible(state.progress is None)
        self._progress.set_fraction(state.progress or 0.0)
        if state.activity is not self._activity:
            self._activity = state.activity
            self._words.set_text(phrases.activity_name(state.activity))
            name(self._pulse.widget, phrases.activity_name(state.activity) or _("At rest"))
            self._rest()
            if state.activity is Activity.TAKING_PIXELS:
                self._busy()
            elif state.activity is not Activity.IDLE:
                self._timer = self._guard.later(_QUIET_MS, self._busy)
        if state.said != self._said:
            self._said = state.said
            self._done.set_text(phrases.plain(state.said))
            if state.said:
                announce(self._done, state.said)
        is_busy = self.widget.get_visible_child_name() == "busy"
        self.widget.set_visible(is_busy or bool(self._said))

    def _busy(self) -> None:
        self._timer = 0
        self._pulse.start()
        self.widget.show()
        self.widget.set_visible_child_name("busy")

    def _rest(self) -> None:
        if self._timer:
            GLib.source_remove(self._timer)
            self._timer = 0
        self._pulse.stop()
        self.widget.set_visible_child_name("said")
