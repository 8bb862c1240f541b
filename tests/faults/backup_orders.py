"""Backups and restores in processes that are forked and killed: one that has everything loaded begins in milliseconds.

Run as `python -m faults.backup_orders`, it takes orders as lines of JSON, forks a child for each, which dies before or after
the given write, sync or rename, and answers how often it came to such a moment. `Orders` is the other end, for tests.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from bowerbird_engine.backup import exchange, making, restoring
from bowerbird_engine.settings import Settings
from faults import failpoints
from faults.failpoints import Failpoints

TESTS: Final = Path(__file__).parents[1]
STAGES: Final = {"making.make_backup": "backup", "restoring.restore_backup": "restore"}


class Orders:
    """A process that has the engine loaded and forks for each order. Use it as a context manager."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "faults.backup_orders"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=TESTS,
            env=os.environ | {"PYTHONPATH": str(TESTS)},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.close()
        stdout.close()
        assert self._process.wait(60) == 0

    def moments(self, stage: str, settings: Settings, **more: str) -> int:
        """Do the work to its end; count the moments at which it could be killed."""
        told = self._ask(stage=stage, home=str(settings.state_dir), number=0, **more)
        assert told["status"] == 0
        return int(told["moments"])

    def kill(self, stage: str, settings: Settings, number: int, **more: str) -> bool:
        """Kill the work at one of these moments; tell whether it came there."""
        status = int(self._ask(stage=stage, home=str(settings.state_dir), number=number, **more)["status"])
        assert status in {0, -signal.SIGKILL}
        return status != 0

    def _ask(self, **order: object) -> dict[str, Any]:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{json.dumps(order)}\n")
        stdin.flush()
        told: dict[str, Any] = json.loads(stdout.readline())
        return told


def _work(order: dict[str, Any], answers: int) -> None:
    home = Path(order["home"])
    settings = Settings(state_dir=home, cache_dir=home / "cache")

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    points = Failpoints(die, order["stage"], order["number"])
    points.install()
    if order["stage"] == "backup":
        making.make_backup(settings, Path(order["folder"]), keep=2)
    else:
        restoring.restore_backup(settings, Path(order["file"]), replace=True)
    sys.setprofile(None)
    os.write(answers, json.dumps(points.counts[order["stage"]]).encode())


def main() -> None:
    """Take orders until there are no more."""
    failpoints.STAGES.update(STAGES)
    for line in sys.stdin:
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            status = 1
            try:
                _work(json.loads(line), writing)
                status = 0
            finally:
                os._exit(status)
        os.close(writing)
        with os.fdopen(reading) as answer:
            moments = answer.read()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(f"{json.dumps({'status': status, 'moments': int(moments or 0)})}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    assert exchange  # loaded once for all children
    main()
