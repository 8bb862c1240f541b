"""What SQLite writes, recorded: what a kill or a power cut leaves of a catalogue is put together from it.

A kill leaves all that was written. A cut leaves what each file held at its last synchronisation, and any of the 512-byte
sectors written since.
"""

# apsw's stubs name a type that Python 3.11 does not have.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import random
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import apsw

SECTOR = 512


@dataclass(slots=True)
class Record:
    """What happened, in order: (file, offset, data), (file, size), (file,) for a synchronisation, or a word."""

    events: list[tuple[str, int, bytes] | tuple[str, int] | tuple[str] | bytes] = field(
        default_factory=list[tuple[str, int, bytes] | tuple[str, int] | tuple[str] | bytes]
    )

    def begin_with(self, folder: Path) -> None:
        """Take what lies in a folder for what is on the disk."""
        for path in folder.iterdir():
            self.events += [(path.name, 0, path.read_bytes()), (path.name,)]


class _File(apsw.VFSFile):
    def __init__(
        self, base: str, name: str | apsw.URIFilename | None, flags: list[int], record: Record
    ) -> None:
        super().__init__(base, name, flags)
        self._name = Path(name if isinstance(name, str) else name.filename()).name if name else ""
        self._record = record

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        super().xWrite(data, offset)
        self._record.events.append((self._name, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        super().xTruncate(newsize)
        self._record.events.append((self._name, newsize))

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self._record.events.append((self._name,))


class _RecordingDisk(apsw.VFS):
    def __init__(self, base: str, record: Record) -> None:
        super().__init__("recording", base, makedefault=True)
        self._base = base
        self._record = record

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        return _File(self._base, name, flags, self._record)


@contextmanager
def recording(record: Record) -> Generator[None]:
    """Record what is written by connections that are opened in the block."""
    usual = apsw.vfs_names()[0]
    disk = _RecordingDisk(usual, record)
    try:
        yield
    finally:
        disk.unregister()
        apsw.set_default_vfs(usual)


def act_out(record: Record, at: int, folder: Path, chance: random.Random | None) -> set[bytes]:
    """Write the files as a cut after `at` events may leave them, and give what was acknowledged before it.

    Without `chance` it is a kill.
    """
    sure: dict[str, bytearray] = {}
    since: dict[str, list[tuple[str, int, bytes] | tuple[str, int]]] = {}
    acknowledged: set[bytes] = set()
    for event in record.events[:at]:
        if isinstance(event, bytes):
            acknowledged.add(event)
        elif len(event) == 1:
            for write in since.pop(event[0], []):
                _apply(sure.setdefault(event[0], bytearray()), write)
        else:
            since.setdefault(event[0], []).append(event)
    for name, writes in since.items():
        for write in writes:
            for sector in _sectors(write):
                if chance is None or chance.random() < 0.5:
                    _apply(sure.setdefault(name, bytearray()), sector)
    for name, data in sure.items():
        (folder / name).write_bytes(data)
    return acknowledged


def _sectors(
    write: tuple[str, int, bytes] | tuple[str, int],
) -> list[tuple[str, int, bytes] | tuple[str, int]]:
    if len(write) == 2:
        return [write]
    name, offset, data = write
    return [(name, offset + at, data[at : at + SECTOR]) for at in range(0, len(data), SECTOR)]


def _apply(data: bytearray, write: tuple[str, int, bytes] | tuple[str, int]) -> None:
    if len(write) == 2:
        del data[write[1] :]
        return
    _, offset, new = write
    if len(data) < offset:
        data.extend(bytes(offset - len(data)))
    data[offset : offset + len(new)] = new
