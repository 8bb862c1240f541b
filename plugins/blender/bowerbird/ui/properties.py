# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person types and chooses, as properties that Blender draws. They hold nothing: the panel does."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import Any

import bpy
from bpy.props import EnumProperty, IntProperty, PointerProperty, StringProperty

from bowerbird_panel import phrases
from bowerbird_panel.places import to_choose_from
from bowerbird_panel.refinements import SHAPES, SORTS, weight_of
from bowerbird_panel.words import _

from ..desk import desk
from ..model.grid_layout import Pages, ShownPage
from ..model.ways import Facing, Insertion, Mapping, Role, Shading, Storing, Way
from . import preferences
from .hit_items import hit_items
from .refinement_items import SHAPE_ITEMS, SORT_ITEMS
from .translations import CONTEXT

_ALL = "ALL"

WAY_ITEMS = (
    ("REFERENCE", "Reference", "An empty that shows the picture, to model by", "IMAGE_REFERENCE", 0),
    ("CAMERA_BACKGROUND", "Camera Background", "Behind what the camera sees", "IMAGE_BACKGROUND", 1),
    ("PLANE", "Image Plane", "A mesh with the proportions of the picture", "IMAGE_PLANE", 2),
    ("TEXTURE", "Texture", "In the material of the active object", "TEXTURE", 3),
    ("WORLD", "World", "The surroundings of the scene, and their light", "WORLD", 4),
    ("IMAGE", "Image", "An image alone, shown in the image editor", "IMAGE_DATA", 5),
    ("BRUSH", "Brush Texture", "The texture of the active brush", "BRUSH_DATA", 6),
    ("STRIP", "Strip", "In the video sequencer, at the current frame", "SEQUENCE", 7),
)
FACING_ITEMS = (
    ("VIEW", "View", "The front looks at you, as the view stands now"),
    ("FRONT", "Front", "Seen in the front view"),
    ("SIDE", "Side", "Seen in the right view"),
    ("TOP", "Top", "Seen in the top view"),
)
ROLE_ITEMS = (
    (
        "AUTO",
        "By File Name",
        "As the name of the file says, such as wood_roughness.png; else the base colour",
    ),
    ("BASE_COLOR", "Base Color", "The colour of the surface"),
    ("NORMAL", "Normal", "Small slopes of the surface; read as numbers, not as colours"),
    ("ROUGHNESS", "Roughness", "How rough the surface is; read as numbers, not as colours"),
    ("METALLIC", "Metallic", "Where the surface is metal; read as numbers, not as colours"),
    ("HEIGHT", "Height", "How high the surface is; read as numbers, not as colours"),
    ("EMISSION", "Emission", "The light that the surface gives"),
    ("ALPHA", "Alpha", "Where the surface can be seen through; read as numbers, not as colours"),
    ("OCCLUSION", "Occlusion", "Where little light comes to; read as numbers, not as colours"),
)
MAPPING_ITEMS = (
    ("UV", "UV", "As the UV map of the object says"),
    ("BOX", "Box", "From all six sides; needs no UV map"),
)
STORING_ITEMS = (
    ("PACK", "Pack", "Inside the .blend file", "PACKAGE", 0),
    ("COPY", "Copy", "In the folder 'textures' beside the .blend file", "FILE_FOLDER", 1),
    ("LINK", "Link", "Where it is: the file goes on to need the library's disk", "LINKED", 2),
)
SHADING_ITEMS = (
    ("PRINCIPLED", "Surface", "It takes light as other surfaces do"),
    ("EMISSION", "Screen", "It shines, and its colours stay as they are"),
)


class _Held:
    """What Blender only points to: texts of lists that it reads again later."""

    folders: tuple[tuple[str, str, str, str, int], ...] = ()
    hits: tuple[tuple[str, str, str, int, int], ...] = ()
    shown = ShownPage()


def insertion() -> Insertion:
    """Give how pictures come in where the person is."""
    return desk().insertion(bpy.context)


def results_of(state: Any) -> object:
    """Give what tells these results from others."""
    return state.search if state.hits else None


def pages(context: Any) -> Pages:
    """Give the pages of what is shown."""
    return Pages(len(desk().panel.state.shown), preferences.of(context).per_page)


