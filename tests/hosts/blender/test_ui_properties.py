"""What a person types and chooses in Blender's widgets, and the language that they speak."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from hosts.blender.inside_blender import BlenderConsole
from hosts.blender.panel import BlenderPanel, open_panel
from hosts.blender.systems import MODULES


@pytest.fixture
def panel(blender: BlenderConsole) -> Generator[BlenderPanel]:
    """Give the panel, connected."""
    with open_panel(blender) as opened:
        opened.run("widgets = bpy.context.window_manager.bowerbird")
        yield opened


def test_words_search_while_they_are_typed(panel: BlenderPanel) -> None:
    """What a key changes is searched for after a moment; the widget shows what the panel holds, whoever has set it."""
    panel.run("widgets.words = 'red mug'")
    assert panel.seen.hits == []
    seen = panel.until("seen()['activity'] == 'idle' and seen()['hits']")
    assert seen.words == "red mug"

    panel.run("panel.set_words('teapot')")
    assert panel.run("widgets.words") == "teapot"


def test_enter_searches_at_once(panel: BlenderPanel) -> None:
    """Blender sets the same words once more when Enter is pressed: that is the wish to search now."""
    panel.run("widgets.words = 'red mug'")
    assert panel.seen.activity == "idle"
    panel.run("widgets.words = 'red mug'")
    assert panel.seen.activity == "searching"
    panel.until("seen()['activity'] == 'idle' and seen()['hits']")
    assert panel.run("[clue.words for clue in panel.state.history]") == ["red mug"]


def test_choices_are_the_panels(panel: BlenderPanel) -> None:
    """Way and options are one text of the panel, which is kept; each widget changes its own part."""
    panel.run("widgets.way, widgets.facing, widgets.storing = 'PLANE', 'TOP', 'LINK'")
    assert panel.run("panel.state.placing") == "way=plane&facing=top&storing=link"

    panel.run("widgets.storing = 'PACK'")
    assert panel.run("[widgets.way, widgets.facing, widgets.storing, widgets.role]") == [
        "PLANE", "TOP", "PACK", "AUTO",
    ]  # fmt: skip
    with pytest.raises(Exception, match="not found in"):
        panel.run("widgets.way = 'NOWHERE'")
    panel.run("widgets.way, widgets.facing = 'REFERENCE', 'VIEW'")


def test_each_kind_of_editor_has_a_way_of_its_own(panel: BlenderPanel) -> None:
    """In the image editor a picture becomes an image and among nodes a texture, until something else is chosen there."""
    panel.run(
        """
        from types import SimpleNamespace as Said
        def way(kind): return desk.insertion(Said(area=Said(type=kind))).way.value
        def choose(kind, **changed):
            context = Said(area=Said(type=kind))
            desk.choose(context, __import__("dataclasses").replace(desk.insertion(context), **changed))
        """
    )
    kinds = ["VIEW_3D", "IMAGE_EDITOR", "NODE_EDITOR"]
    assert panel.run("[way(kind) for kind in kinds]", kinds=kinds) == ["reference", "image", "texture"]
    panel.run("ways = type(desk.insertion(Said(area=None)).way); choose('NODE_EDITOR', way=ways.PLANE)")
    assert panel.run("[way(kind) for kind in kinds]", kinds=kinds) == ["reference", "image", "plane"]
    panel.run("choose('VIEW_3D', way=ways.WORLD)")
    assert panel.run("[way(kind) for kind in kinds]", kinds=kinds) == ["world", "image", "plane"]
    assert panel.run("panel.state.placing").startswith("way=world")
    panel.run("choose('VIEW_3D', way=ways.REFERENCE)")


def test_folders_are_those_of_the_library(panel: BlenderPanel) -> None:
    """The library's folders are offered, and one that is chosen is what is searched in."""
    panel.until("panel.state.places")
    panel.search("light")
    everywhere = len(panel.seen.hits)
    names = panel.run(
        """
        folders = part("ui.properties")._folders(widgets, None)
        [[folder[0], folder[1].split("  ")[0]] for folder in folders]
        """
    )
    assert names[0] == ["ALL", "All folders"]
    interiors = next(name for name, label in names if label == "interiors")

    panel.run("widgets.folder = name", name=interiors)
    seen = panel.until("seen()['activity'] == 'idle' and len(seen()['hits']) < before", before=everywhere)
    assert panel.run("widgets.folder") == interiors
    assert panel.run("{hit.folder.name for hit in panel.state.hits}") == ["interiors"]
    assert seen.hits
    panel.run("widgets.folder = 'ALL'")
    panel.until("seen()['activity'] == 'idle' and len(seen()['hits']) == before", before=everywhere)


