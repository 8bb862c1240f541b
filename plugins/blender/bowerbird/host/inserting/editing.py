"""What can be changed here, and what belongs to another file."""

from __future__ import annotations

from typing import Any

from bowerbird_panel.foreign import quoted
from bowerbird_panel.host import HostTrouble
from bowerbird_panel.words import _


def check_editable(what: Any) -> None:
    """Raise HostTrouble where a datablock comes from another file."""
    if what.library is None:
        return
    raise HostTrouble(
        "linked_data",
        _("{name} comes from another file and cannot be changed here.").format(name=quoted(what.name)),
        _("Make it local or make a library override first (Object > Library Override > Make)."),
    )
