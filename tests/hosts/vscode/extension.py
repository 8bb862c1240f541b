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
IN_HOST = SOURCE / "tests" / "in_host"
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


def bundle_suite(name: str, folder: Path) -> Path:
    """Bundle a suite into a file that the extension host loads."""
    source = next(IN_HOST.rglob(f"{name}.suite.ts"))
    bundle = folder / f"{name}.suite.cjs"
    subprocess.run(
        [str(find_node()), str(IN_HOST / "bundle.mjs"), str(source), str(bundle)], cwd=SOURCE, check=True
    )
    return bundle


def suite_names() -> list[str]:
    """Name the suites of the extension."""
    return sorted(file.name.removesuffix(".suite.ts") for file in IN_HOST.glob("*.suite.ts"))
