"""Try a pack in a process of its own: a graph is a program, and may loop, crash or ask for all memory there is."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Final, cast

from bowerbird_engine.encoding.packs import ModelPack, read_pack
from bowerbird_engine.encoding.trial import try_pack
from bowerbird_engine.errors import BowerbirdError, Cancelled, PackError
from bowerbird_engine.imaging.limits import confine, open_log, spawn

TRIAL_SECONDS: Final = 600.0
"""A model of CLIP's size takes 6 s on two cores, the largest known export some fifty times as long."""

MEMORY_BYTES: Final = 4 * 1024**3
"""What a trial may take of address space beside `_COPIES` of the pack's files: CLIP ViT-B/32 takes 1 GB in all."""

_COPIES: Final = 3
_LOOK_EVERY_S: Final = 0.05
_MAX_LETTERS: Final = 2000
_MAX_ANSWER_BYTES: Final = 16 * _MAX_LETTERS
_BOOT: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from bowerbird_engine.models.trial_apart import main; main()"
)


def try_apart(
    pack: ModelPack,
    threads: int,
    *,
    cancel: threading.Event | None = None,
    seconds: float = TRIAL_SECONDS,
    memory_bytes: int = MEMORY_BYTES,
) -> None:
    """Run the trial of a pack on the processor, within limits of time and memory.

    Raises PackError with the reason when the pack does not work or ends the process, Cancelled when asked to stop.
    """
    files = sum(pack.path(file).stat().st_size for file in pack.files)
    order = {
        "folder": os.fsencode(pack.folder).hex(),
        "threads": threads,
        "memory_bytes": memory_bytes + _COPIES * files,
        "parent": os.getpid(),
    }
    with open_log() as log:
        trial = spawn([sys.executable, "-c", _BOOT, json.dumps(sys.path)], log)
        try:
            answer = _await(trial, json.dumps(order).encode() + b"\n", pack, cancel, seconds)
        finally:
            _end(trial)
    fault = _fault(answer)
    if fault is not None:
        raise PackError(fault)


def _await(
    trial: subprocess.Popen[bytes],
    order: bytes,
    pack: ModelPack,
    cancel: threading.Event | None,
    seconds: float,
) -> bytes:
    if trial.stdin is None or trial.stdout is None:  # never: `spawn` makes both
        raise PackError("The trial of the model has no pipes. Try again.")
    with contextlib.suppress(OSError):  # it has ended already: the exit code says how
        trial.stdin.write(order)
        trial.stdin.close()
    told = bytearray()
    # Read beside the waiting: a long answer would fill the pipe and keep the process from its end.
    reader = threading.Thread(target=_read, args=(trial.stdout, told), name="bowerbird-trial", daemon=True)
    reader.start()
    deadline = time.monotonic() + seconds
    while trial.poll() is None:
        if cancel is not None and cancel.is_set():
            raise Cancelled("The trial of the model was stopped. Nothing was installed.")
        if time.monotonic() > deadline:
            raise PackError(
                f"The pack '{pack.id}' did not encode a few pictures and texts within {seconds:,.0f} s. It is too "
                "large for this computer, or its graphs never end: use another one."
            )
        time.sleep(_LOOK_EVERY_S)
    reader.join()
    if trial.returncode != 0 or not told:
        raise PackError(
            f"The pack '{pack.id}' ended the process that tried it (exit code {trial.returncode}): it needs more memory "
            "than there is, or its graphs are damaged. Use another one."
        )
    return bytes(told)


def _read(stream: IO[bytes], told: bytearray) -> None:
    with contextlib.suppress(OSError, ValueError):  # the trial was ended meanwhile
        told += stream.read(_MAX_ANSWER_BYTES)


def _fault(answer: bytes) -> str | None:
    told = cast("dict[str, str | None]", json.loads(answer))
    return told["fault"]


def _end(trial: subprocess.Popen[bytes]) -> None:
    trial.kill()
    trial.wait()
    for pipe in (trial.stdin, trial.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def main() -> None:
    """Try the pack that standard input names, and say on standard output what is wrong with it."""
    order = cast("dict[str, object]", json.loads(sys.stdin.buffer.readline()))
    confine(cast("int", order["memory_bytes"]), cast("int", order["parent"]))
    folder = Path(os.fsdecode(bytes.fromhex(cast("str", order["folder"]))))
    fault: str | None = None
    try:
        try_pack(read_pack(folder, verify=False), cast("int", order["threads"]))
    except BowerbirdError as error:
        fault = str(error)
    except MemoryError:
        fault = f"The pack in {folder.name} needs more memory than a model may take. Use another one."
    answer = json.dumps({"fault": None if fault is None else fault[:_MAX_LETTERS]})
    sys.stdout.buffer.write(answer.encode())
    sys.stdout.buffer.flush()
    # Threads of a library that still runs must not keep the process.
    os._exit(0)
