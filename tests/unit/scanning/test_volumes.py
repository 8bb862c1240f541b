"""Which disk a folder lies on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bowerbird_engine.scanning.volumes import (
    Mount,
    linux_key,
    mounted_volumes,
    parse_mounts,
    path_on_volume,
    place_on,
    volume_of,
)

TABLE = rb"""22 27 0:21 / /proc rw,relatime - proc proc rw
36 35 98:0 /mnt1 /media/my\040disk rw,noatime master:1 - ext3 /dev/root rw,errors=continue
broken line
90 27 0:40 / /net rw shared:7 propagate_from:2 - nfs4 server:/export rw
"""


def test_mount_table_is_read_with_its_escapes() -> None:
    """Optional fields, subfolders and escaped blanks are understood; senseless lines are passed over."""
    mounts = parse_mounts(TABLE)
    assert mounts[1] == Mount("98:0", b"/mnt1", b"/media/my disk", "ext3", b"/dev/root")
    assert [m.fstype for m in mounts] == ["proc", "ext3", "nfs4"]


@pytest.mark.parametrize(
    ("mount", "uuid", "fsid", "key"),
    [
        (Mount("8:1", b"/", b"/m", "ext4", b"/dev/sda1"), "12-34", 5, "fsid:0000000000000005"),
        (
            Mount("8:1", b"/@home", b"/home", "btrfs", b"/dev/sda1"),
            "12-34",
            5,
            "fsid:0000000000000005:/@home",
        ),
        (Mount("8:1", b"/", b"/m", "exfat", b"/dev/sdb1"), "12-34", 5, "uuid:12-34"),
        (Mount("8:1", b"/", b"/m", "fuseblk", b"/dev/sdb1"), "12-34", 5, "uuid:12-34"),
        (Mount("8:1", b"/", b"/m", "xfs", b"/dev/sdb1"), "12-34", 5, "uuid:12-34"),
        (Mount("8:1", b"/", b"/m", "ext4", b"/dev/sda1"), None, -1, "fsid:ffffffffffffffff"),
        (Mount("8:1", b"/", b"/m", "vfat", b"/dev/sdb1"), None, 5, "source:vfat:/dev/sdb1"),
        (Mount("0:9", b"/", b"/m", "nfs4", b"server:/export"), None, 0, "source:nfs4:server:/export"),
        (Mount("0:9", b"/", b"/m", "cifs", b"//nas/photos"), None, 0, "source:cifs://nas/photos"),
        (Mount("0:9", b"/", b"/", "overlay", b"overlay"), None, 3, "place:overlay:/"),
    ],
)
def test_key_is_the_best_identity(mount: Mount, uuid: str | None, fsid: int, key: str) -> None:
    """What the file system tells comes first where it is good, then udev's UUID, then the source, then the place."""
    assert linux_key(mount, uuid, fsid) == key


def test_folder_and_volume_agree(tmp_path: Path) -> None:
    """A folder's place on its volume leads back to it, and its volume is among the mounted ones."""
    folder = tmp_path / "ä b"
    folder.mkdir()
    volume = volume_of(folder)
    assert place_on(volume.mount_point, path_on_volume(folder, volume)) == folder.resolve()
    assert volume.key in {v.key for v in mounted_volumes()}
    assert volume == volume_of(tmp_path)


def test_missing_folder_has_no_volume(tmp_path: Path) -> None:
    """A path that does not exist is an error, not a guess."""
    with pytest.raises(FileNotFoundError):
        volume_of(tmp_path / "none")


def test_mount_point_itself_has_an_empty_place(tmp_path: Path) -> None:
    """The top of a volume is the empty path on it."""
    volume = volume_of(tmp_path)
    assert path_on_volume(volume.mount_point, volume) == b""


@pytest.mark.skipif(sys.platform != "linux", reason="the table of mounts is Linux's")
def test_a_disk_that_is_pulled_out_while_the_disks_are_listed_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A mount point that is gone by the time it is looked at is no error; the others are listed as before."""
    real = parse_mounts(Path("/proc/self/mountinfo").read_bytes())
    gone = Mount(device="0:0", root=b"/", point=b"/nowhere", fstype="ext4", source=b"/dev/gone")
    table = "bowerbird_engine.scanning.volumes._visible_mounts"
    monkeypatch.setattr(table, lambda: real)
    here = mounted_volumes()
    assert here
    looks = iter([[*real, gone]])
    monkeypatch.setattr(table, lambda: next(looks, real))
    assert mounted_volumes() == here
    monkeypatch.setattr(table, lambda: [*real, gone])
    assert mounted_volumes() == here
