"""The bytes of one file: fetched into a partial file that survives everything, and compared with what was promised."""

from __future__ import annotations

import contextlib
import hashlib
import io
import threading
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bowerbird_engine.errors import DiskFullError, HubError
from bowerbird_engine.models.download_background import pause, stopped
from bowerbird_engine.models.download_line import (
    LineBrokenError,
    Patience,
    RangeRefusedError,
    Reported,
    unreachable,
)
from bowerbird_engine.models.room import FULL

if TYPE_CHECKING:
    from bowerbird_engine.models.download_hub import Hub

READ_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Digests:
    """What was computed over a file: the SHA-256 of its bytes, and what git names them, in hexadecimal."""

    size: int
    sha256: str
    git: str

    def fit(self, reported: Reported) -> bool:
        """Tell whether this is the file that the hub reports."""
        return self.size == reported.size and reported.digest in {f"sha256:{self.sha256}", f"git:{self.git}"}


class WrongLengthError(Exception):
    """The hub gives another number of bytes than it reports."""


def digests(path: Path, cancel: threading.Event) -> Digests:
    """Compute the digests of what lies on the disk. Raises Cancelled as soon as `cancel` is set."""
    size = path.stat().st_size
    sha256 = hashlib.sha256()
    # The hub names small files by git's SHA-1 alone. The SHA-256 that we record does not rest on it.
    git = hashlib.sha1(b"blob %d\x00" % size, usedforsecurity=False)
    with path.open("rb", buffering=0) as file:
        while piece := file.read(READ_BYTES):
            if cancel.is_set():
                raise stopped()
            sha256.update(piece)
            git.update(piece)
    return Digests(size, sha256.hexdigest(), git.hexdigest())


def length(path: Path) -> int:
    """Tell how many bytes of a file are there; none when there is no file."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


@contextlib.contextmanager
def writing(path: Path) -> Generator[None, None, None]:
    """Turn what a disk may refuse into errors of ours: DiskFullError, and HubError for the rest."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise DiskFullError(
                f"The disk that holds {path.parent} takes no more ({error.strerror}). What was downloaded is kept: free "
                "some space there and install the model again to go on."
            ) from error
        raise HubError(
            f"{path} cannot be read or written: {error.strerror}. Check the folder's permissions and its disk."
        ) from error


@dataclass(frozen=True, slots=True)
class Fetch:
    """One file on its way from a URL into a partial file; `arrived` is told how many bytes are there."""

    hub: Hub
    url: str
    partial: Path
    size: int
    arrived: Callable[[int], None]

    def run(self, patience: Patience, cancel: threading.Event) -> None:
        """Bring the partial file to its full size, going on where it ends. Whatever happens, what is there is kept.

        Raises WrongLengthError, HubUnreachableError when no new byte comes in spite of all tries, HubError,
        DiskFullError or Cancelled.
        """
        farthest, tries = length(self.partial), 0
        while True:
            try:
                return self._once()
            except RangeRefusedError:
                raise WrongLengthError from None
            except LineBrokenError as error:
                # A server that gives the same beginning again and again gives nothing new.
                there = length(self.partial)
                tries = 0 if there > farthest else tries
                farthest = max(there, farthest)
                if tries == len(patience.waits):
                    raise unreachable(self.hub.endpoint, error) from error
                pause(max(patience.waits[tries], error.wait), cancel)
                tries += 1

    def _once(self) -> None:
        start = length(self.partial)
        if start > self.size:
            raise WrongLengthError
        with writing(self.partial), self.partial.open("ab", buffering=0) as file:
            if start < self.size:
                self._receive(file, start)

    def _receive(self, file: io.FileIO, start: int) -> None:
        at = start
        with closing(self.hub.pieces(self.url, start)) as pieces:
            for piece in pieces:
                if piece.offset != at:
                    file.truncate(piece.offset)
                    at = piece.offset
                at += len(piece.data)
                if at > self.size:
                    raise WrongLengthError
                _write(file, piece.data)
                self.arrived(at)
        if at < self.size:
            raise LineBrokenError("it ends in the middle of a file", reached=True)


def _write(file: io.FileIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
