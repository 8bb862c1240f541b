"""Which programs on this machine may be a Blender, from the places where people and shops put it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from bowerbird_bridge.commands.plugin_hosts.calling import call
from bowerbird_bridge.commands.plugin_hosts.plugin_folder import PluginFolderError
from bowerbird_bridge.commands.plugin_hosts.steam import steam_folders
from bowerbird_bridge.commands.plugin_hosts.surroundings import Surroundings

Kind = Literal["native", "flatpak", "snap", "steam", "named"]
FLATPAK_ID: Final = "org.blender.Blender"
SNAP_PROGRAM: Final = Path("/snap/bin/blender")
SYSTEM_FOLDERS: Final = (Path("/opt"), Path("/usr/local"), Path("/usr/local/share"))
"""Where those who look after a machine unpack programs."""

_FLATPAK_S = 10.0
_NAME = re.compile(r"blender(-?\d+(\.\d+)*)?(\.exe)?", re.IGNORECASE)
"""A Blender's file; what else begins like it, as blender-thumbnailer, is another program."""
_FOLDERS = ("[Bb]lender*", "[Bb]lender*/[Bb]lender*", "[Bb]lender*/*/[Bb]lender*", "[Bb]lender*/[0-9]*")
"""How the folders are called that an archive of Blender unpacks to, and those that people collect them in."""
_BUNDLES = ("Blender*.app", "[Bb]lender*/Blender*.app")
_IN_BUNDLE = Path("Contents", "MacOS", "Blender")


@dataclass(frozen=True, slots=True)
class Program:
    """One program that may be a Blender: how it came here, and the words that start it."""

    kind: Kind
    command: tuple[str, ...]

    @property
    def where(self) -> str:
        """What names it for a person: its path, or Flatpak's name for it."""
        return FLATPAK_ID if self.kind == "flatpak" else self.command[-1]

    def seeing(self, folder: Path) -> tuple[str, ...]:
        """Give the words that start it so that it can read a folder, also from inside a sandbox."""
        if self.kind != "flatpak":
            return self.command
        return (*self.command[:-1], f"--filesystem={folder}:ro", self.command[-1])


def find_programs(around: Surroundings) -> list[Program]:
    """List them, each once; the one that a terminal would start comes first."""
    found: dict[Path, Program] = {}
    for kind, path in _paths(around):
        if path.is_file() and os.access(path, os.X_OK):
            found.setdefault(path.resolve(), Program(kind, (str(path),)))
    return [*found.values(), *_flatpak(around)]


def named_program(path: Path) -> Program:
    """Take the program that a person named, or the folder or bundle with it."""
    path = path.expanduser().absolute()
    tries = (path, path / "blender", path / "blender.exe", path / _IN_BUNDLE)
    for program in tries:
        if program.is_file() and os.access(program, os.X_OK):
            return Program("named", (str(program),))
    raise PluginFolderError(
        f"{path} is no program, and no folder with one. Name Blender's program, or the folder that it was unpacked to."
    )


def looked_in(around: Surroundings) -> list[str]:
    """Name the places, for a person whose Blender is in none of them."""
    if around.platform == "win32":
        return ["PATH", *(str(folder) for folder in _windows_folders(around)), "Steam", "Microsoft Store"]
    if around.platform == "darwin":
        return ["PATH", *(str(folder) for folder in _mac_folders(around)), "Steam"]
    return ["PATH", *(str(folder) for folder in _unpacked(around)), "Steam", "Snap", f"Flatpak {FLATPAK_ID}"]


def settings_folders(around: Surroundings) -> Iterator[Path]:
    """Name the folders where Blenders keep settings, one below for each version."""
    home = around.home
    if around.platform == "win32":
        roaming = around.environ.get("APPDATA", "")
        yield (Path(roaming) if roaming else home / "AppData" / "Roaming") / "Blender Foundation" / "Blender"
    elif around.platform == "darwin":
        yield home / "Library" / "Application Support" / "Blender"
    else:
        written = Path(around.environ.get("XDG_CONFIG_HOME", ""))
        yield (written if written.is_absolute() else home / ".config") / "blender"
        yield home / ".var" / "app" / FLATPAK_ID / "config" / "blender"


