"""Make the guide of the hub's page from docs/guide.md: python -m tools.guide [--check]."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Final

from tools.guide.blocks import blocks_of

ROOT: Final = Path(__file__).parents[2]
SOURCE: Final = ROOT / "docs" / "guide.md"
TARGET: Final = ROOT / "bridge" / "bowerbird_bridge" / "web" / "guide_text.js"

_HEAD: Final = "// The guide as plain blocks. Made by `python -m tools.guide` from docs/guide.md: change that, not this.\n\n"


def module_of(text: str) -> str:
    """Give the module for the text of the guide: one block a line, so that a change shows where it is."""
    lines = ",\n".join(f"  {json.dumps(block, ensure_ascii=False)}" for block in blocks_of(text))
    return f"{_HEAD}export const GUIDE = [\n{lines},\n];\n"


def main(arguments: list[str] | None = None) -> int:
    """Write the module; with --check only say whether it is as the guide says."""
    parser = argparse.ArgumentParser(prog="python -m tools.guide", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the page agrees")
    asked = parser.parse_args(arguments)
    made = module_of(SOURCE.read_text(encoding="utf-8"))
    if not asked.check:
        TARGET.write_text(made, encoding="utf-8", newline="\n")
    elif TARGET.read_text(encoding="utf-8") != made:
        print("The page has another guide than docs/guide.md: run python -m tools.guide", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
