"""Which GIMPs are installed, asked of the system: only needed where none has made its profile yet."""

from __future__ import annotations

import contextlib
import os
import plistlib
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bowerbird_bridge.commands.plugin_hosts.gimp_profiles import FLATPAK_ID, SNAP_NAME, Kind
from bowerbird_bridge.commands.plugin_hosts.running_programs import runs
from bowerbird_bridge.commands.plugin_hosts.surroundings import Surroundings

_ASKING_S = 10.0
_FIRST_RUN_S = 120.0
_VERSION = re.compile(r"\b(\d+\.\d+(?:\.\d+)*)\b")
_PROCESS = re.compile(r"gimp(-console)?(-\d[\d.]*)?(\.exe)?", re.IGNORECASE)
_CONSOLES = ("gimp-console-3", "gimp-console")
_PROGRAMS = (*_CONSOLES, "gimp-3", "gimp")


@dataclass(frozen=True, slots=True)
class InstalledGimp:
    """One GIMP: how it came here, its version, and its program without a window, where it can be called."""

    kind: Kind
    version: str
    console: str | None = None

    @property
    def is_gimp_3(self) -> bool:
        """Whether the plug-in is for it."""
        return self.version.startswith("3.")


def installed_gimps(around: Surroundings) -> list[InstalledGimp]:
    """Ask the system; what does not answer in time is passed over."""
    if around.platform == "darwin":
        return list(_in_applications(around))
    if around.platform == "win32":
        return list(_in_program_folders(around))
    return list(_on_linux())


def make_profile(gimp: InstalledGimp) -> bool:
    """Start GIMP once without a window and let it end, so that it makes its profile as it does at its first start.

    A profile made by anybody else would be taken for one that GIMP has set up: it would bring nothing over from an
    older version, and leave out its own folders.
    """
    if gimp.console is None:
        return False
    return (
        _run([gimp.console, "--no-interface", "--no-data", "--no-fonts", "--quit"], _FIRST_RUN_S) is not None
    )


def gimp_runs() -> bool:
    """Tell whether a GIMP of this user runs now."""
    return runs(_PROCESS)


def _on_linux() -> Iterator[InstalledGimp]:
    native = _native(_PROGRAMS)
    if native is not None:
        yield native
    if shutil.which("flatpak") and (told := _run(["flatpak", "info", FLATPAK_ID])) is not None:
        line = next((line for line in told.splitlines() if line.strip().startswith("Version:")), "")
        yield InstalledGimp("flatpak", _version(line) or "?")
    if shutil.which("snap") and (told := _run(["snap", "list", SNAP_NAME])) is not None:
        line = next((line for line in told.splitlines() if line.split()[:1] == [SNAP_NAME]), "")
        yield InstalledGimp("snap", _version(line) or "?")


def _native(names: Sequence[str]) -> InstalledGimp | None:
    """Take the first program that is a GIMP 3, else any GIMP; a snap's is not one of these."""
    older: InstalledGimp | None = None
    for name in names:
        program = shutil.which(name)
        if program is None or Path(program).parent.parts[-2:] == ("snap", "bin"):
            continue
        told = _run([program, "--version"])
        version = None if told is None else _version(told)
        if version is None:
            continue
        found = InstalledGimp("native", version, program if name in _CONSOLES else None)
        if found.is_gimp_3:
            return found
        older = older or found
    return older


def _in_applications(around: Surroundings) -> Iterator[InstalledGimp]:
    for folder in (Path("/Applications"), around.home / "Applications"):
        for bundle in sorted(folder.glob("GIMP*.app")):
            with contextlib.suppress(OSError, plistlib.InvalidFileException, ValueError):
                facts = plistlib.loads((bundle / "Contents" / "Info.plist").read_bytes())
                console = bundle / "Contents" / "MacOS" / "gimp-console"
                version = _version(str(facts.get("CFBundleShortVersionString", "")))
                yield InstalledGimp("native", version or "?", str(console) if console.is_file() else None)


def _in_program_folders(around: Surroundings) -> Iterator[InstalledGimp]:
    programs = around.environ.get("PROGRAMFILES", r"C:\Program Files")
    local = around.environ.get("LOCALAPPDATA", str(around.home / "AppData" / "Local"))
    for folder in (Path(programs) / "GIMP 3", Path(local) / "Programs" / "GIMP 3"):
        for console in sorted((folder / "bin").glob("gimp-console-3.*.exe")):
            yield InstalledGimp("native", _version(console.stem.rpartition("-")[2]) or "3.0", str(console))


def _version(text: str) -> str | None:
    found = _VERSION.search(text)
    return None if found is None else found[1]


def _run(
    command: Sequence[str], seconds: float = _ASKING_S, environ: Mapping[str, str] | None = None
) -> str | None:
    """Give what a program says, in English where nothing else is asked; None where it fails, hangs or is not there."""
    try:
        done = subprocess.run(  # noqa: S603  words of our own and programs of the person's own path, no shell
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8"} if environ is None else environ,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
