"""What a power cut leaves of a catalogue: only what was synchronised is sure to be on the disk.

Every write of SQLite is recorded, and cuts are acted out from that.
"""

# How durable writing is has no public switch.
# pyright: reportPrivateUsage=false

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bowerbird_engine.assets import FileStatus
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import BowerbirdError
from faults.recorded_writes import Record, act_out, recording
from unit.catalog.builders import SPACE, add_files, add_root, facts, keys, lines, unit_vectors

BATCHES = 12
BATCH = 6
CUTS = 60


def _index_and_record(path: Path, synchronous: str) -> Record:
    """Index some batches; after each commit its files are acknowledged in the record."""
    record = Record()
    with Catalogue.open(path) as catalogue:
        add_root(catalogue)
    record.begin_with(path.parent)
    with recording(record), Catalogue.open(path) as catalogue:
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


def _survived(record: Record, tmp_path: Path) -> list[bool]:
    chance = random.Random(4471)
    first = next(at for at, event in enumerate(record.events) if isinstance(event, bytes))
    survived = list[bool]()
    for number in range(CUTS):
        folder = tmp_path / f"cut-{number}"
        folder.mkdir()
        at = chance.randrange(first, len(record.events) + 1)
        acknowledged = act_out(record, at, folder, chance)
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
