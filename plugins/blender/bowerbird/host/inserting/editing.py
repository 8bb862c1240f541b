"""What can be changed here, and what belongs to another file."""

from __future__ import annotations

from typing import Any

from bowerbird_panel.foreign import quoted
from bowerbird_panel.host import HostTrouble
from bowerbird_panel.words import _


def check_editable(what: Any) -> None:
    """Raise HostTrouble where a datablock comes from another file."""
    if what.library is not None:
        raise _linked(
            what, _("Make it local or make a library override first (Object > Library Override > Make).")
        )


def check_kept(what: Any) -> None:
    """Raise HostTrouble where nodes or materials of a datablock would be those of another file again with the next opening.

    Blender lets them be changed in a library override, and keeps nothing of it.
    """
    if what.library is not None or what.override_library is not None:
        raise _linked(what, _("Make it local first (Object > Relations > Make Local)."))


def _linked(what: Any, advice: str) -> HostTrouble:
    sentence = _("{name} comes from another file and cannot be changed here.")
    return HostTrouble("linked_data", sentence.format(name=quoted(what.name)), advice)
