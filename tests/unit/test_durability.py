"""Files that are replaced in one step: the old content or the new one, and nothing beside it."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from bowerbird_engine.durability import replace_file, sync_file, sync_folder


def test_a_file_is_made_and_replaced(tmp_path: Path) -> None:
    """The parts follow each other, an older content is gone, and no other file is left."""
    path = tmp_path / "file"
    replace_file(path, [b"longer than what comes next"])
    replace_file(path, [b"one", memoryview(b" two"), b""])
    sync_file(path)
    sync_folder(tmp_path)
    assert path.read_bytes() == b"one two"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_whatever_stops_it_leaves_the_old_content(
    fault: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk and an interrupt come through; the file is as it was and no half of another one lies about."""
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def fail(_: int) -> None:
        raise fault

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(type(fault)):
        replace_file(path, [b"new"])
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="folders are synchronised on POSIX alone")
def test_a_share_that_syncs_no_folders_can_be_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says that it cannot; a disk that fails is another thing, the control."""
    answer = errno.EINVAL

    def refuse(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(answer, os.strerror(answer))

    monkeypatch.setattr(os, "fsync", refuse)
    sync_folder(tmp_path)
    replace_file(tmp_path / "file", [b"data"])
    answer = errno.EIO
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        sync_folder(tmp_path)
