"""Let folders of a library lie elsewhere: on another disk, at another path. Nothing that was learned is lost."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from bowerbird_engine.assets import Volume
from bowerbird_engine.backup.folder_maps import FolderMap, demand_apart, mapped
from bowerbird_engine.catalog.curated import CuratedTable
from bowerbird_engine.catalog.files import FileTable
from bowerbird_engine.catalog.preferences import PreferenceTable
from bowerbird_engine.catalog.records import RootMove, StoredRoot
from bowerbird_engine.errors import FolderError
from bowerbird_engine.scanning.named_places import real_folder
from bowerbird_engine.scanning.volumes import path_on_volume, volume_of

_LOOKED_AT: Final = 1000
"""So many pictures of a folder are looked for at its new place: one that is there is enough."""


def moves_of(
    stored: Sequence[StoredRoot], maps: Iterable[FolderMap], removed: Sequence[StoredRoot] = ()
) -> list[RootMove]:
    """Tell where the folders that maps are about lie from now on, by the volumes that are here.

    A place that is not there yet is taken as a part of the disk that holds the nearest folder above it: the folder is
    offline until it comes there. Those that were `removed` go along, so that they can be brought back there, unless
    their new place is another folder's. Raises FolderError when folders would lie in one another.
    """
    maps = list(maps)
    moves: list[RootMove] = []
    for root in stored:
        place = mapped(os.fspath(root.last_path), maps)
        if place is not None:
            moves.append(_move(root.id, place))
    moved = {move.root_id: move.path for move in moves}
    demand_apart(moved.get(root.id, root.last_path) for root in stored)
    return moves + _moves_aside(stored, removed, maps, moves)


def demand_pictures(files: FileTable, move: RootMove) -> None:
    """Raise FolderError when nothing that is known of a folder lies at its new place: that would be a slip."""
    known = [file for file in files.of_root(move.root_id) if not file.missing]
    looked_at = islice(known, 0, None, max(1, len(known) // _LOOKED_AT))
    if known and not any(os.path.lexists(move.path / os.fsdecode(file.path)) for file in looked_at):
        raise FolderError(
            f"None of the pictures that the library knows is in {move.path}. Copy or move them there first, with their"
            " folders as they were."
        )


def _moves_aside(
    stored: Sequence[StoredRoot],
    removed: Sequence[StoredRoot],
    maps: Sequence[FolderMap],
    moves: Sequence[RootMove],
) -> list[RootMove]:
    places = {root.id: mapped(os.fspath(root.last_path), maps) for root in removed}
    going = {move.root_id for move in moves} | {
        root_id for root_id, place in places.items() if place is not None
    }
    taken = {(move.volume.key, move.path_on_volume) for move in moves}
    taken |= {(root.volume_key, root.path_on_volume) for root in (*stored, *removed) if root.id not in going}
    aside: list[RootMove] = []
    for root_id, place in places.items():
        # Nothing of a folder that was removed keeps the others from moving.
        with contextlib.suppress(FolderError):
            move = None if place is None else _move(root_id, place)
            if move is not None and (key := (move.volume.key, move.path_on_volume)) not in taken:
                taken.add(key)
                aside.append(move)
    return aside


def move_curated(preferences: PreferenceTable, curated: CuratedTable, maps: Iterable[FolderMap]) -> None:
    """Let the curated folder, and what was copied into it, go along with what maps are about."""
    maps = list(maps)
    places = {folder: mapped(os.fspath(folder), maps) for folder in curated_folders(preferences, curated)}
    moves = {folder: _reached(place) for folder, place in places.items() if place is not None}
    curated.move({folder: place for folder, (place, _) in moves.items()})
    chosen = preferences.get().curated_folder
    if chosen in moves:
        place, volume = moves[chosen]
        preferences.set_curated_folder(place, volume.key)


def curated_folders(preferences: PreferenceTable, curated: CuratedTable) -> list[Path]:
    """List the curated folder and those that were it before."""
    chosen = preferences.get().curated_folder
    return list(dict.fromkeys([*([] if chosen is None else [chosen]), *curated.folders()]))


def _move(root_id: int, place: Path) -> RootMove:
    place, volume = _reached(place)
    return RootMove(root_id, volume, path_on_volume(place, volume), place)


def _reached(place: Path) -> tuple[Path, Volume]:
    """Give a place as it is kept, and the volume that it lies on, or will."""
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
    return place, volume
