"""Rights, owners and room: broken for real, and each is one finding with the command that mends it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from bowerbird_engine import Engine, describe_library
from bowerbird_engine.doctor.disk_checks import disks
from bowerbird_engine.doctor.findings import Check, run_check
from bowerbird_engine.doctor.folder_checks import folders, readable, unreadable_inside, watching
from bowerbird_engine.doctor.permission_checks import permissions, permissions_of
from bowerbird_engine.settings import Settings
from fakes.ordinary_user import ordinary_user
from faults.namespaces import run_apart

from .conftest import Patient, codes

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
NOBODY = 65534


def attaches_disks() -> bool:
    """Tell whether this machine gives out loop devices."""
    return subprocess.run(["losetup", "--find"], capture_output=True, check=False).returncode == 0


def own_up(place: Path) -> None:
    """Give all of a place to the ordinary user that the tests become, where they are root."""
    for path in [place, *place.rglob("*")]:
        if os.geteuid() == 0:
            os.chown(path, NOBODY, NOBODY)


def test_a_library_of_ones_own_is_fine(patient: Patient) -> None:
    """The control of the others."""
    assert codes(permissions(patient.settings)) == []
    assert codes(disks(patient.settings)) == []


def test_what_others_may_read_or_write_is_told_with_the_command(patient: Patient) -> None:
    """Reading tells of names and letters; writing is worse. The command that is named mends it."""
    home = patient.settings.state_dir
    for mode, code in ((0o755, "readable_by_others"), (0o770, "writable_by_others")):
        home.chmod(mode)
        (found,) = permissions(patient.settings)
        assert found.code == code
        assert (found.state == "bad") == (code == "writable_by_others")
        command = next(
            part for part in found.advice.split(": ", 1)[1].split(". ") if part.startswith("chmod")
        )
        subprocess.run(["sh", "-c", command], check=True)
        assert codes(permissions(patient.settings)) == []


@pytest.mark.parametrize("what", ["state_dir", "catalogue_path"])
def test_what_cannot_be_written_is_bad(patient: Patient, place: Path, what: str) -> None:
    """Nothing could be indexed; the command gives the right back."""
    own_up(place)
    shut: Path = getattr(patient.settings, what)
    with ordinary_user():
        shut.chmod(0o500)
        (found,) = permissions(patient.settings)
        assert (found.code, found.state) == ("not_writable", "bad")
        subprocess.run(["sh", "-c", found.advice.split(": ", 1)[1]], check=True)
        assert codes(permissions(patient.settings)) == []


@pytest.mark.parametrize("what", ["cache/renditions", "cache/vectors", "packs"])
def test_a_folder_inside_that_may_not_be_looked_into_is_bad(patient: Patient, place: Path, what: str) -> None:
    """What lies there is of no use, and no check would say that it saw nothing."""
    shut = patient.settings.state_dir / what
    shut.mkdir(exist_ok=True)
    own_up(place)
    with ordinary_user():
        assert codes(permissions(patient.settings)) == []
        shut.chmod(0)
        (found,) = permissions(patient.settings)
        assert (found.code, found.state) == ("not_writable", "bad")
        assert str(shut) in found.detail
        subprocess.run(["sh", "-c", found.advice.split(": ", 1)[1]], check=True)
        assert codes(permissions(patient.settings)) == []


def test_a_library_that_may_not_be_looked_into_has_a_doctor_too(patient: Patient, place: Path) -> None:
    """It says so, with the command that gives the right back, and what is told of the library is its error."""
    own_up(place)
    home = patient.settings.state_dir
    with ordinary_user():
        assert "cannot_be_opened" not in describe_library(patient.settings).facts
        home.chmod(0)
        found = {check.code: check for check in Engine.diagnose(patient.settings)}
        described = describe_library(patient.settings)
        assert {"library_unreachable", "not_writable"} <= set(found)
        subprocess.run(["sh", "-c", found["not_writable"].advice.split(": ", 1)[1]], check=True)
        assert os.access(home, os.R_OK | os.W_OK | os.X_OK, effective_ids=True)
    assert described.facts["cannot_be_opened"]
    assert described.private[str(home)] == "<library>"


def test_what_a_run_with_sudo_left_is_found(patient: Patient) -> None:
    """Files of another user, with the command that brings them back; one's own are none."""
    me = os.geteuid()
    assert codes(permissions_of(me, patient.settings)) == []
    (state, cache) = permissions_of(me + 1, patient.settings)
    assert (state.code, cache.code) == ("foreign_files", "foreign_files")
    assert state.advice.startswith("To have them back: sudo chown -R")
    assert state.advice.endswith(f" {patient.settings.state_dir}")
    assert cache.advice.endswith(f" {patient.settings.cache_dir}")


def test_root_in_somebody_elses_library_is_warned(patient: Patient, place: Path) -> None:
    """The files are all right; who looks at them is not who should."""
    own_up(place)
    assert codes(permissions_of(0, patient.settings)) == ["run_as_root"]


