"""The results, as the person uses them: choosing, using and looking, by pointer and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bowerbird_client import Hit

from .cell import Cell
from .guard import Guard
from .plane import Plane
from .thumbnails import Thumbnails
from .toolkit import Gdk, GLib, Gtk

_DIM_AFTER_MS = 180
_DIM = 0.45


@dataclass(frozen=True)
class Doings:
    """What the grid reports of the person."""

    choose: Callable[[str], object]
    use: Callable[[str], object]
    look: Callable[[Hit], object]
    menu: Callable[[Hit, Any, Any], object]
    more: Callable[[], object]
    leave: Callable[[], object]


class Grid:
    """One stop for the Tab key; the arrows go from picture to picture."""

    def __init__(self, thumbnails: Thumbnails, guard: Guard, doings: Doings) -> None:
        """Make it, empty."""
        self._guard = guard
        self._doings = doings
        self._dim = 0
        self._plane = Plane(thumbnails, guard, made=self._listen, more=doings.more)
        self.widget = self._plane.widget

    def prepare(self) -> None:
        """Get ready for the first results."""
        self._plane.prepare()

    def show(
        self,
        hits: tuple[Hit, ...],
        chosen: str | None,
        *,
        fresh: bool,
        has_more: bool,
        is_locked: bool,
        stale: bool,
    ) -> None:
        """Show hits. `fresh` ones answer another question; `stale` ones are about to be replaced."""
        self._stale(stale)
        self._plane.show(hits, chosen, fresh=fresh, has_more=has_more, is_locked=is_locked)

    def focus(self) -> bool:
        """Go to the chosen picture, or choose the first; False where there is none."""
        return self.step(0) is not None

    def step(self, by: int) -> Hit | None:
        """Choose the next picture, or the one before."""
        if not self._plane.hits:
            return None
        self._choose(self._plane.current + by)
        return self._plane.hits[self._plane.current]

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
        self.widget.set_opacity(_DIM)

    # What the person does.

    def _listen(self, cell: Cell) -> None:
        on = self._guard.on
        on(cell.widget, "clicked", lambda: self._clicked(cell))
        on(cell.widget, "button-press-event", lambda event: self._pressed(cell, event), False)
        on(cell.widget, "key-press-event", lambda event: self._key(cell, event), False)
        on(cell.widget, "popup-menu", lambda: self._menu(cell, None), False)

    def _clicked(self, cell: Cell) -> None:
        if not cell.is_marking and cell.hit is not None:
            self._choose(cell.index)
            # A second click does not take it back.
            cell.mark(chosen=True)

    def _pressed(self, cell: Cell, event: Any) -> bool:
        if cell.hit is None:
            return False
        if event.type == Gdk.EventType.DOUBLE_BUTTON_PRESS and event.button == Gdk.BUTTON_PRIMARY:
            self._doings.use(cell.hit.id)
            return True
        return bool(event.triggers_context_menu()) and self._menu(cell, event)

    def _menu(self, cell: Cell, event: Any) -> bool:
        if cell.hit is None:
            return False
        self._choose(cell.index)
        self._doings.menu(cell.hit, cell.widget, event)
        return True

    def _key(self, cell: Cell, event: Any) -> bool:
        if cell.hit is None or event.state & Gtk.accelerator_get_default_mod_mask():
            return False
        key = (Gdk.keyval_name(event.keyval) or "").removeprefix("KP_")
        if key in {"Return", "Enter", "ISO_Enter"}:
            self._doings.use(cell.hit.id)
        elif key == "space":
            self._doings.look(cell.hit)
        elif key == "Up" and self._plane.laid.spots[cell.index].row == 0:
            self._doings.leave()
        else:
            to = self._target(key)
            if to is None:
                return False
            self._choose(to)
        return True

    def _target(self, key: str) -> int | None:
        plane, at = self._plane, self._plane.current
        if self.widget.get_direction() == Gtk.TextDirection.RTL:
            key = {"Left": "Right", "Right": "Left"}.get(key, key)
        page = plane.rows_seen()
        rows = {"Up": -1, "Down": 1, "Page_Up": -page, "Page_Down": page}
        if key in rows:
            return plane.laid.moved(at, rows=rows[key])
        return {"Left": at - 1, "Right": at + 1, "Home": 0, "End": len(plane.hits) - 1}.get(key)

    def _choose(self, index: int) -> None:
        plane = self._plane
        plane.go(min(max(index, 0), len(plane.hits) - 1))
        self._doings.choose(plane.hits[plane.current].id)
