"""`bowerbird open` and `bowerbird stop`: the hub's page in the browser, and the end of the hub."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import webbrowser
from typing import Final

import click

from bowerbird_bridge.commands.output import dump, err, json_option, out
from bowerbird_bridge.commands.own_hub import NoHubError, library_with_hub, own_hub
from bowerbird_bridge.discovery import start_command
from bowerbird_client import NotRunningError
from bowerbird_engine import Settings, load_settings

START_S: Final = 30.0
STOP_S: Final = 15.0
_LOOK_EVERY_S: Final = 0.2
_DETACHED: Final = 0x00000208
"""DETACHED_PROCESS and CREATE_NEW_PROCESS_GROUP, which `subprocess` names on Windows alone."""


@click.command("open")
@click.option("--print", "only_print", is_flag=True, help="Print the address and open nothing.")
@json_option
def open_page(*, only_print: bool, as_json: bool) -> None:
    """Open the hub's page in the browser, and start the hub where none runs.

    The address holds a code that is good once and for a minute. Whoever has it meanwhile is let in: do not pass it on.
    """
    settings = load_settings()
    if library_with_hub(settings) is None:
        _start(settings)
    with own_hub(settings) as hub:
        url = str(hub.connection.ask("POST", "/v1/session-codes", {})["url"])
    opened = not only_print and webbrowser.open(url)
    if as_json:
        dump({"url": url, "opened": opened})
    elif not opened:
        if not only_print:
            err().print("No browser could be opened here; this is the address, good for a minute:")
        click.echo(url)


@click.command()
@json_option
def stop(*, as_json: bool) -> None:
    """Stop the hub of this library. What it was doing is kept; the next start goes on from there."""
    settings = load_settings()
    with own_hub(settings) as hub:
        hub.connection.ask("POST", "/v1/shutdown", {})
    deadline = time.monotonic() + STOP_S
    while library_with_hub(settings) is not None:
        if time.monotonic() > deadline:
            raise NotRunningError("The hub was told to stop and still runs.", "Its log, hub.log, says why.")
        time.sleep(_LOOK_EVERY_S)
    if as_json:
        dump({"stopped": True})
    else:
        out().print("The hub has stopped.")


def _start(settings: Settings) -> None:
    """Start a hub that stays when this command ends."""
    # Apart from this terminal, whose Ctrl-C would end it too. It writes its log by itself.
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603  our own command
            start_command(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            creationflags=_DETACHED if sys.platform == "win32" else 0,
            start_new_session=sys.platform != "win32",
        )
        deadline = time.monotonic() + START_S
        while library_with_hub(settings) is None:
            if process.poll() is not None or time.monotonic() > deadline:
                said.seek(0)
                why = said.read().decode(errors="replace").strip().splitlines()
                raise NoHubError(f"The hub could not be started. {why[-1] if why else 'It does not answer.'}")
            time.sleep(_LOOK_EVERY_S)
