"""Which disk a folder lies on."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowerbird_engine.scanning.volumes import mounted_volumes, path_on_volume, place_on, volume_of


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
