"""Ctrl-C at a line of one's choice."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self


class CtrlCAt:
    """Press Ctrl-C at one of the lines that a block runs in these files, counted from 1; `came` tells whether it did."""

    def __init__(self, line: int, *files: str) -> None:
        self._line = line
        self._files = files
        self._seen = 0
        self._before = sys.gettrace()

    @property
    def came(self) -> bool:
        """Tell whether there were so many lines."""
        return self._seen >= self._line

    def __enter__(self) -> Self:
        """Begin to count."""
        sys.settrace(self._count)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Count no more."""
        sys.settrace(self._before)

    def _count(self, frame: FrameType, kind: str, _given: object) -> Callable[..., Any] | None:
        if frame.f_code.co_filename not in self._files:
            return None
        if kind == "line":
            self._seen += 1
            if self._seen == self._line:
                signal.raise_signal(signal.SIGINT)
        return self._count
