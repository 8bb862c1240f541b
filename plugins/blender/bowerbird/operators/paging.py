"""From one page of the results to the next, and back."""

from __future__ import annotations

from typing import Any

from bpy.types import Operator

from bowerbird_panel.state import PanelState
from bowerbird_panel.words import _

from ..ui import properties
from .asking import WhereClicked, usable


class BOWERBIRD_OT_next_page(WhereClicked, Operator):
    """Turn to the next page."""

    bl_idname = "bowerbird.next_page"
    bl_label = "Next Page"
    bl_description = "Show the next results; more are fetched where the library has more"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Tell whether there is a next page, also one that has yet to be fetched."""
        return usable(
            cls,
            lambda state: (
                ""
                if state.has_more or properties.page() + 1 < properties.pages(context).count
                else _("This is the last page.")
            ),
        )

    def act(self, context: Any) -> None:
        """Turn one page on."""
        properties.turn(context, 1)


class BOWERBIRD_OT_previous_page(WhereClicked, Operator):
    """Turn to the page before."""

    bl_idname = "bowerbird.previous_page"
    bl_label = "Previous Page"
    bl_description = "Show the results before these"

    @staticmethod
    def lacks(_state: PanelState, /) -> str:
        """Say that nothing is before this page."""
        return "" if properties.page() > 0 else _("This is the first page.")

    def act(self, context: Any) -> None:
        """Turn one page back."""
        properties.turn(context, -1)


CLASSES = (BOWERBIRD_OT_next_page, BOWERBIRD_OT_previous_page)
