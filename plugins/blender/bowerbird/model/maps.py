"""What a texture is for in a material, by the name of its file. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePath

from .ways import Role


class Colour(Enum):
    """What the numbers in a picture mean."""

    SEEN = "seen"
    """Colours as a screen shows them."""
    LIGHT = "light"
    """Amounts of light: Radiance HDR and OpenEXR."""
    DATA = "data"
    """No colours at all: directions, heights, amounts."""


@dataclass(frozen=True)
class Texture:
    """What a picture is for, and how it is meant where there is more than one custom."""

    role: Role
    is_inverted: bool = False
    """Whether it says the opposite: gloss for roughness."""
    is_green_down: bool = False
    """Whether a normal map has its second direction downwards, as DirectX has it; Blender's goes up, as OpenGL's."""


_WORDS: dict[Role, frozenset[str]] = {
    Role.NORMAL: frozenset({"normal", "normals", "normalmap", "norm", "nrm", "nor", "nrml", "nmap"}),
    Role.ROUGHNESS: frozenset({"roughness", "rough", "rgh", "rgn", "roughnessmap"}),
    Role.METALLIC: frozenset({"metallic", "metalness", "metal", "mtl", "met", "metallicmap"}),
    Role.HEIGHT: frozenset(
        {"height", "heightmap", "displacement", "displace", "disp", "dsp", "hgt", "bump", "bmp"}
    ),
    Role.EMISSION: frozenset({"emission", "emissive", "emissionmap", "emit", "emis"}),
    Role.ALPHA: frozenset({"alpha", "opacity", "transparency", "opac", "cutout"}),
    Role.OCCLUSION: frozenset({"ao", "occlusion", "ambientocclusion", "occ"}),
    Role.BASE_COLOR: frozenset(
        {
            "basecolor", "basecolour", "albedo", "diffuse", "diff", "dif", "color", "colour", "col",
            "alb", "base", "diffusemap", "colormap",
        }
    ),
}  # fmt: skip
_GLOSS = frozenset({"gloss", "glossiness", "glossy", "gls", "smoothness"})
_AMBIGUOUS = frozenset({"metal", "base", "norm", "bmp", "met", "mtl", "rough", "glossy", "color", "colour"})
"""Also the name of what is seen, as in metal_plate_02.jpg: they count at the end of a name alone."""
_DIRECTX, _OPENGL = frozenset({"dx", "directx", "d3d"}), frozenset({"gl", "opengl", "ogl"})
_PASSED_OVER = re.compile(
    r"\d+|[248]?1?[0-9]?k|\d+px|v\d+|jpe?g|png|exr|tiff?|webp|map|tex|texture|udim|seamless"
)
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)")
_APART = re.compile(r"[^A-Za-z0-9]+")


def texture_of(name: str) -> Texture:
    """Tell what a picture of that name is for; the base colour where its name says nothing."""
    tokens = _tokens(PurePath(name).stem)
    directx = any(token in _DIRECTX for token in tokens)
    kept = [
        token for token in tokens if token not in _DIRECTX | _OPENGL and not _PASSED_OVER.fullmatch(token)
    ]
    # The last word that says something counts: "leather_normal" is no leather, "rough_wood_diff" not rough.
    for index in range(len(kept) - 1, 0, -1):
        is_last = index == len(kept) - 1
        pair = kept[index - 1] + kept[index]
        for word in (pair, kept[index]):
            if word in _AMBIGUOUS and not is_last:
                continue
            if word in _GLOSS:
                return Texture(Role.ROUGHNESS, is_inverted=True)
            role = next((role for role, words in _WORDS.items() if word in words), None)
            if role is not None:
                return Texture(role, is_green_down=role is Role.NORMAL and directx)
    return _alone(kept, directx=directx)


def colour_of(role: Role, *, is_light: bool) -> Colour:
    """Tell what the numbers mean in a picture that is for that; `is_light` for a format that holds light."""
    if role in {Role.BASE_COLOR, Role.EMISSION, Role.AUTO}:
        return Colour.LIGHT if is_light else Colour.SEEN
    return Colour.DATA


def _alone(kept: list[str], *, directx: bool) -> Texture:
    """Judge a name of one word: normal.png in a folder that bears the name."""
    word = kept[0] if len(kept) == 1 else ""
    if word in _GLOSS:
        return Texture(Role.ROUGHNESS, is_inverted=True)
    role = next(
        (role for role, words in _WORDS.items() if word in words and word not in {"metal", "base"}), None
    )
    return Texture(role or Role.BASE_COLOR, is_green_down=role is Role.NORMAL and directx)


def _tokens(stem: str) -> list[str]:
    parts = (part for whole in _APART.split(stem) for part in _HUMPS.split(whole))
    return [part.lower() for part in parts if part]
