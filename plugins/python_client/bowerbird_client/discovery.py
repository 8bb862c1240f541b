"""Finding the hub that runs: by the files in its one fixed place and nothing else, wherever that place is to be seen.

The files hold no secret, but they say where to go and what to start: only the owner's own are believed, and only who
names itself by the `server_id` and the library of a file is the hub that wrote it. No file means that no hub runs,
whoever listens on its ports. Only a host in a sandbox that hides the place asks the ports.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from .errors import (
    BowerbirdClientError,
    HubTooNewError,
    HubTooOldError,
    NotRunningError,
    StorageError,
    TimedOutError,
    WrongLibraryError,
)
from .fields import Json, parse, text, texts, whole
from .line import Answer, Line
from .private_files import is_trusted_folder, read_object
from .processes import is_alive
from .sandbox import hides_the_home, is_sandboxed
from .values import Hub

PORTS = (28471, 28472, 28473, 28474)
API_MIN, API_MAX = 1, 1
"""The versions of the API that this client speaks."""

HELLO_SECONDS = 2.0
HELLO_MOST = 64 * 1024
_PORT_MOST = 65535


@dataclass(frozen=True)
class Place:
    """Where to look for hubs: the folder of their files (None: the usual one), and the ports that they may have.

    `library_id` is the library that is wanted where no credential names one. With `by_ports` the ports are asked and no
    folder is looked at, for who knows the port, or knows of a sandbox that is not known here.
    """

    folder: Path | None = None
    ports: tuple[int, ...] = PORTS
    library_id: str | None = None
    by_ports: bool = False


@dataclass(frozen=True)
class RunningHub:
    """What a hub wrote about itself when it started. It may have ended since, where `alive` is not True."""

    port: int
    pid: int | None
    server_id: str
    library_id: str
    executable: tuple[str, ...]
    alive: bool | None = None


@dataclass(frozen=True)
class Lead:
    """A port where a hub may be, and what the hub wrote about itself; None where anybody may listen."""

    port: int
    noted: RunningHub | None = None


def hub_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Name the one place for each user; no variable of Bowerbird's or of the desktop moves it."""
    environ = os.environ if environ is None else environ
    if sys.platform == "win32":
        local = environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "bowerbird" / "hub"
    elif sys.platform == "darwin":  # noqa: RET505  type checkers follow the platform through elif alone
        return _real_home(environ) / "Library" / "Application Support" / "bowerbird" / "hub"
    else:
        return _real_home(environ) / ".local" / "share" / "bowerbird" / "hub"


def _real_home(environ: Mapping[str, str]) -> Path:
    # A snap gives its program another home, and says where the real one is.
    real = environ.get("SNAP_REAL_HOME")
    return Path(real) if real else Path.home()


def running_hubs(folder: Path | None = None) -> list[RunningHub]:
    """List what the runtime files say, the newest first; what cannot be seen or believed is passed over."""
    try:
        return _noted(hub_folder() if folder is None else folder) or []
    except StorageError:
        return []


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
    library_id: str | None = None,
    *,
    folder: Path | None = None,
    ports: tuple[int, ...] = PORTS,
    by_ports: bool = False,
) -> Hub:
    """Find a hub that answers, that of `library_id` where one is wanted.

    Raises NotRunningError; TimedOutError when it runs and does not answer; WrongLibraryError when only hubs of other
    libraries answer; HubTooOldError or HubTooNewError when the one found speaks no version that we do; StorageError when the folder cannot be believed.
    """
    for line, hub in answering_hubs(library_id, Place(folder, ports, by_ports=by_ports)):
        line.close()
        check_version(hub)
        return hub
    raise NotRunningError("Bowerbird is not running.")


def answering_hubs(library_id: str | None, place: Place) -> Iterator[tuple[Line, Hub]]:
    """Give the hubs that say they hold `library_id`, each with the connection over which it said so, for the caller.

    Raises at the end when none did: TimedOutError where one runs and takes too long to answer, WrongLibraryError where
    hubs answered, but only of other libraries.
    """
    others = wanted = hung = 0
    for lead in _leads(library_id, place):
        line = None
        try:
            line = Line(lead.port)
            hub = _hello_of(lead, line)
        except BowerbirdClientError as error:
            if line is not None:
                line.close()
            hung += isinstance(error, TimedOutError) and _is_one(lead, library_id)
            continue
        if library_id in {None, hub.library_id}:
            wanted += 1
            yield line, hub
        else:
            line.close()
            others += 1
    if hung and not wanted:
        raise TimedOutError("Bowerbird runs, but takes too long to answer.")
    if others and not wanted:
        raise WrongLibraryError("The Bowerbird that runs holds another library.")


def _is_one(lead: Lead, library_id: str | None) -> bool:
    """Tell whether a hub that does not answer is there all the same: its process lives."""
    noted = lead.noted
    return noted is not None and noted.alive is True and library_id in {None, noted.library_id}


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


def _leads(library_id: str | None, place: Place) -> list[Lead]:
    """Tell where hubs may be: where the files say, and by the ports only where the files cannot be seen."""
    folder = hub_folder() if place.folder is None else place.folder
    noted = None if place.by_ports else _noted(folder)
    if noted is None:
        return [Lead(port) for port in place.ports]
    return [Lead(hub.port, hub) for hub in sorted(noted, key=lambda hub: hub.library_id != library_id)]


def _hello_of(lead: Lead, line: Line) -> Hub:
    """Ask who is there, and refuse who is not the hub that the file tells of."""
    hub, noted = hello_over(line), lead.noted
    if noted is None:
        return hub
    # Another program may have the port of a hub that was killed.
    if (hub.server_id, hub.library_id) != (noted.server_id, noted.library_id):
        raise NotRunningError(f"What listens on port {line.port} is not the Bowerbird that was started here.")
    return replace(hub, noted=True, alive=noted.alive is True)


def _noted(folder: Path) -> list[RunningHub] | None:
    """Read the runtime files, the newest first; None where a sandbox hides them.

    Raises StorageError when the folder cannot be believed, or not be read outside of any sandbox.
    """
    try:
        folder.lstat()
        paths = list(folder.iterdir()) if is_trusted_folder(folder) else None
    except FileNotFoundError:
        # Nothing was ever noted, unless it is hidden.
        return None if hides_the_home() else []
    except OSError as error:
        if is_sandboxed():
            return None
        raise StorageError(
            f"{folder} cannot be read: {error.strerror or error}.",
            "That is where Bowerbird says how it can be found. Make it readable for you alone.",
        ) from error
    if paths is None:
        raise StorageError(
            f"{folder} is a link, belongs to another user, or other users may change it.",
            "Look what made it so, remove it, and start Bowerbird anew.",
        )
    found: list[tuple[float, RunningHub]] = []
    for path in paths:
        if not (path.name.startswith("hub-") and path.suffix == ".json"):
            continue
        with contextlib.suppress(StorageError, OSError):
            hub = _read_runtime(read_object(path))
            if hub is not None and hub.alive is not False:
                found.append((path.stat().st_mtime, hub))
    return [hub for _, hub in sorted(found, key=lambda entry: -entry[0])]


def _read_runtime(fields: Json | None) -> RunningHub | None:
    if fields is None:
        return None
    port, pid = whole(fields, "port"), whole(fields, "pid")
    server_id, library_id = text(fields, "server_id"), text(fields, "library_id")
    if port is None or not 0 < port <= _PORT_MOST or not server_id or not library_id:
        return None
    return RunningHub(port, pid, server_id, library_id, texts(fields, "executable"), is_alive(pid))
