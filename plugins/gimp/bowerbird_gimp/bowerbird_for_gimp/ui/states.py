"""The middle of the window where there are no results: each page says what this is and what to do next."""

from __future__ import annotations

from typing import Any

from bowerbird_panel import phrases
from bowerbird_panel.pages import Page, in_large, is_worth_reporting, page_of
from bowerbird_panel.panel import Panel
from bowerbird_panel.state import Connection, Notice, PanelState, Remedy
from bowerbird_panel.words import _, ngettext

from .guard import Guard
from .making import button, icon, label, name, row
from .notices import copy_details, remedy_name
from .pairing_view import PairingView
from .style import WIDE, classes
from .toolkit import Atk, Gtk

_ICON = 48


class States:
    """All pages, the results among them."""

    def __init__(self, panel: Panel, guard: Guard, results: Any) -> None:
        """Make them around the widget of the results."""
        self._panel = panel
        self._guard = guard
        self._page: Page | None = None
        self.widget = Gtk.Stack(vexpand=True, vhomogeneous=False, hhomogeneous=False)
        self._pairing = PairingView(panel, guard)
        self._lead = label("", "bowerbird-soft", wrap=True)
        self._notice = NoticePage(panel, guard)
        pages = {
            Page.TEACHING: _scrolled(self._teaching()),
            Page.CONNECTING: _scrolled(
                _waiting(
                    _("Looking for Bowerbird…"),
                    _("It looks after your pictures in the background, on this computer only."),
                )
            ),
            Page.SEARCHING: _scrolled(_waiting(_("Searching…"), "")),
            Page.PAIRING: _scrolled(self._pairing.widget),
            Page.NOTICE: _scrolled(self._notice.widget),
            Page.RESULTS: results,
        }
        for page, widget in pages.items():
            self.widget.add_named(widget, page.value)
        self.widget.show_all()

    @property
    def page(self) -> Page:
        """Which one is seen."""
        return self._page or Page.CONNECTING

    def show(self, state: PanelState) -> None:
        """Show the page that fits."""
        page = page_of(state)
        self._lead.set_text(_lead(state.library_size))
        self._pairing.show(state.pairing)
        notice = in_large(state)
        if page is Page.NOTICE and notice is not None:
            self._notice.show(notice)
        if page is not self._page:
            self._page = page
            self.widget.set_visible_child_name(page.value)
            if page is Page.NOTICE and state.connection is Connection.NOT_PAIRED:
                # Nothing else can be done here.
                self._notice.focus()
            elif page is Page.PAIRING:
                self._pairing.focus()

    def _teaching(self) -> Any:
        describe = row(*(self._example(text) for text in _examples()), vertical=True, gap=4)
        describe.set_halign(Gtk.Align.START)
        code = self._example("BB-2047-K")
        code.set_halign(Gtk.Align.START)
        return row(
            label(_("What are you looking for?"), "bowerbird-title", wrap=True),
            self._lead,
            _card(
                "gimp-text-layer",
                _("Describe it"),
                _("In your own words: what is on it, its colours, its light."),
                describe,
            ),
            _card(
                "gimp-image",
                _("Show it your image"),
                _(
                    "Search with the canvas, the selection, the active layer, or what you copied. Then add words, such as “but blue”."
                ),
            ),
            _card(
                "gimp-list",
                _("Type a code"),
                _("Letters and numbers that stand in the picture: a label, a title, an article number."),
                code,
            ),
            label(_("F1 shows all keyboard shortcuts."), "bowerbird-small", "bowerbird-soft", wrap=True),
            vertical=True,
            gap=8,
        )

    def _example(self, text: str) -> Any:
        made = classes(Gtk.Button(), "bowerbird-example")
        made.add(label(text))
        name(made, _("Search for {words}").format(words=text))

        def search() -> None:
            self._panel.set_words(text)
            self._panel.search()

        self._guard.on(made, "clicked", search)
        return made


