"""From the start of a process to the first answer: run `python -m benchmarks.start [--pictures 200000] [--home FOLDER]`.

The library is the one of `benchmarks/synthetic_library.py`, in the space of the built-in model; it is built once and kept.
Measured are a search by a program that opens the library (with the cache of vectors, and without it), the same after a
crash of whoever owned the library, and `bowerbird serve` until it answers a search over HTTP, after a clean end and after a
kill. Processor time is that of all threads of the process: what else the machine does hardly shows in it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from benchmarks.synthetic_library import build

from bowerbird_engine.encoding.packs import starter_pack
from fakes.served_hub import ServedHub

QUERY = "sunset over the sea"
TARGET_S = 2.0
SEARCH = """
import sys, time
from pathlib import Path
from bowerbird_engine import Engine, SearchQuery, load_settings
engine = Engine(load_settings(Path(sys.argv[1])))
assert len(engine.search(SearchQuery(text=sys.argv[2])).hits) == 20
print(time.process_time(), flush=True)
if len(sys.argv) > 3:
    # The first piece of work that writes looks at what a crash left.
    engine.create_collection(sys.argv[3])
    print(time.process_time(), flush=True)
engine.close()
"""


def main() -> None:
    """Print each way to start, its wall clock and its processor time."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pictures", type=int, default=200_000)
    parser.add_argument("--home", type=Path, help="where synthetic libraries are kept for the next run")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    library = kept_library(options.pictures, options.home)
    print(f"{options.pictures:,} pictures; fastest of {options.rounds}; to be under {TARGET_S:.0f} s")
    cache = library / "cache"
    search(library)
    ways: dict[str, tuple[Callable[[], object], Callable[[], tuple[float, float]]]] = {
        "program, warm": (nothing, lambda: search(library)),
        "program, no cache file": (lambda: shutil.rmtree(cache), lambda: search(library)),
        "program, after a crash": (lambda: leave_a_note(library), lambda: search(library)),
        "  until it may write": (lambda: leave_a_note(library), lambda: search(library, "a collection")),
        "hub, warm": (nothing, lambda: serve(library)),
        "hub, after a kill": (lambda: leave_a_note(library), lambda: serve(library)),
    }
    for name, (prepare, measured) in ways.items():
        times: list[tuple[float, float]] = []
        for _ in range(options.rounds):
            prepare()
            times.append(measured())
        wall, processor = min(wall for wall, _ in times), min(processor for _, processor in times)
        print(f"  {name:<24} {wall:6.2f} s by the clock {processor:6.2f} s of the processor", flush=True)


def kept_library(number: int, home: Path | None) -> Path:
    """Give the home of the kept library of so many pictures, building it first where it is not there yet."""
    kept = (home or Path(tempfile.gettempdir()) / "bowerbird-benchmark") / f"start-{number}"
    if not (kept / "complete").exists():
        print(f"building {number:,} pictures in {kept}", flush=True)
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        build(kept, number, starter_pack().space)
        (kept / "complete").touch()
    return kept


def nothing() -> None:
    """Leave things as they are."""


def leave_a_note(library: Path) -> None:
    """Leave what an owner leaves that was killed."""
    (library / "owner.json").write_text("{}")


def search(library: Path, collection: str = "") -> tuple[float, float]:
    """Start a program that searches, and with `collection` keeps one; give wall clock and processor seconds to the last."""
    command = [sys.executable, "-c", SEARCH, str(library), QUERY]
    if collection:
        command.append(f"{collection} {time.time_ns()}")
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        answers = [process.stdout.readline() for _ in range(2 if collection else 1)] if process.stdout else []
        wall = time.perf_counter() - begun
    return wall, float(answers[-1])


def serve(library: Path) -> tuple[float, float]:
    """Start a hub and search with it."""
    with tempfile.TemporaryDirectory() as person:
        begun = time.perf_counter()
        with ServedHub(Path(person), library) as hub:
            answer = hub.ask("POST", "/v1/search", {"text": QUERY}, token=hub.owners_token())
            wall = time.perf_counter() - begun
            processor = _processor_s(hub.pid)
            if not json.loads(answer.body)["hits"]:
                sys.exit("the hub found nothing")
    return wall, processor


def _processor_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
