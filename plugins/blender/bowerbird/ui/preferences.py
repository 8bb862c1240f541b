# SPDX-License-Identifier: GPL-3.0-or-later
"""What is set once, in Edit > Preferences > Add-ons: how results look, the keys, and the connection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty, IntProperty

from bowerbird_panel.state import Connection, PanelState
from bowerbird_panel.words import _

from ..desk import desk, redraw
from . import keymap
from .paragraphs import Paper

PACKAGE = __name__.rpartition(".ui.")[0]
"""The name that Blender gives to the extension."""

_SIDES = {"SMALL": 3.6, "MEDIUM": 5.0, "LARGE": 8.0}
_ROOM = 0.9

SIZE_ITEMS = (
    ("SMALL", "Small", "Many results in little room"),
    ("MEDIUM", "Medium", "Two beside each other in a sidebar of the usual width"),
    ("LARGE", "Large", "One below the other in a sidebar of the usual width"),
)


@dataclass(frozen=True)
class Chosen:
    """What is set."""

    per_page: int = 12
    side: float = _SIDES["MEDIUM"]
    """Units: of the thumbnails' sides."""
    show_boxes: bool = True


def kept(context: Any) -> Any:
    """Give the properties themselves; None where Blender has no preferences for us."""
    addon = context.preferences.addons.get(PACKAGE)
    return None if addon is None else addon.preferences


def of(context: Any) -> Chosen:
    """Give what is set; the usual where Blender has no preferences for us."""
    ours = kept(context)
    return Chosen() if ours is None else Chosen(ours.per_page, _SIDES[ours.size], ours.show_boxes)


def _show_again(_self: Any, _context: Any) -> None:
    # Blender reads the annotations as texts, in which a lambda would not find this module's names.
    redraw()


class BowerbirdPreferences(bpy.types.AddonPreferences):
    """The page of the extension in Blender's preferences. The token is not here: preferences are passed on."""

    bl_idname = PACKAGE

    per_page: IntProperty(
        name="Results on a Page",
        description="How many results are shown at once",
        default=12,
        min=2,
        soft_max=24,
        max=60,
    )
    size: EnumProperty(
        name="Thumbnails",
        description="How large the thumbnails are",
        items=SIZE_ITEMS,
        default="MEDIUM",
    )
    show_boxes: BoolProperty(
        name="Boxes",
        description="Show the boxes of what matched, on the larger picture of the chosen result",
        default=True,
        update=_show_again,
    )

    def draw(self, context: Any) -> None:
        """Show it."""
        layout = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        column = layout.column(heading="", align=True)
        column.prop(self, "size")
        column.prop(self, "per_page")
        column.prop(self, "show_boxes")
        column.prop(context.window_manager.bowerbird, "storing")
        layout.separator()
        made = desk()
        made.attend()
        _connection(layout, context, made.panel.state)
        layout.separator()
        keymap.draw(layout, context)


def _connection(layout: Any, context: Any, state: PanelState) -> None:
    box = layout.box()
    is_ready = state.connection is Connection.READY
    box.label(text=_standing(state), icon="LINKED" if is_ready else "UNLINKED", translate=False)
    row = box.row()
    if is_ready:
        row.operator("bowerbird.disconnect", text=_("Disconnect"), translate=False)
    elif state.connection is Connection.NOT_PAIRED:
        row.operator("bowerbird.connect", text=_("Connect…"), translate=False)
    row.operator("bowerbird.open_page", text=_("Open Bowerbird"), icon="URL", translate=False)
    Paper(context, context.region.width * _ROOM).write(
        box,
        _(
            "Bowerbird is a program of its own. It runs on this computer only, and gives pictures only to programs that you have approved."
        ),
    )


def _standing(state: PanelState) -> str:
    return {
        Connection.READY: _("Connected to Bowerbird"),
        Connection.CONNECTING: _("Looking for Bowerbird…"),
        Connection.NOT_RUNNING: _("Bowerbird is not running."),
        Connection.NOT_PAIRED: _("Not connected to Bowerbird"),
        Connection.PAIRING: _("Being connected…"),
        Connection.TROUBLE: _("Not connected to Bowerbird"),
    }[state.connection]


CLASSES = (BowerbirdPreferences,)
