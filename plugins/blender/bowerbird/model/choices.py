"""What can be chosen in Blender, as a person reads it: how to use a picture, and what to search with. Pure."""

from __future__ import annotations

from enum import StrEnum

from bowerbird_client import Hit
from bowerbird_panel import phrases
from bowerbird_panel.absent import is_lost
from bowerbird_panel.state import Clue
from bowerbird_panel.words import _, label

from .sources import Source
from .ways import Facing, Insertion, Role, Way

OPTIONS: dict[Way, tuple[str, ...]] = {
    Way.REFERENCE: ("facing", "storing"),
    Way.CAMERA_BACKGROUND: ("storing",),
    Way.PLANE: ("facing", "shading", "storing"),
    Way.TEXTURE: ("role", "mapping", "storing"),
    Way.WORLD: ("storing",),
    Way.IMAGE: ("storing",),
    Way.BRUSH: ("storing",),
    Way.STRIP: (),
}
"""What can be chosen about each way; a strip always reads a file, which lies beside the .blend."""

ICONS: dict[Way, str] = {
    Way.REFERENCE: "IMAGE_REFERENCE",
    Way.CAMERA_BACKGROUND: "IMAGE_BACKGROUND",
    Way.PLANE: "IMAGE_PLANE",
    Way.TEXTURE: "TEXTURE",
    Way.WORLD: "WORLD",
    Way.IMAGE: "IMAGE_DATA",
    Way.BRUSH: "BRUSH_DATA",
    Way.STRIP: "SEQUENCE",
}


class Editor(StrEnum):
    """Where the panel is shown."""

    VIEW = "VIEW_3D"
    IMAGE = "IMAGE_EDITOR"
    NODES = "NODE_EDITOR"


SOURCES: dict[Editor, tuple[Source, ...]] = {
    Editor.VIEW: (Source.VIEWPORT, Source.RENDER, Source.TEXTURE),
    Editor.IMAGE: (Source.IMAGE, Source.IMAGE_SELECTION, Source.RENDER),
    Editor.NODES: (Source.TEXTURE, Source.VIEWPORT, Source.RENDER),
}
"""What there is to search with in each, that which is nearest first."""

SOURCE_ITEMS = (
    (Source.RENDER.name, "Render", "The last render", "RENDER_RESULT", 0),
    (Source.VIEWPORT.name, "Viewport", "The 3D view as it is seen", "VIEW3D", 1),
    (Source.IMAGE.name, "Image", "The image in the image editor", "IMAGE_DATA", 2),
    (
        Source.IMAGE_SELECTION.name,
        "In View",
        "What is in view in the image editor: zoom in on what you mean",
        "SELECT_SET",
        3,
    ),
    (Source.TEXTURE.name, "Texture", "The active texture of the material or the brush", "TEXTURE", 4),
)
"""All there is to search with, as a property of Blender lists it: the name for scripts, the name, the tip, the icon."""

SOURCE_ICONS: dict[Source, str] = {Source[key]: icon for key, _name, _tip, icon, _number in SOURCE_ITEMS}
_SOURCE_NAMES: dict[Source, str] = {Source[key]: name for key, name, _tip, _icon, _number in SOURCE_ITEMS}


def source_name(source: Source) -> str:
    """Name a source."""
    return label(_SOURCE_NAMES[source])


def source_tip(source: Source) -> str:
    """Say what a source takes, without the full stop that Blender adds."""
    return {
        Source.RENDER: _("Find pictures that look like the last render"),
        Source.VIEWPORT: _("Find pictures that look like the 3D view as it is seen"),
        Source.IMAGE: _("Find pictures that look like the image in the image editor"),
        Source.IMAGE_SELECTION: _(
            "Find pictures that look like what is in view in the image editor: zoom in on what you mean"
        ),
        Source.TEXTURE: _("Find pictures that look like the active texture of the material or the brush"),
    }[source]


def picture_kind(clue: Clue) -> str:
    """Say what sort of picture is searched with."""
    if clue.like is not None:
        return _("Like this picture")
    if clue.pixels is None:
        return _("Saved search") if clue.saved is not None else ""
    return {
        Source.RENDER: _("Like this render"),
        Source.VIEWPORT: _("Like this viewport"),
        Source.IMAGE: _("Like this image"),
        Source.IMAGE_SELECTION: _("Like this part of the image"),
        Source.TEXTURE: _("Like this texture"),
    }[Source(clue.pixels.source)]


def picture_name(clue: Clue) -> str:
    """Name the picture that is searched with, where it has a name of its own."""
    title = phrases.picture_title(clue)
    is_kind = clue.pixels is not None and title == source_name(Source(clue.pixels.source))
    return "" if is_kind else title


def insert_name(insertion: Insertion) -> str:
    """Say on the button what it does."""
    return {
        Way.REFERENCE: _("Insert as Reference"),
        Way.CAMERA_BACKGROUND: _("Insert behind the Camera's View"),
        Way.PLANE: _("Insert as Image Plane"),
        Way.TEXTURE: _texture_name(insertion.role),
        Way.WORLD: _("Insert as World"),
        Way.IMAGE: _("Insert as Image"),
        Way.BRUSH: _("Insert as Brush Texture"),
        Way.STRIP: _("Insert as Strip"),
    }[insertion.way]


def _texture_name(role: Role) -> str:
    return {
        Role.AUTO: _("Insert as Texture"),
        Role.BASE_COLOR: _("Insert as Base Color"),
        Role.NORMAL: _("Insert as Normal Map"),
        Role.ROUGHNESS: _("Insert as Roughness"),
        Role.METALLIC: _("Insert as Metallic"),
        Role.HEIGHT: _("Insert as Height"),
        Role.EMISSION: _("Insert as Emission"),
        Role.ALPHA: _("Insert as Alpha"),
        Role.OCCLUSION: _("Insert as Occlusion"),
    }[role]


def absence_icon(hit: Hit) -> str:
    """Give what marks a picture that is not here: that its disk is away, or that it was not found."""
    if hit.online:
        return "NONE"
    return "ERROR" if is_lost(hit) else "DISK_DRIVE"


def facing_options(insertion: Insertion) -> tuple[Facing, ...]:
    """List where the front can look."""
    return tuple(Facing) if "facing" in OPTIONS[insertion.way] else ()
