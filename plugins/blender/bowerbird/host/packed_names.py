"""Where Blender would put a packed picture: `image.save()` of a script, and unpacking, write there whatever is there."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import Any

import bpy

from . import marks

TEXTURES = "textures"
_BESIDE = f"//{TEXTURES}/"


def name_packed(image: Any, file_name: str) -> None:
    """Name a file beside the .blend that is not there; nothing tells of the place that the picture came from."""
    folder = Path(bpy.data.filepath).parent if bpy.data.filepath else None
    _name(image, file_name if folder is None else _free_name(folder, file_name))


def keep_names_free(blend: Path) -> None:
    """Look once more when the .blend is about to be saved: before the first time, nobody knows what lies beside it."""
    for image in bpy.data.images:
        named = image.filepath_raw
        if image.packed_file is None or image.library is not None or not named.startswith(_BESIDE):
            continue
        file_name = named.removeprefix(_BESIDE)
        free = _free_name(blend.parent, file_name)
        if free != file_name and marks.read(image) is not None:
            _name(image, free)


def numbered(file_name: str, number: int) -> str:
    """Make another name where the first one is taken."""
    wanted = Path(file_name)
    return file_name if number == 1 else f"{wanted.stem}-{number}{wanted.suffix}"


def _name(image: Any, file_name: str) -> None:
    image.filepath_raw = _BESIDE + file_name
    for packed in image.packed_files:
        packed.filepath = image.filepath_raw


def _free_name(folder: Path, file_name: str) -> str:
    names = (numbered(file_name, number) for number in itertools.count(1))
    # What a link that leads nowhere would be written through to is somebody's too.
    return next(name for name in names if not os.path.lexists(folder / TEXTURES / name))
