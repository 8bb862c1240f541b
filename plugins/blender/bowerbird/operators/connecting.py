"""The connection with Bowerbird: found, approved by its owner, given up."""

from __future__ import annotations

from typing import Any

from bpy.props import BoolProperty
from bpy.types import Operator

from bowerbird_panel.state import Connection, PanelState
from bowerbird_panel.words import _

from ..desk import desk
from ..ui.translations import CONTEXT
from .asking import FINISHED, not_connected, pairing, usable


class BOWERBIRD_OT_connect(Operator):
    """Find Bowerbird."""

    bl_idname = "bowerbird.connect"
    bl_label = "Look for Bowerbird"
    bl_description = "Find Bowerbird on this computer, and start it where it does not run"

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(cls, pairing)

    def execute(self, _context: Any) -> frozenset[str]:
        """Do it."""
        desk().attend()
        desk().panel.connect()
        return FINISHED


class BOWERBIRD_OT_pair(Operator):
    """Ask the owner of the library for rights."""

    bl_idname = "bowerbird.pair"
    bl_label = "Connect"
    bl_translation_context = CONTEXT
    bl_description = "Ask Bowerbird to let Blender in: it shows a code, and you approve it there"

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(cls, pairing)

    def execute(self, _context: Any) -> frozenset[str]:
        """Do it."""
        desk().attend()
        desk().panel.pair()
        return FINISHED


class BOWERBIRD_OT_confirm_code(Operator):
    """Say whether Bowerbird shows the same code."""

    bl_idname = "bowerbird.confirm_code"
    bl_label = "Compare the Code"
    bl_description = "Say whether Bowerbird itself shows the same code"
    same: BoolProperty(name="Same", description="Whether it is the same", default=False)

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(cls, _no_code)

    def execute(self, _context: Any) -> frozenset[str]:
        """Do it."""
        desk().panel.confirm_code(same=self.same)
        return FINISHED


class BOWERBIRD_OT_cancel_pairing(Operator):
    """Give the connecting up."""

    bl_idname = "bowerbird.cancel_pairing"
    bl_label = "Cancel"
    bl_description = "Do not connect"

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(cls, _not_pairing)

    def execute(self, _context: Any) -> frozenset[str]:
        """Do it."""
        desk().panel.cancel_pairing()
        return FINISHED


class BOWERBIRD_OT_disconnect(Operator):
    """Have Bowerbird forget this Blender."""

    bl_idname = "bowerbird.disconnect"
    bl_label = "Disconnect"
    bl_description = "Have Bowerbird forget this Blender; inserted pictures and settings stay"

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(cls, not_connected)

    def execute(self, _context: Any) -> frozenset[str]:
        """Do it."""
        desk().panel.disconnect()
        return FINISHED


class BOWERBIRD_OT_open_page(Operator):
    """Show Bowerbird's own page."""

    bl_idname = "bowerbird.open_page"
    bl_label = "Open Bowerbird"
    bl_description = "Show Bowerbird's own page in the browser: folders, models, preferences"

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(cls, lambda _state: "")

    def execute(self, _context: Any) -> frozenset[str]:
        """Do it."""
        desk().panel.open_hub_page()
        return FINISHED


class BOWERBIRD_OT_remedy(Operator):
    """Do what the notice offers."""

    bl_idname = "bowerbird.remedy"
    bl_label = "Mend"
    bl_description = "Do what is offered about it"
    standing: BoolProperty(
        name="Standing", description="What keeps us from Bowerbird, not what was told last", default=False
    )

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(cls, _no_notice)

    def execute(self, _context: Any) -> frozenset[str]:
        """Do it."""
        panel = desk().panel
        panel.remedy(panel.state.standing if self.standing else None)
        return FINISHED


class BOWERBIRD_OT_dismiss(Operator):
    """Take the notice off the screen."""

    bl_idname = "bowerbird.dismiss"
    bl_label = "Dismiss"
    bl_description = "Take this off the screen"

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(cls, _no_notice)

    def execute(self, _context: Any) -> frozenset[str]:
        """Do it."""
        desk().panel.dismiss()
        return FINISHED


def _not_pairing(state: PanelState) -> str:
    return "" if state.connection is Connection.PAIRING else _("Nothing is being connected.")


def _no_code(state: PanelState) -> str:
    return "" if state.pairing is not None else _("No code is shown.")


def _no_notice(state: PanelState) -> str:
    return "" if state.notice is not None or state.standing is not None else _("Nothing is amiss.")


CLASSES = (
    BOWERBIRD_OT_connect,
    BOWERBIRD_OT_pair,
    BOWERBIRD_OT_confirm_code,
    BOWERBIRD_OT_cancel_pairing,
    BOWERBIRD_OT_disconnect,
    BOWERBIRD_OT_open_page,
    BOWERBIRD_OT_remedy,
    BOWERBIRD_OT_dismiss,
)
