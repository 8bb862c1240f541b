# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys, in the key configuration of add-ons: each can be changed and switched off in the preferences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bpy
import rna_keymap_ui


@dataclass(frozen=True)
class Key:
    """One key. `where` is a key map of Blender: the name, and the kind of editor."""

    operator: str
    key: str
    where: tuple[str, str] = ("Window", "EMPTY")
    shift: bool = False
    ctrl: bool = False
    alt: bool = False
    options: tuple[tuple[str, str], ...] = ()


KEYS = (
    Key("bowerbird.find", "B", shift=True, ctrl=True, alt=True),
    Key("bowerbird.insert_last", "I", shift=True, ctrl=True, alt=True),
    Key(
        "bowerbird.search_with",
        "V",
        ("3D View Generic", "VIEW_3D"),
        shift=True,
        ctrl=True,
        alt=True,
        options=(("source", "VIEWPORT"),),
    ),
)
"""All with Ctrl, Shift and Alt: Blender's own key maps leave these free."""


class _Added:
    """What was added, to be taken away again."""

    items: tuple[tuple[Any, Any], ...] = ()


def register() -> None:
    """Add the keys. Without a window there is no key configuration."""
    configuration = bpy.context.window_manager.keyconfigs.addon
    if configuration is not None:
        _Added.items = tuple(_added(configuration, key) for key in KEYS)


def _added(configuration: Any, key: Key) -> tuple[Any, Any]:
    name, space = key.where
    keymap = configuration.keymaps.new(name=name, space_type=space)
    item = keymap.keymap_items.new(
        key.operator, key.key, "PRESS", shift=key.shift, ctrl=key.ctrl, alt=key.alt
    )
    for option, value in key.options:
        setattr(item.properties, option, value)
    return keymap, item


def unregister() -> None:
    """Take them away."""
    for keymap, item in _Added.items:
        keymap.keymap_items.remove(item)
    _Added.items = ()


def draw(layout: Any, context: Any) -> None:
    """Show the keys as Blender's own preferences do."""
    column = layout.column()
    column.use_property_split = False
    column.label(text="Keymap")
    configuration = context.window_manager.keyconfigs.user
    for name, space in dict.fromkeys(key.where for key in KEYS):
        keymap = configuration.keymaps.find(name, space_type=space)
        ours = [item for item in keymap.keymap_items if item.idname in {key.operator for key in KEYS}]
        for item in ours:
            column.context_pointer_set("keymap", keymap)
            rna_keymap_ui.draw_kmi([], configuration, keymap, item, column, 0)
