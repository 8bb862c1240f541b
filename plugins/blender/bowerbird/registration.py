"""What comes into Blender with the extension, and goes with it: exactly the same, in reverse."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import bpy

from .desk import close_desk, opened, redraw
from .host.packed_names import keep_names_free

_MODULES = (
    "ui.translations",
    "ui.preferences",
    "ui.properties",
    "operators.searching",
    "operators.connecting",
    "operators.using",
    "operators.paging",
    "operators.placing",
    "operators.dragging",
    "operators.finding",
    "ui.menus",
    "ui.panels",
    "ui.keymap",
)
"""In the order of coming: classes first that others name. Each has `CLASSES`, or `register` and `unregister`, or all."""


def register() -> None:
    """Come into Blender. The hub is not looked for before somebody sees us: Blender's start must not wait."""
    for module in _modules():
        for each in getattr(module, "CLASSES", ()):
            bpy.utils.register_class(each)
        if hasattr(module, "register"):
            module.register()
    for handlers, handler in _handlers():
        handlers.append(handler)


def unregister() -> None:
    """Leave Blender as it was."""
    for handlers, handler in _handlers():
        if handler in handlers:
            handlers.remove(handler)
    close_desk()
    for module in reversed(tuple(_modules())):
        if hasattr(module, "unregister"):
            module.unregister()
        for each in reversed(getattr(module, "CLASSES", ())):
            bpy.utils.unregister_class(each)
    _forget_modules()


def _modules() -> Iterator[ModuleType]:
    for name in _MODULES:
        yield importlib.import_module(f"{__package__}.{name}")


def _handlers() -> Iterator[tuple[Any, Any]]:
    there = bpy.app.handlers
    for handlers in (there.load_post, there.redo_post):
        yield handlers, _looked_away
    yield there.undo_post, _taken_back
    yield there.save_pre, _about_to_save


@bpy.app.handlers.persistent
def _looked_away(*_arguments: object) -> None:
    """Show again what is so: another file or another state of it knows nothing of our panel."""
    if opened() is not None:
        redraw()


@bpy.app.handlers.persistent
def _taken_back(*_arguments: object) -> None:
    """Say no longer that something was inserted: it may be what was undone."""
    made = opened()
    if made is not None:
        made.panel.unsay()
        redraw()


@bpy.app.handlers.persistent
def _about_to_save(blend: str = "", *_others: object) -> None:
    """Look what lies beside the file; the one that Blender starts with lies nowhere."""
    if blend:
        keep_names_free(Path(blend))


def _forget_modules() -> None:
    """Have the next registration read everything anew: after an update another version of all of it lies there."""
    root = __package__ or ""
    package = sys.modules.get(root)
    for name in tuple(sys.modules):
        if name.startswith((f"{root}.", "bowerbird_client", "bowerbird_panel")):
            del sys.modules[name]
            child = name.removeprefix(f"{root}.").partition(".")[0]
            if package is not None and name.startswith(f"{root}.") and hasattr(package, child):
                delattr(package, child)
