"""A folder of pictures to listen to, with short times."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowerbird_engine.scanning import settling, watcher
from unit.scanning.listening import make_old


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the times; what they are for is in `test_settling`."""
    monkeypatch.setattr(settling, "QUIET_S", 0.3)
    monkeypatch.setattr(watcher, "_STEP_MS", 50)
    monkeypatch.setattr(watcher, "_RENEW_S", 0.3)


@pytest.fixture
def pictures(tmp_path: Path, quick: None) -> Path:
    """Make a folder with a picture in it and in a folder below."""
    folder = tmp_path.resolve() / "pictures"
    (folder / "trip").mkdir(parents=True)
    (folder / "a.jpg").write_bytes(b"a")
    (folder / "trip" / "b.jpg").write_bytes(b"b")
    make_old(folder)
    return folder
