"""Files on their way into GIMP: private, under a name that every file system takes, and gone afterwards."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bowerbird_client
import bowerbird_for_gimp
from bowerbird_client import StorageError
from bowerbird_panel import fetched
from bowerbird_panel.fetched import FetchFolder, safe_name

KILLED = """
import os, signal, sys
sys.path[:0] = sys.argv[1:3]
from pathlib import Path
from bowerbird_panel.fetched import FetchFolder
folder = FetchFolder(Path(sys.argv[3]))
folder.room_for("mug.jpg").write_bytes(b"half of it")
print("there", flush=True)
if sys.argv[4] == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
sys.stdin.read()
"""


def _process(parent: Path, how: str) -> subprocess.Popen[bytes]:
    folders = [
        str(Path(module.__file__ or "").parents[1]) for module in (bowerbird_client, bowerbird_for_gimp)
    ]
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, *folders, str(parent), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"there\n"
    return process


def test_each_file_has_a_private_folder_and_leaves_nothing(tmp_path: Path) -> None:
    """Two pictures of one name do not meet; both are gone when they are done with."""
    folder = FetchFolder(tmp_path / "fetched")
    one, other = folder.room_for("mug.jpg"), folder.room_for("mug.jpg")
    assert one != other
    one.write_bytes(b"12")
    (one.parent / ".mug.jpg.part").write_bytes(b"345")
    assert folder.size_of(one) == 5
    for path in (one.parent, one.parent.parent, tmp_path / "fetched"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    folder.remove(one)
    folder.remove(one)
    assert not one.parent.exists()
    assert folder.size_of(one) == 0
    folder.close()

    assert not list((tmp_path / "fetched").iterdir())


def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path: Path) -> None:
    """Its lock is gone with it."""
    _process(tmp_path, "killed").communicate()
    assert list(tmp_path.glob("process-*/*/mug.jpg"))
    FetchFolder(tmp_path)

    assert not list(tmp_path.iterdir())


def test_what_a_living_process_has_is_left_alone(tmp_path: Path) -> None:
    """A second GIMP with the same profile does not take the first one's file away."""
    process = _process(tmp_path, "alive")
    FetchFolder(tmp_path)
    there = list(tmp_path.glob("process-*/*/mug.jpg"))
    process.communicate()
    assert there
    FetchFolder(tmp_path)

    assert not list(tmp_path.iterdir())


