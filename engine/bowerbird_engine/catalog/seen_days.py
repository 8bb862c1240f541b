"""How much time passed, without taking a clock's word for it: a clock that is wrong by months must forget nothing.

Days are numbers since 1970, in UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bowerbird_engine.catalog.connection import Database

DAY_MS: Final = 86_400_000

AT_ONCE: Final = 7
"""More days between two runs of the index count as these. A clock that leaps ahead then costs a week of the thirty days, and
who indexes once a week loses nothing."""


def counted_back(days: Sequence[int], count: int) -> int | None:
    """Give the latest of some days, the latest one first, since which so many have passed; None where none is known."""
    passed = 0
    for at, day in enumerate(days):
        if at:
            passed += min(AT_ONCE, days[at - 1] - day)
        if passed >= count:
            return day
    return None


class SeenDayTable:
    """Keep the days on which the index ran."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, now: int) -> None:
        """Note the day of a time in milliseconds since 1970. Days after it were those of a clock that was wrong."""
        today = now // DAY_MS
        if self._latest(1) == [today]:
            return  # even an empty transaction tells every reader that something changed
        with self._database.transaction():
            self._database.execute("DELETE FROM seen_day WHERE day > ?", (today,))
            self._database.execute("INSERT OR IGNORE INTO seen_day (day) VALUES (?)", (today,))

    def passed_since(self, now: int, time: timedelta) -> int | None:
        """Give the latest time, in milliseconds since 1970, since which so much has passed; None where none is known."""
        day = counted_back(self._latest(time.days + 1), time.days)
        return None if day is None else min(now - round(time.total_seconds() * 1000), (day + 1) * DAY_MS)

    def _latest(self, count: int) -> list[int]:
        rows = self._database.rows("SELECT day FROM seen_day ORDER BY day DESC LIMIT ?", (count,))
        return [day for (day,) in rows]
