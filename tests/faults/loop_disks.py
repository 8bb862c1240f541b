"""What happens to file systems on block devices, with their own identities: python -m faults.loop_disks SCENARIO FOLDER.

An image file on a loop device is a disk that can be cloned, and that breaks when its image is cut short: what was not
read before is an input/output error then, as on a cable that was pulled.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bowerbird_engine import Engine, SearchQuery, load_settings
from bowerbird_engine.assets import AssetId, FileStatus
from bowerbird_engine.errors import AssetOfflineError, FolderError
from bowerbird_engine.reports import IndexReport, Progress
from bowerbird_engine.scanning.volume_calls import SystemCalls
from bowerbird_engine.scanning.volumes import volume_of
from fakes.indexed import Library, assert_adds_up, make_picture
from fakes.kept import kept_library
from faults.disks import fill, unmount

PICTURES = 24
BATCHES = 72
"""Pictures that are stored in several transactions."""


def make_disk(image: Path, first: int, count: int = PICTURES) -> Path:
    """Format a disk and put pictures on it. Its label is always the same one."""
    with image.open("wb") as file:
        file.truncate(16 << 20)
    subprocess.run(["mkfs.ext4", "-q", "-L", "CARD", str(image)], check=True)
    point = image.with_suffix(".filling")
    plug_in(image, point)
    fill(point, first, count)
    subprocess.run(["umount", str(point)], check=True)
    return image


def plug_in(image: Path, point: Path, options: str = "loop") -> None:
    """Mount a disk; nothing of it is in memory yet. The loop device goes when it is unmounted."""
    point.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "ext4", "-o", options, str(image), str(point)], check=True)


def break_off(image: Path) -> None:
    """Let a mounted disk fail from now on."""
    os.truncate(image, 64 << 10)


def once_under_way(
    phase: str, after: int, do: Callable[[], None]
) -> tuple[Callable[[Progress], None], list[int]]:
    """Do something once in the midst of a phase; the list tells that it was done."""
    done: list[int] = []

    def watch(progress: Progress) -> None:
        if progress.phase == phase and progress.done >= after and not done:
            done.append(progress.done)
            do()

    return watch, done


def ids(library: Library) -> dict[str, AssetId]:
    """Give the id of each picture by its path."""
    return {path: asset.id for path, asset in library.assets().items()}


def goes_during_the_scan(work: Path, go: Callable[[Path, Path], None]) -> None:
    """Let an indexed disk go in the midst of a walk: nothing is lost, and all is as before when it is back."""
    image, point = make_disk(work / "disk.img", 0), work / "point"
    whole = Path(shutil.copy(image, work / "whole.img"))
    plug_in(image, point)
    with Library(work / "home") as library:
        library.add(point / "photos")
        library.index()
        before = ids(library)
        unmount(point)
        plug_in(image, point)
        watch, done = once_under_way("scan", PICTURES // 2, lambda: go(image, point))
        report = library.index(progress=watch)
        assert done
        assert (report.missing, report.embedded) == (0, 0)
        assert ids(library) == before
        if point.is_mount():
            unmount(point)
        plug_in(whole, point)
        back = library.index()
        assert back.offline == ()
        assert (back.missing, back.embedded, back.moved) == (0, 0, 0)
        assert ids(library) == before


def goes_while_decoding(work: Path, go: Callable[[Path, Path], None]) -> IndexReport:
    """Let a disk go while its pictures are read for the first time: none is judged for good, and the rest follows.

    Give what was said of the run in which it went.
    """
    image, point = make_disk(work / "disk.img", 0, BATCHES), work / "point"
    whole = Path(shutil.copy(image, work / "whole.img"))
    plug_in(image, point)
    with Library(work / "home") as library:
        library.add(point / "photos")
        watch, done = once_under_way("pictures", 1, lambda: go(image, point))
        report = library.index(progress=watch)
        assert done
        assert report.counts[FileStatus.INDEXED] < BATCHES, "it went too late to show anything"
        learned = ids(library)
        if point.is_mount():
            unmount(point)
        plug_in(whole, point)
        rest = library.index()
        assert_adds_up(rest)
        assert rest.counts[FileStatus.INDEXED] == BATCHES
        assert learned.items() <= ids(library).items()
    return report


def tells_of_itself(work: Path) -> None:
    """Ask a mounted file system itself, as where udev cannot be seen: it says what is written in its head."""
    image, point = make_disk(work / "disk.img", 0, 1), work / "point"
    told = subprocess.run(
        ["blkid", "-p", "-s", "UUID", "-o", "value", str(image)], check=True, capture_output=True, text=True
    )
    plug_in(image, point)
    calls = SystemCalls()
    uuid = calls.own_uuid(os.fsencode(point), "xfs")
    # Linux asks so since 6.9, and other file systems than this one need it.
    assert uuid in {told.stdout.strip(), None}
    assert (uuid is not None) == (_kernel() >= (6, 9))
    assert calls.own_label(os.fsencode(point)) == volume_of(point).label == "CARD"
    assert calls.own_uuid(os.fsencode(work), "vfat") is None


def pulled_out_during_the_scan(work: Path) -> None:
    """Pull it out."""
    goes_during_the_scan(work, lambda _, point: unmount(point))


def breaks_during_the_scan(work: Path) -> None:
    """Let each read fail from the midst of the walk on."""
    goes_during_the_scan(work, lambda image, _: break_off(image))


def pulled_out_while_decoding(work: Path) -> None:
    """Pull it out."""
    report = goes_while_decoding(work, lambda _, point: unmount(point))
    assert [root.offline_reason for root in report.offline] == [
        "the disk “CARD” is not connected; connect it to see this folder again"
    ]
    assert report.failures == ()


def breaks_while_decoding(work: Path) -> None:
    """Let each read fail: that is said of each picture, as long as the disk's folders can be listed."""
    report = goes_while_decoding(work, lambda image, _: break_off(image))
    assert report.failures
    assert {failure.code for failure in report.failures} == {"cannot_read"}
    assert all("Input/output error" in failure.reason for failure in report.failures)


