"""Which page stands in the middle of the window. Pure."""

from __future__ import annotations

from enum import Enum

from .state import Activity, Connection, Notice, PanelState


class Page(Enum):
    """What stands in the middle."""

    RESULTS = "results"
    TEACHING = "teaching"
    CONNECTING = "connecting"
    SEARCHING = "searching"
    PAIRING = "pairing"
    NOTICE = "notice"
    """The panel's notice, in large: nothing else is to be seen."""


_AWAY = frozenset({Connection.NOT_RUNNING, Connection.NOT_PAIRED, Connection.TROUBLE})


def page_of(state: PanelState) -> Page:  # noqa: PLR0911  one for each page
    """Choose the page. Results stay whatever happens to the hub: the notice then stands above them."""
    if state.connection is Connection.PAIRING:
        return Page.PAIRING
    if state.shown:
        return Page.RESULTS
    if state.hits and state.notice is not None:
        return Page.NOTICE
    if state.connection in _AWAY:
        return Page.NOTICE if state.notice is not None else Page.CONNECTING
    if state.connection is Connection.CONNECTING:
        return Page.CONNECTING
    if state.activity in {Activity.SEARCHING, Activity.TAKING_PIXELS} and not state.clue.is_empty:
        return Page.SEARCHING
    if state.notice is not None and (not state.clue.is_empty or state.library_size == 0):
        return Page.NOTICE
    return Page.TEACHING


def in_large(state: PanelState) -> Notice | None:
    """Give the notice of the page: without the hub what keeps the window from it, for nothing else can be mended."""
    return state.standing or state.notice if state.connection in _AWAY else state.notice


class Foremost:
    """Which notice stands beside the results: the window's own, until the panel tells of something newer."""

    def __init__(self) -> None:
        """Begin with none of the window's own."""
        self.own: Notice | None = None
        self._known: Notice | None = None

    def tell(self, notice: Notice | None) -> None:
        """Put one of the window's own in front, or take it away."""
        self.own = notice

    def of(self, notice: Notice | None, *, elsewhere: bool) -> Notice | None:
        """Choose, beside the panel's notice; that one may be seen elsewhere."""
        if notice is not None and notice != self._known:
            self.own = None
        self._known = notice
        return self.own or (None if elsewhere else notice)


_SEEN_AND_MENDED = frozenset(
    ["not_paired", "pairing_denied", "pairing_expired", "asset_offline", "no_curated_folder", "disk_full"]
)


def is_worth_reporting(notice: Notice) -> bool:
    """Tell whether a notice has something to report: what the person can see and mend alone has not."""
    alone = notice.is_mended_alone or notice.details in _SEEN_AND_MENDED
    return notice.is_error and bool(notice.details) and not alone
