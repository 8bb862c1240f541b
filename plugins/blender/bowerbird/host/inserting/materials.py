"""Which material of which object a texture goes into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bpy

from bowerbird_panel.foreign import quoted
from bowerbird_panel.host import HostTrouble
from bowerbird_panel.words import _, ngettext

from ...model.ways import Insertion
from .editing import check_editable, check_kept

_BARE = frozenset({"GPENCIL", "GREASEPENCIL", "VOLUME"})
"""Kinds of objects whose materials show no pictures."""


@dataclass(frozen=True)
class ObjectSlot:
    """An object to texture, and which of its material slots; below zero where it has none yet."""

    object: Any
    slot: int

    @property
    def material(self) -> Any:
        """The material that is there; None where there is none yet."""
        return self.object.material_slots[self.slot].material if self.slot >= 0 else None


def slot_for(context: Any, insertion: Insertion) -> ObjectSlot:
    """Find the slot whose material a texture goes into, and see that it can. Raises HostTrouble."""
    chosen = _object(context, insertion.onto)
    if chosen.type in _BARE or not hasattr(chosen.data, "materials"):
        raise HostTrouble(
            "no_materials",
            _("{name} cannot have a picture on it.").format(name=quoted(chosen.name)),
            _("Choose a mesh, a curve, a surface or a text."),
        )
    slots = chosen.material_slots
    slot = insertion.slot if 0 <= insertion.slot < len(slots) else chosen.active_material_index
    wanted = ObjectSlot(chosen, slot if len(slots) else -1)
    if wanted.material is not None:
        check_kept(wanted.material)
    elif wanted.slot >= 0 and slots[slot].link == "OBJECT":
        check_editable(chosen)
    else:
        check_kept(chosen.data)
    return wanted


def material_of(wanted: ObjectSlot, name: str) -> Any:
    """Give the material; make one where there is none."""
    if wanted.material is not None:
        return wanted.material
    made = bpy.data.materials.new(name)
    if wanted.slot < 0:
        wanted.object.data.materials.append(made)
    else:
        wanted.object.material_slots[wanted.slot].material = made
    return made


def remarks_on(wanted: ObjectSlot, *, needs_uv: bool) -> list[str]:
    """Say what the person may not have thought of."""
    remarks = []
    data = wanted.object.data
    if needs_uv and wanted.object.type == "MESH" and not data.uv_layers:
        remarks.append(
            _("{name} has no UV map: choose the box mapping, or unwrap it.").format(
                name=quoted(wanted.object.name)
            )
        )
    others = 0 if wanted.material is None else _others_with(wanted)
    if others:
        remarks.append(
            ngettext(
                "{count} other object has the same material.",
                "{count} other objects have the same material.",
                others,
            ).format(count=others)
        )
    return remarks


def _others_with(wanted: ObjectSlot) -> int:
    material = wanted.material
    return sum(
        1
        for each in bpy.data.objects
        if each != wanted.object and any(slot.material == material for slot in each.material_slots)
    )


def _object(context: Any, name: str) -> Any:
    if name:
        named = context.scene.objects.get(name)
        if named is None:
            raise HostTrouble(
                "object_gone",
                _("There is no object {name} in this scene.").format(name=quoted(name)),
                _("Choose another one."),
            )
        return named
    active = context.view_layer.objects.active
    if active is None:
        raise HostTrouble(
            "no_object", _("No object is active."), _("Click the object that gets the picture first.")
        )
    return active
