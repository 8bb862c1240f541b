"""The .vsix that editors install: what is in it, and how it differs from what an editor makes of it."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Final, cast

from bowerbird_bridge.commands.plugin_hosts.plugin_files import Files, PluginFilesError
from bowerbird_bridge.commands.plugin_hosts.plugin_state import MARKER, Parts

EXTENSION_ID: Final = "bowerbird.bowerbird"
"""What editors call the extension: who publishes it, and its name."""
INSIDE: Final = "extension"
"""The folder of the .vsix that an editor unpacks."""
DESCRIPTION: Final = "package.json"
_OF_THE_EDITOR: Final = frozenset({".vsixmanifest"})
_ADDED: Final = "__metadata"
_MOST_BYTES = 64 * 1024 * 1024


def read_package(data: bytes) -> Parts:
    """Take a .vsix apart. Raises PluginFilesError where it is none of ours."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if info.filename.startswith(f"{INSIDE}/")]
            if sum(info.file_size for info in infos) > _MOST_BYTES:
                raise PluginFilesError("The .vsix unpacks to more than any of ours.")
            files = {PurePosixPath(info.filename).relative_to(INSIDE): archive.read(info) for info in infos}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise PluginFilesError(f"The .vsix cannot be read: {error}") from error
    files.pop(PurePosixPath(MARKER), None)
    return parts_of(files)


def parts_there(folder: Path) -> Parts:
    """Read what an editor has as if it were what should be there, for when nothing else is known of it."""
    files = {
        PurePosixPath(path.relative_to(folder).as_posix()): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and path.name != MARKER
    }
    return parts_of(files)


def parts_of(files: Files) -> Parts:
    """Describe the extension that is made of some files, as they are in the .vsix or as an editor unpacked them."""
    packaged = {
        place: data for place, raw in files.items() if (data := as_packaged(str(place), raw)) is not None
    }
    description = describe(packaged.get(PurePosixPath(DESCRIPTION), b""))
    entry, version = description.get("main"), description.get("version")
    if f"{description.get('publisher')}.{description.get('name')}" != EXTENSION_ID:
        raise PluginFilesError(f"{DESCRIPTION} is not that of {EXTENSION_ID}.")
    if not isinstance(entry, str) or not isinstance(version, str):
        raise PluginFilesError(f"{DESCRIPTION} lacks main or version.")
    entry = entry.removeprefix("./")
    if PurePosixPath(entry) not in packaged:
        raise PluginFilesError(f"{entry} is not in the extension: no plug-in to install.")
    return Parts(EXTENSION_ID, entry, packaged, version, is_program=False, as_packaged=as_packaged)


def oldest_editor(parts: Parts) -> str:
    """Name the first VS Code that the extension works in; empty where it does not say."""
    engines = describe(parts.files[PurePosixPath(DESCRIPTION)]).get("engines")
    if not isinstance(engines, dict):
        return ""
    return str(cast("dict[str, object]", engines).get("vscode", "")).removeprefix("^")


def as_packaged(place: str, data: bytes) -> bytes | None:
    """Take back what an editor does to a file: it keeps a list of its own, and writes what it knows into package.json."""
    if place in _OF_THE_EDITOR:
        return None
    if place != DESCRIPTION:
        return data
    description = describe(data)
    if not description:
        return data
    kept = {key: value for key, value in description.items() if key != _ADDED}
    return json.dumps(kept, sort_keys=True, separators=(",", ":")).encode()


def describe(data: bytes) -> dict[str, object]:
    """Read a package.json; one that cannot be read says nothing."""
    try:
        read: object = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, object]", read) if isinstance(read, dict) else {}
