"""What comes into Blender with the extension goes with it."""

from __future__ import annotations

from typing import Any

import pytest

from hosts.blender.inside_blender import BlenderConsole

ADDON = "bl_ext.user_default.bowerbird"

LOOK = """
import atexit, sys, threading
import bpy.utils.previews

def all_there_is():
    found = {
        "types": sorted(name for name in dir(bpy.types)),
        "operators": sorted(f"{m}.{o}" for m in dir(bpy.ops) for o in dir(getattr(bpy.ops, m))),
        "handlers": {
            name: [repr(each) for each in getattr(bpy.app.handlers, name)]
            for name in dir(bpy.app.handlers)
            if isinstance(getattr(bpy.app.handlers, name), list)
        },
        "keys": sorted(
            f"{keymap.name}/{item.idname}"
            for keyconfig in bpy.context.window_manager.keyconfigs
            for keymap in keyconfig.keymaps
            for item in keymap.keymap_items
        ),
        "properties": sorted(
            f"{kind}.{name}"
            for kind in ("WindowManager", "Scene", "Object", "Image", "Material", "World", "Brush", "Screen", "ID")
            for name in getattr(bpy.types, kind).bl_rna.properties.keys()
        ),
        "attributes": sorted(set(vars(bpy.types.WindowManager)) | set(vars(bpy.types.Scene))),
        "menus": sorted(
            f"{name}:{each.__module__}.{each.__name__}"
            for name in dir(bpy.types)
            for each in getattr(getattr(getattr(bpy.types, name), "draw", None), "_draw_funcs", ())
        ),
        "threads": sorted(thread.name for thread in threading.enumerate()),
        "previews": sorted(bpy.utils.previews._uuid_open),
        "timers": len(getattr(bpy.app.timers.register, "__self__", None)._timers),
        "modules": sorted(name for name in sys.modules if "bowerbird" in name),
        "translated": bpy.app.translations.pgettext("Search the Library", "Operator"),
    }
    return found
"""


def everything(blender: BlenderConsole) -> dict[str, Any]:
    """Tell all that Blender knows of, by its kinds."""
    blender.run(LOOK)
    found: dict[str, Any] = blender.run("all_there_is()")
    return found


def disable(blender: BlenderConsole) -> None:
    """Switch the extension off, as the preferences do."""
    assert blender.run("bpy.ops.preferences.addon_disable(module=addon)", addon=ADDON) == ["FINISHED"]


def enable(blender: BlenderConsole) -> None:
    """Switch it on."""
    assert blender.run("bpy.ops.preferences.addon_enable(module=addon)", addon=ADDON) == ["FINISHED"]


def differences(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Name the kinds in which two looks differ."""
    return {kind for kind in before if before[kind] != after[kind]}


@pytest.fixture
def without(blender: BlenderConsole) -> Any:
    """Give what there is without the extension; it is on again afterwards."""
    disable(blender)
    yield everything(blender)
    if not blender.run("any(each.module == addon for each in bpy.context.preferences.addons)", addon=ADDON):
        enable(blender)


def test_it_leaves_nothing_behind(blender: BlenderConsole, without: dict[str, Any]) -> None:
    """Switched on, used and off, twice, Blender is as it was; switched on, the control, it differs in all that is ours."""
    for _round in range(2):
        enable(blender)
        blender.run(
            """
            import importlib
            desk = importlib.import_module(addon + ".desk").desk()
            desk.attend()
            """,
            addon=ADDON,
        )
        blender.until("desk.panel.state.connection.value == 'ready'")
        blender.run("desk.panel.set_words('mug'); desk.panel.search()")
        blender.until("desk.panel.state.hits")
        blender.run("[desk.thumbnails.icon(hit) for hit in desk.panel.state.hits[:5]]")
        blender.until("desk.thumbnails.has(desk.panel.state.hits[0])")
        during = differences(without, everything(blender))
        assert during >= {
            "types",
            "operators",
            "handlers",
            "properties",
            "threads",
            "previews",
            "timers",
            "modules",
        }
        disable(blender)
        assert differences(without, everything(blender)) == set()


def test_it_comes_back_with_the_scripts(blender: BlenderConsole) -> None:
    """Reloading all scripts ends what ran and brings everything again, once, and it works."""
    blender.run(
        """
        import importlib, threading
        before = importlib.import_module(addon + ".desk").desk()
        before.attend()
        """,
        addon=ADDON,
    )
    blender.until("before.panel.state.connection.value == 'ready'")
    blender.run(
        """
        import addon_utils, sys
        # What the operator for it does with each add-on; with all of them it wants a window.
        addon_utils.disable(addon)
        importlib.reload(sys.modules[addon])
        addon_utils.enable(addon)
        """,
        addon=ADDON,
    )
    assert blender.run("[thread.name for thread in threading.enumerate()].count('bowerbird')") == 0
    again = blender.run(
        """
        after = importlib.import_module(addon + ".desk").desk()
        after.attend()
        after is not before
        """,
        addon=ADDON,
    )
    assert again
    blender.until("after.panel.state.connection.value == 'ready'")
    assert (
        blender.run("len([each for each in bpy.app.handlers.load_post if 'looked_away' in repr(each)])") == 1
    )
    blender.run("importlib.import_module(addon + '.desk').close_desk()", addon=ADDON)


def test_another_version_is_read_anew(blender: BlenderConsole) -> None:
    """Switched off, no module of ours is in memory, nor one of its wheels: an update has others. On, the control, all are."""
    names = "sorted({name.partition('.')[0] for name in sys.modules if 'bowerbird' in name})"
    blender.run("import importlib, sys; importlib.import_module(addon + '.desk').desk()", addon=ADDON)
    assert blender.run(names) == ["bl_ext", "bowerbird_client", "bowerbird_panel"]
    disable(blender)
    assert blender.run(names) == ["bl_ext"]
    assert blender.run("[name for name in sys.modules if name.startswith(addon + '.')]", addon=ADDON) == []
    enable(blender)


def test_nothing_is_asked_before_somebody_looks(blender: BlenderConsole, without: dict[str, Any]) -> None:
    """Switching it on opens nothing: no thread, no timer, no file; a look at the panel does."""
    enable(blender)
    after = everything(blender)
    assert differences({kind: without[kind] for kind in ("threads", "timers", "previews")}, after) == set()
    assert blender.run("importlib.import_module(addon + '.desk').opened()", addon=ADDON) is None

    blender.run("importlib.import_module(addon + '.desk').desk().attend()", addon=ADDON)
    blender.until("'bowerbird' in [thread.name for thread in threading.enumerate()]")
    assert everything(blender)["timers"] == without["timers"] + 1


def test_outside_of_an_extension_it_says_so(blender: BlenderConsole) -> None:
    """Where it runs as a plain package there is no folder for a token: that is told, and nothing is written elsewhere."""
    told = blender.run(
        """
        import importlib
        places = importlib.import_module(addon + ".host.places")
        kept = places.__package__
        try:
            places.__dict__["__package__"] = "bowerbird.host"
            places.data_folder()
            told = ""
        except places.NotInstalledError as error:
            told = str(error)
        finally:
            places.__dict__["__package__"] = kept
        told
        """,
        addon=ADDON,
    )
    assert "Install its zip" in told
