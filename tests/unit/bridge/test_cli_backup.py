"""Backup and restore on the command line: what a person reads, what scripts get, and how it goes beside a hub."""

from __future__ import annotations

import json
import shlex
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bowerbird_bridge.discovery import RunningHub
from bowerbird_engine import Engine, Progress, Volume, load_settings, make_backup, restore_backup
from bowerbird_engine.backup import restoring
from bowerbird_engine.backup.checking import check_archive
from bowerbird_engine.backup.folder_maps import FolderMap, parse_map
from bowerbird_engine.backup.manifest import Manifest
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import RootMove

from .conftest import Command, Library


@pytest.fixture
def backup(library: Library, tmp_path: Path) -> Path:
    """Back up the library of the samples."""
    made = library.run("backup", tmp_path / "backups", "--json")
    assert made.code == 0, made.err
    return Path(made.json["backup"]["path"])


def searched(run: Command) -> Any:
    """Ask something, and leave out where the pictures lie."""
    hits = run("search", "a", "red", "mug", "--limit", "10", "--json").json["hits"]
    return [{name: value for name, value in hit.items() if name not in {"path", "copies"}} for hit in hits]


def test_a_backup_is_made_listed_and_checked(library: Library, tmp_path: Path) -> None:
    """It says what is in it and what is not, and that a copy on the same disk is no help when that is lost."""
    folder = tmp_path / "backups"
    assert f"Make one: bowerbird backup {folder}" in library.run("backup", folder, "--list").out
    made = library.run("backup", folder)
    assert made.code == 0
    for said in ("Backed up and checked: ", "1 folder", "Not in it: the pictures", "same disk"):
        assert said in made.out
    (file,) = folder.iterdir()
    assert str(file) in library.run("backup", folder, "--list").out
    checked = library.run("backup", "--check", file)
    assert (checked.code, "Sound: " in checked.out, str(library.folder) in checked.out) == (0, True, True)
    (folder / "bowerbird-2026-01-01T0000.zip").write_bytes(b"cut short")
    listed = library.run("backup", folder, "--list", "--json").json
    assert [Path(each["path"]) for each in listed["backups"]] == [file]
    assert len(listed["broken"]) == 1
    assert "no backup that can be used" in library.run("backup", folder, "--list").out
    assert library.run("backup", "--check", file, folder).code == 2
    assert library.run("backup", folder, "--keep", "0").code == 2


def test_older_backups_make_room(library: Library, tmp_path: Path) -> None:
    """As many stay as are asked for."""
    folder = tmp_path / "backups"
    first, second = (library.run("backup", folder, "--json").json["backup"]["path"] for _ in range(2))
    third = library.run("backup", folder, "--keep", "2", "--json").json
    assert third["removed"] == [first]
    assert sorted(map(str, folder.iterdir())) == sorted([second, third["backup"]["path"]])
    assert "2 older backups made room." in library.run("backup", folder, "--keep", "1").out


def test_a_damaged_backup_is_told_with_a_stable_code(library: Library, backup: Path, tmp_path: Path) -> None:
    """By checking it, and by trying to restore it; nothing is made of it."""
    backup.write_bytes(backup.read_bytes()[:-10])
    for arguments in (("backup", "--check", backup), ("restore", backup)):
        run = Command(tmp_path / "other")
        told = run(*arguments, "--json")
        assert (told.code, told.json["error"]["code"]) == (1, "backup_damaged")
        assert "Take another one." in run(*arguments).err
        assert not (tmp_path / "other" / "catalogue.sqlite").exists()


def test_a_library_is_restored_where_its_pictures_lie_now(
    library: Library, backup: Path, tmp_path: Path
) -> None:
    """Search gives the same list as before, also after an index, which learns nothing."""
    pictures = tmp_path / "moved" / "pictures"
    shutil.copytree(library.folder, pictures)
    run = Command(tmp_path / "home")
    restored = run("restore", backup, "--map", f"{library.folder}={pictures}")
    assert restored.code == 0, restored.err
    assert f"{pictures}  here" in restored.out
    assert "Next: bowerbird index" in restored.out
    before = searched(library.run)
    assert len(before) == 10
    assert searched(run) == before
    assert run("index", "--json").json["embedded"] == 0
    assert searched(run) == before
    # The control: another library gives another list.
    (tmp_path / "one").mkdir()
    shutil.copy(library.label, tmp_path / "one")
    other = Command(tmp_path / "other")
    assert other("add", tmp_path / "one").code == other("index").code == 0
    assert searched(other) != before


