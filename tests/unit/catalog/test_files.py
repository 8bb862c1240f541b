"""The life of a file in the catalogue: found, changed, moved, missing, decoded, failed."""

from __future__ import annotations

import dataclasses
import posixpath
from datetime import timedelta

import pytest

from bowerbird_engine.assets import FileStatus, ScanDelta, WalkedFile
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import CatalogueError, UsageError
from unit.catalog.builders import add_files, add_root, facts, find, index_file, lose, walked


def test_new_files_wait_with_ids_of_their_own(catalogue: Catalogue) -> None:
    """Files that a scan adds are pending, present, and each has another id."""
    root = add_root(catalogue)
    catalogue.files.apply(root.id, ScanDelta(added=(walked(b"a.jpg", 1), walked(b"b/c.jpg", 2))))

    stored = catalogue.files.of_root(root.id)

    assert [file.path for file in stored] == [b"a.jpg", b"b/c.jpg"]
    assert {file.status for file in stored} == {FileStatus.PENDING}
    assert not any(file.missing for file in stored)
    assert len({file.asset_id for file in stored}) == 2
    assert all(len(file.asset_id) == 26 for file in stored)


@pytest.mark.parametrize(
    "seen",
    [
        WalkedFile(b"caf\xc3\xa9/\xff\xfe\x80.jpg", 1, 2, 3),
        WalkedFile(b"two\nlines\t.png", 0, -1, 0),
        WalkedFile(b"n" * 255, 2**40, 2**63, 2**64 - 1),
        WalkedFile(b"quote'\"; DROP TABLE file; --.jpg", 1, -(2**63) - 1, 2**127),
    ],
    ids=["no-utf8", "newline", "beyond-64-bits", "hostile"],
)
def test_any_name_and_any_number_of_a_file_system_comes_back_as_it_was(
    catalogue: Catalogue, seen: WalkedFile
) -> None:
    """Names are bytes, and times and inodes beyond 64 signed bits are kept whole."""
    root = add_root(catalogue)
    catalogue.files.apply(root.id, ScanDelta(added=(seen,)))

    (stored,) = catalogue.files.of_root(root.id)

    assert (stored.path, stored.size, stored.mtime_ns, stored.inode) == dataclasses.astuple(seen)


def test_a_changed_file_waits_again_under_its_id(catalogue: Catalogue) -> None:
    """A file whose bytes may be others keeps its id, takes the new facts, and is no longer shown as what it was."""
    root = add_root(catalogue)
    content = index_file(catalogue, root.id, b"a.jpg")
    before = find(catalogue, root.id, b"a.jpg")

    catalogue.files.apply(root.id, ScanDelta(changed=((before, walked(b"a.jpg", 77)),)))

    after = find(catalogue, root.id, b"a.jpg")
    assert (after.id, after.asset_id) == (before.id, before.asset_id)
    assert (after.status, after.mtime_ns) == (FileStatus.PENDING, walked(b"a.jpg", 77).mtime_ns)
    assert content.content_id not in catalogue.files.live_contents()


def test_a_moved_file_keeps_id_status_and_content(catalogue: Catalogue) -> None:
    """A move changes the place alone: nothing has to be decoded or embedded again."""
    root = add_root(catalogue)
    recorded = index_file(catalogue, root.id, b"a.jpg")
    before = find(catalogue, root.id, b"a.jpg")

    catalogue.files.apply(root.id, ScanDelta(moved=((before, walked(b"new/b.jpg", 5)),)))

    (after,) = catalogue.files.of_root(root.id)
    assert (after.asset_id, after.path, after.status) == (before.asset_id, b"new/b.jpg", FileStatus.INDEXED)
    assert catalogue.files.live_contents().tolist() == [recorded.content_id]
    assert catalogue.files.pending([root.id], 10) == []


def test_two_files_may_change_places(catalogue: Catalogue) -> None:
    """A scan that finds two files swapped is stored, each under its own id."""
    root = add_root(catalogue)
    first, second = add_files(catalogue, root.id, b"1.jpg", b"2.jpg")

    swap = ((first, walked(b"2.jpg", 1)), (second, walked(b"1.jpg", 2)))
    catalogue.files.apply(root.id, ScanDelta(moved=swap))

    assert find(catalogue, root.id, b"2.jpg").asset_id == first.asset_id
    assert find(catalogue, root.id, b"1.jpg").asset_id == second.asset_id


