"""A process that copies pictures into the curated folder until it is killed. Run by the fault tests.

It reads slowly, so that a kill falls into the midst of a copy. With `--naive` it copies as a program would that thinks of
nothing: that is the control, which must leave parts of pictures under final names.
"""

from __future__ import annotations

import argparse
import sys
import time
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, cast

from bowerbird_engine.assets import AssetId, Original
from fakes.kept import KeptLibrary, opened_library

PIECE = 8192
PAUSE_S = 0.001


class Slow:
    """A file that comes in small pieces with pauses between them."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, _size: int = -1) -> bytes:
        """Give the next piece."""
        time.sleep(PAUSE_S)
        return self._file.read(PIECE)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def main() -> None:
    """Copy every picture, one after the other."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("best", type=Path)
    parser.add_argument("--naive", action="store_true")
    options = parser.parse_args()
    with opened_library(options.home, options.pictures) as kept:
        assets = sorted(kept.library.assets().values(), key=lambda asset: asset.path)
        _tell("ready")
        for asset in assets:
            if options.naive:
                _copy_naively(kept, asset.id, options.best / asset.path.name)
            else:
                with kept.opening(lambda asset_id: _slowly(kept, asset_id)) as keeper:
                    keeper.copy_curated([asset.id], "until killed")
        _tell("done")


def _slowly(kept: KeptLibrary, asset_id: AssetId) -> Original:
    original = kept.opener.open_original(asset_id)
    slow = cast("BufferedReader", Slow(original.stream))
    return Original(slow, original.size, original.media_type, original.content_hash)


def _copy_naively(kept: KeptLibrary, asset_id: AssetId, target: Path) -> None:
    with _slowly(kept, asset_id) as original, target.open("wb", buffering=0) as file:
        while piece := original.stream.read(PIECE):
            file.write(piece)


def _tell(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
