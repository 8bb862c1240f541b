"""A model without curves: percentages tell the place in the list, and everything that shows them can know."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowerbird_engine import Engine, SearchQuery, load_settings
from bowerbird_engine.encoding.packs import read_pack
from fakes.library import Library
from fakes.packs import Parts, make_pack
from fakes.pictures import two_halves


def without_curves(parts: Parts) -> None:
    """Leave the curves out of a pack's description."""
    del parts.description["curves"]


def test_the_order_is_the_same_and_the_percentages_are_ranks(library: Library) -> None:
    """The list is the one that curves would show; its percentages are those of the places, and no hit claims more."""
    query = SearchQuery(text="red mug", entry="words", limit=60)
    fitted = library.searcher().search(query)
    library.curves = None
    ranked = library.searcher().search(query)
    assert [hit.asset.id for hit in ranked.hits] == [hit.asset.id for hit in fitted.hits]
    assert [hit.similarity for hit in ranked.hits[:3]] == [90.0, 85.7, 81.8]
    assert not any(hit.calibrated for hit in ranked.hits)
    assert all(hit.calibrated for hit in fitted.hits)
    told = [reason.detail for hit in ranked.hits for reason in hit.reasons if reason.signal == "words"]
    assert told
    assert all(detail.startswith("ranked by the description") for detail in told)


def test_letters_and_proof_need_no_curves(library: Library) -> None:
    """An exact code reads what it always does, and the picture itself is the same file."""
    library.curves = None
    searcher = library.searcher()
    assert all(hit.calibrated for hit in searcher.search(SearchQuery(letters="BB-2047-K")).hits)
    itself = searcher.search(SearchQuery(text="red mug", entry="words")).hits[0].asset
    first, *others = searcher.search(SearchQuery(like=itself.id)).hits
    assert (first.asset, first.similarity, first.calibrated) == (itself, 100.0, True)
    assert not any(hit.calibrated for hit in others)


@pytest.mark.parametrize("fitted", [False, True])
def test_a_note_says_once_what_percentages_mean(tmp_path: Path, fitted: bool) -> None:
    """On the first page of a search with a pack without curves, and nowhere else."""
    folder = make_pack(tmp_path / "pack", edit=None if fitted else without_curves)
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for number in range(3):
        two_halves().resize((64 + number, 64)).save(pictures / f"{number}.png")
    with Engine(load_settings(tmp_path / "home"), pack=read_pack(folder)) as engine:
        engine.add_folder(pictures)
        engine.index(ocr=False)
        first = engine.search(SearchQuery(text="sunset", entry="words", limit=1))
        second = engine.search(SearchQuery(text="sunset", entry="words", limit=1, cursor=first.next))
        letters = engine.search(SearchQuery(letters="1.png"))
    assert any("is not calibrated" in note for note in first.notes) is not fitted
    assert first.hits[0].calibrated is fitted
    assert not any("is not calibrated" in note for note in (*second.notes, *letters.notes))
