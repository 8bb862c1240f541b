"""Collections: what is in them, in which order, and what becomes of them when files move or go."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bowerbird_engine.assets import AssetId, ScanDelta
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import CollectionNameError, UnknownAssetError, UnknownCollectionError
from unit.catalog.builders import add_files, add_root, asset_of, find, index_file, lose, walked


def members(catalogue: Catalogue, collection_id: str, limit: int = 100, after: int = 0) -> list[AssetId]:
    """Give the ids of what is listed."""
    return [member.asset_id for member in catalogue.collections.members(collection_id, limit, after)]


def pictures(catalogue: Catalogue, count: int, root_name: str = "pictures") -> list[AssetId]:
    """Index some pictures and give their ids."""
    root = add_root(catalogue, root_name)
    return [index_file(catalogue, root.id, f"{root_name}{at}.jpg".encode()).asset_id for at in range(count)]


def test_a_new_collection_is_empty_and_listed_by_name(catalogue: Catalogue) -> None:
    """Collections are listed by name whatever their capitals, each with the time of its making."""
    before = datetime.now(UTC) - timedelta(seconds=1)
    made = [catalogue.collections.create(name) for name in ("zebra", "Apple", "éclair", "banana")]
    assert [one.name for one in catalogue.collections.all()] == ["Apple", "banana", "zebra", "éclair"]
    assert {one.pictures for one in made} == {0}
    assert before < made[0].created < datetime.now(UTC) + timedelta(seconds=1)
    assert catalogue.collections.get(made[0].id) == made[0]


@pytest.mark.parametrize(("one", "other"), [("Lamps", "lamps"), ("Straße", "STRASSE"), ("É", "é")])
def test_names_are_unique_whatever_their_capitals(catalogue: Catalogue, one: str, other: str) -> None:
    """A second collection of a name is refused, at its making and when another is renamed."""
    first = catalogue.collections.create(one)
    with pytest.raises(CollectionNameError, match=one):
        catalogue.collections.create(other)
    second = catalogue.collections.create("something else")
    with pytest.raises(CollectionNameError, match=one):
        catalogue.collections.rename(second.id, other)
    # Its own name is no other's.
    assert catalogue.collections.rename(first.id, other) == replace(first, name=other)
    assert {collection.name for collection in catalogue.collections.all()} == {other, "something else"}


def test_pictures_stay_in_the_order_in_which_they_came(catalogue: Catalogue) -> None:
    """Adding keeps the order given, adds each picture once, and counts only what is new."""
    ids = pictures(catalogue, 5)
    collection = catalogue.collections.create("lamps")
    assert catalogue.collections.add(collection.id, [ids[3], ids[1], ids[3]]) == 2
    assert catalogue.collections.add(collection.id, [ids[1], ids[4], ids[0]]) == 2
    assert members(catalogue, collection.id) == [ids[3], ids[1], ids[4], ids[0]]
    assert catalogue.collections.get(collection.id).pictures == 4


def test_pages_join_to_the_whole(catalogue: Catalogue) -> None:
    """Each page begins after the position of the last one, also when a picture was taken out between."""
    ids = pictures(catalogue, 7)
    collection = catalogue.collections.create("lamps")
    catalogue.collections.add(collection.id, ids)
    first = catalogue.collections.members(collection.id, 3)
    assert [member.asset_id for member in first] == ids[:3]
    catalogue.collections.remove(collection.id, [ids[2], ids[3]])
    assert members(catalogue, collection.id, 3, first[-1].position) == ids[4:7]


def test_one_unknown_picture_and_nothing_is_added(catalogue: Catalogue) -> None:
    """An id that was never given, a file that was never indexed and one that is missing are refused, and all with them."""
    (known,) = pictures(catalogue, 1)
    root = add_root(catalogue, "more")
    (fresh,) = add_files(catalogue, root.id, b"fresh.jpg")
    gone = index_file(catalogue, root.id, b"gone.jpg").asset_id
    lose(catalogue, root.id, b"gone.jpg")
    collection = catalogue.collections.create("lamps")
    for bad in (
        AssetId("01ARZ3NDEKTSV4RRFFQ69G5FAV"),
        fresh.asset_id,
        gone,
        AssetId("\ud800"),
        AssetId("a\0b"),
    ):
        with pytest.raises(UnknownAssetError):
            catalogue.collections.add(collection.id, [known, bad])
    assert members(catalogue, collection.id) == []
    assert catalogue.collections.add(collection.id, [known]) == 1


def test_taking_out_counts_what_was_in(catalogue: Catalogue) -> None:
    """Removing is no error for what is not in it; the picture stays in the library and in other collections."""
    ids = pictures(catalogue, 3)
    one, other = catalogue.collections.create("one"), catalogue.collections.create("other")
    for collection in (one, other):
        catalogue.collections.add(collection.id, ids)
    assert catalogue.collections.remove(one.id, [ids[0], ids[0], AssetId("nothing")]) == 1
    assert members(catalogue, one.id) == ids[1:]
    assert members(catalogue, other.id) == ids


def test_membership_survives_a_move(catalogue: Catalogue) -> None:
    """A file that was moved, or was missed and found elsewhere by its content, is in its collections as before."""
    root = add_root(catalogue)
    moved = index_file(catalogue, root.id, b"a.jpg").asset_id
    found_again = index_file(catalogue, root.id, b"b.jpg", b"content").asset_id
    collection = catalogue.collections.create("lamps")
    catalogue.collections.add(collection.id, [found_again, moved])

    stored = find(catalogue, root.id, b"a.jpg")
    catalogue.files.apply(root.id, ScanDelta(moved=((stored, walked(b"deep/a.jpg")),)))
    lose(catalogue, root.id, b"b.jpg")
    assert members(catalogue, collection.id) == [moved]
    assert catalogue.collections.get(collection.id).pictures == 1
    assert index_file(catalogue, root.id, b"other/b.jpg", b"content").moved

    assert members(catalogue, collection.id) == [found_again, moved]
    assert asset_of(catalogue, root.id, b"other/b.jpg") == found_again


def test_an_edited_picture_comes_back_with_its_index(catalogue: Catalogue) -> None:
    """A picture that waits to be read anew is not shown meanwhile, can be added, and keeps its place."""
    root = add_root(catalogue)
    edited, other = (index_file(catalogue, root.id, name).asset_id for name in (b"a.jpg", b"b.jpg"))
    collection = catalogue.collections.create("lamps")
    catalogue.collections.add(collection.id, [edited])
    stored = find(catalogue, root.id, b"a.jpg")
    catalogue.files.apply(root.id, ScanDelta(changed=((stored, walked(b"a.jpg", 77)),)))
    assert members(catalogue, collection.id) == []
    assert catalogue.collections.add(collection.id, [edited, other]) == 1
    assert members(catalogue, collection.id) == [other]


def test_membership_ends_with_the_file_for_good(catalogue: Catalogue) -> None:
    """What was purged, or went with its folder, is in no collection any more; the collection stays."""
    (kept,) = pictures(catalogue, 1)
    root = add_root(catalogue, "more")
    gone = index_file(catalogue, root.id, b"gone.jpg").asset_id
    with_folder = index_file(catalogue, root.id, b"b.jpg").asset_id
    collection = catalogue.collections.create("lamps")
    catalogue.collections.add(collection.id, [gone, kept, with_folder])
    lose(catalogue, root.id, b"gone.jpg")
    catalogue.files.purge_missing(timedelta(0))
    assert catalogue.collections.remove(collection.id, [gone]) == 0
    assert members(catalogue, collection.id) == [kept, with_folder]
    catalogue.roots.remove(root.id)
    assert members(catalogue, collection.id) == [kept]


def test_deleting_a_collection_leaves_its_pictures(catalogue: Catalogue) -> None:
    """A deleted collection is unknown for everything, its name is free, and its id is not given again."""
    ids = pictures(catalogue, 2)
    deleted = catalogue.collections.create("lamps")
    catalogue.collections.add(deleted.id, ids)
    catalogue.collections.delete(deleted.id)
    again = catalogue.collections.create("lamps")
    assert again.id != deleted.id
    assert members(catalogue, again.id) == []
    assert len(catalogue.files.live_contents()) == 2
    for use in (
        lambda: catalogue.collections.get(deleted.id),
        lambda: catalogue.collections.delete(deleted.id),
        lambda: catalogue.collections.rename(deleted.id, "new"),
        lambda: catalogue.collections.add(deleted.id, ids),
        lambda: catalogue.collections.remove(deleted.id, ids),
        lambda: catalogue.collections.members(deleted.id, 10),
        lambda: catalogue.collections.get("\ud800"),
    ):
        with pytest.raises(UnknownCollectionError):
            use()


def test_collections_survive_closing(path: Path) -> None:
    """What was kept is there after the catalogue is opened again."""
    with Catalogue.open(path) as catalogue:
        ids = pictures(catalogue, 2)
        collection = catalogue.collections.create("lamps")
        catalogue.collections.add(collection.id, ids)
    with Catalogue.open(path, read_only=True) as again:
        assert again.collections.all() == [replace(collection, pictures=2)]
        assert members(again, collection.id) == ids
