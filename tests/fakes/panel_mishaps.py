"""What can be asked of a panel and what can go wrong with it, to be drawn from."""

from __future__ import annotations

from typing import TypeAlias

from hypothesis import strategies as st

from bowerbird_client import (
    BowerbirdClientError,
    BusyError,
    CannotStartError,
    ChangedError,
    GarbledError,
    HubTooNewError,
    NotPairedError,
    NotRunningError,
    OfflineError,
    ProblemError,
    RefusedError,
    RogueHubError,
    StorageError,
    TimedOutError,
    UnknownError,
    WrongLibraryError,
)
from bowerbird_panel.host import CANNOT_LOAD

WORDS = st.sampled_from(["red mug", "blue", "nothing", "", "  ", "Blue"])
KINDS = st.sampled_from(
    [
        "connect",
        "pair",
        "disconnect",
        "search",
        "more",
        "original",
        "proxy",
        "asset",
        "folders",
        "reveal",
        "copy_curated",
    ]
)
ERRORS: list[BowerbirdClientError] = [
    NotRunningError("No."),
    CannotStartError("No."),
    WrongLibraryError("No."),
    NotPairedError("No."),
    RogueHubError("No."),
    HubTooNewError("No."),
    TimedOutError("No."),
    GarbledError("No."),
    StorageError("No."),
    RefusedError("No."),
    UnknownError("No.", code="unknown_asset"),
    OfflineError("No."),
    ChangedError("No."),
    BusyError("No."),
    ProblemError("No.", code="bad_cursor"),
    BowerbirdClientError("No."),
]
TROUBLES = ("no_image", "image_closed", "nothing_selected", CANNOT_LOAD, "not_available", "gimp_failed")
IDS = st.sampled_from(["a0", "a1", "a2", "gone", None])
Fate: TypeAlias = str | BowerbirdClientError | None
FATES: st.SearchStrategy[Fate] = st.one_of(
    st.none(), st.just("well"), st.just("well"), st.sampled_from(ERRORS)
)
