"""The files that belong to the project, with git or without it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pathspec

from architecture.source_rules import BRIDGE, CLIENT, ENGINE, PLUGINS, Module

ROOT = Path(__file__).resolve().parents[2]


def project_files(root: Path = ROOT) -> list[PurePosixPath]:
    """List the files that are tracked or about to be, sorted; a copy without .git is read by its .gitignore."""
    if (root / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root,
            check=True,
            capture_output=True,
        ).stdout
        names = [PurePosixPath(name) for name in set(listed.decode().split("\0")) if name]
        return sorted(name for name in names if (root / name).is_file())
    ignored = pathspec.GitIgnoreSpec.from_lines((root / ".gitignore").read_text().splitlines())
    return sorted(PurePosixPath(name) for name in ignored.match_tree_files(root, negate=True))


def product_modules(root: Path = ROOT) -> Iterator[Module]:
    """Read every module of the engine, the bridge, the plug-ins' client, their panel and the plug-ins in Python."""
    for place in project_files(root):
        if place.suffix == ".py" and str(place).startswith(
            (f"{ENGINE}/", f"{BRIDGE}/", f"{CLIENT}/", *PLUGINS)
        ):
            yield Module(place, (root / place).read_text(encoding="utf-8"))


def python_files(root: Path = ROOT) -> Iterator[Module]:
    """Read every Python file of the project: the product, its tests, tools and benchmarks."""
    for place in project_files(root):
        if place.suffix == ".py":
            yield Module(place, (root / place).read_text(encoding="utf-8"))
