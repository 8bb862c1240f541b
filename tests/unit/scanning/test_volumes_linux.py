"""The volumes of Linux: what is mounted, and by what each is known. Runs on every system; a fake answers."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bowerbird_engine.scanning.volumes_linux import (
    DiskLink,
    LinuxVolumes,
    Mount,
    linux_key,
    parse_mounts,
    parse_udev,
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


@dataclass
class FakeLinux:
    """A computer: its table of mounts, and what each of its parts would answer."""

    table: bytes
    fsids: dict[bytes, int] = field(default_factory=dict[bytes, int])
    uuids: dict[bytes, str] = field(default_factory=dict[bytes, str])
    labels: dict[bytes, str] = field(default_factory=dict[bytes, str])
    udev: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    by_uuid: list[DiskLink] = field(default_factory=list[DiskLink])
    asked: list[bytes] = field(default_factory=list[bytes])
    away: frozenset[bytes] = frozenset()

    def mount_table(self) -> bytes:
        return self.table

    def fsid(self, point: bytes) -> int:
        self.asked.append(point)
        if point in self.away:
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
        return self.fsids.get(point, 7)

    def links(self, kind: str) -> Iterable[DiskLink]:
        return self.by_uuid if kind == "by-uuid" else []

    def udev_facts(self, number: str) -> dict[str, str]:
        return self.udev.get(number, {})

    def own_uuid(self, point: bytes, fstype: str) -> str | None:  # noqa: ARG002  as the kernel is asked
        return self.uuids.get(point)

    def own_label(self, point: bytes) -> str | None:
        return self.labels.get(point)


ROOT = b"20 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
CARD = b"30 20 8:17 / /media/me/CARD rw - vfat /dev/sdb1 rw\n"


def test_a_card_is_known_by_its_own_number_with_udev_and_without() -> None:
    """What udev links, what the file system says and what udev wrote down give one and the same key."""
    point, link = b"/media/me/CARD", DiskLink("4F3A-11C2", "8:17", b"/dev/sdb1")
    computers = [
        FakeLinux(ROOT + CARD, by_uuid=[link]),
        FakeLinux(ROOT + CARD, uuids={point: "4F3A-11C2"}),
        FakeLinux(ROOT + CARD, udev={"8:17": {"ID_FS_UUID": "4F3A-11C2"}}),
        FakeLinux(
            ROOT + CARD.replace(b"sdb1", b"sdc1").replace(b"CARD", b"CARD1"),
            uuids={b"/media/me/CARD1": "4F3A-11C2"},
        ),
    ]
    assert {LinuxVolumes(computer).mounted()[-1].key for computer in computers} == {"uuid:4F3A-11C2"}
    other = FakeLinux(ROOT + CARD, uuids={point: "4F3A-11C3"})
    assert LinuxVolumes(other).mounted()[-1].key == "uuid:4F3A-11C3"


def test_a_card_that_was_known_by_its_device_is_known_still() -> None:
    """A library that was made where nothing told the card's number has the name of the device as its key."""
    blind, seeing = FakeLinux(ROOT + CARD), FakeLinux(ROOT + CARD, uuids={b"/media/me/CARD": "4F3A-11C2"})
    before, now = LinuxVolumes(blind).mounted()[-1], LinuxVolumes(seeing).mounted()[-1]
    assert before.key == "source:vfat:/dev/sdb1"
    assert now.former_keys == (before.key,)
    assert LinuxVolumes(seeing).mounted()[0].former_keys == ()


def test_a_server_is_not_asked_which_may_never_answer() -> None:
    """Shares are known by their address. A look at the disks must not hang with a server that went away."""
    shares = (
        b"40 20 0:50 / /mnt/nas rw - cifs //nas/photos rw\n"
        b"41 20 0:51 / /mnt/nfs rw - nfs4 nas:/export rw\n"
        b"42 20 0:52 / /home/me/far rw - fuse.sshfs me@far:/photos rw\n"
    )
    computer = FakeLinux(ROOT + shares)
    assert [v.key for v in LinuxVolumes(computer).mounted()[1:]] == [
        "source:cifs://nas/photos",
        "source:nfs4:nas:/export",
        "source:fuse.sshfs:me@far:/photos",
    ]
    assert computer.asked == [b"/"]


def test_encrypted_and_logical_volumes_have_the_file_systems_identity() -> None:
    """LUKS and LVM give a device of another name each time; what is in it is the same."""
    inner = b"30 20 253:%d / /media/me/safe rw - xfs /dev/mapper/luks-%d rw\n"
    seen = {
        LinuxVolumes(FakeLinux(ROOT + inner % (n, n), uuids={b"/media/me/safe": "9d0c-1"})).mounted()[-1].key
        for n in (0, 3)
    }
    assert seen == {"uuid:9d0c-1"}


def test_the_place_on_a_mount_in_a_mount_counts() -> None:
    """A folder lies on the nearest mount above it; of two at one point on the later one."""
    table = ROOT + CARD + b"31 30 8:33 / /media/me/CARD rw - vfat /dev/sdc1 rw\n"
    computer = FakeLinux(table)
    assert LinuxVolumes(computer).holding("/media/me/CARD/DCIM").key == "source:vfat:/dev/sdc1"
    assert LinuxVolumes(computer).holding("/media/me/CARDS").mount_point == Path("/")


def test_what_is_no_place_for_files_or_went_away_is_not_listed() -> None:
    """Tables of the kernel hold no pictures; a disk that was pulled out since the table was read is passed over."""
    table = ROOT + CARD + b"22 20 0:21 / /proc rw - proc proc rw\n"
    here = LinuxVolumes(FakeLinux(table)).mounted()
    assert [str(v.mount_point) for v in here] == ["/", "/media/me/CARD"]
    gone = FakeLinux(table, away=frozenset({b"/media/me/CARD"}))
    assert LinuxVolumes(gone).mounted() == here[:1]


def test_udevs_file_is_read() -> None:
    """Facts begin with E; other lines are udev's own business."""
    assert parse_udev("S:disk/by-uuid/4F3A-11C2\nE:ID_FS_UUID=4F3A-11C2\nE:ID_X=a=b\n") == {
        "ID_FS_UUID": "4F3A-11C2",
        "ID_X": "a=b",
    }


if sys.platform == "linux":
    from bowerbird_engine.scanning.volume_calls import SystemCalls

    class Unlucky(SystemCalls):
        """A real computer, on which a disk goes after the table was read."""

        def mount_table(self) -> bytes:
            return super().mount_table() + b"99 1 0:99 / /nowhere rw - ext4 /dev/gone rw\n"

    def test_a_disk_that_is_pulled_out_while_the_disks_are_listed_is_left_out() -> None:
        """A mount point that is gone by the time it is looked at is no error; the others are listed as before."""
        here = LinuxVolumes(SystemCalls()).mounted()
        assert here
        assert LinuxVolumes(Unlucky()).mounted() == here
        with pytest.raises(FileNotFoundError):
            LinuxVolumes(Unlucky()).holding("/nowhere")
