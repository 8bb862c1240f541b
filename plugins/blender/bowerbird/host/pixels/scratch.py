"""What is made in Blender's data for a moment, and is gone again at the end of it."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import bpy

_NAME = ".bowerbird"
"""Names with a dot in front are in no list of Blender's, should one ever be drawn meanwhile."""
_STANDARD = "Standard"

Written = dict[str, str]

PLAIN: Written = {"file_format": "TARGA_RAW", "color_mode": "RGBA"}
"""As it is seen, in eight bits: of the files without loss the one that is written in the shortest time."""
LIGHT: Written = {
    "file_format": "OPEN_EXR",
    "color_mode": "RGBA",
    "color_depth": "16",
    "exr_codec": "NONE",
}
"""As it was rendered: nothing is done to it but to write it, which takes a third of the time."""


@contextlib.contextmanager
def blank(width: int, height: int, *, is_float: bool, colour_space: str | None = None) -> Generator[Any]:
    """Give an image."""
    image = bpy.data.images.new(_NAME, width, height, alpha=True, float_buffer=is_float)
    try:
        if colour_space is not None:
            image.colorspace_settings.name = colour_space
        yield image
    finally:
        bpy.data.images.remove(image)


@contextlib.contextmanager
def loaded(file: Path) -> Generator[Any]:
    """Give the image of a file."""
    image = bpy.data.images.load(str(file))
    try:
        yield image
    finally:
        bpy.data.images.remove(image)


@contextlib.contextmanager
def plain_scene() -> Generator[Any]:
    """Give a scene that shows colours as they are."""
    scene = bpy.data.scenes.new(_NAME)
    try:
        # A person's own OpenColorIO has other views, of which the first one is the usual one.
        with contextlib.suppress(TypeError):
            scene.view_settings.view_transform = _STANDARD
        yield scene
    finally:
        bpy.data.scenes.remove(scene)


@contextlib.contextmanager
def private_file() -> Generator[Path]:
    """Give the path of a file that nobody else can read."""
    with tempfile.TemporaryDirectory(prefix="bowerbird-", ignore_cleanup_errors=True) as folder:
        yield Path(folder) / "pixels"


def save(image: Any, scene: Any, file: Path, how: Written) -> None:
    """Write an image as a scene shows it. Raises RuntimeError where it has no pixels.

    What a scene says of its own files is put back as it was: Blender has no other way to say how one is written.
    """
    settings = scene.render.image_settings
    before = _values(settings)
    try:
        # Blender 5 asks first whether it is an image at all.
        _set(settings, {"media_type": "IMAGE", "color_management": "FOLLOW_SCENE", **how})
        image.save_render(str(file), scene=scene)
    finally:
        # Twice: what a format does not have is passed over, and comes with the format.
        _set(settings, before)
        _set(settings, before)


def _values(settings: Any) -> dict[str, object]:
    kept = [
        each.identifier
        for each in settings.bl_rna.properties
        if not each.is_readonly and each.type != "POINTER" and hasattr(settings, each.identifier)
    ]
    first = [name for name in ("media_type", "file_format") if name in kept]
    return {name: getattr(settings, name) for name in (*first, *(each for each in kept if each not in first))}


def _set(settings: Any, values: dict[str, Any] | Written) -> None:
    for name, value in values.items():
        if hasattr(settings, name) and getattr(settings, name) != value:
            with contextlib.suppress(TypeError):
                setattr(settings, name, value)
