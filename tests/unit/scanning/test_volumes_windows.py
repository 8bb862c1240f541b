"""The volumes of Windows, on any system: a fake stands for its functions."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bowerbird_engine.assets import Volume
from bowerbird_engine.scanning.volumes_windows import VolumeInformation, WindowsVolumes

FIXED, REMOTE = 3, 4
C, E, CARD = "C:\\", "E:\\", "F:\\"


@dataclass
class FakeWindows:
    """A computer: what is at its letters and folders. Roots that are not in `told` are not ready (error 21)."""

    told: dict[str, VolumeInformation] = field(default_factory=dict[str, VolumeInformation])
    guids: dict[str, str] = field(default_factory=dict[str, str])
    letters: tuple[str, ...] = ()
    shares: dict[str, str] = field(default_factory=dict[str, str])
    substs: dict[str, str] = field(default_factory=dict[str, str])

    def volume_path_name(self, path: str) -> str:
        roots = [root for root in self.told if path.lower().startswith(root.lower())]
        if not roots:
            raise FileNotFoundError(3, "The system cannot find the path specified")
        longest = max(roots, key=len)
        return path[: len(longest)]  # in the spelling of who asks

    def volume_information(self, root: str) -> VolumeInformation:
        for name, told in self.told.items():
            if name.lower() == root.lower():
                return told
        raise OSError(21, "The device is not ready")

    def volume_guid(self, root: str) -> str | None:
        return self.guids.get(root)

    def volume_roots(self) -> list[str]:
        return list(self.guids)

    def drive_roots(self) -> list[str]:
        return list(dict.fromkeys([*(root for root in self.told if len(root) == 3), *self.letters]))

    def drive_type(self, root: str) -> int:
        return REMOTE if root[:2].upper() in self.shares else FIXED

    def dos_device(self, letter: str) -> str | None:
        return self.substs.get(letter, f"\\Device\\HarddiskVolume{ord(letter[0])}")

    def connection(self, letter: str) -> str | None:
        return self.shares.get(letter.upper())


def disk(serial: int, label: str = "BLUE", fstype: str = "NTFS") -> VolumeInformation:
    """Describe what a volume tells of itself."""
    return VolumeInformation(label, serial, fstype)


def guid(number: int) -> str:
    """Name a volume as this computer's list of mounts does."""
    return f"\\\\?\\Volume{{0000000{number}-0000-0000-0000-100000000000}}\\"


def keys(computer: FakeWindows) -> dict[str, str]:
    """Give the key at each root."""
    return {str(volume.mount_point): volume.key for volume in WindowsVolumes(computer).mounted()}


def test_a_disk_is_itself_at_another_letter_in_a_folder_and_on_another_computer() -> None:
    """The serial number of the file system goes along; the GUID of this computer's list does not."""
    at_e = FakeWindows({C: disk(1, ""), E: disk(0xBEEF)}, {C: guid(1), E: guid(2)})
    in_folder = FakeWindows(
        {C: disk(1, ""), "C:\\mnt\\disk\\": disk(0xBEEF)}, {C: guid(1), "C:\\mnt\\disk\\": guid(5)}
    )
    assert keys(at_e)[E] == keys(in_folder)["C:\\mnt\\disk\\"] == "serial:0000beef"
    assert WindowsVolumes(in_folder).holding("C:\\mnt\\disk\\photos").key == "serial:0000beef"
    assert WindowsVolumes(in_folder).holding("c:\\mnt\\other").key == keys(in_folder)[C] == "serial:00000001"


def test_another_card_in_the_same_reader_is_another_disk() -> None:
    """All cards of a reader have its letter and its GUID, and many have the same name."""
    first, second = (FakeWindows({CARD: disk(n, "EOS_DIGITAL", "exFAT")}, {CARD: guid(3)}) for n in (7, 8))
    assert keys(first)[CARD] != keys(second)[CARD]


def test_a_reader_without_a_card_is_left_out() -> None:
    """It has a letter and is not ready."""
    computer = FakeWindows({C: disk(1)}, {C: guid(1), CARD: guid(3)}, letters=(CARD,))
    assert list(keys(computer)) == [C]


def test_a_share_is_known_by_its_name_at_its_letter_and_without() -> None:
    """Letters come and go, and the serial number of a share is that of the whole disk that it lies on."""
    there = {"Z:\\": disk(9, "data"), "\\\\NAS\\Photos\\": disk(9, "data")}
    computer = FakeWindows({C: disk(1), **there}, {C: guid(1)}, shares={"Z:": "\\\\NAS\\Photos"})
    at_letter = WindowsVolumes(computer).holding("Z:\\a")
    without = WindowsVolumes(computer).holding("\\\\NAS\\Photos\\a")
    assert at_letter.key == without.key == keys(computer)["Z:\\"] == "share:\\\\nas\\photos"
    assert at_letter.label == "Photos on NAS"
    assert at_letter.former_keys == ("serial:00000009",)
    other = FakeWindows({"Z:\\": disk(9, "data")}, shares={"Z:": "\\\\NAS\\Music"})
    assert keys(other)["Z:\\"] != at_letter.key


def test_a_share_that_is_away_is_left_out() -> None:
    """Its letter is remembered, and nothing answers there."""
    computer = FakeWindows({C: disk(1)}, {C: guid(1)}, letters=("Z:\\",), shares={"Z:": "\\\\NAS\\Photos"})
    assert list(keys(computer)) == [C]


def test_a_letter_of_subst_is_no_disk() -> None:
    """It is a name for a folder: its pictures lie on the disk of that folder. Another letter without a GUID is one."""
    computer = FakeWindows(
        {C: disk(1), "S:\\": disk(1), "R:\\": disk(0, "RAM")}, {C: guid(1)}, substs={"S:": "\\??\\C:\\photos"}
    )
    assert list(keys(computer)) == [C, "R:\\"]


def test_without_a_serial_number_the_list_of_mounts_counts_and_then_the_place() -> None:
    """Drivers of memory disks write none; a path of a device is no share."""
    device = guid(4)
    computer = FakeWindows(
        {"r:\\": disk(0, ""), E: disk(0, ""), device: disk(0, "")}, {E: guid(4), device: device}
    )
    known = keys(computer)
    assert known[E] == f"volume:{guid(4).lower()}"
    assert known["r:\\"] == "place:R:\\"
    assert WindowsVolumes(computer).holding(f"{device}photos").key == known[E]


def test_a_path_that_does_not_exist_is_an_error() -> None:
    """Not a guess."""
    with pytest.raises(FileNotFoundError):
        WindowsVolumes(FakeWindows({C: disk(1)})).holding("Q:\\photos")


def test_a_disk_without_a_name_is_called_by_its_letter() -> None:
    """As Windows shows it."""
    (volume,) = WindowsVolumes(FakeWindows({"c:\\": disk(1, "")})).mounted()
    assert isinstance(volume, Volume)
    assert volume.label == "C:\\"
