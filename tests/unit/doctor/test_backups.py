"""Whether the doctor sees backups: real ones, of this library and of another, old and torn."""

from __future__ import annotations

import errno
import json
import os
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bowerbird_engine import Engine, load_settings, make_backup
from bowerbird_engine.doctor.backup_checks import backups

from .conftest import Patient, codes


def test_a_new_backup_is_fine_and_another_librarys_is_none(patient: Patient) -> None:
    """Without one there is an advice and no fault; one of today says so; what is not ours does not count."""
    library_id = patient.catalogue.library_id
    (none,) = backups(patient.settings, library_id)
    assert (none.state, none.advice) == ("ok", "Make one: `bowerbird backup`.")
    make_backup(patient.settings)
    (found,) = backups(patient.settings, library_id)
    assert (found.state, found.detail) == ("ok", "the newest one is of today")
    (other,) = backups(patient.settings, "another library")
    assert other.detail.startswith("none in")


def test_an_old_backup_and_a_torn_one_are_told(patient: Patient) -> None:
    """The age is what the backup says of itself, whatever the file's own time is."""
    library_id = patient.catalogue.library_id
    path = make_backup(patient.settings).backup.path
    whole = path.read_bytes()
    aged(path, timedelta(days=40))
    assert codes(backups(patient.settings, library_id)) == ["backup_old"]
    path.write_bytes(whole[: len(whole) // 2])
    assert codes(backups(patient.settings, library_id)) == ["backup_broken"]


def test_a_backup_from_the_future_hides_no_old_one(patient: Patient) -> None:
    """By itself it says when it means to be of; beside an old one that one counts."""
    library_id = patient.catalogue.library_id
    aged(make_backup(patient.settings).backup.path, -timedelta(days=400))
    (found,) = backups(patient.settings, library_id)
    assert found.state == "ok"
    assert found.detail.endswith("which is to come")
    aged(make_backup(patient.settings).backup.path, timedelta(days=40))
    assert codes(backups(patient.settings, library_id)) == ["backup_old"]


def test_backups_on_another_disk_are_known(patient: Patient, tmp_path: Path) -> None:
    """Also while the disk is in a drawer. One that was deleted from a folder that is there counts no longer."""
    library_id, disk = patient.catalogue.library_id, tmp_path / "disk"
    make_backup(patient.settings, disk)
    (found,) = backups(patient.settings, library_id)
    assert (found.state, found.detail) == ("ok", f"the newest one is of today, in {disk}")
    away = disk.rename(tmp_path / "away")
    (found,) = backups(patient.settings, library_id)
    assert (found.state, found.detail) == (
        "ok",
        f"the newest one is of today, in {disk}, which is not there now",
    )
    (other,) = backups(patient.settings, "another library")
    assert other.detail.startswith("none in")
    away.rename(disk)
    for backup in disk.iterdir():
        backup.unlink()
    (none,) = backups(patient.settings, library_id)
    assert none.detail.startswith("none in")


def test_the_empty_mount_point_of_a_disk_that_went_is_no_folder_without_backups(
    patient: Patient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mount point of /etc/fstab stays. One with another disk on it, or with this one and no backup, is there."""
    library_id, disk = patient.catalogue.library_id, tmp_path / "disk"
    mounted = {disk}

    def is_mounted(path: Path) -> bool:
        return path in mounted

    monkeypatch.setattr(os.path, "ismount", is_mounted)
    backup = make_backup(patient.settings, disk).backup.path
    away = backup.rename(tmp_path / backup.name)
    mounted.clear()
    (found,) = backups(patient.settings, library_id)
    assert found.detail == f"the newest one is of today, in {disk}, which is not there now"
    mounted.add(disk)
    (none,) = backups(patient.settings, library_id)
    assert none.detail.startswith("none in")
    away.rename(backup)
    (found,) = backups(patient.settings, library_id)
    assert found.detail == f"the newest one is of today, in {disk}"


def test_a_disk_that_fails_hides_no_other_backup(
    patient: Patient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that breaks does, and one of somebody else that may not be looked into."""
    library_id, disk, look = patient.catalogue.library_id, tmp_path / "disk", Path.stat
    make_backup(patient.settings, disk)
    make_backup(patient.settings)

    def refused(self: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if self.is_relative_to(disk):
            raise OSError(errno.EIO, "Input/output error")
        return look(self, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", refused)
    (found,) = backups(patient.settings, library_id)
    assert (found.state, found.detail) == ("ok", "the newest one is of today")
    for backup in patient.settings.backups_dir.iterdir():
        backup.unlink()
    (found,) = backups(patient.settings, library_id)
    assert found.detail == f"the newest one is of today, in {disk}, which is not there now"


def test_the_way_back_leads_to_a_backup_on_another_disk(tmp_path: Path) -> None:
    """It is named by what was noted down: the disk itself need not be there, and where it is gone another one is named."""
    settings = load_settings(tmp_path / "home")
    Engine(settings).close()
    older = make_backup(settings).backup.path
    aged(older, timedelta(days=3))
    newest = make_backup(settings, tmp_path / "my disk").backup.path
    (tmp_path / "my disk").rename(tmp_path / "away")
    settings.catalogue_path.write_bytes(b"no catalogue" * 1000)
    (found,) = (check for check in Engine.diagnose(settings) if check.state == "bad")
    latest, other = found.advice.split(" Where that is gone, ")
    assert f"`bowerbird restore '{newest}' --replace`" in latest
    assert f"`bowerbird restore {older} --replace`" in other


def test_a_damaged_library_is_told_the_way_back_to_its_latest_backup(tmp_path: Path) -> None:
    """Doctor and error say `restore`, the doctor with the file; where there is no backup it names none."""
    settings = load_settings(tmp_path / "home")
    Engine(settings).close()
    newest = make_backup(settings).backup.path
    aged(make_backup(settings).backup.path, timedelta(days=3))
    settings.catalogue_path.write_bytes(b"no catalogue" * 1000)
    (found,) = (check for check in Engine.diagnose(settings) if check.state == "bad")
    assert "bowerbird restore FILE --replace" in found.detail
    assert f"`bowerbird restore {newest} --replace`" in found.advice
    for backup in newest.parent.iterdir():
        backup.unlink()
    (found,) = (check for check in Engine.diagnose(settings) if check.state == "bad")
    assert "restore" not in found.advice


def aged(path: Path, by: timedelta) -> None:
    """Write a backup anew as if it had been made so long ago."""
    with zipfile.ZipFile(path) as archive:
        members = {info: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(path, "w") as archive:
        for info, data in members.items():
            if b'"made"' in data[:4096]:
                told = json.loads(data)
                told["made"] = (datetime.now(UTC) - by).isoformat()
                archive.writestr(info, json.dumps(told))
            else:
                archive.writestr(info, data)
