# SPDX-License-Identifier: GPL-3.0-or-later
"""Text that is longer than a label: measured with the letters that Blender draws with, and broken into lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import blf
import bpy

from ..model.wrapping import drawn, shortened, wrapped

_FONT = 0
_MARGIN = 8.0
"""Pixels, where the interface is not scaled, that a label keeps free at its sides."""
_ICON = 20.0
_LEADING = 0.75
"""How high a line of a paragraph is beside a button."""


class Paper:
    """A part of the window of some width."""

    def __init__(self, context: Any, room: float) -> None:
        """Say how wide it is, in pixels of the screen."""
        preferences = context.preferences
        self.scale = float(preferences.system.ui_scale)
        self.room = room
        self._size = preferences.ui_styles[0].widget.points * self.scale

    def narrower(self, pixels: float) -> Paper:
        """Give a part of it; `pixels` are those of an interface that is not scaled."""
        made = Paper(bpy.context, self.room - pixels * self.scale)
        made._size = self._size
        return made

    def measure(self, text: str) -> float:
        """Tell how wide a text is drawn."""
        return float(blf.dimensions(_FONT, text)[0])

    def lines(self, text: str, *, icon: bool = False, most: int = 0) -> tuple[str, ...]:
        """Break a text into lines that fit."""
        blf.size(_FONT, self._size)
        room = self.room - (2 * _MARGIN + (_ICON if icon else 0)) * self.scale
        return wrapped(drawn(text), room, self.measure, most)

    def has_room_for(self, texts: Sequence[str]) -> bool:
        """Tell whether buttons with icons and these texts fit beside each other."""
        blf.size(_FONT, self._size)
        around = (_MARGIN + _ICON) * self.scale
        return sum(self.measure(drawn(text)) + around for text in texts) <= self.room

    def fitting(self, text: str, *, icon: bool = False) -> str:
        """Cut a text at its end where it does not fit into a line."""
        blf.size(_FONT, self._size)
        room = self.room - (2 * _MARGIN + (_ICON if icon else 0)) * self.scale
        return shortened(drawn(text), room, self.measure)

    def write(
        self,
        layout: Any,
        text: str,
        *,
        icon: str = "NONE",
        alert: bool = False,
        soft: bool = False,
        most: int = 0,
    ) -> None:
        """Write a text below what is there."""
        lines = self.lines(text, icon=icon != "NONE", most=most)
        column = layout.column(align=True)
        column.alert = alert
        column.active = not soft
        column.scale_y = _LEADING if len(lines) > 1 else 1.0
        for number, line in enumerate(lines):
            mark = "BLANK1" if number and icon != "NONE" else icon
            column.label(text=line, icon=mark, translate=False)
