"""A static repository of extensions: a folder that any web server or disk can hold, and that Blender subscribes to."""

from __future__ import annotations

import hashlib
import json
import tomllib
import zipfile
from pathlib import Path
from typing import Final
from urllib.parse import quote

from bowerbird_bridge.commands.plugin_hosts.blender_extension import MANIFEST

INDEX: Final = "index.json"
_NOT_LISTED = frozenset({"wheels"})


def write_index(folder: Path) -> Path:
    """List every extension that lies in the folder, as Blender's own `server-generate` does, and give the list's path."""
    listed = [_entry(path) for path in sorted(folder.glob("*.zip"))]
    index = folder / INDEX
    whole = {"version": "v1", "blocklist": [], "data": listed}
    unfinished = index.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
    return unfinished.replace(index)


def _entry(path: Path) -> dict[str, object]:
    with zipfile.ZipFile(path) as archive:
        manifest = tomllib.loads(archive.read(str(MANIFEST)).decode("utf-8"))
    data = path.read_bytes()
    return {
        **{key: value for key, value in manifest.items() if key not in _NOT_LISTED},
        # Our wheels are pure: every Python 3.
        **({"python_versions": ["3"]} if manifest.get("wheels") else {}),
        "archive_url": f"./{quote(path.name)}",
        "archive_size": len(data),
        "archive_hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
    }
