"""Where the system reports changes and where it does not."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from bowerbird_engine.scanning.reported_changes import (
    fstype_of,
    parse_mac_mounts,
    remote_kind,
    why_unreported,
)

MAC = """/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
devfs on /dev (devfs, local, nobrowse)
//me@nas._smb._tcp.local/Photos (old) on /Volumes/Photos (old) (smbfs, nodev, nosuid, mounted by me)
nas:/export on /Volumes/nfs (nfs, asynchronous)
what is this
"""


@pytest.mark.parametrize("fstype", ["nfs4", "cifs", "smb3", "fuse.sshfs", "9p", "virtiofs", "smbfs"])
def test_others_may_change_a_network_disk(fstype: str) -> None:
    """Network disks and shares of virtual machines are not listened to."""
    assert remote_kind(fstype)


@pytest.mark.parametrize(
    "fstype", ["ext4", "btrfs", "apfs", "vfat", "overlay", "fuseblk", "fuse.ntfs-3g", ""]
)
def test_nobody_else_changes_a_disk_of_our_own(fstype: str) -> None:
    """Disks of this computer are listened to."""
    assert not remote_kind(fstype)


def test_the_deepest_mount_decides() -> None:
    """A folder lies on the mount that is deepest above it, and on the last of those at one point."""
    mounts = [
        ("/", "ext4"),
        ("/mnt", "ext4"),
        ("/mnt/nas", "nfs4"),
        ("/mnt/nas2", "ext4"),
        ("/mnt/nas", "cifs"),
    ]
    assert fstype_of("/mnt/nas/photos", mounts) == "cifs"
    assert fstype_of("/mnt/nas", mounts) == "cifs"
    assert fstype_of("/mnt/nas2/photos", mounts) == "ext4"
    assert fstype_of("/mnt/nas3", mounts) == "ext4"
    assert fstype_of("/mnt/nas3", []) == ""


def test_the_mounts_of_a_mac() -> None:
    """What `mount` says there is read, with spaces and brackets in names; other lines are passed over."""
    assert parse_mac_mounts(MAC) == [
        ("/", "apfs"),
        ("/dev", "devfs"),
        ("/Volumes/Photos (old)", "smbfs"),
        ("/Volumes/nfs", "nfs"),
    ]


def test_an_ordinary_folder_is_listened_to(tmp_path: Path) -> None:
    """A folder on this computer has no reason against it."""
    if sys.platform == "linux" and remote_kind(_own_fstype(tmp_path)):
        pytest.skip("the temporary folder of this machine is a network folder")
    assert why_unreported(tmp_path) is None


def _own_fstype(folder: Path) -> str:
    lines = Path("/proc/self/mounts").read_text().splitlines()
    return fstype_of(str(folder), [(line.split()[1], line.split()[2]) for line in lines])


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_folder_whose_name_is_no_text_is_not(tmp_path: Path) -> None:
    """The library under us cannot be given such a name, and it is said."""
    assert "text" in (why_unreported(tmp_path / os.fsdecode(b"\xff")) or "")
