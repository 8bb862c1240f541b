"""Walks over real folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowerbird_engine.scanning.ignore import SKIP_REASONS, make_rules
from bowerbird_engine.scanning.walker import walk

RULES, _ = make_rules([".jpg", ".png"])


def make(root: Path, *names: str) -> None:
    """Make files with a few bytes."""
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())


def test_meets_pictures_with_their_facts(tmp_path: Path) -> None:
    """Each picture comes once, relative to the root, with size, time and inode as the file system has them."""
    make(tmp_path, "a.jpg", "b/c.PNG", "b/d/e.jpg", "notes.txt")
    found = walk(tmp_path, RULES)
    assert [f.path for f in found.files] == [b"a.jpg", b"b/c.PNG", b"b/d/e.jpg"]
    for file in found.files:
        facts = (tmp_path / file.path.decode()).stat()
        assert (file.size, file.mtime_ns, file.inode) == (facts.st_size, facts.st_mtime_ns, facts.st_ino)
    assert found.skips == {"not_a_picture": 1}
    assert not (found.vanished)
    assert not (found.unread)
    assert not (found.problems)


def test_leaves_out_what_the_rules_say_and_says_so(tmp_path: Path) -> None:
    """Skipped folders are not entered, are named, and every code has a sentence."""
    make(tmp_path, "a.jpg", ".git/x.jpg", "node_modules/p/y.jpg", "@eaDir/z.jpg", ".hidden.jpg", "tmp/t.jpg")
    found = walk(tmp_path, RULES)
    assert [f.path for f in found.files] == [b"a.jpg"]
    assert found.skips == {"hidden": 2, "program_files": 1, "cache": 1, "temporary": 1}
    assert dict(found.skipped_folders)[b"node_modules"] == "program_files"
    assert set(found.skips) <= set(SKIP_REASONS)


def test_marked_folders_are_left_out(tmp_path: Path) -> None:
    """A folder with a cache tag or a no-media mark is not entered; the root itself is what the person chose."""
    make(tmp_path, ".nomedia", "a.jpg", "music/.nomedia", "music/cover.jpg", "c/CACHEDIR.TAG", "c/x.jpg")
    found = walk(tmp_path, RULES)
    assert [f.path for f in found.files] == [b"a.jpg"]
    assert found.skips["cache"] == 1
    assert found.skips["own_rule"] == 1


def test_the_folders_that_were_looked_into_are_named(tmp_path: Path) -> None:
    """The root and every folder that is not left out is named once, also an empty one; a link is not."""
    make(tmp_path, "a.jpg", "b/d/e.jpg", "node_modules/p/y.jpg", "music/.nomedia", "c/notes.txt")
    (tmp_path / "empty").mkdir()
    assert sorted(walk(tmp_path, RULES).folders) == [b"", b"b", b"b/d", b"c", b"empty"]


def test_ignore_files_hold_in_their_folder(tmp_path: Path) -> None:
    """A `.bowerbirdignore` leaves files and folders out below its own folder, and can bring some back."""
    make(tmp_path, "a.png", "in/a.png", "in/keep/a.png", "in/sub/b.jpg", "tmp/c.jpg")
    (tmp_path / "in" / ".bowerbirdignore").write_text("*.png\nsub/\n!keep/*.png\n", encoding="utf-8")
    (tmp_path / ".bowerbirdignore").write_text("!tmp/\n", encoding="utf-8")
    found = walk(tmp_path, RULES)
    assert [f.path for f in found.files] == [b"a.png", b"in/keep/a.png", b"tmp/c.jpg"]
    assert found.skips["own_rule"] == 2


def test_unusable_ignore_file_is_a_problem_not_an_end(tmp_path: Path) -> None:
    """An ignore file that is a link is not followed; the walk says so and goes on."""
    make(tmp_path, "a.jpg", "elsewhere.txt")
    (tmp_path / ".bowerbirdignore").symlink_to(tmp_path / "elsewhere.txt")
    found = walk(tmp_path, RULES)
    assert [f.path for f in found.files] == [b"a.jpg"]
    assert [p.code for p in found.problems] == ["bad_ignore_file"]
    assert found.skips["bad_ignore_rule"] == 1


def test_senseless_rules_are_counted_and_named(tmp_path: Path) -> None:
    """A line that is no rule is a problem with its text; the other lines hold."""
    make(tmp_path, "a.jpg", "b.png")
    (tmp_path / ".bowerbirdignore").write_text("!\n*.png\n", encoding="utf-8")
    found = walk(tmp_path, RULES)
    assert [f.path for f in found.files] == [b"a.jpg"]
    assert found.skips["bad_ignore_rule"] == 1
    assert [(p.code, p.reason.endswith(": \u2018!\u2019")) for p in found.problems] == [
        ("bad_ignore_rule", True)
    ]


def test_empty_and_missing_roots(tmp_path: Path) -> None:
    """An empty folder is an empty walk; a folder that is not there has vanished."""
    empty = tmp_path / "empty"
    empty.mkdir()
    assert walk(empty, RULES).files == ()
    assert not walk(empty, RULES).vanished
    assert walk(tmp_path / "none", RULES).vanished


def test_own_folders_are_left_out_through_links_too(tmp_path: Path) -> None:
    """Folders of the library's own are not entered, however they were named; the same names elsewhere are."""
    make(tmp_path, "root/a.jpg", "root/mine/b.jpg", "root/x/mine/c.jpg")
    (tmp_path / "link").symlink_to(tmp_path / "root")
    rules, _ = make_rules([".jpg"], ["!mine/"])
    for own in (tmp_path / "root" / "mine", tmp_path / "link" / "mine"):
        found = walk(tmp_path / "root", rules, own_folders=[own, tmp_path, tmp_path / "root"])
        assert [f.path for f in found.files] == [b"a.jpg", b"x/mine/c.jpg"]
        assert found.skips == {"cache": 1}
    assert len(walk(tmp_path / "root", rules).files) == 3


def test_listener_ends_the_walk(tmp_path: Path) -> None:
    """What the listener raises reaches the caller: this is how a scan is cancelled."""
    make(tmp_path, "a/b.jpg")

    def stop(count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        walk(tmp_path, RULES, stop)
