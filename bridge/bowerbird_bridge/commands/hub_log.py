"""Where a running hub writes what happened: one line an event, in a small file of its own and on a terminal."""

from __future__ import annotations

import logging
import logging.handlers
import os
import sys
from io import TextIOWrapper
from pathlib import Path

from bowerbird_bridge.access.private_files import FILE_MODE, private_folder, refuse_foreign_file
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


class OwnersFile(logging.handlers.RotatingFileHandler):
    """A file of the owner alone, and each that takes its place. Raises PrivateFileError for a link in its place."""

    def _open(self) -> TextIOWrapper:
        path = Path(self.baseFilename)
        refuse_foreign_file(path)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        descriptor = os.open(path, flags, FILE_MODE)
        if sys.platform != "win32":
            os.fchmod(descriptor, FILE_MODE)
        return open(descriptor, "a", encoding="utf-8")  # noqa: PTH123  a descriptor; logging closes it


def write_log(folder: Path) -> Path:
    """Send the bridge's and the server's messages to a file that only its owner reads; give its place.

    Raises PrivateFileError when the folder or the file is a link or another user's.
    """
    # A disk that is full must not fill the terminal too: what cannot be logged is lost.
    logging.raiseExceptions = False
    path = private_folder(folder) / LOG_NAME
    handlers: list[logging.Handler] = [
        OwnersFile(path, maxBytes=_MOST_BYTES, backupCount=_KEPT, encoding="utf-8")
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
