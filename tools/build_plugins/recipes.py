"""Which plug-ins are built, how their zips are laid out, and what the Pythons that load them have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bowerbird_bridge.commands.plugin_hosts.blender_extension import extension_parts, with_marker
from bowerbird_bridge.commands.plugin_hosts.plugin_files import (
    Files,
    PluginSource,
    blender_source,
    gather_beside,
    gimp_source,
)

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Recipe:
    """One plug-in: where its parts lie, and which files its zip holds, from those parts and a version.

    `oldest` is the oldest Python that loads it, and `brings` names the host's own modules. `folder` is the folder that
    the zip holds; "" lays the files at its top. `runnable` says that the host runs the entry as a program.
    """

    name: str
    source: Callable[[], PluginSource]
    gather: Callable[[PluginSource, str], Files]
    oldest: tuple[int, int]
    brings: frozenset[str]
    folder: str = ""
    runnable: bool = False

    def placed(self, files: Files) -> Files:
        """Give the files the places that they have in the zip."""
        return {PurePosixPath(self.folder, place): data for place, data in files.items()}


RECIPES = (
    # GIMP wants a folder and a program in it of the same name, with the run bit.
    Recipe(
        "gimp",
        gimp_source,
        lambda source, _: gather_beside(source),
        oldest=(3, 9),
        brings=frozenset({"cairo", "gi"}),
        folder="bowerbird_gimp",
        runnable=True,
    ),
    # An extension of Blender has its manifest at the top of the zip, and the packages in it as wheels.
    Recipe(
        "blender",
        blender_source,
        lambda source, version: with_marker(extension_parts(source, version)),
        oldest=(3, 11),
        brings=frozenset(
            {
                "addon_utils",
                "bl_ui",
                "blf",
                "bmesh",
                "bpy",
                "bpy_extras",
                "gpu",
                "gpu_extras",
                "imbuf",
                "mathutils",
                "rna_keymap_ui",
            }
        ),
    ),
)
