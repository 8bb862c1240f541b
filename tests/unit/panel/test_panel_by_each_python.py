"""The model of the plug-in runs by the Pythons that come with GIMP, without any package."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

import bowerbird_client
import bowerbird_for_gimp
import bowerbird_panel
from fakes.interpreters import WANTED, find_interpreters

INTERPRETERS = find_interpreters()
DAY = Path(__file__).with_name("panel_day.py")


@pytest.mark.parametrize("version", INTERPRETERS if os.environ.get("BOWERBIRD_NO_SKIPS") else WANTED)
def test_a_windows_day(tmp_path: Path, version: str) -> None:
    """It opens, finds no hub and no token, says so in German, remembers the slider, and closes; warnings are errors."""
    interpreter = INTERPRETERS.get(version)
    if interpreter is None:
        pytest.skip(f"this machine has no Python {version}")
    folders = [
        str(Path(module.__file__ or "").parents[1])
        for module in (bowerbird_client, bowerbird_panel, bowerbird_for_gimp)
    ]
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    done = subprocess.run(
        [interpreter, "-I", "-S", "-B", "-W", "error", str(DAY), *folders, str(data)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    told = json.loads(done.stdout)
    assert told["python"] == [int(part) for part in version.split(".")]
    assert [day["similarity"] for day in told["days"]] == [[0, 40], [40, 40]]
    for day in told["days"]:
        assert (day["connection"], day["words"]) == ("not-paired", "red mug")
        assert day["notice"] == "GIMP ist noch nicht mit Bowerbird verbunden."
