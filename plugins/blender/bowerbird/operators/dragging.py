# SPDX-License-Identifier: GPL-3.0-or-later
"""A result under the pointer, to be dropped on an object, a part of it, the sky, or among nodes."""

from __future__ import annotations

from typing import Any

from bpy.props import StringProperty
from bpy.types import Operator

from bowerbird_client import Hit
from bowerbird_panel.results import found
from bowerbird_panel.state import PanelState
from bowerbird_panel.words import _

from ..desk import Desk, desk
from ..host import pointing
from ..model import dropping
from ..model.ways import Insertion
from ..ui.carried import Carried
from .asking import CANCELLED, FINISHED, not_connected, usable

_LETS_PASS = frozenset(
    {
        "MIDDLEMOUSE", "WHEELUPMOUSE", "WHEELDOWNMOUSE", "WHEELINMOUSE", "WHEELOUTMOUSE", "TRACKPADPAN",
        "TRACKPADZOOM", "MOUSEROTATE", "NDOF_MOTION", "TIMER",
    }
)  # fmt: skip
"""By which one looks from somewhere else."""
_DROPS = frozenset({"LEFTMOUSE", "RET", "NUMPAD_ENTER"})
"""The keys are for where the system keeps clicks with Alt for itself."""
_GIVE_UP = frozenset({"ESC", "RIGHTMOUSE"})
_RUNNING = frozenset({"RUNNING_MODAL"})
_PASSING = frozenset({"PASS_THROUGH"})


class BOWERBIRD_OT_carry(Operator):
    """Carry a result to where it is wanted."""

    bl_idname = "bowerbird.carry"
    bl_label = "Place…"
    bl_description = (
        "Take the picture to the pointer, and click where you want it: on an object, on a part with a material"
        " of its own, in the sky, among nodes"
    )
    asset: StringProperty(
        name="Picture",
        description="The id of the picture; the chosen one where it is empty",
        options={"SKIP_SAVE"},
    )

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Tell whether there is a picture to carry, and a window to carry it in."""
        return usable(cls, lambda state: not_connected(state) or _nothing_found(state) or _no_window(context))

    def invoke(self, context: Any, event: Any) -> frozenset[str]:
        """Take the picture to the pointer."""
        made = desk()
        state = made.panel.state
        hit = found(state.hits, self.asset or state.chosen)
        if hit is None:
            self.report({"ERROR"}, _("No picture is chosen."))
            return CANCELLED
        made.panel.choose(hit.id)
        self._desk: Desk = made
        self._hit: Hit = hit
        self._area: Any = None
        self._under: dropping.Under | None = None
        self._carried = Carried(made.thumbnails.preview(hit))
        context.window_manager.modal_handler_add(self)
        context.window.cursor_modal_set("CROSSHAIR")
        self._look(context, event)
        return _RUNNING

    def modal(self, context: Any, event: Any) -> frozenset[str]:
        """Follow the pointer; a click or Enter drops, Esc and a right click give up."""
        try:
            return self._turn(context, event)
        except Exception:
            # Whatever it was: nothing may be left on the screen.
            self._end(context)
            raise

    def cancel(self, context: Any) -> None:
        """Give up where Blender wants it so, as when a file is opened."""
        self._end(context)

    def _turn(self, context: Any, event: Any) -> frozenset[str]:
        if event.type in _LETS_PASS:
            return _PASSING
        if event.type in _GIVE_UP and event.value == "PRESS":
            self._end(context)
            return CANCELLED
        self._look(context, event)
        if event.type in _DROPS and event.value == "PRESS" and self._under is not None:
            self._drop(context, self._under)
            self._end(context)
            return FINISHED
        return _RUNNING

    def _look(self, context: Any, event: Any) -> None:
        before = self._area
        there = pointing.region_at(context.window, event.mouse_x, event.mouse_y)
        self._area = self._under = None
        self._carried.region = None
        if there is not None:
            area, region = there
            with context.temp_override(area=area, region=region):
                self._under = pointing.under(context, area, region, event.mouse_x, event.mouse_y)
            self._wanted = dropping.wish(shift=event.shift, ctrl=event.ctrl, alt=event.alt)
            if self._under is not None:
                self._area = area
                self._carried.region = region
                self._carried.place = (event.mouse_x, event.mouse_y)
                self._carried.text = dropping.told(self._under, self._insertion(self._under))

        # Blender takes a function here, and no method.
        def status(header: Any, _context: Any) -> None:
            self._draw_status(header.layout)

        context.workspace.status_text_set(status)
        for area in (before, self._area):
            if area is not None:
                area.tag_redraw()

    def _insertion(self, under: dropping.Under) -> Insertion:
        size = (self._hit.width or 0, self._hit.height or 0)
        usual = Insertion.of_text(self._desk.panel.state.placing)
        return dropping.insertion_of(under, self._wanted, usual, size)

    def _draw_status(self, layout: Any) -> None:
        where = (
            _("Move over a 3D view, an image editor or a shader editor")
            if self._under is None
            else self._carried.text
        )
        _key(layout, "MOUSE_LMB", where)
        _key(layout, "MOUSE_RMB", _("Cancel"))
        if self._under is not None and self._under.kind == "VIEW_3D":
            layout.separator()
            _key(layout, "EVENT_SHIFT", _("Image Plane"))
            _key(layout, "EVENT_CTRL", _("Reference"))
            _key(layout, "EVENT_ALT", _("World"))

    def _drop(self, context: Any, under: dropping.Under) -> None:
        with context.temp_override(area=self._area, region=self._carried.region):
            self._desk.came_from(context)
        self._desk.panel.insert(self._hit.id, self._insertion(under).to_text())

    def _end(self, context: Any) -> None:
        self._carried.close()
        context.window.cursor_modal_restore()
        context.workspace.status_text_set(None)
        if self._area is not None:
            self._area.tag_redraw()
        self._area = None


def _key(layout: Any, icon: str, text: str) -> None:
    # The pictures of some keys are wider than other icons.
    layout.label(text=f"   {text}", icon=icon, translate=False)


def _nothing_found(state: PanelState) -> str:
    return "" if state.hits else _("Nothing was found yet.")


def _no_window(context: Any) -> str:
    return "" if context.window is not None else _("There is no window to place it in.")


CLASSES = (BOWERBIRD_OT_carry,)
