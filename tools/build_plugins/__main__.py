"""Build the plug-ins' zips: python -m tools.build_plugins [--into FOLDER] [NAME …]."""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path

from tools.build_plugins.building import BuildError, build, is_there
from tools.build_plugins.recipes import RECIPES, ROOT


def main(arguments: list[str] | None = None) -> int:
    """Build those that were named, or all that have code."""
    names = [recipe.name for recipe in RECIPES]
    parser = argparse.ArgumentParser(prog="python -m tools.build_plugins", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which ones: {', '.join(names)}")
    parser.add_argument("--into", type=Path, default=ROOT / "dist", help="where the zips go")
    asked = parser.parse_args(arguments)
    if unknown := [name for name in asked.names if name not in names]:
        parser.error(f"there is no plug-in {unknown[0]!r}; there are {', '.join(names)}")
    version = str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
    for recipe in RECIPES:
        if asked.names and recipe.name not in asked.names:
            continue
        if not asked.names and not is_there(recipe):
            print(f"{recipe.name}: no code yet")
            continue
        try:
            print(f"{recipe.name}: {build(recipe, asked.into, version)}")
        except BuildError as error:
            print(f"{recipe.name}: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
