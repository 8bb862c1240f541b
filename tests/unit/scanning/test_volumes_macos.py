"""The volumes of macOS, on any system: a fake stands for the kernel."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bowerbird_engine.scanning.volumes_macos import MacCalls, MacMount, MacVolumes

SYSTEM, DATA, DISK, IMAGE = (f"0000000{n}-AAAA-4BBB-8CCC-123456789ABC" for n in range(4))

START_DISK = (
    MacMount("/dev/disk3s1s1", "/", "apfs"),
    MacMount("devfs", "/dev", "devfs"),
    MacMount("/dev/disk3s6", "/System/Volumes/VM", "apfs"),
    MacMount("/dev/disk3s5", "/System/Volumes/Data", "apfs"),
    MacMount("map auto_home", "/System/Volumes/Data/home", "autofs"),
    MacMount("com.apple.TimeMachine.2026-11-01-120000.local@/dev/disk3s5", "/Volumes/.timemachine/x", "apfs"),
)
"""As `mount` lists it since macOS 10.15."""

START_UUIDS = {"/": SYSTEM, "/System/Volumes/Data": DATA, "/Volumes/.timemachine/x": DATA}


@dataclass
class FakeMac:
    """A computer: its mounts and their UUIDs. What is asked of is remembered; what is `away` is an error."""

    plugged_in: tuple[MacMount, ...] = ()
    more_uuids: dict[str, str] = field(default_factory=dict[str, str])
    away: frozenset[str] = frozenset()
    asked: list[str] = field(default_factory=list[str])
    start_disk: tuple[MacMount, ...] = START_DISK

    def mounts(self) -> list[MacMount]:
        return [*self.start_disk, *self.plugged_in]

    def uuid(self, point: str) -> str | None:
        self.asked.append(point)
        if point in self.away:
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
        return (START_UUIDS | self.more_uuids).get(point)

    def device_number(self, path: str) -> int:
        if path in self.away:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        return 1


def volumes(mac: MacCalls) -> MacVolumes:
    """Give the volumes of a computer."""
    return MacVolumes(mac)


def test_the_start_disk_is_one_disk_at_the_paths_that_people_use() -> None:
    """/Users is a firmlink to the data volume: its UUID counts, and the place is told from `/` on."""
    home = volumes(FakeMac()).holding("/Users/me/Pictures")
    inside = volumes(FakeMac()).holding("/System/Volumes/Data/Users/me/Pictures")
    assert (home.key, home.mount_point) == (f"uuid:{DATA}", Path("/"))
    assert (inside.key, inside.mount_point) == (f"uuid:{DATA}", Path("/System/Volumes/Data"))
    assert home.label == "this computer"
    assert home.former_keys == (f"uuid:{SYSTEM}",)


def test_an_update_of_the_system_changes_nothing() -> None:
    """The sealed volume at `/` is another one after each update; a control: another data volume is another disk."""
    updated = FakeMac(more_uuids={"/": DISK})
    assert volumes(updated).holding("/Users/me").key == volumes(FakeMac()).holding("/Users/me").key
    exchanged = FakeMac(more_uuids={"/System/Volumes/Data": DISK})
    assert volumes(exchanged).holding("/Users/me").key != volumes(FakeMac()).holding("/Users/me").key


def test_an_older_mac_has_one_volume() -> None:
    """Before macOS 10.15 there was no data volume."""
    old = FakeMac(start_disk=(MacMount("/dev/disk1s1", "/", "hfs"),))
    assert volumes(old).holding("/Users/me").key == f"uuid:{SYSTEM}"
    assert volumes(old).holding("/Users/me").former_keys == ()


def test_a_disk_is_itself_at_another_place_and_under_another_device() -> None:
    """Two volumes of one container are two disks; an image is known by what is in it."""
    here = FakeMac(
        (
            MacMount("/dev/disk5s1", "/Volumes/BLUE", "exfat"),
            MacMount("/dev/disk7s1", "/Volumes/Image", "apfs"),
        ),
        {"/Volumes/BLUE": DISK, "/Volumes/Image": IMAGE},
    )
    later = FakeMac((MacMount("/dev/disk9s1", "/Volumes/BLUE 1", "exfat"),), {"/Volumes/BLUE 1": DISK})
    keys = {str(v.mount_point): v.key for v in volumes(here).mounted()}
    assert keys["/Volumes/BLUE"] == volumes(later).holding("/Volumes/BLUE 1/DCIM").key == f"uuid:{DISK}"
    assert keys["/Volumes/Image"] == f"uuid:{IMAGE}"
    other = FakeMac((MacMount("/dev/disk5s1", "/Volumes/BLUE", "exfat"),), {"/Volumes/BLUE": IMAGE})
    assert volumes(other).holding("/Volumes/BLUE/DCIM").key != keys["/Volumes/BLUE"]


def test_a_share_is_known_by_its_address_and_never_asked() -> None:
    """Who signed in and how the server was found are no part of it; a server that is away must hold nobody up."""
    share, again = (
        FakeMac((MacMount(device, "/Volumes/photos", "smbfs"),))
        for device in ("//me@NAS._smb._tcp.local/photos", "//guest@nas.local/photos")
    )
    (found,) = [v for v in volumes(share).mounted() if v.mount_point == Path("/Volumes/photos")]
    assert found.key == volumes(again).holding("/Volumes/photos/a").key == "source:smbfs://nas.local/photos"
    assert found.former_keys == ("place:/Volumes/photos",)
    assert "/Volumes/photos" not in share.asked
    export = FakeMac((MacMount("nas:/export", "/Volumes/export", "nfs"),))
    assert volumes(export).holding("/Volumes/export/a").key == "source:nfs:nas:/export"


def test_snapshots_and_the_systems_own_volumes_are_not_listed() -> None:
    """A snapshot has its volume's UUID: a folder that was deleted must not be found again in one."""
    assert [str(v.mount_point) for v in volumes(FakeMac()).mounted()] == ["/", "/System/Volumes/Data"]


def test_a_disk_that_is_ejected_meanwhile_is_left_out() -> None:
    """It is no error for the others, and an error for who asks for it."""
    blue = (MacMount("/dev/disk5s1", "/Volumes/BLUE", "exfat"),)
    mac = FakeMac(blue, away=frozenset({"/Volumes/BLUE"}))
    assert [str(v.mount_point) for v in volumes(mac).mounted()] == ["/", "/System/Volumes/Data"]
    with pytest.raises(FileNotFoundError):
        volumes(mac).holding("/Volumes/BLUE")


def test_a_file_system_without_a_uuid_is_known_by_its_place() -> None:
    """There is nothing better; the prefix of a name is no place above it."""
    mac = FakeMac((MacMount("tmpfs", "/Volumes/RAM", "tmpfs"),))
    assert volumes(mac).holding("/Volumes/RAM/a").key == "place:/Volumes/RAM"
    assert volumes(mac).holding("/Volumes/RAM disk").key == f"uuid:{DATA}"
