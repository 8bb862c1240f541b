"""What is done with a picture that was found, but for bringing it into the scene."""

from __future__ import annotations

from typing import Any

from bpy.props import StringProperty
from bpy.types import Operator

from bowerbird_panel.scripting import BadArgument
from bowerbird_panel.state import PanelState
from bowerbird_panel.words import _

from ..desk import desk
from .asking import FINISHED, answer, connected, not_connected, pairing, told, usable


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

    def choose(self, context: Any) -> Any:
        """Choose the picture in the panel, and give the panel."""
        made = desk()
        made.came_from(context)
        if self.asset:
            made.panel.choose(self.asset)
        return made.panel


class BOWERBIRD_OT_choose(OnePicture, Operator):
    """Choose a picture."""

    bl_idname = "bowerbird.choose"
    bl_label = "Choose"
    bl_description = "Choose this picture: the buttons below are for it"

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(cls, _no_hits)

    def execute(self, context: Any) -> frozenset[str]:
        """Do it."""
        self.choose(context)
        return FINISHED


class BOWERBIRD_OT_reveal(OnePicture, Operator):
    """Show a picture in its folder."""

    bl_idname = "bowerbird.reveal"
    bl_label = "Show in Folder"
    bl_description = "Show where the picture lies, in the file manager"

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(cls, not_connected)

    def invoke(self, context: Any, _event: Any) -> frozenset[str]:
        """Do it by the panel."""
        self.choose(context).reveal()
        return FINISHED

    def execute(self, context: Any) -> frozenset[str]:
        """Do it, wait, and lay down whether a file manager was opened, and the path."""

        def work() -> None:
            with connected() as hub:
                shown, path = hub.ask(lambda client: client.reveal(self.wanted()))
            answer(context, {"shown": shown, "path": path})

        return told(self, work)


class BOWERBIRD_OT_copy_curated(OnePicture, Operator):
    """Copy a picture into the curated folder."""

    bl_idname = "bowerbird.copy_curated"
    bl_label = "Copy to Curated Folder"
    bl_description = "Copy the picture into your folder of curated pictures"

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(cls, not_connected)

    def invoke(self, context: Any, _event: Any) -> frozenset[str]:
        """Do it by the panel."""
        self.choose(context).copy_curated()
        return FINISHED

    def execute(self, context: Any) -> frozenset[str]:
        """Do it, wait, and lay down what was copied."""

        def work() -> None:
            with connected() as hub:
                copies = hub.ask(lambda client: client.copy_curated([self.wanted()]))
            answer(context, {"copies": [{"path": copy.path, "created": copy.created} for copy in copies]})

        return told(self, work)


def _no_hits(state: PanelState) -> str:
    return pairing(state) or ("" if state.hits else _("Nothing was found yet."))


CLASSES = (
    BOWERBIRD_OT_choose,
    BOWERBIRD_OT_reveal,
    BOWERBIRD_OT_copy_curated,
)
