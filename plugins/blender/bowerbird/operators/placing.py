"""Pictures of the library into Blender: the step that a person can undo and adjust, and what asks for it."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from bpy.props import BoolProperty, EnumProperty, FloatVectorProperty, IntProperty, StringProperty
from bpy.types import Operator

from bowerbird_client import WrongLibraryError
from bowerbird_panel.fetched import FetchFolder
from bowerbird_panel.foreign import is_id, quoted
from bowerbird_panel.host import HostTrouble
from bowerbird_panel.provenance import Provenance, origin_of
from bowerbird_panel.scripting import BadArgument, with_file
from bowerbird_panel.words import _

from ..desk import desk
from ..host import inserting, relinking
from ..model.choices import OPTIONS
from ..model.ways import Facing, Insertion, Mapping, Role, Shading, Storing, Way
from ..ui.properties import (
    FACING_ITEMS,
    MAPPING_ITEMS,
    ROLE_ITEMS,
    SHADING_ITEMS,
    STORING_ITEMS,
    WAY_ITEMS,
)
from ..ui.translations import CONTEXT
from .asking import CANCELLED, FINISHED, AlsoForScripts, Asked, answer, connected, pairing, told

_SCRIPTS = "scripts"
_HIDDEN = {"HIDDEN", "SKIP_SAVE"}


class HowToInsert:
    """The choices about an insertion, as properties of an operator."""

    way: EnumProperty(name="As", description="What the picture becomes", items=WAY_ITEMS)
    facing: EnumProperty(
        name="Facing",
        description="Where its front looks",
        items=FACING_ITEMS,
        translation_context=CONTEXT,
    )
    role: EnumProperty(name="Role", description="What it is in the material", items=ROLE_ITEMS)
    mapping: EnumProperty(
        name="Mapping",
        description="How it lies on the object",
        items=MAPPING_ITEMS,
        translation_context=CONTEXT,
    )
    shading: EnumProperty(name="Shading", description="How the plane takes light", items=SHADING_ITEMS)
    storing: EnumProperty(name="Keep", description="Where its bytes are kept", items=STORING_ITEMS)
    onto: StringProperty(
        name="Onto",
        description="The name of the object; the active one where it is empty",
        options={"SKIP_SAVE"},
    )
    slot: IntProperty(
        name="Slot",
        description="Which material slot; the active one where it is below zero",
        default=-1,
        min=-1,
        options={"SKIP_SAVE"},
    )
    is_at: BoolProperty(name="At a Place", description="Not at the 3D cursor", options={"SKIP_SAVE"})
    at: FloatVectorProperty(
        name="Place", description="Where in the scene", subtype="TRANSLATION", options={"SKIP_SAVE"}
    )

    def insertion(self: Any) -> Insertion:
        """Give what was chosen."""
        x, y, z = self.at
        return Insertion(
            way=Way[self.way],
            facing=Facing[self.facing],
            role=Role[self.role],
            mapping=Mapping[self.mapping],
            storing=Storing[self.storing],
            shading=Shading[self.shading],
            onto=self.onto,
            slot=self.slot,
            at=(x, y, z) if self.is_at or self.properties.is_property_set("at") else None,
        )

    def draw(self: Any, _context: Any) -> None:
        """Show the choices that matter for the way."""
        layout = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        for name in ("way", *OPTIONS[Way[self.way]]):
            layout.prop(self, name)


class BOWERBIRD_OT_place(HowToInsert, Operator):
    """Put a picture's file to use: what Blender undoes, and does again with other choices."""

    bl_idname = "bowerbird.place"
    bl_label = "Insert Picture"
    bl_description = "Put a picture of the library to use"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}  # noqa: RUF012  Blender wants a set
    file: StringProperty(name="File", options=_HIDDEN)
    source: StringProperty(name="Source", options=_HIDDEN)
    original: StringProperty(name="Original", options=_HIDDEN)

    def execute(self, context: Any) -> frozenset[str]:
        """Use it as the properties say; the host hears what was made or why nothing was."""
        host = desk().host
        try:
            provenance = _origin(self.source)
            original = Path(self.original) if self.original else None
            made = inserting.insert(context, Path(self.file), self.insertion(), provenance, original)
        except HostTrouble as trouble:
            host.has_failed(trouble)
            self.report({"ERROR"}, str(trouble))
            return CANCELLED
        host.has_made(made.name, made.remarks)
        for remark in made.remarks:
            self.report({"INFO"}, remark)
        return FINISHED


