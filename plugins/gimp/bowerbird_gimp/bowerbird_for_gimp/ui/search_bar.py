"""The one entry, what was searched before, the sources of pixels, and the picture that is searched with."""

from __future__ import annotations

from typing import Any

from bowerbird_client import SavedSearch
from bowerbird_panel import phrases
from bowerbird_panel.panel import Panel
from bowerbird_panel.state import Activity, Clue, Connection, PanelState
from bowerbird_panel.words import _

from ..model.sources import Source
from . import choices
from .cell import put
from .guard import Guard
from .keys import with_key
from .making import clear, icon, icon_button, label, name, relate, row
from .painting import painted
from .style import GAP, classes
from .thumbnails import Thumbnails, Wanted
from .toolkit import Atk, Gtk

_PREVIEW = 44
_MOST_LISTED = 20
_ROW = 400
"""Pixels that are there for the sources before they need a second row."""
_ICONS = {
    Source.CANVAS: "gimp-image",
    Source.SELECTION: "gimp-selection",
    Source.LAYER: "gimp-layer",
    Source.CLIPBOARD: "edit-paste",
}


class SearchBar:
    """The top of the window."""

    def __init__(self, panel: Panel, thumbnails: Thumbnails, guard: Guard, menu: Any) -> None:
        """Make it; `menu` is the menu of the window."""
        self._panel = panel
        self._thumbnails = thumbnails
        self._guard = guard
        self._showing = False
        self._past_shown: tuple[tuple[Clue, ...], tuple[SavedSearch, ...]] | None = None
        self._picture: Clue | None = None
        self._buttons: dict[Source, Any] = {}
        self._image: str | None = None
        self._back = icon_button(
            "go-previous-symbolic", _("Back"), with_key(_("Back to the results before"), "<Alt>Left")
        )
        self.entry = Gtk.SearchEntry(hexpand=True, width_chars=8, max_length=2000)
        name(
            self.entry,
            _("Search your pictures"),
            _("Words, a code or a name. Beside a picture: what differs."),
        )
        self._past = icon_button(
            _clock(),
            _("Earlier searches"),
            _("Search for earlier words again, or as you have saved it"),
            Gtk.MenuButton,
        )
        self._past_menu = Gtk.Menu(halign=Gtk.Align.END)
        self._past.set_popup(self._past_menu)
        more = icon_button("gimp-menu-left-symbolic", _("Menu"), with_key(_("Menu"), "F10"), Gtk.MenuButton)
        menu.set_halign(Gtk.Align.END)
        more.set_popup(menu)
        self.menu_button = more
        self.sources = self._sources()
        self._chip = self._make_chip()
        top = row(self._back, self.entry, self._past, more, gap=4, grow=self.entry)
        self.widget = row(top, self.sources, self._chip, vertical=True, gap=GAP)
        guard.on(self._back, "clicked", panel.back)
        guard.on(self._past_menu, "hide", panel.look_for_saved)
        guard.on(self.entry, "changed", self._typed)
        guard.on(self.entry, "activate", panel.search)
        guard.on(self.entry, "stop-search", lambda: None)

    def show(self, state: PanelState) -> None:
        """Show what is searched for."""
        self._showing = True
        try:
            if self.entry.get_text() != state.clue.words:
                self.entry.set_text(phrases.plain(state.clue.words))
                self.entry.set_position(-1)
        finally:
            self._showing = False
        has_picture = state.clue.has_picture or state.clue.saved is not None
        self.entry.set_placeholder_text(
            _("Like this, but…") if has_picture else _("Describe it, or type a code")
        )
        self._back.set_sensitive(state.can_go_back)
        is_ready = state.connection is Connection.READY
        self.sources.set_sensitive(is_ready and state.activity is not Activity.TAKING_PIXELS)
        self._name_sources(state)
        if (state.history, state.saved) != self._past_shown:
            self._past_shown = (state.history, state.saved)
            self._list_past(state.history, state.saved)
        self._show_picture(state.clue)

    def focus(self) -> None:
        """Go to the entry, with all of it selected."""
        self.entry.grab_focus()
        self.entry.select_region(0, -1)

    def _typed(self) -> None:
        if not self._showing:
            self._panel.type(self.entry.get_text())

    def _sources(self) -> Any:
        box = Gtk.Grid(column_spacing=4, row_spacing=4, column_homogeneous=True)
        for source in Source:
            words = label("", "bowerbird-small")
            words.set_text_with_mnemonic(choices.source_name(source))
            words.set_xalign(0.5)
            made = classes(Gtk.Button(), "bowerbird-source")
            words.set_mnemonic_widget(made)
            made.add(row(icon(f"{_ICONS[source]}-symbolic"), words, vertical=True, gap=2))
            name(made, _("Search with: {source}").format(source=words.get_text()))
            self._buttons[source] = made
            self._guard.on(made, "clicked", lambda source=source: self._panel.search_with(source))
            made.set_hexpand(True)
            box.attach(made, len(self._buttons) - 1, 0, 1, 1)
        self._guard.on(box, "style-updated", lambda: self._guard.soon(self._arrange))
        caption = label(_("Search with"), "bowerbird-small", "bowerbird-soft")
        made = row(caption, box, vertical=True, gap=2)
        return name(made, _("Search with"), role=Atk.Role.PANEL)

    def _arrange(self) -> None:
        """Put the sources into one row, or into two where the font is too large for that."""
        buttons = list(self._buttons.values())
        grid = buttons[0].get_parent()
        widest = max(each.get_preferred_width()[1] for each in buttons)
        columns = len(buttons) if len(buttons) * (widest + 4) <= _ROW else len(buttons) // 2
        for number, each in enumerate(buttons):
            grid.child_set_property(each, "left-attach", number % columns)
            grid.child_set_property(each, "top-attach", number // columns)

    def _name_sources(self, state: PanelState) -> None:
        """Say which image each of them takes its picture from."""
        image = next((each.name for each in state.targets if each.id == state.target), "")
        if image == self._image:
            return
        self._image = image
        for number, source in enumerate(Source, 1):
            tip, made = choices.source_tip(source, image), self._buttons[source]
            made.set_tooltip_text(with_key(tip, f"<Primary>{number}"))
            made.get_accessible().set_description(tip)

    def _make_chip(self) -> Any:
        self._preview = Gtk.Image()
        self._preview.set_size_request(_PREVIEW, _PREVIEW)
        self._kind = label("", "bowerbird-strong")
        self._title = label("", "bowerbird-small", "bowerbird-soft")
        words = row(self._kind, self._title, vertical=True, gap=0)
        words.set_valign(Gtk.Align.CENTER)
        drop = icon_button(
            "window-close-symbolic",
            _("Search without the picture"),
            with_key(_("Search without the picture"), "Escape"),
        )
        drop.set_relief(Gtk.ReliefStyle.NONE)
        drop.set_valign(Gtk.Align.CENTER)
        self._guard.on(drop, "clicked", self._panel.clear_picture)
        chip = classes(row(self._preview, words, drop, grow=words), "bowerbird-chip")
        name(chip, _("Picture that is searched with"), role=Atk.Role.PANEL)
        relate(self.entry, Atk.RelationType.DESCRIBED_BY, self._kind)
        chip.show_all()
        chip.set_no_show_all(True)
        return chip

    def _show_picture(self, clue: Clue) -> None:
        pictured = Clue(like=clue.like, pixels=clue.pixels, saved=clue.saved)
        if self._picture == pictured:
            return
        self._picture = pictured
        self._thumbnails.forget(self)
        self._chip.set_visible(not pictured.is_empty)
        self._kind.set_text(choices.picture_kind(clue))
        self._title.set_text(phrases.picture_title(clue))
        name(self._chip, f"{choices.picture_kind(clue)}: {phrases.picture_title(clue)}", role=Atk.Role.PANEL)
        scale = self.widget.get_scale_factor()
        side = _PREVIEW * scale
        self._preview.set_visible(clue.has_picture)
        if clue.pixels is not None:
            put(self._preview, painted(clue.pixels, side, side, 4), scale)
        elif clue.like is not None:
            self._preview.clear()

            def shown(picture: Any) -> None:
                if picture is not None:
                    put(self._preview, picture, scale)

            self._thumbnails.want(self, Wanted(clue.like, side, side), shown)

    def _list_past(self, history: tuple[Clue, ...], saved: tuple[SavedSearch, ...]) -> None:
        clear(self._past_menu)
        self._past.set_sensitive(bool(history or saved))
        for each in saved[:_MOST_LISTED]:
            self._past_item(
                phrases.plain(each.name), lambda each=each: self._panel.search_saved(each), each.says
            )
        if saved and history:
            self._past_menu.append(Gtk.SeparatorMenuItem())
        for clue in history[:_MOST_LISTED]:
            self._past_item(phrases.clue_line(clue), lambda clue=clue: self._panel.search_history(clue))
        if history:
            self._past_menu.append(Gtk.SeparatorMenuItem())
            forget = Gtk.MenuItem.new_with_mnemonic(_("_Forget earlier searches"))
            self._guard.on(forget, "activate", self._panel.forget_history)
            self._past_menu.append(forget)
        self._past_menu.show_all()

    def _past_item(self, text: str, act: Any, says: str = "") -> None:
        item = Gtk.MenuItem()
        words = label(text)
        words.set_max_width_chars(44)
        item.add(row(icon("emblem-favorite-symbolic", Gtk.IconSize.MENU), words) if says else words)
        if says:
            item.set_tooltip_text(phrases.plain(says))
        name(item, _("Saved search: {name}").format(name=text) if says else text)
        self._guard.on(item, "activate", act)
        self._past_menu.append(item)


def _clock() -> str:
    """Name the icon of a clock; GIMP's own icon of what was opened last is a pile of files."""
    wanted = ("emoji-recent-symbolic", "document-open-recent-symbolic")
    return next(filter(Gtk.IconTheme.get_default().has_icon, wanted), wanted[-1])


def is_typing(widget: Any) -> bool:
    """Tell whether letters go into a text there."""
    return isinstance(widget, Gtk.Editable) and widget.get_editable()
