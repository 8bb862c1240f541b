"""What can be done with the chosen picture: the bar below the results, and the menu of a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bowerbird_client import Hit
from bowerbird_panel import phrases
from bowerbird_panel.panel import Panel
from bowerbird_panel.results import found
from bowerbird_panel.state import PanelState, Target
from bowerbird_panel.words import _

from ..model.placing import NEEDS_SELECTION, Placing
from . import choices
from .guard import Guard
from .keys import with_key
from .making import combo, fill, icon, icon_button, label, labelled, name, row
from .style import GAP, classes
from .toolkit import Gtk, Pango

WAYS = (
    (Placing.CENTRED, Placing.ORIGINAL_SIZE, Placing.FIT_CANVAS),
    (Placing.AT_SELECTION, Placing.FIT_SELECTION, Placing.MASKED),
    (Placing.REPLACE, Placing.NEW_IMAGE),
)


class Actions:
    """Insert, and where to; more like this; show in folder; copy to the curated folder."""

    def __init__(self, panel: Panel, guard: Guard) -> None:
        """Make the bar."""
        self._panel = panel
        self._guard = guard
        self._showing = False
        self._targets: tuple[Target, ...] | None = None
        self._ways: dict[Placing, Any] = {}
        self._how = label("", "bowerbird-small", "bowerbird-soft")
        self.insert = self._make_insert()
        self.ways = icon_button(
            "go-down-symbolic", _("Ways to insert"), _("How the picture comes in"), Gtk.MenuButton
        )
        self.ways.set_popup(self._ways_menu())
        both = classes(row(self.insert, self.ways, gap=0, grow=self.insert), "linked")
        self.target = combo()
        self.target.set_hexpand(True)
        self.target.set_size_request(90, -1)
        tag = labelled(_("In_to"), self.target)
        tag.set_ellipsize(Pango.EllipsizeMode.NONE)
        name(self.target, _("Image to insert into"))
        self.target.set_tooltip_text(_("The image to search with and to insert into"))
        self._for_chosen = [
            self._action(
                "gimp-images-symbolic",
                _("More like this"),
                with_key(_("Search for pictures like the chosen one"), "<Primary>m"),
                self._more_like,
            ),
            self._action(
                "folder-symbolic",
                _("Show in folder"),
                with_key(_("Show the chosen picture in its folder"), "<Primary>d"),
                panel.reveal,
            ),
            self._action(
                "document-save-symbolic",
                _("Copy to curated folder"),
                with_key(_("Copy the chosen picture to your curated folder"), "<Primary>k"),
                panel.copy_curated,
            ),
        ]
        second = row(tag, self.target, *self._for_chosen, gap=4, grow=self.target)
        self.widget = row(both, second, vertical=True, gap=GAP)
        guard.on(self.target, "changed", self._picked)

    def show(self, state: PanelState) -> None:
        """Show what can be done."""
        self._showing = True
        try:
            if state.targets != self._targets:
                self._targets = state.targets
                fill(
                    self.target,
                    [(str(each.id), each.name) for each in state.targets],
                    str(state.target),
                )
            wanted = None if state.target is None else str(state.target)
            if self.target.get_active_id() != wanted and wanted is not None:
                self.target.set_active_id(wanted)
            self._ways[Placing(state.placing)].set_active(True)
        finally:
            self._showing = False
        into_image = state.placing != Placing.NEW_IMAGE
        # Also where pictures become new images: it says which image is searched with.
        self.target.set_sensitive(bool(state.targets))
        self._how.set_text(choices.placing_name(state.placing))
        how = _("Insert: {way}").format(way=choices.placing_name(state.placing))
        name(self.insert, how, self._hint(state))
        self.insert.set_tooltip_text(self._hint(state))
        self.insert.set_sensitive(state.chosen is not None and (bool(state.targets) or not into_image))
        for each in self._for_chosen:
            each.set_sensitive(state.chosen is not None)

    def _hint(self, state: PanelState) -> str:
        if state.chosen is None:
            return _("Choose a picture first")
        if not state.targets and state.placing != Placing.NEW_IMAGE:
            return _("No image is open: open one, or insert as a new image")
        if state.placing in NEEDS_SELECTION:
            return with_key(_("Insert the chosen picture; it needs a selection"), "<Primary>Return")
        return with_key(_("Insert the chosen picture"), "<Primary>Return")

    def _make_insert(self) -> Any:
        title = label("", "bowerbird-strong")
        title.set_text_with_mnemonic(_("I_nsert"))
        made = classes(Gtk.Button(), "bowerbird-main", "suggested-action")
        title.set_mnemonic_widget(made)
        words = row(title, self._how, vertical=True, gap=0)
        made.add(row(icon("list-add-symbolic"), words, gap=8, grow=words))
        self._guard.on(made, "clicked", self._insert)
        return made

    def _insert(self) -> None:
        self._panel.insert()

    def _action(self, icon_name: str, called: str, tip: str, act: Any) -> Any:
        made = icon_button(icon_name, called, tip)
        self._guard.on(made, "clicked", act)
        return made

    def _ways_menu(self) -> Any:
        menu = Gtk.Menu(halign=Gtk.Align.END)
        first = None
        for number, group in enumerate(WAYS):
            if number:
                menu.append(Gtk.SeparatorMenuItem())
            for placing in group:
                item = Gtk.RadioMenuItem.new_with_label_from_widget(first, choices.placing_name(placing))
                first = first or item
                self._ways[placing] = item
                self._guard.on(item, "toggled", lambda placing=placing: self._way(placing))
                menu.append(item)
        menu.show_all()
        return menu

    def _way(self, placing: Placing) -> None:
        if not self._showing and self._ways[placing].get_active():
            self._panel.set_placing(placing)

    def _picked(self) -> None:
        chosen = self.target.get_active_id()
        if not self._showing and chosen is not None:
            self._panel.set_target(int(chosen))

    def _more_like(self) -> None:
        hit = found(self._panel.state.hits, self._panel.state.chosen)
        if hit is not None:
            self._panel.more_like(hit)


def hit_menu(panel: Panel, guard: Guard, hit: Hit, *, look: Callable[[], object], has_images: bool) -> Any:
    """Make the menu of one picture."""
    menu = Gtk.Menu()
    name(menu, phrases.name_of(hit))

    def item(text: str, act: Any, *, sensitive: bool = True) -> Any:
        made = Gtk.MenuItem.new_with_mnemonic(text)
        made.set_sensitive(sensitive)
        guard.on(made, "activate", act)
        return made

    inserting = Gtk.MenuItem.new_with_mnemonic(_("_Insert as a layer"))
    inserting.set_sensitive(has_images)
    ways = Gtk.Menu()
    for placing in (way for group in WAYS for way in group if way is not Placing.NEW_IMAGE):
        made = Gtk.MenuItem.new_with_label(choices.placing_name(placing))
        guard.on(made, "activate", lambda placing=placing: panel.insert(hit.id, placing))
        ways.append(made)
    inserting.set_submenu(ways)
    menu.append(inserting)
    menu.append(item(_("_Open as a new image"), lambda: panel.insert(hit.id, Placing.NEW_IMAGE)))
    menu.append(Gtk.SeparatorMenuItem())
    menu.append(item(_("_Look at it in large"), look))
    menu.append(item(_("_More like this"), lambda: panel.more_like(hit)))
    menu.append(item(_("_Show in folder"), panel.reveal))
    menu.append(item(_("_Copy to curated folder"), panel.copy_curated))
    menu.show_all()
    return menu
