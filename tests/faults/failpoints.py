"""Ends a process at a chosen moment of its work: before or after the n-th write, sync, rename or step of a stage.

The moments are what Python's profiler tells of: calls that come and go, in every thread. SQLite's own writes are among them,
because a file system of Python stands between it and the disk. Which stage a moment belongs to is read off the calls that
led to it, so that the product knows nothing of all this.
"""

# apsw's stubs name a type that Python 3.11 does not have.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Final

import apsw

STAGES: Final = {
    "ownership.own_library": "ownership",
    "scan.scan": "scan",
    "process.WorkerProcess.decode": "decode",
    "onnx_encoders.OnnxImageEncoder.encode": "embed",
    "places.store_renditions": "thumbnails",
    "facts.store_facts": "facts",
    "pipeline.PicturePass.run": "commit",
    "details.DetailsPass.run": "details",
    "comparing.ComparingPass.run": "compare",
    "letters.LettersPass.run": "letters",
    "runner.Indexer.run": "the end",
    "flatfile.save": "caches",
    "postings_file.save": "caches",
}
"""The innermost of these functions that is under way, by module, tells the stage."""

NOT_WORK: Final = "tell"
"""The function that reports to whoever kills."""

_OURS: Final = frozenset(
    {
        *("_File.xWrite", "_File.xSync", "_File.xTruncate", "_Disk.xDelete"),
        *("WorkerProcess.decode", "OnnxImageEncoder.encode", "store_facts", "extract", "compared"),
        *("BrightnessRecognizer.recognize",),
    }
)
_BUILT_IN: Final = frozenset(
    {
        *("FileIO.write", "BufferedWriter.write", "TextIOWrapper.write"),
        *("fsync", "replace", "rename", "unlink", "mkdir", "utime", "scandir"),
    }
)
"""The moments, by qualified names: before and after each of these."""


class Failpoints:
    """Count the moments of each stage, and call `die` at one of them."""

    def __init__(self, die: Callable[[], None], stage: str = "", number: int = 0) -> None:
        self.counts = Counter[str]()
        self._die = die
        self._stage = stage
        self._number = number
        self._lock = threading.Lock()
        self._known: dict[CodeType, str | None] = {}

    def install(self) -> None:
        """Watch this thread and all that are started from now on, and what SQLite writes."""
        self._disk = _Disk(apsw.vfs_names()[0])  # SQLite forgets it with its last reference
        threading.setprofile(self._notice)
        sys.setprofile(self._notice)

    def _notice(self, frame: FrameType, event: str, argument: Any) -> None:
        if event.startswith("c_"):
            if getattr(argument, "__qualname__", "") not in _BUILT_IN:
                return
        elif frame.f_code.co_qualname not in _OURS:
            return
        stage = self._stage_of(frame)
        if stage is None:
            return
        with self._lock:
            self.counts[stage] += 1
            if stage == self._stage and self.counts[stage] == self._number:
                self._die()

    def _stage_of(self, frame: FrameType | None) -> str | None:
        stage: str | None = None
        while frame is not None:
            code = frame.f_code
            if code.co_name == NOT_WORK:
                return None
            if code not in self._known:
                self._known[code] = STAGES.get(f"{Path(code.co_filename).stem}.{code.co_qualname}")
            stage = stage or self._known[code]
            frame = frame.f_back
        return stage


class _Disk(apsw.VFS):
    """The usual file system, seen from Python."""

    def __init__(self, base: str) -> None:
        super().__init__("watched", base, makedefault=True)
        self._base = base

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        return _File(self._base, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        super().xDelete(filename, syncdir)


class _File(apsw.VFSFile):
    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