def looked_at_while_away(work: Path) -> None:
    """Without its disk a picture has its thumbnail and its proxy, and who wants the original is told which disk."""
    image, point = make_disk(work / "disk.img", 0), work / "blue"
    plug_in(image, point)
    with kept_library(work / "home", point / "photos") as kept:
        asset_id = kept.id("0/0.png")
        kept.opener.open_original(asset_id).close()
        unmount(point)
        kept.library.index()
        assert kept.opener.thumbnail(asset_id, 320)
        assert kept.opener.proxy(asset_id)
        with pytest.raises(AssetOfflineError, match="“CARD” is not connected; connect it"):
            kept.opener.open_original(asset_id)


def read_while_it_breaks(work: Path) -> None:
    """Open an original that can no longer be read: a plain error, and after the repair it is there."""
    image, point = make_disk(work / "disk.img", 0), work / "point"
    whole = Path(shutil.copy(image, work / "whole.img"))
    plug_in(image, point)
    with kept_library(work / "home", point / "photos") as kept:
        asset_id = kept.id("3/12.png")
        unmount(point)
        plug_in(image, point)
        break_off(image)
        with pytest.raises(AssetOfflineError, match="“CARD” does not answer as it should"):
            kept.opener.open_original(asset_id)
        unmount(point)
        plug_in(whole, point)
        kept.opener.open_original(asset_id).close()


def searched_while_it_goes(work: Path) -> None:
    """Search again and again while the disk goes and comes: the same pictures each time, first online, then not."""
    image, point = make_disk(work / "disk.img", 0), work / "point"
    plug_in(image, point)
    with Engine(replace(load_settings(work / "home"), details=False)) as engine:
        engine.add_folder(point / "photos")
        engine.index(ocr=False)
        query, stop = SearchQuery(text="blue and red", limit=PICTURES), threading.Event()
        seen: list[tuple[frozenset[AssetId], frozenset[bool]]] = []
        failed: list[BaseException] = []

        def look() -> None:
            try:
                while not stop.is_set():
                    hits = engine.search(query).hits
                    seen.append(
                        (frozenset(h.asset.id for h in hits), frozenset(h.asset.online for h in hits))
                    )
            except BaseException as error:  # noqa: BLE001  whatever it is, the test tells
                failed.append(error)

        searching = threading.Thread(target=look)
        searching.start()
        try:
            _until(lambda: (_last(seen) == frozenset({True})) or bool(failed))
            unmount(point)
            _until(lambda: (_last(seen) == frozenset({False})) or bool(failed))
            plug_in(image, work / "elsewhere")
            _until(lambda: (_last(seen) == frozenset({True})) or bool(failed))
        finally:
            stop.set()
            searching.join()
        assert not failed, failed
        assert {found for found, _ in seen} == {seen[0][0]}
        assert len(seen[0][0]) == PICTURES
        notes = engine.search(query).notes
        unmount(work / "elsewhere")
        _until(lambda: any("“" in note for note in engine.search(query).notes))
        assert not any("connected" in note for note in notes)


