"""Backups that somebody has tampered with: each is refused with a stable code, and costs neither memory nor the library."""

from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import sqlite3
import stat
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bowerbird_engine.backup import archive, soundness
from bowerbird_engine.backup.archive import BackupArchive
from bowerbird_engine.backup.checking import check_backup
from bowerbird_engine.backup.making import make_backup
from bowerbird_engine.backup.restoring import restore_backup
from bowerbird_engine.errors import BackupDamagedError, BackupError, BackupTooNewError
from bowerbird_engine.settings import Settings
from fakes.indexed import Library, make_picture

Members = dict[str, bytes]


@dataclass(frozen=True)
class Forge:
    """An honest backup, its members, and a place for forged ones."""

    backup: Path
    settings: Settings
    work: Path

    def members(self) -> Members:
        """Give what is in the honest one."""
        with zipfile.ZipFile(self.backup) as zipped:
            return {name: zipped.read(name) for name in zipped.namelist()}

    def write(self, members: Members, *, honest: bool = True, **manifest: Any) -> Path:
        """Write another one; an `honest` manifest has the digests and sizes of what is in it."""
        told = json.loads(members["manifest.json"]) | manifest
        if honest:
            told["members"] = {
                name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
                for name, data in members.items()
                if name != "manifest.json"
            }
        path = self.work / "forged.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
            for name, data in (members | {"manifest.json": json.dumps(told).encode()}).items():
                zipped.writestr(name, data)
        return path

    def with_catalogue(self, *statements: str) -> Path:
        """Write one whose catalogue was changed by SQL, with the digests that it has then."""
        members, database = self.members(), self.work / "forged.sqlite"
        database.write_bytes(members["catalogue.sqlite"])
        connection = sqlite3.connect(database, isolation_level=None)
        for statement in statements:
            connection.execute(statement)
        connection.close()
        return self.write(members | {"catalogue.sqlite": database.read_bytes()})

    def refused(self, path: Path, expected: type[BackupError] = BackupDamagedError) -> BackupError:
        """See it refused by all that read backups, and nothing written."""
        home = self.work / "restored"
        with pytest.raises(expected):
            check_backup(self.settings, path)
        with pytest.raises(expected) as error:
            restore_backup(Settings(home, home / "cache"), path)
        assert not home.exists()
        assert not [path for path in self.work.parent.rglob("evil*") if path.is_file()]
        return error.value


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Settings]:
    """Back up a library of two pictures."""
    base = tmp_path_factory.mktemp("hostile")
    for number in range(2):
        make_picture(base / "pictures" / f"{number}.png", number)
    with Library(base / "home") as library:
        library.add(base / "pictures")
        library.index()
        library.settings.ignore_file.write_text("*.bak\n")
    return make_backup(library.settings, base / "backups").backup.path, library.settings


@pytest.fixture
def forge(learned: tuple[Path, Settings], tmp_path: Path) -> Forge:
    """Give what is forged from."""
    return Forge(*learned, tmp_path)


def test_what_is_forged_honestly_is_taken(forge: Forge) -> None:
    """The control of all tests here: the forger can make a backup that is restored."""
    check_backup(forge.settings, forge.write(forge.members()))
    check_backup(forge.settings, forge.with_catalogue("UPDATE root SET volume_label = 'mine'"))
    home = forge.work / "restored"
    assert restore_backup(Settings(home, home / "cache"), forge.write(forge.members())).files == 2


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/evil",
        "..\\evil",
        "C:\\evil",
        "evil",
        "a/../../evil",
        "catalogue.sqlite/evil",
        "CATALOGUE.SQLITE",
    ],
)
def test_other_names_are_refused(forge: Forge, name: str) -> None:
    """There are four, and no other: nothing is ever unpacked by a name that an archive gives."""
    forge.refused(forge.write(forge.members() | {name: b"evil"}))


