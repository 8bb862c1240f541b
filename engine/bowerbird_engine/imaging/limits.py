"""What the operating systems offer to hold a decoding worker within bounds. The one platform module of imaging."""

from __future__ import annotations

import faulthandler
import os
import signal
import subprocess
import sys
import tempfile
from typing import IO

LOG_BYTES = 64 * 1024
"""How much a worker may write to its standard error: libtiff alone wrote 47 MB in five minutes of bad files."""

BACKGROUND_NICENESS = 10
"""How far a worker of the index steps back.

Measured with towers of ViT-B/32's shape, two workers and two threads of the encoder on two busy cores: a text that
another process encoded meanwhile took 264 ms beside workers of the same priority and 150 ms beside these (medians of
four rounds each), and a picture cost the same processor time (194 and 196 core-ms). One thread for the encoder instead saved 5 % of the
processor time and took a tenth longer.
"""

if sys.platform != "win32":
    import resource

if sys.platform == "win32":
    OPEN_FLAGS = os.O_RDONLY | os.O_BINARY | os.O_NOINHERIT
else:
    OPEN_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def spawn(command: list[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a worker with pipes for its input and output, outside the reach of the terminal's Ctrl-C.

    Whoever calls must be a thread that outlives the worker: on Linux the worker dies with the thread that made it.
    """
    environment = {
        **os.environ,
        # Each thread of a numeric library would reserve stack and heap out of the worker's address space.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "1",
    }
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
        return subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            creationflags=flags,
        )
    else:  # noqa: RET505  type checkers know platforms by their branches
        return subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env=environment,
            process_group=0,
        )


def open_log() -> IO[bytes]:
    """Open a nameless place for a worker's standard error; `confine` caps what goes into it."""
    if sys.platform == "linux":
        return os.fdopen(os.memfd_create("bowerbird-decoder-log", os.MFD_CLOEXEC), "w+b", buffering=0)
    else:  # noqa: RET505  type checkers know platforms by their branches
        return tempfile.TemporaryFile(buffering=0)


def confine(memory_bytes: int, parent: int) -> None:
    """Bind the calling process: memory, size of written files, no core dumps, no Ctrl-C, death with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _confine(memory_bytes, parent)
    faulthandler.enable()


def step_back() -> None:
    """Lower the priority of the calling process for good, so that a search gets the cores while a folder is indexed."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  wanted in workers alone
        from ctypes import wintypes  # noqa: PLC0415

        below_normal = 0x4000
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetPriorityClass(wintypes.HANDLE(kernel.GetCurrentProcess()), below_normal)
    else:
        os.nice(BACKGROUND_NICENESS)


if sys.platform == "win32":

    def _confine(memory_bytes: int, parent: int) -> None:  # noqa: ARG001  the end of the pipe tells of the parent
        """Put the process into a job object of its own, which bounds its memory and forbids it children."""
        import ctypes  # noqa: PLC0415  wanted in workers alone
        from ctypes import wintypes  # noqa: PLC0415

        class BasicLimits(ctypes.Structure):
            _fields_ = (
                ("PerProcessUserTimeLimit", ctypes.c_int64),
                ("PerJobUserTimeLimit", ctypes.c_int64),
                ("LimitFlags", wintypes.DWORD),
                ("MinimumWorkingSetSize", ctypes.c_size_t),
                ("MaximumWorkingSetSize", ctypes.c_size_t),
                ("ActiveProcessLimit", wintypes.DWORD),
                ("Affinity", ctypes.c_size_t),
                ("PriorityClass", wintypes.DWORD),
                ("SchedulingClass", wintypes.DWORD),
            )

        class ExtendedLimits(ctypes.Structure):
            _fields_ = (
                ("BasicLimitInformation", BasicLimits),
                ("IoInfo", ctypes.c_uint64 * 6),
                ("ProcessMemoryLimit", ctypes.c_size_t),
                ("JobMemoryLimit", ctypes.c_size_t),
                ("PeakProcessMemoryUsed", ctypes.c_size_t),
                ("PeakJobMemoryUsed", ctypes.c_size_t),
            )

        active_process, process_memory, extended_information = 0x8, 0x100, 9
        limits = ExtendedLimits()
        limits.BasicLimitInformation.LimitFlags = active_process | process_memory
        limits.BasicLimitInformation.ActiveProcessLimit = 1
        limits.ProcessMemoryLimit = memory_bytes
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        job = wintypes.HANDLE(kernel.CreateJobObjectW(None, None))
        size = ctypes.sizeof(limits)
        if not kernel.SetInformationJobObject(job, extended_information, ctypes.byref(limits), size):
            raise ctypes.WinError(ctypes.get_last_error())
        if not kernel.AssignProcessToJobObject(job, wintypes.HANDLE(kernel.GetCurrentProcess())):
            raise ctypes.WinError(ctypes.get_last_error())

else:

    def _confine(memory_bytes: int, parent: int) -> None:
        _lower(resource.RLIMIT_CORE, 0)
        _lower(resource.RLIMIT_FSIZE, LOG_BYTES)
        if sys.platform == "linux":
            # macOS accepts this limit and does not keep it; there the limits of time and pixels remain.
            _lower(resource.RLIMIT_AS, memory_bytes)
            _die_with_parent(parent)

    def _lower(which: int, value: int) -> None:
        _, hard = resource.getrlimit(which)
        limit = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (limit, limit))

    def _die_with_parent(parent: int) -> None:
        import ctypes  # noqa: PLC0415  wanted in workers alone

        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(0)
