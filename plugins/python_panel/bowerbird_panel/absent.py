"""Pictures that are found and cannot be opened now: their disk is away, or they were not found. Pure."""

from __future__ import annotations

from bowerbird_client import Asset, BowerbirdClientError, OfflineError

_GONE = "asset_gone"


def is_lost(picture: Asset) -> bool:
    """Tell whether a picture was not found: it cannot be opened now, and no disk brings it back."""
    return not picture.online and not picture.disk


def is_absent(picture: Asset, error: BowerbirdClientError | None) -> bool:
    """Tell whether an error says no more than that a picture is not there, so that its preview can stand in for it.

    One that is gone and was not known to be lost may just have been deleted.
    """
    if isinstance(error, OfflineError):
        return True
    return error is not None and error.code == _GONE and is_lost(picture)
