"""One decoding worker, seen from the process that owns it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from io import BufferedReader
from pathlib import Path
from typing import IO, cast

from bowerbird_engine.errors import DecoderUnavailableError
from bowerbird_engine.imaging.failures import WorkerDiedError
from bowerbird_engine.imaging.frames import read_answer, read_frame, write_setup, write_work
from bowerbird_engine.imaging.limits import open_log, spawn
from bowerbird_engine.imaging.watchdog import Watchdog
from bowerbird_engine.imaging.work import Picture, Setup, Work

_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from bowerbird_engine.imaging.worker import main; main()"
)
_START_SECONDS = 60.0
"""A worker starts in a tenth of a second; a machine that is swapping or waking up may take long."""
_MAX_ANSWER_BYTES = 256 * 1024 * 1024
_LOG_TAIL_BYTES = 2000


class WorkerProcess:
    """A worker and the pipes to it. To be used from the one thread that made it; `kill` from any."""

    def __init__(self, setup: Setup, watchdog: Watchdog) -> None:
        """Start the worker. Raises DecoderUnavailableError when the system does not let it."""
        self.tasks = 0
        self._watchdog = watchdog
        self._lock = threading.Lock()
        # -P and -s: neither the current folder nor the person's own packages get in; the paths are the parent's.
        paths = [path for path in sys.path if Path(path).is_absolute()]
        command = [sys.executable, "-P", "-s", "-c", _BOOT, json.dumps(paths)]
        self._log = open_log()
        try:
            self._process = spawn(command, self._log)
        except OSError as error:
            self._log.close()
            raise DecoderUnavailableError(f"No decoder can be started ({error.strerror}).") from error
        self._source, self._sink = _pipes(self._process)
        self._setup = setup

    def wait_until_ready(self) -> None:
        """Wait until the worker has loaded what it needs. Raises DecoderUnavailableError when it ends before."""
        try:
            with self._watchdog.limit(_START_SECONDS, self.kill):
                write_setup(self._sink, self._setup)
                read_frame(self._source, 0)
        except (OSError, EOFError, ValueError) as error:
            self.kill()
            failure = DecoderUnavailableError(
                f"A decoder ended before it was ready ({self._ending()}); check the installation."
            )
            failure.add_note(self._log_tail())
            raise failure from error

    def decode(self, work: Work, seconds: float) -> Picture:
        """Have a picture decoded. Raises RefusalError when the worker refuses, WorkerDiedError when it is lost."""
        self.tasks += 1
        limit = self._watchdog.limit(seconds, self.kill)
        try:
            with limit:
                write_work(self._sink, work)
                return read_answer(self._source, work, _MAX_ANSWER_BYTES)
        except ValueError as error:
            self.kill()
            raise WorkerDiedError(
                "Decoding the picture made its worker talk nonsense.", "nonsense"
            ) from error
        except (OSError, EOFError) as error:
            self.kill()
            failure = (
                WorkerDiedError(f"Decoding the picture took longer than {seconds:g} seconds.", "timed_out")
                if limit.expired
                else WorkerDiedError(f"Decoding the picture ended its worker ({self._ending()}).", "crashed")
            )
            failure.add_note(self._log_tail())
            raise failure from error

    def is_alive(self) -> bool:
        """Tell whether the process still runs; one that waits for work may have been killed from outside."""
        with self._lock:
            return self._process.poll() is None

    def kill(self) -> None:
        """End the process at once; whoever waits for its answer sees the end of the pipe."""
        with self._lock, contextlib.suppress(OSError):
            if self._process.poll() is None:
                self._process.kill()

    def close(self) -> None:
        """End the process and let go of everything."""
        self.kill()
        self._process.wait()
        for stream in (self._sink, self._source, self._log):
            with contextlib.suppress(OSError):
                stream.close()

    def _ending(self) -> str:
        status = self._process.wait()
        if status >= 0:
            return f"exit status {status}"
        try:
            return signal.Signals(-status).name
        except ValueError:
            return f"signal {-status}"

    def _log_tail(self) -> str:
        try:
            end = self._log.seek(0, os.SEEK_END)
            self._log.seek(max(0, end - _LOG_TAIL_BYTES))
            return self._log.read(_LOG_TAIL_BYTES).decode("utf-8", "backslashreplace")
        except (OSError, ValueError):
            return ""


def _pipes(process: subprocess.Popen[bytes]) -> tuple[BufferedReader, IO[bytes]]:
    # Popen types its pipes more loosely than it makes them.
    return cast("BufferedReader", process.stdout), cast("IO[bytes]", process.stdin)
