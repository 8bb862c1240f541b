"""What the events carry beside the status and the jobs."""

from __future__ import annotations

import msgspec


class Greeting(msgspec.Struct, frozen=True):
    """Say which run of which hub this is: after another one, everything may be different."""

    server_id: str


class LibraryChange(msgspec.Struct, frozen=True):
    """Say that searches may have other results now."""

    searchable: int


class PicturesHeld(msgspec.Struct, frozen=True):
    """Say how many pictures were not found and wait for the owner's word. Told when there are more than before."""

    held: int


class PendingPairings(msgspec.Struct, frozen=True):
    """Say how many programs wait to be let in."""

    pending: int
