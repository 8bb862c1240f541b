"""A folder that lives: random changes between runs, against a model of what a person would expect."""

from __future__ import annotations

import hashlib
import itertools
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bowerbird_engine.assets import AssetId, FileStatus
from fakes.indexed import Library, assert_adds_up, make_picture

ROUNDS = 8


class Folder:
    """A real folder, and which id each file must have; None where a new one is due."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.expected: dict[Path, AssetId | None] = {}
        self._random = random.Random(seed)
        self._numbers = itertools.count(seed * 1000)

    def change(self) -> None:
        """Do a few things, each to files that nothing else was done to since the last run."""
        untouched = sorted(self.expected)
        self._random.shuffle(untouched)
        moved = [path for path in untouched if self.expected[path] is not None]
        steps: list[Callable[[list[Path]], None]] = [
            self._edit,
            self._move,
            self._copy,
            self._delete,
            self._swap,
        ]
        for step in self._random.sample(steps, 3):
            if len(moved) >= 4:
                step([moved.pop(), moved.pop()])
        for _ in range(self._random.randint(1, 4)):
            self.expected[make_picture(self._new_place(), next(self._numbers))] = None

    def _edit(self, files: list[Path]) -> None:
        for path in files:
            make_picture(path, next(self._numbers))

    def _move(self, files: list[Path]) -> None:
        for path in files:
            place = self._new_place()
            place.parent.mkdir(parents=True, exist_ok=True)
            path.rename(place)
            self.expected[place] = self.expected.pop(path)

    def _copy(self, files: list[Path]) -> None:
        for path in files:
            place = self._new_place()
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
            self.expected[place] = None

    def _delete(self, files: list[Path]) -> None:
        for path in files:
            path.unlink()
            del self.expected[path]

    def _swap(self, files: list[Path]) -> None:
        one, two = files
        aside = self.root / "aside.png"
        one.rename(aside)
        two.rename(one)
        aside.rename(two)
        self.expected[one], self.expected[two] = self.expected[two], self.expected[one]

    def _new_place(self) -> Path:
        return self.root / self._random.choice(["", "a", "b/c"]) / f"{next(self._numbers)}.png"


@pytest.mark.parametrize("seed", [1, 2])
def test_library_follows_the_folder(tmp_path: Path, seed: int) -> None:
    """After each run exactly the files on disk are found, with their own bytes and ids, and each content is embedded once."""
    folder = Folder(tmp_path / "pictures", seed)
    embedded: set[bytes] = set()
    with Library(tmp_path / "home") as library:
        make_picture(folder.root / "first.png", 1)
        folder.expected[folder.root / "first.png"] = None
        library.add(folder.root)
        for _ in range(ROUNDS):
            folder.change()
            report = library.index()
            assert_adds_up(report)
            assert report.counts[FileStatus.INDEXED] == len(folder.expected)
            assets = {asset.path: asset for asset in library.assets().values()}
            assert set(assets) == set(folder.expected)
            hashes = {path: hashlib.sha256(path.read_bytes()).digest() for path in assets}
            assert {path: asset.content_hash for path, asset in assets.items()} == hashes
            assert len({asset.id for asset in assets.values()}) == len(assets)
            for path, expected in folder.expected.items():
                assert expected in {None, assets[path].id}, path
                folder.expected[path] = assets[path].id
            new = set(hashes.values()) - embedded
            assert report.embedded == len(new)
            embedded |= new
