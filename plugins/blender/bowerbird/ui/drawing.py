# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known while one panel is drawn: where, how wide, and what there is to show. Drawing changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bowerbird_panel.state import PanelState

from ..desk import Desk, desk
from ..model.choices import Editor
from ..model.grid_layout import UNIT, Grid, Pages, grid, units
from . import preferences, properties, translations
from .paragraphs import Paper

_AROUND = 2.6 * UNIT
"""Pixels, where the interface is not scaled: the edges of a panel and the tabs beside it."""
BOX = 18.0
"""Pixels that a box takes from what is in it."""


@dataclass(frozen=True)
class Drawing:
    """One drawing of the panel in one editor."""

    context: Any
    desk: Desk
    width: float
    """Pixels of the region."""
    editor: Editor
    is_popup: bool = False

    @cached_property
    def state(self) -> PanelState:
        """What there is to show."""
        return self.desk.panel.state

    @property
    def properties(self) -> Any:
        """What the widgets show and set."""
        return self.context.window_manager.bowerbird

    @cached_property
    def scale(self) -> float:
        """How much larger than usual everything is."""
        return float(self.context.preferences.system.ui_scale)

    @cached_property
    def paper(self) -> Paper:
        """The room for text."""
        return Paper(self.context, self.width - _AROUND * self.scale)

    @cached_property
    def grid(self) -> Grid:
        """The grid of the results."""
        return grid(units(self.width, self.scale), preferences.of(self.context).side)

    @property
    def pages(self) -> Pages:
        """The pages of the results."""
        return properties.pages(self.context)

    @property
    def page(self) -> int:
        """The one that is open."""
        return self.pages.nearest(properties.page())

    def icon(self, hit: Any, side: float) -> int:
        """Give the icon of a result for a side of so many units; 0 until it has come."""
        return self.desk.thumbnails.icon(hit, round(side * UNIT * self.scale))


def drawing(context: Any) -> Drawing:
    """Begin a drawing in the sidebar of an editor."""
    translations.follow()
    made = desk()
    made.attend()
    return Drawing(context, made, context.region.width, Editor(context.area.type))
