"""Folders that hold what no picture folder should, and folders that change or vanish under the walk."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bowerbird_engine.assets import FileStatus
from bowerbird_engine.reports import Progress
from bowerbird_engine.scanning.ignore import make_rules
from bowerbird_engine.scanning.walker import walk
from fakes.indexed import Library, assert_adds_up, make_picture

RULES, _ = make_rules([".jpg", ".png"])
NOBODY = 65534


def test_links_loops_and_escapes_are_not_followed(tmp_path: Path) -> None:
    """Links to files, folders, loops and places outside are counted and lead nowhere."""
    outside = make_picture(tmp_path / "outside" / "secret.jpg", 1)
    root = tmp_path / "root"
    make_picture(root / "a.jpg", 2)
    (root / "to-file.jpg").symlink_to(outside)
    (root / "to-folder").symlink_to(outside.parent)
    (root / "up").symlink_to("..")
    (root / "self").symlink_to(".")
    (root / "loop1").symlink_to("loop2")
    (root / "loop2").symlink_to("loop1")
    (root / "dangling.jpg").symlink_to("none")
    found = walk(root, RULES)
    assert [f.path for f in found.files] == [b"a.jpg"]
    assert found.skips == {"symlink": 7}


def test_pipes_sockets_and_devices_are_passed_by(tmp_path: Path) -> None:
    """What only looks like a picture is not opened: a pipe without a writer would block for ever."""
    make_picture(tmp_path / "a.jpg", 1)
    os.mkfifo(tmp_path / "pipe.jpg")
    with socket.socket(socket.AF_UNIX) as server:
        # A socket's path may be no longer than about a hundred bytes.
        here = os.open(tmp_path, os.O_RDONLY)
        server.bind(f"/proc/self/fd/{here}/socket.jpg")
        os.close(here)
    found = walk(tmp_path, RULES)
    assert [f.path for f in found.files] == [b"a.jpg"]
    assert found.skips == {"not_a_file": 2}


def test_pipe_in_place_of_a_known_picture_ends_as_missing(tmp_path: Path) -> None:
    """A picture that was replaced by a pipe is gone; the run does not wait for the pipe."""
    folder = tmp_path / "pictures"
    make_picture(folder / "a.png", 1)
    make_picture(folder / "b.png", 2)
    with Library(tmp_path / "home") as library:
        library.add(folder)
        library.index()
        (folder / "a.png").unlink()
        os.mkfifo(folder / "a.png")
        report = library.index()
    assert_adds_up(report)
    assert (report.missing, report.counts[FileStatus.INDEXED]) == (1, 1)


NAMES = [
    b"new\nline.png",
    b"\xff\xfe-no-utf8.png",
    b"n" * 251 + b".png",
    "a\u0308 nfd.png".encode(),
    "\u00e4 nfc.png".encode(),
    "\U0001f426 bird.png".encode(),
    b"Case.png",
    b"case.png",
    b" leading and trailing .png",
    b"-rf.png",
    b"%41%s{0}.png",
    b"quote'\"`$(id).png",
    b"back\\slash.png",
    "\u202egnp.exe.png".encode(),
]


def test_names_of_all_kinds_are_indexed(tmp_path: Path) -> None:
    """Every name that the file system takes survives the way through the catalogue and opens the same file."""
    folder = tmp_path / "pictures"
    for number, name in enumerate(NAMES):
        path = make_picture(tmp_path / "made.png", number)
        place = folder / os.fsdecode(b"sub\xff") if number % 2 else folder
        place.mkdir(parents=True, exist_ok=True)
        path.rename(place / os.fsdecode(name))
    with Library(tmp_path / "home") as library:
        library.add(folder)
        report = library.index()
        assert report.counts[FileStatus.INDEXED] == len(NAMES), report.failures
        assets = library.assets()
    assert {os.fsencode(asset.path.name) for asset in assets.values()} == set(NAMES)
    for asset in assets.values():
        assert hashlib.sha256(asset.path.read_bytes()).digest() == asset.content_hash


def test_very_deep_folders_are_reached_or_reported(tmp_path: Path) -> None:
    """Forty levels are walked; what lies deeper than a path can be long is a problem, not an end."""
    deep = tmp_path / "deep"
    make_picture(deep.joinpath(*["level"] * 40) / "a.png", 1)
    here = os.open(deep, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("x" * 250, dir_fd=here)
        below = os.open("x" * 250, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    found = walk(deep, RULES)
    assert [f.path for f in found.files] == [b"level/" * 40 + b"a.png"]
    assert [p.code for p in found.problems] == ["path_too_long"]
    assert found.unread
    shutil.rmtree(deep)


def test_root_that_vanishes_during_the_walk_loses_nothing(tmp_path: Path) -> None:
    """A root that goes away, or is replaced by another folder, while it is walked is offline."""
    folder = tmp_path / "pictures"
    for number in range(20):
        make_picture(folder / f"{number}" / "a.png", number)
    away = tmp_path / "away"

    def take_away(progress: Progress) -> None:
        if progress.phase == "scan" and progress.done >= 5 and not away.exists():
            folder.rename(away)
            (folder / "7").mkdir(parents=True)

    with Library(tmp_path / "home") as library:
        library.add(folder)
        library.index()
        before = {asset.id for asset in library.assets().values()}
        report = library.index(progress=take_away)
        assert away.exists()
        assert len(report.offline) == 1
        assert report.missing == 0
        assert {asset.id for asset in library.assets().values()} == before
        shutil.rmtree(folder)
        away.rename(folder)
        back = library.index()
    assert (back.offline, back.embedded, back.counts[FileStatus.INDEXED]) == ((), 0, 20)


def test_folder_that_vanishes_before_decoding_ends_as_rows(tmp_path: Path) -> None:
    """Files that go away between the walk and the decoder end with a reason; when they are back they are indexed."""
    folder = tmp_path / "pictures"
    make_picture(folder / "stays.png", 0)
    for number in range(5):
        make_picture(folder / "sub" / f"{number}.png", number + 1)
    away = tmp_path / "away"

    def take_away(progress: Progress) -> None:
        # The walk has listed `sub` by the time that it comes to the folder after it.
        if progress.phase == "scan" and progress.done == 6:
            (folder / "sub").rename(away)

    (folder / "zzz").mkdir()
    with Library(tmp_path / "home") as library:
        library.add(folder)
        report = library.index(progress=take_away)
        assert_adds_up(report)
        assert away.exists()
        assert report.counts[FileStatus.UNREADABLE] == 5
        assert {failure.code for failure in report.failures} == {"vanished"}
        away.rename(folder / "sub")
        assert library.index().counts[FileStatus.INDEXED] == 6


def test_growing_file_is_indexed_when_it_is_whole(tmp_path: Path) -> None:
    """A file that is being written while it is read is a row that says so, and is read again by the next run."""
    folder = tmp_path / "pictures"
    make_picture(folder / "still.png", 1)
    growing = make_picture(folder / "growing.png", 2, size=(1600, 1200))
    whole = growing.read_bytes()
    done = threading.Event()

    def grow() -> None:
        with growing.open("ab", buffering=0) as stream:
            while not done.is_set():
                stream.write(b"\0" * 16)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        with Library(tmp_path / "home") as library:
            library.add(folder)
            report = library.index()
            assert_adds_up(report)
            assert [(f.path.name, f.code) for f in report.failures] == [("growing.png", "changed_while_read")]
            done.set()
            writer.join()
            growing.write_bytes(whole)
            assert library.index().counts[FileStatus.INDEXED] == 2
    finally:
        done.set()
        writer.join()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Make a folder that an ordinary user can reach and that belongs to one."""
    folder = Path(tempfile.mkdtemp(prefix="bowerbird-"))
    folder.chmod(0o755)
    yield folder
    for path in [folder, *folder.iterdir()]:
        path.chmod(0o700)  # so that an ordinary user too can remove what a test forbade
    shutil.rmtree(folder)


