"""What comes into Blender with the extension, and goes with it: exactly the same, in reverse."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import bpy

from .desk import close_desk, opened, redraw

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
    for handlers in _handlers():
        handlers.append(_looked_away)


def unregister() -> None:
    """Leave Blender as it was."""
    for handlers in _handlers():
        if _looked_away in handlers:
            handlers.remove(_looked_away)
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


def _handlers() -> tuple[Any, ...]:
    handlers = bpy.app.handlers
    return handlers.load_post, handlers.undo_post, handlers.redo_post


@bpy.app.handlers.persistent
def _looked_away(*_arguments: object) -> None:
    """Show again what is so: another file or another state of it knows nothing of our panel."""
    if opened() is not None:
        redraw()


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
