"""What a person should know of a library who finds less in it than they hoped for. Pure."""

from __future__ import annotations

from bowerbird_client import Status

from .phrases import count
from .words import ngettext


def notes_of(status: Status) -> tuple[str, ...]:
    """Say how many pictures cannot be found yet, and how many folders are away."""
    pictures = status.pictures or 0
    waiting = 0 if status.searchable is None else pictures - status.searchable
    away = status.folders_offline or 0
    notes: list[str] = []
    if waiting > 0:
        notes.append(
            ngettext(
                "{number} of {pictures} pictures is not searchable yet.",
                "{number} of {pictures} pictures are not searchable yet.",
                waiting,
            ).format(number=count(waiting), pictures=count(pictures))
        )
    if away:
        notes.append(
            ngettext("{number} folder is away.", "{number} folders are away.", away).format(number=away)
        )
    return tuple(notes)
