"""A process that indexes made-up files into a real catalogue until it is killed. Run by the fault tests.

Each batch is recorded with its vectors and letters in one transaction; after the commit, its files are acknowledged
on standard output. With `--early` the acknowledgement comes before the commit: that is the control, which must lose.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Iterable
from pathlib import Path

from bowerbird_engine.assets import ScanDelta
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.ownership import own_library
from unit.catalog.builders import SPACE, facts, keys, lines, unit_vectors, walked

BATCH = 8
CROWD = 400
"""Letters that make a commit long enough for a kill to fall into it."""


def main() -> None:
    """Write batches until killed, or as many as asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("state_dir", type=Path)
    parser.add_argument("--early", action="store_true")
    parser.add_argument("--batches", type=int, default=1_000_000)
    options = parser.parse_args()
    with (
        own_library(options.state_dir, "a fault test"),
        Catalogue.open(options.state_dir / "catalogue.sqlite") as catalogue,
    ):
        write(catalogue, options.batches, early=options.early)


def write(catalogue: Catalogue, batches: int, *, early: bool) -> None:
    """Go on from where the last process ended."""
    (root,) = catalogue.roots.all()
    space_id = catalogue.vectors.space(SPACE)
    first = len(catalogue.files.of_root(root.id))
    for start in itertools.islice(itertools.count(first, BATCH), batches):
        numbers = range(start, start + BATCH)
        catalogue.files.apply(
            root.id, ScanDelta(added=tuple(walked(b"%d.jpg" % number, number) for number in numbers))
        )
        pending = catalogue.files.pending([root.id], 1_000_000)
        catalogue.files.begin([file.id for file in pending])
        with catalogue.transaction():
            ids = [catalogue.files.record(file.id, facts(file.path)).content_id for file in pending]
            catalogue.vectors.put(space_id, keys(*ids), unit_vectors(len(ids), seed=start))
            for content_id in ids:
                catalogue.texts.put(content_id, "reader", lines(*(["SKU 4471"] * (CROWD // len(ids)))))
            if early:
                _acknowledge(file.path for file in pending)
        if not early:
            _acknowledge(file.path for file in pending)


def _acknowledge(paths: Iterable[bytes]) -> None:
    for path in paths:
        sys.stdout.buffer.write(path + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
