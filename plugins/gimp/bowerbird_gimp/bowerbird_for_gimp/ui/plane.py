"""The plane under the results: it scrolls, and only what is seen of it has widgets, which are used again and again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from bowerbird_client import Hit
from bowerbird_panel.words import _

from .cell import EDGE, Cell
from .geometry import Laid, Spot, lay_out
from .guard import Guard
from .making import button, name
from .pacing import BUDGET_S
from .style import classes
from .thumbnails import Thumbnails, Wanted
from .toolkit import Atk, GLib, Gtk

_GAP = 4
_MARGIN = 3
_LEAST, _MOST = 100, 150
_SHARE = 0.36
_LEAST_SHARE = 2.2
"""A picture is so much wider than its caption is high: larger letters need more room."""
_BEYOND = 160
_READY = 14
"""Cells that are made before the first results come: so many are seen at once."""
_BEFORE_PAINTING = GLib.PRIORITY_HIGH_IDLE + 15


class Plane:
    """Cells in rows. `current` is the one on which the keyboard stands: the only one that the Tab key reaches."""

    def __init__(
        self,
        thumbnails: Thumbnails,
        guard: Guard,
        *,
        made: Callable[[Cell], object],
        more: Callable[[], object],
    ) -> None:
        """Make it, empty. `made` gets each new cell, `more` is called when the end comes near."""
        self._thumbnails = thumbnails
        self._guard = guard
        self._made = made
        self._ask_more = more
        self.hits: tuple[Hit, ...] = ()
        self.laid = Laid()
        self.current = 0
        self._chosen: str | None = None
        self._width = 0
        self._cells: dict[int, Cell] = {}
        self._spare: list[Cell] = []
        self._has_more = self._asked_more = self._is_locked = False
        self._laying = self._filling = 0
        self.widget = Gtk.ScrolledWindow(
            hscrollbar_policy=Gtk.PolicyType.NEVER, vscrollbar_policy=Gtk.PolicyType.ALWAYS
        )
        self.widget.set_overlay_scrolling(False)
        self.ground = classes(Gtk.Layout(), "bowerbird-grid")
        self.widget.add(self.ground)
        name(self.ground, _("Results"), role=Atk.Role.LIST)
        self._more = button(_("Show _more"))
        self._more.set_no_show_all(True)
        self.ground.put(self._more, 0, 0)
        guard.on(self._more, "clicked", more)
        guard.on(self.ground, "size-allocate", self._allocated)
        guard.on(self.ground, "style-updated", self._lay_out_soon)
        guard.on(self.widget.get_vadjustment(), "value-changed", self._fill_soon)

    def prepare(self) -> None:
        """Make cells one after the other while nobody needs any."""
        if len(self._spare) + len(self._cells) < _READY:
            self._spare.append(self._new_cell())
            self._guard.soon(self.prepare)

    def show(
        self, hits: tuple[Hit, ...], chosen: str | None, *, fresh: bool, has_more: bool, is_locked: bool
    ) -> None:
        """Show hits. `fresh` ones answer another question: they begin at the top."""
        moved = hits != self.hits
        has_focus = any(cell.widget.has_focus() for cell in self._cells.values())
        if moved:
            # As long as a page brings something that is seen, the next one is fetched by itself.
            self._asked_more = self._asked_more and len(hits) == len(self.hits)
            self.hits = hits
        if chosen != self._chosen:
            self._chosen = chosen
            at = next((index for index, hit in enumerate(hits) if hit.id == chosen), None)
            self.current = self.current if at is None else at
        self._has_more, self._is_locked = has_more, is_locked
        if fresh:
            self.current = 0
            self._asked_more = False
            self.widget.get_vadjustment().set_value(0)
        self.current = min(self.current, max(len(hits) - 1, 0))
        if moved or fresh:
            self._lay_out()
        else:
            self._mark()
            self._place_more()
        if has_focus and fresh and hits:
            # Whoever was in the results stays in them.
            self.go(0)

    def go(self, index: int) -> None:
        """Take the keyboard to a picture, and scroll to where it is seen."""
        self.current = index
        spot = self.laid.spots[index]
        bottom = self.laid.bottoms[spot.row] + 2 * _MARGIN + EDGE
        self.widget.get_vadjustment().clamp_page(spot.top, bottom)
        self._fill()
        cell = self._cells.get(index)
        if cell is not None and not cell.widget.has_focus():
            cell.widget.grab_focus()

    def rows_seen(self) -> int:
        """Tell how many rows are seen at once, or nearly."""
        return max(1, int(self.widget.get_vadjustment().get_page_size() / self._target()) - 1)

    # Where everything lies.

    def _allocated(self, allocation: Any) -> None:
        if allocation.width != self._width:
            self._lay_out_soon()

    def _lay_out_soon(self) -> None:
        if not self._laying:
            self._laying = self._guard.soon(self._lay_out, _BEFORE_PAINTING)

    def _lay_out(self) -> None:
        self._laying = 0
        self._width = self.ground.get_allocated_width()
        if not self._spare and not self._cells:
            self._spare.append(self._new_cell())
        caption = (self._spare or list(self._cells.values()))[-1].caption_height()
        edge = 2 * EDGE
        self.laid = lay_out(
            [(hit.width, hit.height) for hit in self.hits],
            width=max(self._width - 2 * _MARGIN - edge, 120),
            target=self._target(),
            least=int(caption * _LEAST_SHARE),
            gap=_GAP + edge,
            below=_GAP,
            caption=caption,
        )
        self._place_more()
        self._fill()

    def _target(self) -> int:
        # Two beside each other even in the narrowest window.
        return int(min(max(self._width * _SHARE, _LEAST), _MOST))

    def _place_more(self) -> None:
        shown = self._has_more and bool(self.hits)
        self._more.set_visible(shown)
        height = self.laid.height + 2 * _MARGIN + 2 * EDGE
        if shown:
            wide = self._more.get_preferred_width()[1]
            self.ground.move(self._more, max((self._width - wide) // 2, 0), height)
            height += self._more.get_preferred_height()[1] + 2 * _MARGIN
        if self.ground.get_size() != (1, height):
            self.ground.set_size(1, height)

    # What is seen of it.

    def _fill_soon(self) -> None:
        if not self._filling:
            self._filling = self._guard.soon(self._fill, _BEFORE_PAINTING)

    def _fill(self) -> None:
        self._filling = 0
        until = time.perf_counter() + BUDGET_S
        adjustment = self.widget.get_vadjustment()
        top, page = int(adjustment.get_value()), int(adjustment.get_page_size())
        seen = self.laid.between(top - _BEYOND, top + page + _BEYOND)
        for index in [index for index in self._cells if index not in seen]:
            if index >= len(self.hits) or not self._cells[index].widget.has_focus():
                self._put_away(index)
        wanted = [self.current, *seen] if self.current in seen else seen
        for index in wanted:
            if self._bind(index) and time.perf_counter() >= until:
                # The rest when the screen has been painted.
                self._filling = self._guard.soon(self._fill)
                break
        self._mark()
        near_end = top + page >= self.laid.height - _BEYOND
        if near_end and self._has_more and self.hits and not self._asked_more and page > 1:
            self._asked_more = True
            self._guard.soon(self._ask_more)

    def _bind(self, index: int) -> bool:
        """Have a cell show a picture at its spot; tell whether there was anything to do."""
        cell = self._cells.get(index)
        if cell is None:
            cell = self._spare.pop() if self._spare else self._new_cell()
            self._cells[index] = cell
        hit, spot, total = self.hits[index], self.laid.spots[index], len(self.hits)
        before, cell.shows = cell.shows, (hit, spot, total, self._is_locked)
        if before == cell.shows:
            return False
        self._paint(cell, index, hit, spot)
        return True

    def _paint(self, cell: Cell, index: int, hit: Hit, spot: Spot) -> None:
        scale = self.ground.get_scale_factor()
        # Labels that come change the hit, and not what it looks like.
        before = None if cell.hit is None else (cell.hit.id, cell.hit.content)
        same = before == (hit.id, hit.content) and cell.room == (spot.width, spot.height)
        cell.bind(hit, index, len(self.hits), is_locked=self._is_locked)
        cell.size(spot.width, spot.height, scale)
        self.ground.move(cell.widget, spot.left + _MARGIN, spot.top + _MARGIN)
        cell.widget.show()
        if not same:
            cell.wait()
            self._thumbnails.want(cell, Wanted(hit, spot.width * scale, spot.height * scale), cell.show)

    def _put_away(self, index: int) -> None:
        cell = self._cells.pop(index)
        self._thumbnails.forget(cell)
        cell.hit = cell.shows = None
        cell.widget.set_can_focus(False)
        cell.widget.hide()
        self._spare.append(cell)

    def _new_cell(self) -> Cell:
        cell = Cell()
        cell.widget.hide()
        self.ground.put(cell.widget, 0, 0)
        self._made(cell)
        return cell

    def _mark(self) -> None:
        for index, cell in self._cells.items():
            cell.mark(chosen=cell.hit is not None and cell.hit.id == self._chosen)
            cell.widget.set_can_focus(index == self.current)