def another_card_with_the_same_name(work: Path) -> None:
    """Put another card with the same label at the same place: it is another one, and nothing of the first is lost."""
    mine, other = make_disk(work / "mine.img", 0), make_disk(work / "other.img", 1000)
    point = work / "CARD"
    plug_in(mine, point)
    with Library(work / "home") as library:
        library.add(point / "photos")
        library.index()
        before = ids(library)
        unmount(point)
        plug_in(other, point)
        wrong = library.index()
        assert [root.online for root in wrong.offline] == [False]
        assert "“CARD” is not connected, and another disk is at its place" in str(
            wrong.offline[0].offline_reason
        )
        assert (wrong.missing, wrong.embedded) == (0, 0)
        assert ids(library) == before
        library.add(point / "photos")
        both = library.index()
        assert both.embedded == PICTURES
        unmount(point)
        plug_in(mine, point)
        assert library.index().embedded == 0
        assert {path: ids(library)[path] for path in before} == before


def changed_on_another_computer(work: Path) -> None:
    """Change a card elsewhere and plug it in at another place: what changed is learned, all else is known."""
    image, first, later = make_disk(work / "disk.img", 0), work / "CARD", work / "CARD1"
    plug_in(image, first)
    with Library(work / "home") as library:
        library.add(first / "photos")
        library.index()
        before = {path.removeprefix(str(first)): asset_id for path, asset_id in ids(library).items()}
        unmount(first)
        elsewhere = work / "elsewhere"
        plug_in(image, elsewhere)
        (elsewhere / "photos" / "0" / "0.png").rename(elsewhere / "photos" / "renamed.png")
        (elsewhere / "photos" / "0" / "1.png").unlink()
        make_picture(elsewhere / "photos" / "0" / "2.png", 500, (80, 60))
        make_picture(elsewhere / "photos" / "new.png", 501)
        unmount(elsewhere)
        plug_in(image, later)
        report = library.index()
        assert report.offline == ()
        assert (report.embedded, report.moved, report.missing) == (2, 1, 1)
        after = {path.removeprefix(str(later)): asset_id for path, asset_id in ids(library).items()}
        assert after.pop("/photos/renamed.png") == before.pop("/photos/0/0.png")
        assert after.pop("/photos/new.png") not in before.values()
        del before["/photos/0/1.png"]
        assert after == before


def two_clones_at_once(work: Path) -> None:
    """Plug in a disk and its clone, which no system tells apart: the place where it was last seen counts."""
    disk, first, second = make_disk(work / "disk.img", 0), work / "first", work / "second"
    clone = Path(shutil.copy(disk, work / "clone.img"))
    plug_in(disk, second)
    with Library(work / "home") as library:
        library.add(second / "photos")
        library.index()
        before = ids(library)
        plug_in(clone, first)
        both = library.index()
        assert both.offline == ()
        assert (both.missing, both.moved, both.embedded) == (0, 0, 0)
        assert ids(library) == before
        with pytest.raises(FolderError):
            library.add(first / "photos")
        unmount(second)
        alone = library.index()
        assert alone.offline == ()
        assert (alone.missing, alone.embedded) == (0, 0)
        assert set(ids(library).values()) == set(before.values())
        assert all(path.startswith(str(first)) for path in ids(library))


def read_only_medium(work: Path) -> None:
    """Index a medium that cannot be written: not one byte of it changes."""
    image, point = make_disk(work / "disk.img", 0), work / "point"
    bytes_before = hashlib.sha256(image.read_bytes()).digest()
    plug_in(image, point, "loop,ro,noload")
    with pytest.raises(OSError, match="Read-only"):
        (point / "control").touch()
    with Library(work / "home") as library:
        library.add(point / "photos")
        assert library.index().counts[FileStatus.INDEXED] == PICTURES
    unmount(point)
    assert hashlib.sha256(image.read_bytes()).digest() == bytes_before


def _until(happened: Callable[[], bool]) -> None:
    pause = threading.Event()
    while not happened():
        pause.wait(0.02)


def _kernel() -> tuple[int, ...]:
    return tuple(int(part) for part in os.uname().release.split(".")[:2])


def _last(seen: list[tuple[frozenset[AssetId], frozenset[bool]]]) -> frozenset[bool] | None:
    return seen[-1][1] if seen else None


SCENARIOS: dict[str, Callable[[Path], None]] = {
    scenario.__name__: scenario
    for scenario in (
        tells_of_itself,
        pulled_out_during_the_scan,
        breaks_during_the_scan,
        pulled_out_while_decoding,
        breaks_while_decoding,
        looked_at_while_away,
        read_while_it_breaks,
        searched_while_it_goes,
        another_card_with_the_same_name,
        changed_on_another_computer,
        two_clones_at_once,
        read_only_medium,
    )
}


if __name__ == "__main__":
    SCENARIOS[sys.argv[1]](Path(sys.argv[2]))
    sys.stdout.write("as it should be\n")
