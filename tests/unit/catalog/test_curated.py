"""What the catalogue remembers of curated copies."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bowerbird_engine.assets import AssetId, ContentHash
from bowerbird_engine.catalog.catalogue import Catalogue
from unit.catalog.builders import add_root, index_file

FOLDER = Path("/media/curated")
NOW = datetime(2026, 3, 1, 12, 30, 15, 123000, UTC)


def digest(text: str) -> ContentHash:
    """Make up a hash."""
    return ContentHash(hashlib.sha256(text.encode()).digest())


def put(catalogue: Catalogue, name: str, content: str, *, folder: Path = FOLDER, days: int = 0) -> None:
    """Remember a copy."""
    copied = NOW + timedelta(days=days)
    catalogue.curated.put(
        folder, name, digest(content), AssetId(f"id of {content}"), query="a lamp", copied=copied
    )


def test_a_copy_is_found_by_folder_and_content(catalogue: Catalogue) -> None:
    """Copies of a content in one folder come latest first, with all that was said of them; other folders have theirs."""
    odd = os.fsdecode(b"b\xff.jpg")
    put(catalogue, "a.jpg", "lamp")
    put(catalogue, odd, "lamp", days=1)
    put(catalogue, "a.jpg", "lamp", folder=Path("/elsewhere"))
    put(catalogue, "c.jpg", "chair")
    found = catalogue.curated.of_content(FOLDER, digest("lamp"))
    assert [(copy.name, copy.folder, copy.copied) for copy in found] == [
        (odd, FOLDER, NOW + timedelta(days=1)),
        ("a.jpg", FOLDER, NOW),
    ]
    assert {(copy.asset_id, copy.query, copy.content_hash) for copy in found} == {
        ("id of lamp", "a lamp", digest("lamp"))
    }


def test_a_name_that_was_free_again_belongs_to_the_new_copy(catalogue: Catalogue) -> None:
    """A row is about the file that lies under its name now."""
    put(catalogue, "a.jpg", "lamp")
    put(catalogue, "a.jpg", "chair")
    assert catalogue.curated.of_content(FOLDER, digest("lamp")) == []
    assert [copy.name for copy in catalogue.curated.of_content(FOLDER, digest("chair"))] == ["a.jpg"]


def test_copies_are_listed_latest_first_in_pages(catalogue: Catalogue) -> None:
    """Pages join to the whole."""
    for number in range(5):
        put(catalogue, f"{number}.jpg", str(number))
    first = catalogue.curated.latest(2)
    assert [copy.name for copy in first] == ["4.jpg", "3.jpg"]
    assert [copy.name for copy in catalogue.curated.latest(9, first[-1].id)] == ["2.jpg", "1.jpg", "0.jpg"]


def test_a_copy_outlives_its_original(catalogue: Catalogue) -> None:
    """What was copied is remembered when the picture has left the library with its folder."""
    root = add_root(catalogue)
    recorded = index_file(catalogue, root.id, b"a.jpg", b"lamp")
    catalogue.curated.put(FOLDER, "a.jpg", digest("lamp"), recorded.asset_id, query=None, copied=NOW)
    catalogue.roots.remove(root.id)
    (copy,) = catalogue.curated.latest(10)
    assert (copy.asset_id, copy.query) == (recorded.asset_id, None)
