"""A small library whose answers are known, and a shelf of drawings with details."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bowerbird_engine.catalog.catalogue import Catalogue
from fakes.encoders import FakeTextEncoder
from fakes.library import Library, Picture, unit
from fakes.shelf import Shelf

NOISE = 60


def pictures() -> list[Picture]:
    """Describe what lies in the library's one folder."""
    encoder = FakeTextEncoder()

    def of(words: str) -> Picture:
        return Picture("", encoder.encode([words])[0])

    rng = np.random.default_rng(3)
    described: dict[str, tuple[str, list[str] | None]] = {
        "products/mug-red-front.jpg": ("red mug white", ["BB-2047-K", "HAND MADE MUG"]),
        "products/mug-blue.jpg": ("blue mug white", []),
        "labels/tag.jpg": ("label paper", ["SKU BB-2047-X"]),
        "labels/split.jpg": ("label box", ["QX-8841", "-TGK"]),
        "labels/plate.jpg": ("label metal", ["RE16 TGK"]),
        "labels/unread.jpg": ("label jar", None),
        "scenes/sunset.jpg": ("sunset sea sky", []),
        "scenes/DK-5512-A_copy.jpg": ("sunset hill", []),
    }
    known = [Picture(path, of(words).vector, lines) for path, (words, lines) in described.items()]
    noise = [Picture(f"noise/{n:03d}.jpg", unit(rng.normal(size=64))) for n in range(NOISE)]
    return [*known, *noise]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Make the library."""
    made = Library(tmp_path)
    made.fill(made.add_root("pictures"), pictures())
    yield made
    made.close()


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """Open what the indexing process writes to."""
    owner = Shelf(tmp_path / "catalogue.sqlite")
    yield owner
    owner.catalogue.close()


@pytest.fixture
def reader(shelf: Shelf) -> Iterator[Catalogue]:
    """Open what the searching process reads."""
    with Catalogue.open(shelf.catalogue.path, read_only=True) as catalogue:
        yield catalogue
