"""Files that are held, let go and brought back, and folders that are removed and come back."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bowerbird_engine.assets import AssetId, ScanDelta
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.gone import Days
from bowerbird_engine.catalog.records import StoredRoot
from bowerbird_engine.errors import FolderError, UnknownAssetError, UnknownFolderError
from unit.catalog.builders import (
    DISK,
    add_files,
    add_root,
    asset_of,
    facts,
    find,
    index_file,
    lose,
    resolved,
    walked,
)

DAY_MS = 86_400_000
NOW = round(datetime(2026, 5, 10, 12, tzinfo=UTC).timestamp() * 1000)


def hold(catalogue: Catalogue, root_id: int, *paths: bytes) -> None:
    """Let a scan miss files and have them held."""
    held = tuple(find(catalogue, root_id, path) for path in paths)
    catalogue.files.apply(root_id, ScanDelta(held=held))


@pytest.fixture(name="root")
def _root(catalogue: Catalogue) -> StoredRoot:
    root = add_root(catalogue)
    for path in (b"a.jpg", b"x/b.jpg", b"x/c.jpg", b"x/y/d.jpg"):
        index_file(catalogue, root.id, path)
    return root


def test_what_is_held_is_found_and_shown_but_cannot_be_opened(catalogue: Catalogue, root: StoredRoot) -> None:
    """A held file is live in every way; its picture says since when it was not found, and is not counted as found."""
    collection = catalogue.collections.create("lamps")
    held_id = asset_of(catalogue, root.id, b"x/b.jpg")
    catalogue.collections.add(collection.id, [held_id])

    hold(catalogue, root.id, b"x/b.jpg")

    assert len(catalogue.files.live_contents()) == 4
    asset = catalogue.files.asset(held_id, resolved(root))
    assert not asset.online
    assert asset.held_since is not None
    assert abs(datetime.now(UTC) - asset.held_since) < timedelta(minutes=5)
    assert catalogue.collections.get(collection.id).pictures == 1
    assert sum(catalogue.files.counts([root.id]).values()) == 3
    assert catalogue.filters.in_roots([root.id]).tolist() != catalogue.files.live_contents().tolist()
    assert catalogue.texts.unread("reader", 9, 0, [root.id])
    assert asset.content_id not in {
        one.content_id for one in catalogue.texts.unread("reader", 9, 0, [root.id])
    }
    # The control: one that is missing is none of this.
    lose(catalogue, root.id, b"x/c.jpg")
    assert len(catalogue.files.live_contents()) == 3


def test_only_pictures_are_held(catalogue: Catalogue, root: StoredRoot) -> None:
    """A file that waits for the decoder has nothing that could be held."""
    add_files(catalogue, root.id, b"new.jpg")
    hold(catalogue, root.id, b"new.jpg")
    assert catalogue.gone.held_count() == 0


def test_the_list_says_where_all_of_it_lies_and_how_much_there_is(
    catalogue: Catalogue, root: StoredRoot
) -> None:
    """Held pictures are counted by folder, with the deepest one that has them all."""
    assert catalogue.gone.held() == []
    hold(catalogue, root.id, b"x/b.jpg", b"x/y/d.jpg")
    (held,) = catalogue.gone.held()
    assert (held.folder, held.within) == (root.last_path, root.last_path / "x")
    assert (held.pictures, held.known) == (2, 4)
    hold(catalogue, root.id, b"a.jpg")
    assert catalogue.gone.held()[0].within == root.last_path


def test_a_yes_lets_go_what_is_held_and_the_way_back_holds_it(catalogue: Catalogue, root: StoredRoot) -> None:
    """What is let go leaves the searches with its id kept; brought back, it is as it was, held since the same moment."""
    hold(catalogue, root.id, b"a.jpg", b"x/b.jpg", b"x/y/d.jpg")
    since = catalogue.gone.held()[0].since
    asset_id = asset_of(catalogue, root.id, b"x/b.jpg")

    assert catalogue.gone.drop([(root.id, b"x")], NOW) == 2

    with pytest.raises(UnknownAssetError):
        catalogue.files.asset(asset_id, resolved(root))
    assert [held.pictures for held in catalogue.gone.held()] == [1]
    (dropped,) = catalogue.gone.dropped()
    assert (dropped.pictures, dropped.within, dropped.removed) == (2, root.last_path / "x", False)
    assert dropped.until - dropped.day == timedelta(days=30)
    assert catalogue.gone.bring_back([]) == 0
    assert catalogue.gone.bring_back([(root.id, b"x/y")]) == 1
    assert catalogue.gone.bring_back(None) == 1
    assert catalogue.files.asset(asset_id, resolved(root)).held_since is not None
    assert (catalogue.gone.held()[0].since, catalogue.gone.held()[0].pictures) == (since, 3)
    assert catalogue.gone.dropped() == []


def test_days_are_told_apart(catalogue: Catalogue, root: StoredRoot) -> None:
    """What was let go on different days is listed and brought back by day."""
    hold(catalogue, root.id, b"a.jpg", b"x/b.jpg")
    catalogue.gone.drop([(root.id, b"x")], NOW - 3 * DAY_MS)
    catalogue.gone.drop(None, NOW)
    newer, older = catalogue.gone.dropped()
    assert newer.day - older.day == timedelta(days=3)

    assert catalogue.gone.bring_back(None, Days(first=newer.day + timedelta(days=1))) == 0
    assert catalogue.gone.bring_back(None, Days(last=older.day - timedelta(days=1))) == 0
    assert catalogue.gone.bring_back(None, Days(first=newer.day)) == 1
    assert [held.within for held in catalogue.gone.held()] == [root.last_path]
    assert catalogue.gone.bring_back(None, Days(older.day, older.day)) == 1


def test_losses_that_nobody_has_answered_count_towards_the_next(
    catalogue: Catalogue, root: StoredRoot
) -> None:
    """What scans dropped or held counts by the time of it; what the person let go does not."""
    lose(catalogue, root.id, b"a.jpg")
    hold(catalogue, root.id, b"x/b.jpg", b"x/c.jpg")
    assert catalogue.gone.lost_since(0) == {root.id: 3}
    assert catalogue.gone.lost_since(2**62) == {}
    catalogue.gone.drop([(root.id, b"x")], NOW)
    assert catalogue.gone.lost_since(0) == {root.id: 1}


def test_a_purge_takes_what_was_let_go_and_leaves_what_is_held(
    catalogue: Catalogue, root: StoredRoot
) -> None:
    """Held files stay for ever; contents that no file holds any more are named, so that their thumbnails go."""
    hold(catalogue, root.id, b"a.jpg", b"x/b.jpg")
    catalogue.gone.drop([(root.id, b"x")], NOW)

    files, contents = catalogue.files.purge_missing(timedelta(0))

    assert (files, contents) == (1, (facts(b"x/b.jpg").hash,))
    assert len(catalogue.files.live_contents()) == 3
    assert catalogue.gone.held_count() == 1


def test_a_file_with_the_same_bytes_takes_the_id_of_one_that_is_held(
    catalogue: Catalogue, root: StoredRoot
) -> None:
    """A picture that turns up in another folder is the held one, moved: its hold ends, and a second copy is new."""
    other = add_root(catalogue, "others")
    held_id = asset_of(catalogue, root.id, b"x/b.jpg")
    hold(catalogue, root.id, b"x/b.jpg")

    first = index_file(catalogue, other.id, b"moved.jpg", b"x/b.jpg")
    second = index_file(catalogue, other.id, b"copy.jpg", b"x/b.jpg")

    assert (first.moved, first.asset_id) == (True, held_id)
    assert not second.moved
    assert catalogue.gone.held() == []
    assert catalogue.files.asset(held_id, resolved(root, other)).path == Path(other.last_path / "moved.jpg")


@pytest.mark.parametrize("how", ["lost", "let go", "folder removed"])
def test_a_collection_keeps_a_picture_of_which_a_copy_is_left(
    catalogue: Catalogue, root: StoredRoot, how: str
) -> None:
    """Copied to another disk and then deleted, as file managers move, a picture stays in its collections, once each."""
    other = add_root(catalogue, "others")
    copy = index_file(catalogue, other.id, b"copy.jpg", b"x/b.jpg")
    moved, alone = (asset_of(catalogue, root.id, path) for path in (b"x/b.jpg", b"x/c.jpg"))
    assert copy.asset_id != moved
    lamps, both = (catalogue.collections.create(name).id for name in ("lamps", "both"))
    catalogue.collections.add(lamps, [alone, moved])
    catalogue.collections.add(both, [copy.asset_id, moved])

    if how == "lost":
        lose(catalogue, root.id, b"x/b.jpg", b"x/c.jpg")
    elif how == "let go":
        hold(catalogue, root.id, b"x/b.jpg", b"x/c.jpg")
        assert listed(catalogue, lamps) == [alone, moved]
        catalogue.gone.drop(None, NOW)
    else:
        catalogue.roots.put_aside(root.id, NOW)

    assert listed(catalogue, lamps) == listed(catalogue, both) == [copy.asset_id]
    # The control: of what has no copy nothing is left to be listed, until it is back.
    if how == "lost":
        returned = tuple(find(catalogue, root.id, path) for path in (b"x/b.jpg", b"x/c.jpg"))
        catalogue.files.apply(root.id, ScanDelta(returned=returned))
        assert listed(catalogue, lamps) == [alone, copy.asset_id]
        assert listed(catalogue, both) == [copy.asset_id, moved]


def test_a_yes_is_for_what_was_shown(catalogue: Catalogue, root: StoredRoot) -> None:
    """What a scan finds gone between the list and the yes goes on waiting."""
    hold(catalogue, root.id, b"a.jpg", b"x/b.jpg")
    (shown,) = catalogue.gone.held()
    while time.time_ns() // 1_000_000 <= round((shown.latest or shown.since).timestamp() * 1000):
        time.sleep(0.001)
    hold(catalogue, root.id, b"x/c.jpg")
    assert catalogue.gone.drop(None, NOW, shown.latest) == 2
    assert [held.pictures for held in catalogue.gone.held()] == [1]
    # The control: without it all that waits is meant.
    assert catalogue.gone.drop(None, NOW) == 1


@pytest.mark.parametrize(
    ("days", "back"),
    [(Days(), 1), (Days(date.min, date.max), 1), (Days(date.max), 0), (Days(last=date.min), 0)],
)
def test_days_of_any_year_can_be_asked_for(
    catalogue: Catalogue, root: StoredRoot, days: Days, back: int
) -> None:
    """The first day that there is and the last one are days like any other."""
    lose(catalogue, root.id, b"a.jpg")
    assert catalogue.gone.bring_back(None, days) == back


def test_a_larger_folder_takes_in_those_that_were_removed_from_it(catalogue: Catalogue) -> None:
    """Their files have their ids and states in it, what is held goes on waiting, and what was gone can still be had."""
    best, beside = (add_root(catalogue, name) for name in ("all/best", "alles"))
    for root in (best, beside):
        for path in (b"a.jpg", b"x/b.jpg", b"x/c.jpg"):
            index_file(catalogue, root.id, path, b"%d %b" % (root.id, path))
    ids = {path: asset_of(catalogue, best.id, path) for path in (b"a.jpg", b"x/b.jpg", b"x/c.jpg")}
    hold(catalogue, best.id, b"x/b.jpg")
    lose(catalogue, best.id, b"x/c.jpg")
    for root in (best, beside):
        catalogue.roots.put_aside(root.id, NOW)

    larger = add_root(catalogue, "all")

    files = {file.path: file for file in catalogue.files.of_root(larger.id)}
    assert {path: file.asset_id for path, file in files.items()} == {
        b"best/" + path: asset_id for path, asset_id in ids.items()
    }
    assert [files[b"best/" + path].present for path in ids] == [True, False, False]
    (held,) = catalogue.gone.held()
    assert (held.root_id, held.pictures, catalogue.roots.pictures(larger.id)) == (larger.id, 1, 2)
    # The control: a folder that only begins alike stays away.
    assert [removed.id for removed in catalogue.roots.removed()] == [beside.id]
    assert catalogue.gone.bring_back([(larger.id, b"best/x")]) == 1
    assert catalogue.gone.held_count() == 2


def listed(catalogue: Catalogue, collection: str) -> list[AssetId]:
    """Give the ids of what a collection lists."""
    return [member.asset_id for member in catalogue.collections.members(collection, 99)]


def test_another_file_at_the_place_of_a_held_one_leaves_it_held(
    catalogue: Catalogue, root: StoredRoot
) -> None:
    """A file that was moved to where a held one lay is a file of its own; that one is still not found."""
    held_id, moved_id = asset_of(catalogue, root.id, b"x/b.jpg"), asset_of(catalogue, root.id, b"a.jpg")
    hold(catalogue, root.id, b"x/b.jpg")
    moved = ((find(catalogue, root.id, b"a.jpg"), walked(b"x/b.jpg", 99)),)
    catalogue.files.apply(root.id, ScanDelta(moved=moved))

    roots = resolved(root)
    assert catalogue.files.asset(held_id, roots).path == catalogue.files.asset(moved_id, roots).path
    assert catalogue.files.asset(moved_id, roots).online
    assert not catalogue.files.asset(held_id, roots).online


def test_a_folder_comes_back_as_it_was(catalogue: Catalogue, root: StoredRoot) -> None:
    """A folder that was put aside is nowhere; added again, it has its files, its held ones, and what was gone is gone."""
    hold(catalogue, root.id, b"x/b.jpg")
    lose(catalogue, root.id, b"x/c.jpg")
    ids = {file.path: file.asset_id for file in catalogue.files.of_root(root.id)}
    held = catalogue.gone.held()

    assert catalogue.roots.put_aside(root.id, NOW) == 3

    assert catalogue.roots.all() == []
    assert [removed.id for removed in catalogue.roots.removed()] == [root.id]
    assert catalogue.files.live_contents().tolist() == []
    (dropped,) = catalogue.gone.dropped()
    assert (dropped.removed, dropped.pictures) == (True, 3)
    assert catalogue.gone.bring_back(None) == 0
    with pytest.raises(UnknownFolderError):
        catalogue.roots.put_aside(root.id, NOW)

    assert catalogue.roots.add(DISK, root.path_on_volume, root.last_path) == root

    assert {file.path: file.asset_id for file in catalogue.files.of_root(root.id)} == ids
    assert len(catalogue.files.live_contents()) == 3
    assert catalogue.gone.held() == held
    with pytest.raises(FolderError):
        catalogue.roots.add(DISK, root.path_on_volume, root.last_path)
    with pytest.raises(UnknownFolderError):
        catalogue.roots.bring_back(root.id)


def test_a_folder_that_was_removed_is_purged_whole(catalogue: Catalogue, root: StoredRoot) -> None:
    """After its time nothing of a removed folder is left; one that was removed later is."""
    later = add_root(catalogue, "later")
    index_file(catalogue, later.id, b"e.jpg")
    catalogue.roots.put_aside(root.id, NOW)
    catalogue.roots.put_aside(later.id, round(datetime.now(UTC).timestamp() * 1000) + DAY_MS)

    assert len(catalogue.files.purge_missing(timedelta(0)).contents) == 4

    assert [removed.id for removed in catalogue.roots.removed()] == [later.id]
    assert catalogue.integrity_problems() == []


def test_a_root_has_files_while_one_is_found_or_held(catalogue: Catalogue, root: StoredRoot) -> None:
    """Pending, indexed or held; what a scan found missing is none, and another root has its own."""
    other = add_root(catalogue, "other")
    assert catalogue.files.are_in(root.id)
    assert not catalogue.files.are_in(other.id)
    catalogue.files.apply(other.id, ScanDelta(added=(walked(b"new.jpg"),)))
    assert catalogue.files.are_in(other.id)

    lose(catalogue, root.id, b"a.jpg", b"x/b.jpg", b"x/c.jpg")
    hold(catalogue, root.id, b"x/y/d.jpg")
    assert sum(catalogue.files.counts([root.id]).values()) == 0
    assert catalogue.files.are_in(root.id)
    lose(catalogue, root.id, b"x/y/d.jpg")
    assert not catalogue.files.are_in(root.id)
