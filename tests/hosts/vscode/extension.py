"""The extension as people get it: its .vsix, and what is in it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from hosts.vscode.code_server import find_node

ROOT = Path(__file__).parents[3]
SOURCE = ROOT / "plugins" / "vscode"
ELSEWHERE = "BOWERBIRD_VSIX"
"""Names a .vsix that is there, to be tested instead of one that is built."""


def build(folder: Path) -> Path:
    """Build the .vsix, or skip where its tools are not there."""
    if ready := os.environ.get(ELSEWHERE):
        return Path(ready)
    if not (SOURCE / "node_modules").is_dir():
        pytest.skip("plugins/vscode/node_modules is not there: `make .venv/.bowerbird/dev` gets it")
    subprocess.run(
        [sys.executable, "-m", "tools.build_plugins", "vscode", "--into", str(folder)],
        cwd=ROOT,
        check=True,
    )
    (vsix,) = folder.glob("*.vsix")
    return vsix


def unpack(vsix: Path, folder: Path) -> Path:
    """Unpack it where an editor loads it from without installing it."""
    with zipfile.ZipFile(vsix) as archive:
        archive.extractall(folder)
    return folder / "extension"


def bundle_suites(folder: Path) -> dict[str, Path]:
    """Bundle the suites for the extension host; gives them by their names."""
    script = SOURCE / "tests" / "in_host" / "bundle.mjs"
    subprocess.run([str(find_node()), str(script), str(folder)], cwd=SOURCE, check=True)
    return {file.name.removesuffix(".suite.cjs"): file for file in folder.glob("*.suite.cjs")}


def suite_names() -> list[str]:
    """Name the suites of the extension."""
    return sorted(
        file.name.removesuffix(".suite.ts") for file in (SOURCE / "tests" / "in_host").glob("*.suite.ts")
    )
