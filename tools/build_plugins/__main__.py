"""Build the plug-ins' zips: python -m tools.build_plugins [--into FOLDER] [--repository FOLDER] [NAME …]."""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path

from tools.build_plugins.building import BuildError, build
from tools.build_plugins.recipes import RECIPES, ROOT
from tools.build_plugins.repository import write_index

OF_BLENDER = "blender"


def main(arguments: list[str] | None = None) -> int:
    """Build those that were named, or all."""
    names = [recipe.name for recipe in RECIPES]
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
        try:
            print(f"{recipe.name}: {build(recipe, listed_in or asked.into, version)}")
        except BuildError as error:
            print(f"{recipe.name}: {error}", file=sys.stderr)
            return 1
        if listed_in is not None:
            print(f"{recipe.name}: {write_index(listed_in)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
