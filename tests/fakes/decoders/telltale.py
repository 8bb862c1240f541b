"""Decoders that tell about the worker they run in, through the sentence of a refusal."""

from __future__ import annotations

import json
import os
import signal
import sys

from bowerbird_engine.imaging import decode as real
from bowerbird_engine.imaging.work import Picture, RefusalError, Renditions, Work, WorkLimits


def process_id(work: Work, limits: WorkLimits) -> Picture:
    """Tell the worker's process id."""
    raise RefusalError("unreadable", "told", str(os.getpid()))


def niceness(work: Work, limits: WorkLimits) -> Picture:
    """Tell how much the worker leaves to others."""
    raise RefusalError("unreadable", "told", str(os.nice(0)))


def loaded_modules(work: Work, limits: WorkLimits) -> Picture:
    """Decode, and tell whether modules that a worker must not load were loaded meanwhile."""
    try:
        real.decode(work, limits)
    except Exception:  # noqa: BLE001  what damaged pictures raise is not the point here
        outcome = "failed"
    else:
        outcome = "decoded"
    plugins = [name for name in sys.modules if name.startswith("PIL.") and name.endswith("ImagePlugin")]
    heavy = [name for name in ("numpy", "onnxruntime", "click", "platformdirs") if name in sys.modules]
    raise RefusalError("unreadable", outcome, json.dumps([sorted(plugins), heavy]))


def limits_kept(work: Work, limits: WorkLimits) -> Picture:
    """Tell the limits under which the worker runs."""
    import resource  # noqa: PLC0415  not there on Windows

    kept = {
        "memory": resource.getrlimit(resource.RLIMIT_AS)[0],
        "written": resource.getrlimit(resource.RLIMIT_FSIZE)[0],
        "core": resource.getrlimit(resource.RLIMIT_CORE)[0],
        "interrupt": signal.getsignal(signal.SIGINT) == signal.SIG_IGN,
        "own_group": os.getpgid(0) == os.getpid(),
    }
    raise RefusalError("unreadable", "told", json.dumps(kept))


def chatter(work: Work, limits: WorkLimits) -> Picture:
    """Write 10 MB to standard output and to standard error, as native libraries do, then decode."""
    line = b"TIFFReadDirectory: Warning, unknown field\n" * 1000
    for _ in range(250):
        for descriptor in (1, 2):
            try:
                os.write(descriptor, line)
            except OSError:
                continue
    sys.stdout.write("print() too\n" * 10_000)
    sys.stderr.write("and to the other one\n" * 10_000)
    return real.decode(work, limits)


def log_size(work: Work, limits: WorkLimits) -> Picture:
    """Chatter, and tell how much of it was kept."""
    chatter(work, limits)
    raise RefusalError("unreadable", "told", str(os.fstat(2).st_size))


def wrong_sizes(work: Work, limits: WorkLimits) -> Picture:
    """Answer with fewer pixels than were asked for, as a worker might that a picture took over."""
    return Picture(b"\0" * 32, "image/png", (10, 10), 100, Renditions(fits=(b"\0" * 12,)))


def garbage(work: Work, limits: WorkLimits) -> Picture:
    """Put bytes that are no frame into the worker's answers."""
    for descriptor in range(3, 32):
        try:
            os.write(descriptor, b"\xff" * 4096)
        except OSError:
            continue
    raise RefusalError("unreadable", "told", "nothing")
