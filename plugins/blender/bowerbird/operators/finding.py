# SPDX-License-Identifier: GPL-3.0-or-later
"""From anywhere in Blender to the panel: a field at the pointer, and the sidebar with what was found."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import StringProperty
from bpy.types import Operator

from bowerbird_panel.words import _

from ..desk import desk
from ..ui import preferences, sidebar
from .asking import CANCELLED, FINISHED, Asked, pairing

_WIDE = 360


class BOWERBIRD_OT_find(Asked, Operator):
    """Search from anywhere."""

    bl_idname = "bowerbird.find"
    bl_label = "Find Pictures"
    bl_description = "Type what to look for at the pointer; what is found is shown in the sidebar"
    words: StringProperty(
        name="Words",
        description="A description, letters in the picture, or a file name",
        options={"SKIP_SAVE"},
    )
    lacks = staticmethod(pairing)

    def invoke(self, context: Any, _event: Any) -> Any:
        """Open the field."""
        desk().came_from(context)
        if not self.words:
            self.words = desk().panel.state.clue.words
        if bpy.app.version < (4, 1, 0):
            return context.window_manager.invoke_props_dialog(self, width=_WIDE)
        return context.window_manager.invoke_props_dialog(
            self, width=_WIDE, title=_("Find Pictures"), confirm_text=_("Search")
        )

    def draw(self, _context: Any) -> None:
        """Show the field."""
        row = self.layout.row()
        row.activate_init = True
        row.prop(self, "words", text="", icon="VIEWZOOM", placeholder=_("Describe it, or type a code"))

    def execute(self, context: Any) -> frozenset[str]:
        """Search, and show the sidebar."""
        made = desk()
        made.attend()
        made.panel.set_words(self.words)
        made.panel.search()
        if not sidebar.show(context, made.pump.after) and not bpy.app.background:
            self.report(
                {"WARNING"},
                _("Open a 3D view, an image editor or a shader editor: its sidebar shows what was found."),
            )
        return FINISHED


class BOWERBIRD_OT_copy_details(Operator):
    """Copy what to report."""

    bl_idname = "bowerbird.copy_details"
    bl_label = "Copy Details"
    bl_description = "Copy what to put into a report"

    def execute(self, context: Any) -> frozenset[str]:
        """Put it on the clipboard."""
        state = desk().panel.state
        notice = state.notice or state.standing
        if notice is None:
            return CANCELLED
        told = (notice.sentence, notice.advice, notice.details)
        context.window_manager.clipboard = "\n".join(part for part in told if part)
        return FINISHED


class BOWERBIRD_OT_preferences(Operator):
    """Open the preferences."""

    bl_idname = "bowerbird.preferences"
    bl_label = "Preferences"
    bl_description = "Set how results look, the keys, and where pictures are kept"

    def execute(self, _context: Any) -> Any:
        """Show the page of the extension."""
        return bpy.ops.preferences.addon_show(module=preferences.PACKAGE)


CLASSES = (BOWERBIRD_OT_find, BOWERBIRD_OT_copy_details, BOWERBIRD_OT_preferences)
