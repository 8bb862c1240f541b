"""The one fixed place, the same for each start, where clients find the hubs of this user that run, and how to start one.

It does not move with BOWERBIRD_HOME or the XDG variables: a host that was started from a desktop inherits none of
them. The files hold no secret, and they are believed only where they belong to the user alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, cast

from bowerbird_bridge.access.private_files import (
    PrivateFileError,
    private_folder,
    read_private,
    write_private,
)
from bowerbird_engine import load_settings

PORTS: Final = (28471, 28472, 28473, 28474)
"""Below the range that systems hand out by themselves, so that they are rarely taken; clients in a sandbox try them."""
API_VERSIONS: Final = (1, 1)
"""The lowest and the highest version of the API that this hub speaks."""

EXECUTABLE_FILE: Final = "executable.json"
_LIBRARY_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_MOST_PORT: Final = 65535


@dataclass(frozen=True, slots=True)
class RunningHub:
    """A hub as its file tells of it."""

    port: int
    pid: int
    executable: tuple[str, ...]
    server_id: str
    library_id: str
    started: str

    @property
    def home(self) -> Path:
        """Where the library lies that it serves, as its own command says."""
        *_, option, last = ("", *self.executable)
        if option == "--home":
            return Path(last)
        usual = {name: value for name, value in os.environ.items() if name != "BOWERBIRD_HOME"}
        return load_settings(environ=usual).state_dir


def hub_folder(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Name the place. Nothing is made."""
    if platform == "win32":
        local = environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "bowerbird" / "hub"
    # A snap gives its programs another home, and says where the real one is.
    real = environ.get("SNAP_REAL_HOME")
    home = Path(real) if real else Path.home()
    if platform == "darwin":
        return home / "Library" / "Application Support" / "bowerbird" / "hub"
    return home / ".local" / "share" / "bowerbird" / "hub"


def start_command(home: Path | None = None) -> tuple[str, ...]:
    """Give the command that starts a hub, of the library in `home`; None: in the usual place.

    -P keeps it from importing what lies in the current folder.
    """
    moved = () if home is None else ("--home", str(home.absolute()))
    return (sys.executable, "-P", "-m", "bowerbird_bridge", "serve", *moved)


def announce(
    *, port: int, server_id: str, library_id: str, home: Path | None = None, folder: Path | None = None
) -> Path:
    """Write the file of this hub, and how to start one where nobody has written that yet.

    Whoever starts it has none of the variables of a shell: a `home` that is not the usual one goes into the command.

    Raises PrivateFileError when the place or the file is a link or somebody else's, and DiskFullError.
    """
    folder = private_folder(hub_folder() if folder is None else folder)
    about = {
        "port": port,
        "pid": os.getpid(),
        "executable": list(start_command(home)),
        "api": {"min": API_VERSIONS[0], "max": API_VERSIONS[1]},
        "server_id": server_id,
        "library_id": library_id,
        "started": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
    }
    path = _file_of(library_id, folder)
    write_private(path, _as_json(about))
    if not _can_start(folder):
        record_command(start_command(home), folder=folder)
    return path


def withdraw(*, server_id: str, library_id: str, folder: Path | None = None) -> None:
    """Remove the file of this hub, unless another one has taken its place."""
    path = _file_of(library_id, hub_folder() if folder is None else folder)
    with contextlib.suppress(OSError, PrivateFileError):
        hub = _read(path)
        if hub is not None and hub.server_id == server_id:
            path.unlink()


@contextlib.contextmanager
def announced(*, port: int, server_id: str, library_id: str, home: Path | None = None) -> Generator[None]:
    """Have a hub found for the length of the block."""
    announce(port=port, server_id=server_id, library_id=library_id, home=home)
    try:
        yield
    finally:
        withdraw(server_id=server_id, library_id=library_id)


def running_hubs(folder: Path | None = None) -> list[RunningHub]:
    """Give the hubs whose files are there and whose processes live, newest first.

    A hub that was killed may have left its file, and another process may have its number: whoever wants to be sure
    asks the port, and has the hub prove itself.
    """
    folder = hub_folder() if folder is None else folder
    if not folder.is_dir():
        return []
    private_folder(folder)
    import psutil  # noqa: PLC0415  only where there is something to find out

    found: list[RunningHub] = []
    for path in folder.glob("hub-*.json"):
        with contextlib.suppress(PrivateFileError):
            hub = _read(path)
            if hub is not None and psutil.pid_exists(hub.pid):
                found.append(hub)
    return sorted(found, key=lambda hub: hub.started, reverse=True)


def hub_of_library(library_id: str, home: Path | None = None) -> RunningHub | None:
    """Give the hub that serves a library as its file tells of it; None where none does.

    With a `home` the hub of that one alone: a backup that was restored into another home has the same id.
    """
    hubs = (hub for hub in running_hubs() if hub.library_id == library_id)
    return next((hub for hub in hubs if home is None or hub.home.resolve() == home.resolve()), None)


def record_command(command: Sequence[str], *, folder: Path | None = None) -> None:
    """Write down how a hub is started, for plug-ins that find none. Installers do this too."""
    folder = private_folder(hub_folder() if folder is None else folder)
    write_private(folder / EXECUTABLE_FILE, _as_json({"command": list(command)}))


def recorded_command(folder: Path | None = None) -> tuple[str, ...] | None:
    """Give the command that was written down; None when there is none to be understood."""
    about = _members(read_private((hub_folder() if folder is None else folder) / EXECUTABLE_FILE))
    command = about.get("command")
    if not isinstance(command, list) or not command:
        return None
    return tuple(map(str, cast("list[object]", command)))


def _can_start(folder: Path) -> bool:
    command = recorded_command(folder)
    return command is not None and Path(command[0]).is_file()


def _file_of(library_id: str, folder: Path) -> Path:
    if _LIBRARY_ID.fullmatch(library_id) is None:
        raise ValueError(f"{library_id!r} is no id of a library")
    return folder / f"hub-{library_id}.json"


def _read(path: Path) -> RunningHub | None:
    about = _members(read_private(path))
    port, pid, executable = about.get("port"), about.get("pid"), about.get("executable")
    names = [about.get(name) for name in ("server_id", "library_id", "started")]
    if not isinstance(port, int) or not isinstance(pid, int) or not isinstance(executable, list):
        return None
    if not 0 < port <= _MOST_PORT or pid <= 0 or not all(isinstance(name, str) for name in names):
        return None
    server_id, library_id, started = map(str, names)
    return RunningHub(
        port, pid, tuple(map(str, cast("list[object]", executable))), server_id, library_id, started
    )


def _members(data: bytes | None) -> dict[str, object]:
    try:
        about = json.loads(data or b"{}")
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, object]", about) if isinstance(about, dict) else {}


def _as_json(about: Mapping[str, object]) -> bytes:
    return json.dumps(about, indent=1).encode()
