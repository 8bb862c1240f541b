"""What a picture of the library is: its file, its truth, and how it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

# A maker gets the folder for intermediate files and gives the finished picture.
Maker = Callable[[Path], Image.Image]

KINDS = ("product", "label", "silhouette", "interior", "texture", "graphic", "diagram", "screenshot")
VARIANTS = ("crop", "mirror", "recolour", "relight", "angle")


@dataclass(frozen=True, slots=True)
class Picture:
    """One file of the library with what can be seen in it."""

    file: str
    kind: str
    title: str
    colours: tuple[str, ...]
    make: Maker
    item: str
    text: tuple[str, ...] = ()
    variant_of: str | None = None
    variant: str | None = None
    quality: int = 82


def save(image: Image.Image, path: Path, quality: int) -> None:
    """Write a picture without any metadata, in the format that its name asks for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    if path.suffix == ".jpg":
        plain.save(path, quality=quality, optimize=True, progressive=True)
    elif path.suffix == ".webp":
        plain.save(path, quality=quality, method=6)
    elif path.suffix == ".png":
        # Flat drawings lose nothing that the eye sees with 256 colours, and shrink to a third.
        plain.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            path, optimize=True
        )
    else:
        raise ValueError(f"{path.name}: pictures are .jpg, .png or .webp")
