"""A window's day without GIMP, by an interpreter that has nothing but its standard library, the client and the plug-in.

    panel_day.py CLIENT_FOLDER PANEL_FOLDER PLUG_IN_FOLDER DATA_FOLDER

No hub runs; prints what the window tells, before and after it was closed and opened again.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, sys.argv[1])
sys.path.insert(0, sys.argv[2])
sys.path.insert(0, sys.argv[3])

from bowerbird_client import CredentialFile, Place, Session
from bowerbird_for_gimp.model.program import GIMP
from bowerbird_for_gimp.model.requests import Wish, carry_out
from bowerbird_panel import words
from bowerbird_panel.panel import Panel
from bowerbird_panel.settings import SettingsFile
from bowerbird_panel.state import Target


class NoGimp:
    """No image, and a clock that goes off when nobody waits for it any more."""

    program = GIMP

    def after(self, *_given: Any) -> Any:
        return lambda: None

    def targets(self) -> tuple[Target, ...]:
        return ()

    def take_pixels(self, *_given: Any) -> Any:
        raise NotImplementedError

    def insert(self, *_given: Any) -> Any:
        raise NotImplementedError


def day(folder: Path) -> dict[str, Any]:
    """Open the window, search, move the slider, and close it."""
    session = Session(
        "GIMP", CredentialFile(folder / "token.json"), place=Place(folder, ports=()), start=False
    )
    gimp: Any = NoGimp()
    panel = Panel(session, SettingsFile(folder / "settings.json", GIMP), gimp, folder)
    before = panel.state.similarity
    carry_out(panel, Wish.OPEN.to_fields(), None)
    panel.set_words("red mug")
    panel.search()
    panel.set_similarity(40)
    ends = time.monotonic() + 20
    while panel.state.connection.value == "connecting" and time.monotonic() < ends:
        session.drain()
        time.sleep(0.01)
    notice = panel.state.notice
    panel.close()
    return {
        "similarity": [before, panel.state.similarity],
        "connection": panel.state.connection.value,
        "notice": None if notice is None else notice.sentence,
        "words": panel.state.clue.words,
    }


def main() -> None:
    """Live two days."""
    words.install(words.DOMAIN, words.LOCALE, ["de"])
    folder = Path(sys.argv[4])
    json.dump({"python": list(sys.version_info[:2]), "days": [day(folder), day(folder)]}, sys.stdout)


main()
