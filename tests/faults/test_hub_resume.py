"""Downloads that end in the middle, by a kill or a full disk, and the next ones that go on."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bowerbird_engine.errors import DiskFullError, HubError, HubUnreachableError
from bowerbird_engine.models.ledger import FILE_NAME, Ledger
from fakes.hub import FakeHub
from fakes.hub_downloads import (
    LARGE,
    REPOSITORY,
    SHORT_READS,
    SMALL,
    Order,
    finish,
    laid_down,
    lone_hub,
    pull,
    start,
)

DATA = os.urandom(3_000_000)
FILES = {SMALL: b"{}", LARGE: DATA}
PARTIAL = Path("into") / ".partial" / f"sha256-{hashlib.sha256(DATA).hexdigest()}"


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    """Publish the one repository."""
    with lone_hub() as hub:
        hub.publish(REPOSITORY, FILES)
        yield hub


def asked_from(hub: FakeHub) -> list[int]:
    """Tell from which places on the large file was asked for."""
    ranges = [each.range or "bytes=0-" for each in hub.asked("", "network")]
    return [int(text.removeprefix("bytes=").removesuffix("-")) for text in ranges]


def wait_for(path: Path, size: int) -> None:
    """Wait until a file has so many bytes."""
    end = time.monotonic() + 60
    while not path.exists() or path.stat().st_size < size:
        assert time.monotonic() < end, f"{path} did not grow"
        time.sleep(0.005)


def test_a_download_goes_on_after_a_failure(hub: FakeHub, tmp_path: Path) -> None:
    """What came before the line went silent is not fetched again."""
    hub.faults.stall[LARGE] = [1_000_000, 0, 0]
    with pytest.raises(HubUnreachableError, match="kept"):
        pull(hub, tmp_path, patience=SHORT_READS)
    hub.log.clear()

    pull(hub, tmp_path)

    assert laid_down(tmp_path / "into") == FILES
    assert asked_from(hub) == [1_000_000]
    assert len(hub.asked("/resolve/")) == 1, "the small file was there"


def test_a_killed_download_goes_on_in_another_process(hub: FakeHub, tmp_path: Path) -> None:
    """After kill -9 in the middle, twice, every process asks only for what is not there, and the file is right."""
    hub.faults.drip[LARGE] = (50_000, 0.01)
    sizes: list[int] = []
    for least in (300_000, 1_200_000):
        process = start(Order(hub.endpoint, str(tmp_path)))
        wait_for(tmp_path / PARTIAL, least)
        process.kill()
        process.communicate()
        sizes.append((tmp_path / PARTIAL).stat().st_size)
    assert Ledger(tmp_path / FILE_NAME).entries() == ()
    assert laid_down(tmp_path / "into").keys() == {SMALL, PARTIAL.relative_to("into").as_posix()}
    hub.faults.drip.clear()

    told, err = finish(start(Order(hub.endpoint, str(tmp_path))))

    assert told["revision"], told
    assert err == ""
    assert laid_down(tmp_path / "into") == FILES
    assert asked_from(hub) == [0, *sizes]
    assert 0 < sizes[0] < sizes[1] < len(DATA)


def test_a_file_of_another_version_is_not_gone_on_with(hub: FakeHub, tmp_path: Path) -> None:
    """When the branch moved between the tries, the new file comes from its beginning and nothing is mixed."""
    hub.faults.stall[LARGE] = [1_000_000, 0, 0]
    with pytest.raises(HubUnreachableError):
        pull(hub, tmp_path, patience=SHORT_READS)
    newer = os.urandom(2_000_000)
    hub.publish(REPOSITORY, FILES | {LARGE: newer})
    hub.log.clear()

    pull(hub, tmp_path)

    assert laid_down(tmp_path / "into") == {SMALL: FILES[SMALL], LARGE: newer}
    assert asked_from(hub) == [0]


@pytest.mark.parametrize("left", [b"", DATA[:-1], bytes(1_000_000), bytes(len(DATA)), DATA + b"x"])
def test_whatever_was_left_the_file_comes_out_right(hub: FakeHub, tmp_path: Path, left: bytes) -> None:
    """A beginning that a power cut turned into zeros, or one that is too long, is thrown away."""
    (tmp_path / PARTIAL).parent.mkdir(parents=True)
    (tmp_path / PARTIAL).write_bytes(left)

    pull(hub, tmp_path)

    assert laid_down(tmp_path / "into") == FILES
    assert asked_from(hub)[-1] == (len(left) if DATA.startswith(left) else 0)


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot limit the size of its files there")
def test_a_disk_that_fills_up_in_the_middle(hub: FakeHub, tmp_path: Path) -> None:
    """The system takes no more after a megabyte: the person is told, and with room again the rest is fetched."""
    told, err = finish(start(Order(hub.endpoint, str(tmp_path), limit=1_000_000)))

    assert (told["code"], err) == ("disk_full", "")
    assert "kept" in told["message"]
    assert (tmp_path / PARTIAL).read_bytes() == DATA[:1_000_000]
    assert Ledger(tmp_path / FILE_NAME).entries() == ()

    told, _ = finish(start(Order(hub.endpoint, str(tmp_path))))
    assert told["revision"], told
    assert laid_down(tmp_path / "into") == FILES
    assert asked_from(hub) == [0, 1_000_000]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_told_as_such(hub: FakeHub, tmp_path: Path) -> None:
    """The real error of a full disk has the same sentence."""
    (tmp_path / PARTIAL).parent.mkdir(parents=True)
    (tmp_path / PARTIAL).symlink_to("/dev/full")

    with pytest.raises(DiskFullError, match=r"No space left on device.*kept"):
        pull(hub, tmp_path)


def test_a_folder_that_cannot_be_made_is_told(hub: FakeHub, tmp_path: Path) -> None:
    """A file in the folder's place is no full disk: the sentence names it."""
    (tmp_path / "into").write_text("")

    with pytest.raises(HubError, match="into"):
        pull(hub, tmp_path)

    assert not hub.asked("/resolve/")
