# SPDX-License-Identifier: GPL-3.0-or-later
"""The menus: earlier searches, what belongs to Bowerbird as a whole, and that of a result's right click."""

from __future__ import annotations

from typing import Any

import bpy

from bowerbird_panel import phrases
from bowerbird_panel.explaining import explained
from bowerbird_panel.state import Connection
from bowerbird_panel.words import _

from ..desk import desk, opened
from .paragraphs import Paper

_MOST = 15
_LETTERS = 60
_WIDE = 300.0
_RESULTS = frozenset({"BOWERBIRD_OT_choose", "BOWERBIRD_OT_insert"})


class BOWERBIRD_MT_history(bpy.types.Menu):
    """Earlier searches."""

    bl_label = "Earlier Searches"
    bl_description = "Search for earlier words again, or as you have saved it"

    def draw(self, _context: Any) -> None:
        """List them, the latest first."""
        layout = self.layout
        made = desk()
        history, saved = made.panel.state.history, made.panel.state.saved
        # A drawing must change nothing: what was saved meanwhile is here when the menu is opened the next time.
        made.pump.after(0, made.panel.look_for_saved)
        for number, each in enumerate(saved[:_MOST]):
            shown = _short(phrases.plain(each.name))
            layout.operator(
                "bowerbird.search_saved", text=shown, icon="BOOKMARKS", translate=False
            ).index = number
        if saved and history:
            layout.separator()
        if not history:
            if not saved:
                layout.label(text=_("Nothing was searched for yet."), translate=False)
            return
        for number, clue in enumerate(history[:_MOST]):
            shown = _short(phrases.clue_line(clue))
            layout.operator("bowerbird.search_history", text=shown, translate=False).index = number
        layout.separator()
        layout.operator("bowerbird.forget_history", icon="TRASH")


def _short(line: str) -> str:
    return line if len(line) <= _LETTERS else f"{line[: _LETTERS - 1]}…"


class BOWERBIRD_MT_more(bpy.types.Menu):
    """What belongs to Bowerbird as a whole."""

    bl_label = "Bowerbird"
    bl_description = "Bowerbird's page, originals of previews, preferences"

    def draw(self, _context: Any) -> None:
        """List it."""
        layout = self.layout
        layout.operator("bowerbird.insert_last", icon="LOOP_BACK")
        layout.operator("bowerbird.relink", icon="FILE_REFRESH")
        layout.separator()
        layout.operator("bowerbird.open_page", icon="URL")
        if desk().panel.state.connection is Connection.READY:
            layout.operator("bowerbird.disconnect", icon="UNLINKED")
        else:
            layout.operator("bowerbird.connect", icon="LINKED")
        layout.operator("bowerbird.preferences", icon="PREFERENCES")


class BOWERBIRD_PT_explained(bpy.types.Panel):
    """Which way the words took."""

    bl_space_type = "TOPBAR"
    bl_region_type = "HEADER"
    bl_label = "How It Was Found"
    bl_description = "Which way your words took, and why"

    def draw(self, context: Any) -> None:
        """Say it."""
        state = desk().panel.state
        scale = context.preferences.system.ui_scale
        self.layout.ui_units_x = _WIDE / 20
        Paper(context, (_WIDE - 20) * scale).write(self.layout, explained(state) or phrases.counted(state))


def draw_result_menu(self: Any, context: Any) -> None:
    """Add what can be done with a result to the menu that its right click opens."""
    button = getattr(context, "button_operator", None)
    if button is None or opened() is None or button.bl_rna.identifier not in _RESULTS or not button.asset:
        return
    layout = self.layout
    layout.separator()
    layout.operator("bowerbird.insert", text=_("Insert"), icon="IMPORT", translate=False).asset = button.asset
    layout.operator("bowerbird.carry", icon="RESTRICT_SELECT_OFF").asset = button.asset
    layout.operator("bowerbird.more_like", icon="VIEWZOOM").asset = button.asset
    layout.operator("bowerbird.reveal", icon="FILE_FOLDER").asset = button.asset
    layout.operator("bowerbird.copy_curated", icon="SOLO_ON").asset = button.asset


CLASSES = (BOWERBIRD_MT_history, BOWERBIRD_MT_more, BOWERBIRD_PT_explained)


def register() -> None:
    """Come into Blender's menu of buttons."""
    bpy.types.UI_MT_button_context_menu.append(draw_result_menu)


def unregister() -> None:
    """Leave it."""
    bpy.types.UI_MT_button_context_menu.remove(draw_result_menu)
