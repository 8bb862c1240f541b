"""Index a library once, for tests that kill it: python -m faults.switch_on HOME."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from bowerbird_engine import Progress
from fakes.switched import Switched


def main(home: Path) -> None:
    """Say when the first batch was learned."""
    told: list[str] = []

    def tell(progress: Progress) -> None:
        if progress.phase != "pictures":
            return
        if told:
            # Long enough that a kill falls into the work also where the killer gets its turn late.
            time.sleep(0.05)
            return
        told.append(progress.phase)
        sys.stdout.write("learning\n")
        sys.stdout.flush()

    with Switched(home, home).engine() as engine:
        engine.index(ocr=False, progress=tell)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
