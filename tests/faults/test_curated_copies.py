"""Curated copies when everything goes wrong: kills, full disks, failing writes and links that are swapped in."""

from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bowerbird_engine.assets import AssetId, Original
from bowerbird_engine.errors import FolderError
from bowerbird_engine.keepsakes import PreferenceChanges
from fakes.indexed import make_picture
from fakes.kept import KeptLibrary, files_in, kept_library
from faults.curated_disks import SCENARIOS
from faults.namespaces import TESTS, run_apart

PICTURES = 12
KILLS = 12
SIZE = (700, 500)
"""Of BMP files: about a megabyte each, written and hashed at once and read slowly by the process that is killed."""


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[KeptLibrary]:
    """Give a library of large pictures."""
    for number in range(PICTURES):
        make_picture(tmp_path / "pictures" / f"{number}.bmp", number, size=SIZE)
    with kept_library(tmp_path / "home", tmp_path / "pictures") as opened:
        yield opened


def copy_and_kill(kept: KeptLibrary, best: Path, after: float, *options: str) -> bool:
    """Let another process copy, and kill it after a while; tell whether it was done before."""
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            "faults.copy_until_killed",
            *map(str, (kept.library.settings.state_dir, kept.pictures, best)),
            *options,
        ],
        stdout=subprocess.PIPE,
        cwd=TESTS,
        env=os.environ | {"PYTHONPATH": str(TESTS)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        return b"done" in process.stdout.read()


def partial(kept: KeptLibrary, best: Path) -> list[str]:
    """Name the pictures of a folder that are no whole copy of an original."""
    whole = {hashlib.sha256(path.read_bytes()).digest() for path in kept.originals()}
    return [
        path.name
        for path in best.glob("[!.]*.bmp")
        if hashlib.sha256(path.read_bytes()).digest() not in whole
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a signal of POSIX")
def test_kills_leave_no_part_of_a_picture(kept: KeptLibrary, tmp_path: Path) -> None:
    """Checks 45 and 58: however often copying is killed, what has a final name is whole, described, and there once."""
    best = kept.choose(tmp_path / "best")
    before = kept.originals()
    chance = random.Random(4471)
    unfinished = 0
    for _ in range(KILLS):
        done = copy_and_kill(kept, best, chance.uniform(0.05, 0.4))
        unfinished += any(name.endswith(".unfinished") for name in files_in(best))
        assert partial(kept, best) == []
        assert kept.originals() == before
        for sidecar in best.glob("*.json"):
            about = json.loads(sidecar.read_text("utf-8"))
            picture = best / sidecar.name.removesuffix(".json")
            assert about["sha256"] == hashlib.sha256(picture.read_bytes()).hexdigest()
        if done:
            break
    # Some kill must have met a copy in its midst, else nothing was shown.
    assert unfinished
    made = kept.keeper.copy_curated([asset.id for asset in kept.library.assets().values()], None)
    names = {each.path.name for each in made}
    assert names == {f"{number}.bmp" for number in range(PICTURES)}
    left = {name for name in files_in(best) if not name.startswith(".")}
    assert left == names | {f"{name}.json" for name in names}
    assert kept.library.catalogue.integrity_problems() == []


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a signal of POSIX")
def test_kills_leave_no_part_of_a_picture_below_the_folder(kept: KeptLibrary, tmp_path: Path) -> None:
    """The same holds where a template puts copies into folders that are made for them."""
    best = kept.choose(tmp_path / "best")
    kept.keeper.set_preferences(PreferenceChanges(curated_template="{folder}/{name}"))
    inner = best / kept.pictures.name
    chance = random.Random(4472)
    unfinished = 0
    for _ in range(KILLS // 2):
        done = copy_and_kill(kept, best, chance.uniform(0.1, 0.4))
        unfinished += inner.is_dir() and any(name.endswith(".unfinished") for name in files_in(inner))
        assert not inner.is_dir() or partial(kept, inner) == []
        if done:
            break
    # Some kill must have met a copy in its midst, else nothing was shown.
    assert unfinished
    made = kept.keeper.copy_curated([asset.id for asset in kept.library.assets().values()], None)
    names = {f"{number}.bmp" for number in range(PICTURES)}
    assert {each.path for each in made} == {inner / name for name in names}
    left = {name for name in files_in(inner) if not name.startswith(".")}
    assert left == names | {f"{name}.json" for name in names}
    assert files_in(best) == [inner.name]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a signal of POSIX")
def test_the_kills_would_show_parts(kept: KeptLibrary, tmp_path: Path) -> None:
    """The control: a copier that writes under the final name is caught with part of a picture."""
    best = tmp_path / "best"
    best.mkdir()
    chance = random.Random(4471)
    for _ in range(KILLS):
        copy_and_kill(kept, best, chance.uniform(0.05, 0.4), "--naive")
        if partial(kept, best):
            return
    pytest.fail("no kill fell into a copy")


@pytest.mark.skipif(sys.platform == "win32", reason="limits of this kind are those of POSIX")
def test_a_write_that_fails_leaves_nothing(kept: KeptLibrary, tmp_path: Path) -> None:
    """When no more bytes are taken in the middle of a picture, the folder is as before and the next try works."""
    best = kept.choose(tmp_path / "best")
    ids = [asset.id for asset in kept.library.assets().values()]
    kept.keeper.copy_curated(ids[:1], None)
    before, originals = files_in(best), kept.originals()
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, unlimited[1]))
    try:
        with pytest.raises(FolderError, match="cannot be used"):
            kept.keeper.copy_curated(ids[1:2], None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
    assert files_in(best) == before
    assert kept.originals() == originals
    assert kept.keeper.copy_curated(ids[:2], None)[1].created


@pytest.mark.parametrize("scenario", sorted(SCENARIOS))
def test_disk(scenario: str, tmp_path: Path) -> None:
    """Check 45: each scenario of `faults.curated_disks` runs to its end; its docstring says what it shows."""
    run_apart("curated_disks", scenario, tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows holds an open folder at its place")
def test_a_folder_below_that_is_swapped_while_it_is_copied_to(kept: KeptLibrary, tmp_path: Path) -> None:
    """What was opened below the curated folder is what is written to as well."""
    best, elsewhere = kept.choose(tmp_path / "best"), tmp_path / "elsewhere"
    kept.keeper.set_preferences(PreferenceChanges(curated_template="{project}/{name}"))
    elsewhere.mkdir()
    swapped: list[Path] = []

    def swap(asset_id: AssetId) -> Original:
        if not swapped:
            swapped.append((best / "A").rename(tmp_path / "moved away"))
            (best / "A").symlink_to(elsewhere)
        return kept.opener.open_original(asset_id)

    with kept.opening(swap) as keeper:
        keeper.copy_curated([kept.id("0.bmp")], None, "A")
        assert files_in(swapped[0]) == ["0.bmp", "0.bmp.json"]
        with pytest.raises(FolderError, match="link"):
            keeper.copy_curated([kept.id("1.bmp")], None, "A")
    assert files_in(elsewhere) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows holds an open folder at its place")
def test_a_folder_that_is_swapped_while_it_is_copied_to(kept: KeptLibrary, tmp_path: Path) -> None:
    """Check 45: what was opened is what is written to: a link that takes its place gets nothing."""
    best, elsewhere = kept.choose(tmp_path / "best"), tmp_path / "elsewhere"
    elsewhere.mkdir()
    swapped: list[Path] = []

    def swap(asset_id: AssetId) -> Original:
        if not swapped:
            swapped.append(best.rename(tmp_path / "moved away"))
            best.symlink_to(elsewhere)
        return kept.opener.open_original(asset_id)

    with kept.opening(swap) as keeper:
        keeper.copy_curated([kept.id("0.bmp")], None)
        assert files_in(elsewhere) == []
        assert files_in(swapped[0]) == ["0.bmp", "0.bmp.json"]
        with pytest.raises(FolderError, match="link"):
            keeper.copy_curated([kept.id("1.bmp")], None)
    assert files_in(elsewhere) == []


def test_many_at_once_copy_everything_once(kept: KeptLibrary, tmp_path: Path) -> None:
    """Threads that copy the same pictures at the same moment make one copy of each, and every one of them is told which."""
    best = kept.choose(tmp_path / "best")
    ids = [asset.id for asset in kept.library.assets().values()]
    with kept.writer.hold("a fault test"), ThreadPoolExecutor(4) as threads:
        orders = [random.Random(seed).sample(ids, len(ids)) for seed in range(4)]
        under_way = [threads.submit(kept.keeper.copy_curated, order, None) for order in orders]
        answers = [copying.result() for copying in under_way]
    created = [each.asset_id for answer in answers for each in answer if each.created]
    assert sorted(created) == sorted(ids)
    paths = {each.asset_id: each.path for each in answers[0]}
    assert all(paths[each.asset_id] == each.path for answer in answers for each in answer)
    assert len(files_in(best)) == 2 * len(ids)


def test_names_that_others_take_meanwhile(kept: KeptLibrary, tmp_path: Path) -> None:
    """Check 45: another program that takes every name a moment before keeps all its files."""
    best = kept.choose(tmp_path / "best")
    asset_id = kept.id("0.bmp")

    def take_names(asked: AssetId) -> Original:
        for name in ("0.bmp", "0 (2).bmp", "0 (3).bmp.json"):
            (best / name).write_text("theirs")
        return kept.opener.open_original(asked)

    with kept.opening(take_names) as keeper:
        (made,) = keeper.copy_curated([asset_id], None)
    assert made.path.name == "0 (3).bmp"
    assert set(partial(kept, best)) == {"0.bmp", "0 (2).bmp"}
    assert (best / "0 (3).bmp.json").read_text() == "theirs"
