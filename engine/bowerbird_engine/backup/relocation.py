"""Let folders of a library lie elsewhere: on another disk, at another path. Nothing that was learned is lost."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from bowerbird_engine.backup.folder_maps import FolderMap, demand_apart, mapped
from bowerbird_engine.catalog.records import RootMove, StoredRoot
from bowerbird_engine.errors import FolderError
from bowerbird_engine.scanning.named_places import real_folder
from bowerbird_engine.scanning.volumes import path_on_volume, volume_of


def moves_of(stored: Sequence[StoredRoot], maps: Iterable[FolderMap]) -> list[RootMove]:
    """Tell where the folders that maps are about lie from now on, by the volumes that are here.

    A place that is not there yet is taken as a part of the disk that holds the nearest folder above it: the folder is
    offline until it comes there. Raises FolderError when folders would lie in one another.
    """
    maps = list(maps)
    moves: list[RootMove] = []
    for root in stored:
        place = mapped(os.fspath(root.last_path), maps)
        if place is not None:
            moves.append(_move(root.id, place))
    moved = {move.root_id: move.path for move in moves}
    demand_apart(moved.get(root.id, root.last_path) for root in stored)
    return moves


def _move(root_id: int, place: Path) -> RootMove:
    try:
        place = Path(os.path.abspath(place.expanduser()))  # noqa: PTH100  `..` goes before links are followed, as in a shell
    except (RuntimeError, ValueError, OSError) as error:
        raise FolderError(f"{str(place)!r} is no folder that can be reached ({error}).") from error
    if place.exists():
        place = real_folder(place)
    above = place
    while not above.exists() and above.parent != above:
        above = above.parent
    try:
        volume = volume_of(above)
    except (OSError, ValueError) as error:
        raise FolderError(f"{place} cannot be reached ({error}). Check the path.") from error
    return RootMove(root_id, volume, path_on_volume(place, volume), place)
