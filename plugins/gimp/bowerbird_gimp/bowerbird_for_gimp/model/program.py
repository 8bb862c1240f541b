"""What the panel says and keeps of GIMP."""

from __future__ import annotations

from bowerbird_panel.host import HostTrouble, Program
from bowerbird_panel.words import _

from .placing import Placing
from .sources import Source

GIMP = Program(
    name="GIMP",
    usual_placing=Placing.CENTRED.value,
    knows_placing=lambda text: text in {placing.value for placing in Placing},
)


def lacks(placing: str) -> HostTrouble | None:
    """Say what is missing to insert in that way while no image is open."""
    if placing == Placing.NEW_IMAGE:
        return None
    return HostTrouble(
        "no_image", _("No image is open."), _("Open one, or choose to open the picture as an image.")
    )


def lacks_for(source: str) -> HostTrouble | None:
    """Say what is missing to search with that source while no image is open."""
    if source == Source.CLIPBOARD:
        return None
    return HostTrouble(
        "no_image", _("No image is open."), _("Open an image to search with it, or type words.")
    )


def has_inserted(placing: str, name: str, target: str) -> str:
    """Say what was done; both names are quoted already."""
    if placing == Placing.NEW_IMAGE:
        return _("Opened {name} as an image.").format(name=name)
    if placing == Placing.REPLACE:
        return _("Put {name} in the place of the active layer of {image}.").format(name=name, image=target)
    return _("Inserted {name} as a layer of {image}.").format(name=name, image=target)