def test_pages_and_the_slider(panel: BlenderPanel) -> None:
    """Pages follow from what the slider leaves; other results begin with their first page; the last one fetches more."""
    panel.search("light")
    assert panel.run("[widgets.page, widgets.pages]") == [0, 5]
    panel.run("bpy.ops.bowerbird.next_page()")
    assert panel.run("widgets.page") == 1

    panel.run("widgets.similarity = round(sorted(hit.similarity for hit in panel.state.hits)[-3])")
    assert panel.run("[widgets.page, widgets.pages]") == [0, 1]
    panel.run("widgets.similarity = 0; widgets.page = 4")
    panel.until("len(panel.state.hits) > 60")
    assert panel.run("widgets.page") == 4
    panel.search("red mug")
    assert panel.run("widgets.page") == 0
    with pytest.raises(Exception, match="first page"):
        panel.run("bpy.ops.bowerbird.previous_page()")


def test_texts_live_while_blender_reads_them(panel: BlenderPanel) -> None:
    """Blender asks for the value in the middle of a list, and only points to the list's texts: it stays the same list."""
    panel.until("panel.state.places")
    panel.search("light")
    kept = """
    given = getattr(part("ui.properties"), function)(widgets, bpy.context)
    getattr(widgets, name)
    given is getattr(part("ui.properties"), function)(widgets, bpy.context)
    """
    assert panel.run(kept, function="_hits", name="hit")
    assert panel.run(kept, function="_folders", name="folder")


def test_it_speaks_as_blender_does(panel: BlenderPanel) -> None:
    """Labels of Blender's and sentences of the panel change with Blender's language, and come back with it."""
    if not panel.run("list(bpy.app.translations.locales)"):
        # As a module of Python, Blender comes without languages.
        assert panel.blender.system.name in MODULES
        return
    said = """
    view = bpy.context.preferences.view
    view.language = language
    view.use_translate_interface = view.use_translate_tooltips = True
    part("ui.translations").follow()
    _ = part("ui.notices")._
    iface, tip = bpy.app.translations.pgettext_iface, bpy.app.translations.pgettext_tip
    ours = bpy.ops.bowerbird
    facing = [each.properties["facing"] for each in (ours.place.get_rna_type(), widgets.bl_rna)]
    back = ours.back.get_rna_type()
    [
        *(iface(each.name, each.translation_context) for each in facing), iface(back.name, back.translation_context),
        iface("Insert As"), iface("Find Pictures", "Operator"), tip("What the picture becomes"), _("Describe it"),
        part("model.choices").insert_name(part("model.ways").Insertion()),
    ]
    """
    # Blender itself has the first three for something else.
    german = [
        "Richtung", "Richtung", "Zurück",
        "Einfügen als", "Bilder finden", "Was aus dem Bild wird", "Beschreiben Sie es", "Als Referenz einfügen",
    ]  # fmt: skip
    english = [
        "Facing", "Facing", "Back",
        "Insert As", "Find Pictures", "What the picture becomes", "Describe it", "Insert as Reference",
    ]  # fmt: skip

    assert panel.run(said, language="en_US") == english
    assert panel.run(said, language="de_DE") == german
    panel.run("view.use_translate_interface = False; part('ui.translations').follow()")
    assert panel.run("_('Describe it')") == "Describe it"
    assert panel.run(said, language="en_US") == english


def test_it_can_be_found_from_anywhere(panel: BlenderPanel) -> None:
    """The operator that a key calls searches for its words, also where no sidebar is there to show them."""
    panel.run("bpy.ops.bowerbird.find(words='teapot')")
    seen = panel.until("seen()['activity'] == 'idle' and seen()['hits']")

    assert seen.words == "teapot"