def test_what_is_not_known_to_be_a_leftover_is_left_alone(tmp_path: Path) -> None:
    """Without our lock in it, a folder goes only when it is old and empty: it may be one that is just being made."""
    for name in ("process-new", "process-old", "process-full", "somebody's"):
        (tmp_path / name).mkdir()
    (tmp_path / "process-full" / "thesis.odt").write_text("kept")
    for name in ("process-old", "process-full"):
        os.utime(tmp_path / name, (0, time.time() - 3600))
    FetchFolder(tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["process-full", "process-new", "somebody's"]
    assert (tmp_path / "process-full" / "thesis.odt").read_text() == "kept"


def test_a_folder_that_another_process_removes_while_it_is_made_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the lock's making and its taking, another GIMP may take the folder for a leftover."""
    taken: list[Path] = []

    def lock_after_another(descriptor: int) -> bool:
        monkeypatch.undo()
        taken.extend(tmp_path.glob("process-*"))
        FetchFolder(tmp_path)
        return fetched._try_lock(descriptor)  # pyright: ignore[reportPrivateUsage]  between two steps of one function

    folder = FetchFolder(tmp_path)
    monkeypatch.setattr(fetched, "_try_lock", lock_after_another)
    file = folder.room_for("mug.jpg")

    assert len(taken) == 1
    assert not taken[0].exists()
    file.write_bytes(b"here")
    FetchFolder(tmp_path)
    assert file.read_bytes() == b"here"
    folder.close()


@pytest.mark.parametrize("how", ["link", "others may write", "the upper one"])
def test_a_place_that_is_not_the_persons_alone_is_neither_used_nor_cleared(tmp_path: Path, how: str) -> None:
    """What lies there may be anybody's. It is said which folder that is; the same place, made private, is the control."""
    elsewhere, data = tmp_path / "elsewhere", tmp_path / "bowerbird"
    data.mkdir(mode=0o700)
    place = elsewhere if how == "link" else data / "fetched"
    place.mkdir(mode=0o700)
    left = place / "process-left"
    left.mkdir()
    (left / "lock").touch()
    if how == "link":
        (data / "fetched").symlink_to(elsewhere)
    else:
        (place if how == "others may write" else data).chmod(0o777)
    with pytest.raises(StorageError, match="bowerbird"):
        FetchFolder(data / "fetched").room_for("mug.jpg")
    assert [path.name for path in place.iterdir()] == ["process-left"]

    if how == "link":
        (data / "fetched").unlink()
        shutil.move(elsewhere, data / "fetched")
    for folder in (data, data / "fetched"):
        folder.chmod(0o700)
    made = FetchFolder(data / "fetched")
    assert not left.exists()
    assert made.room_for("mug.jpg").parent.is_dir()
    made.close()


def test_the_persons_own_link_to_the_upper_folder_is_followed(tmp_path: Path) -> None:
    """Whoever keeps the settings of programs elsewhere and leads a link there has chosen so."""
    (tmp_path / "kept").mkdir(mode=0o700)
    (tmp_path / "bowerbird").symlink_to(tmp_path / "kept")
    folder = FetchFolder(tmp_path / "bowerbird" / "fetched")

    assert folder.room_for("mug.jpg").parent.is_dir()
    folder.close()


def test_new_folders_are_private_whatever_others_are(tmp_path: Path) -> None:
    """Under a mask that lets everybody write, both folders that are made are the owner's alone."""
    before = os.umask(0)
    try:
        folder = FetchFolder(tmp_path / "bowerbird" / "fetched")
        folder.room_for("mug.jpg")
    finally:
        os.umask(before)

    for made in (tmp_path / "bowerbird", tmp_path / "bowerbird" / "fetched"):
        assert stat.S_IMODE(made.stat().st_mode) == 0o700
    folder.close()


def test_a_link_leads_nowhere(tmp_path: Path) -> None:
    """What it points to stays."""
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").write_text("kept")
    (tmp_path / "kept" / "lock").touch()
    (tmp_path / "fetched").mkdir()
    (tmp_path / "fetched" / "process-x").symlink_to(tmp_path / "kept")
    FetchFolder(tmp_path / "fetched")

    assert (tmp_path / "kept" / "file").read_text() == "kept"


def test_a_folder_that_somebody_removed_is_made_again(tmp_path: Path) -> None:
    """A tidy person does not keep the next picture from coming."""
    folder = FetchFolder(tmp_path / "fetched")
    folder.remove(folder.room_for("a.jpg").parent)
    assert folder.room_for("b.jpg").parent.is_dir()
    folder.close()


def test_a_place_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    """A file in its place: the client's own error, which has a sentence."""
    (tmp_path / "fetched").write_text("in the way")

    with pytest.raises(StorageError):
        FetchFolder(tmp_path / "fetched").room_for("a.jpg")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("mug.jpg", "mug.jpg"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a/b\\c:d.jpg", "a_b_c_d.jpg"),
        ("new\nline\x1b[31m.png", "new_line_[31m.png"),
        ("CON", "_CON"),
        ("com1.jpg", "_com1.jpg"),
        (" . ", "picture"),
        ("", "picture"),
        ("schöne Tasse 🏺.JPG", "schöne Tasse 🏺.JPG"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    """No path, no device, no control character; what a person reads stays."""
    assert safe_name(name) == safe


@given(st.text(max_size=400))
def test_any_name_can_be_a_file(name: str) -> None:
    """It is no path, has no more than 200 bytes, and is the same when it is made safe once more."""
    safe = safe_name(name)

    assert safe == Path(safe).name
    assert 0 < len(safe.encode("utf-8")) <= 200
    assert safe_name(safe) == safe