def test_links_and_encrypted_members_are_refused(forge: Forge) -> None:
    """And whatever is no ordinary file."""
    for mode in (stat.S_IFLNK, stat.S_IFIFO, stat.S_IFDIR):
        path = forge.write(forge.members())
        with zipfile.ZipFile(path, "a") as zipped:
            info = zipfile.ZipInfo("thumbnails")
            info.external_attr = (mode | 0o777) << 16
            zipped.writestr(info, b"/etc/passwd")
        forge.refused(path)
    path = forge.write(forge.members())
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\1\2")
    data[at + 8] |= 1
    path.write_bytes(data)
    forge.refused(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_there_twice_is_refused(forge: Forge) -> None:
    """Which of the two is read would be a matter of luck."""
    path = forge.write(forge.members())
    with zipfile.ZipFile(path, "a") as zipped:
        zipped.writestr("ignore", b"*\n")
    forge.refused(path)


def test_sizes_that_lie_are_noticed(forge: Forge) -> None:
    """A member that is longer or shorter than the archive and the manifest say, together or alone."""
    members = forge.members()
    told = json.loads(members["manifest.json"])
    for size in (0, 1, 2**40, 2**62):
        told["members"]["catalogue.sqlite"]["bytes"] = size
        forge.refused(forge.write(members | {"manifest.json": json.dumps(told).encode()}, honest=False))
    honest = forge.write(members)
    for size in (100, len(members["catalogue.sqlite"]) + 100):
        data = bytearray(honest.read_bytes())
        at = data.find(b"catalogue.sqlite", data.find(b"PK\1\2")) - 46
        data[at + 24 : at + 28] = struct.pack("<L", size)
        path = forge.work / "forged.zip"
        path.write_bytes(data)
        forge.refused(path)
        told["members"] = json.loads(members["manifest.json"])["members"]
    told["members"]["ignore"]["sha256"] = "00" * 32
    forge.refused(forge.write(members | {"manifest.json": json.dumps(told).encode()}, honest=False))


def test_a_bomb_is_refused_before_it_goes_off(forge: Forge) -> None:
    """It grows no further than it says, the room for that is looked at first, and memory stays small."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    members = forge.members()
    for name in ("catalogue.sqlite", "ignore", "manifest.json"):
        path = forge.work / "bomb.zip"
        size = 120_000_000
        told = json.loads(members["manifest.json"])
        zeros = hashlib.sha256()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
            with zipped.open(name, "w") as out:
                for _ in range(size // 1_000_000):
                    out.write(bytes(1_000_000))
                    zeros.update(bytes(1_000_000))
            told["members"][name] = {"sha256": zeros.hexdigest(), "bytes": size}
            for other, data in members.items():
                if other != name:
                    zipped.writestr(other, json.dumps(told).encode() if other == "manifest.json" else data)
        assert path.stat().st_size < 2_000_000
        forge.refused(path)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 60_000, f"{grown} kB more than before"


def test_what_would_fill_the_disk_is_refused_by_its_length(
    forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is room for a bomb, it would take minutes and all of that; the control lets it go off."""
    members, path = forge.members(), forge.work / "bomb.zip"
    zeros = bytes(250_000_000)
    told = json.loads(members["manifest.json"])
    told["members"]["catalogue.sqlite"] = {"sha256": hashlib.sha256(zeros).hexdigest(), "bytes": len(zeros)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("catalogue.sqlite", zeros)
        zipped.writestr("ignore", members["ignore"])
        zipped.writestr("manifest.json", json.dumps(told))
    assert "would grow" in str(forge.refused(path))

    monkeypatch.setattr(archive, "_MOST_PACKED", 2000)
    assert "catalogue" in str(forge.refused(path))


def test_a_table_of_contents_of_millions_is_not_read(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would all be read into memory first. The control shows that zipfile would do that."""
    path = forge.work / "many.zip"
    with zipfile.ZipFile(path, "w") as zipped:
        for number in range(2000):
            zipped.writestr(f"member-{number}", b"")
    opened: list[int] = []
    read = zipfile.ZipFile

    def note(file: Any) -> Any:
        opened.append(len(read(file).infolist()))
        raise AssertionError

    monkeypatch.setattr(zipfile, "ZipFile", note)
    with pytest.raises(BackupDamagedError, match="more than a backup holds"):
        BackupArchive(path)
    assert opened == []
    with pytest.raises(AssertionError), path.open("rb") as file:
        zipfile.ZipFile(file)
    assert opened == [2000]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER evil AFTER INSERT ON file BEGIN DELETE FROM vector; END",
        "CREATE TABLE evil (x)",
        "CREATE VIEW evil AS SELECT * FROM file",
        "CREATE INDEX evil ON file (size)",
        "DROP TABLE collection",
        "DROP TRIGGER file_gone",
        "ALTER TABLE file ADD COLUMN evil TEXT",
        "CREATE VIRTUAL TABLE evil USING fts5 (x)",
    ],
)
def test_a_catalogue_with_another_schema_is_refused(forge: Forge, statement: str) -> None:
    """Nothing in it is run before its tables are known to be those of a catalogue."""
    assert "other tables" in str(forge.refused(forge.with_catalogue(statement)))


def test_a_schema_that_was_written_by_hand_is_refused(forge: Forge) -> None:
    """Also where SQLite itself would have refused to make it."""
    path = forge.with_catalogue(
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = replace(sql, 'attempts >= 0', '1') || ' ' WHERE name = 'file'",
    )
    forge.refused(path)


@pytest.mark.parametrize(
    "row",
    [
        "'trigger', 'sqlite_evil', 'root', 0, 'CREATE TRIGGER sqlite_evil AFTER UPDATE ON root BEGIN DELETE FROM file; END'",
        "'view', 'sqlite_stat1', 'sqlite_stat1', 0, 'CREATE VIEW sqlite_stat1 AS SELECT 1'",
        "'table', 'sqlite_evil', 'sqlite_evil', 0, 'CREATE VIRTUAL TABLE sqlite_evil USING fts5vocab (name_words, row)'",
    ],
)
def test_nothing_hides_behind_a_name_of_sqlite(forge: Forge, row: str) -> None:
    """Written by hand, such names can be given to whatever runs: the trigger would empty the library once a folder moves."""
    path = forge.with_catalogue("PRAGMA writable_schema = ON", f"INSERT INTO sqlite_schema VALUES ({row})")  # noqa: S608
    assert "other tables" in str(forge.refused(path))


def test_what_sqlite_counts_for_itself_is_taken(forge: Forge) -> None:
    """A catalogue whose statistics were gathered has a table more."""
    check_backup(forge.settings, forge.with_catalogue("ANALYZE"))


@pytest.mark.parametrize("place", ["../evil", "/etc/passwd", "a/../../evil", "..", "", "a\0b"])
def test_files_that_lead_out_of_their_folder_are_refused(forge: Forge, place: str) -> None:
    """They would be opened as pictures."""
    path = forge.with_catalogue(f"UPDATE file SET path = x'{place.encode().hex()}' WHERE id = 1")  # noqa: S608
    assert "leads out of its folder" in str(forge.refused(path))
    check_backup(
        forge.settings, forge.with_catalogue("UPDATE file SET path = CAST('a../..b' AS BLOB) WHERE id = 1")
    )


@pytest.mark.parametrize("place", ["..\\evil", "a\\b", "C:evil", "a/C:/evil"])
def test_on_windows_more_signs_lead_out_of_a_folder(
    forge: Forge, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elsewhere they are letters of a name, the control."""
    path = forge.with_catalogue(f"UPDATE file SET path = x'{place.encode().hex()}' WHERE id = 1")  # noqa: S608
    check_backup(forge.settings, path)
    monkeypatch.setattr(soundness, "_ON_WINDOWS", True)
    assert "leads out of its folder" in str(forge.refused(path))


def test_a_catalogue_of_another_version_than_it_says_is_refused(forge: Forge) -> None:
    """And one of another program."""
    for pragma in ("user_version = 3", "user_version = 0", "application_id = 1", "user_version = 9999"):
        forge.refused(forge.with_catalogue(f"PRAGMA {pragma}"), BackupError)


def test_a_catalogue_of_another_library_than_it_says_is_refused(forge: Forge) -> None:
    """What is asked of a hub, and which backups make room, goes by what a backup says."""
    assert "another library" in str(forge.refused(forge.write(forge.members(), library="another")))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE root SET last_path = x'2F610062'",
        "UPDATE root SET last_path = x''",
        "UPDATE root SET path_on_volume = x'610062'",
        "UPDATE file SET mtime_ns = x'00' WHERE id = 1",
        "UPDATE file SET mtime_ns = 1.5 WHERE id = 1",
        "UPDATE file SET inode = 'many' WHERE id = 1",
        "UPDATE file SET inode = '1-2' WHERE id = 1",
        "UPDATE file SET inode = '' WHERE id = 1",
        "DELETE FROM choice",
    ],
)
def test_rows_that_no_library_opens_with_are_refused(forge: Forge, statement: str) -> None:
    """SQLite has nothing against them, and each command would end in a riddle after the restore."""
    assert "catalogue is damaged" in str(forge.refused(forge.with_catalogue(statement)))


def test_numbers_beyond_64_bits_are_taken(forge: Forge) -> None:
    """Some file systems have them, with or without a sign."""
    check_backup(
        forge.settings,
        forge.with_catalogue(
            "UPDATE file SET inode = '18446744073709551617', mtime_ns = '-9223372036854775809'"
        ),
    )


def test_random_damage_is_noticed(forge: Forge) -> None:
    """Whatever bytes are changed, cut off or put in: a backup is as it was, or it is refused with a stable code."""
    honest, chance = forge.backup.read_bytes(), random.Random(58)
    path, refused = forge.work / "damaged.zip", 0
    with BackupArchive(forge.backup) as opened:
        expected = opened.manifest
    for _ in range(150):
        data = bytearray(honest)
        at = chance.randrange(len(data))
        match chance.randrange(4):
            case 0:
                data[at] ^= 1 << chance.randrange(8)
            case 1:
                del data[at : at + chance.randrange(1, 100)]
            case 2:
                data[at:at] = chance.randbytes(chance.randrange(1, 100))
            case _:
                data[at : at + 50] = chance.randbytes(50)
        path.write_bytes(data)
        try:
            found = check_backup(forge.settings, path).manifest
        except (BackupDamagedError, BackupTooNewError):
            refused += 1
        else:
            assert found == expected
    assert refused > 100


def test_a_pipe_or_a_folder_keeps_nobody_waiting(forge: Forge) -> None:
    """What is no file is none."""
    os.mkfifo(forge.work / "pipe")
    for path in (forge.work / "pipe", forge.work):
        with pytest.raises(BackupError):
            check_backup(forge.settings, path)
        with pytest.raises(BackupError):
            restore_backup(Settings(forge.work / "restored", forge.work / "cache"), path)
