"""Search a library again and again until the input ends, for tests: python -m faults.search_on HOME SECONDS."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from bowerbird_engine import BowerbirdError
from fakes.switched import QUERIES, Switched, ask


def search_on(
    library: Switched, every: float, stop: threading.Event, tell: Callable[[str, str], None]
) -> None:
    """Search with one engine, one query after the other, and tell each answer, or what went wrong, as JSON."""
    with library.engine() as engine:
        number = 0
        while not stop.wait(every):
            query = QUERIES[number % len(QUERIES)]
            number += 1
            try:
                tell(query, json.dumps(ask(engine, query)))
            except BowerbirdError as error:
                tell(query, f"failed: {error}")


def main(home: Path, every: float) -> None:
    """Print one line for each search: the query, a tab, the answer."""
    stop = threading.Event()

    def wait_for_the_end() -> None:
        sys.stdin.read()
        stop.set()

    threading.Thread(target=wait_for_the_end, daemon=True).start()

    def tell(query: str, answer: str) -> None:
        sys.stdout.write(f"{query}\t{answer}\n")
        sys.stdout.flush()

    search_on(Switched(home, home), every, stop, tell)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
