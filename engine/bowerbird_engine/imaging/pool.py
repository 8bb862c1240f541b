"""Decode pictures in worker processes with limits of memory and time, so that no picture harms the process that asks.

Why not Pebble's ProcessPool, which does most of this and costs about the same (2 against 1 core-ms a picture in the
owner, next to 70 for decoding): a worker that leaves with status 0 in the midst of a task is noticed only when the
task's time is over; one that is killed while idle breaks the whole pool; all workers share one pipe and one lock, so
one killed while it answers takes the others along; answers are unpickled, which hands the owner to whatever took over
a decoder; and workers import the owner's `__main__` again, which doubles their start. (Pebble 5.2.3.)
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from bowerbird_engine.assets import ContentHash, Preprocessing, Region, Uint8Array
from bowerbird_engine.errors import Cancelled, DecoderUnavailableError
from bowerbird_engine.facts import Look, Metadata
from bowerbird_engine.imaging.failures import WorkerDiedError, failure_of
from bowerbird_engine.imaging.process import WorkerProcess
from bowerbird_engine.imaging.watchdog import Watchdog
from bowerbird_engine.imaging.work import Export, Fit, Picture, RefusalError, Setup, Work, WorkLimits
from bowerbird_engine.settings import DecodeLimits

DECODER = "bowerbird_engine.imaging.decode:decode"
TASKS_PER_WORKER = 1000
_START_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class DecodeRequest:
    """A picture to decode, and what to make of it.

    A path that is a symbolic link is refused: resolve it first where a person named it. `fits` are model inputs,
    `long_side` asks for the pixels themselves, at most so many on the long side, `sides` for WebP files of these long
    sides. Of a `region` all is made as if it were the whole picture. An `export` is made of nothing but the whole one;
    for a `caption` no pixels are decoded and nothing else is made. `metadata` asks for what the file says, alone without
    decoding any pixels, and `look` for how the picture looks as a whole.
    """

    source: Path | bytes
    fits: tuple[Preprocessing, ...] = ()
    thumbnail: bool = False
    proxy: bool = False
    long_side: int | None = None
    sides: tuple[int, ...] = ()
    region: Region | None = None
    export: Export | None = None
    caption: bool = False
    metadata: bool = False
    look: bool = False


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a picture gave. `width` and `height` are those of the full picture, after its orientation.

    `fits` are [size, size, 3] in the order of the request, `pixels` [height, width, 3], both RGB on white in 0..255;
    `thumbnail` and `proxy` are WebP files, and so are `sized`, in the order of the request's sides; `exported` is a file
    in the format of the request's export.
    """

    hash: ContentHash
    media_type: str
    width: int
    height: int
    byte_size: int
    fits: tuple[Uint8Array, ...] = ()
    thumbnail: bytes | None = None
    proxy: bytes | None = None
    pixels: Uint8Array | None = None
    sized: tuple[bytes, ...] = ()
    exported: bytes | None = None
    exported_size: tuple[int, int] = (0, 0)
    caption: str | None = None
    metadata: Metadata | None = None
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work | None
    """None only starts a worker."""
    future: Future[Decoded]


