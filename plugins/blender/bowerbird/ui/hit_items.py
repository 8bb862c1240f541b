# SPDX-License-Identifier: GPL-3.0-or-later
"""The results as Blender lists them to be chosen from, the chosen one with the largest picture that is there."""

from __future__ import annotations

from collections.abc import Sequence

import bpy

from bowerbird_client import Hit
from bowerbird_panel import phrases
from bowerbird_panel.state import PanelState

from ..desk import desk
from . import preferences

HitItem = tuple[str, str, str, int, int]


def hit_items(state: PanelState, shown: Sequence[Hit]) -> tuple[HitItem, ...]:
    """List the results of a page, and the chosen one, which may stand on another."""
    first = state.shown.index(shown[0]) if shown else 0
    is_locked = bool(state.clue.core)
    listed = [
        (
            hit.id,
            f"{phrases.likeness(hit, first + at)}  {phrases.name_of(hit)}",
            phrases.tooltip(hit, is_locked=is_locked),
            _icon(hit),
            at,
        )
        for at, hit in enumerate(shown)
    ]
    if not any(hit.id == state.chosen for hit in shown):
        listed += [
            (hit.id, phrases.name_of(hit), phrases.tooltip(hit), _icon(hit), len(listed))
            for hit in state.hits
            if hit.id == state.chosen
        ]
    return tuple(listed)


def _icon(hit: Hit) -> int:
    """Give the number of a result's icon: of the one that is chosen with its outlines."""
    made = desk()
    number = made.thumbnails.icon(hit)
    if hit.id != made.panel.state.chosen:
        return number
    outlined = made.outlines.preview(hit) if preferences.of(bpy.context).show_boxes else None
    large = outlined or made.thumbnails.preview(hit)
    return number if large is None else int(large.icon_id)
