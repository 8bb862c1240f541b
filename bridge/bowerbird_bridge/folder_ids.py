"""The ids of folders: which folder of the owner it is, and the way down from there. Nothing is looked up on the disk.

The way is written in the file system's own bytes, so that a name that is no text has an id too.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Iterable
from pathlib import Path, PurePath

from bowerbird_engine import BowerbirdError, Root


class UnknownFolderIdError(BowerbirdError):
    """Say that no folder of the library has this id."""

    code = "unknown_folder"


def folder_id(root: Root, folder: PurePath) -> str:
    """Give the id of a folder, which is the root or lies below it."""
    below = folder.relative_to(root.path)
    if not below.parts:
        return str(root.id)
    way = base64.urlsafe_b64encode(os.fsencode(below.as_posix())).rstrip(b"=").decode()
    return f"{root.id}.{way}"


def folder_name(root: Root, folder: PurePath) -> str:
    """Give the name that people know it by: that of the root, then the way down, with `/`."""
    below = folder.relative_to(root.path)
    return "/".join((root.path.name or str(root.path), *below.parts))


def folder_of(text: str, roots: Iterable[Root]) -> tuple[Root, Path]:
    """Give the folder that an id names and the root that it lies below. Raises UnknownFolderIdError.

    Whether there is such a folder is another question; this one never leads out of the root.
    """
    number, dot, way = text.partition(".")
    root = next((root for root in roots if str(root.id) == number), None)
    if root is None or bool(dot) != bool(way):
        raise _unknown()
    if not way:
        return root, root.path
    try:
        # Without validate=True letters that are no base64 are skipped, and one folder would have many ids.
        below = os.fsdecode(base64.b64decode(way + "=" * (-len(way) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError) as error:
        raise _unknown() from error
    parts = below.split("/")
    if any(part in {"", ".", ".."} or "\0" in part or PurePath(part).name != part for part in parts):
        raise _unknown()
    return root, root.path.joinpath(*parts)


def _unknown() -> UnknownFolderIdError:
    return UnknownFolderIdError("The library has no folder with this id. GET /v1/folders lists what it has.")
