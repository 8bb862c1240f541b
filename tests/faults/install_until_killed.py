"""A process that installs two versions of a plug-in in turn until it is killed. Run by the fault tests.

With `--naive` it writes into the plug-in's folder file by file: that is the control, which must leave a mixture.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from bowerbird_bridge.commands.plugin_hosts.plugin_folder import install
from bowerbird_bridge.commands.plugin_hosts.plugin_state import MARKER, Parts, marker_of
from fakes.planted_plugin import many_parts


def main() -> None:
    """Install the one, then the other, and so on."""
    parser = argparse.ArgumentParser()
    parser.add_argument("plug_ins", type=Path)
    parser.add_argument("--naive", action="store_true")
    options = parser.parse_args()
    versions = [many_parts("1"), many_parts("2")]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        for parts in versions:
            if options.naive:
                _install_naively(options.plug_ins, parts)
            else:
                install(options.plug_ins, parts)


def _install_naively(plug_ins: Path, parts: Parts) -> None:
    folder = plug_ins / parts.name
    shutil.rmtree(folder, ignore_errors=True)
    for place, data in parts.files.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder / parts.entry).chmod(0o755)
    (folder / MARKER).write_bytes(marker_of(parts))


if __name__ == "__main__":
    main()
