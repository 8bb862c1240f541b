"""Which files VS Code's extension is built from, and whether what was built is from exactly these.

The standard library alone: the build of the wheel reads this module before anything of ours is installed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final, cast

OWN: Final = PurePosixPath("plugins/vscode")
BUILT: Final = "dist"
_LICENCE: Final = PurePosixPath("LICENSE")
_TOOL: Final = PurePosixPath("tools/build_plugins")
_TOOLS: Final = ("vscode*.py", "node.py")
_FOLDERS: Final = ("src", "l10n", "media")
_FILES: Final = (
    "*.md",
    ".vscodeignore",
    "esbuild.mjs",
    "package.json",
    "package-lock.json",
    "package.nls*.json",
    "tsconfig*.json",
)
_MADE: Final = frozenset({"api.d.ts", ".DS_Store"})
"""What is generated, or lies about: nothing of it gets into what is built."""
_NOTE_MOST = 64 * 1024


Sources = dict[PurePosixPath, bytes]
"""Files by their places in the checkout."""


def read_sources(checkout: Path) -> Sources:
    """Read what the extension is made of."""
    found = {_LICENCE: (checkout / _LICENCE).read_bytes()}
    for path in _paths(checkout):
        if path.is_file() and path.name not in _MADE:
            found[PurePosixPath(path.relative_to(checkout).as_posix())] = path.read_bytes()
    return found


def digest_of(sources: Sources, checkout: Path) -> str:
    """Give what tells these sources from any others, with the tool that builds from them."""
    whole = hashlib.sha256()
    tools = sorted(path for pattern in _TOOLS for path in (checkout / _TOOL).glob(pattern))
    files = {**sources, **{_TOOL / path.name: path.read_bytes() for path in tools}}
    for place, data in sorted(files.items()):
        for part in (str(place).encode(), data):
            whole.update(len(part).to_bytes(8, "big"))
            whole.update(part)
    return whole.hexdigest()


def built_from_here(checkout: Path, folder: Path) -> bytes | None:
    """Read what was built from exactly these sources; None where that has to be done first."""
    return read_built(folder, version_of(checkout), digest_of(read_sources(checkout), checkout))


def version_of(checkout: Path) -> str:
    """Read the version in the extension's package.json."""
    return str(json.loads((checkout / OWN / "package.json").read_bytes())["version"])


def file_name(version: str) -> str:
    """Name the file that is built."""
    return f"bowerbird-vscode-{version}.vsix"


def write_built(folder: Path, version: str, data: bytes, digest: str) -> Path:
    """Write what was built, with the note that tells later from which sources."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file_name(version)
    note = {"sources": digest, "vsix": hashlib.sha256(data).hexdigest()}
    note_of(path).unlink(missing_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_bytes(data)
    unfinished.replace(path)
    note_of(path).write_text(json.dumps(note) + "\n", encoding="utf-8")
    return path


def read_built(folder: Path, version: str, digest: str) -> bytes | None:
    """Read what was built, if it was from the sources with this digest, and is still what was built then."""
    path = folder / file_name(version)
    try:
        with note_of(path).open("rb") as file:
            note: object = json.loads(file.read(_NOTE_MOST))
        data = path.read_bytes()
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(note, dict):
        return None
    noted = cast("dict[str, object]", note)
    if noted.get("sources") != digest or noted.get("vsix") != hashlib.sha256(data).hexdigest():
        return None
    return data


def note_of(path: Path) -> Path:
    """Name the note beside what was built."""
    return path.with_suffix(".vsix.json")


def _paths(checkout: Path) -> Iterator[Path]:
    own = checkout / OWN
    for folder in _FOLDERS:
        yield from (own / folder).rglob("*")
    for pattern in _FILES:
        yield from own.glob(pattern)
