"""What a search asks of the files: live contents, scopes, and the pictures behind contents."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowerbird_engine.assets import AssetId, FileStatus
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.connection import open_database
from bowerbird_engine.catalog.ids import sorted_ids
from bowerbird_engine.catalog.records import FolderScope, Place
from bowerbird_engine.errors import CatalogueDamagedError, UnknownAssetError
from unit.catalog.builders import add_files, add_root, asset_of, facts, index_file, lose, resolved


def test_only_present_indexed_files_make_a_content_live(catalogue: Catalogue) -> None:
    """Pending, failed and missing files are not found; a content lives as long as one of its files does."""
    root = add_root(catalogue)
    alive = index_file(catalogue, root.id, b"a.jpg", b"A").content_id
    index_file(catalogue, root.id, b"copy.jpg", b"A")
    index_file(catalogue, root.id, b"gone.jpg", b"G")
    (bad, _waits) = add_files(catalogue, root.id, b"bad.jpg", b"waits.jpg")
    catalogue.files.fail(bad.id, FileStatus.UNREADABLE, "truncated", "It ends too early.")
    lose(catalogue, root.id, b"gone.jpg", b"copy.jpg")

    assert catalogue.files.live_contents().tolist() == [alive]


def test_live_contents_are_sorted_and_unique(catalogue: Catalogue) -> None:
    """Searches mask by binary search: ids come sorted, each once, as 64-bit integers."""
    root = add_root(catalogue)
    for name in (b"c", b"a", b"b", b"a2"):
        index_file(catalogue, root.id, name, name[:1])

    live = catalogue.files.live_contents()

    assert live.tolist() == [1, 2, 3]
    assert live.dtype.name == "int64"


def test_ids_come_in_order_and_each_once(catalogue: Catalogue) -> None:
    """In whatever order a query gives them; where one is missing that is damage, and not one picture less."""
    database = open_database(catalogue.path, read_only=True)
    assert sorted_ids(database, "SELECT value AS id FROM json_each('[7, 3, 3, 9, 7]')").tolist() == [3, 7, 9]
    assert sorted_ids(database, "SELECT value AS id FROM json_each(?)", ("[1, 2, 3]",)).tolist() == [1, 2, 3]
    nothing = sorted_ids(database, "SELECT value AS id FROM json_each('[]')")
    assert nothing.tolist() == []
    assert nothing.dtype.name == "int64"
    with pytest.raises(CatalogueDamagedError):
        sorted_ids(database, "SELECT value AS id FROM json_each('[7, null, 9]')")
    database.close()


def test_a_scope_takes_whole_folders_and_nothing_beside_them(catalogue: Catalogue) -> None:
    """A folder's name is no prefix of another's: `ab` and `a.b` lie outside `a`, and so does a file called `a`."""
    root = add_root(catalogue)
    number = {
        path: index_file(catalogue, root.id, path).content_id
        for path in (b"a/1", b"a/b/2", b"ab/3", b"a.b/4", b"a0", b"top", b"a/\xff/5")
    }

    def live(*inside: bytes, outside: tuple[bytes, ...] = ()) -> set[int]:
        scope = FolderScope(
            inside=tuple((root.id, folder) for folder in inside),
            outside=tuple((root.id, folder) for folder in outside),
        )
        return set(catalogue.files.live_contents(scope).tolist())

    assert live(b"a") == live(b"a/") == {number[b"a/1"], number[b"a/b/2"], number[b"a/\xff/5"]}
    assert live(b"a", outside=(b"a/b",)) == {number[b"a/1"], number[b"a/\xff/5"]}
    assert live(b"a/\xff") == {number[b"a/\xff/5"]}
    assert live(b"a/b", b"ab") == {number[b"a/b/2"], number[b"ab/3"]}
    assert live(b"") == live() == set(number.values())
    assert live(outside=(b"",)) == set()
    assert live(b"nowhere") == set()


def test_scopes_tell_roots_apart(catalogue: Catalogue) -> None:
    """The same folder name under another root is another folder."""
    root, other = add_root(catalogue), add_root(catalogue, "other")
    here = index_file(catalogue, root.id, b"a/1", b"1").content_id
    there = index_file(catalogue, other.id, b"a/2", b"2").content_id

    inside = FolderScope(inside=((other.id, b"a"),))
    outside = FolderScope(outside=((other.id, b""),))

    assert catalogue.files.live_contents(inside).tolist() == [there]
    assert catalogue.files.live_contents(outside).tolist() == [here]


def test_assets_come_with_their_copies_smallest_id_first(catalogue: Catalogue) -> None:
    """All present files of a content are given, in the order of their ids, with paths as their roots lie now."""
    root, other = add_root(catalogue), add_root(catalogue, "other")
    content = index_file(catalogue, root.id, b"sub/\xff.jpg", b"same").content_id
    index_file(catalogue, other.id, b"b.jpg", b"same")
    single = index_file(catalogue, root.id, b"c.jpg", b"alone").content_id
    index_file(catalogue, root.id, b"gone.jpg", b"same")
    lose(catalogue, root.id, b"gone.jpg")
    roots = resolved(root) | resolved(other, online=False)

    found = catalogue.files.assets([single, content, 999, content], roots)

    assert set(found) == {content, single}
    ids = [asset.id for asset in found[content]]
    assert ids == sorted(ids)
    assert len(ids) == 2
    first = next(asset for asset in found[content] if asset.root_id == root.id)
    assert first.path == root.last_path / "sub" / "\udcff.jpg"
    assert (first.width, first.height, first.media_type) == (640, 480, "image/jpeg")
    assert first.content_hash == facts(b"same").hash
    assert {asset.root_id: asset.online for asset in found[content]} == {root.id: True, other.id: False}


def test_assets_inside_a_scope_only(catalogue: Catalogue) -> None:
    """A copy outside the scope is no result of it, nor is one under a root that is not given."""
    root, other = add_root(catalogue), add_root(catalogue, "other")
    content = index_file(catalogue, root.id, b"in/a", b"same").content_id
    index_file(catalogue, root.id, b"out/a", b"same")
    index_file(catalogue, other.id, b"in/a", b"same")

    scope = FolderScope(inside=((root.id, b"in"),))
    roots = resolved(root, other)

    assert [a.path.name for a in catalogue.files.assets([content], roots, scope)[content]] == ["a"]
    assert {a.root_id for a in catalogue.files.assets([content], resolved(other))[content]} == {other.id}
    assert catalogue.files.assets([content], {}) == {}
    assert catalogue.files.assets([], roots) == {}


def test_an_asset_is_found_by_its_id(catalogue: Catalogue) -> None:
    """An id gives its picture, also when its disk is away."""
    root = add_root(catalogue)
    recorded = index_file(catalogue, root.id, b"a.jpg")

    asset = catalogue.files.asset(recorded.asset_id, resolved(root, online=False))

    assert asset.id == recorded.asset_id
    assert asset.path == Path("/media/photos/pictures/a.jpg")
    assert (asset.online, asset.volume_label) == (False, "Photos")


@pytest.mark.parametrize("text", ["", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "x' OR 1=1 --", "\ud800", "\0"])
def test_an_id_that_was_never_given_is_unknown(catalogue: Catalogue, text: str) -> None:
    """Any other text, however odd, is an unknown id."""
    root = add_root(catalogue)
    index_file(catalogue, root.id, b"a.jpg")

    with pytest.raises(UnknownAssetError):
        catalogue.files.asset(AssetId(text), resolved(root))


def test_an_id_says_why_its_picture_cannot_be_had(catalogue: Catalogue) -> None:
    """A missing picture and one that is not indexed are told apart from an id that was never given."""
    root = add_root(catalogue)
    gone = index_file(catalogue, root.id, b"gone.jpg")
    lose(catalogue, root.id, b"gone.jpg")
    add_files(catalogue, root.id, b"waits.jpg")
    waits = asset_of(catalogue, root.id, b"waits.jpg")

    with pytest.raises(UnknownAssetError, match="no longer where it was"):
        catalogue.files.asset(gone.asset_id, resolved(root))
    with pytest.raises(UnknownAssetError, match="pending"):
        catalogue.files.asset(waits, resolved(root))
    with pytest.raises(UnknownAssetError):
        catalogue.files.asset(waits, {})


def test_places_name_where_contents_lie(catalogue: Catalogue) -> None:
    """The places of a content are its present files, oldest first."""
    root = add_root(catalogue)
    content = index_file(catalogue, root.id, b"z.jpg", b"same").content_id
    index_file(catalogue, root.id, b"a.jpg", b"same")
    index_file(catalogue, root.id, b"m.jpg", b"same")
    lose(catalogue, root.id, b"m.jpg")

    assert catalogue.files.places([content, 999]) == {
        content: (Place(root.id, b"z.jpg"), Place(root.id, b"a.jpg"))
    }