def page() -> int:
    """Tell which page was opened last in these results."""
    return _Held.shown.in_(results_of(desk().panel.state))


def open_page(context: Any, number: int) -> None:
    """Open a page; from the last one on, more results are fetched where there are more."""
    state = desk().panel.state
    there = pages(context)
    # One more than there is now: it is there when what is fetched has come.
    most = there.count if state.has_more else there.count - 1
    _Held.shown = ShownPage(min(max(0, number), most), results_of(state))
    if number >= there.count - 1 and state.has_more:
        desk().panel.more()


def turn(context: Any, by: int) -> None:
    """Turn so many pages."""
    open_page(context, pages(context).nearest(page()) + by)


def _choice(kind: type[Enum], field: str, items: Any, *, name: str, description: str) -> Any:
    """Make a property that shows and sets one part of how pictures come in."""
    numbers = {choice: number for number, choice in enumerate(kind)}
    choices = list(kind)

    def get(_self: Any) -> int:
        return numbers[getattr(insertion(), field)]

    def set_(_self: Any, number: int) -> None:
        changed: dict[str, Any] = {field: choices[number]}
        desk().choose(bpy.context, replace(insertion(), **changed))

    return EnumProperty(
        items=items,
        name=name,
        description=description,
        get=get,
        set=set_,
        options={"SKIP_SAVE"},
        translation_context=CONTEXT,
    )


def _words(_self: Any) -> str:
    return phrases.plain(desk().panel.state.clue.words)


def _type(_self: Any, text: str) -> None:
    panel = desk().panel
    if text == panel.state.clue.words:
        # Blender calls once for each key, and once more for Enter.
        panel.search()
    else:
        panel.type(text)


def _avoid(_self: Any) -> str:
    return phrases.plain(desk().panel.state.clue.avoid)


def _set_avoid(_self: Any, text: str) -> None:
    panel = desk().panel
    if text != panel.state.clue.avoid:
        panel.set_avoid(text)
        panel.search()


def _similarity(_self: Any) -> int:
    return int(desk().panel.state.similarity)


def _set_similarity(_self: Any, percent: int) -> None:
    desk().panel.set_similarity(percent)


def _folders(_self: Any, _context: Any) -> Any:
    places = to_choose_from(desk().panel.state.places)
    listed = [(_ALL, _("All folders"), _("Search in the whole library"), "FILE_FOLDER", 0)]
    for number, place in enumerate(places, 1):
        mark = "FILE_FOLDER" if place.online else "UNLINKED"
        listed.append((place.id, phrases.folder_name(place), phrases.plain(place.way), mark, number))
    # While Blender goes through the list, it asks for the value, which asks for the list: its texts must live on.
    if _Held.folders != (new := tuple(listed)):
        _Held.folders = new
    return _Held.folders


def _folder(self: Any) -> int:
    wanted = desk().panel.state.folder or _ALL
    return next((number for name, *_rest, number in _folders(self, None) if name == wanted), 0)


def _set_folder(self: Any, number: int) -> None:
    name = _folders(self, None)[number][0]
    desk().panel.set_folder(None if name == _ALL else name)


def _shape(_self: Any) -> int:
    return SHAPES.index(desk().panel.state.clue.shape)


def _set_shape(_self: Any, number: int) -> None:
    desk().panel.set_shape(SHAPES[number])


def _sort(_self: Any) -> int:
    return SORTS.index(desk().panel.state.clue.sort)


def _set_sort(_self: Any, number: int) -> None:
    desk().panel.set_sort(SORTS[number])


def _weight(_self: Any) -> int:
    return round(weight_of(desk().panel.state.clue) * 100)


def _set_weight(_self: Any, percent: int) -> None:
    desk().panel.set_weight(percent / 100)


def _hits(_self: Any, context: Any) -> Any:
    state = desk().panel.state
    listed = hit_items(state, pages(context).of(state.shown, page()) if context is not None else state.shown)
    if _Held.hits != listed:
        _Held.hits = listed
    return _Held.hits


def _hit(self: Any) -> int:
    chosen = desk().panel.state.chosen
    listed = _hits(self, bpy.context)
    return next((number for name, *_rest, number in listed if name == chosen), 0)


