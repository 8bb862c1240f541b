"""From the folders that narrow a search to the places of the catalogue."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bowerbird_engine.assets import Root
from bowerbird_engine.catalog.records import FolderScope
from bowerbird_engine.errors import UnknownFolderError


def folder_scope(
    inside: Iterable[Path], outside: Iterable[Path], roots: Mapping[int, Root]
) -> FolderScope | None:
    """Find the places of these folders; None when there are none.

    A folder above an added one stands for all that was added below it. Raises UnknownFolderError for a folder that
    holds nothing of the library and lies in none of its folders.
    """
    places_inside = tuple(sorted({place for folder in inside for place in _places(folder, roots)}))
    places_outside = tuple(sorted({place for folder in outside for place in _places(folder, roots)}))
    if not places_inside and not places_outside:
        return None
    return FolderScope(places_inside, places_outside)


def _places(folder: Path, roots: Mapping[int, Root]) -> set[tuple[int, bytes]]:
    try:
        for spelling in _spellings(folder):
            places = {place for root in roots.values() if (place := _place(spelling, root)) is not None}
            if places:
                return places
    except (OSError, RuntimeError, ValueError) as error:
        # A home that nobody has, a loop of links, a name that no file can have, a working folder that is gone.
        raise _unknown(folder) from error
    raise _unknown(folder)


def _unknown(folder: Path) -> UnknownFolderError:
    return UnknownFolderError(
        f"{os.fspath(folder)!r} is not part of the library. `bowerbird folders` lists what is; "
        "`bowerbird add` adds a folder."
    )


def _spellings(folder: Path) -> Iterator[Path]:
    if "\0" in os.fspath(folder):
        return
    # As given first: a folder on a disk that is away cannot be resolved, yet its pictures are searched.
    written = Path(os.path.abspath(os.fspath(folder.expanduser())))  # noqa: PTH100  `..` away without touching the disk
    yield written
    yield written.resolve()


def _place(folder: Path, root: Root) -> tuple[int, bytes] | None:
    if folder == root.path or folder in root.path.parents:
        return root.id, b""
    if root.path in folder.parents:
        relative = os.fsencode(folder.relative_to(root.path).as_posix())
        return root.id, relative
    return None
