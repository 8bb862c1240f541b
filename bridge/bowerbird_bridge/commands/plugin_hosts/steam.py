"""Where Steam keeps programs: in its own folder, and in further libraries that the person made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bowerbird_bridge.commands.plugin_hosts.surroundings import Surroundings

_LIBRARY = re.compile(r'"path"\s+"((?:[^"\\]|\\.)*)"')
_LIST_MOST = 1024 * 1024


def steam_folders(around: Surroundings, program: str) -> Iterator[Path]:
    """Name the folders where Steam would have put a program; whether it did is not asked."""
    for root in _roots(around):
        for library in (root, *_libraries(root)):
            yield library / "steamapps" / "common" / program


def _roots(around: Surroundings) -> tuple[Path, ...]:
    home = around.home
    if around.platform == "win32":
        names = ("PROGRAMFILES(X86)", "PROGRAMFILES")
        return tuple(Path(folder) / "Steam" for name in names if (folder := around.environ.get(name)))
    if around.platform == "darwin":
        return (home / "Library" / "Application Support" / "Steam",)
    return (
        home / ".local" / "share" / "Steam",
        home / ".steam" / "steam",
        home / ".var" / "app" / "com.valvesoftware.Steam" / ".local" / "share" / "Steam",
        home / "snap" / "steam" / "common" / ".local" / "share" / "Steam",
    )


def _libraries(root: Path) -> list[Path]:
    """Read Steam's list of further libraries; one that cannot be read names none."""
    path = root / "steamapps" / "libraryfolders.vdf"
    try:
        with path.open("rb") as file:
            text = file.read(_LIST_MOST).decode("utf-8", "replace")
    except OSError:
        return []
    written = (found[1].replace("\\\\", "\\").replace('\\"', '"') for found in _LIBRARY.finditer(text))
    return [Path(folder) for folder in written if Path(folder).is_absolute()]
