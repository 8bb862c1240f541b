"""The real decoder, but for what files beside the picture tell it to do: conditions that come and go."""

from __future__ import annotations

import os
import time
from pathlib import Path

from bowerbird_engine.imaging import decode as real
from bowerbird_engine.imaging.work import Picture, RefusalError, Work, WorkLimits


def decode(work: Work, limits: WorkLimits) -> Picture:
    """Refuse as if it were forbidden while `PATH.forbidden` exists; die while `PATH.deadly` does; wait for `PATH.slow`."""
    path = os.fsdecode(work.path or b"")
    if Path(f"{path}.forbidden").exists():
        raise RefusalError("unreadable", "no_permission", "The file may not be read.")
    if Path(f"{path}.deadly").exists():
        os._exit(1)
    while Path(f"{path}.slow").exists():
        time.sleep(0.01)
    return real.decode(work, limits)
