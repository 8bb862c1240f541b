"""Searches: with the panel where a person clicks, and with an answer that is waited for where a script calls."""

from __future__ import annotations

from typing import Any

from bpy.props import EnumProperty, IntProperty, StringProperty
from bpy.types import Operator

from bowerbird_client import Picture, Query
from bowerbird_panel.results import found
from bowerbird_panel.scripting import BadArgument, as_fields, folder_named
from bowerbird_panel.state import PanelState
from bowerbird_panel.steps import run_through
from bowerbird_panel.words import _

from ..desk import desk
from ..host import pixels
from ..host.whereabouts import spot_of
from ..model import choices
from ..model.sources import Source
from ..ui.translations import CONTEXT
from .asking import FINISHED, answer, connected, not_connected, pairing, told, usable

MOST = 200


class Wanted:
    """What scripts say of a search, beside what they look for."""

    avoid: StringProperty(name="Avoid", description="Words: what looks like them comes last")
    folder: StringProperty(name="Folder", description="Only inside this folder: its name, path or id")
    limit: IntProperty(
        name="Limit", description="How many pictures to find, for scripts", default=60, min=1, max=MOST
    )


class BOWERBIRD_OT_search(Wanted, Operator):
    """Search the library with words."""

    bl_idname = "bowerbird.search"
    bl_label = "Search the Library"
    bl_description = "Find pictures of your library with the words that stand in the field"
    words: StringProperty(name="Words", description="A description, letters in the picture, or a file name")
    letters: StringProperty(name="Letters", description="Letters that stand in the picture, for scripts")

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(cls, pairing)

    def invoke(self, context: Any, _event: Any) -> frozenset[str]:
        """Search in the panel."""
        made = desk()
        made.came_from(context)
        if self.properties.is_property_set("words"):
            made.panel.set_words(self.words)
        if self.properties.is_property_set("avoid"):
            made.panel.set_avoid(self.avoid)
        made.panel.search()
        return FINISHED

    def execute(self, context: Any) -> frozenset[str]:
        """Search, wait, and lay the answer down as JSON."""

        def work() -> None:
            if not self.words and not self.letters:
                raise BadArgument(_("There is nothing to look for: give words or letters."))
            answer(context, _searched(self, self.words, self.letters, None))

        return told(self, work)


class BOWERBIRD_OT_search_with(Wanted, Operator):
    """Search the library with what is seen in Blender."""

    bl_idname = "bowerbird.search_with"
    bl_label = "Search With What Is Seen"
    bl_description = "Find pictures of your library that look like this, together with the words"
    source: EnumProperty(name="Source", description="What to search with", items=choices.SOURCE_ITEMS)
    words: StringProperty(name="Words", description="Words that count too")

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(cls, pairing)

    @classmethod
    def description(cls, _context: Any, properties: Any) -> str:
        """Say in the tooltip what the button searches with."""
        return choices.source_tip(Source[properties.source])

    def invoke(self, context: Any, _event: Any) -> frozenset[str]:
        """Search in the panel."""
        made = desk()
        made.came_from(context)
        if self.properties.is_property_set("words"):
            made.panel.set_words(self.words)
        made.panel.search_with(Source[self.source].value)
        return FINISHED

    def execute(self, context: Any) -> frozenset[str]:
        """Search, wait, and lay the answer down as JSON."""

        def work() -> None:
            taken = run_through(pixels.take(Source[self.source], spot_of(context)))
            picture = Picture.rgba(taken.width, taken.height, taken.rgba)
            answer(context, _searched(self, self.words, "", picture))

        return told(self, work)


class BOWERBIRD_OT_more_like(Wanted, Operator):
    """Search the library with one of its pictures."""

    bl_idname = "bowerbird.more_like"
    bl_label = "More Like This"
    bl_description = "Find pictures that look like this one"
    asset: StringProperty(
        name="Picture", description="The id of the picture; the chosen one where it is empty"
    )

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(cls, not_connected)

    def invoke(self, context: Any, _event: Any) -> frozenset[str]:
        """Search in the panel."""
        made = desk()
        made.came_from(context)
        hit = found(made.panel.state.hits, self.asset or made.panel.state.chosen)
        if hit is None:
            self.report({"ERROR"}, _("No picture is chosen."))
            return frozenset({"CANCELLED"})
        made.panel.more_like(hit)
        return FINISHED

    def execute(self, context: Any) -> frozenset[str]:
        """Search, wait, and lay the answer down as JSON."""

        def work() -> None:
            if not self.asset:
                raise BadArgument(_("Give the id of a picture: a search answers with them."))
            answer(context, _searched(self, "", "", None, self.asset))

        return told(self, work)


