"""Make the sample library: `python tools/samples [--only PART] [--out FOLDER] [--work FOLDER]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import bpy  # noqa: F401  (first of all: it makes mathutils importable)
import diagrams
import graphics
import interiors
import labels
import manifest
import products
import queries
import screens
import silhouettes
import textures
import variants
from pictures import Picture, save

_BUDGET = 4_000_000  # bytes: the library travels with every checkout


def library() -> list[Picture]:
    """List every picture of the library."""
    modules = (products, labels, silhouettes, interiors, textures, graphics, diagrams, screens)
    originals = [picture for module in modules for picture in module.pictures()]
    return originals + variants.pictures(originals)


def main() -> int:
    """Render, draw and write what is asked for, then the manifest."""
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(prog="python tools/samples", description="Make the sample library.")
    parser.add_argument("--only", default="", help="make only files whose path contains this")
    parser.add_argument("--out", type=Path, default=here.parent.parent / "samples")
    parser.add_argument("--work", type=Path, help="keep renders here, and use those that lie there already")
    options = parser.parse_args()
    pictures = library()
    with tempfile.TemporaryDirectory() as scratch:
        work = options.work or Path(scratch)
        work.mkdir(parents=True, exist_ok=True)
        for picture in pictures:
            if options.only not in picture.file:
                continue
            begun = time.monotonic()
            target = options.out / picture.file
            save(picture.make(work), target, picture.quality)
            sys.stderr.write(
                f"{picture.file}  {target.stat().st_size // 1024} KiB  {time.monotonic() - begun:.1f} s\n"
            )
    manifest.write(pictures, options.out)
    queries.write(options.out, manifest.PICTURE_QUERIES)
    listed = {p.file for p in pictures}
    for path in sorted(options.out.rglob("*")):
        name = path.relative_to(options.out).as_posix()
        if (
            path.is_file()
            and path.suffix in (".jpg", ".png", ".webp")
            and name not in listed
            and path.parent.name != queries.FOLDER
        ):
            sys.stderr.write(f"{name} is no longer part of the library; delete it\n")
    total = sum((options.out / f).stat().st_size for f in listed if (options.out / f).exists())
    sys.stderr.write(f"{len(pictures)} pictures, {total / 1e6:.2f} MB\n")
    return 0 if total <= _BUDGET else 1


if __name__ == "__main__":
    sys.exit(main())
