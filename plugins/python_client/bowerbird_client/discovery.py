"""Finding the hub that runs: by the files in its one fixed place, else by asking the few ports that it may have.

The files hold no secret, but they say where to go and what to start: only the owner's own are believed. A host in a
sandbox may not see them, and goes by the ports; whoever listens there must prove itself before it gets a token.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .errors import (
    BowerbirdClientError,
    HubTooNewError,
    HubTooOldError,
    NotRunningError,
    StorageError,
    WrongLibraryError,
)
from .fields import Json, parse, text, texts, whole
from .line import Answer, Line
from .private_files import is_trusted_folder, read_object
from .values import Hub

PORTS = (28471, 28472, 28473, 28474)
API_MIN, API_MAX = 1, 1
"""The versions of the API that this client speaks."""

HELLO_SECONDS = 2.0
HELLO_MOST = 64 * 1024
_PORT_MOST = 65535


@dataclass(frozen=True)
class RunningHub:
    """What a hub wrote about itself when it started. It may have ended since."""

    port: int
    pid: int | None
    server_id: str | None
    library_id: str
    executable: tuple[str, ...]


def hub_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Name the one place for each user; no variable of Bowerbird's or of the desktop moves it."""
    environ = os.environ if environ is None else environ
    if sys.platform == "win32":
        local = environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "bowerbird" / "hub"
    # A snap gives its program another home, and says where the real one is.
    real = environ.get("SNAP_REAL_HOME")
    home = Path(real) if real else Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "bowerbird" / "hub"
    return home / ".local" / "share" / "bowerbird" / "hub"


def running_hubs(folder: Path | None = None) -> list[RunningHub]:
    """List what the runtime files say, the newest first; files that cannot be believed are passed over."""
    folder = hub_folder() if folder is None else folder
    if not is_trusted_folder(folder):
        return []
    found: list[tuple[float, RunningHub]] = []
    for path in folder.glob("hub-*.json"):
        with contextlib.suppress(StorageError, OSError):
            hub = _read_runtime(read_object(path))
            if hub is not None and not _is_gone(hub.pid):
                found.append((path.stat().st_mtime, hub))
    return [hub for _, hub in sorted(found, key=lambda entry: -entry[0])]


def start_command(folder: Path | None = None) -> tuple[str, ...] | None:
    """Tell how the hub is started, from what the installation noted; None when nothing trustworthy is there."""
    folder = hub_folder() if folder is None else folder
    if not is_trusted_folder(folder):
        return None
    try:
        noted = read_object(folder / "executable.json")
    except StorageError:
        return None
    command = () if noted is None else texts(noted, "command")
    return command or None


def find_hub(
    library_id: str | None = None, *, folder: Path | None = None, ports: tuple[int, ...] = PORTS
) -> Hub:
    """Find a hub that answers, that of `library_id` where one is wanted.

    Raises NotRunningError; WrongLibraryError when only hubs of other libraries answer; HubTooOldError or
    HubTooNewError when the one found speaks no version that we do.
    """
    for hub in answering_hubs(library_id, folder=folder, ports=ports):
        check_version(hub)
        return hub
    raise NotRunningError("Bowerbird is not running.")


def ask_hello(port: int) -> Hub:
    """Ask who listens on a port. Raises NotRunningError, TimedOutError and GarbledError."""
    line = Line(port)
    try:
        return hello_over(line)
    finally:
        line.close()


def hello_over(line: Line) -> Hub:
    """Ask over a connection that is there who listens."""
    answer: Answer = line.exchange(
        "GET", "/v1/hello", headers={}, body=None, seconds=HELLO_SECONDS, most=HELLO_MOST
    )
    fields: Json = parse(answer.body) if answer.status == 200 else {}  # noqa: PLR2004  OK
    if text(fields, "product") != "bowerbird":
        raise NotRunningError(f"Another program than Bowerbird uses port {line.port}.")
    return Hub.read(fields, line.port)


def check_version(hub: Hub) -> None:
    """Refuse a hub that speaks no version of the API that we do."""
    if hub.api_max < API_MIN:
        raise HubTooOldError(f"The Bowerbird that runs ({hub.version or 'old'}) is too old for this plug-in.")
    if hub.api_min > API_MAX:
        raise HubTooNewError(f"The Bowerbird that runs ({hub.version or 'new'}) is too new for this plug-in.")


def answering_hubs(
    library_id: str | None = None, *, folder: Path | None = None, ports: tuple[int, ...] = PORTS
) -> Iterator[Hub]:
    """Give the hubs that say they hold `library_id`, those with files first: the caller has each prove itself.

    Raises WrongLibraryError at the end when hubs answered, but only of other libraries.
    """
    others = wanted = 0
    for hub in _answering(library_id, folder, ports):
        if library_id in {None, hub.library_id}:
            wanted += 1
            yield hub
        else:
            others += 1
    if others and not wanted:
        raise WrongLibraryError("The Bowerbird that runs holds another library.")


def _answering(library_id: str | None, folder: Path | None, ports: tuple[int, ...]) -> Iterator[Hub]:
    noted = sorted(running_hubs(folder), key=lambda hub: hub.library_id != library_id)
    asked: set[int] = set()
    for hub in noted:
        answering = _hello_or_nothing(hub.port)
        # Another process may have the port of a hub that crashed.
        if answering is not None and hub.server_id in {None, answering.server_id}:
            asked.add(hub.port)
            yield answering
    for port in ports:
        answering = None if port in asked else _hello_or_nothing(port)
        if answering is not None:
            yield answering


def _hello_or_nothing(port: int) -> Hub | None:
    try:
        return ask_hello(port)
    except BowerbirdClientError:
        return None


def _read_runtime(fields: Json | None) -> RunningHub | None:
    if fields is None:
        return None
    port, library_id = whole(fields, "port"), text(fields, "library_id")
    if port is None or not 0 < port <= _PORT_MOST or not library_id:
        return None
    return RunningHub(
        port, whole(fields, "pid"), text(fields, "server_id"), library_id, texts(fields, "executable")
    )


def _is_gone(pid: int | None) -> bool:
    """Tell whether a process has surely ended; where that cannot be known, asking its port decides."""
    if pid is None or pid <= 0 or os.name == "nt":
        return False
    # A sandbox counts processes of its own.
    if "SNAP" in os.environ or Path("/.flatpak-info").exists():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False
