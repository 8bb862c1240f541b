# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands where the results would be: each page says what this is and what to do next."""

from __future__ import annotations

from typing import Any

from bowerbird_panel import phrases
from bowerbird_panel.pages import Page, in_large
from bowerbird_panel.state import PairingCode
from bowerbird_panel.words import _, ngettext

from . import notices
from .drawing import BOX, Drawing

_MAIN = 1.4


def draw(layout: Any, now: Drawing, page: Page) -> None:
    """Draw the page."""
    if page is Page.TEACHING:
        _teaching(layout, now)
    elif page is Page.CONNECTING:
        _waiting(
            layout,
            now,
            _("Looking for Bowerbird…"),
            _("It looks after your pictures in the background, on this computer only."),
        )
    elif page is Page.SEARCHING:
        _waiting(layout, now, _("Searching…"), "")
    elif page is Page.PAIRING:
        _pairing(layout, now, now.state.pairing)
    elif page is Page.NOTICE and (notice := in_large(now.state)) is not None:
        notices.draw_large(layout, now, notice)


def _waiting(layout: Any, now: Drawing, title: str, text: str) -> None:
    box = layout.box()
    paper = now.paper.narrower(BOX)
    paper.write(box, title, icon="SORTTIME")
    if text:
        paper.write(box, text, soft=True)


def _teaching(layout: Any, now: Drawing) -> None:
    now.paper.write(layout, _("What are you looking for?"))
    now.paper.write(layout, _lead(now.state.library_size), soft=True)
    paper = now.paper.narrower(BOX)
    column = layout.column()
    box = column.box().column(align=True)
    paper.write(box, _("Describe it"), icon="SYNTAX_OFF")
    paper.write(box, _("In your own words: what is on it, its colours, its light."), soft=True)
    _examples(box, _("warm sunset, wide sky"), _("red mug on white"), _("soft light living room"))
    box = column.box().column(align=True)
    paper.write(box, _("Show it what you see"), icon="VIEW3D")
    paper.write(
        box,
        _("Search with the viewport, the render or a texture. Then add words, such as “but blue”."),
        soft=True,
    )
    box = column.box().column(align=True)
    paper.write(box, _("Type a code"), icon="FONT_DATA")
    paper.write(
        box,
        _("Letters and numbers that stand in the picture: a label, a title, an article number."),
        soft=True,
    )
    _examples(box, "BB-2047-K")


def _examples(layout: Any, *texts: str) -> None:
    layout.separator(factor=0.5)
    column = layout.column(align=True)
    for text in texts:
        column.operator("bowerbird.search", text=text, icon="VIEWZOOM", translate=False).words = text


def _lead(size: int | None) -> str:
    if size is None:
        return _("Your pictures, on this computer only.")
    return ngettext(
        "{number} picture ready to be found, on this computer only.",
        "{number} pictures ready to be found, on this computer only.",
        size,
    ).format(number=phrases.count(size))


def _pairing(layout: Any, now: Drawing, code: PairingCode | None) -> None:
    box = layout.box()
    paper = now.paper.narrower(BOX)
    paper.write(box, _("Connect Blender to Bowerbird"), icon="LINKED")
    if code is None:
        paper.write(box, _("Asking Bowerbird for a code…"), soft=True)
    else:
        paper.write(
            box,
            _(
                "Bowerbird's page shows a request of Blender with a code. If it is this one, approve it there."
            ),
        )
        _code(box, code)
        if code.caution:
            paper.write(box, code.caution, icon="ERROR", alert=True)
        if code.must_be_seen and not code.confirmed:
            paper.write(box, _("Does Bowerbird show the same code?"))
            column = box.column(align=True)
            _answer(column, _("Yes, the Same Code"), same=True)
            _answer(column, _("No, Another or None"), same=False)
        else:
            paper.write(
                box, _("Waiting for you to approve it on Bowerbird's page…"), icon="SORTTIME", soft=True
            )
    column = box.column(align=True)
    row = column.row()
    row.scale_y = _MAIN
    row.operator("bowerbird.open_page", text=_("Open Bowerbird"), icon="URL", translate=False)
    column.operator("bowerbird.cancel_pairing", text=_("Cancel"), icon="X", translate=False)


def _code(layout: Any, code: PairingCode) -> None:
    frame = layout.box().column(align=True)
    row = frame.row()
    row.alignment = "CENTER"
    row.scale_y = 2.0
    # Blender has no larger letters for labels: room between them has to do.
    row.label(text="\u2002".join(phrases.plain(code.code)), translate=False)
    row = frame.row()
    row.alignment = "CENTER"
    row.active = False
    row.label(text=_("Good for {time}").format(time=phrases.left(code.seconds_left)), translate=False)


def _answer(layout: Any, text: str, *, same: bool) -> None:
    icon = "CHECKMARK" if same else "CANCEL"
    layout.operator("bowerbird.confirm_code", text=text, icon=icon, translate=False).same = same
