"""Hubs that are killed while they index, and the next ones."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from pathlib import Path

import psutil
import pytest

from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.indexing.pipeline import BATCH
from fakes.indexed import make_picture
from fakes.served_hub import ServedHub

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX's")

KILLS = 5
NEW_EACH_TIME = 3 * BATCH
"""When the first batch shows, two more are to come, however slow the machine is."""
READY_S = 10.0
"""On a machine that does nothing else."""
PATIENCE_S = 60.0


def crowding() -> float:
    """Tell how many times as long as alone work takes here now."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def known(hub: ServedHub, token: str) -> dict[str, str]:
    """Ask for all pictures that can be found, by their names: this is what the hub acknowledges."""
    answer = hub.ask("POST", "/v1/search", {"text": "a red mug", "limit": 500}, token=token)
    assert answer.status == 200, answer.raw
    hits: list[dict[str, str]] = json.loads(answer.body)["hits"]
    assert len({hit["name"] for hit in hits}) == len(hits)
    return {hit["name"]: hit["id"] for hit in hits}


def test_killed_hubs_lose_nothing_that_they_showed(tmp_path: Path) -> None:
    """Killed while it indexes, a hub is there again soon, shows all that it showed, and goes on; no decoder is left."""
    chance = random.Random(4471)
    library, pictures = tmp_path / "library", tmp_path / "pictures"
    pictures.mkdir()
    shown: dict[str, str] = {}
    counts: list[int] = []
    number = 0
    for _ in range(KILLS):
        for place in range(number, number := number + NEW_EACH_TIME):
            make_picture(pictures / f"{place}.jpg", place, size=(96, 72))
        begun = time.monotonic()
        with ServedHub(tmp_path, library) as hub:
            token = hub.owners_token()
            before = known(hub, token)
            assert time.monotonic() - begun < READY_S * crowding()
            assert shown.items() <= before.items()
            hub.ask("POST", "/v1/folders", {"path": str(pictures)}, token=token)
            until = time.monotonic() + PATIENCE_S
            while len(shown) <= len(before):
                assert time.monotonic() < until, "nothing new was indexed"
                shown |= known(hub, token)
            time.sleep(chance.uniform(0, 0.3))
            shown |= known(hub, token)
            counts.append(len(shown))
            decoders = psutil.Process(hub.pid).children(recursive=True)
            hub.kill()
            assert psutil.wait_procs(decoders, timeout=PATIENCE_S)[1] == []
        with Catalogue.open(library / "catalogue.sqlite", read_only=True) as catalogue:
            assert catalogue.integrity_problems() == []
    # The control: the kills did fall into the work.
    assert any(count < NEW_EACH_TIME * (place + 1) for place, count in enumerate(counts)), counts