def test_a_file_may_take_the_place_of_one_that_went_missing_in_the_same_scan(catalogue: Catalogue) -> None:
    """`mv a b` over an existing file: a's id is at b, b's id is missing, and a new file may lie at a."""
    root = add_root(catalogue)
    first, second = add_files(catalogue, root.id, b"a.jpg", b"b.jpg")

    catalogue.files.apply(
        root.id,
        ScanDelta(added=(walked(b"a.jpg", 9),), moved=((first, walked(b"b.jpg", 1)),), missing=(second,)),
    )

    present = {file.path: file.asset_id for file in catalogue.files.of_root(root.id) if not file.missing}
    assert present[b"b.jpg"] == first.asset_id
    assert present[b"a.jpg"] not in {first.asset_id, second.asset_id}
    assert [file.id for file in catalogue.files.of_root(root.id) if file.missing] == [second.id]


def test_a_missing_file_keeps_its_row_and_may_return(catalogue: Catalogue) -> None:
    """Missing is no end: the file is not counted nor shown, and is itself again when it returns."""
    root = add_root(catalogue)
    recorded = index_file(catalogue, root.id, b"a.jpg")
    lose(catalogue, root.id, b"a.jpg")

    (gone,) = catalogue.files.of_root(root.id)
    assert gone.missing
    assert catalogue.files.live_contents().tolist() == []
    assert sum(catalogue.files.counts([root.id]).values()) == 0
    assert catalogue.files.missing_count([root.id]) == 1

    catalogue.files.apply(root.id, ScanDelta(returned=(gone,)))
    assert catalogue.files.live_contents().tolist() == [recorded.content_id]
    assert find(catalogue, root.id, b"a.jpg").asset_id == gone.asset_id


def test_two_present_files_never_share_a_place(catalogue: Catalogue) -> None:
    """A delta that contradicts the catalogue is refused whole."""
    root = add_root(catalogue)
    add_files(catalogue, root.id, b"a.jpg")

    with pytest.raises(CatalogueError):
        catalogue.files.apply(root.id, ScanDelta(added=(walked(b"b.jpg", 2), walked(b"a.jpg", 3))))

    assert [file.path for file in catalogue.files.of_root(root.id)] == [b"a.jpg"]


def test_pending_files_come_by_id_in_pages(catalogue: Catalogue) -> None:
    """`after` and `limit` page through what waits, in the asked roots alone, without missing files."""
    root, other = add_root(catalogue), add_root(catalogue, "other")
    files = add_files(catalogue, root.id, b"a", b"b", b"c", b"d")
    add_files(catalogue, other.id, b"x")
    lose(catalogue, root.id, b"b")

    page = catalogue.files.pending([root.id], 2)
    rest = catalogue.files.pending([root.id], 2, after=page[-1].id)

    assert [file.path for file in (*page, *rest)] == [b"a", b"c", b"d"]
    assert page[0].size == files[0].size
    assert [file.path for file in catalogue.files.pending([root.id, other.id], 9)] == [b"a", b"c", b"d", b"x"]
    assert catalogue.files.pending([], 9) == []


def test_the_journal_counts_the_decodings_that_never_ended(catalogue: Catalogue) -> None:
    """Each begin counts; a failure keeps the count, success and another try reset it."""
    root = add_root(catalogue)
    killer, fine = add_files(catalogue, root.id, b"killer.jpg", b"fine.jpg")
    catalogue.files.begin([killer.id, fine.id])
    catalogue.files.begin([killer.id])

    assert [file.attempts for file in catalogue.files.pending([root.id], 9)] == [2, 1]

    catalogue.files.record(fine.id, facts(b"fine"))
    catalogue.files.fail(killer.id, FileStatus.QUARANTINED, "decoder_died", "It crashed the decoder twice.")
    assert catalogue.files.pending([root.id], 9) == []

    catalogue.files.retry([killer.id, fine.id])
    assert [(file.path, file.attempts) for file in catalogue.files.pending([root.id], 9)] == [
        (b"killer.jpg", 0)
    ]


def test_files_with_the_same_bytes_share_one_content(catalogue: Catalogue) -> None:
    """A copy is a second file of the same content, with an id of its own."""
    root = add_root(catalogue)
    first = index_file(catalogue, root.id, b"a.jpg", b"same")
    second = index_file(catalogue, root.id, b"copy/a.jpg", b"same")

    assert first.content_id == second.content_id
    assert not second.moved
    assert first.asset_id != second.asset_id


