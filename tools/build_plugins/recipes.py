"""Which plug-ins are built, from which folder, and how their zips are laid out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "plugins" / "python_client" / "bowerbird_client"
CLIENT_LICENCE = ROOT / "LICENSE"


@dataclass(frozen=True)
class Recipe:
    """One plug-in. `folder` is the name of the folder that the zip holds; "" lays the files at its top.

    `entry` is the module that the host loads, and `runnable` says that the host runs it as a program.
    """

    name: str
    source: Path
    entry: str
    folder: str = ""
    runnable: bool = False
    licence: Path = CLIENT_LICENCE


RECIPES = (
    # GIMP wants a folder and a program in it of the same name, with the run bit.
    Recipe(
        "gimp",
        ROOT / "plugins" / "gimp" / "bowerbird_gimp",
        entry="bowerbird_gimp.py",
        folder="bowerbird_gimp",
        runnable=True,
    ),
    # An extension of Blender has its manifest at the top of the zip.
    Recipe(
        "blender",
        ROOT / "plugins" / "blender" / "bowerbird",
        entry="__init__.py",
        licence=ROOT / "plugins" / "blender" / "LICENSE",
    ),
)