class DecodePool:
    """Some workers and a queue of pictures before them. Workers start with the first pictures.

    A future fails with a PictureError of `failures`, whose worker, if it is lost, is replaced; with UsageError for a
    region that holds next to nothing; with DecoderUnavailableError when workers cannot be started at all, which is not the picture's fault; or with Cancelled
    when the pool is closed meanwhile.
    """

    def __init__(
        self,
        limits: DecodeLimits,
        workers: int,
        decoder: str = DECODER,
        *,
        tasks_per_worker: int = TASKS_PER_WORKER,
        background: bool = False,
    ) -> None:
        """Take `decoder` as `module:function`. A worker is replaced after so many tasks, lest a leak add up.

        Workers in the `background` leave the cores to whoever wants them: nobody waits for their next picture.
        """
        self._limits = limits
        self._decoder = decoder
        self._tasks_per_worker = tasks_per_worker
        self._background = background
        self._workers = max(1, workers)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        # Two locks, so that a Ctrl-C never blocks `close`: on Python 3.14 one that comes between the taking of a lock and
        # its block leaves it taken. The thread that submits may take its own again, and the workers' threads need none of it.
        self._submitting = threading.RLock()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._idle = threading.Semaphore(0)
        self._running: set[WorkerProcess] = set()
        self._watchdog: Watchdog | None = None
        self._closed = False

    def __enter__(self) -> Self:
        """Give the pool itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the pool."""
        self.close()

    def submit(self, request: DecodeRequest) -> Future[Decoded]:
        """Queue a picture. Raises Cancelled when the pool is closed."""
        source, region = request.source, request.region
        work = Work(
            path=None if isinstance(source, bytes) else os.fsencode(source),
            data=source if isinstance(source, bytes) else None,
            fits=tuple(Fit(fit.size, fit.resize, fit.interpolation) for fit in request.fits),
            thumbnail=request.thumbnail,
            proxy=request.proxy,
            long_side=request.long_side,
            sides=request.sides,
            region=None if region is None else (region.x, region.y, region.width, region.height),
            export=request.export,
            caption=request.caption,
            metadata=request.metadata,
            look=request.look,
        )
        return self._enqueue(work)

    def warm_up(self) -> None:
        """Start one worker ahead of the first picture, while the caller does something else."""
        self._enqueue(None)

    def close(self) -> None:
        """End at once: pictures that wait or are under way are given up, workers killed, threads joined."""
        with self._submitting:
            self._closed = True
            threads, self._threads = self._threads, []
        with self._lock:
            for worker in self._running:
                worker.kill()
        for _ in threads:
            self._jobs.put(None)
        for thread in threads:
            thread.join()
        with contextlib.suppress(queue.Empty):
            while True:
                job = self._jobs.get_nowait()
                if job is not None:
                    _give_up(job.future)
        if self._watchdog is not None:
            self._watchdog.close()
            self._watchdog = None

    def _enqueue(self, work: Work | None) -> Future[Decoded]:
        future: Future[Decoded] = Future()
        with self._submitting:
            if self._closed:
                raise Cancelled("The decoders are closed.")
            if self._watchdog is None:
                self._watchdog = Watchdog()
            # A thread that waits has a worker that runs: no other is started while it is free.
            if not self._idle.acquire(blocking=False) and len(self._threads) < self._workers:
                number = len(self._threads)
                thread = threading.Thread(
                    target=self._serve, args=(self._watchdog,), name=f"decode-{number}", daemon=True
                )
                self._threads.append(thread)
                thread.start()
            self._jobs.put(_Job(work, future))
        return future

    def _serve(self, watchdog: Watchdog) -> None:
        """Feed one worker after another; the thread lives as long as the pool, as the workers' parent must."""
        worker: WorkerProcess | None = None
        try:
            while (job := self._jobs.get()) is not None:
                if self._closed:
                    _give_up(job.future)
                elif job.future.set_running_or_notify_cancel():
                    worker = self._do(job, worker, watchdog)
                if self._jobs.empty():
                    self._idle.release()
        finally:
            self._end(worker)

    def _do(self, job: _Job, worker: WorkerProcess | None, watchdog: Watchdog) -> WorkerProcess | None:
        """Decode one picture, starting a worker where there is none; give the worker if it may go on."""
        if worker is not None and not worker.is_alive():
            self._end(worker)
            worker = None
        try:
            worker = worker or self._start(watchdog)
            if job.work is not None:
                picture = worker.decode(job.work, self._limits.seconds)
                job.future.set_result(_decoded(picture, job.work))
        except RefusalError as refusal:
            job.future.set_exception(failure_of(refusal))
            spent = refusal.kind == "died"
        except WorkerDiedError as error:
            job.future.set_exception(Cancelled("The decoders were closed.") if self._closed else error)
            spent = True
        except BaseException as error:  # noqa: BLE001  whoever waits for the future must hear of it
            job.future.set_exception(Cancelled("The decoders were closed.") if self._closed else error)
            spent = True
        else:
            spent = False
        if worker is None or (not spent and worker.tasks < self._tasks_per_worker):
            return worker
        self._end(worker)
        return None

    def _start(self, watchdog: Watchdog) -> WorkerProcess:
        for _ in range(_START_ATTEMPTS - 1):
            with contextlib.suppress(DecoderUnavailableError):
                return self._start_once(watchdog)
        return self._start_once(watchdog)

    def _start_once(self, watchdog: Watchdog) -> WorkerProcess:
        with self._lock:
            if self._closed:
                raise Cancelled("The decoders were closed.")
            worker = WorkerProcess(self._setup(), watchdog)
            self._running.add(worker)
        try:
            worker.wait_until_ready()
        except BaseException:
            self._end(worker)
            raise
        return worker

    def _setup(self) -> Setup:
        limits = self._limits
        return Setup(
            decoder=self._decoder,
            memory_bytes=limits.memory_bytes,
            limits=WorkLimits(limits.max_pixels, limits.max_jpeg_pixels, limits.max_file_bytes),
            parent=os.getpid(),
            background=self._background,
        )

    def _end(self, worker: WorkerProcess | None) -> None:
        if worker is not None:
            with self._lock:
                self._running.discard(worker)
            worker.close()


def _give_up(future: Future[Decoded]) -> None:
    if future.set_running_or_notify_cancel():
        future.set_exception(Cancelled("The decoders were closed."))


def _decoded(picture: Picture, work: Work) -> Decoded:
    made = picture.renditions
    width, height = made.pixels_size
    return Decoded(
        hash=ContentHash(picture.digest),
        media_type=picture.media_type,
        width=picture.size[0],
        height=picture.size[1],
        byte_size=picture.byte_size,
        fits=tuple(
            np.frombuffer(data, np.uint8).reshape(fit.size, fit.size, 3)
            for fit, data in zip(work.fits, made.fits, strict=True)
        ),
        thumbnail=made.thumbnail,
        proxy=made.proxy,
        pixels=None
        if made.pixels is None
        else np.frombuffer(made.pixels, np.uint8).reshape(height, width, 3),
        sized=made.sized,
        exported=made.exported,
        exported_size=made.exported_size,
        caption=picture.caption,
        metadata=picture.metadata,
        look=picture.look,
    )
