# SPDX-License-Identifier: GPL-3.0-or-later
"""The chosen result: what to do with it, and all that is known of it. It opens below its row of the grid."""

from __future__ import annotations

from typing import Any

from bowerbird_client import Hit
from bowerbird_panel import phrases
from bowerbird_panel.labels import copies_of, label_sentence, standing_of
from bowerbird_panel.whereabouts import where_it_matched
from bowerbird_panel.words import _

from ..model import choices
from ..model.ways import Insertion
from . import preferences, properties
from .drawing import BOX, Drawing

_LARGE = 9.0
"""Units of the large preview, where there is room."""
_POPUP = 6.0
_MAIN = 1.4
_SWITCH = 26.0
"""Pixels that a button with an icon alone takes beside a text."""


def draw(layout: Any, now: Drawing, hit: Hit) -> None:
    """Draw it."""
    box = layout.box()
    _draw_insert(box, now, hit)
    _draw_actions(box, hit)
    _draw_facts(box, now, hit)


def _draw_insert(layout: Any, now: Drawing, hit: Hit) -> None:
    insertion = properties.insertion()
    column = layout.column(align=True)
    row = column.row(align=True)
    row.scale_y = _MAIN
    row.operator(
        "bowerbird.insert",
        text=choices.insert_name(insertion),
        icon=choices.ICONS[insertion.way],
        translate=False,
    ).asset = hit.id
    column.operator("bowerbird.carry", icon="RESTRICT_SELECT_OFF").asset = hit.id
    if now.state.said:
        now.paper.narrower(BOX).write(layout, now.state.said, icon="CHECKMARK", most=4)
    draw_way(layout, now, insertion)


def draw_way(layout: Any, now: Drawing, insertion: Insertion) -> None:
    """Draw how pictures come in, with what can be chosen about that."""
    column = layout.column()
    column.use_property_split = True
    column.use_property_decorate = False
    for name in ("way", *choices.OPTIONS[insertion.way]):
        column.prop(now.properties, name)


def _draw_actions(layout: Any, hit: Hit) -> None:
    row = layout.row(align=True)
    row.operator("bowerbird.more_like", text=_("More Like This"), translate=False).asset = hit.id
    row.operator("bowerbird.reveal", text="", icon="FILE_FOLDER").asset = hit.id
    row.operator("bowerbird.copy_curated", text="", icon="SOLO_ON").asset = hit.id


def _draw_facts(layout: Any, now: Drawing, hit: Hit) -> None:
    paper = now.paper.narrower(BOX)
    side = min(_LARGE, paper.room / (20 * now.scale))
    column = layout.column(align=True)
    if now.icon(hit, side):
        column.template_icon_view(now.properties, "hit", show_labels=True, scale=side, scale_popup=_POPUP)
    if matched := where_it_matched(hit):
        _draw_whereabouts(column, now, matched)
    paper.write(column, phrases.name_of(hit))
    size = f"{hit.width} \u00d7 {hit.height}" if hit.width and hit.height else ""
    facts = "  ·  ".join(part for part in (size, hit.folder.name or "") if part)
    standing = standing_of(hit, is_locked=bool(now.state.clue.core))
    for text in (facts, copies_of(hit), phrases.telling_reason(hit), standing):
        if text:
            paper.write(column, text, soft=True)
    for label in hit.labels or ():
        paper.write(column, label_sentence(label) or phrases.plain(label), icon="CHECKMARK")
    if hit.curated:
        paper.write(column, _("It is in your curated folder already."), icon="SOLO_ON")
    said = phrases.away_sentences(hit)
    for text in said[:1]:
        paper.write(column, text, icon=choices.absence_icon(hit))
    for text in said[1:]:
        paper.write(column, text, soft=True)


def _draw_whereabouts(layout: Any, now: Drawing, text: str) -> None:
    """Draw in words what the outlines show, and what hides them."""
    row = layout.row(align=True)
    now.paper.narrower(BOX + _SWITCH).write(row, text, soft=True)
    if (ours := preferences.kept(now.context)) is not None:
        row.prop(ours, "show_boxes", text="", icon="OVERLAY")
