"""The ways to use a picture in Blender, and what can be chosen about each, as one text that settings and scripts keep."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

_FARTHEST = 1e6
"""Of a coordinate in units of the scene; a person's scene is smaller."""
_MOST_NAME = 300
"""Letters; Blender's own names are shorter."""
_MOST_SLOT = 32767

At = tuple[float, float, float]


class Way(StrEnum):
    """What a picture becomes. The values are what texts and scripts write."""

    REFERENCE = "reference"
    """An empty that shows it, to model by."""
    CAMERA_BACKGROUND = "camera-background"
    """Behind or before what the scene's camera sees."""
    PLANE = "plane"
    """A mesh of its proportions with it on it."""
    TEXTURE = "texture"
    """A part of an object's material."""
    WORLD = "world"
    """The surroundings, and their light."""
    IMAGE = "image"
    """A picture alone, shown in the image editor."""
    BRUSH = "brush"
    """The texture of the brush that is in hand."""
    STRIP = "strip"
    """In the sequencer, at the current frame."""


class Facing(StrEnum):
    """Where the front of a reference or a plane looks."""

    VIEW = "view"
    """At the person, as the 3D view stands; the front where there is none."""
    FRONT = "front"
    SIDE = "side"
    TOP = "top"


class Role(StrEnum):
    """What a texture is for in its material."""

    AUTO = "auto"
    """As the name of its file says."""
    BASE_COLOR = "base-color"
    NORMAL = "normal"
    ROUGHNESS = "roughness"
    METALLIC = "metallic"
    HEIGHT = "height"
    EMISSION = "emission"
    ALPHA = "alpha"
    OCCLUSION = "occlusion"


class Mapping(StrEnum):
    """How a texture lies on its object."""

    UV = "uv"
    BOX = "box"
    """From all six sides; needs no UV map."""


class Storing(StrEnum):
    """Where the picture's bytes are kept."""

    PACK = "pack"
    """Inside the .blend file."""
    COPY = "copy"
    """In the folder `textures` beside it."""
    LINK = "link"
    """Where they are: the file goes on to need the library's disk."""


class Shading(StrEnum):
    """How a plane takes light."""

    PRINCIPLED = "principled"
    """As a surface."""
    EMISSION = "emission"
    """As a screen: it shines, and its colours stay."""


_Choice = TypeVar("_Choice", bound=Enum)


USUAL_WAYS = {"IMAGE_EDITOR": Way.IMAGE, "NODE_EDITOR": Way.TEXTURE}
"""What a picture becomes in editors that are for one thing, until the person chooses otherwise there."""


@dataclass(frozen=True)
class Insertion:
    """A way and all that was chosen about it."""

    way: Way = Way.REFERENCE
    facing: Facing = Facing.VIEW
    role: Role = Role.AUTO
    mapping: Mapping = Mapping.UV
    storing: Storing = Storing.PACK
    shading: Shading = Shading.PRINCIPLED
    onto: str = ""
    """The name of the object; the active one where it is empty."""
    slot: int = -1
    """Which of its material slots; the active one where it is below zero."""
    at: At | None = None
    """Where in the scene; the 3D cursor where it is None. Of a texture: where among the nodes."""

    def to_text(self) -> str:
        """Write what differs from the usual, in the manner of an address: `way=plane&facing=front`."""
        usual = Insertion()
        fields: dict[str, str] = {"way": self.way.value}
        for name in _CHOICES:
            value = getattr(self, name)
            if value is not getattr(usual, name):
                fields[name] = value.value
        if self.onto:
            fields["onto"] = self.onto
        if self.slot >= 0:
            fields["slot"] = str(self.slot)
        if self.at is not None:
            fields["at"] = ",".join(repr(float(each)) for each in self.at)
        return urlencode(fields)

    @classmethod
    def of_text(cls, text: str) -> Insertion:
        """Read such a text; what is not understood is as usual."""
        fields = _fields(text)
        usual = cls()
        return cls(
            way=_chosen(usual.way, fields.get("way")),
            facing=_chosen(usual.facing, fields.get("facing")),
            role=_chosen(usual.role, fields.get("role")),
            mapping=_chosen(usual.mapping, fields.get("mapping")),
            storing=_chosen(usual.storing, fields.get("storing")),
            shading=_chosen(usual.shading, fields.get("shading")),
            onto=fields.get("onto", "")[:_MOST_NAME],
            slot=_slot(fields.get("slot", "")),
            at=_at(fields.get("at", "")),
        )


_CHOICES = ("facing", "role", "mapping", "storing", "shading")


def knows(text: str) -> bool:
    """Tell whether a text names one of the ways."""
    return _fields(text).get("way") in {way.value for way in Way}


def _fields(text: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(text, max_num_fields=20))
    except ValueError:
        return {}


def _chosen(usual: _Choice, value: str | None) -> _Choice:
    return next((choice for choice in type(usual) if choice.value == value), usual)


def _slot(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > len(str(_MOST_SLOT)):
        return -1
    return min(int(text), _MOST_SLOT)


def _at(text: str) -> At | None:
    try:
        x, y, z = (float(part) for part in text.split(","))
    except ValueError:
        return None
    if not all(math.isfinite(each) and abs(each) <= _FARTHEST for each in (x, y, z)):
        return None
    return (x, y, z)
