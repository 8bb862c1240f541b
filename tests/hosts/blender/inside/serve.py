"""Runs inside Blender, by its own Python: what a test's pieces of code find there, and how Blender's values go back.

bpy, json, math, mathutils, Path
turn(seconds=0)     lets time go by: without a window nothing calls what was given to bpy.app.timers, so this does
fresh()             opens a new, empty file, as Blender does it, and keeps preferences and extensions
"""
# mypy: disable-error-code="misc, no-any-return, attr-defined, no-untyped-call, import-not-found, untyped-decorator"
# pyright: basic, reportMissingImports=false, reportMissingModuleSource=false, reportAttributeAccessIssue=false

from __future__ import annotations

import json
import math
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy
import mathutils

sys.path.insert(0, str(Path(__file__).parent))
from pieces import Channel

LOOK_S = 0.01

Function = Callable[[], "float | None"]


@dataclass
class _Timer:
    function: Function
    due: float
    persistent: bool


class Timers:
    """Stands in for `bpy.app.timers` where Blender runs no event loop, with the same rules.

    It is the object that counts: a method that is asked for twice is two. What does not persist ends with the file.
    """

    def __init__(self) -> None:
        """Have none yet."""
        self._timers: list[_Timer] = []

    def install(self) -> None:
        """Take the place of Blender's own."""
        for name in ("register", "unregister", "is_registered"):
            setattr(bpy.app.timers, name, getattr(self, name))

        @bpy.app.handlers.persistent
        def forget(*_arguments: object) -> None:
            self._timers = [timer for timer in self._timers if timer.persistent]

        bpy.app.handlers.load_pre.append(forget)

    def register(self, function: Function, *, first_interval: float = 0, persistent: bool = False) -> None:
        """Call a function later, and again after what it answers."""
        self._timers.append(_Timer(function, time.monotonic() + first_interval, persistent))

    def unregister(self, function: Function) -> None:
        """Call it no more."""
        if not self.is_registered(function):
            raise ValueError("Error: function is not registered")
        self._timers = [timer for timer in self._timers if timer.function is not function]

    def is_registered(self, function: Function) -> bool:
        """Tell whether it will be called."""
        return any(timer.function is function for timer in self._timers)

    def turn(self, seconds: float = 0) -> None:
        """Do for a time what an event loop does, at least once round."""
        until = time.monotonic() + seconds
        while True:
            for timer in [each for each in self._timers if each.due <= time.monotonic()]:
                self._call(timer)
            if time.monotonic() >= until:
                return
            time.sleep(min(LOOK_S, max(0, until - time.monotonic())))

    def _call(self, timer: _Timer) -> None:
        try:
            after = timer.function()
        except Exception as error:  # noqa: BLE001  whatever it is
            # Blender prints it and calls that one no more.
            traceback.print_exception(error)
            after = None
        if after is not None:
            timer.due = time.monotonic() + after
        elif timer in self._timers:
            self._timers.remove(timer)


def fresh() -> None:
    """Open a new file without anything in it."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)


def area(kind: str) -> Any:
    """Find the first area of a kind in the window."""
    return next(each for each in bpy.context.window_manager.windows[0].screen.areas if each.type == kind)


def region(kind: str, part: str = "WINDOW") -> Any:
    """Find a region of the first area of a kind."""
    return next(each for each in area(kind).regions if each.type == part)


def over(kind: str, part: str = "WINDOW") -> Any:
    """Give the context of a pointer that is over a region."""
    return bpy.context.temp_override(
        window=bpy.context.window_manager.windows[0], area=area(kind), region=region(kind, part)
    )


def turn(seconds: float = 0) -> None:
    """Let time go by: the loop that called this goes on right after it."""


def waited() -> float:
    """Tell how long this thread has waited for a processor in its life, in seconds."""
    return int(Path("/proc/self/schedstat").read_text(encoding="ascii").split()[1]) / 1e9


def plain(value: Any) -> Any:
    """Give what JSON can hold: a thing of Blender's becomes its name, a set is sorted, a vector a list."""
    if isinstance(value, (str, int, float, bool, type(None))):
        return value
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(each) for each in value)
    if isinstance(getattr(value, "name", None), str):
        return value.name
    try:
        return [plain(each) for each in value]
    except TypeError:
        return repr(value)


def names() -> dict[str, Any]:
    """Give the names that a test's code finds."""
    return {
        "bpy": bpy, "json": json, "math": math, "mathutils": mathutils, "Path": Path, "fresh": fresh,
        "turn": turn, "area": area, "region": region, "over": over, "beats": [],
    }  # fmt: skip


def serve(port: int, secret: str) -> None:
    """Do what the test says until it closes; for a Blender without windows."""
    timers = Timers()
    timers.install()
    Channel(port, secret, {**names(), "turn": timers.turn}, plain).serve()


def attend(port: int, secret: str) -> None:
    """Do what the test says between the other things that a Blender with windows does."""
    known = names()
    channel = Channel(port, secret, known, plain)
    last = [time.monotonic(), waited()]

    def look() -> float | None:
        now, queued = time.monotonic(), waited()
        known["beats"].append([now - last[0], now - last[0] - (queued - last[1])])
        while channel.waits():
            if not channel.step():
                return None
        last[:] = time.monotonic(), waited()
        return LOOK_S

    bpy.app.timers.register(look, persistent=True)


if __name__ == "__main__":
    how, number, word = sys.argv[-3:]
    {"serve": serve, "attend": attend}[how](int(number), word)
