"""Vectors in the catalogue: the gate, the order, and what a search process needs to keep up."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from bowerbird_engine.assets import Float32Array, Int64Array, Space
from bowerbird_engine.catalog import contents
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import CatalogueError, EmbeddingError, UsageError
from unit.catalog.builders import SPACE, add_root, index_file, keys, lose, unit_vectors


@pytest.fixture
def contents_ids(catalogue: Catalogue) -> list[int]:
    """Give the ids of five contents, each held by one file."""
    root = add_root(catalogue)
    return [index_file(catalogue, root.id, b"%d.jpg" % number).content_id for number in range(5)]


def _put(catalogue: Catalogue, space_id: int, content_ids: list[int], seed: int = 0) -> Float32Array:
    vectors = unit_vectors(len(content_ids), SPACE.dimension, seed)
    catalogue.vectors.put(space_id, keys(*content_ids), vectors)
    return vectors


def test_vectors_come_back_sorted_in_half_precision(catalogue: Catalogue, contents_ids: list[int]) -> None:
    """`load` gives ids in order and float16 rows, as close as float16 can be, whatever the order of putting."""
    space_id = catalogue.vectors.space(SPACE)
    shuffled = [contents_ids[at] for at in (3, 0, 4, 1)]
    put = _put(catalogue, space_id, shuffled)

    loaded_keys, loaded = catalogue.vectors.load(space_id)

    assert loaded_keys.tolist() == sorted(shuffled)
    assert (loaded_keys.dtype.name, loaded.dtype.name) == ("int64", "float16")
    np.testing.assert_array_equal(loaded, put[np.argsort(shuffled)].astype(np.float16))
    assert catalogue.vectors.count(space_id) == 4
    got = catalogue.vectors.get(space_id, shuffled[0])
    assert got is not None
    np.testing.assert_allclose(got, put[0], atol=1e-3)
    assert got.dtype == np.float32
    assert catalogue.vectors.get(space_id, contents_ids[2]) is None


def test_an_empty_space_loads_as_no_rows(catalogue: Catalogue) -> None:
    """Nothing stored is an array of the right width, not an error."""
    space_id = catalogue.vectors.space(SPACE)

    loaded_keys, loaded = catalogue.vectors.load(space_id)

    assert (loaded_keys.shape, loaded.shape) == ((0,), (0, SPACE.dimension))
    assert catalogue.vectors.generation(space_id) == 0


@pytest.mark.parametrize(
    "row",
    [
        [np.nan, 0, 0, 1],
        [np.inf, 0, 0, 0],
        [0, 0, 0, 0],
        [0.5, 0, 0, 0],
        [1.02, 0, 0, 0],
        [-np.inf, np.inf, 0, 0],
    ],
)
def test_what_is_no_unit_vector_is_refused_whole(
    catalogue: Catalogue, contents_ids: list[int], row: list[float]
) -> None:
    """One bad row refuses its batch: nothing is stored and the generation stays."""
    space_id = catalogue.vectors.space(SPACE)
    vectors = unit_vectors(2, SPACE.dimension)
    vectors[1] = row

    with pytest.raises(EmbeddingError):
        catalogue.vectors.put(space_id, keys(*contents_ids[:2]), vectors)

    assert catalogue.vectors.count(space_id) == 0
    assert catalogue.vectors.generation(space_id) == 0


def test_the_gate_lets_half_precision_pass(catalogue: Catalogue, contents_ids: list[int]) -> None:
    """The control of the gate: a length within the tolerance is stored."""
    space_id = catalogue.vectors.space(SPACE)
    vectors = unit_vectors(1, SPACE.dimension) * np.float32(1.009)

    catalogue.vectors.put(space_id, keys(contents_ids[0]), vectors)

    assert catalogue.vectors.count(space_id) == 1


@pytest.mark.parametrize("shape", [(1, 5), (1, 3), (2, 4), (0, 4), (4,)])
def test_another_shape_is_refused(
    catalogue: Catalogue, contents_ids: list[int], shape: tuple[int, ...]
) -> None:
    """As many rows as ids, as many columns as the space has dimensions."""
    space_id = catalogue.vectors.space(SPACE)

    with pytest.raises(EmbeddingError):
        catalogue.vectors.put(space_id, keys(contents_ids[0]), np.ones(shape, dtype=np.float32))


def test_spaces_are_told_apart(catalogue: Catalogue, contents_ids: list[int]) -> None:
    """The same pack with another digest is another space, with vectors and a generation of its own."""
    first = catalogue.vectors.space(SPACE)
    second = catalogue.vectors.space(dataclasses.replace(SPACE, digest="digest-2", dimension=8))

    assert catalogue.vectors.space(SPACE) == first != second
    assert catalogue.vectors.find(SPACE) == first
    assert catalogue.vectors.find(dataclasses.replace(SPACE, role="copies")) is None
    _put(catalogue, first, contents_ids)
    assert catalogue.vectors.count(second) == 0
    assert catalogue.vectors.generation(second) == 0
    with pytest.raises(UsageError):
        catalogue.vectors.load(999)


def test_a_vector_without_a_content_is_refused(catalogue: Catalogue, contents_ids: list[int]) -> None:
    """A vector belongs to a content of the catalogue."""
    space_id = catalogue.vectors.space(SPACE)

    with pytest.raises(CatalogueError):
        _put(catalogue, space_id, [contents_ids[-1] + 1000])


def test_lacking_names_the_live_contents_without_a_vector(
    catalogue: Catalogue, contents_ids: list[int]
) -> None:
    """What a new space still has to learn, in pages by id; contents without a present file are not asked for."""
    space_id = catalogue.vectors.space(SPACE)
    _put(catalogue, space_id, [contents_ids[1]])
    lose(catalogue, 1, b"3.jpg")

    expected = [contents_ids[0], contents_ids[2], contents_ids[4]]
    assert catalogue.vectors.lacking(space_id, 10) == expected
    assert catalogue.vectors.lacking(space_id, 2) == expected[:2]
    assert catalogue.vectors.lacking(space_id, 10, after=expected[0]) == expected[1:]


def test_the_generation_changes_with_every_change(catalogue: Catalogue, contents_ids: list[int]) -> None:
    """Adding, replacing and removing each give a larger number; putting nothing gives the same."""
    space_id = catalogue.vectors.space(SPACE)
    seen = [catalogue.vectors.generation(space_id)]
    _put(catalogue, space_id, contents_ids[:3])
    seen.append(catalogue.vectors.generation(space_id))
    _put(catalogue, space_id, contents_ids[:1], seed=1)
    seen.append(catalogue.vectors.generation(space_id))
    catalogue.roots.remove(1)
    seen.append(catalogue.vectors.generation(space_id))

    assert seen == sorted(set(seen))
    catalogue.vectors.put(space_id, keys(), np.empty((0, SPACE.dimension), dtype=np.float32))
    assert catalogue.vectors.generation(space_id) == seen[-1]


def test_a_rolled_back_change_leaves_the_generation(catalogue: Catalogue, contents_ids: list[int]) -> None:
    """A change that was not committed has no number."""
    space_id = catalogue.vectors.space(SPACE)

    def put_and_fail() -> None:
        with catalogue.transaction():
            _put(catalogue, space_id, contents_ids)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        put_and_fail()

    assert catalogue.vectors.generation(space_id) == 0
    assert catalogue.vectors.count(space_id) == 0


def test_since_gives_just_the_changes(catalogue: Catalogue, contents_ids: list[int]) -> None:
    """From a known generation on: what was added or replaced, and what is gone."""
    root = add_root(catalogue, "other")
    extra = index_file(catalogue, root.id, b"x.jpg").content_id
    space_id = catalogue.vectors.space(SPACE)
    _put(catalogue, space_id, [*contents_ids[:3], extra])
    known = catalogue.vectors.generation(space_id)
    assert catalogue.vectors.since(space_id, known).keys.tolist() == []

    replaced = _put(catalogue, space_id, [contents_ids[3], contents_ids[0]], seed=5)
    catalogue.roots.remove(root.id)
    changes = catalogue.vectors.since(space_id, known)

    assert not changes.full
    assert changes.keys.tolist() == [contents_ids[0], contents_ids[3]]
    np.testing.assert_array_equal(changes.vectors, replaced[[1, 0]].astype(np.float16))
    assert changes.removed.tolist() == [extra]
    assert changes.generation == catalogue.vectors.generation(space_id)
    assert catalogue.vectors.since(space_id, changes.generation).removed.tolist() == []


@pytest.mark.parametrize("generation", [-1, 0, 2**62])
def test_since_an_unknown_generation_gives_everything(
    catalogue: Catalogue, contents_ids: list[int], generation: int
) -> None:
    """A generation that this catalogue never had, or that lies ahead of it, is answered in full."""
    space_id = catalogue.vectors.space(SPACE)
    _put(catalogue, space_id, contents_ids)

    changes = catalogue.vectors.since(space_id, generation)

    assert changes.full
    assert changes.keys.tolist() == contents_ids


def test_since_before_the_remembered_removals_gives_everything(
    catalogue: Catalogue, contents_ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Removals are remembered up to a number; who missed more is answered in full, who missed less is not."""
    monkeypatch.setattr(contents, "_REMEMBERED_REMOVALS", 1)
    space_id = catalogue.vectors.space(SPACE)
    _put(catalogue, space_id, contents_ids)
    before = catalogue.vectors.generation(space_id)
    root = add_root(catalogue, "other")
    last = index_file(catalogue, root.id, b"x.jpg").content_id
    _put(catalogue, space_id, [last])
    catalogue.roots.remove(1)
    between = catalogue.vectors.generation(space_id)
    catalogue.roots.remove(root.id)

    assert catalogue.vectors.since(space_id, before).full
    late = catalogue.vectors.since(space_id, between)
    assert (late.full, late.removed.tolist()) == (False, [last])


