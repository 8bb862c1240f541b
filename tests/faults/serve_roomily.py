"""Serve as `bowerbird serve` does, but with room for as many large bodies at once as anybody sends: a control."""

from __future__ import annotations

import functools

from bowerbird_bridge.cli import bowerbird
from bowerbird_bridge.serving import connections, lanes
from bowerbird_bridge.serving.lanes import WIDTHS, Lane, Width

MUCH = 64


def serve_roomily() -> None:
    """Serve until the process is ended."""
    connections.MOST_HELD = 1 << 40
    widths = {**WIDTHS, Lane.UPLOADS: Width(MUCH, MUCH)}
    lanes.Lanes = functools.partial(lanes.Lanes, widths=widths)  # type: ignore[assignment,misc]  # pyright: ignore[reportAttributeAccessIssue]
    bowerbird()


if __name__ == "__main__":
    serve_roomily()
