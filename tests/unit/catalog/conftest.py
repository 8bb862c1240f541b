from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bowerbird_engine.catalog.catalogue import Catalogue


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a test's catalogue lies."""
    return tmp_path / "home" / "catalogue.sqlite"


@pytest.fixture(scope="session")
def new_catalogue(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Make one empty catalogue for all tests to start from."""
    path = tmp_path_factory.mktemp("new") / "catalogue.sqlite"
    Catalogue.open(path).close()
    return path.read_bytes()


@pytest.fixture
def catalogue(path: Path, new_catalogue: bytes) -> Iterator[Catalogue]:
    """Give an empty catalogue that is open for writing, and check at the end that it is sound."""
    path.parent.mkdir()
    path.write_bytes(new_catalogue)
    with Catalogue.open(path) as opened:
        yield opened
        assert opened.integrity_problems() == []
