"""The decoding worker: reads work from its input, answers on its output, and ends with either of them."""

from __future__ import annotations

import importlib
import os
import queue
import sys
import threading
import warnings
from collections.abc import Callable
from io import BufferedReader
from pathlib import Path
from typing import IO

from PIL import AvifImagePlugin, Image

from bowerbird_engine.imaging.frames import read_setup, read_work, write_frame, write_picture, write_refusal
from bowerbird_engine.imaging.limits import confine, step_back
from bowerbird_engine.imaging.work import Picture, RefusalError, Work, WorkLimits

Decoder = Callable[[Work, WorkLimits], Picture]

_DETAIL_LENGTH = 160


def main() -> None:
    """Serve one pool until it closes the pipe. The first frame is the setup, each later one a picture."""
    source, sink = _own_pipes()
    setup = read_setup(source)
    confine(setup.memory_bytes, setup.parent)
    if setup.background:
        step_back()
    Image.MAX_IMAGE_PIXELS = None  # the limits of WorkLimits hold instead, before any pixel is decoded
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # threads would reserve address space for each core
    warnings.simplefilter("ignore")  # Pillow warns of damaged metadata; what counts comes back as an answer
    module, _, name = setup.decoder.partition(":")
    decoder: Decoder = getattr(importlib.import_module(module), name)
    inbox: queue.SimpleQueue[Work] = queue.SimpleQueue()
    threading.stack_size(256 * 1024)
    threading.Thread(target=_listen, args=(source, inbox, setup.limits.max_file_bytes), daemon=True).start()
    # Descriptor 2 is capped and then refuses: what Python code prints must not turn that into a damaged picture.
    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115  for the rest of the process
    write_frame(sink, {"ready": True})
    while True:
        _answer(sink, decoder, inbox.get(), setup.limits)


def _own_pipes() -> tuple[BufferedReader, IO[bytes]]:
    """Take the pipes away from descriptors 0 and 1, so that nothing that a library prints gets between the frames."""
    source = os.fdopen(os.dup(0), "rb")
    sink = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    return source, sink


def _listen(source: BufferedReader, inbox: queue.SimpleQueue[Work], max_bytes: int) -> None:
    """Pass work on, and end the process when the pool is gone, even in the midst of a picture."""
    try:
        while True:
            inbox.put(read_work(source, max_bytes))
    finally:
        os._exit(0)


def _answer(sink: IO[bytes], decoder: Decoder, work: Work, limits: WorkLimits) -> None:
    try:
        picture = decoder(work, limits)
    except RefusalError as refusal:
        write_refusal(sink, refusal.kind, refusal.reason_code, refusal.message)
    except MemoryError:
        _out_of_memory(sink)
    except Exception as error:  # noqa: BLE001  Pillow's decoders raise nearly every class there is on damaged files
        if "memory" in str(error).lower():
            _out_of_memory(sink)
        else:
            detail = ascii(f"{type(error).__name__}: {error}")[1:-1][:_DETAIL_LENGTH]
            write_refusal(sink, "unreadable", "damaged", f"The picture is damaged ({detail}).")
    else:
        write_picture(sink, picture)


def _out_of_memory(sink: IO[bytes]) -> None:
    write_refusal(sink, "died", "out_of_memory", "The picture wants more memory than a decoder may take.")
