# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture under the pointer while it is carried, and what a click would do; drawn over the editors."""

from __future__ import annotations

from typing import Any

import blf
import bpy
import gpu
from gpu_extras.batch import batch_for_shader

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
        theme = context.preferences.themes[0].user_interface.wcol_tooltip
        x, y = self.place[0] - self.region.x, self.place[1] - self.region.y
        left, top = x + _AWAY * scale, y - _AWAY * scale
        gpu.state.blend_set("ALPHA")
        if self._texture is not None:
            longest = max(self._texture.width, self._texture.height)
            width, height = (
                side * _SIDE * scale / longest for side in (self._texture.width, self._texture.height)
            )
            _filled(left - 1, top - height - 1, width + 2, height + 2, (0.0, 0.0, 0.0, 0.5))
            _pictured(self._texture, left, top - height, width, height)
            top -= height + _PAD * scale
        self._label(left, top, scale, theme)
        gpu.state.blend_set("NONE")

    def _label(self, left: float, top: float, scale: float, theme: Any) -> None:
        if not self.text:
            return
        blf.size(0, bpy.context.preferences.ui_styles[0].widget.points * scale)
        width, _height = blf.dimensions(0, self.text)
        _ascent = blf.dimensions(0, "Xg")[1]
        pad = _PAD * scale
        _filled(left, top - _ascent - 2 * pad, width + 2 * pad, _ascent + 2 * pad, tuple(theme.inner))
        blf.color(0, *theme.text, 1.0)
        blf.position(0, left + pad, top - _ascent - pad * 0.8, 0)
        blf.draw(0, self.text)


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
