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
from .asking import AlsoForScripts, OfPanel, WhereClicked, connected, not_connected, pairing

MOST = 200


def _no_picture(state: PanelState) -> str:
    has_one = state.clue.has_picture or state.clue.saved is not None
    return pairing(state) or ("" if has_one else _("No picture is searched with."))


def _no_way_back(state: PanelState) -> str:
    return pairing(state) or ("" if state.can_go_back else _("This is the first search."))


def _no_history(state: PanelState) -> str:
    return pairing(state) or ("" if state.history else _("Nothing was searched for yet."))


def _no_saved(state: PanelState) -> str:
    return pairing(state) or ("" if state.saved else _("No search was saved yet."))


def _nothing_to_lock(state: PanelState) -> str:
    return pairing(state) or ("" if state.lockable else _("Move the slider to those that you want to keep."))


def _nothing_locked(state: PanelState) -> str:
    return pairing(state) or ("" if state.clue.core else _("Nothing is locked."))


class Wanted:
    """What scripts say of a search, beside what they look for."""

    avoid: StringProperty(name="Avoid", description="Words: what looks like them comes last")
    folder: StringProperty(name="Folder", description="Only inside this folder: its name, path or id")
    limit: IntProperty(
        name="Limit", description="How many pictures to find, for scripts", default=60, min=1, max=MOST
    )

    def searched(
        self: Any, *, text: str = "", letters: str = "", asset: str = "", picture: Picture | None = None
    ) -> dict[str, object]:
        """Search, wait, and give what was found, for JSON."""
        with connected() as hub:
            inside = (hub.ask(lambda client: folder_named(client, self.folder)),) if self.folder else ()
            query = Query(
                text=text or None,
                letters=letters or None,
                avoid=self.avoid or None,
                asset=asset or None,
                picture=picture,
                inside=inside,
                limit=self.limit,
            )
            return as_fields(hub.ask(lambda client: client.search(query)))


class BOWERBIRD_OT_search(Wanted, AlsoForScripts, Operator):
    """Search the library with words."""

    bl_idname = "bowerbird.search"
    bl_label = "Search the Library"
    bl_description = "Find pictures of your library with the words that stand in the field"
    words: StringProperty(name="Words", description="A description, letters in the picture, or a file name")
    letters: StringProperty(name="Letters", description="Letters that stand in the picture, for scripts")
    lacks = staticmethod(pairing)

    def act(self, _context: Any) -> None:
        """Search in the panel."""
        panel = desk().panel
        if self.properties.is_property_set("words"):
            panel.set_words(self.words)
        if self.properties.is_property_set("avoid"):
            panel.set_avoid(self.avoid)
        panel.search()

    def ask(self, _context: Any) -> object:
        """Search, and give what was found."""
        if not self.words and not self.letters:
            raise BadArgument(_("There is nothing to look for: give words or letters."))
        return self.searched(text=self.words, letters=self.letters)


class BOWERBIRD_OT_search_with(Wanted, AlsoForScripts, Operator):
    """Search the library with what is seen in Blender."""

    bl_idname = "bowerbird.search_with"
    bl_label = "Search With What Is Seen"
    bl_description = "Find pictures of your library that look like this, together with the words"
    source: EnumProperty(name="Source", description="What to search with", items=choices.SOURCE_ITEMS)
    words: StringProperty(name="Words", description="Words that count too")
    lacks = staticmethod(pairing)

    @classmethod
    def description(cls, _context: Any, properties: Any) -> str:
        """Say in the tooltip what the button searches with."""
        return choices.source_tip(Source[properties.source])

    def act(self, _context: Any) -> None:
        """Search in the panel."""
        panel = desk().panel
        if self.properties.is_property_set("words"):
            panel.set_words(self.words)
        panel.search_with(Source[self.source].value)

    def ask(self, context: Any) -> object:
        """Take what is seen, and give what was found with it."""
        taken = run_through(pixels.take(Source[self.source], spot_of(context)))
        return self.searched(text=self.words, picture=Picture.rgba(taken.width, taken.height, taken.rgba))


class BOWERBIRD_OT_more_like(Wanted, AlsoForScripts, Operator):
    """Search the library with one of its pictures."""

    bl_idname = "bowerbird.more_like"
    bl_label = "More Like This"
    bl_description = "Find pictures that look like this one"
    asset: StringProperty(
        name="Picture", description="The id of the picture; the chosen one where it is empty"
    )
    lacks = staticmethod(not_connected)

    def act(self, _context: Any) -> None:
        """Search in the panel."""
        panel = desk().panel
        hit = found(panel.state.hits, self.asset or panel.state.chosen)
        if hit is None:
            raise BadArgument(_("No picture is chosen."))
        panel.more_like(hit)

    def ask(self, _context: Any) -> object:
        """Search, and give what was found."""
        if not self.asset:
            raise BadArgument(_("Give the id of a picture: a search answers with them."))
        return self.searched(asset=self.asset)


