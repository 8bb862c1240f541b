"""Pairing, as the person sees it: the code in large, how long it is good for, and the question where one is needed."""

from __future__ import annotations

from bowerbird_panel import phrases
from bowerbird_panel.panel import Panel
from bowerbird_panel.state import PairingCode
from bowerbird_panel.words import _, ngettext

from .guard import Guard
from .keys import with_key
from .making import button, label, name, row
from .style import WIDE, classes
from .toolkit import Atk, Gtk


class PairingView:
    """The page of pairing."""

    def __init__(self, panel: Panel, guard: Guard) -> None:
        """Make it, without a code."""
        self._spoken = ""
        self._title = label(_("Connect GIMP to Bowerbird"), "bowerbird-title", wrap=True)
        self._what = label("", wrap=True)
        self._code = Gtk.Label(selectable=True, can_focus=True, margin_top=6)
        classes(self._code, "bowerbird-code")
        self._time = label("", "bowerbird-small", "bowerbird-soft")
        self._time.set_xalign(0.5)
        self._caution = label("", "bowerbird-strong", wrap=True)
        self._question = label(_("Does Bowerbird show the same code?"), "bowerbird-strong", wrap=True)
        self._same = classes(button(_("_Yes, the same code")), "bowerbird-main", "suggested-action")
        self._other = button(_("_No, another or none"))
        self._ask = row(self._caution, self._question, self._same, self._other, vertical=True)
        self._waiting = label("", "bowerbird-small", wrap=True)
        self._open = button(_("O_pen Bowerbird"), "", _("Show Bowerbird's page, where the code is approved"))
        self._cancel = button(_("Canc_el"), "", with_key(_("Do not connect"), "Escape"))
        code = classes(row(self._code, self._time, vertical=True, gap=4), "bowerbird-card")
        # Below each other: in a large font there is no room beside each other.
        buttons = row(self._open, self._cancel, vertical=True)
        self.widget = row(
            self._title,
            self._what,
            code,
            self._waiting,
            self._ask,
            buttons,
            vertical=True,
            gap=WIDE,
        )
        self.widget.set_border_width(4)
        name(self.widget, _("Pairing"), role=Atk.Role.PANEL)
        guard.on(self._same, "clicked", lambda: panel.confirm_code(True))
        guard.on(self._other, "clicked", lambda: panel.confirm_code(False))
        guard.on(self._open, "clicked", panel.open_hub_page)
        guard.on(self._cancel, "clicked", panel.cancel_pairing)

    def focus(self) -> None:
        """Go to what is to be done first."""
        (self._same if self._ask.get_visible() else self._open).grab_focus()

    def show(self, pairing: PairingCode | None) -> None:
        """Show a code, or that one is on its way."""
        self._code.set_text("…" if pairing is None else phrases.plain(pairing.code))
        if pairing is None:
            self._what.set_text(_("Asking Bowerbird for a code…"))
            self._waiting.set_text("")
            self._time.set_text("")
            self._ask.hide()
            return
        self._what.set_text(
            _("Bowerbird's page shows a request of GIMP with a code. If it is this one, approve it there.")
        )
        spoken = " ".join(pairing.code)
        if spoken != self._spoken:
            self._spoken = spoken
            name(self._code, _("Code {letters}").format(letters=spoken))
        self._time.set_text(_("Good for {time}").format(time=phrases.left(pairing.seconds_left)))
        minutes = -(-pairing.seconds_left // 60)
        name(
            self._time,
            ngettext("Good for {number} minute", "Good for {number} minutes", minutes).format(number=minutes),
        )
        asks = pairing.must_be_seen and not pairing.confirmed
        self._ask.set_visible(asks)
        self._caution.set_text(phrases.plain(pairing.caution))
        self._caution.set_visible(bool(pairing.caution))
        self._waiting.set_text(_("Waiting for you to approve it on Bowerbird's page…"))
