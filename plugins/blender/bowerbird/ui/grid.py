# SPDX-License-Identifier: GPL-3.0-or-later
"""The results: what goes on, how many there are and which way they were found, the slider, the grid and its pages."""

from __future__ import annotations

from typing import Any

import bpy

from bowerbird_client import Hit
from bowerbird_panel import phrases
from bowerbird_panel.refinements import lock_name, locked
from bowerbird_panel.state import Activity, PanelState
from bowerbird_panel.words import _

from ..model.choices import absence_icon
from ..model.grid_layout import UNIT, rows_of
from ..model.wrapping import drawn
from . import details
from .drawing import Drawing
from .paragraphs import Paper

_BUTTON = 4.0
"""Units that a button needs for more than the percentage."""


def draw_status(layout: Any, now: Drawing) -> None:
    """Draw in one line what goes on, else how many results there are and which way they were found."""
    state = now.state
    row = layout.row(align=True)
    if state.activity is Activity.IDLE:
        row.label(text=_summary(now.paper.narrower(26), state), translate=False)
        row.popover("BOWERBIRD_PT_explained", text="", icon="QUESTION")
        return
    text = phrases.activity_name(state.activity)
    if state.progress is None:
        row.label(text=text, icon="SORTTIME", translate=False)
    else:
        row.progress(factor=state.progress, text=text, type="BAR", translate=False)
    row.operator("bowerbird.stop", text="", icon="CANCEL")


def _summary(paper: Paper, state: PanelState) -> str:
    """Say how many there are and which way they were found; the way alone where there is no room for both."""
    ways = " · ".join(phrases.entries(state.entry))
    both = "  ·  ".join(part for part in (phrases.counted(state), ways) if part)
    return both if paper.fitting(both) == drawn(both) else paper.fitting(ways or both)


def draw_head(layout: Any, now: Drawing) -> None:
    """Draw what stands above the results, also where the slider hides them all."""
    draw_status(layout, now)
    row = layout.row(align=True)
    row.prop(now.properties, "similarity", text=_("At least"), slider=True, translate=False)
    _draw_lock(row, layout, now.state)


def _draw_lock(row: Any, layout: Any, state: PanelState) -> None:
    """Draw what locks what passes the slider beside it, and below it how many are locked."""
    if state.lockable:
        row.operator("bowerbird.lock", text=lock_name(state), icon="LOCKED", translate=False)
    if state.clue.core:
        below = layout.row(align=True)
        below.label(text=locked(state.clue), icon="LOCKED", translate=False)
        below.operator("bowerbird.unlock", icon="UNLOCKED")


def draw(layout: Any, now: Drawing) -> None:
    """Draw the results."""
    state = now.state
    column = layout.column(align=True)
    chosen = next((hit for hit in state.shown if hit.id == state.chosen), None)
    hits = now.pages.of(state.shown, now.page)
    places = {hit.id: place for place, hit in enumerate(state.shown)}
    for line in rows_of(hits, now.grid.columns):
        row = column.grid_flow(row_major=True, columns=now.grid.columns, even_columns=True, align=True)
        for hit in line:
            _draw_cell(row, now, hit, places[hit.id])
        for _missing in range(now.grid.columns - len(line)):
            row.column()
        if chosen is not None and chosen in line:
            details.draw(column, now, chosen)
    if chosen is not None and chosen not in hits:
        details.draw(column, now, chosen)
    _draw_pages(layout, now)
    if chosen is None:
        draw_said(layout, now)
    if state.notes:
        now.paper.write(layout, phrases.noted(state), icon="INFO", soft=True)


def draw_said(layout: Any, now: Drawing) -> None:
    """Draw what was done last."""
    if now.state.said:
        now.paper.write(layout, now.state.said, icon="CHECKMARK", most=4)


def _draw_cell(layout: Any, now: Drawing, hit: Hit, place: int) -> None:
    column = layout.box().column(align=True)
    icon = now.icon(hit, now.grid.side)
    column.template_icon(icon_value=icon or _stand_in(now, hit), scale=now.grid.side)
    row = column.row(align=True)
    percent = phrases.likeness(hit, place)
    row.operator(
        "bowerbird.choose",
        text=f"{percent}  {phrases.name_of(hit)}" if now.grid.side >= _BUTTON else percent,
        icon=absence_icon(hit),
        depress=hit.id == now.state.chosen,
        translate=False,
    ).asset = hit.id
    row.operator("bowerbird.insert", text="", icon="IMPORT").asset = hit.id
    marks = phrases.marks_of(hit, is_locked=bool(now.state.clue.core))
    if marks:
        # One line of letters for each picture: below the name, where it covers nothing.
        below = column.row()
        below.active = False
        room = now.paper.narrower(now.paper.room / now.scale - now.grid.side * UNIT)
        # A lock says it in less room than a word.
        text = room.fitting(" · ".join(marks[1:] if hit.core else marks), icon=hit.core)
        below.label(text=text, icon="LOCKED" if hit.core else "NONE", translate=False)


def _stand_in(now: Drawing, hit: Hit) -> int:
    return _builtin("FILE_IMAGE" if now.desk.thumbnails.has_failed(hit) else "BLANK1")


def _builtin(name: str) -> int:
    """Give the number of one of Blender's own icons."""
    return int(bpy.types.UILayout.bl_rna.functions["prop"].parameters["icon"].enum_items[name].value)


def _draw_pages(layout: Any, now: Drawing) -> None:
    pages, page = now.pages, now.page
    if pages.count == 1 and not now.state.has_more:
        return
    row = layout.row(align=True)
    row.operator("bowerbird.previous_page", text="", icon="TRIA_LEFT")
    middle = row.row(align=True)
    middle.alignment = "CENTER"
    more = "+" if now.state.has_more else ""
    middle.label(text=f"{page + 1} / {pages.count}{more}", translate=False)
    row.operator("bowerbird.next_page", text="", icon="TRIA_RIGHT")
