"""More pictures for a person's library, while their hub runs."""

from __future__ import annotations

import time
from pathlib import Path

from hosts.harness.hubs import PersonsHub

LEARN_S = 60.0


def add_pictures(hub: PersonsHub, folder: Path) -> str:
    """Have the hub learn a folder, wait until all of it can be found, and give its id."""
    wanted = len([each for each in folder.iterdir() if each.is_file()])
    added = hub.ask_as_owner("POST", "/v1/folders", {"path": str(folder)})
    until = time.monotonic() + LEARN_S
    while True:
        folders = hub.ask_as_owner("GET", "/v1/folders")["folders"]
        if any(each["id"] == added["id"] and each["pictures"] >= wanted for each in folders):
            return str(added["id"])
        assert time.monotonic() < until, f"the pictures were not learned: {folders}"
        time.sleep(0.2)
