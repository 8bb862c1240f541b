"""The connection with Bowerbird: found, approved by its owner, given up."""

from __future__ import annotations

from typing import Any

from bpy.props import BoolProperty
from bpy.types import Operator

from bowerbird_panel.state import Connection, PanelState
from bowerbird_panel.words import _

from ..desk import desk
from ..ui.translations import CONTEXT
from .asking import OfPanel, not_connected, pairing


def _not_pairing(state: PanelState) -> str:
    return "" if state.connection is Connection.PAIRING else _("Nothing is being connected.")


def _no_code(state: PanelState) -> str:
    return "" if state.pairing is not None else _("No code is shown.")


def _no_notice(state: PanelState) -> str:
    return "" if state.notice is not None or state.standing is not None else _("Nothing is amiss.")


class BOWERBIRD_OT_connect(OfPanel, Operator):
    """Find Bowerbird."""

    bl_idname = "bowerbird.connect"
    bl_label = "Look for Bowerbird"
    bl_description = "Find Bowerbird on this computer, and start it where it does not run"
    lacks = staticmethod(pairing)

    def act(self, _context: Any) -> None:
        """Have the hub looked for, by the panel that the person sees from now on."""
        desk().attend()
        desk().panel.connect()


class BOWERBIRD_OT_pair(OfPanel, Operator):
    """Ask the owner of the library for rights."""

    bl_idname = "bowerbird.pair"
    bl_label = "Connect"
    bl_translation_context = CONTEXT
    bl_description = "Ask Bowerbird to let Blender in: it shows a code, and you approve it there"
    lacks = staticmethod(pairing)

    def act(self, _context: Any) -> None:
        """Ask for the rights; the panel shows the code."""
        desk().attend()
        desk().panel.pair()


class BOWERBIRD_OT_confirm_code(OfPanel, Operator):
    """Say whether Bowerbird shows the same code."""

    bl_idname = "bowerbird.confirm_code"
    bl_label = "Compare the Code"
    bl_description = "Say whether Bowerbird itself shows the same code"
    same: BoolProperty(name="Same", description="Whether it is the same", default=False)
    lacks = staticmethod(_no_code)

    def act(self, _context: Any) -> None:
        """Pass the answer on."""
        desk().panel.confirm_code(same=self.same)


class BOWERBIRD_OT_cancel_pairing(OfPanel, Operator):
    """Give the connecting up."""

    bl_idname = "bowerbird.cancel_pairing"
    bl_label = "Cancel"
    bl_description = "Do not connect"
    lacks = staticmethod(_not_pairing)

    def act(self, _context: Any) -> None:
        """Take the request back."""
        desk().panel.cancel_pairing()


class BOWERBIRD_OT_disconnect(OfPanel, Operator):
    """Have Bowerbird forget this Blender."""

    bl_idname = "bowerbird.disconnect"
    bl_label = "Disconnect"
    bl_description = "Have Bowerbird forget this Blender; inserted pictures and settings stay"
    lacks = staticmethod(not_connected)

    def act(self, _context: Any) -> None:
        """Give the token back."""
        desk().panel.disconnect()


class BOWERBIRD_OT_open_page(OfPanel, Operator):
    """Show Bowerbird's own page."""

    bl_idname = "bowerbird.open_page"
    bl_label = "Open Bowerbird"
    bl_description = "Show Bowerbird's own page in the browser: folders, models, preferences"

    def act(self, _context: Any) -> None:
        """Open it in the browser."""
        desk().panel.open_hub_page()


class BOWERBIRD_OT_remedy(OfPanel, Operator):
    """Do what the notice offers."""

    bl_idname = "bowerbird.remedy"
    bl_label = "Mend"
    bl_description = "Do what is offered about it"
    standing: BoolProperty(
        name="Standing", description="What keeps us from Bowerbird, not what was told last", default=False
    )
    lacks = staticmethod(_no_notice)

    def act(self, _context: Any) -> None:
        """Do it for the notice that is meant."""
        panel = desk().panel
        panel.remedy(panel.state.standing if self.standing else None)


class BOWERBIRD_OT_dismiss(OfPanel, Operator):
    """Take the notice off the screen."""

    bl_idname = "bowerbird.dismiss"
    bl_label = "Dismiss"
    bl_description = "Take this off the screen"
    lacks = staticmethod(_no_notice)

    def act(self, _context: Any) -> None:
        """Take off what was told last."""
        desk().panel.dismiss()


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
