# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture from Blender that is searched with, as an icon."""

from __future__ import annotations

from typing import Any

import bpy.utils.previews

from bowerbird_panel.pixels import Pixels

from ..host.thumbnails import fill
from ..model.shrinking import small


class _Shown:
    """The one that is searched with."""

    icons: Any = None
    pixels: Pixels | None = None
    number = 0


def of(pixels: Pixels) -> int:
    """Give the number of its icon; made once for each picture."""
    if _Shown.pixels is not pixels:
        if _Shown.icons is None:
            _Shown.icons = bpy.utils.previews.new()
        _Shown.icons.clear()
        icon = _Shown.icons.new("query")
        fill(icon, small(pixels))
        _Shown.pixels, _Shown.number = pixels, int(icon.icon_id)
    return _Shown.number


def forget() -> None:
    """Give the icon back to Blender."""
    if _Shown.icons is not None:
        bpy.utils.previews.remove(_Shown.icons)
    _Shown.icons, _Shown.pixels, _Shown.number = None, None, 0