def test_a_catalogue_put_back_from_a_copy_never_repeats_a_generation(
    catalogue: Catalogue, contents_ids: list[int], tmp_path: Path
) -> None:
    """Two histories that go on from one copy give different numbers, so no cache of one passes for the other's."""
    space_id = catalogue.vectors.space(SPACE)
    _put(catalogue, space_id, contents_ids[:1])
    catalogue.copy_to(tmp_path / "copy.sqlite")
    _put(catalogue, space_id, contents_ids[1:2])
    lost = catalogue.vectors.generation(space_id)

    with Catalogue.open(tmp_path / "copy.sqlite") as restored:
        _put(restored, space_id, contents_ids[2:3])
        assert restored.vectors.generation(space_id) > lost


def test_a_full_answer_and_a_load_agree(catalogue: Catalogue, contents_ids: list[int]) -> None:
    """Both ways of reading everything give the same arrays."""
    space_id = catalogue.vectors.space(SPACE)
    _put(catalogue, space_id, contents_ids)

    loaded: tuple[Int64Array, object] = catalogue.vectors.load(space_id)
    changes = catalogue.vectors.since(space_id, -1)

    np.testing.assert_array_equal(loaded[0], changes.keys)
    np.testing.assert_array_equal(loaded[1], changes.vectors)


def test_a_space_tells_what_it_holds(catalogue: Catalogue) -> None:
    """The contents of one space are listed in order without those of another."""
    root = add_root(catalogue)
    first, second, third = (
        index_file(catalogue, root.id, name, name).content_id for name in (b"1", b"2", b"3")
    )
    space_id, other = catalogue.vectors.space(SPACE), catalogue.vectors.space(Space("other", "digest-2", 4))
    assert catalogue.vectors.content_ids(space_id).tolist() == []
    catalogue.vectors.put(space_id, keys(third), unit_vectors(1))
    catalogue.vectors.put(space_id, keys(first), unit_vectors(1))
    catalogue.vectors.put(other, keys(second), unit_vectors(1))
    assert catalogue.vectors.content_ids(space_id).tolist() == [first, third]
    assert catalogue.vectors.content_ids(other).tolist() == [second]
