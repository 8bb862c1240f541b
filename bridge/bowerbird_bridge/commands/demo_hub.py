"""The part of the demo that goes over HTTP: a hub of its own is started, asked one question, and stopped."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from collections.abc import Generator
from typing import Final

from rich.console import Console

from bowerbird_bridge.access.owner import find_key
from bowerbird_bridge.commands.terminal import printable
from bowerbird_bridge.discovery import start_command
from bowerbird_client import Client, Credential, Place, Query
from bowerbird_engine import BowerbirdError, Settings

STOP_S: Final = 15.0


class DemoHubError(BowerbirdError):
    """Say that the hub of the demo did not start."""

    code = "no_hub"


def ask_over_http(out: Console, settings: Settings, words: str, shown: int) -> None:
    """Start a hub for the library of the demo, ask it what was asked before, show its answer, and stop it."""
    with _hub(settings) as (port, library_id):
        key = find_key(settings.state_dir, library_id)
        if key is None:
            raise DemoHubError("The hub of the demo left no key for its owner. Run it again.")
        # The port is known: another hub of this person's is left alone.
        place = Place(ports=(port,), by_ports=True)
        with Client(Credential(key.client_id, key.token, library_id), place=place) as hub:
            page = hub.search(Query(text=words, limit=shown))
            out.print("The hub answers on 127.0.0.1, to programs with a token:")
            for rank, hit in enumerate(page.hits, start=1):
                out.print(
                    f"{rank:>3} {hit.similarity or 0:>4.0f} %  {printable(hit.name or hit.id)}", markup=False
                )
            hub.connection.ask("POST", "/v1/shutdown", {})
    out.print("The hub has stopped.")


@contextlib.contextmanager
def _hub(settings: Settings) -> Generator[tuple[int, str]]:
    with subprocess.Popen(  # noqa: S603  our own command
        [*start_command(), "--port", "0", "--no-keyring", "--json"],
        env={**os.environ, "BOWERBIRD_HOME": str(settings.state_dir)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            if process.stdout is None or not (line := process.stdout.readline()):
                said = b"" if process.stderr is None else process.stderr.read()
                raise DemoHubError(f"The hub did not start: {said.decode(errors='replace').strip()}")
            facts = json.loads(line)
            yield int(facts["port"]), str(facts["library_id"])
            process.communicate(timeout=STOP_S)
        finally:
            process.kill()
