"""Index a folder once in this process, for tests that kill it: python -m faults.index_once HOME FOLDER [DECODER]."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

from bowerbird_engine.imaging.pool import DECODER
from fakes.indexed import BrightnessRecognizer, Library


def main(home: Path, folder: Path, decoder: str = DECODER) -> None:
    """Say when the work begins, and print the counts at its end."""
    # Whoever starts the tests in the background has Python ignore interrupts, which the tests send.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with Library(home, decoder=decoder) as library:
        if not library.catalogue.roots.all():
            library.add(folder)
        sys.stdout.write("begun\n")
        sys.stdout.flush()
        report = library.index(BrightnessRecognizer())
    sys.stdout.write(json.dumps({status.value: number for status, number in report.counts.items()}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
