"""What a power cut leaves of a catalogue: only what was synchronised is sure to be on the disk.

Every write of SQLite is recorded. A cut is then acted out: each file is put together from what it held at its last
synchronisation and any of the 512-byte sectors written since.
"""

# apsw's stubs name a type that Python 3.11 does not have; how durable writing is has no public switch.
# pyright: reportUnknownMemberType=false, reportPrivateUsage=false

from __future__ import annotations

import random
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import apsw
import pytest

from bowerbird_engine.assets import FileStatus
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import BowerbirdError
from unit.catalog.builders import SPACE, add_files, add_root, facts, keys, lines, unit_vectors

SECTOR = 512
BATCHES = 12
BATCH = 6
CUTS = 60


@dataclass(slots=True)
class _Record:
    """What happened, in order: (file, offset, data), (file, size), (file,) for a synchronisation, or a word."""

    events: list[tuple[str, int, bytes] | tuple[str, int] | tuple[str] | bytes] = field(
        default_factory=list[tuple[str, int, bytes] | tuple[str, int] | tuple[str] | bytes]
    )


class _File(apsw.VFSFile):
    def __init__(
        self, base: str, name: str | apsw.URIFilename | None, flags: list[int], record: _Record
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
    def __init__(self, base: str, record: _Record) -> None:
        super().__init__("recording", base, makedefault=True)
        self._base = base
        self._record = record

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        return _File(self._base, name, flags, self._record)


@contextmanager
def _recording(record: _Record) -> Generator[None]:
    usual = apsw.vfs_names()[0]
    disk = _RecordingDisk(usual, record)
    try:
        yield
    finally:
        disk.unregister()
        apsw.set_default_vfs(usual)


def _index_and_record(path: Path, synchronous: str) -> _Record:
    """Index some batches; after each commit its files are acknowledged in the record."""
    record = _Record()
    with Catalogue.open(path) as catalogue:
        add_root(catalogue)
    for beside in path.parent.iterdir():
        record.events.append((beside.name, 0, beside.read_bytes()))
        record.events.append((beside.name,))
    with _recording(record), Catalogue.open(path) as catalogue:
        catalogue._database.execute(f"PRAGMA synchronous = {synchronous}")
        # Small, so that the log is also written back into the database between the cuts.
        catalogue._database.execute("PRAGMA wal_autocheckpoint = 40")
        space_id = catalogue.vectors.space(SPACE)
        for batch in range(BATCHES):
            names = [b"%d-%d.jpg" % (batch, number) for number in range(BATCH)]
            files = add_files(catalogue, 1, *names)
            with catalogue.transaction():
                for file in files:
                    content_id = catalogue.files.record(file.id, facts(file.path)).content_id
                    catalogue.vectors.put(space_id, keys(content_id), unit_vectors(1, seed=file.id))
                    catalogue.texts.put(content_id, "reader", lines("SKU 4471"))
            record.events += names
    return record


def _act_out_a_cut(record: _Record, at: int, folder: Path, chance: random.Random) -> set[bytes]:
    """Write the files as a cut after `at` events may leave them, and give what was acknowledged before it."""
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
                if chance.random() < 0.5:
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


def _is_whole(path: Path, acknowledged: set[bytes]) -> bool:
    try:
        with Catalogue.open(path) as catalogue:
            indexed = {f.path for f in catalogue.files.of_root(1) if f.status is FileStatus.INDEXED}
            contents = catalogue.files.live_contents()
            return (
                acknowledged <= indexed
                and len(contents) == len(indexed)
                and catalogue.vectors.load(catalogue.vectors.space(SPACE))[0].tolist() == contents.tolist()
                and catalogue.texts.progress("reader") == (len(contents), len(contents))
                and catalogue.integrity_problems() == []
            )
    except BowerbirdError:
        return False  # the control: a damaged catalogue is a loss, too


def _survived(record: _Record, tmp_path: Path) -> list[bool]:
    chance = random.Random(4471)
    first = next(at for at, event in enumerate(record.events) if isinstance(event, bytes))
    survived = list[bool]()
    for number in range(CUTS):
        folder = tmp_path / f"cut-{number}"
        folder.mkdir()
        at = chance.randrange(first, len(record.events) + 1)
        acknowledged = _act_out_a_cut(record, at, folder, chance)
        survived.append(_is_whole(folder / "catalogue.sqlite", acknowledged))
    return survived


def test_power_cuts_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """Whenever the power goes, and however much of the last writes reached the disk, the catalogue is whole."""
    (tmp_path / "home").mkdir()
    record = _index_and_record(tmp_path / "home" / "catalogue.sqlite", "FULL")

    assert _survived(record, tmp_path) == [True] * CUTS


@pytest.mark.parametrize("synchronous", ["OFF", "NORMAL"])
def test_the_cuts_would_show_a_loss(tmp_path: Path, synchronous: str) -> None:
    """The control: with less synchronisation than the product's, some of the same cuts lose or damage something."""
    (tmp_path / "home").mkdir()
    record = _index_and_record(tmp_path / "home" / "catalogue.sqlite", synchronous)

    assert not all(_survived(record, tmp_path))