class BOWERBIRD_OT_clear_picture(WhereClicked, Operator):
    """Search with the words alone."""

    bl_idname = "bowerbird.clear_picture"
    bl_label = "Search Without the Picture"
    bl_description = "Take the picture out of the search; the words stay"
    lacks = staticmethod(_no_picture)

    def act(self, _context: Any) -> None:
        """Search once more, without it."""
        desk().panel.clear_picture()


class BOWERBIRD_OT_back(WhereClicked, Operator):
    """Go back to the search before."""

    bl_idname = "bowerbird.back"
    bl_label = "Back"
    bl_translation_context = CONTEXT
    bl_description = "Show what was found before the last search"
    lacks = staticmethod(_no_way_back)

    def act(self, _context: Any) -> None:
        """Show what it found."""
        desk().panel.back()


class BOWERBIRD_OT_clear_filters(WhereClicked, Operator):
    """Search everywhere."""

    bl_idname = "bowerbird.clear_filters"
    bl_label = "Clear Filters"
    bl_description = "Search in all folders, avoid nothing, and show what is less similar too"
    lacks = staticmethod(pairing)

    def act(self, _context: Any) -> None:
        """Search once more, without them."""
        desk().panel.clear_filters()


class BOWERBIRD_OT_search_history(WhereClicked, Operator):
    """Search for earlier words again."""

    bl_idname = "bowerbird.search_history"
    bl_label = "Search Again"
    bl_description = "Search for these words again"
    index: IntProperty(name="Index", description="Which of the earlier searches; 0 is the latest", min=0)
    lacks = staticmethod(_no_history)

    def act(self, _context: Any) -> None:
        """Search for the words of that number."""
        panel = desk().panel
        history = panel.state.history
        if self.index >= len(history):
            raise BadArgument(_("There is no earlier search of that number."))
        panel.search_history(history[self.index])


class BOWERBIRD_OT_forget_history(OfPanel, Operator):
    """Forget all earlier words."""

    bl_idname = "bowerbird.forget_history"
    bl_label = "Forget Earlier Searches"
    bl_description = "Forget all earlier searches"
    lacks = staticmethod(_no_history)

    def act(self, _context: Any) -> None:
        """Forget them, on the disk too."""
        desk().panel.forget_history()


class BOWERBIRD_OT_search_saved(WhereClicked, Operator):
    """Search as it was saved."""

    bl_idname = "bowerbird.search_saved"
    bl_label = "Saved Search"
    bl_description = "Search as you have saved it"
    index: IntProperty(name="Index", description="Which of the saved searches; 0 is the first", min=0)
    lacks = staticmethod(_no_saved)

    def act(self, _context: Any) -> None:
        """Search as the one of that number says."""
        panel = desk().panel
        saved = panel.state.saved
        if self.index >= len(saved):
            raise BadArgument(_("There is no saved search of that number."))
        panel.search_saved(saved[self.index])


class BOWERBIRD_OT_lock(WhereClicked, Operator):
    """Lock what passes the slider."""

    bl_idname = "bowerbird.lock"
    bl_label = "Lock These"
    bl_description = "They stay on top, and the slider then lets in others that are like them"
    lacks = staticmethod(_nothing_to_lock)

    def act(self, _context: Any) -> None:
        """Lock it, and search on from it."""
        desk().panel.lock()


class BOWERBIRD_OT_unlock(WhereClicked, Operator):
    """Let go of what is locked."""

    bl_idname = "bowerbird.unlock"
    bl_label = "Unlock"
    bl_description = "Search as if nothing had been locked"
    lacks = staticmethod(_nothing_locked)

    def act(self, _context: Any) -> None:
        """Search without it."""
        desk().panel.unlock()


class BOWERBIRD_OT_stop(OfPanel, Operator):
    """Give up what is going on."""

    bl_idname = "bowerbird.stop"
    bl_label = "Stop"
    bl_description = "Give up what is being searched, taken or fetched"

    def act(self, _context: Any) -> None:
        """Give up all of it."""
        desk().panel.stop()


CLASSES = (
    BOWERBIRD_OT_search,
    BOWERBIRD_OT_search_with,
    BOWERBIRD_OT_more_like,
    BOWERBIRD_OT_clear_picture,
    BOWERBIRD_OT_back,
    BOWERBIRD_OT_clear_filters,
    BOWERBIRD_OT_search_history,
    BOWERBIRD_OT_forget_history,
    BOWERBIRD_OT_search_saved,
    BOWERBIRD_OT_lock,
    BOWERBIRD_OT_unlock,
    BOWERBIRD_OT_stop,
)
