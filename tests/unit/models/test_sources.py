"""Folders that models come from: listed without following anything, copied with their digests, never changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import pytest

from bowerbird_engine.errors import Cancelled, DiskFullError, PackError
from bowerbird_engine.models import sources
from bowerbird_engine.models.room import SPARE_BYTES
from bowerbird_engine.models.sources import Copier, FolderSource
from bowerbird_engine.reports import Progress
from fakes.hub_folders import write_files

FILES = {"config.json": b"{}", "onnx/vision_model.onnx": b"v" * 3000, "onnx/text_model.onnx": b"t" * 2000}


class Usage(NamedTuple):
    """What a disk has, as shutil tells it."""

    total: int
    used: int
    free: int


def copier(source: Path, into: Path, **more: object) -> Copier:
    """Copy out of a folder, into one that is there."""
    into.mkdir(exist_ok=True)
    return Copier(FolderSource(source), into, progress=None, cancel=None)


def test_a_folder_is_listed_with_plain_names_alone(tmp_path: Path) -> None:
    """Hidden files, names that no pack can hold and pipes are passed over."""
    folder = write_files(tmp_path / "m", FILES | {".cache/x": b"", "read me.md": b"", "a/b/c/d/e": b""})
    os.mkfifo(folder / "pipe")
    assert FolderSource(folder).sizes == {path: len(data) for path, data in FILES.items()}


def test_a_model_one_folder_deep_is_found(tmp_path: Path) -> None:
    """The folder around the model is taken off, and the source is called after what was named."""
    write_files(tmp_path / "outer/m", FILES)
    source = FolderSource(tmp_path / "outer")
    assert set(source.sizes) == set(FILES)
    assert source.name == "outer"
    assert b"".join(source.pieces("config.json")) == b"{}"


@pytest.mark.parametrize("place", ["config.json", "onnx"])
def test_links_are_refused(place: str, tmp_path: Path) -> None:
    """A link to a file or a folder is named; the folder itself may be reached through one."""
    folder = write_files(tmp_path / "m", FILES)
    (tmp_path / "way").symlink_to(folder)
    assert set(FolderSource(tmp_path / "way").sizes) == set(FILES)
    (folder / place).rename(tmp_path / "elsewhere")
    (folder / place).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PackError, match=r"is a link.*Copy the files themselves"):
        FolderSource(folder)


def test_a_folder_of_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody's whole folder of downloads is not searched for a model."""
    folder = write_files(tmp_path / "m", FILES)
    monkeypatch.setattr(sources, "MAX_FOLDER_ENTRIES", 4)
    FolderSource(folder)
    monkeypatch.setattr(sources, "MAX_FOLDER_ENTRIES", 3)
    with pytest.raises(PackError, match="Choose the folder of one model"):
        FolderSource(folder)


def test_files_are_copied_with_digests_and_progress(tmp_path: Path) -> None:
    """Only what is asked for is copied, once, and the source stays as it is."""
    folder, into, steps = write_files(tmp_path / "m", FILES), tmp_path / "into", list[Progress]()
    into.mkdir()
    work = Copier(FolderSource(folder), into, progress=steps.append, cancel=None)
    work.copy(["config.json", "onnx/vision_model.onnx"])
    work.copy(["onnx/vision_model.onnx"])
    wanted = {path: FILES[path] for path in ("config.json", "onnx/vision_model.onnx")}
    assert {
        path.relative_to(into).as_posix(): path.read_bytes() for path in into.rglob("*") if path.is_file()
    } == wanted
    assert work.digests == {path: hashlib.sha256(data).hexdigest() for path, data in wanted.items()}
    assert (steps[-1].phase, steps[-1].done, steps[-1].total) == ("copy", 3002, 3002)
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == set(FILES)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """What is asked for and not there is asked for in words."""
    with pytest.raises(PackError, match=r"onnx/weights\.bin is missing"):
        copier(write_files(tmp_path / "m", FILES), tmp_path / "into").copy(["onnx/weights.bin"])


def test_room_is_looked_for_before_the_first_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sparse file of a terabyte is refused by what it would take, one byte less is copied."""
    work = copier(write_files(tmp_path / "m", FILES), tmp_path / "into")
    for short in (1, 0):
        usage = Usage(0, 0, 5002 + SPARE_BYTES - short)
        monkeypatch.setattr(shutil, "disk_usage", mock.Mock(return_value=usage))
        if short:
            with pytest.raises(DiskFullError, match="Nothing was installed"):
                work.copy(list(FILES))
            assert not list((tmp_path / "into").iterdir())
            work = copier(tmp_path / "m", tmp_path / "into")
        else:
            work.copy(list(FILES))


def test_a_model_of_impossible_size_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever room there is, there is a limit to what a model can be."""
    monkeypatch.setattr(sources, "MAX_PACK_BYTES", 5001)
    with pytest.raises(PackError, match="more than one can be"):
        copier(write_files(tmp_path / "m", FILES), tmp_path / "into").copy(list(FILES))


@pytest.mark.parametrize("change", ["longer", "shorter", "link", "pipe", "gone"])
def test_a_file_that_changes_meanwhile_is_refused(change: str, tmp_path: Path) -> None:
    """Between the look and the copy a file may become another one: nothing of it is kept quietly."""
    folder = write_files(tmp_path / "m", FILES)
    work, path = copier(folder, tmp_path / "into"), folder / "config.json"
    if change in {"longer", "shorter"}:
        path.write_bytes(b"{  }" if change == "longer" else b"{")
    else:
        path.unlink()
    if change == "link":
        path.symlink_to(folder / "onnx/text_model.onnx")
    elif change == "pipe":
        os.mkfifo(path)
    with pytest.raises(PackError, match=r"changed while it was copied|cannot be read|no ordinary file"):
        work.copy(["config.json"])


def test_copying_stops_when_asked(tmp_path: Path) -> None:
    """A wish to stop is heard between pieces."""
    cancel = threading.Event()
    cancel.set()
    (tmp_path / "into").mkdir()
    work = Copier(
        FolderSource(write_files(tmp_path / "m", FILES)), tmp_path / "into", progress=None, cancel=cancel
    )
    with pytest.raises(Cancelled, match="Nothing was added"):
        work.copy(["config.json"])
