"""Where a running hub writes what happened: one line an event, in a small file of its own and on a terminal."""

from __future__ import annotations

import logging
import logging.handlers
import sys
from pathlib import Path

from bowerbird_bridge.commands.terminal import printable

LOG_NAME = "hub.log"
_MOST_BYTES = 1_000_000
_KEPT = 2


class OneLine(logging.Formatter):
    """Bring a record, and the traceback that it may have, to one line without control characters."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Escape what a file's name or a request may hold, so that nobody can forge a line."""
        return printable(super().format(record))


def write_log(folder: Path) -> Path:
    """Send the bridge's and the server's messages to a file that only its owner reads; give its place."""
    path = folder / LOG_NAME
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Made first, so that it never stands open to others.
    path.touch(mode=0o600)
    handlers: list[logging.Handler] = [
        logging.handlers.RotatingFileHandler(path, maxBytes=_MOST_BYTES, backupCount=_KEPT, encoding="utf-8")
    ]
    if sys.stderr.isatty():
        handlers.append(logging.StreamHandler())
    for name in ("bowerbird_bridge", "bowerbird_engine", "waitress"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO if name == "bowerbird_bridge" else logging.WARNING)
        logger.propagate = False
        for handler in handlers:
            handler.setFormatter(OneLine())
            logger.addHandler(handler)
    return path
