"""What every command shares: the engine that it opens and the two streams that it writes to."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator
from contextlib import contextmanager

import click
from rich.console import Console

from bowerbird_engine import Engine, load_settings

# In a pipe a line stays a line, however long the path.
UNBROKEN = 10_000

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts, on one line.")


@contextmanager
def open_engine() -> Generator[Engine]:
    """Open the person's library."""
    with Engine(load_settings()) as engine:
        yield engine


def out() -> Console:
    """Give the stream for answers."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else UNBROKEN)


def err() -> Console:
    """Give the stream for progress and notices."""
    return Console(stderr=True, highlight=False, width=None if sys.stderr.isatty() else UNBROKEN)


def dump(value: object) -> None:
    """Print JSON on one line, in ASCII, which every terminal and pipe takes."""
    click.echo(json.dumps(value, ensure_ascii=True, separators=(", ", ": ")))
