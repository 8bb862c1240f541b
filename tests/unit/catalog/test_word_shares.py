"""Which pictures hold the largest share of some words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bowerbird_engine.assets import Int64Array
from bowerbird_engine.catalog import word_shares
from bowerbird_engine.catalog.records import WordShare
from fakes.library import Library, Picture, spread

VECTOR = spread({0: 1.0})


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Make a library of speaking names and some letters."""
    made = Library(tmp_path)
    names = ["mug-red.jpg", "mug-blue.jpg", "chair-red.jpg", "mugs.jpg", "IMG_1.jpg", "IMG_2.jpg"]
    pictures = [Picture(name, VECTOR) for name in names]
    pictures.append(Picture("poster.jpg", VECTOR, ["Red mugs", "and more"]))
    made.fill(made.add_root("pictures"), pictures)
    yield made
    made.close()


def found(
    library: Library, *terms: str, at_least: float = 0.1, within: Int64Array | None = None
) -> list[WordShare]:
    """Look terms up."""
    live = library.catalogue.files.live_contents(None) if within is None else within
    return library.catalogue.texts.word_shares(terms, at_least, 50, live)


def test_more_words_first(library: Library) -> None:
    """Letters come before names, and in each source those that hold more of the words come first."""
    texts = [(item.source, item.text) for item in found(library, "red", "mug")]
    assert texts[:2] == [("letters", "Red mugs"), ("name", "mug-red.jpg")]
    assert set(texts[2:]) == {("name", "mug-blue.jpg"), ("name", "chair-red.jpg"), ("name", "mugs.jpg")}


def test_shares(library: Library) -> None:
    """All words make a whole, the rarer word the larger part, and an absent one takes away from it."""
    shares = {item.text: item.share for item in found(library, "red", "mug") if item.source == "name"}
    assert shares["mug-red.jpg"] == pytest.approx(1.0)
    assert 0 < shares["mug-blue.jpg"] < shares["chair-red.jpg"] < 1
    absent = {item.text: item.share for item in found(library, "red", "mug", "zeppelin")}
    assert 0 < absent["mug-red.jpg"] < 1


def test_plurals(library: Library) -> None:
    """A plain plural counts as its word, both ways."""
    assert {"mugs.jpg", "mug-red.jpg"} <= {item.text for item in found(library, "mug")}
    assert {"mugs.jpg", "mug-red.jpg"} <= {item.text for item in found(library, "mugs")}


def test_at_least(library: Library) -> None:
    """What holds less than the asked share is left out."""
    assert [item.text for item in found(library, "red", "mug", at_least=0.99)] == ["Red mugs", "mug-red.jpg"]


def test_within(library: Library) -> None:
    """Only the given contents answer."""
    content_id = next(item.content_id for item in found(library, "chair"))
    only = np.array([content_id], np.int64)
    assert {item.content_id for item in found(library, "red", "mug", within=only)} == {content_id}
    assert found(library, "red", within=np.empty(0, np.int64)) == []


def test_nothing_to_look_up(library: Library) -> None:
    """Terms without a word, and words that nothing holds, find nothing."""
    assert found(library, "--", "\0") == []
    assert found(library, "zeppelin") == []
    assert found(library) == []


def test_common_words_do_not_count_beside_others(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word that is everywhere is left out beside another one, and is looked up when it is the only one."""
    monkeypatch.setattr(word_shares, "_COMMON", 2)
    assert {item.text for item in found(library, "img", "chair")} == {"chair-red.jpg"}
    assert {item.text for item in found(library, "img")} == {"IMG_1.jpg", "IMG_2.jpg"}
