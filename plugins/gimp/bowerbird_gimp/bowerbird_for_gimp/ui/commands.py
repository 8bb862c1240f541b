"""What the window does on a key or from its menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bowerbird_panel.panel import Panel
from bowerbird_panel.results import found
from bowerbird_panel.state import Connection
from bowerbird_panel.words import _

from ..model.sources import Source
from .guard import Guard
from .keys import Key, show_keys
from .outlines import KEY as BOXES_KEY
from .toolkit import Gtk


class Commands:
    """The commands of one window."""

    def __init__(
        self,
        panel: Panel,
        guard: Guard,
        window: Any,
        *,
        focus: Callable[[], object],
        escape: Callable[[], object],
    ) -> None:
        """Say whose they are. `focus` goes to the entry, `escape` takes back what is in the way."""
        self._panel = panel
        self._guard = guard
        self._window = window
        self._focus = focus
        self.table = (*self._searching(escape), *self._results(), *self._rest())

    def menu(self) -> Any:
        """Make the menu of the window."""
        menu = Gtk.Menu()

        def add(text: str, act: Callable[[], object]) -> Any:
            item = Gtk.MenuItem.new_with_mnemonic(text)
            self._guard.on(item, "activate", act)
            menu.append(item)
            return item

        add(_("_New search"), self._new_search)
        add(_("Search _again"), self._panel.search)
        add(_("_Open Bowerbird's page"), self._panel.open_hub_page)
        connect = add(_("Connec_t…"), self._connect)
        disconnect = add(_("_Disconnect from Bowerbird"), self._panel.disconnect)
        add(_("_Keyboard shortcuts"), self._show_keys)
        add(_("_Close"), self._window.close)
        menu.show_all()

        def showing() -> None:
            connection = self._panel.state.connection
            connect.set_visible(connection is not Connection.READY)
            connect.set_sensitive(connection is not Connection.PAIRING)
            disconnect.set_visible(connection is Connection.READY)

        self._guard.on(menu, "show", showing)
        return menu

    def _connect(self) -> None:
        if self._panel.state.connection is Connection.NOT_PAIRED:
            self._panel.pair()
        else:
            self._panel.connect()

    def _searching(self, escape: Callable[[], object]) -> tuple[Key, ...]:
        return (
            Key("<Primary>f /", _("Go to the search"), ("<Primary>f",), self._focus),
            Key("", "", ("slash",), self._focus, in_text=False),
            Key("↓", _("From the search into the results")),
            Key("<Primary>l", _("New search"), ("<Primary>l",), self._new_search),
            self._with_source(1, Source.CANVAS, _("Search with the canvas")),
            self._with_source(2, Source.SELECTION, _("Search with the selection")),
            self._with_source(3, Source.LAYER, _("Search with the active layer")),
            self._with_source(4, Source.CLIPBOARD, _("Search with the clipboard")),
            Key("<Alt>Left", _("Back"), ("<Alt>Left", "Back"), self._panel.back),
            Key("F5", _("Search again"), ("F5",), self._panel.search),
            Key("Escape", _("Stop, or remove the query picture"), ("Escape",), escape),
        )

    def _results(self) -> tuple[Key, ...]:
        inserting = ("<Primary>Return", "<Primary>KP_Enter")
        return (
            Key("←↑↓→", _("Choose a picture")),
            Key("space", _("Look at it in large")),
            Key(BOXES_KEY, _("In large: show the boxes on the picture, or hide them")),
            Key("Return", _("Insert it")),
            Key(
                "<Primary>Return",
                _("Insert the chosen picture from anywhere in the window"),
                inserting,
                self._insert,
            ),
            Key("<Shift>F10", _("All that can be done with it")),
            Key("<Primary>m", _("More like this"), ("<Primary>m",), self._more_like),
            Key("<Primary>d", _("Show in folder"), ("<Primary>d",), self._panel.reveal),
            Key("<Primary>k", _("Copy to curated folder"), ("<Primary>k",), self._panel.copy_curated),
        )

    def _rest(self) -> tuple[Key, ...]:
        return (
            Key("F1 <Primary>question", _("This list"), ("F1", "<Primary>question"), self._show_keys),
            Key("<Primary>w", _("Close the window"), ("<Primary>w",), self._window.close),
        )

    def _with_source(self, number: int, source: Source, does: str) -> Key:
        def search() -> None:
            self._panel.search_with(source)

        return Key(f"<Primary>{number}", does, (f"<Primary>{number}",), search)

    def _new_search(self) -> None:
        self._panel.set_words("")
        self._panel.set_avoid("")
        self._panel.clear_picture()
        self._focus()

    def _insert(self) -> None:
        self._panel.insert()

    def _more_like(self) -> None:
        hit = found(self._panel.state.hits, self._panel.state.chosen)
        if hit is not None:
            self._panel.more_like(hit)

    def _show_keys(self) -> None:
        show_keys(self._window, self.table, self._guard)