def _set_hit(self: Any, number: int) -> None:
    desk().panel.choose(_hits(self, bpy.context)[number][0])


def _page(_self: Any) -> int:
    return pages(bpy.context).nearest(page())


def _set_page(_self: Any, number: int) -> None:
    open_page(bpy.context, number)


def _pages(_self: Any) -> int:
    return pages(bpy.context).count


class BowerbirdProperties(bpy.types.PropertyGroup):
    """What the panels of all editors show and set."""

    words: StringProperty(
        name="Search",
        description="What to look for: a description in your own words, letters in the picture, or a file name",
        maxlen=2000,
        get=_words,
        set=_type,
        options={"TEXTEDIT_UPDATE", "SKIP_SAVE"},
    )
    avoid: StringProperty(
        name="Without",
        description="What looks like these words comes after all other pictures",
        maxlen=500,
        get=_avoid,
        set=_set_avoid,
        options={"SKIP_SAVE"},
    )
    similarity: IntProperty(
        name="At Least",
        description="Show only what is at least so similar; nothing is searched anew for that",
        subtype="PERCENTAGE",
        min=0,
        max=100,
        get=_similarity,
        set=_set_similarity,
        options={"SKIP_SAVE"},
    )
    folder: EnumProperty(
        name="Folder",
        description="Search inside this folder only",
        items=_folders,
        get=_folder,
        set=_set_folder,
        options={"SKIP_SAVE"},
    )
    shape: EnumProperty(
        name="Shape",
        description="Find only pictures of this kind of shape",
        items=SHAPE_ITEMS,
        get=_shape,
        set=_set_shape,
        options={"SKIP_SAVE"},
        translation_context=CONTEXT,
    )
    sort: EnumProperty(
        name="Order",
        description="In which order pictures are shown",
        items=SORT_ITEMS,
        get=_sort,
        set=_set_sort,
        options={"SKIP_SAVE"},
        translation_context=CONTEXT,
    )
    weight: IntProperty(
        name="Words",
        description="How much the words count beside the picture: 0 % is the picture alone, 100 % the words alone",
        subtype="PERCENTAGE",
        min=0,
        max=100,
        get=_weight,
        set=_set_weight,
        options={"SKIP_SAVE"},
        translation_context=CONTEXT,
    )
    hit: EnumProperty(
        name="Result",
        description="The picture that the actions are for; click to choose another one in large",
        items=_hits,
        get=_hit,
        set=_set_hit,
        options={"SKIP_SAVE"},
    )
    way: _choice(Way, "way", WAY_ITEMS, name="Insert As", description="What a picture becomes in Blender")
    facing: _choice(
        Facing,
        "facing",
        FACING_ITEMS,
        name="Facing",
        description="Where the front of the picture looks",
    )
    role: _choice(Role, "role", ROLE_ITEMS, name="Use", description="What the texture is for in the material")
    mapping: _choice(
        Mapping,
        "mapping",
        MAPPING_ITEMS,
        name="Mapping",
        description="How the texture lies on the object",
    )
    storing: _choice(
        Storing,
        "storing",
        STORING_ITEMS,
        name="Keep",
        description="Where the picture's file is kept",
    )
    shading: _choice(
        Shading, "shading", SHADING_ITEMS, name="Shading", description="How the plane takes light"
    )
    page: IntProperty(
        name="Page",
        description="Which page of the results is shown, from 0",
        min=0,
        get=_page,
        set=_set_page,
        options={"SKIP_SAVE"},
    )
    pages: IntProperty(
        name="Pages", description="How many pages of results there are", get=_pages, options={"SKIP_SAVE"}
    )
    answer: StringProperty(
        name="Answer",
        description="What the last search of a script found, as JSON",
        options={"SKIP_SAVE", "HIDDEN"},
    )


CLASSES = (BowerbirdProperties,)


def register() -> None:
    """Give them a place."""
    bpy.types.WindowManager.bowerbird = PointerProperty(type=BowerbirdProperties, options={"SKIP_SAVE"})


def unregister() -> None:
    """Take it away."""
    del bpy.types.WindowManager.bowerbird
    _Held.folders, _Held.hits, _Held.shown = (), (), ShownPage()
