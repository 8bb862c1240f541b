"""The person's self-test: what is asked, and the lists that were found when it was last kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bowerbird_engine.assets import ContentHash
from bowerbird_engine.catalog.connection import Database


@dataclass(frozen=True, slots=True)
class StoredProbe:
    """One thing that the self-test asks: `words`, or a `picture` as a small file. `hits` are JSON."""

    name: str
    words: str | None
    picture: bytes | None
    expected: ContentHash | None
    hits: str


@dataclass(frozen=True, slots=True)
class StoredSelfTest:
    """The whole of it. `circumstances` are JSON: under which the lists were found."""

    kept: datetime
    circumstances: str
    probes: tuple[StoredProbe, ...]


class SelfTestTable:
    """Keep one self-test, or none."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self) -> StoredSelfTest | None:
        """Give it; None when none was set up."""
        row = self._database.row("SELECT kept, circumstances FROM self_test")
        if row is None:
            return None
        probes = self._database.rows(
            "SELECT name, words, picture, expected, hits FROM self_test_probe ORDER BY position"
        )
        return StoredSelfTest(
            datetime.fromtimestamp(row[0] / 1000, UTC), row[1], tuple(StoredProbe(*probe) for probe in probes)
        )

    def put(self, kept: datetime, circumstances: str, probes: Sequence[StoredProbe]) -> None:
        """Keep one in place of what was kept before."""
        with self._database.transaction():
            self.delete()
            self._database.execute(
                "INSERT INTO self_test (only, kept, circumstances) VALUES (1, ?, ?)",
                (round(kept.timestamp() * 1000), circumstances),
            )
            self._database.execute_many(
                "INSERT INTO self_test_probe (position, name, words, picture, expected, hits) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (position, probe.name, probe.words, probe.picture, probe.expected, probe.hits)
                    for position, probe in enumerate(probes)
                ],
            )

    def delete(self) -> None:
        """Forget it."""
        with self._database.transaction():
            self._database.execute("DELETE FROM self_test_probe")
            self._database.execute("DELETE FROM self_test")
