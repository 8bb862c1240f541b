"""The mark that says where a layer came from: a parasite that an XCF file keeps and that undo takes along."""

from __future__ import annotations

from typing import Any

from gi.repository import Gimp

from bowerbird_panel.provenance import Provenance

from .calls import needed

PARASITE = "bowerbird-source"
_PERSISTENT, _UNDOABLE = 1, 2


def attach(what: Any, provenance: Provenance) -> None:
    """Mark a layer or an image."""
    parasite = Gimp.Parasite.new(PARASITE, _PERSISTENT | _UNDOABLE, list(provenance.to_bytes()))
    needed(what.attach_parasite(parasite))


def read(what: Any) -> Provenance | None:
    """Read the mark of a layer or an image; None where there is none that can be understood."""
    parasite = what.get_parasite(PARASITE)
    return None if parasite is None else Provenance.from_bytes(bytes(parasite.get_data()))