def test_a_library_that_is_there_is_replaced_when_told_and_kept(backup: Path, tmp_path: Path) -> None:
    """It says how to come back, and what it says works."""
    run = Command(tmp_path / "home")
    (tmp_path / "mine").mkdir()
    assert run("add", tmp_path / "mine").code == 0
    refused = run("restore", backup, "--json")
    assert (refused.code, refused.json["error"]["code"]) == (2, "library_there")
    assert "--replace" in run("restore", backup).err
    replaced = run("restore", backup, "--replace")
    assert replaced.code == 0
    (back,) = (line.strip() for line in replaced.out.splitlines() if line.strip().startswith("back to it:"))
    command = back.removeprefix("back to it: bowerbird ").split()
    assert "It stays until you delete it." in replaced.out
    assert run(*command).code == 0
    (folder,) = run("folders", "--json").json["folders"]
    assert folder["path"] == str(tmp_path / "mine")


def test_the_log_of_a_catalogue_that_is_gone_is_kept_and_named(backup: Path, tmp_path: Path) -> None:
    """It says where, and what to do when the catalogue turns up; what it says works."""
    home = tmp_path / "home"
    run, catalogue = Command(home), home / "catalogue.sqlite"
    (tmp_path / "mine").mkdir()
    assert run("add", tmp_path / "mine").code == 0
    catalogue.rename(tmp_path / "mislaid.sqlite")
    (home / "catalogue.sqlite-wal").write_bytes(b"")
    told = run("restore", backup, "--replace", "--json").json
    assert (told["kept"], told["kept_log"]) == (None, None)

    catalogue.unlink()
    (home / "catalogue.sqlite-wal").write_bytes(b"what was committed last")
    replaced = run("restore", backup, "--replace")
    assert replaced.code == 0
    lines = [line.strip() for line in replaced.out.splitlines()]
    (log,) = home.glob("catalogue.before-restore-*.sqlite-wal")
    assert f"The log of the catalogue that is gone is kept: {log}" in lines
    (place,) = (line.split(" copy it to ")[1].split(", then")[0] for line in lines if " copy it to " in line)
    shutil.copyfile(tmp_path / "mislaid.sqlite", place)
    (back,) = (line for line in lines if line.startswith("bowerbird restore "))
    assert run(*back.removeprefix("bowerbird ").split()).code == 0
    (folder,) = run("folders", "--json").json["folders"]
    assert folder["path"] == str(tmp_path / "mine")


