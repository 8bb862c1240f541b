"""Read JSON that somebody else may have written: strictly, within limits, naming the member that is wrong. Pure."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Final, NoReturn, TypeVar, cast

from bowerbird_engine.errors import RecipeError

MOST_BYTES: Final = 2 << 20
"""Of a document: fifty hits take 6 KB, and each of up to 17 pictures that travel along at most 100 KB."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")

T = TypeVar("T")


def load(data: bytes | str) -> object:
    """Read a document. Raises RecipeError for what is no JSON in UTF-8, too large, or has a key twice."""
    if len(data) > MOST_BYTES:
        raise RecipeError(f"This is too large for a search recipe, which has at most {MOST_BYTES >> 20} MB.")
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
        return cast("object", json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number))
    # ValueError is that of bytes that are no UTF-8, of a key that comes twice, and of numbers without end.
    except (ValueError, RecursionError) as error:
        raise RecipeError(f"This is no search recipe: it is no JSON in UTF-8 ({error}).") from error


class Members:
    """The members of one JSON object; `path` is where it lies in the whole, for the errors."""

    def __init__(self, told: object, known: frozenset[str], path: str = "") -> None:
        if not isinstance(told, dict):
            _wrong(path or "the whole", "must be an object")
        self._told = cast("Mapping[str, object]", told)
        self._path = path
        if unknown := sorted(self._told.keys() - known):
            _wrong(self.where(_shown(unknown[0])), "is not known")

    def __contains__(self, key: str) -> bool:
        """Tell whether there is such a member, null or not."""
        return key in self._told

    def where(self, key: str) -> str:
        """Name a member by its place in the whole."""
        return f"{self._path}.{key}" if self._path else key

    def has(self, key: str) -> bool:
        """Tell whether there is such a member, and it is not null."""
        return self._told.get(key) is not None

    def value(self, key: str) -> object:
        """Give a member as it is. Raises RecipeError when it is missing."""
        if key not in self._told:
            _wrong(self.where(key), "is missing")
        return self._told[key]

    def maybe(self, key: str, read: Callable[[str], T]) -> T | None:
        """Read a member that may be missing or null."""
        return read(key) if self.has(key) else None

    def text(self, key: str, most: int = 2000, *, any_bytes: bool = False) -> str:
        """Read a text of at most so many characters, which UTF-8 can hold unless it stands for `any_bytes` of a name."""
        value = self.value(key)
        if not isinstance(value, str) or not 0 < len(value) <= most or "\0" in value:
            _wrong(self.where(key), f"must be a text of at most {most:,} characters")
        if not any_bytes and any("\ud800" <= sign <= "\udfff" for sign in value):
            _wrong(self.where(key), "holds halves of characters")
        return value

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        """Read one of a few words."""
        value = self.text(key)
        if value not in choices:
            _wrong(self.where(key), f"must be one of {', '.join(choices)}")
        return value

    def digest(self, key: str) -> str:
        """Read a SHA-256 in hexadecimal."""
        value = self.text(key)
        if not _DIGEST.fullmatch(value):
            _wrong(self.where(key), "must be a SHA-256 in lower-case hexadecimal")
        return value

    def whole(self, key: str, least: int, most: int) -> int:
        """Read a whole number within limits."""
        value = self.value(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            _wrong(self.where(key), f"must be a whole number from {least:,} to {most:,}")
        return value

    def number(self, key: str, least: float, most: float) -> float:
        """Read a number within limits."""
        value = self.value(key)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
            or not least <= value <= most
        ):
            _wrong(self.where(key), f"must be a number from {least:g} to {most:g}")
        return float(value)

    def flag(self, key: str) -> bool:
        """Read true or false; false when it is missing."""
        value = self._told.get(key, False)
        if not isinstance(value, bool):
            _wrong(self.where(key), "must be true or false")
        return value

    def items(self, key: str, most: int) -> tuple[object, ...]:
        """Read a list of at most so many; an empty one when it is missing."""
        value = self._told.get(key, [])
        if not isinstance(value, list) or len(cast("list[object]", value)) > most:
            _wrong(self.where(key), f"must be a list of at most {most:,}")
        return tuple(cast("list[object]", value))

    def texts(self, key: str, most: int, longest: int = 200) -> tuple[str, ...]:
        """Read a list of texts."""
        return tuple(
            Members({"text": each}, frozenset({"text"}), self.where(key)).text("text", longest)
            for each in self.items(key, most)
        )

    def wrong(self, key: str, why: str) -> NoReturn:
        """Refuse the whole for this member."""
        _wrong(self.where(key), why)


def _wrong(where: str, why: str) -> NoReturn:
    raise RecipeError(f"This is no search recipe that can be used: \u2018{where}\u2019 {why}.")


def _shown(name: str) -> str:
    # A name that somebody else chose goes to a terminal.
    return "".join(sign if sign.isprintable() else "?" for sign in name[:40])


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key comes twice")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
