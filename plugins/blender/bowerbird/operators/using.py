"""What is done with a picture that was found, but for bringing it into the scene."""

from __future__ import annotations

from typing import Any

from bpy.props import StringProperty
from bpy.types import Operator

from bowerbird_panel.panel import Panel
from bowerbird_panel.scripting import BadArgument
from bowerbird_panel.state import PanelState
from bowerbird_panel.words import _

from ..desk import desk
from .asking import AlsoForScripts, WhereClicked, connected, not_connected, pairing


class OnePicture:
    """Which picture something is for."""

    asset: StringProperty(
        name="Picture", description="The id of the picture; the chosen one where it is empty"
    )

    def wanted(self) -> str:
        """Give the id that a script has to give. Raises BadArgument."""
        if not self.asset:
            raise BadArgument(_("Give the id of a picture: a search answers with them."))
        return str(self.asset)

    def choose(self) -> Panel:
        """Choose the picture in the panel, and give the panel."""
        panel = desk().panel
        if self.asset:
            panel.choose(self.asset)
        return panel


def _no_hits(state: PanelState) -> str:
    return pairing(state) or ("" if state.hits else _("Nothing was found yet."))


class BOWERBIRD_OT_choose(OnePicture, WhereClicked, Operator):
    """Choose a picture."""

    bl_idname = "bowerbird.choose"
    bl_label = "Choose"
    bl_description = "Choose this picture: the buttons below are for it"
    lacks = staticmethod(_no_hits)

    def act(self, _context: Any) -> None:
        """Choose it in the panel."""
        self.choose()


class BOWERBIRD_OT_reveal(OnePicture, AlsoForScripts, Operator):
    """Show a picture in its folder."""

    bl_idname = "bowerbird.reveal"
    bl_label = "Show in Folder"
    bl_description = "Show where the picture lies, in the file manager"
    lacks = staticmethod(not_connected)

    def act(self, _context: Any) -> None:
        """Show the one that is chosen then."""
        self.choose().reveal()

    def ask(self, _context: Any) -> object:
        """Show it; tell whether a file manager was opened, and the path."""
        with connected() as hub:
            shown, path = hub.ask(lambda client: client.reveal(self.wanted()))
        return {"shown": shown, "path": path}


class BOWERBIRD_OT_copy_curated(OnePicture, AlsoForScripts, Operator):
    """Copy a picture into the curated folder."""

    bl_idname = "bowerbird.copy_curated"
    bl_label = "Copy to Curated Folder"
    bl_description = "Copy the picture into your folder of curated pictures"
    lacks = staticmethod(not_connected)

    def act(self, _context: Any) -> None:
        """Copy the one that is chosen then."""
        self.choose().copy_curated()

    def ask(self, _context: Any) -> object:
        """Copy it; tell where the copies lie."""
        with connected() as hub:
            copies = hub.ask(lambda client: client.copy_curated([self.wanted()]))
        return {"copies": [{"path": copy.path, "created": copy.created} for copy in copies]}


CLASSES = (
    BOWERBIRD_OT_choose,
    BOWERBIRD_OT_reveal,
    BOWERBIRD_OT_copy_curated,
)