class BOWERBIRD_OT_insert(HowToInsert, AlsoForScripts, Operator):
    """Bring a picture of the library into Blender."""

    bl_idname = "bowerbird.insert"
    bl_label = "Insert From the Library"
    bl_description = "Bring the picture into Blender in the way that is chosen"
    asset: StringProperty(
        name="Picture", description="The id of the picture; the chosen one where it is empty"
    )
    lacks = staticmethod(pairing)

    def act(self, context: Any) -> None:
        """Insert it in the way that is chosen in the panel, unless another one was named."""
        made = desk()
        named = self.properties.is_property_set("way")
        insertion = self.insertion() if named else made.insertion(context)
        made.panel.insert(self.asset or None, insertion.to_text())

    def ask(self, _context: Any) -> object:
        """Insert it; tell what was made."""
        if not is_id(self.asset):
            raise BadArgument(_("Give the id of a picture: a search answers with them."))
        return _inserted(self.asset, self.insertion())


class BOWERBIRD_OT_insert_last(AlsoForScripts, Operator):
    """Bring the picture that was inserted last into Blender once more."""

    bl_idname = "bowerbird.insert_last"
    bl_label = "Insert Last Picture Again"
    bl_description = "Insert the picture that was inserted last once more, in the same way"
    lacks = staticmethod(pairing)

    def act(self, _context: Any) -> None:
        """Insert it in the way of the last time."""
        desk().panel.insert_last(None)

    def ask(self, _context: Any) -> object:
        """Insert it in the way of the last time; tell what was made."""
        last = desk().settings.load().last
        if last is None:
            raise BadArgument(_("Nothing was inserted yet. Insert a picture from Bowerbird's panel first."))
        credential = desk().credentials.load()
        if credential is not None and credential.library_id != last.library_id:
            raise WrongLibraryError(
                _("{name} was inserted from another library.").format(name=quoted(last.name)), ""
            )
        return _inserted(last.asset, Insertion.of_text(last.placing))


class BOWERBIRD_OT_relink(Asked, Operator):
    """Put originals in the place of previews."""

    bl_idname = "bowerbird.relink"
    bl_label = "Relink Originals"
    bl_description = "Exchange the previews in this file for their originals, of all whose disk is there now"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012  Blender wants a set
    lacks = staticmethod(pairing)

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Tell whether a picture waits for its original, also where nobody has looked at the panel yet."""
        if not relinking.any_waiting():
            cls.poll_message_set(_("No picture in this file waits for its original."))
            return False
        return super().poll(context)

    def execute(self, context: Any) -> frozenset[str]:
        """Relink, wait, and lay down which have their originals now."""

        def work() -> None:
            waiting = relinking.waiting()
            with connected() as hub, closing(FetchFolder(_fetched_folder())) as folder:
                done = relinking.relink(waiting, hub, folder)
            answer(context, {"relinked": list(done.names), "waiting": done.left})
            self.report({"INFO"}, relinking.told(done))

        return told(self, work)


def _origin(source: str) -> Provenance:
    origin = Provenance.from_bytes(source.encode("utf-8", "replace"))
    if origin is None:
        raise HostTrouble("bad_source", _("Nothing says which picture that is."), is_fault=True)
    return origin


def _fetched_folder() -> Path:
    return desk().data_folder / _SCRIPTS


def _inserted(asset_id: str, insertion: Insertion) -> dict[str, object]:
    """Fetch a picture and put it to use; tell what was made."""
    host = desk().host
    with connected() as hub:
        asset = hub.ask(lambda client: client.asset(asset_id))

        def put(file: Path, rendition: str) -> dict[str, object]:
            origin = origin_of(asset, hub.library_id, rendition, datetime.now().astimezone())
            name, remarks = host.place(file, insertion, origin)
            return {"name": name, "rendition": rendition, "remarks": list(remarks)}

        return with_file(hub, asset, _fetched_folder(), put)


CLASSES = (BOWERBIRD_OT_place, BOWERBIRD_OT_insert, BOWERBIRD_OT_insert_last, BOWERBIRD_OT_relink)
