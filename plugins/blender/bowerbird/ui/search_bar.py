# SPDX-License-Identifier: GPL-3.0-or-later
"""The top of the panel: the field, what to search with, the picture that is searched with, and what narrows the search."""

from __future__ import annotations

from typing import Any

from bowerbird_panel import phrases
from bowerbird_panel.state import Connection
from bowerbird_panel.words import _

from ..model import choices
from . import query_icon
from .drawing import BOX, Drawing

_CHIP = 2.4
"""Units of the picture that is searched with."""


def draw(layout: Any, now: Drawing) -> None:
    """Draw it."""
    state = now.state
    has_picture = state.clue.has_picture or state.clue.saved is not None
    row = layout.row(align=True)
    row.operator("bowerbird.back", text="", icon="BACK")
    row.prop(
        now.properties,
        "words",
        text="",
        icon="VIEWZOOM",
        placeholder=_("Like this, but…") if has_picture else _("Describe it, or type a code"),
        translate=False,
    )
    row.menu("BOWERBIRD_MT_history", text="", icon="RECOVER_LAST")
    _draw_sources(layout, now)
    if has_picture:
        _draw_chip(layout, now)
    _draw_refine(layout, now)


def _draw_sources(layout: Any, now: Drawing) -> None:
    row = layout.row(align=True)
    # What is disabled under the pointer stays so until the pointer leaves it: not while pixels are taken, then.
    row.enabled = now.state.connection is Connection.READY
    sources = choices.SOURCES[now.editor]
    has_room = now.paper.has_room_for([choices.source_name(source) for source in sources])
    for source in sources:
        row.operator(
            "bowerbird.search_with",
            text=choices.source_name(source) if has_room else "",
            icon=choices.SOURCE_ICONS[source],
            translate=False,
        ).source = source.name


def _draw_chip(layout: Any, now: Drawing) -> None:
    clue = now.state.clue
    icon = _chip_icon(now)
    row = layout.box().row()
    if icon:
        picture = row.column()
        picture.ui_units_x = _CHIP
        picture.template_icon(icon_value=icon, scale=_CHIP)
    words = row.column(align=True)
    paper = now.paper.narrower(BOX + _CHIP * 20 + 30)
    name = choices.picture_name(clue)
    # One line alone stands in the middle of its height.
    words.scale_y = 1.0 if name else _CHIP
    words.label(text=paper.fitting(choices.picture_kind(clue)), translate=False)
    if name:
        title = words.row()
        title.active = False
        title.label(text=paper.fitting(name), translate=False)
    close = row.column()
    close.operator("bowerbird.clear_picture", text="", icon="X", emboss=False)


def _chip_icon(now: Drawing) -> int:
    clue = now.state.clue
    if clue.pixels is not None:
        return int(query_icon.of(clue.pixels))
    return now.icon(clue.like, _CHIP) if clue.like is not None else 0


def _draw_refine(layout: Any, now: Drawing) -> None:
    held = phrases.refined(now.state)
    if now.is_popup:
        return
    header, body = layout.panel("bowerbird_refine", default_closed=True)
    title = _("Refine")
    header.label(text=now.paper.fitting(f"{title}  ·  {held}" if held else title), translate=False)
    if held:
        header.operator("bowerbird.clear_filters", text="", icon="X", emboss=False)
    if body is None:
        return
    column = body.column()
    column.use_property_split = True
    column.use_property_decorate = False
    column.prop(
        now.properties,
        "avoid",
        text=_("Without"),
        placeholder=_("These come last"),
        translate=False,
    )
    column.prop(now.properties, "folder", text=_("Folder"), translate=False)
    if "filters" in now.state.refines:
        column.prop(now.properties, "shape", text=_("Shape"), translate=False)
    if "sort" in now.state.refines:
        column.prop(now.properties, "sort", text=_("Order"), translate=False)
    if now.state.clue.is_weighed and "weight" in now.state.refines:
        column.prop(now.properties, "weight", text=_("Words"), slider=True, translate=False)
