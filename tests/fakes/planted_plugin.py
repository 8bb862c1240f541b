"""A small plug-in laid out as ours are, for tests of installing: its own files, a client, and licences."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from bowerbird_bridge.commands.plugin_hosts.plugin_files import (
    CLIENT_NAME,
    PackageSource,
    PluginSource,
    gather_beside,
)
from bowerbird_bridge.commands.plugin_hosts.plugin_state import Parts

NAME = "bowerbird_gimp"
ENTRY = "bowerbird_gimp.py"


def plant_source(folder: Path) -> PluginSource:
    """Lay out the sources of a plug-in, with what an installation leaves out."""
    own = folder / "own"
    client = folder / "client"
    for path, text in {
        own / ENTRY: "#!/usr/bin/env python3\n",
        own / "parts" / "__init__.py": "",
        own / "parts" / "words.py": "GREETING = 'hello'\n",
        own / "parts" / "locale" / "de.mo": "compiled",
        own / "parts" / "locale" / "de.po": "for people",
        own / "parts" / "__pycache__" / "words.pyc": "cache",
        own / "parts" / "tests" / "test_words.py": "",
        client / "client.py": "",
        folder / "LICENSE": "MIT\n",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    licence = folder / "LICENSE"
    return PluginSource(own, ENTRY, licence, (PackageSource(CLIENT_NAME, client, licence),))


def parts_of(source: PluginSource, version: str = "1.0") -> Parts:
    """Gather what is installed from such sources."""
    return Parts(NAME, ENTRY, gather_beside(source), version)


def many_parts(version: str) -> Parts:
    """Make up a plug-in of many files, each of which says its version."""
    names = [ENTRY, *(f"parts/module_{number}.py" for number in range(40))]
    return Parts(NAME, ENTRY, {PurePosixPath(name): version.encode() for name in names}, version)
