"""The words that a text of ours may hold: those of the product's own source, of Python's errors and of the system's.

What is not among them may be a person's, and leaves no machine.
"""

from __future__ import annotations

import builtins
import errno
import os
import re
import signal
import sys
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

PACKAGES: Final = ("bowerbird_engine", "bowerbird_bridge", "bowerbird_client")

_WORD: Final = re.compile(r"[A-Za-z][a-z]+|[A-Z]{2,}|[A-Za-z]")
_IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

_OF_LIBRARIES: Final = """
database disk image is malformed file is not a database attempt to write a readonly database disk I/O error locked
unable to open database file no such table column constraint failed UNIQUE NOT NULL FOREIGN KEY schema has changed
cannot identify image truncated broken data stream decoder encoder not available unrecognized processed bytes
Non-zero status code returned while running node Load model failed Protobuf parsing invalid graph onnxruntime session
most recent call last During handling of the above exception another occurred direct cause of the following
Traceback File line in connection reset refused aborted timed out broken pipe waitress serving task queue depth
Exception raised exit status killed terminated segmentation fault core dumped memory allocation bad alloc
Linux Darwin Windows aarch arm amd Debian Ubuntu Fedora Arch Alpine macOS systemd autostart launchd key
"""
"""What SQLite, Pillow, the model runtime, the server and Python say of failures, and what systems are called."""


@cache
def vocabulary() -> frozenset[str]:
    """Gather all words and identifiers, as they are written and in lower case. Takes about a second, once."""
    words = set(_words_of(_OF_LIBRARIES)) | set(dir(builtins)) | set(sys.stdlib_module_names)
    for number in errno.errorcode:
        words.update(_words_of(os.strerror(number)), (errno.errorcode[number],))
    words.update(each.name for each in signal.Signals)
    for package in PACKAGES:
        for text in _sources(resources.files(package)):
            words.update(_words_of(text))
    return frozenset(words | {word.lower() for word in words})


def _words_of(text: str) -> Iterator[str]:
    for identifier in _IDENTIFIER.findall(text):
        yield identifier
        yield from _WORD.findall(identifier)


def _sources(folder: Traversable) -> Iterator[str]:
    for entry in folder.iterdir():
        if entry.is_dir():
            if not entry.name.startswith((".", "__pycache__", "samples", "plugins", "web")):
                yield from _sources(entry)
        elif entry.name.endswith(".py"):
            yield entry.read_text(encoding="utf-8")
