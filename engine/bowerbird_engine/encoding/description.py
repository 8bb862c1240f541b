"""The description of a pack, `pack.json` in format 1, parsed strictly and without touching any other file."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from bowerbird_engine.assets import Preprocessing
from bowerbird_engine.errors import PackError

FORMAT = 1
MAX_DIMENSION = 4096
MAX_PICTURE_SIDE = 2048
MAX_CONTEXT = 8192
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_DIGEST = re.compile(r"[0-9a-f]{64}")

_RESIZES: Mapping[str, Literal["crop", "squash"]] = {"crop": "crop", "squash": "squash"}


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file of a pack: a plain name in the pack's own folder, and the SHA-256 of its bytes in hexadecimal."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ImageTower:
    """The image graph: float32 [N, 3, size, size] in, float32 [N, dimension] out."""

    file: PackFile
    input: str
    output: str
    preprocessing: Preprocessing


@dataclass(frozen=True, slots=True)
class TextTower:
    """The text graph: int64 [N, context_length] in, with a mask of ones and zeros where it wants one."""

    file: PackFile
    input: str
    attention_mask: str | None
    output: str
    context_length: int
    pad_id: int
    lowercase: bool


@dataclass(frozen=True, slots=True)
class Description:
    """What `pack.json` says."""

    id: str
    version: str
    title: str
    dimension: int
    licence: str
    source: str
    languages: tuple[str, ...]
    image: ImageTower
    text: TextTower
    tokenizer: PackFile


def parse_description(told: object) -> Description:
    """Turn the parsed JSON into a Description. Raises PackError that names the first field that is wrong."""
    pack = _Fields(told, "")
    if pack.whole("format", 1, 1_000_000) != FORMAT:
        raise PackError("it is in a newer format than this Bowerbird reads. Update Bowerbird.")
    image = pack.inner("image")
    text = pack.inner("text")
    languages = pack.items("languages")
    if not all(isinstance(language, str) for language in languages):
        raise PackError("'languages' must hold names of languages")
    return Description(
        id=pack.name("id"),
        version=pack.text("version"),
        title=pack.text("title"),
        dimension=pack.whole("dimension", 1, MAX_DIMENSION),
        licence=pack.text("licence"),
        source=pack.text("source"),
        languages=cast("tuple[str, ...]", languages),
        image=ImageTower(
            image.file(), image.text("input"), image.text("output"), _recipe(image.inner("preprocessing"))
        ),
        text=TextTower(
            file=text.file(),
            input=text.text("input"),
            attention_mask=None if text.is_null("attention_mask") else text.text("attention_mask"),
            output=text.text("output"),
            context_length=text.whole("context_length", 1, MAX_CONTEXT),
            pad_id=text.whole("pad_id", 0, 2**31 - 1),
            lowercase=text.truth("lowercase"),
        ),
        tokenizer=pack.inner("tokenizer").file(),
    )


def _recipe(fields: _Fields) -> Preprocessing:
    if fields.text("interpolation") != "bicubic":
        raise PackError("'image.preprocessing.interpolation' must be \"bicubic\"")
    resize = _RESIZES.get(fields.text("resize"))
    if resize is None:
        raise PackError('\'image.preprocessing.resize\' must be "crop" or "squash"')
    std = fields.triple("std")
    if min(std) <= 0.0:
        raise PackError("'image.preprocessing.std' must be above zero")
    return Preprocessing(
        size=fields.whole("size", 1, MAX_PICTURE_SIDE),
        resize=resize,
        scale=fields.number("scale"),
        mean=fields.triple("mean"),
        std=std,
    )


class _Fields:
    """Read the fields of one JSON object, naming the one that is missing or of the wrong kind."""

    def __init__(self, told: object, path: str) -> None:
        if not isinstance(told, dict):
            raise PackError(f"'{path}' must be an object" if path else "the description must be an object")
        self._told = cast("Mapping[str, object]", told)
        self._path = path

    def _where(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def _get(self, key: str) -> object:
        if key not in self._told:
            raise PackError(f"the field '{self._where(key)}' is missing")
        return self._told[key]

    def inner(self, key: str) -> _Fields:
        return _Fields(self._get(key), self._where(key))

    def is_null(self, key: str) -> bool:
        return self._get(key) is None

    def text(self, key: str) -> str:
        value = self._get(key)
        if not isinstance(value, str) or not value:
            raise PackError(f"'{self._where(key)}' must be a text")
        return value

    def name(self, key: str) -> str:
        """Read a name that is safe as a file or folder name on every system."""
        value = self.text(key)
        if not _PLAIN_NAME.fullmatch(value) or value.endswith("."):
            raise PackError(f"'{self._where(key)}' must be a plain name of letters, digits, '.', '_' and '-'")
        return value

    def whole(self, key: str, least: int, most: int) -> int:
        value = self._get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise PackError(f"'{self._where(key)}' must be a whole number from {least} to {most}")
        return value

    def truth(self, key: str) -> bool:
        value = self._get(key)
        if not isinstance(value, bool):
            raise PackError(f"'{self._where(key)}' must be true or false")
        return value

    def number(self, key: str) -> float:
        return _finite(self._get(key), self._where(key))

    def items(self, key: str) -> tuple[object, ...]:
        value = self._get(key)
        if not isinstance(value, list):
            raise PackError(f"'{self._where(key)}' must be a list")
        return tuple(cast("list[object]", value))

    def triple(self, key: str) -> tuple[float, float, float]:
        values = tuple(_finite(value, self._where(key)) for value in self.items(key))
        if len(values) != 3:  # noqa: PLR2004  red, green, blue
            raise PackError(f"'{self._where(key)}' must hold three numbers")
        return values

    def file(self) -> PackFile:
        digest = self.text("sha256")
        if not _DIGEST.fullmatch(digest):
            raise PackError(f"'{self._where('sha256')}' must be a SHA-256 in lower-case hexadecimal")
        return PackFile(self.name("file"), digest)


def _finite(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise PackError(f"'{where}' must hold finite numbers")
    return float(value)
