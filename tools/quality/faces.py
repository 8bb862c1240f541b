"""The typefaces that sets are drawn with: what free systems bring along, and Pillow's own where they bring none."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

_FOLDERS: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/System/Library/Fonts"))
_NAMES: Final = (
    "DejaVuSans.ttf",
    "DejaVuSans-Bold.ttf",
    "DejaVuSansMono.ttf",
    "DejaVuSerif.ttf",
    "LiberationSans-Regular.ttf",
    "LiberationSans-Bold.ttf",
    "LiberationSansNarrow-Bold.ttf",
    "LiberationMono-Regular.ttf",
    "LiberationMono-Bold.ttf",
    "LiberationSerif-Regular.ttf",
    "NimbusMonoPS-Bold.otf",
    "URWGothic-Demi.otf",
    "P052-Roman.otf",
    "C059-Bold.otf",
)
"""Sans, serif, narrow and typewriter faces, as labels have them. No script: nobody writes codes by hand in these sets."""


@cache
def faces() -> tuple[Path, ...]:
    """Find those that this system has, in the order of the list, so that the same system draws the same set."""
    there = {
        path.name: path for folder in _FOLDERS if folder.is_dir() for path in sorted(folder.rglob("*.?tf"))
    }
    return tuple(there[name] for name in _NAMES if name in there)


@cache
def face(number: int, pixels: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Give a face by any number, in a size."""
    found = faces()
    if not found:
        return ImageFont.load_default(pixels)
    return ImageFont.truetype(str(found[number % len(found)]), pixels)