def test_a_missing_file_found_elsewhere_by_its_bytes_keeps_its_id(catalogue: Catalogue) -> None:
    """A file that was moved to another folder and disk is the same asset there; the new row is gone."""
    root, other = add_root(catalogue), add_root(catalogue, "other")
    before = index_file(catalogue, root.id, b"a.jpg", b"bytes")
    lose(catalogue, root.id, b"a.jpg")

    after = index_file(catalogue, other.id, b"archive/2024.jpg", b"bytes")

    assert after.moved
    assert (after.asset_id, after.content_id) == (before.asset_id, before.content_id)
    assert catalogue.files.of_root(root.id) == []
    (stored,) = catalogue.files.of_root(other.id)
    assert (stored.path, stored.asset_id, stored.status) == (
        b"archive/2024.jpg",
        before.asset_id,
        FileStatus.INDEXED,
    )


def test_of_several_missing_files_the_oldest_of_the_same_root_returns(catalogue: Catalogue) -> None:
    """Which row takes over is no matter of chance."""
    root, other = add_root(catalogue), add_root(catalogue, "other")
    elsewhere = index_file(catalogue, other.id, b"0.jpg", b"bytes")
    older = index_file(catalogue, root.id, b"1.jpg", b"bytes")
    newer = index_file(catalogue, root.id, b"2.jpg", b"bytes")
    lose(catalogue, root.id, b"1.jpg", b"2.jpg")
    lose(catalogue, other.id, b"0.jpg")

    found = [
        index_file(catalogue, root.id, path, b"bytes").asset_id for path in (b"3.jpg", b"4.jpg", b"5.jpg")
    ]

    assert found == [older.asset_id, newer.asset_id, elsewhere.asset_id]


def test_an_id_that_was_shown_is_never_merged_into_another(catalogue: Catalogue) -> None:
    """When an indexed file is overwritten with the bytes of a missing one, both ids stay what they were."""
    root = add_root(catalogue)
    first = index_file(catalogue, root.id, b"a.jpg", b"A")
    second = index_file(catalogue, root.id, b"b.jpg", b"B")
    lose(catalogue, root.id, b"a.jpg")
    stored = find(catalogue, root.id, b"b.jpg")
    catalogue.files.apply(root.id, ScanDelta(changed=((stored, walked(b"b.jpg", 50)),)))

    again = catalogue.files.record(stored.id, facts(b"A"))

    assert not again.moved
    assert again.asset_id == second.asset_id
    assert find(catalogue, root.id, b"a.jpg").asset_id == first.asset_id


def test_every_file_ends_once_and_the_counts_add_up(catalogue: Catalogue) -> None:
    """The counts by status cover each present file exactly once, and every status has a count."""
    root = add_root(catalogue)
    files = add_files(catalogue, root.id, *(b"%d.jpg" % number for number in range(6)))
    catalogue.files.record(files[0].id, facts(b"0"))
    catalogue.files.record(files[1].id, facts(b"0"))
    catalogue.files.fail(files[2].id, FileStatus.UNREADABLE, "truncated", "It ends too early.")
    catalogue.files.fail(files[3].id, FileStatus.SKIPPED, "too_small", "It is an icon.")
    catalogue.files.fail(files[4].id, FileStatus.QUARANTINED, "decoder_died", "It crashed.")

    assert catalogue.files.counts([root.id]) == {
        FileStatus.PENDING: 1,
        FileStatus.INDEXED: 2,
        FileStatus.UNREADABLE: 1,
        FileStatus.SKIPPED: 1,
        FileStatus.QUARANTINED: 1,
    }
    assert sum(catalogue.files.counts([]).values()) == 0


def test_failures_name_the_file_and_the_reason(catalogue: Catalogue) -> None:
    """A failed file is listed with its absolute path, its code and its sentence, whatever bytes are in its name."""
    root = add_root(catalogue)
    (file,) = add_files(catalogue, root.id, b"sub/\xff.jpg")
    catalogue.files.fail(file.id, FileStatus.UNREADABLE, "truncated", "It ends \ud800 too early.")

    (failure,) = catalogue.files.failures(10)

    assert failure.path == root.last_path / "sub" / "\udcff.jpg"
    assert (failure.status, failure.code, failure.reason) == (
        FileStatus.UNREADABLE,
        "truncated",
        "It ends ? too early.",
    )
    lose(catalogue, root.id, b"sub/\xff.jpg")
    assert catalogue.files.failures(10) == []


def test_a_file_cannot_fail_as_indexed(catalogue: Catalogue) -> None:
    """Only the three ways of failing are failures."""
    root = add_root(catalogue)
    (file,) = add_files(catalogue, root.id, b"a.jpg")

    with pytest.raises(UsageError):
        catalogue.files.fail(file.id, FileStatus.INDEXED, "x", "y")
    with pytest.raises(UsageError):
        catalogue.files.record(999, facts(b"x"))


