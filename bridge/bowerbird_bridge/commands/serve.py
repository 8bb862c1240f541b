"""`bowerbird serve`: one hub from its start to its end."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import sys
from collections.abc import Generator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from bowerbird_bridge.commands.hub_log import write_log
from bowerbird_bridge.commands.named_path import NamedPath
from bowerbird_bridge.commands.output import err
from bowerbird_bridge.commands.terminal import printable
from bowerbird_engine import Engine, LibraryBusyError, load_settings

if TYPE_CHECKING:  # what serves is loaded by this one command alone
    from bowerbird_bridge.discovery import RunningHub
    from bowerbird_bridge.hub import Hub
    from bowerbird_bridge.serving.server import HubServer

LOOPBACK = "127.0.0.1"

_log = logging.getLogger(__name__)


class HubRunsError(LibraryBusyError):
    """Say that another hub serves the library."""


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    help="Listen here and nowhere else; 0 takes any free port.  [default: 28471, else one of the next three]",
)
@click.option(
    "--host", default=LOOPBACK, show_default=True, help="This machine alone; nothing else is possible."
)
@click.option(
    "--home",
    type=NamedPath(),
    envvar="BOWERBIRD_HOME",
    metavar="FOLDER",
    help="Where the library lies; it says the same as BOWERBIRD_HOME.",
)
@click.option(
    "--no-keyring", is_flag=True, help="Keep the owner's key in a file and ask no keyring of the system."
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON once the hub answers.")
def serve(*, port: int | None, host: str, home: Path | None, no_keyring: bool, as_json: bool) -> None:
    """Run the hub, which the plug-ins and the page talk to.

    It answers on this machine alone, keeps the library up to date by itself, and stays until Ctrl-C, `bowerbird stop`
    or the end of the session.
    """
    if host != LOOPBACK:
        raise click.UsageError(
            f"The hub listens on {LOOPBACK} alone: whoever else could reach it could ask for your pictures."
        )
    settings = load_settings(home)
    log = write_log(settings.state_dir)
    _warn_of_root()
    with Engine(settings) as engine, _running(engine, port, home, keyring=not no_keyring) as (hub, server):
        _say_ready(hub, log, as_json=as_json)
        server.run()


@contextlib.contextmanager
def _running(
    engine: Engine, port: int | None, home: Path | None, *, keyring: bool
) -> Generator[tuple[Hub, HubServer]]:
    """Start a hub, in the order in which a later step can fail without leaving a trace of the earlier ones."""
    from bowerbird_bridge import discovery  # noqa: PLC0415
    from bowerbird_bridge.access import owner  # noqa: PLC0415
    from bowerbird_bridge.app import create_app  # noqa: PLC0415
    from bowerbird_bridge.hub import Hub  # noqa: PLC0415
    from bowerbird_bridge.serving.guard import Guard  # noqa: PLC0415
    from bowerbird_bridge.serving.lanes import Lanes  # noqa: PLC0415
    from bowerbird_bridge.serving.memory import give_back_large_blocks  # noqa: PLC0415
    from bowerbird_bridge.serving.server import HubServer, listen  # noqa: PLC0415

    give_back_large_blocks()
    library_id = engine.library_id
    sock, notes = listen(discovery.PORTS if port is None else (port,))
    with contextlib.closing(sock), contextlib.ExitStack() as ended:
        hub = Hub.of(engine, sock.getsockname()[1])
        app = Guard(Lanes(create_app(hub)), port=hub.port, origins=hub.book.origins)
        server = HubServer(app, sock, callers=hub.callers)
        ended.callback(server.end)
        hub.when_asked_to_stop = server.close
        # A second hub on this library leaves here, before it has written or said anything.
        try:
            hub.start()
        except LibraryBusyError as error:
            first = discovery.hub_of_library(library_id)
            raise (
                error
                if first is None
                else HubRunsError(
                    f"A hub runs for this library already: process {first.pid}, on port {first.port}."
                    " `bowerbird open` opens its page, `bowerbird stop` ends it."
                )
            ) from error
        try:
            _demand_no_other_home(discovery.hub_of_library(library_id), engine.settings.state_dir)
            about_key = owner.ensure_key(hub.book, engine.settings.state_dir, library_id, keyring=keyring)
            for note in (*notes, hub.book.note, about_key):
                if note:
                    _say(note)
            found = discovery.announced(
                port=hub.port, server_id=hub.server_id, library_id=library_id, home=home
            )
            with _until_a_signal(server), found:
                yield hub, server
        finally:
            hub.close()


def _demand_no_other_home(hub: RunningHub | None, home: Path) -> None:
    """Refuse beside the hub of a copy of this library: plug-ins know a library by its id, and would meet either."""
    if hub is not None and hub.home.resolve() != home.resolve():
        raise HubRunsError(
            f"A hub serves a copy of this library already, the one in {hub.home}: process {hub.pid}. Stop it first:"
            f" bowerbird stop, with BOWERBIRD_HOME={hub.home}."
        )


@contextlib.contextmanager
def _until_a_signal(server: HubServer) -> Generator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        server.close()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say_ready(hub: Hub, log: Path, *, as_json: bool) -> None:
    address = f"http://{LOOPBACK}:{hub.port}/"
    _log.info("ready at %s, process %d", address, os.getpid())
    if as_json:
        facts = {"port": hub.port, "pid": os.getpid(), "library_id": hub.engine.library_id, "log": str(log)}
        click.echo(json.dumps(facts))
        sys.stdout.flush()
    else:
        err().print(
            f"Bowerbird is ready. Its page opens with: bowerbird open   (Ctrl-C stops it; log: {printable(str(log))})",
            markup=False,
        )


def _say(note: str) -> None:
    _log.warning("%s", note)
    err().print(printable(note), markup=False)


def _warn_of_root() -> None:
    if sys.platform != "win32" and os.geteuid() == 0:
        _say(
            "The hub runs as root. Start it as the user whose pictures these are: it needs no rights of its own."
        )
