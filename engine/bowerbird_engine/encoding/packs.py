"""Model packs: folders that hold an image graph, a text graph, a tokenizer, and `pack.json`, which describes them."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import stat
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from bowerbird_engine.assets import Preprocessing, Space
from bowerbird_engine.encoding.description import (
    Description,
    ImageTower,
    PackFile,
    TextTower,
    parse_description,
)
from bowerbird_engine.errors import PackError

DESCRIPTION = "pack.json"
# A description is a page of text; what is longer is something else.
MAX_DESCRIPTION_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What changes when a file is written or exchanged."""

    device: int
    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int

    @classmethod
    def of(cls, facts: os.stat_result) -> FileStamp:
        """Take the stamp from what the system tells of a file."""
        return cls(facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)


@dataclass(frozen=True, slots=True)
class ModelPack:
    """A pack: what its description says, and the folder where it lies."""

    folder: Path
    description: Description

    @property
    def id(self) -> str:
        """The name that people use."""
        return self.description.id

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return self.description.dimension

    @property
    def image(self) -> ImageTower:
        """The tower for pictures."""
        return self.description.image

    @property
    def text(self) -> TextTower:
        """The tower for words."""
        return self.description.text

    @property
    def preprocessing(self) -> Preprocessing:
        """How the image tower wants its pictures."""
        return self.image.preprocessing

    @property
    def files(self) -> tuple[PackFile, ...]:
        """Every file that the description names."""
        return self.description.files

    @property
    def digest(self) -> str:
        """Name what decides the vectors: the digests of the files, and the preprocessing.

        What packs did not have at first joins only where it is there, so that libraries keep their vectors.
        """
        recipe = self.preprocessing
        # repr of a float is its shortest exact form, the same on every machine.
        told = [
            *(file.sha256 for file in (self.image.file, self.text.file, self.description.tokenizer)),
            *(recipe.size, recipe.resize, recipe.scale, *recipe.mean, *recipe.std),
        ]
        if recipe.interpolation != "bicubic":
            told.append(recipe.interpolation)
        told += [file.sha256 for file in (*self.image.weights, *self.text.weights)]
        for tower in (self.image, self.text):
            if tower.projection is not None:
                told += [tower.projection.file.sha256, tower.projection.tensor]
        return hashlib.sha256("\n".join(str(part) for part in told).encode()).hexdigest()

    @property
    def space(self) -> Space:
        """The vector space of this pack."""
        return Space(pack_id=self.id, digest=self.digest, dimension=self.dimension)

    def path(self, file: PackFile) -> Path:
        """Tell where a file of the pack lies. Raises PackError when it is a link that leads out of the pack."""
        return _inside(self.folder, file.name)

    def check(self, file: PackFile) -> FileStamp:
        """Compare a file with its digest, a piece at a time. Raises PackError when it is not what was described.

        The stamp tells the one who opens the file next whether it is still the one that was checked.
        """
        with self._open(file) as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
            stamp = FileStamp.of(os.fstat(opened.fileno()))
        self._compare(file, digest)
        return stamp

    def read(self, file: PackFile) -> bytes:
        """Read a file of the pack as a whole, and compare it with its digest. Raises PackError as `check` does."""
        with self._open(file) as opened:
            data = opened.read()
        self._compare(file, hashlib.sha256(data).hexdigest())
        return data

    @contextlib.contextmanager
    def _open(self, file: PackFile) -> Generator[io.FileIO]:
        path = self.path(file)
        try:
            # A pipe in the file's place must not make the start wait.
            flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
            with io.FileIO(os.open(path, flags)) as opened:
                yield opened
        except FileNotFoundError:
            raise PackError(f"The pack '{self.id}' lacks the file {path}. Install the pack again.") from None
        except OSError as error:
            raise PackError(f"{path} cannot be read: {error.strerror}. Install the pack again.") from error

    def _compare(self, file: PackFile, digest: str) -> None:
        if digest != file.sha256:
            raise PackError(
                f"{self.folder / file.name} is not the file that the pack '{self.id}' describes: it is damaged or "
                "was exchanged. Install the pack again."
            )


@dataclass(frozen=True, slots=True)
class BrokenPack:
    """A folder that holds a description of a pack but no usable pack, and why."""

    folder: Path
    reason: str


def read_pack(folder: Path, *, verify: bool = True) -> ModelPack:
    """Read a pack's description, and check that its files are there and, with `verify`, that their digests fit.

    The encoders check what they load in any case; without `verify` a start does not read the same files twice.
    Raises PackError with what is wrong.
    """
    pack = ModelPack(folder, _read_description(folder))
    for file in pack.files:
        if verify:
            pack.check(file)
        elif not _is_file(_inside(folder, file.name)):
            raise PackError(
                f"The pack '{pack.id}' lacks the file {folder / file.name}. Install the pack again."
            )
    return pack


def starter_pack(*, verify: bool = False) -> ModelPack:
    """Read the pack that comes with Bowerbird."""
    return read_pack(Path(__file__).parent / "starter", verify=verify)


def survey_packs(packs_dir: Path) -> tuple[list[ModelPack], list[BrokenPack]]:
    """Read every pack of a folder of packs, in the order of their folders' names; the broken ones apart."""
    found: list[ModelPack] = []
    broken: list[BrokenPack] = []
    try:
        folders = sorted(entry for entry in packs_dir.iterdir() if _holds_description(entry))
    except OSError:  # nobody installed a pack yet
        return [], []
    for folder in folders:
        try:
            found.append(read_pack(folder, verify=False))
        except PackError as error:
            broken.append(BrokenPack(folder, str(error)))
    return found, broken


def _holds_description(folder: Path) -> bool:
    """Tell whether a folder is meant as a pack; one that cannot be looked into is: reading it tells what is wrong."""
    try:
        return stat.S_ISREG((folder / DESCRIPTION).stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a folder on the way that cannot be looked into
        return False


def _read_description(folder: Path) -> Description:
    path = _inside(folder, DESCRIPTION)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_DESCRIPTION_BYTES + 1)
    except OSError as error:
        raise PackError(
            f"{folder} is no model pack: its {DESCRIPTION} cannot be read ({error.strerror}). "
            "Choose a folder that holds one, or install the pack again."
        ) from error
    if len(data) > MAX_DESCRIPTION_BYTES:
        raise PackError(f"{path} is too long for a description. Install the pack again.")
    try:
        told = cast("object", json.loads(data))
    except (ValueError, RecursionError) as error:
        raise PackError(f"{path} is no valid JSON ({error}). Install the pack again.") from error
    try:
        return parse_description(told)
    except PackError as error:
        raise PackError(f"{path}: {error}") from None


def _inside(folder: Path, name: str) -> Path:
    """Refuse a link that leads out of the pack: what lies elsewhere can change unseen."""
    path = folder / name
    try:
        resolved = path.resolve()
        home = folder.resolve()
    except (OSError, RuntimeError) as error:
        raise PackError(f"{path} leads nowhere. Install the pack again.") from error
    if not resolved.is_relative_to(home):
        raise PackError(
            f"{path} is a link to another place. A pack must hold its own files: copy them into it."
        )
    return path
