"""The hub's log is a file of the owner alone, and stays that."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from bowerbird_bridge.access.private_files import PrivateFileError
from bowerbird_bridge.commands.hub_log import LOG_NAME, OwnersFile, write_log

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes and links of POSIX")


@pytest.fixture(autouse=True)
def _open_umask() -> Generator[None]:
    before = os.umask(0)
    yield
    os.umask(before)
    for name in ("bowerbird_bridge", "bowerbird_engine", "waitress"):
        for handler in [each for each in logging.getLogger(name).handlers if isinstance(each, OwnersFile)]:
            logging.getLogger(name).removeHandler(handler)
            handler.close()


def test_a_link_in_its_place_is_refused(tmp_path: Path) -> None:
    """Nothing is written through a link that somebody laid."""
    victim = tmp_path / "victim"
    victim.write_text("untouched")
    library = tmp_path / "library"
    library.mkdir(mode=0o777)
    (library / LOG_NAME).symlink_to(victim)

    with pytest.raises(PrivateFileError, match="is a link"):
        write_log(library)

    assert victim.read_text() == "untouched"


def test_what_takes_its_place_is_the_owners_too(tmp_path: Path) -> None:
    """After a log is full the next one is as private as the first; the folder is closed as well."""
    path = write_log(tmp_path / "library")
    handler = next(
        each for each in logging.getLogger("bowerbird_bridge").handlers if isinstance(each, OwnersFile)
    )
    handler.maxBytes = 200
    for number in range(20):
        logging.getLogger("bowerbird_bridge").info("line %d of several that fill it", number)
    files = sorted(path.parent.iterdir())

    assert len(files) == 3
    assert {oct(file.stat().st_mode & 0o777) for file in files} == {"0o600"}
    assert oct(path.parent.stat().st_mode & 0o777) == "0o700"
