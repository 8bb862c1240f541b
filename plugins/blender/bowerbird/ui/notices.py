# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told beside or instead of results: what went wrong, what to do next, and a button for it."""

from __future__ import annotations

from typing import Any

from bowerbird_panel.pages import is_worth_reporting
from bowerbird_panel.state import Connection, Notice, Remedy
from bowerbird_panel.words import _

from .drawing import BOX, Drawing

_ICONS = {
    "not_paired": "UNLINKED",
    "nothing_found": "VIEWZOOM",
    "all_hidden": "HIDE_ON",
    "empty_library": "FILE_FOLDER",
    "not_running": "UNLINKED",
}


def remedy_name(remedy: Remedy, connection: Connection) -> str:
    """Name the button of a notice; empty where it has none."""
    return {
        Remedy.NONE: "",
        Remedy.CONNECT: _("Start Bowerbird") if connection is Connection.NOT_RUNNING else _("Try Again"),
        Remedy.PAIR: _("Connect…"),
        Remedy.SEARCH_AGAIN: _("Search Again"),
        Remedy.LOWER_SIMILARITY: _("Show Them"),
        Remedy.CLEAR_FILTERS: _("Search without Filters"),
        Remedy.OPEN_HUB_PAGE: _("Open Bowerbird"),
    }[remedy]


def _about(notice: Notice) -> str:
    if notice.remedy is Remedy.PAIR:
        return _(
            "Bowerbird gives pictures only to programs that you have approved. You can take that back at any time."
        )
    if notice.remedy is Remedy.CONNECT:
        return _(
            "Bowerbird is the program that knows your pictures. It runs in the background, on this computer only."
        )
    return ""


def draw_bar(layout: Any, now: Drawing, notice: Notice) -> None:
    """Draw a notice above results."""
    box = layout.box()
    row = box.row()
    words = row.column(align=True)
    paper = now.paper.narrower(BOX + 24)
    paper.write(words, notice.sentence, icon="ERROR" if notice.is_error else "INFO", alert=notice.is_error)
    if notice.advice:
        paper.write(words, notice.advice, icon="BLANK1", soft=True)
    close = row.column()
    close.operator("bowerbird.dismiss", text="", icon="X", emboss=False)
    _draw_buttons(box, now, notice)


def draw_large(layout: Any, now: Drawing, notice: Notice) -> None:
    """Draw a notice where there is nothing else to see."""
    box = layout.box()
    paper = now.paper.narrower(BOX)
    usual = "ERROR" if notice.is_error else "INFO"
    paper.write(box, notice.sentence, icon=_ICONS.get(notice.details, usual), alert=notice.is_error)
    if notice.advice:
        paper.write(box, notice.advice)
    _draw_buttons(box, now, notice, is_main=True)
    about = _about(notice)
    if about:
        paper.write(box, about, soft=True)


def _draw_buttons(layout: Any, now: Drawing, notice: Notice, *, is_main: bool = False) -> None:
    remedy = remedy_name(notice.remedy, now.state.connection)
    reports = is_worth_reporting(notice)
    if not remedy and not reports:
        return
    column = layout.column(align=True)
    if remedy:
        row = column.row()
        row.scale_y = 1.4 if is_main else 1.0
        row.operator("bowerbird.remedy", text=remedy, translate=False).standing = (
            notice is now.state.standing and notice is not now.state.notice
        )
    if reports:
        column.operator("bowerbird.copy_details", icon="COPYDOWN")
