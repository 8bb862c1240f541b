"""What narrows a search: words to avoid, a folder, a shape; how words are weighed against a picture; and the order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bowerbird_panel import phrases
from bowerbird_panel.explaining import explained
from bowerbird_panel.panel import Panel
from bowerbird_panel.places import Place, to_choose_from
from bowerbird_panel.refinements import SHAPES, SORTS, shape_name, sort_name, weighed, weight_of
from bowerbird_panel.state import PanelState
from bowerbird_panel.words import _

from .guard import Guard
from .making import clear, combo, fill, label, labelled, name, relate, row
from .style import GAP, classes
from .toolkit import Atk, GLib, Gtk, Pango

_ALL = ""
_TYPING_MS = 450
_HARDLY = 0.001


class Refine:
    """A row that unfolds. Folded away, it says what it holds."""

    def __init__(self, panel: Panel, guard: Guard) -> None:
        """Make it, folded away."""
        self._panel = panel
        self._guard = guard
        self._showing = False
        self._places: tuple[Place, ...] | None = None
        self._timer = 0
        self._tags: dict[Any, Any] = {}
        self.avoid = Gtk.Entry(hexpand=True, width_chars=8, max_length=500)
        self.avoid.set_placeholder_text(_("Such pictures come last"))
        self.avoid.set_tooltip_text(_("What looks like these words comes after all other pictures"))
        self.folder = combo()
        self.folder.set_hexpand(True)
        table = Gtk.Grid(column_spacing=GAP, row_spacing=GAP, margin_top=GAP)
        table.attach(labelled(_("_Without"), self.avoid), 0, 0, 1, 1)
        table.attach(self.avoid, 1, 0, 1, 1)
        table.attach(labelled(_("_In folder"), self.folder), 0, 1, 1, 1)
        table.attach(self.folder, 1, 1, 1, 1)
        self.shape = self._choice(table, 2, _("Shape"), [(each or _ALL, shape_name(each)) for each in SHAPES])
        self.sort = self._choice(table, 3, _("Order"), [(each, sort_name(each)) for each in SORTS])
        self.weight = Gtk.Scale.new_with_range(Gtk.Orientation.HORIZONTAL, 0, 1, 0.05)
        self.weight.set_draw_value(False)
        self.weight.set_hexpand(True)
        self._weighed = row(
            label(_("Picture"), "bowerbird-small"),
            self.weight,
            label(_("Words"), "bowerbird-small"),
            grow=self.weight,
        )
        self._weight_tag = labelled(_("Weight"), self.weight)
        name(self.weight, _("Picture or words"), _("How much the words count beside the picture"))
        table.attach(self._weight_tag, 0, 4, 1, 1)
        table.attach(self._weighed, 1, 4, 1, 1)
        for each in (self._weight_tag, self._weighed):
            each.show_all()
            each.set_no_show_all(True)
        self.widget = Gtk.Expander()
        head = label("")
        head.set_text_with_mnemonic(_("_Refine"))
        self._held = label("", "bowerbird-small", "bowerbird-soft")
        self.widget.set_label_widget(row(head, self._held))
        head.set_mnemonic_widget(self.widget)
        name(self.widget, head.get_text(), _("Words to avoid, the folder to search in, shapes and the order"))
        self.widget.add(table)
        guard.on(self.avoid, "changed", self._typed)
        guard.on(self.avoid, "activate", self._search)
        guard.on(self.folder, "changed", self._picked)
        guard.on(self.shape, "changed", lambda: self._chose(self.shape, self._panel.set_shape))
        guard.on(self.sort, "changed", lambda: self._chose(self.sort, self._panel.set_sort))
        guard.on(self.weight, "value-changed", self._weighs)

    def show(self, state: PanelState) -> None:
        """Show what narrows the search."""
        self._showing = True
        try:
            if self.avoid.get_text() != state.clue.avoid:
                self.avoid.set_text(phrases.plain(state.clue.avoid))
            if state.places != self._places:
                self._places = state.places
                entries = [(_ALL, _("All folders"))]
                entries += [(each.id, phrases.folder_name(each)) for each in to_choose_from(state.places)]
                fill(self.folder, entries, state.folder or _ALL)
            if (self.folder.get_active_id() or _ALL) != (state.folder or _ALL):
                self.folder.set_active_id(state.folder or _ALL)
            self._show_clue(state)
        finally:
            self._showing = False
        held = phrases.refined(state)
        self._held.set_text(f"· {held}" if held else "")
        name(self.widget, _("Refine, {held}").format(held=held) if held else _("Refine"))

    def _choice(self, table: Any, line: int, text: str, entries: list[tuple[str, str]]) -> Any:
        made = combo()
        made.set_hexpand(True)
        fill(made, entries, entries[0][0])
        tag = labelled(text, made)
        table.attach(tag, 0, line, 1, 1)
        table.attach(made, 1, line, 1, 1)
        for each in (tag, made):
            each.show_all()
            each.set_no_show_all(True)
        self._tags[made] = tag
        return made

    def _show_clue(self, state: PanelState) -> None:
        """Show what the hub that runs can do of it."""
        clue = state.clue
        for control, wanted, can in ((self.shape, clue.shape, "filters"), (self.sort, clue.sort, "sort")):
            if control.get_active_id() != wanted:
                control.set_active_id(wanted)
            for each in (control, self._tags[control]):
                each.set_visible(can in state.refines)
        if abs(self.weight.get_value() - weight_of(clue)) > _HARDLY:
            self.weight.set_value(weight_of(clue))
        self.weight.set_tooltip_text(weighed(clue))
        for each in (self._weighed, self._weight_tag):
            each.set_visible(clue.is_weighed and "weight" in state.refines)

    def _chose(self, control: Any, choose: Callable[[str], object]) -> None:
        chosen = control.get_active_id()
        if not self._showing and chosen is not None:
            choose(chosen)

    def _weighs(self) -> None:
        if not self._showing:
            self._panel.set_weight(round(self.weight.get_value(), 2))

    def _typed(self) -> None:
        if self._showing:
            return
        self._panel.set_avoid(self.avoid.get_text())
        self._stop()
        self._timer = self._guard.later(_TYPING_MS, self._search)

    def _search(self) -> None:
        self._stop()
        self._panel.search()

    def _stop(self) -> None:
        timer, self._timer = self._timer, 0
        source = GLib.MainContext.default().find_source_by_id(timer) if timer else None
        if source is not None:
            source.destroy()

    def _picked(self) -> None:
        chosen = self.folder.get_active_id()
        if not self._showing and chosen is not None:
            self._panel.set_folder(chosen or None)


class Understood:
    """How many there are, which way the clue took, and why."""

    def __init__(self) -> None:
        """Make it, empty."""
        self._entry = ""
        self._count = label("", "bowerbird-strong")
        self._count.set_ellipsize(Pango.EllipsizeMode.NONE)
        self._ways = row(gap=4)
        self._why = label("", "bowerbird-small", "bowerbird-soft", wrap=True, lines=2)
        first = row(self._count, self._ways, gap=8)
        self.widget = row(first, self._why, vertical=True, gap=2)
        name(self.widget, _("How it was understood"), role=Atk.Role.PANEL)
        relate(self._why, Atk.RelationType.LABEL_FOR, self._ways)

    def show(self, state: PanelState) -> None:
        """Show it."""
        self._count.set_text(phrases.counted(state))
        why = explained(state)
        self._why.set_text(why)
        self._why.set_tooltip_text(why)
        self._why.set_visible(bool(why))
        self.widget.set_visible(bool(state.hits or state.why))
        if state.entry != self._entry:
            self._entry = state.entry
            clear(self._ways)
            for each in phrases.entries(state.entry):
                self._ways.add(classes(label(each), "bowerbird-entry"))
            self._ways.show_all()