def _paths(around: Surroundings) -> Iterator[tuple[Kind, Path]]:
    yield from _on_path(around)
    if around.platform == "win32":
        yield from _on_windows(around)
    elif around.platform == "darwin":
        yield from _on_a_mac(around)
    else:
        yield from _on_linux(around)


def _on_windows(around: Surroundings) -> Iterator[tuple[Kind, Path]]:
    for folder in _windows_folders(around):
        for path in sorted(folder.glob("Blender*/blender.exe")):
            yield "native", path
    local = around.environ.get("LOCALAPPDATA", "")
    if local:
        # The Microsoft Store's alias.
        yield "native", Path(local) / "Microsoft" / "WindowsApps" / "blender.exe"
    for folder in steam_folders(around, "Blender"):
        yield "steam", folder / "blender.exe"


def _on_a_mac(around: Surroundings) -> Iterator[tuple[Kind, Path]]:
    for folder in _mac_folders(around):
        for pattern in _BUNDLES:
            for bundle in sorted(folder.glob(pattern)):
                yield "native", bundle / _IN_BUNDLE
    for folder in steam_folders(around, "Blender"):
        for bundle in sorted(folder.glob("Blender*.app")):
            yield "steam", bundle / _IN_BUNDLE


def _on_linux(around: Surroundings) -> Iterator[tuple[Kind, Path]]:
    for folder in _unpacked(around):
        for pattern in _FOLDERS:
            for found in sorted(folder.glob(pattern)):
                yield "native", found / "blender"
    yield from _in_menus(around)
    for folder in steam_folders(around, "Blender"):
        yield "steam", folder / "blender"
    yield "snap", SNAP_PROGRAM


def _on_path(around: Surroundings) -> Iterator[tuple[Kind, Path]]:
    """Look through the folders of PATH by our own means: others would look in the working folder first."""
    for written in around.environ.get("PATH", "").split(os.pathsep):
        folder = Path(written)
        if not folder.is_absolute():
            continue
        kind: Kind = "snap" if folder.parts[-2:] == ("snap", "bin") else "native"
        for path in sorted(folder.glob("[Bb]lender*")):
            if _NAME.fullmatch(path.name):
                yield kind, path


def _unpacked(around: Surroundings) -> tuple[Path, ...]:
    """Name the folders where people unpack programs; what lies among downloads is not started by itself."""
    home = around.home
    own = (
        "Applications",
        "apps",
        "bin",
        "opt",
        "Programs",
        "software",
        "Software",
        ".local/opt",
        ".local/share",
    )
    return (home, *(home / name for name in own), *SYSTEM_FOLDERS)


def _mac_folders(around: Surroundings) -> tuple[Path, ...]:
    return (Path("/Applications"), around.home / "Applications")


def _windows_folders(around: Surroundings) -> tuple[Path, ...]:
    programs = around.environ.get("PROGRAMFILES", r"C:\Program Files")
    local = around.environ.get("LOCALAPPDATA", str(around.home / "AppData" / "Local"))
    return (Path(programs) / "Blender Foundation", Path(local) / "Programs" / "Blender Foundation")


def _in_menus(around: Surroundings) -> Iterator[tuple[Kind, Path]]:
    """Read what Blender itself, or its person, put into the desktop's menus."""
    for entry in sorted((around.home / ".local" / "share" / "applications").glob("*lender*.desktop")):
        try:
            lines = entry.read_text(encoding="utf-8", errors="replace").splitlines()
            words = [shlex.split(line.partition("=")[2]) for line in lines if line.startswith("Exec=")]
        except (OSError, ValueError):
            continue
        for word in (line[0] for line in words if line):
            path = Path(word)
            if path.is_absolute() and _NAME.fullmatch(path.name):
                yield "native", path


def _flatpak(around: Surroundings) -> Iterator[Program]:
    flatpak = shutil.which("flatpak", path=around.environ.get("PATH", ""))
    if around.platform in {"win32", "darwin"} or flatpak is None:
        return
    try:
        told = call([flatpak, "info", FLATPAK_ID], _FLATPAK_S)
    except OSError:
        return
    if told.code == 0:
        yield Program("flatpak", (flatpak, "run", FLATPAK_ID))
