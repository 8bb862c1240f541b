"""What is noted down of backups in folders that were named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bowerbird_engine.backup import elsewhere
from bowerbird_engine.backup.elsewhere import remembered

from .conftest import Home


def test_each_folder_has_its_latest(home: Home, tmp_path: Path) -> None:
    """The last one that was noted is the first; the library's own folder needs no note."""
    assert remembered(home.settings) == []
    home.backup()
    assert remembered(home.settings) == []
    home.backup(tmp_path / "one")
    second = home.backup(tmp_path / "two")
    latest = home.backup(tmp_path / "one")
    assert [known.path for known in remembered(home.settings)] == [latest.path, second.path]
    assert {known.library for known in remembered(home.settings)} == {latest.manifest.library}
    assert remembered(home.settings)[0].made == latest.manifest.made


def test_a_new_folder_each_day_fills_no_disk(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest notes go."""
    monkeypatch.setattr(elsewhere, "_FOLDERS", 2)
    folders = [tmp_path / str(number) for number in range(3)]
    for folder in folders:
        home.backup(folder)
    assert [known.path.parent for known in remembered(home.settings)] == folders[:0:-1]


@pytest.mark.parametrize(
    "damage", [b"", b"\xff", b"{}", b"1", b"[1]", b'[{"path": 1}]', b"[" * 100_000, "no time", "a folder"]
)
def test_notes_that_cannot_be_read_are_none(home: Home, tmp_path: Path, damage: bytes | str) -> None:
    """And the next backup writes new ones, or does without."""
    home.backup(tmp_path / "one")
    (notes,) = home.settings.state_dir.glob("backups-*.json")
    if damage == "a folder":
        notes.unlink()
        (notes / "inside").mkdir(parents=True)
    elif damage == "no time":
        (told,) = json.loads(notes.read_bytes())
        notes.write_text(json.dumps([told | {"made": damage}]))
    else:
        notes.write_bytes(damage.encode() if isinstance(damage, str) else damage)
    assert remembered(home.settings) == []
    home.backup(tmp_path / "two")
    assert len(remembered(home.settings)) == (0 if damage == "a folder" else 1)
