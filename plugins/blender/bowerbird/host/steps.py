"""Work in steps, between which Blender's screen is painted: done at once where nobody looks at one."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar, cast

T = TypeVar("T")


def run_through(steps: Generator[None, None, T]) -> T:
    """Do all steps at once, for scripts."""
    while True:
        try:
            next(steps)
        except StopIteration as ended:
            return cast("T", ended.value)
