"""A copy that was told of survives a power cut: what is put on the disk for it, and in which order."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from bowerbird_engine.curation import placing
from bowerbird_engine.curation.destination import opened_folder
from bowerbird_engine.errors import FolderError
from fakes.indexed import make_picture
from fakes.kept import files_in, kept_library

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows syncs no folder, and links nothing")


class Disk:
    """Notes what is put on the disk. What has not been can be lost."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._steps: list[tuple[str, int]] = []
        self._sync, self._link = os.fsync, os.link
        monkeypatch.setattr(os, "fsync", self._note_sync)
        monkeypatch.setattr(os, "link", self._note_link)

    def steps(self, folder: Path) -> list[str]:
        """Say what happened, with the names that the files of a folder have in the end."""
        names = {path.stat().st_ino: path.name for path in (folder, *folder.iterdir())}
        return [f"{names[inode]}: {step}" for step, inode in self._steps]

    def _note_sync(self, descriptor: int) -> None:
        self._sync(descriptor)
        facts = os.fstat(descriptor)
        if stat.S_ISDIR(facts.st_mode):
            step = " ".join(sorted(name for name in os.listdir(descriptor) if not name.startswith(".")))
        else:
            step = f"{facts.st_size} bytes"
        self._steps.append((step, facts.st_ino))

    def _note_link(
        self, source: str, target: str, *, src_dir_fd: int, dst_dir_fd: int, follow_symlinks: bool
    ) -> None:
        self._link(
            source, target, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd, follow_symlinks=follow_symlinks
        )
        facts = os.stat(target, dir_fd=dst_dir_fd, follow_symlinks=False)
        self._steps.append(("named", facts.st_ino))


def test_the_bytes_of_a_copy_are_on_the_disk_before_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Check 58: picture and sidecar are synchronised when they are whole, then named, and each name is synchronised too."""
    size = make_picture(tmp_path / "pictures" / "lamp.png", 1).stat().st_size
    with kept_library(tmp_path / "home", tmp_path / "pictures") as kept:
        best = kept.choose(tmp_path / "best")
        disk = Disk(monkeypatch)
        (made,) = kept.keeper.copy_curated([kept.id("lamp.png")], None)
    assert disk.steps(best) == [
        f"lamp.png: {size} bytes",
        f"lamp.png.json: {(best / 'lamp.png.json').stat().st_size} bytes",
        "lamp.png: named",
        "best: lamp.png",
        "lamp.png.json: named",
        "best: lamp.png lamp.png.json",
    ]
    assert made.path.stat().st_size == size


@pytest.mark.parametrize("way", ["rename", "reserve"])
def test_every_other_way_to_give_a_name_synchronises_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """On a file system without links a name is on the disk as well when it is told of; one that is taken is none."""

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    def cannot(*_: object) -> bool:
        return False

    disk = Disk(monkeypatch)
    monkeypatch.setattr(os, "link", refused)
    if way == "reserve":
        monkeypatch.setattr(placing, "_rename_exclusively", cannot)
    (tmp_path / "taken.png").touch()
    with opened_folder(tmp_path, ()) as folder:
        for name in ("taken.png", "free.png"):
            with folder.unfinished() as (unfinished, file):
                file.close()
                folder.place(unfinished, name)
    assert disk.steps(tmp_path) == [f"{tmp_path.name}: free.png taken.png"]


@pytest.mark.parametrize(("number", "told"), [(errno.EINVAL, False), (errno.EIO, True)])
def test_a_folder_that_cannot_be_synchronised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, *, told: bool
) -> None:
    """A file system that has nothing to synchronise in a folder is no trouble; a disk that fails at it is, and it is told."""

    def fails(_: int) -> None:
        raise OSError(number, os.strerror(number))

    def place() -> None:
        with opened_folder(tmp_path, ()) as folder, folder.unfinished() as (unfinished, file):
            file.close()
            assert folder.place(unfinished, "a.png")

    monkeypatch.setattr(os, "fsync", fails)
    if told:
        with pytest.raises(FolderError, match="cannot be used"):
            place()
    else:
        place()
    assert files_in(tmp_path) == ["a.png"]
