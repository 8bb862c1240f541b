"""Groups of pictures that are alike to the model, on vectors whose likeness is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bowerbird_engine.assets import ContentHash, Float32Array
from bowerbird_engine.curation.duplicates import regroup
from bowerbird_engine.search.similar_groups import SimilarWalk
from fakes.library import Library, Picture, unit


def near(centre: Float32Array, seed: int) -> Float32Array:
    """Give a vector that is as good as another one."""
    return unit(centre + np.random.default_rng(seed).normal(0, 0.002, centre.shape))


@pytest.fixture
def library(tmp_path: Path) -> tuple[Library, dict[str, int]]:
    """Make a library of 300 pictures that have nothing to do with each other, and two small families among them."""
    library = Library(tmp_path)
    lot = np.random.default_rng(3)
    dimension = library.space.dimension
    pictures = [Picture(f"{number:03d}.jpg", unit(lot.normal(size=dimension))) for number in range(300)]
    for family in "ab":
        centre = unit(lot.normal(size=dimension))
        pictures += [Picture(f"{family}{number}.jpg", near(centre, number)) for number in range(3)]
    pictures.append(Picture("unlearned.jpg", None))
    return library, library.fill(library.add_root("pictures"), pictures)


def families(library: Library) -> list[set[int]]:
    """Walk to the end."""
    walk = SimilarWalk(library.catalogue, library.meaning())
    while not walk.done:
        walk.step()
    for group in walk.found:
        percents = [percent for _, percent in group.others]
        assert percents == sorted(percents, reverse=True)
        assert percents[-1] >= 90
    return [{group.first, *(content for content, _ in group.others)} for group in walk.found]


def test_families_are_found_and_strangers_are_not(library: tuple[Library, dict[str, int]]) -> None:
    """Each whole, and nobody twice."""
    filled, contents = library
    assert families(filled) == [{contents[f"{family}{number}.jpg"] for number in range(3)} for family in "ab"]


def test_what_is_not_the_same_is_not_alike_either(library: tuple[Library, dict[str, int]]) -> None:
    """The person has said so; the third one stays with the first."""
    filled, contents = library
    filled.catalogue.same_pictures.tell_apart(*_hashes(filled, contents["a0.jpg"], contents["a1.jpg"]))
    found = families(filled)
    assert {contents["a0.jpg"], contents["a2.jpg"]} in found
    assert not [group for group in found if contents["a1.jpg"] in group]


def test_of_copies_one_stands_for_all(library: tuple[Library, dict[str, int]]) -> None:
    """What was proved to be the same picture is shown by the tier before."""
    filled, contents = library
    filled.catalogue.same_pictures.keep([], [(contents["a0.jpg"], contents["a1.jpg"])])
    regroup(filled.catalogue)
    assert {contents["a0.jpg"], contents["a2.jpg"]} in families(filled)


def _hashes(library: Library, *contents: int) -> list[ContentHash]:
    return [library.catalogue.hashes.of(content) for content in contents]
