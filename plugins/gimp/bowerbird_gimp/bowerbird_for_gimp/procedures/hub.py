"""The hub for scripts in GIMP: calls that wait, with the token that the window has got."""

from __future__ import annotations

from contextlib import AbstractContextManager

from bowerbird_panel import scripting
from bowerbird_panel.scripting import ScriptHub
from bowerbird_panel.words import _

from ..model.program import GIMP
from .places import clear_fetched, credential_file, settings_file


def connected() -> AbstractContextManager[ScriptHub]:
    """Give the hub that this GIMP is connected with. Raises NotPairedError where it is with none."""
    clear_fetched()
    return scripting.connected(
        GIMP.name,
        credential_file(),
        settings_file(),
        how_to_connect=_(
            "Open Tools > Bowerbird > Find and Insert Pictures… in GIMP once, and connect there; then try again."
        ),
    )
