"""Where folders lie on another machine or another disk: what a person says of it, applied by the longest match. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePath

from bowerbird_engine.errors import FolderError

_WINDOWS = re.compile(r"(?:[A-Za-z]:|\\\\|//)[\\/]?")


@dataclass(frozen=True, slots=True)
class FolderMap:
    """What lay in `old`, or anywhere below it, lies in `new` or below it. `old` is written as on the machine it is of."""

    old: str
    new: Path


def parse_map(text: str, paths: Sequence[str]) -> FolderMap:
    """Read `OLD=NEW`, of which either may hold a `=`: it is divided where OLD is, or holds, one of the `paths`.

    Raises FolderError, naming the folders that there are, when no division makes sense.
    """
    for place in (found.start() for found in re.finditer("=", text)):
        old, new = text[:place], text[place + 1 :]
        if old and new and any(_below(path, old) is not None for path in paths):
            return FolderMap(old, Path(new))
    if not re.search(".=.", text):
        raise FolderError(f"“{text}” does not say where a folder lies now. Write OLD=NEW.")
    taken = any("\\" in path for path in paths) and "\\" not in text
    hint = " A shell takes \\ away: write / for it, or put quotes around all." if taken else ""
    raise FolderError(f"No folder of the library lies in “{text.partition('=')[0]}”. {_known(paths)}{hint}")


def mapped(path: str, maps: Iterable[FolderMap]) -> Path | None:
    """Tell where a folder lies now by the map with the longest match; None when none is about it."""
    found = [
        (len(_parts(each.old)), each.new, rest)
        for each in maps
        if (rest := _below(path, each.old)) is not None
    ]
    if not found:
        return None
    _, new, rest = max(found, key=lambda match: match[0])
    return new.joinpath(*rest)


def demand_apart(places: Iterable[PurePath]) -> None:
    """Raise FolderError when a folder would lie in another one of the library, or at the same place."""
    ordered = sorted(places)
    for one, other in pairwise(ordered):
        if other == one:
            raise FolderError(f"Two folders of the library cannot both lie in {one}.")
    for one in ordered:
        inside = next((other for other in ordered if other != one and other.is_relative_to(one)), None)
        if inside is not None:
            raise FolderError(f"{inside} would lie in {one}, which is a folder of the library as well.")


def _known(paths: Sequence[str]) -> str:
    return "Its folders are: " + ", ".join(paths) + "." if paths else "It has no folders."


def _below(path: str, folder: str) -> tuple[str, ...] | None:
    """Give the names that lead from a folder to a path; None when the path is not in it."""
    parts, outer = _parts(path), _parts(folder)
    if _as_meant(parts[: len(outer)], path) != _as_meant(outer, path):
        return None
    return tuple(parts[len(outer) :])


def _parts(path: str) -> list[str]:
    # Only Windows takes both for a divider: elsewhere a backslash may be part of a name.
    divided = path.replace("\\", "/") if _is_windows(path) else path
    first, *others = divided.split("/")
    return [first, *(part for part in others if part and part != ".")]


def _is_windows(path: str) -> bool:
    return _WINDOWS.match(path) is not None


def _as_meant(names: Iterable[str], path: str) -> list[str]:
    """Let names be told apart as on the system that `path` is of."""
    # Disks of Macs keep accents as marks of their own, and keyboards give them as one letter.
    composed = [unicodedata.normalize("NFC", name) for name in names]
    return [name.casefold() for name in composed] if _is_windows(path) else composed
