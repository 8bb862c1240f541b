"""Where the pixels of a query come from."""

from __future__ import annotations

from enum import StrEnum


class Source(StrEnum):
    """What of Blender to search with. The values are what texts and scripts write."""

    RENDER = "render"
    """The last render, as the scene's view shows it."""
    VIEWPORT = "viewport"
    """The 3D view, as it is seen, without what Blender lays over it."""
    IMAGE = "image"
    """The image editor's image, whole."""
    IMAGE_SELECTION = "image-selection"
    """What of that image is in view: Blender has no selection of pixels, so one zooms in on what is meant."""
    TEXTURE = "texture"
    """The active texture: of the node editor, of the active material, or of the brush."""
