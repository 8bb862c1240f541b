"""Taking what is seen: each source has a module of its own.

The functions are generators: they yield before each call that may take long, so that the window lives in between. What
they make for themselves in Blender's data is gone again before they yield: between two steps the person may save.
"""

from __future__ import annotations

from collections.abc import Generator

from bowerbird_panel.host import HostTrouble
from bowerbird_panel.pixels import Pixels
from bowerbird_panel.words import _

from ...model.sources import Source
from ..whereabouts import Spot


def take(source: Source, spot: Spot | None) -> Generator[None, None, Pixels]:
    """Take the pixels of a source, as the person sees it who came from there. Raises HostTrouble."""
    yield
    raise HostTrouble("not_available", _("That cannot be searched with yet."), str(source) + str(spot))
