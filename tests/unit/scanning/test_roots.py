"""Where folders are, and why they are not here."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from bowerbird_engine.assets import Volume
from bowerbird_engine.scanning.roots import resolve, why_gone
from bowerbird_engine.scanning.volumes import path_on_volume, volume_of


@dataclass(frozen=True, slots=True)
class Remembered:
    """A root as a catalogue would give it."""

    id: int
    volume_key: str
    volume_label: str
    path_on_volume: bytes
    last_path: Path


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Make a folder that holds a file."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(b"a")
    return folder


def remember(folder: Path) -> Remembered:
    """Remember a real folder with its real volume."""
    volume = volume_of(folder)
    return Remembered(7, volume.key, volume.label, path_on_volume(folder, volume), folder)


def test_folder_that_is_here_is_online(pictures: Path) -> None:
    """A folder on a mounted volume is online at its own path."""
    (root,) = resolve([remember(pictures)], {7})
    assert (root.id, root.path, root.online, root.offline_reason) == (7, pictures, True, None)


def test_folder_that_is_gone_is_offline(pictures: Path) -> None:
    """A missing folder is offline, with its last place in the reason."""
    known = remember(pictures)
    shutil.rmtree(pictures)
    (root,) = resolve([known], {7})
    assert not root.online
    assert str(pictures) in (root.offline_reason or "")


def test_empty_folder_with_known_pictures_is_offline(pictures: Path) -> None:
    """An empty folder is what an unplugged disk leaves; without known pictures it is just empty."""
    (pictures / "a.jpg").unlink()
    (pictures / "lost+found").mkdir()
    (with_pictures,) = resolve([remember(pictures)], {7})
    (without,) = resolve([remember(pictures)])
    assert not with_pictures.online
    assert "empty" in (with_pictures.offline_reason or "")
    assert without.online


@pytest.mark.parametrize(
    "name",
    [".DS_Store", ".Trashes", ".fseventsd", ".Spotlight-V100", ".directory", ".nomedia", ".Trash-1000"],
)
def test_what_systems_leave_behind_does_not_fill_a_folder(pictures: Path, name: str) -> None:
    """A folder that holds only what a system put there is empty; any other file makes it a folder in use."""
    (pictures / "a.jpg").unlink()
    (pictures / name).touch()
    (bare,) = resolve([remember(pictures)], {7})
    assert not bare.online
    (pictures / "note.txt").touch()
    (used,) = resolve([remember(pictures)], {7})
    assert used.online


def test_root_is_looked_at_again(pictures: Path) -> None:
    """A root that was here is gone when its folder is away or empty, and not before."""
    (root,) = resolve([remember(pictures)], {7})
    assert why_gone(root) is None
    (pictures / "a.jpg").unlink()
    assert "empty" in (why_gone(root) or "")
    pictures.rmdir()
    assert "not there" in (why_gone(root) or "")


def test_file_or_link_in_place_of_the_folder_is_offline(pictures: Path) -> None:
    """A link to another folder is not the folder."""
    known = remember(pictures)
    pictures.rename(pictures.with_name("moved"))
    pictures.symlink_to(pictures.with_name("moved"))
    (root,) = resolve([known])
    assert not root.online


def test_absent_volume_names_the_disk(pictures: Path) -> None:
    """A root of a volume that is not mounted is offline although a folder lies at its last place."""
    known = Remembered(7, "uuid:none-such", "BLUE DISK", b"pictures", pictures)
    (root,) = resolve([known])
    assert not root.online
    assert "BLUE DISK" in (root.offline_reason or "")
    assert "another disk" in (root.offline_reason or "")


def test_an_empty_mount_point_is_no_other_disk(tmp_path: Path) -> None:
    """What an unplugged disk leaves behind is an empty folder on the disk of the system."""
    known = Remembered(7, "uuid:none-such", "BLUE DISK", b"", tmp_path)
    (root,) = resolve([known])
    assert root.offline_reason == (
        "the disk “BLUE DISK” is not connected; connect it to see this folder again"
    )


def test_volume_at_another_mount_point_is_found(pictures: Path) -> None:
    """A root is looked for where its volume is mounted now, not where it was."""
    key = volume_of(pictures).key
    known = Remembered(7, key, "disk", b"pictures", Path("/nowhere/pictures"))
    (root,) = resolve([known], {7}, volumes=[Volume(key, "disk", pictures.parent)])
    assert root.online
    assert root.path == pictures


def test_other_disk_at_the_mount_point_is_offline(pictures: Path) -> None:
    """When the folder turns out to lie on another volume than was announced, it is offline."""
    known = Remembered(7, "uuid:mine", "disk", b"pictures", pictures)
    (root,) = resolve([known], {7}, volumes=[Volume("uuid:mine", "disk", pictures.parent)])
    assert not root.online
    assert "another disk" in (root.offline_reason or "")
