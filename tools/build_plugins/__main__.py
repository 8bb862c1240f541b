"""Build the plug-ins: python -m tools.build_plugins [--into FOLDER] [--repository FOLDER] [NAME …].

Without names: those that need nothing but Python. VS Code's needs Node, and is built where it is named.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tools.build_plugins.building import BuildError, build
from tools.build_plugins.recipes import RECIPES, ROOT
from tools.build_plugins.repository import write_index
from tools.build_plugins.vscode import build_vscode

OF_BLENDER = "blender"
OF_VSCODE = "vscode"


def main(arguments: list[str] | None = None) -> int:
    """Build those that were named, or all that need nothing but Python."""
    names = [*(recipe.name for recipe in RECIPES), OF_VSCODE]
    parser = argparse.ArgumentParser(prog="python -m tools.build_plugins", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which ones: {', '.join(names)}")
    parser.add_argument("--into", type=Path, default=ROOT / "dist", help="where the zips go")
    parser.add_argument(
        "--repository",
        type=Path,
        metavar="FOLDER",
        help="where Blender's goes instead, with the list that makes the folder a repository to subscribe to",
    )
    asked = parser.parse_args(arguments)
    if unknown := [name for name in asked.names if name not in names]:
        parser.error(f"there is no plug-in {unknown[0]!r}; there are {', '.join(names)}")
    wanted = [recipe for recipe in RECIPES if not asked.names or recipe.name in asked.names]
    version = str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
    repository: Path | None = asked.repository
    for recipe in wanted:
        listed_in = repository if recipe.name == OF_BLENDER else None
        if not _built(recipe.name, partial(build, recipe, listed_in or asked.into, version)):
            return 1
        if listed_in is not None:
            print(f"{recipe.name}: {write_index(listed_in)}")
    if OF_VSCODE in asked.names and not _built(OF_VSCODE, partial(build_vscode, ROOT, asked.into, version)):
        return 1
    return 0


def _built(name: str, make: Callable[[], Path]) -> bool:
    """Say where it is, or what is wrong with it."""
    try:
        print(f"{name}: {make()}")
    except BuildError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
