"""Pictures that tests insert, and what Blender made of them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from PIL import Image

from bowerbird_panel.provenance import ORIGINAL, Provenance
from hosts.blender.inside_blender import InsideBlender

RED, GREEN, BLUE, WHITE = (220, 20, 20), (20, 200, 20), (20, 20, 220), (240, 240, 240)


def corners(path: Path, size: tuple[int, int] = (60, 40), **save: Any) -> Path:
    """Draw a picture with a colour in each corner, red at the top left, then clockwise green, blue and white."""
    width, height = size
    picture = Image.new("RGB", size, RED)
    picture.paste(GREEN, (width // 2, 0, width, height // 2))
    picture.paste(BLUE, (width // 2, height // 2, width, height))
    picture.paste(WHITE, (0, height // 2, width // 2, height))
    picture.save(path, **save)
    return path


def plain(path: Path, colour: tuple[int, ...], size: tuple[int, int] = (16, 16)) -> Path:
    """Draw a picture of one colour, with a fourth number for how much is seen of it."""
    Image.new("RGBA" if len(colour) == 4 else "RGB", size, colour).save(path)
    return path


def origin(file: Path, *, rendition: str = ORIGINAL, content: str | None = None, **more: Any) -> Provenance:
    """Say where such a picture comes from."""
    known = hashlib.sha256(file.read_bytes()).hexdigest()
    fields: dict[str, Any] = {"asset": f"a-{file.stem}", "library": "l1", "name": file.name, **more}
    return Provenance(rendition=rendition, content=known if content is None else content, **fields)


def place(
    blender: InsideBlender, file: Path, way: str, *, source: Provenance | None = None, **options: Any
) -> tuple[str, list[str]]:
    """Insert a picture as the panel does it; give the name of what was made, and the remarks.

    What goes wrong is an InsideError.
    """
    provenance = origin(file) if source is None else source
    told = blender.run(
        """
        host = __import__("sys").modules["bl_ext.user_default.bowerbird.desk"].desk().host
        heard = []
        host.has_made = lambda name, remarks=(): heard.append((name, remarks))
        try:
            bpy.ops.bowerbird.place("EXEC_DEFAULT", True, file=file, source=source, way=way, **options)
        finally:
            del host.has_made
        heard
        """,
        file=str(file),
        source=provenance.to_bytes().decode(),
        way=way,
        options=options,
    )
    ((name, remarks),) = told
    return name, remarks
