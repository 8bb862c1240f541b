# SPDX-License-Identifier: GPL-3.0-or-later
"""The tab "Bowerbird" in the sidebars of the 3D view, the image editor and the shader editor."""

from __future__ import annotations

from typing import Any

import bpy

from bowerbird_panel.pages import Page, page_of
from bowerbird_panel.state import Activity

from . import grid, notices, query_icon, search_bar, states
from .drawing import Drawing, drawing


def draw_window(layout: Any, now: Drawing) -> None:
    """Draw all of it."""
    state, page = now.state, page_of(now.state)
    search_bar.draw(layout, now)
    if page is Page.RESULTS and state.notice is not None:
        notices.draw_bar(layout, now, state.notice)
    if page is Page.RESULTS or (page is Page.NOTICE and state.hits):
        grid.draw_head(layout, now)
    elif state.activity not in {Activity.IDLE, Activity.SEARCHING}:
        grid.draw_status(layout, now)
    if page is Page.RESULTS:
        grid.draw(layout, now)
    else:
        states.draw(layout, now, page)
        grid.draw_said(layout, now)


class Sidebar:
    """What the panels of all editors have in common."""

    bl_region_type = "UI"
    bl_category = "Bowerbird"
    bl_label = "Bowerbird"

    def draw_header_preset(self: Any, _context: Any) -> None:
        """Draw the menu at the right of the title."""
        self.layout.menu("BOWERBIRD_MT_more", text="", icon="DOWNARROW_HLT")

    def draw(self: Any, context: Any) -> None:
        """Draw the panel."""
        draw_window(self.layout, drawing(context))


class BOWERBIRD_PT_view(Sidebar, bpy.types.Panel):
    """In the 3D view."""

    bl_idname = "BOWERBIRD_PT_view"
    bl_space_type = "VIEW_3D"


class BOWERBIRD_PT_image(Sidebar, bpy.types.Panel):
    """In the image editor."""

    bl_idname = "BOWERBIRD_PT_image"
    bl_space_type = "IMAGE_EDITOR"


class BOWERBIRD_PT_nodes(Sidebar, bpy.types.Panel):
    """In the shader editor."""

    bl_idname = "BOWERBIRD_PT_nodes"
    bl_space_type = "NODE_EDITOR"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Tell whether it is the shader editor."""
        return bool(context.space_data.tree_type == "ShaderNodeTree")


CLASSES = (BOWERBIRD_PT_view, BOWERBIRD_PT_image, BOWERBIRD_PT_nodes)


def unregister() -> None:
    """Leave nothing behind."""
    query_icon.forget()
