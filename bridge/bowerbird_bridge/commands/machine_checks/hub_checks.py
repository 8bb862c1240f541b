"""Whether a hub serves the library, whether it is found, and whether its secrets are the owner's alone."""

from __future__ import annotations

import os
import shlex
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bowerbird_bridge.access.owner import KEY_FILE, find_key
from bowerbird_bridge.access.private_files import PrivateFileError
from bowerbird_bridge.commands.hub_log import LOG_NAME
from bowerbird_bridge.commands.mcp import TOKEN_FILE
from bowerbird_bridge.commands.own_hub import owner_credential
from bowerbird_bridge.discovery import hub_folder, hub_of_library, recorded_command, running_hubs
from bowerbird_bridge.hub import CLIENTS_FILE
from bowerbird_client import BowerbirdClientError, Client
from bowerbird_engine import BowerbirdError, Check, Settings, describe_library

SECRETS: Final = (CLIENTS_FILE, KEY_FILE, TOKEN_FILE, LOG_NAME)
"""Files in the library's folder that only its owner may read."""

_OTHERS: Final = 0o077


def hub(settings: Settings) -> Iterator[Check]:
    """See whether the hub of this library answers, and whether killed ones have left their files."""
    library_id = describe_library(settings).library_id
    running = None if library_id is None else hub_of_library(library_id, settings.state_dir)
    if library_id is None or running is None:
        yield Check(
            "hub", "ok", "none runs for this library", "Start it: `bowerbird open`, or `bowerbird serve`."
        )
    else:
        yield _answering(settings, library_id, f"process {running.pid}, port {running.port}")
        if running.executable and Path(running.executable[0]) != Path(sys.executable):
            yield Check(
                "hub",
                "note",
                f"the hub that runs is another installation's: {running.executable[0]}",
                "To have this one serve: `bowerbird stop`, then `bowerbird open`.",
                "hub_of_another_installation",
            )
    yield from _stale(hub_folder())


def start_of_plugins() -> Iterator[Check]:
    """See whether plug-ins that find no hub can start one."""
    command = recorded_command()
    if command is not None and not Path(command[0]).is_file():
        yield Check(
            "hub",
            "note",
            f"plug-ins cannot start a hub: {command[0]} is not there any more",
            "Start it once with this Bowerbird, which writes down where it is: `bowerbird open`.",
            "start_command_gone",
        )


def secrets(settings: Settings) -> Iterator[Check]:
    """See whether the files with secrets are the owner's alone, and whether the owner's key can be read."""
    for place in (settings.state_dir / name for name in SECRETS):
        try:
            about = place.lstat()
        except OSError:
            continue
        if not stat.S_ISREG(about.st_mode):
            yield Check(
                "secrets",
                "bad",
                f"{place} is no regular file",
                "Look what put it there, and remove it; the hub makes it again.",
                "secret_is_no_file",
            )
        elif sys.platform != "win32" and about.st_mode & _OTHERS:
            yield Check(
                "secrets",
                "bad",
                f"other users of this machine may read {place}",
                f"Close it: chmod 600 {shlex.quote(str(place))}. Then have your plug-ins pair again: `bowerbird clients`.",
                "secret_readable",
            )
    library_id = describe_library(settings).library_id
    if library_id is not None and (settings.state_dir / CLIENTS_FILE).exists():
        yield _owner_key(settings.state_dir / KEY_FILE, library_id)


def _owner_key(file: Path, library_id: str) -> Check:
    key, trouble = None, "the keyring is locked, does not answer, or has no such key"
    advice = "Unlock it, or keep the key in a file: `bowerbird serve --no-keyring`."
    in_file = os.path.lexists(file)
    if in_file:
        trouble = f"{file} cannot be understood"
        advice = f"Stop the hub, remove that file, and start it again, which makes a new key: rm {shlex.quote(str(file))}"
    try:
        key = find_key(file.parent, library_id)
    except PrivateFileError as error:
        trouble = str(error).rstrip(".")
    if key is None:
        return Check(
            "secrets", "note", f"the owner's key cannot be read: {trouble}", advice, "owner_key_unreadable"
        )
    return Check(
        "secrets", "ok", f"the owner's key is kept in {'a file of yours alone' if in_file else 'the keyring'}"
    )


def _answering(settings: Settings, library_id: str, where: str) -> Check:
    try:
        with Client(owner_credential(settings, library_id)) as client:
            pictures = client.status().pictures
    except (BowerbirdError, BowerbirdClientError, OSError) as error:
        return Check(
            "hub",
            "note",
            f"a hub is noted ({where}) and does not answer: {error}",
            "`bowerbird stop`, or end that process; then `bowerbird open`.",
            "hub_silent",
        )
    return Check("hub", "ok", f"answers ({where}), with {pictures or 0:,} pictures")


def _stale(folder: Path) -> Iterator[Check]:
    if not folder.is_dir():
        return
    alive = {f"hub-{one.library_id}.json" for one in running_hubs(folder)}
    stale = [path for path in sorted(folder.glob("hub-*.json")) if path.name not in alive]
    if stale:
        yield Check(
            "hub",
            "note",
            f"left by hubs that were killed: {', '.join(path.name for path in stale)}",
            f"Nothing goes wrong by them. To remove them: rm {' '.join(shlex.quote(str(path)) for path in stale)}",
            "hub_file_stale",
        )
