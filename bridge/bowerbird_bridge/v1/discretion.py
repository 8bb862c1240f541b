"""Sentences of the engine for clients that may not know where files lie: the same without the way to a folder."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from bowerbird_bridge.access.clients import Scope
from bowerbird_engine import Root

if TYPE_CHECKING:  # refusals, which routes are made of, use this module
    from bowerbird_bridge.v1.routing import Call

# Two slashes belong to an address, and /v1/ begins those of the hub.
_ABSOLUTE: Final = re.compile(r"(?:^|(?<=[\s\"'(\[\u2018\u201c:]))(?:/(?!/|v1/)|~/|[A-Za-z]:[\\/]|\\\\)\S")
_WITHHELD: Final = "The hub's page says more about this than may be told here."


def legible(text: object) -> str:
    """Make a text fit for JSON: bytes in the name of a file that are no text become question marks."""
    return str(text).encode("utf-8", "replace").decode()


def said_to(call: Call, text: str) -> str:
    """Give a sentence as this client may hear it."""
    if call.may(Scope.ORIGINALS) or call.may(Scope.ADMIN):
        return legible(text)
    return without_paths(legible(text), call.hub.engine.folders())


def without_paths(text: str, roots: Iterable[Root]) -> str:
    """Name the folders of the library without the way to them; a sentence that still tells a path is withheld."""
    for root in sorted(roots, key=lambda root: len(str(root.path)), reverse=True):
        text = text.replace(legible(root.path), legible(root.path.name or root.volume_label))
    return _WITHHELD if _ABSOLUTE.search(text) else text
