# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture under the pointer while it is carried, and what a click would do; drawn over the editors."""

from __future__ import annotations

from typing import Any

import blf
import bpy
import gpu
from gpu_extras.batch import batch_for_shader

_FONT = 0
_SIDE = 96.0
"""Pixels of the long side, where the interface is not scaled."""
_AWAY = 14.0
_PAD = 6.0
_SPACES = ("SpaceView3D", "SpaceNodeEditor", "SpaceImageEditor")
_DRAWS_AS_IT_IS = (5, 0, 0)
_CORNERS = ((0, 0), (1, 0), (1, 1), (0, 1))


class Carried:
    """Draws until `close`."""

    def __init__(self, preview: Any) -> None:
        """Take the picture: an icon of Blender's, or None."""
        self.place = (0, 0)
        self.region: Any = None
        self.text = ""
        self._texture = None if preview is None else _texture(preview)
        self._handlers = [
            (space, space.draw_handler_add(self._draw, (), "WINDOW", "POST_PIXEL"))
            for space in (getattr(bpy.types, name) for name in _SPACES)
        ]

    def close(self) -> None:
        """Draw no more."""
        for space, handler in self._handlers:
            space.draw_handler_remove(handler, "WINDOW")
        self._handlers = []

    def _draw(self) -> None:
        context = bpy.context
        if context.region != self.region:
            return
        scale = float(context.preferences.system.ui_scale)
        blf.size(_FONT, context.preferences.ui_styles[0].widget.points * scale)
        picture, label = self._size(scale), _label_size(self.text, scale)
        width, height = max(picture[0], label[0]), picture[1] + label[1]
        left = _beside(self.place[0] - self.region.x, width, self.region.width, _AWAY * scale)
        top = self.region.height - _beside(
            self.region.height - (self.place[1] - self.region.y), height, self.region.height, _AWAY * scale
        )
        gpu.state.blend_set("ALPHA")
        if self._texture is not None:
            across, down = picture
            down -= _PAD * scale
            _filled(left - 1, top - down - 1, across + 2, down + 2, (0.0, 0.0, 0.0, 0.5))
            _pictured(self._texture, left, top - down, across, down)
        if self.text:
            _filled(left, top - height, *label, tuple(self._theme.inner))
            blf.color(_FONT, *self._theme.text, 1.0)
            blf.position(_FONT, left + _PAD * scale, top - height + 1.2 * _PAD * scale, 0)
            blf.draw(_FONT, self.text)
        gpu.state.blend_set("NONE")

    @property
    def _theme(self) -> Any:
        return bpy.context.preferences.themes[0].user_interface.wcol_tooltip

    def _size(self, scale: float) -> tuple[float, float]:
        """Tell how much room the picture takes, with the gap below it."""
        if self._texture is None:
            return 0.0, 0.0
        width, height = self._texture.width, self._texture.height
        factor = _SIDE * scale / max(width, height)
        return width * factor, height * factor + _PAD * scale


def _beside(place: float, length: float, end: float, away: float) -> float:
    """Choose where something begins that is so long: behind a place, or before it where it would not fit."""
    if place + away + length <= end:
        return place + away
    return max(0.0, place - away - length)


def _label_size(text: str, scale: float) -> tuple[float, float]:
    pad = 2 * _PAD * scale
    return blf.dimensions(_FONT, text)[0] + pad, blf.dimensions(_FONT, "Xg")[1] + pad


def _texture(preview: Any) -> Any:
    width, height = preview.image_size
    if not width or not height:
        return None
    values = gpu.types.Buffer("FLOAT", width * height * 4, list(preview.image_pixels_float))
    # Up to 4.5 what the shader writes is encoded once more.
    layout = "SRGB8_A8" if bpy.app.version < _DRAWS_AS_IT_IS else "RGBA8"
    return gpu.types.GPUTexture((width, height), format=layout, data=values)


def _corners(left: float, bottom: float, width: float, height: float) -> list[tuple[float, float]]:
    return [(left + across * width, bottom + up * height) for across, up in _CORNERS]


def _filled(left: float, bottom: float, width: float, height: float, colour: tuple[float, ...]) -> None:
    shader = gpu.shader.from_builtin("UNIFORM_COLOR")
    shader.uniform_float("color", colour)
    content = {"pos": _corners(left, bottom, width, height)}
    batch_for_shader(shader, "TRI_FAN", content).draw(shader)


def _pictured(texture: Any, left: float, bottom: float, width: float, height: float) -> None:
    shader = gpu.shader.from_builtin("IMAGE")
    content = {"pos": _corners(left, bottom, width, height), "texCoord": list(_CORNERS)}
    batch = batch_for_shader(shader, "TRI_FAN", content)
    shader.uniform_sampler("image", texture)
    batch.draw(shader)