def test_failed_files_of_some_codes_get_another_try(catalogue: Catalogue) -> None:
    """`retry_failed` takes the failures of these roots, narrowed to codes that may pass now."""
    root, other = add_root(catalogue), add_root(catalogue, "other")
    files = add_files(catalogue, root.id, b"a", b"b")
    (elsewhere,) = add_files(catalogue, other.id, b"c")
    for file, code in zip((*files, elsewhere), ("no_permission", "truncated", "no_permission"), strict=True):
        catalogue.files.fail(file.id, FileStatus.UNREADABLE, code, "Why not.")

    assert catalogue.files.retry_failed([root.id], ["no_permission"]) == 1
    assert [file.path for file in catalogue.files.pending([root.id, other.id], 9)] == [b"a"]
    assert catalogue.files.retry_failed([root.id, other.id]) == 2


def test_long_missing_files_go_and_take_their_contents_along(catalogue: Catalogue) -> None:
    """A purge forgets what has been missing for so long, and no content that another file still holds."""
    root = add_root(catalogue)
    kept = index_file(catalogue, root.id, b"kept.jpg", b"shared")
    index_file(catalogue, root.id, b"copy.jpg", b"shared")
    index_file(catalogue, root.id, b"alone.jpg", b"alone")
    lose(catalogue, root.id, b"copy.jpg", b"alone.jpg")

    assert catalogue.files.purge_missing(timedelta(days=30)).files == 0
    assert len(catalogue.files.of_root(root.id)) == 3
    assert catalogue.files.purge_missing(timedelta(0)).files == 2

    assert [file.path for file in catalogue.files.of_root(root.id)] == [b"kept.jpg"]
    assert catalogue.files.live_contents().tolist() == [kept.content_id]
    assert not index_file(catalogue, root.id, b"alone.jpg", b"alone").moved


def test_ids_are_not_used_again_after_a_purge(catalogue: Catalogue) -> None:
    """Neither the public id nor the internal keys of what is gone come back."""
    root = add_root(catalogue)
    old = index_file(catalogue, root.id, b"a.jpg")
    old_file = find(catalogue, root.id, b"a.jpg").id
    lose(catalogue, root.id, b"a.jpg")
    catalogue.files.purge_missing(timedelta(0))

    new = index_file(catalogue, root.id, b"a.jpg")

    assert new.asset_id != old.asset_id
    assert new.content_id > old.content_id
    assert find(catalogue, root.id, b"a.jpg").id > old_file


def test_the_skips_of_the_latest_scan_replace_those_before(catalogue: Catalogue) -> None:
    """Skips are counted by code and summed over roots."""
    root, other = add_root(catalogue), add_root(catalogue, "other")
    catalogue.files.set_skips(root.id, {"hidden": 3, "cache": 1})
    catalogue.files.set_skips(root.id, {"hidden": 2})
    catalogue.files.set_skips(other.id, {"hidden": 5, "too_small": 4})

    assert catalogue.files.skips([root.id]) == {"hidden": 2}
    assert catalogue.files.skips([root.id, other.id]) == {"hidden": 7, "too_small": 4}


def test_folders_are_counted_one_by_one(catalogue: Catalogue) -> None:
    """Each folder says how many pictures, copies, small ones and failures lie directly in it."""
    root = add_root(catalogue)
    index_file(catalogue, root.id, b"top.jpg", b"top")
    index_file(catalogue, root.id, b"away/top.jpg", b"top")
    held = tuple(file for file in catalogue.files.of_root(root.id) if file.path == b"away/top.jpg")
    catalogue.files.apply(root.id, ScanDelta(held=held))
    index_file(catalogue, root.id, b"shoot/a.jpg", b"same")
    index_file(catalogue, root.id, b"shoot/b.jpg", b"same")
    (icon, bad, _waits) = add_files(
        catalogue, root.id, b"shoot/icon.png", b"shoot/deep/bad.jpg", b"shoot/w.jpg"
    )
    catalogue.files.record(icon.id, facts(b"icon", width=64, height=64))
    catalogue.files.fail(bad.id, FileStatus.UNREADABLE, "truncated", "It ends too early.")

    counted = {counts.path: counts for counts in catalogue.files.folders(root.id)}

    assert list(counted) == [b"", b"shoot", b"shoot/deep"]
    assert (counted[b""].pictures, counted[b""].duplicates) == (1, 0)
    shoot = counted[b"shoot"]
    assert (shoot.pictures, shoot.duplicates, shoot.small, shoot.failed) == (3, 2, 1, 0)
    assert (counted[b"shoot/deep"].pictures, counted[b"shoot/deep"].failed) == (0, 1)
    assert shoot.byte_size == sum(
        file.size for file in catalogue.files.of_root(root.id) if posixpath.dirname(file.path) == b"shoot"
    )
