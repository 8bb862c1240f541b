"""What becomes of a picture that is dropped somewhere. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from bowerbird_panel.phrases import plain
from bowerbird_panel.words import _

from .shapes import is_equirectangular
from .ways import At, Facing, Insertion, Way


class Wish(Enum):
    """What the person wants to have, by the keys that they hold."""

    USUAL = "usual"
    PLANE = "plane"
    REFERENCE = "reference"
    WORLD = "world"


@dataclass(frozen=True)
class Under:
    """What is under the pointer."""

    kind: str
    """Of the editor: VIEW_3D, NODE_EDITOR, IMAGE_EDITOR."""
    thing: str = ""
    """The name of the object."""
    takes_material: bool = False
    """Whether it can have a material."""
    slot: int = -1
    material: str = ""
    """The name of the material there, if it has one."""
    is_sky: bool = False
    """Whether nothing is there, and the view looks up."""
    at: At | None = None
    """Where in the scene, or among the nodes."""


def wish(*, shift: bool, ctrl: bool, alt: bool) -> Wish:
    """Read the keys that are held."""
    if shift:
        return Wish.PLANE
    if ctrl:
        return Wish.REFERENCE
    return Wish.WORLD if alt else Wish.USUAL


def insertion_of(under: Under, wanted: Wish, usual: Insertion, size: tuple[int, int]) -> Insertion:
    """Say how a picture of that size comes in there; what was chosen beside the way stays chosen."""
    way = _way(under, wanted, size)
    chosen = replace(usual, way=way, onto="", slot=-1, at=None)
    if way is Way.TEXTURE:
        return replace(chosen, onto=under.thing, slot=under.slot, at=under.at if not under.thing else None)
    if way in {Way.REFERENCE, Way.PLANE}:
        facing = usual.facing if usual.way is way else Facing.VIEW
        return replace(chosen, at=under.at, facing=facing)
    return chosen


def _way(under: Under, wanted: Wish, size: tuple[int, int]) -> Way:
    if under.kind == "IMAGE_EDITOR":
        return Way.IMAGE
    if under.kind == "NODE_EDITOR":
        return Way.TEXTURE
    named = {Wish.PLANE: Way.PLANE, Wish.REFERENCE: Way.REFERENCE, Wish.WORLD: Way.WORLD}
    if wanted in named:
        return named[wanted]
    if under.thing and under.takes_material:
        return Way.TEXTURE
    return Way.WORLD if under.is_sky and is_equirectangular(*size) else Way.REFERENCE


def told(under: Under, insertion: Insertion) -> str:
    """Say what a click would do."""
    if insertion.way is Way.TEXTURE and under.thing:
        if under.material:
            return _("Texture of {material} on {object}").format(
                material=plain(under.material), object=plain(under.thing)
            )
        return _("Texture of {object}").format(object=plain(under.thing))
    return {
        Way.TEXTURE: _("Texture here"),
        Way.WORLD: _("World: surroundings and light"),
        Way.IMAGE: _("Shown in this editor"),
        Way.PLANE: _("Image plane here"),
        Way.REFERENCE: _("Reference here"),
    }[insertion.way]
