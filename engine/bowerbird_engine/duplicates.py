"""Duplicates as values: pictures that are the same in one of three ways, and what the person said of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bowerbird_engine.assets import Asset

Tier = Literal["same_file", "same_picture", "similar"]
"""How pictures are the same: byte by byte; proved to show the same picture; or alike in the eyes of the model."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A file of a group. `largest` marks the one with most pixels, of these the one with most bytes, then the oldest.

    `percent` tells, among similar pictures, how much it is like the one that they were all compared with, which has none.
    """

    asset: Asset
    largest: bool = False
    percent: float | None = None


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Files that are the same in the way of a tier, the largest first. `id` is that of `SearchHit.group`."""

    id: str
    tier: Tier
    members: tuple[Duplicate, ...]

    @property
    def spare_bytes(self) -> int:
        """How many bytes all but the largest take on the disk."""
        return sum(member.asset.byte_size for member in self.members if not member.largest)


@dataclass(frozen=True, slots=True)
class DuplicatePage:
    """A page of groups, which may be empty before the last one; `next` is None on the last page."""

    groups: tuple[DuplicateGroup, ...]
    next: str | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotSamePage:
    """A page of pairs that the person said are not the same, the latest first."""

    pairs: tuple[tuple[Asset, Asset], ...]
    next: str | None
