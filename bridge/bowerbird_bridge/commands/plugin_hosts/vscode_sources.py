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


def source_files(checkout: Path) -> dict[PurePosixPath, Path]:
    """List what the extension is made of, by its place in the checkout."""
    found = {_LICENCE: checkout / _LICENCE}
    for path in _paths(checkout):
        if path.is_file() and path.name not in _MADE:
            found[PurePosixPath(path.relative_to(checkout).as_posix())] = path
    return dict(sorted(found.items()))


def sources_digest(checkout: Path) -> str:
    """Give what tells these sources from any others, with the tool that builds from them."""
    whole = hashlib.sha256()
    files = source_files(checkout)
    for pattern in _TOOLS:
        for path in sorted((checkout / _TOOL).glob(pattern)):
            files[_TOOL / path.name] = path
    for place, path in files.items():
        for part in (str(place).encode(), path.read_bytes()):
            whole.update(len(part).to_bytes(8, "big"))
            whole.update(part)
    return whole.hexdigest()


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
    _note(path).unlink(missing_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_bytes(data)
    unfinished.replace(path)
    _note(path).write_text(json.dumps(note) + "\n", encoding="utf-8")
    return path


def read_built(folder: Path, version: str, digest: str) -> bytes | None:
    """Read what was built, if it was from the sources with this digest, and is still what was built then."""
    path = folder / file_name(version)
    try:
        with _note(path).open("rb") as file:
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


def _note(path: Path) -> Path:
    return path.with_suffix(".vsix.json")


def _paths(checkout: Path) -> Iterator[Path]:
    own = checkout / OWN
    for folder in _FOLDERS:
        yield from (own / folder).rglob("*")
    for pattern in _FILES:
        yield from own.glob(pattern)
