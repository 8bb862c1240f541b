"""What an insertion gives back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Made:
    """The name of what was made, and what the person should know about it."""

    name: str
    remarks: tuple[str, ...] = ()