WALK_AS_NOBODY = """
import json, os, sys
from pathlib import Path
from bowerbird_engine.scanning.ignore import make_rules
from bowerbird_engine.scanning.walker import walk
if os.geteuid() == 0:
    os.setgroups([]); os.setgid({nobody}); os.setuid({nobody})
assert os.geteuid() != 0
found = walk(Path(sys.argv[1]), make_rules([".png"])[0])
print(json.dumps([[f.path.decode() for f in found.files], [u.decode() for u in found.unread],
                  [p.code for p in found.problems], found.skips, found.vanished]))
"""


def walk_as_ordinary_user(folder: Path) -> list[object]:
    """Walk a folder in a process that is not root: as root, permissions prove nothing."""
    script = WALK_AS_NOBODY.format(nobody=NOBODY)
    answer = subprocess.run([sys.executable, "-c", script, str(folder)], check=True, capture_output=True)
    result: list[object] = json.loads(answer.stdout)
    return result


def test_folder_without_permission_is_unread_not_empty(open_folder: Path) -> None:
    """A forbidden folder is named as unread, its neighbours are walked; a control as its owner reads it."""
    make_picture(open_folder / "open" / "a.png", 1)
    make_picture(open_folder / "shut" / "b.png", 2)
    (open_folder / "shut").chmod(0o000)
    files, unread, problems, skips, vanished = walk_as_ordinary_user(open_folder)
    assert files == ["open/a.png"]
    assert unread == ["shut"]
    assert problems == ["no_permission"]
    assert skips == {"no_permission": 1}
    assert vanished is False
    (open_folder / "shut").chmod(0o755)
    assert walk_as_ordinary_user(open_folder)[0] == ["open/a.png", "shut/b.png"]


def test_root_without_permission_has_vanished(open_folder: Path) -> None:
    """Nothing is concluded from a root that may not be listed."""
    make_picture(open_folder / "root" / "a.png", 1)
    (open_folder / "root").chmod(0o000)
    files, _, problems, _, vanished = walk_as_ordinary_user(open_folder / "root")
    assert files == []
    assert problems == ["no_permission"]
    assert vanished is True


SCAN_AS_NOBODY = """
import os, sys
from pathlib import Path
from bowerbird_engine.indexing.scan import scan
from fakes.indexed import Library
root, home = Path(sys.argv[1]), Path(sys.argv[2])
if os.geteuid() == 0:
    os.setgroups([]); os.setgid({nobody}); os.setuid({nobody})
assert os.geteuid() != 0
with Library(home) as library:
    library.add(root)
    found = scan(library.catalogue, library.settings.ignore_file, lambda _: None, lambda: None)
    print([root.offline_reason for root in found.offline])
"""


@pytest.mark.parametrize("bits", [0o0, 0o4, 0o1])
def test_root_that_may_not_be_entered_says_so(open_folder: Path, bits: int) -> None:
    """A folder that can be listed but not entered, or the other way round, has not gone away; it is forbidden."""
    root, home = open_folder / "root", open_folder / "home"
    make_picture(root / "a.png", 1)
    home.mkdir()
    home.chmod(0o777)
    root.chmod(bits << 6 | bits)  # for an ordinary user who owns it, and for one whom root turns into
    answer = subprocess.run(
        [sys.executable, "-c", SCAN_AS_NOBODY.format(nobody=NOBODY), str(root), str(home)],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert f"the folder {root} may not be read by this user" in answer.stdout