def test_ctrl_c_lets_a_restore_end_in_good_order(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says that nothing was changed: "what was done is kept" would be a riddle here."""

    def interrupt(path: Path, scratch: Path, tell: Callable[[Progress], None]) -> Manifest:
        signal.raise_signal(signal.SIGINT)
        return check_archive(path, scratch, tell)

    monkeypatch.setattr(restoring, "check_archive", interrupt)
    stopped = Command(tmp_path / "home")("restore", backup)
    assert (stopped.code, "Nothing was restored; everything is as it was." in stopped.err) == (130, True)
    assert not (tmp_path / "home").exists()


def test_the_example_of_the_help_is_what_a_shell_hands_on(library: Library) -> None:
    """A backslash that is not in quotes goes, and with it the folder of another system."""
    told = library.run("restore", "--help").out
    (example,) = (line for line in told.splitlines() if "Photos=" in line)
    words = shlex.split(example)
    (given,) = (word for word in words if "Photos=" in word)
    old, new = given.split("=")
    assert parse_map(given, ["D:\\Photos\\Best"]) == FolderMap(old, Path(new))


def test_folders_that_lie_elsewhere_are_told_later(library: Library, backup: Path, tmp_path: Path) -> None:
    """One at a time or all below a folder; a place without the pictures is taken for a slip."""
    run, pictures = Command(tmp_path / "home"), tmp_path / "moved" / "pictures"
    restored = run("restore", backup, "--map", f"{library.folder}={pictures}")
    assert restored.code == 0
    assert "is not there" in restored.out
    assert "bowerbird folders move OLD NEW" in restored.out
    (tmp_path / "empty").mkdir()
    slip = run("folders", "move", pictures, tmp_path / "empty")
    assert (slip.code, "None of the pictures" in slip.err) == (2, True)
    assert run("folders", "move", tmp_path / "elsewhere", tmp_path / "empty").code == 2
    assert run("folders", "move", pictures, tmp_path / "nothing").code == 2
    shutil.copytree(library.folder, tmp_path / "now" / "pictures")
    moved = run("folders", "move", tmp_path / "moved", tmp_path / "now", "--json").json
    assert [(each["path"], each["online"]) for each in moved["folders"]] == [
        (str(tmp_path / "now" / "pictures"), True)
    ]
    assert run("index", "--json").json["embedded"] == 0
    assert run("folders").code == 0


def test_it_goes_beside_the_owner_and_restoring_does_not(
    library: Library, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that serves the library is named, with how to stop it: also where it serves it from another home."""
    run = Command(shutil.copytree(library.run.home, tmp_path / "served"))
    with Engine(load_settings(run.home)) as engine, engine.hold("serving"):
        assert run("backup", tmp_path / "backups").code == 0
        refused = run("restore", backup, "--replace", "--json")
        assert (refused.code, refused.json["error"]["code"]) == (3, "library_busy")
        assert "serving" in refused.err
        assert "bowerbird stop" in refused.err
        moved = run("folders", "move", library.folder, library.folder)
        assert (moved.code, "serving" in moved.err) == (3, True)

    library_id = json.loads(library.run("backup", "--check", backup, "--json").out)["backup"]["library"]
    hub = RunningHub(28471, 1, (), "server", library_id, "now")
    monkeypatch.setattr("bowerbird_bridge.discovery.running_hubs", lambda: [hub])
    elsewhere = Command(tmp_path / "elsewhere")("restore", backup)
    assert (elsewhere.code, "bowerbird stop" in elsewhere.err) == (3, True)
    monkeypatch.setattr("bowerbird_bridge.discovery.running_hubs", list)
    assert Command(tmp_path / "elsewhere")("restore", backup).code == 0


def test_no_library_is_made_by_a_backup(tmp_path: Path) -> None:
    """There is nothing to back up, and that is said."""
    told = Command(tmp_path / "home")("backup")
    assert (told.code, "no library" in told.err) == (1, True)
    assert not (tmp_path / "home" / "catalogue.sqlite").exists()


def test_the_same_path_on_another_computer_is_told_in_one_command(
    library: Library, backup: Path, tmp_path: Path
) -> None:
    """There the disk has another identity: its pictures are not taken for those of the backup before the person says so."""
    run = Command(tmp_path / "home")
    settings = load_settings(tmp_path / "far")
    restore_backup(settings, backup)
    with Catalogue.open(settings.catalogue_path) as catalogue:
        (root,) = catalogue.roots.all()
        far = Volume("fsid:of another computer", "this computer", Path("/"))
        catalogue.roots.move([RootMove(root.id, far, root.path_on_volume, root.last_path)])
    restored = run("restore", make_backup(settings).backup.path)
    assert restored.code == 0, restored.err
    (hint,) = (line for line in restored.out.splitlines() if "folders move" in line and "OLD" not in line)
    command = hint.partition("bowerbird ")[2].split()
    assert command == ["folders", "move", str(library.folder), str(library.folder)]
    assert not run("folders", "--json").json["folders"][0]["online"]
    assert run(*command).code == 0
    assert run("index", "--json").json["embedded"] == 0
    assert run("folders", "--json").json["folders"][0]["online"]
