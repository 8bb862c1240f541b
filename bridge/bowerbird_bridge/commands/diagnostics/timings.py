"""How long a few searches take in a library: words of ours, of which no list is kept."""

from __future__ import annotations

import errno
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Final

from bowerbird_engine import BowerbirdError, Engine, SearchQuery, Settings

_ROUNDS: Final = 5
_QUERIES: Final[Mapping[str, SearchQuery]] = {
    "words": SearchQuery(text="a red mug on a table"),
    "letters": SearchQuery(letters="BB-2047-K"),
    "name": SearchQuery(text="IMG_2047.jpg"),
}


def timings(settings: Settings) -> dict[str, object]:
    """Search by words, letters and a name, and by the first picture that is found. In milliseconds."""
    found: dict[str, object] = {}
    try:
        with Engine(settings) as engine:
            found["start_ms"] = _once(engine.status)
            for name, query in _QUERIES.items():
                found[name] = _measured(engine, query)
            hits = engine.search(_QUERIES["words"]).hits
            if hits:
                found["picture"] = _measured(engine, SearchQuery(like=hits[0].asset.id))
    except BowerbirdError as error:
        found["stopped_by"] = error.code
    except OSError as error:
        found["stopped_by"] = errno.errorcode.get(error.errno or 0, "OSError")
    return found


def _measured(engine: Engine, query: SearchQuery) -> dict[str, float]:
    first, *others = [_once(lambda: engine.search(query)) for _ in range(_ROUNDS)]
    return {"first_ms": first, "median_ms": round(statistics.median(others), 1)}


def _once(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return round(1000 * (time.perf_counter() - started), 1)
