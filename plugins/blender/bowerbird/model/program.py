"""What the panel says and keeps of Blender."""

from __future__ import annotations

from collections.abc import Sequence

from bowerbird_panel.host import HostTrouble, Program
from bowerbird_panel.words import _

from .ways import Insertion, Way, knows

BLENDER = Program(name="Blender", usual_placing=Insertion().to_text(), knows_placing=knows)


def failed(reason: object) -> HostTrouble:
    """Say that something went wrong that nobody has foreseen."""
    return HostTrouble(
        "blender_failed",
        _("{program} could not do that.").format(program=BLENDER.name),
        f"{reason}".strip(),
        is_fault=True,
    )


def has_inserted(placing: str, name: str, remarks: Sequence[str] = ()) -> str:
    """Say what was done, and what there is to remark; the name is quoted already."""
    return " ".join((_done(Insertion.of_text(placing).way).format(name=name), *remarks))


def _done(way: Way) -> str:
    return {
        Way.REFERENCE: _("Inserted {name} as a reference."),
        Way.CAMERA_BACKGROUND: _("Inserted {name} as the camera's background."),
        Way.PLANE: _("Inserted {name} as an image plane."),
        Way.TEXTURE: _("Inserted {name} as a texture."),
        Way.WORLD: _("Inserted {name} as the world."),
        Way.IMAGE: _("Inserted {name} as an image."),
        Way.BRUSH: _("Inserted {name} as the texture of the brush."),
        Way.STRIP: _("Inserted {name} as a strip of the sequencer."),
    }[way]
