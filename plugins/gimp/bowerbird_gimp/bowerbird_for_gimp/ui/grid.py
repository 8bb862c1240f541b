"""The results: rows of pictures, of which only those that are seen have widgets. One stop for the Tab key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bowerbird_client import Hit

from ..model.words import _
from .cell import EDGE, Cell
from .geometry import Laid, lay_out
from .guard import Guard
from .making import button, name
from .style import classes
from .thumbnails import Thumbnails, Wanted
from .toolkit import Atk, Gdk, GLib, Gtk

_GAP = 4
_LEAST, _MOST = 100, 150
_SHARE = 0.36
_LEAST_SHARE = 2.2
"""A picture is so much wider than its caption is high: larger letters need more room."""
_BEYOND = 160
_DIM_AFTER_MS = 180
_MARGIN = 3


@dataclass(frozen=True)
class Doings:
    """What the grid reports of the person."""

    choose: Callable[[str], object]
    use: Callable[[str], object]
    look: Callable[[Hit, Any], object]
    menu: Callable[[Hit, Any, Any], object]
    more: Callable[[], object]
    leave: Callable[[], object]


class Grid:
    """A scrolled plane with cells on it; a cell that has scrolled away shows the next picture."""

    def __init__(self, thumbnails: Thumbnails, guard: Guard, doings: Doings) -> None:
        """Make it, empty."""
        self._thumbnails = thumbnails
        self._guard = guard
        self._doings = doings
        self._hits: tuple[Hit, ...] = ()
        self._chosen: str | None = None
        self._laid = Laid()
        self._width = 0
        self._cells: dict[int, Cell] = {}
        self._spare: list[Cell] = []
        self._current = 0
        self._has_more = self._asked_more = False
        self._due = 0
        self._dim = 0
        self.plane = classes(Gtk.Layout(), "bowerbird-grid")
        self.widget = Gtk.ScrolledWindow(
            hscrollbar_policy=Gtk.PolicyType.NEVER, vscrollbar_policy=Gtk.PolicyType.ALWAYS
        )
        self.widget.set_overlay_scrolling(False)
        self.widget.add(self.plane)
        name(self.plane, _("Results"), role=Atk.Role.LIST)
        self._more = button(_("Show _more"))
        self._more.set_no_show_all(True)
        self.plane.put(self._more, 0, 0)
        guard.on(self._more, "clicked", doings.more)
        guard.on(self.plane, "size-allocate", self._allocated)
        guard.on(self.plane, "style-updated", self._lay_out_soon)
        guard.on(self.widget.get_vadjustment(), "value-changed", self._fill_soon)

    def show(
        self, hits: tuple[Hit, ...], chosen: str | None, *, fresh: bool, has_more: bool, stale: bool
    ) -> None:
        """Show hits. `fresh` ones answer another question; `stale` ones are about to be replaced."""
        self._stale(stale)
        moved = hits != self._hits
        if moved:
            self._asked_more = self._asked_more and len(hits) == len(self._hits)
            self._hits = hits
        if chosen != self._chosen:
            self._chosen = chosen
            self._current = next(
                (index for index, hit in enumerate(self._hits) if hit.id == chosen), self._current
            )
        self._has_more = has_more
        if fresh:
            self._current = 0
            self._asked_more = False
            self.widget.get_vadjustment().set_value(0)
        self._current = min(self._current, max(len(hits) - 1, 0))
        if moved or fresh:
            self._lay_out()
        else:
            self._mark()
            self._place_more()

    def focus(self) -> bool:
        """Go to the chosen picture, or the first; False where there is none."""
        if not self._hits:
            return False
        self._go(self._current)
        return True

    @property
    def current(self) -> Hit | None:
        """The picture on which the keyboard stands."""
        return self._hits[self._current] if self._current < len(self._hits) else None

    def step(self, by: int) -> Hit | None:
        """Go to the next picture, or the one before."""
        self._choose(self._current + by)
        return self.current

    def anchor(self) -> Any:
        """Give the widget of the picture on which the keyboard stands."""
        cell = self._cells.get(self._current)
        return self.widget if cell is None else cell.widget

    # Laying out.

    def _allocated(self, allocation: Any) -> None:
        if allocation.width != self._width:
            self._lay_out_soon()

    def _lay_out_soon(self) -> None:
        if not self._due:
            self._due = self._guard.soon(self._lay_out, GLib.PRIORITY_HIGH_IDLE + 15)

    def _lay_out(self) -> None:
        self._due = 0
        self._width = self.plane.get_allocated_width()
        probe = self._spare[-1] if self._spare else next(iter(self._cells.values()), None) or self._new_cell()
        edge, caption = 2 * EDGE, probe.caption_height()
        self._laid = lay_out(
            [(hit.width, hit.height) for hit in self._hits],
            width=max(self._width - 2 * _MARGIN - edge, 120),
            target=self._target_height(),
            least=int(caption * _LEAST_SHARE),
            gap=_GAP + edge,
            below=_GAP,
            caption=caption,
        )
        self._place_more()
        self._fill(anew=True)

    def _target_height(self) -> int:
        # Two beside each other even in the narrowest window.
        return int(min(max(self._width * _SHARE, _LEAST), _MOST))

    def _place_more(self) -> None:
        shown = self._has_more and bool(self._hits)
        self._more.set_visible(shown)
        height = self._laid.height + 2 * _MARGIN + 2 * EDGE
        if shown:
            wide = self._more.get_preferred_width()[1]
            self.plane.move(self._more, max((self._width - wide) // 2, 0), height)
            height += self._more.get_preferred_height()[1] + 2 * _MARGIN
        if self.plane.get_size() != (1, height):
            self.plane.set_size(1, height)

    def _fill_soon(self) -> None:
        self._guard.soon(self._fill, GLib.PRIORITY_HIGH_IDLE + 15)

    def _fill(self, *, anew: bool = False) -> None:
        adjustment = self.widget.get_vadjustment()
        top, page = int(adjustment.get_value()), int(adjustment.get_page_size())
        seen = self._laid.between(top - _BEYOND, top + page + _BEYOND)
        for index in [index for index in self._cells if index not in seen]:
            cell = self._cells[index]
            if index >= len(self._hits) or not cell.widget.has_focus():
                self._put_away(index)
        # From the last to the first: the newest wish is fulfilled first.
        for index in reversed(seen):
            cell = self._cells.get(index)
            if cell is None:
                cell = self._spare.pop() if self._spare else self._new_cell()
                self._cells[index] = cell
                self._bind(cell, index)
            elif anew:
                self._bind(cell, index)
        self._mark()
        near_end = top + page >= self._laid.height - _BEYOND
        if near_end and self._has_more and self._hits and not self._asked_more and page > 1:
            self._asked_more = True
            self._guard.soon(self._doings.more)

    def _bind(self, cell: Cell, index: int) -> None:
        hit, spot = self._hits[index], self._laid.spots[index]
        scale = self.plane.get_scale_factor()
        same = cell.hit == hit and cell.room == (spot.width, spot.height)
        cell.bind(hit, index, len(self._hits), chosen=hit.id == self._chosen)
        cell.size(spot.width, spot.height, scale)
        self.plane.move(cell.widget, spot.left + _MARGIN, spot.top + _MARGIN)
        cell.widget.show()
        if not same:
            cell.wait()
            self._thumbnails.want(cell, Wanted(hit, spot.width * scale, spot.height * scale), cell.show)

    def _put_away(self, index: int) -> None:
        cell = self._cells.pop(index)
        self._thumbnails.forget(cell)
        cell.hit = None
        cell.widget.set_can_focus(False)
        cell.widget.hide()
        self._spare.append(cell)

    def _new_cell(self) -> Cell:
        cell = Cell()
        self.plane.put(cell.widget, 0, 0)
        self._guard.on(cell.widget, "clicked", lambda: self._clicked(cell))
        self._guard.on(cell.widget, "button-press-event", lambda event: self._pressed(cell, event), False)
        self._guard.on(cell.widget, "key-press-event", lambda event: self._key(cell, event), False)
        self._guard.on(cell.widget, "popup-menu", lambda: self._menu(cell, None), False)
        return cell

    def _mark(self) -> None:
        for index, cell in self._cells.items():
            cell.mark(chosen=cell.hit is not None and cell.hit.id == self._chosen)
            cell.widget.set_can_focus(index == self._current)

    def _stale(self, stale: bool) -> None:
        if stale and not self._dim:
            self._dim = self._guard.later(_DIM_AFTER_MS, self._grow_dim)
        elif not stale and self._dim:
            if self._dim > 0:
                GLib.source_remove(self._dim)
            self._dim = 0
            self.widget.set_opacity(1.0)

    def _grow_dim(self) -> None:
        self._dim = -1
        self.widget.set_opacity(0.45)

    # What the person does.

    def _clicked(self, cell: Cell) -> None:
        if cell.is_marking or cell.hit is None:
            return
        self._choose(cell.index)
        cell.mark(chosen=True)

    def _pressed(self, cell: Cell, event: Any) -> bool:
        if cell.hit is None:
            return False
        if event.type == Gdk.EventType.DOUBLE_BUTTON_PRESS and event.button == Gdk.BUTTON_PRIMARY:
            self._doings.use(cell.hit.id)
            return True
        if event.triggers_context_menu():
            self._choose(cell.index)
            return self._menu(cell, event)
        return False

    def _menu(self, cell: Cell, event: Any) -> bool:
        if cell.hit is None:
            return False
        self._doings.choose(cell.hit.id)
        self._doings.menu(cell.hit, cell.widget, event)
        return True

    def _key(self, cell: Cell, event: Any) -> bool:
        if cell.hit is None or event.state & Gtk.accelerator_get_default_mod_mask():
            return False
        key = Gdk.keyval_name(event.keyval) or ""
        key = key.removeprefix("KP_")
        if key in {"Return", "Enter", "ISO_Enter"}:
            self._doings.use(cell.hit.id)
        elif key == "space":
            self._doings.look(cell.hit, cell.widget)
        else:
            to = self._target(key)
            if to is None:
                return False
            if to < 0:
                self._doings.leave()
            else:
                self._choose(to)
        return True

    def _target(self, key: str) -> int | None:
        at, last = self._current, len(self._hits) - 1
        if self.plane.get_direction() == Gtk.TextDirection.RTL:
            key = {"Left": "Right", "Right": "Left"}.get(key, key)
        rows = max(1, int(self.widget.get_vadjustment().get_page_size() / self._target_height()) - 1)
        if key == "Up" and self._laid.spots[at].row == 0:
            return -1
        return {
            "Left": lambda: max(at - 1, 0),
            "Right": lambda: min(at + 1, last),
            "Up": lambda: self._laid.moved(at, rows=-1),
            "Down": lambda: self._laid.moved(at, rows=1),
            "Page_Up": lambda: self._laid.moved(at, rows=-rows),
            "Page_Down": lambda: self._laid.moved(at, rows=rows),
            "Home": lambda: 0,
            "End": lambda: last,
        }.get(key, lambda: None)()

    def _choose(self, index: int) -> None:
        if not self._hits:
            return
        self._go(min(max(index, 0), len(self._hits) - 1))
        self._doings.choose(self._hits[self._current].id)

    def _go(self, index: int) -> None:
        self._current = index
        spot = self._laid.spots[index]
        bottom = self._laid.bottoms[spot.row] + 2 * _MARGIN + EDGE
        self.widget.get_vadjustment().clamp_page(spot.top, bottom)
        self._fill()
        cell = self._cells.get(index)
        if cell is not None and not cell.widget.has_focus():
            cell.widget.grab_focus()
