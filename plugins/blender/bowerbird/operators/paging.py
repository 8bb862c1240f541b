"""From one page of the results to the next, and back."""

from __future__ import annotations

from typing import Any

from bpy.types import Operator

from bowerbird_panel.words import _

from ..desk import desk
from ..ui import properties
from .asking import FINISHED, usable


class BOWERBIRD_OT_next_page(Operator):
    """Turn to the next page."""

    bl_idname = "bowerbird.next_page"
    bl_label = "Next Page"
    bl_description = "Show the next results; more are fetched where the library has more"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(
            cls,
            lambda state: (
                ""
                if state.has_more or properties.page() + 1 < properties.pages(context).count
                else _("This is the last page.")
            ),
        )

    def execute(self, context: Any) -> frozenset[str]:
        """Do it."""
        desk().came_from(context)
        properties.turn(context, 1)
        return FINISHED


class BOWERBIRD_OT_previous_page(Operator):
    """Turn to the page before."""

    bl_idname = "bowerbird.previous_page"
    bl_label = "Previous Page"
    bl_description = "Show the results before these"

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(cls, lambda _state: "" if properties.page() > 0 else _("This is the first page."))

    def execute(self, context: Any) -> frozenset[str]:
        """Do it."""
        desk().came_from(context)
        properties.turn(context, -1)
        return FINISHED


CLASSES = (BOWERBIRD_OT_next_page, BOWERBIRD_OT_previous_page)
