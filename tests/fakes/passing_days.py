"""Days that pass for a library, and a clock that is wrong."""

from __future__ import annotations

from datetime import timedelta

from bowerbird_engine import Engine
from bowerbird_engine.catalog.connection import open_database


def let_days_pass(engine: Engine, time: timedelta, *, indexed: bool = True) -> None:
    """Have all that the catalogue noted of what is gone be so much older, and the index have run on all days since."""
    database = open_database(engine.settings.catalogue_path)
    older = (round(time.total_seconds() * 1000),)
    database.execute("UPDATE seen_day SET day = day - 1000000")
    database.execute("UPDATE seen_day SET day = day + 1000000 - ?", (time.days,))
    if indexed:
        latest = database.value("SELECT max(day) FROM seen_day")
        database.execute_many(
            "INSERT INTO seen_day (day) VALUES (?)", [(latest + day,) for day in range(1, time.days)]
        )
    database.execute(
        "UPDATE file SET missing_since = missing_since - ?1, held_since = held_since - ?1", older
    )
    database.execute("UPDATE root SET removed_since = removed_since - ?", older)
    database.close()
