"""Laws of the comparison between what the catalogue knows and what a walk met."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.assets import AssetId, FileStatus, ScanDelta, StoredFile, WalkedFile
from bowerbird_engine.scanning.delta import compare, kept_unread

# Few names, sizes, times and inodes, so that moves, swaps, hard links and coincidences happen often.
paths = st.sampled_from([b"a", b"b", b"c", b"x/a", b"x/b", b"x/y/a", b"y/a"])
facts = st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 3))


@st.composite
def walks(draw: st.DrawFn) -> list[WalkedFile]:
    """Make a walk: places are unique, facts may repeat."""
    found = draw(st.dictionaries(paths, facts, max_size=7))
    return [WalkedFile(path, size, mtime, inode) for path, (size, mtime, inode) in found.items()]


@st.composite
def libraries(draw: st.DrawFn) -> list[StoredFile]:
    """Make stored files: present places are unique, files that are gone, missing or held, may share one."""
    present = draw(st.dictionaries(paths, facts, max_size=7))
    gone = draw(st.lists(st.tuples(paths, facts, st.sampled_from(["missing", "held"])), max_size=4))
    rows = [(p, f, "") for p, f in present.items()] + gone
    order = draw(st.permutations(range(1, len(rows) + 1)))
    return [
        StoredFile(
            number,
            AssetId(f"id{number}"),
            path,
            *f,
            FileStatus.INDEXED,
            missing=how == "missing",
            held=how == "held",
        )
        for number, (path, f, how) in zip(order, rows, strict=True)
    ]


def applied(stored: list[StoredFile], delta: ScanDelta, *, hold: bool = False) -> list[StoredFile]:
    """Do to a list of files what the catalogue does with a delta, and with `hold` have held what is gone."""
    rows = {file.id: file for file in stored}
    for file in delta.missing:
        rows[file.id] = replace(rows[file.id], missing=not hold, held=hold)
    for file in delta.returned:
        rows[file.id] = replace(rows[file.id], missing=False, held=False)
    for file, seen in (*delta.moved, *delta.changed):
        rows[file.id] = replace(
            rows[file.id],
            path=seen.path,
            size=seen.size,
            mtime_ns=seen.mtime_ns,
            inode=seen.inode,
            missing=False,
            held=False,
        )
    number = max(rows, default=0)
    for seen in delta.added:
        number += 1
        rows[number] = StoredFile(
            number,
            AssetId(f"id{number}"),
            seen.path,
            seen.size,
            seen.mtime_ns,
            seen.inode,
            FileStatus.PENDING,
            missing=False,
        )
    return list(rows.values())


def present_paths(stored: list[StoredFile]) -> list[bytes]:
    """List the places of the files that are here, in order."""
    return sorted(file.path for file in stored if file.present)


@given(libraries(), walks(), st.booleans())
def test_applied_delta_gives_exactly_the_walked_places(
    stored: list[StoredFile], walked: list[WalkedFile], hold: bool
) -> None:
    """After a delta the present files are those that the walk met, each place once."""
    after = applied(stored, compare(stored, walked), hold=hold)
    assert present_paths(after) == sorted(seen.path for seen in walked)


@given(libraries(), walks(), st.booleans())
def test_second_scan_changes_nothing(stored: list[StoredFile], walked: list[WalkedFile], hold: bool) -> None:
    """Comparing again after the delta was applied finds nothing to do: what is held stays held."""
    after = applied(stored, compare(stored, walked), hold=hold)
    assert not compare(after, walked)


@given(libraries(), walks())
def test_what_is_held_is_recognised_as_if_it_were_missing(
    stored: list[StoredFile], walked: list[WalkedFile]
) -> None:
    """The ids that files keep do not depend on whether those that are gone wait for a yes."""
    held = [replace(file, missing=False, held=file.missing or file.held) for file in stored]
    missing = [replace(file, missing=file.missing or file.held, held=False) for file in stored]

    def ids(library: list[StoredFile]) -> list[tuple[int, bytes]]:
        return sorted(
            (file.id, file.path) for file in applied(library, compare(library, walked)) if file.present
        )

    assert ids(held) == ids(missing)


@given(libraries(), walks())
def test_every_file_is_used_at_most_once(stored: list[StoredFile], walked: list[WalkedFile]) -> None:
    """No stored file takes two places and no walked file goes to two stored ones."""
    delta = compare(stored, walked)
    rows = [f.id for f, _ in (*delta.changed, *delta.moved)] + [f.id for f in delta.returned + delta.missing]
    places = [w.path for _, w in (*delta.changed, *delta.moved)] + [w.path for w in delta.added]
    assert len(rows) == len(set(rows))
    assert len(places) == len(set(places))


@given(libraries(), walks(), st.randoms(use_true_random=False))
def test_order_does_not_matter(stored: list[StoredFile], walked: list[WalkedFile], random: object) -> None:
    """The delta depends on the files, not on the order in which they are given."""
    shuffled_stored, shuffled_walked = list(stored), list(walked)
    random.shuffle(shuffled_stored)  # type: ignore[attr-defined]
    random.shuffle(shuffled_walked)  # type: ignore[attr-defined]
    assert compare(shuffled_stored, shuffled_walked) == compare(stored, walked)


@given(libraries(), walks())
def test_moves_keep_inode_size_and_time(stored: list[StoredFile], walked: list[WalkedFile]) -> None:
    """A file is called moved only where inode, size and time agree and the inode says something."""
    for file, seen in compare(stored, walked).moved:
        assert (file.inode, file.size, file.mtime_ns) == (seen.inode, seen.size, seen.mtime_ns)
        assert file.inode


@given(libraries(), walks())
def test_unchanged_files_are_left_alone(stored: list[StoredFile], walked: list[WalkedFile]) -> None:
    """A present file that is met with all its facts is in no part of the delta."""
    delta = compare(stored, walked)
    touched = {f.id for f, _ in (*delta.changed, *delta.moved)} | {f.id for f in delta.missing}
    met = {(w.path, w.size, w.mtime_ns, w.inode) for w in walked}
    for file in stored:
        if not file.missing and (file.path, file.size, file.mtime_ns, file.inode) in met:
            assert file.id not in touched


@given(libraries(), walks(), st.sampled_from([(b"x",), (b"x/y", b"y"), (b"",)]))
def test_unread_folders_lose_and_move_nothing(
    stored: list[StoredFile], walked: list[WalkedFile], unread: tuple[bytes, ...]
) -> None:
    """Nothing below a folder that could not be listed becomes missing or moves, and the count says how many stay."""
    below = tuple(folder + b"/" if folder else b"" for folder in unread)
    walked = [seen for seen in walked if not seen.path.startswith(below)]
    delta = compare(stored, walked, unread)
    assert not any(f.path.startswith(below) for f in delta.missing)
    assert not any(f.path.startswith(below) for f, _ in delta.moved)
    kept = kept_unread(stored, walked, unread)
    assert len(present_paths(applied(stored, delta))) == len(walked) + kept


@given(walks())
def test_empty_library_takes_all(walked: list[WalkedFile]) -> None:
    """Everything that is met is new to an empty library."""
    assert sorted(w.path for w in compare([], walked).added) == sorted(w.path for w in walked)
