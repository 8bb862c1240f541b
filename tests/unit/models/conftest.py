"""What the tests of packs share: a folder of packs that can be looked at as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from bowerbird_engine.models.shelf import ModelShelf
from bowerbird_engine.models.store import LOCK_NAME

Snapshot = Callable[[], dict[str, str]]


@pytest.fixture
def packs_dir(tmp_path: Path) -> Path:
    """Name a folder of packs that is not there yet."""
    return tmp_path / "library/packs"


@pytest.fixture
def shelf(packs_dir: Path) -> ModelShelf:
    """Open a shelf on that folder."""
    return ModelShelf(packs_dir, threads=2)


@pytest.fixture
def snapshot(packs_dir: Path) -> Snapshot:
    """Tell every file and folder of the packs with its digest; the lock, which comes and goes, does not count."""

    def take() -> dict[str, str]:
        return {
            path.relative_to(packs_dir).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            if path.is_file()
            else "folder"
            for path in packs_dir.rglob("*")
            if path.name != LOCK_NAME
        }

    return take
