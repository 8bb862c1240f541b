"""The window: its parts, put together, and bound to the panel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bowerbird_client import Hit
from bowerbird_panel.pages import Page, in_large
from bowerbird_panel.panel import Panel
from bowerbird_panel.phrases import noted
from bowerbird_panel.state import Activity, Connection, Notice
from bowerbird_panel.words import _

from ..model.requests import carry_out
from .actions import Actions, hit_menu
from .commands import Commands
from .gimp_window import newest_time, stay_above
from .grid import Doings, Grid
from .guard import Guard
from .keys import Keys
from .making import label, name, row
from .notices import ActivityBar, NoticeBar
from .painting import painted
from .preview import Preview
from .refine import Refine, Understood
from .search_bar import SearchBar, is_typing
from .slider import Slider
from .states import States
from .style import GAP, classes
from .thumbnails import Renditions, Thumbnails
from .toolkit import Gdk, GLib, Gtk

_WIDTH, _HEIGHT = 400, 780
_MARGIN = 12
_LETTERS = 45
"""As many as go into a line at least."""
_LEAST_WIDTH, _LEAST_HEIGHT = 300, 360


class PanelWindow:
    """One window for one panel. It ends the main loop when the person closes it."""

    def __init__(self, panel: Panel, renditions: Renditions) -> None:
        """Make it, not yet seen."""
        self._panel = panel
        self._guard = Guard(self._crashed)
        self._due = 0
        self._closed = self._paging = False
        self._search = 0
        self.widget = Gtk.Window(title="Bowerbird", role="bowerbird")
        self.widget.set_size_request(_LEAST_WIDTH, _LEAST_HEIGHT)
        name(self.widget, "Bowerbird")
        self._thumbnails = Thumbnails(renditions, self._guard, painted)
        commands = Commands(panel, self._guard, self.widget, focus=self._focus, escape=self._escape)
        self._keys = Keys(commands.table)
        self._bar = SearchBar(panel, self._thumbnails, self._guard, commands.menu())
        self._refine = Refine(panel, self._guard)
        self._understood = Understood()
        self._slider = Slider(panel, self._guard)
        self._notices = NoticeBar(panel, self._guard)
        self._activity = ActivityBar(panel, self._guard)
        self._grid = Grid(
            self._thumbnails,
            self._guard,
            Doings(
                choose=panel.choose,
                use=panel.insert,
                look=self._look,
                menu=self._hit_menu,
                more=self._more,
                leave=self._bar.focus,
            ),
        )
        self._preview = Preview(self.widget, self._thumbnails, self._guard, self._grid.step, panel.insert)
        self._states = States(panel, self._guard, self._grid.widget)
        self._notes = label("", "bowerbird-small", "bowerbird-soft", wrap=True, lines=3)
        self._actions = Actions(panel, self._guard)
        self._put_together()
        on = self._guard.on
        on(self.widget, "key-press-event", self._key, False)
        on(self.widget, "delete-event", self._delete, False)
        on(self.widget, "destroy", self.close)
        on(self.widget, "configure-event", self._configured, False)
        on(self.widget, "focus-in-event", lambda _event: panel.refresh_targets(), False)
        panel.listen(self._changed)

    def open(self) -> None:
        """Show it where it was the last time, and look for the hub."""
        settings = self._panel.settings
        width, height = settings.width or self._fitting_width(), settings.height or _HEIGHT
        self.widget.set_default_size(width, height)
        if settings.x is None or settings.y is None:
            self.widget.move(*_at_the_right(width, height))
        elif _is_on_screen(settings.x, settings.y):
            self.widget.move(settings.x, settings.y)
        self._show()
        self.widget.realize()
        stay_above(self.widget)
        self.widget.show()
        self._bar.focus()
        self._guard.safe(self._panel.refresh_targets)()
        self._guard.safe(self._panel.connect)()
        self._guard.soon(self._grid.prepare)

    def _fitting_width(self) -> int:
        """Give a width that grows with the font."""
        letters = self.widget.create_pango_layout("n" * _LETTERS)
        return min(max(_WIDTH, int(letters.get_pixel_size()[0])), 2 * _WIDTH)

    def receive(self, request: Mapping[str, object], image_id: int | None) -> None:
        """Do what a menu or a shortcut asks, and come to the front."""
        self._guard.safe(carry_out)(self._panel, request, image_id)
        self.present()

    def present(self) -> None:
        """Come to the front, with the keyboard."""
        self.widget.present_with_time(newest_time(self.widget))
        if self._states.page in {Page.RESULTS, Page.TEACHING}:
            self._bar.focus()

    def close(self) -> None:
        """End everything, and the main loop."""
        if self._closed:
            return
        self._closed = True
        try:
            self._preview.close()
            self._thumbnails.close()
            self._panel.close()
        finally:
            if Gtk.main_level():
                Gtk.main_quit()

    def _put_together(self) -> None:
        self._middle = row(self._understood.widget, self._slider.widget, vertical=True, gap=4)
        top = row(
            self._bar.widget, self._refine.widget, self._notices.widget, self._middle, vertical=True, gap=GAP
        )
        classes(top, "bowerbird-panel")
        self._bottom = classes(
            row(self._notes, self._activity.widget, self._actions.widget, vertical=True, gap=GAP),
            "bowerbird-bar",
        )
        self._states.widget.set_margin_start(0)
        self._states.widget.set_margin_end(0)
        all_parts = row(
            top, self._states.widget, self._bottom, vertical=True, gap=0, grow=self._states.widget
        )
        self.widget.add(all_parts)
        all_parts.show_all()

    # Showing.

    def _changed(self) -> None:
        # However many changes come at once, the screen changes once, before it is painted.
        if not self._due and not self._closed:
            self._due = self._guard.soon(self._show, GLib.PRIORITY_HIGH_IDLE + 5)

    def _show(self) -> None:
        self._due = 0
        if self._closed:
            return
        state = self._panel.state
        is_pairing = state.connection is Connection.PAIRING
        for part in (self._bar, self._refine, self._understood, self._slider, self._activity, self._actions):
            self._guard.safe(part.show)(state)
        self._states.show(state)
        has_hits = bool(state.hits)
        is_large = self._states.page is Page.NOTICE and in_large(state) == state.notice
        self._notices.show(state, elsewhere=is_large or is_pairing)
        self._slider.widget.set_visible(has_hits)
        self._middle.set_visible(has_hits and not is_pairing)
        self._actions.widget.set_visible(has_hits)
        self._notes.set_text(noted(state))
        self._notes.set_visible(bool(state.notes))
        self._bottom.set_visible(
            not is_pairing and (has_hits or bool(state.notes) or self._activity.widget.get_visible())
        )
        was_pairing = not self._bar.widget.get_sensitive()
        self._bar.widget.set_sensitive(not is_pairing)
        if was_pairing and not is_pairing:
            self._bar.focus()
        self._refine.widget.set_sensitive(not is_pairing)
        fresh, self._search = state.search != self._search, state.search
        self._grid.show(
            state.shown,
            state.chosen,
            fresh=fresh,
            has_more=state.has_more,
            is_locked=bool(state.clue.core),
            stale=state.activity is Activity.SEARCHING and not self._paging,
        )
        if state.activity is not Activity.SEARCHING:
            self._paging = False
        self._preview.renew(state.hits)
        self._thumbnails.allow(fetching=state.connection is Connection.READY)

        focus = self.widget.get_focus()
        if focus is None or not focus.get_mapped():
            # What had the keyboard has gone from the screen.
            self._bar.entry.grab_focus_without_selecting()

    def _more(self) -> None:
        self._paging = True
        self._panel.more()

    def _crashed(self, error: BaseException) -> None:
        details = f"{type(error).__name__}: {error}"
        self._notices.tell(
            Notice(
                _("Something in this window went wrong."),
                _("It goes on working. Please report it."),
                is_error=True,
                details=details,
            )
        )

    # What the person does.

    def _key(self, event: Any) -> bool:
        focus = self.widget.get_focus()
        if focus is self._bar.entry and event.keyval in {Gdk.KEY_Down, Gdk.KEY_KP_Down}:
            return self._grid.focus()
        return self._keys.pressed(event, typing=is_typing(focus))

    def _focus(self) -> None:
        # Commands are there before the bar is.
        self._bar.focus()

    def _escape(self) -> bool:
        """Take back the last thing that is in the way; what an entry does with the key comes last."""
        state = self._panel.state
        if state.connection is Connection.PAIRING:
            self._panel.cancel_pairing()
        elif state.activity is not Activity.IDLE:
            self._panel.stop()
        elif self._notices.widget.get_visible():
            self._notices.dismiss()
        elif state.clue.has_picture or state.clue.saved is not None:
            self._panel.clear_picture()
        elif not is_typing(self.widget.get_focus()):
            self._bar.focus()
        else:
            return False
        return True

    def _look(self, hit: Hit) -> None:
        self._preview.toggle(hit)

    def _hit_menu(self, hit: Hit, cell: Any, event: Any) -> None:
        menu = hit_menu(
            self._panel,
            self._guard,
            hit,
            look=lambda: self._look(hit),
            has_images=bool(self._panel.state.targets),
        )
        menu.attach_to_widget(cell, None)
        # Gone with its last use, but not before what was chosen in it has been done.
        self._guard.on(menu, "selection-done", lambda: self._guard.soon(menu.destroy))
        if event is None:
            menu.popup_at_widget(cell, Gdk.Gravity.CENTER, Gdk.Gravity.NORTH_WEST, None)
        else:
            menu.popup_at_pointer(event)

    def _configured(self, _event: Any) -> bool:
        if self.widget.get_visible():
            x, y = self.widget.get_position()
            width, height = self.widget.get_size()
            self._panel.keep_window(x, y, width, height)
        return False

    def _delete(self, _event: Any) -> bool:
        # The window goes at once; what is still to be ended takes up to a second.
        self.widget.hide()
        self._guard.soon(self.widget.destroy)
        return True


def _at_the_right(width: int, height: int) -> tuple[int, int]:
    """Give the place at the right edge of what the desktop leaves to windows: it hides least of an image there."""
    display = Gdk.Display.get_default()
    area = (display.get_primary_monitor() or display.get_monitor(0)).get_workarea()
    return (
        area.x + max(0, area.width - width - _MARGIN),
        area.y + max(0, (area.height - height) // 2),
    )


def _is_on_screen(x: int, y: int) -> bool:
    display = Gdk.Display.get_default()
    for number in range(display.get_n_monitors()):
        area = display.get_monitor(number).get_workarea()
        if area.x <= x < area.x + area.width - 60 and area.y <= y < area.y + area.height - 60:
            return True
    return False
