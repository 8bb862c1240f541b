"""What the panel needs of the client: `bowerbird_client.Session` is one, tests have another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from bowerbird_client import (
    Asset,
    CodeToCompare,
    Connected,
    CuratedCopy,
    Folder,
    Outcome,
    Page,
    Query,
    SavedSearch,
)

T = TypeVar("T")
Done = Callable[[Outcome[T]], object]


class HubTicket(Protocol):
    """Something asked for, that can be given up: then nothing is delivered."""

    def cancel(self) -> None:
        """Give it up."""
        ...


class Hub(Protocol):
    """The hub, as the panel sees it. Nothing waits; everything calls back on the main thread, and never at once."""

    def connect(self, done: Done[Connected], *, start: bool = True) -> HubTicket:
        """Find the hub and learn what it can do; start it where it does not run, unless `start` is False."""
        ...

    def pair(self, shown: Callable[[CodeToCompare], object], done: Done[Connected]) -> HubTicket:
        """Ask the owner for rights."""
        ...

    def disconnect(self, done: Done[None]) -> HubTicket:
        """Have the hub forget this plug-in, and keep no token."""
        ...

    def search(self, query: Query, done: Done[Page]) -> HubTicket:
        """Search; only the newest search is delivered."""
        ...

    def more(self, done: Done[Page]) -> HubTicket | None:
        """Fetch the next page of the search that was delivered last; None when it is not known how that goes on."""
        ...

    def proofs(self, query: Query, done: Done[Page]) -> HubTicket:
        """Ask the same as a search once more with labels; only the newest is delivered, and `more` is not touched."""
        ...

    def saved_searches(self, done: Done[tuple[SavedSearch, ...]]) -> HubTicket:
        """List the searches that the owner keeps under names."""
        ...

    def original(self, asset_id: str, target: Path | str, done: Done[Path]) -> HubTicket:
        """Save a picture's file as it is."""
        ...

    def proxy(self, asset_id: str, target: Path | str, done: Done[Path]) -> HubTicket:
        """Save a picture at 1,024 px on the long side; its disk may be away."""
        ...

    def asset(self, asset_id: str, done: Done[Asset]) -> HubTicket:
        """Look up a picture."""
        ...

    def folders(self, done: Done[tuple[Folder, ...]]) -> HubTicket:
        """List the folders of the library."""
        ...

    def subfolders(self, folder_id: str, done: Done[tuple[Folder, ...]]) -> HubTicket:
        """List the folders below one, at any depth, each named by its way from there."""
        ...

    def reveal(self, asset_id: str, done: Done[tuple[bool, str | None]]) -> HubTicket:
        """Show a picture in the file manager; tell whether that worked, and its path."""
        ...

    def copy_curated(
        self, assets: Sequence[str], done: Done[tuple[CuratedCopy, ...]], *, query: str | None = None
    ) -> HubTicket:
        """Copy pictures into the owner's curated folder."""
        ...

    def cancel_thumbnails(self) -> None:
        """Give up all thumbnails that have not come yet."""
        ...

    def close(self) -> bool:
        """End everything; nothing is delivered any more."""
        ...