def test_a_folder_that_may_not_be_looked_into_is_named(own_pictures: Patient, place: Path) -> None:
    """The folder itself by asking for it, those inside as the latest scan met them."""
    own_up(place)
    with ordinary_user():
        assert codes(readable(own_pictures.roots)) == []
        roots = own_pictures.roots
        own_pictures.pictures.chmod(0)
        try:
            (found,) = readable(roots)
        finally:
            own_pictures.pictures.chmod(0o700)
    assert found.code == "folder_unreadable"
    assert str(own_pictures.pictures) in found.advice
    assert codes(unreadable_inside(own_pictures.catalogue, own_pictures.roots)) == []
    own_pictures.write(
        "INSERT OR REPLACE INTO skip (root_id, code, number) SELECT id, 'no_permission', 3 FROM root"
    )
    assert codes(unreadable_inside(own_pictures.catalogue, own_pictures.roots)) == ["subfolder_unreadable"]


def test_a_folder_inside_that_fails_is_told(tmp_path: Path) -> None:
    """On a real disk of which one folder cannot be read: the others are all right, and so is it before."""
    if os.geteuid() != 0 or shutil.which("debugfs") is None or not attaches_disks():
        pytest.skip("only root attaches loop devices")
    run_apart("doctor_disks", "broken_inside", tmp_path)


def test_a_library_without_folders_is_told_how_to_get_one(patient: Patient) -> None:
    """A folder that is there ends it."""
    assert codes(folders(patient.catalogue, patient.roots)) == []
    with Engine(patient.settings) as engine:
        engine.remove_folder(patient.pictures)
        (found,) = folders(patient.catalogue, patient.roots)
        assert (found.code, found.state) == ("no_folder", "note")
        assert "`bowerbird add" in found.advice
        engine.add_folder(patient.pictures)
    assert codes(folders(patient.catalogue, patient.roots)) == []


def test_a_folder_on_a_disk_that_is_not_here_tells_what_waits_there(own_pictures: Patient) -> None:
    """With the number of pictures, and that they stay searchable."""
    assert codes(folders(own_pictures.catalogue, own_pictures.roots)) == []
    own_pictures.pictures.rename(own_pictures.pictures.with_name("elsewhere"))
    (found,) = (check for check in folders(own_pictures.catalogue, own_pictures.roots) if check.state != "ok")
    assert found.code == "folder_offline"
    assert "moved or renamed" in found.detail
    assert "stay searchable" in found.advice
    assert "`bowerbird folders move" in found.advice
    assert "this computer" not in found.advice


def test_pictures_that_wait_for_a_word_are_told(patient: Patient) -> None:
    """A folder of which much was not found is not simply fine; once nothing waits, it is."""
    patient.write("UPDATE file SET held_since = 1 WHERE status = 'indexed'")
    (found,) = folders(patient.catalogue, patient.roots)
    assert (found.state, found.code) == ("note", "pictures_held")
    assert "`bowerbird gone`" in found.advice
    patient.write("UPDATE file SET held_since = NULL")
    assert codes(folders(patient.catalogue, patient.roots)) == []


def test_a_limit_of_watches_below_the_number_of_folders_is_told(patient: Patient, tmp_path: Path) -> None:
    """As this system has it all is well; where it allows one, the command that raises it is named."""
    (tmp_path / "max_user_watches").write_text("1\n")
    assert codes(watching(patient.catalogue, tmp_path)) == ["watch_limit"]
    (tmp_path / "max_user_watches").write_text("100000\n")
    assert codes(watching(patient.catalogue, tmp_path)) == []
    assert codes(watching(patient.catalogue, tmp_path / "no such system")) == []


def test_a_disk_that_does_not_answer_holds_up_nothing() -> None:
    """A check that waits for ever is left behind, and that is the finding; one that fails is a finding too."""
    never = threading.Event()

    def hang() -> list[Check]:
        never.wait()
        return []

    def fail() -> list[Check]:
        raise OSError(5, "Input/output error")

    assert codes(run_check("disk", hang, within_s=0.05)) == ["no_answer"]
    assert codes(run_check("disk", fail, within_s=60)) == ["check_failed"]
    assert codes(run_check("disk", fail)) == ["check_failed"]

    def denied() -> list[Check]:
        raise PermissionError(13, "Permission denied", "/srv/shut")

    (found,) = run_check("disk", denied)
    assert (found.code, found.detail) == (
        "check_failed",
        "could not be looked at: /srv/shut may not be read by you",
    )
    assert codes(run_check("disk", list, within_s=60)) == []
    never.set()


def test_a_full_disk_is_bad(tmp_path: Path) -> None:
    """On a real file system of 16 MB, once full of bytes and once full of files."""
    run_apart("doctor_disks", "full", tmp_path)


def test_a_bundle_on_a_full_disk_is_there_wholly_or_not_at_all(tmp_path: Path) -> None:
    """The half of one is taken away again, and one that was there before stays."""
    run_apart("doctor_disks", "bundle", tmp_path)


def test_a_disk_that_is_mounted_read_only_says_so(tmp_path: Path) -> None:
    """The whole doctor runs on a library whose disk takes nothing, and says how to have it back."""
    run_apart("doctor_disks", "read_only", tmp_path)


def test_two_disks_are_measured_apart(tmp_path: Path) -> None:
    """The cache on another disk has a line of its own; on the same disk it has none."""
    settings = Settings(state_dir=tmp_path / "a", cache_dir=tmp_path / "b")
    assert [check.name for check in disks(settings)] == ["disk space"]
    shm = Path("/dev/shm")  # noqa: S108  another file system, of which nothing is written
    if shm.is_dir() and shm.stat().st_dev != tmp_path.stat().st_dev:
        apart = replace(settings, cache_dir=shm / "no such cache")
        assert [check.name for check in disks(apart)] == ["disk space", "disk space of the cache"]
