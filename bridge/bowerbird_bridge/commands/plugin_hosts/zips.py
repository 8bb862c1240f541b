"""Zips that are the same, byte for byte, whenever and wherever they are made from the same files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping
from pathlib import PurePosixPath
from typing import Final

STAMP: Final = (1980, 1, 1, 0, 0, 0)
"""The oldest date that a zip can hold: when a file was written has no place in what it is."""
_PLAIN_MODE, _RUN_MODE = 0o100644, 0o100755
_UNIX = 3


def zip_of(
    files: Mapping[PurePosixPath, bytes], *, runnable: Collection[PurePosixPath] = (), stored: bool = False
) -> bytes:
    """Make a zip. `stored` compresses nothing: what compressing gives differs between builds of zlib."""
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for place, data in sorted(files.items()):
            info = zipfile.ZipInfo(str(place), STAMP)
            info.create_system = _UNIX  # the run bit is one of Unix, whatever system builds
            info.compress_type = method
            info.external_attr = (_RUN_MODE if place in runnable else _PLAIN_MODE) << 16
            archive.writestr(info, data)
    return buffer.getvalue()