class NoticePage:
    """A notice in large: what happened, what to do, and the button for it."""

    def __init__(self, panel: Panel, guard: Guard) -> None:
        """Make it, empty."""
        self._shown: Notice | None = None
        self._mark = icon("dialog-information-symbolic")
        self._mark.set_pixel_size(_ICON)
        self._title = _centred("", "bowerbird-title")
        self._advice = _centred("", "bowerbird-soft")
        self._about = _centred("", "bowerbird-small", "bowerbird-soft")
        self._remedy = classes(button("…"), "bowerbird-main", "suggested-action")
        self._remedy.set_halign(Gtk.Align.CENTER)
        self._details = button(_("Copy _details"), "edit-copy-symbolic", _("Copy what to put into a report"))
        self._details.set_halign(Gtk.Align.CENTER)
        self.widget = _middle(self._mark, self._title, self._advice, self._remedy, self._about, self._details)
        name(self.widget, _("Notice"), role=Atk.Role.PANEL)
        guard.on(self._remedy, "clicked", lambda: panel.remedy(self._shown))
        guard.on(self._details, "clicked", self._copy)

    def _copy(self) -> None:
        if self._shown is not None:
            copy_details(self._shown)

    def focus(self) -> None:
        """Go to the button."""
        self._remedy.grab_focus()

    def show(self, notice: Notice) -> None:
        """Show a notice."""
        if notice == self._shown:
            return
        self._shown = notice
        self._mark.set_from_icon_name(_picture(notice), Gtk.IconSize.DIALOG)
        self._mark.set_pixel_size(_ICON)
        self._title.set_text(phrases.plain(notice.sentence))
        self._advice.set_text(phrases.plain(notice.advice))
        remedy = remedy_name(notice.remedy)
        self._remedy.set_visible(bool(remedy))
        if remedy:
            words = self._remedy.get_child()
            words.set_text_with_mnemonic(remedy)
            name(self._remedy, words.get_text())
        about = _about(notice)
        self._about.set_text(about)
        self._about.set_visible(bool(about))
        self._details.set_visible(is_worth_reporting(notice))


def _picture(notice: Notice) -> str:
    known = {
        "not_paired": "gimp-web-symbolic",
        "nothing_found": "edit-find-symbolic",
        "all_hidden": "gimp-visible-symbolic",
        "empty_library": "folder-new-symbolic",
    }
    return known.get(
        notice.details, "dialog-warning-symbolic" if notice.is_error else "dialog-information-symbolic"
    )


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


def _lead(size: int | None) -> str:
    if size is None:
        return _("Your pictures, on this computer only.")
    return ngettext(
        "{number} picture ready to be found, on this computer only.",
        "{number} pictures ready to be found, on this computer only.",
        size,
    ).format(number=phrases.count(size))


def _examples() -> tuple[str, ...]:
    return _("warm sunset, wide sky"), _("red mug on white"), _("soft light living room")


def _card(icon_name: str, title: str, text: str, *more: Any) -> Any:
    mark = icon(f"{icon_name}-symbolic", Gtk.IconSize.LARGE_TOOLBAR)
    mark.set_valign(Gtk.Align.START)
    words = row(
        label(title, "bowerbird-strong", wrap=True),
        label(text, "bowerbird-small", wrap=True),
        *more,
        vertical=True,
        gap=4,
    )
    made = classes(row(mark, words, gap=10, grow=words), "bowerbird-card")
    return name(made, title, role=Atk.Role.PANEL)


def _waiting(title: str, text: str) -> Any:
    mark = icon("gimp-tool-zoom-symbolic")
    mark.set_pixel_size(_ICON)
    return _middle(mark, _centred(title, "bowerbird-title"), _centred(text, "bowerbird-soft"))


def _centred(text: str, *styles: str) -> Any:
    made = label(text, *styles, wrap=True)
    made.set_justify(Gtk.Justification.CENTER)
    made.set_xalign(0.5)
    return made


def _middle(*children: Any) -> Any:
    made = row(*children, vertical=True, gap=WIDE)
    made.set_valign(Gtk.Align.CENTER)
    made.set_border_width(WIDE)
    return made


def _scrolled(child: Any) -> Any:
    made = Gtk.ScrolledWindow(hscrollbar_policy=Gtk.PolicyType.NEVER)
    child.set_margin_start(8)
    child.set_margin_end(8)
    made.add(child)
    return made