class BOWERBIRD_OT_clear_picture(Operator):
    """Search with the words alone."""

    bl_idname = "bowerbird.clear_picture"
    bl_label = "Search Without the Picture"
    bl_description = "Take the picture out of the search; the words stay"

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(cls, _no_picture)

    def execute(self, context: Any) -> frozenset[str]:
        """Do it."""
        desk().came_from(context)
        desk().panel.clear_picture()
        return FINISHED


class BOWERBIRD_OT_back(Operator):
    """Go back to the search before."""

    bl_idname = "bowerbird.back"
    bl_label = "Back"
    bl_translation_context = CONTEXT
    bl_description = "Show what was found before the last search"

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(
            cls, lambda state: pairing(state) or ("" if state.can_go_back else _("This is the first search."))
        )

    def execute(self, context: Any) -> frozenset[str]:
        """Do it."""
        desk().came_from(context)
        desk().panel.back()
        return FINISHED


class BOWERBIRD_OT_clear_filters(Operator):
    """Search everywhere."""

    bl_idname = "bowerbird.clear_filters"
    bl_label = "Clear Filters"
    bl_description = "Search in all folders, avoid nothing, and show what is less similar too"

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(cls, pairing)

    def execute(self, context: Any) -> frozenset[str]:
        """Do it."""
        desk().came_from(context)
        desk().panel.clear_filters()
        return FINISHED


class BOWERBIRD_OT_search_history(Operator):
    """Search for earlier words again."""

    bl_idname = "bowerbird.search_history"
    bl_label = "Search Again"
    bl_description = "Search for these words again"
    index: IntProperty(name="Index", description="Which of the earlier searches; 0 is the latest", min=0)

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(cls, _no_history)

    def execute(self, context: Any) -> frozenset[str]:
        """Do it."""
        made = desk()
        made.came_from(context)
        history = made.panel.state.history
        if self.index >= len(history):
            self.report({"ERROR"}, _("There is no earlier search of that number."))
            return frozenset({"CANCELLED"})
        made.panel.search_history(history[self.index])
        return FINISHED


class BOWERBIRD_OT_forget_history(Operator):
    """Forget all earlier words."""

    bl_idname = "bowerbird.forget_history"
    bl_label = "Forget Earlier Searches"
    bl_description = "Forget all earlier searches"

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(cls, _no_history)

    def execute(self, _context: Any) -> frozenset[str]:
        """Do it."""
        desk().panel.forget_history()
        return FINISHED


class BOWERBIRD_OT_stop(Operator):
    """Give up what is going on."""

    bl_idname = "bowerbird.stop"
    bl_label = "Stop"
    bl_description = "Give up what is being searched, taken or fetched"

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Tell whether it can be used now."""
        return usable(cls, lambda _state: "")

    def execute(self, _context: Any) -> frozenset[str]:
        """Do it."""
        desk().panel.stop()
        return FINISHED


def _no_picture(state: PanelState) -> str:
    has_one = state.clue.like is not None or state.clue.pixels is not None
    return pairing(state) or ("" if has_one else _("No picture is searched with."))


def _no_history(state: PanelState) -> str:
    return pairing(state) or ("" if state.history else _("Nothing was searched for yet."))


def _searched(
    wanted: Any, words: str, letters: str, picture: Picture | None, asset: str = ""
) -> dict[str, object]:
    with connected() as hub:
        inside = (hub.ask(lambda client: folder_named(client, wanted.folder)),) if wanted.folder else ()
        query = Query(
            text=words or None,
            letters=letters or None,
            avoid=wanted.avoid or None,
            asset=asset or None,
            picture=picture,
            inside=inside,
            limit=wanted.limit,
        )
        return as_fields(hub.ask(lambda client: client.search(query)))


CLASSES = (
    BOWERBIRD_OT_search,
    BOWERBIRD_OT_search_with,
    BOWERBIRD_OT_more_like,
    BOWERBIRD_OT_clear_picture,
    BOWERBIRD_OT_back,
    BOWERBIRD_OT_clear_filters,
    BOWERBIRD_OT_search_history,
    BOWERBIRD_OT_forget_history,
    BOWERBIRD_OT_stop,
)
