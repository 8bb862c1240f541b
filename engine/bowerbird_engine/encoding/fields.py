"""Read the fields of a JSON object strictly, naming the one that is missing or of the wrong kind."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import cast

from bowerbird_engine.errors import PackError

MAX_DEPTH = 4
"""Folders and name of a file in a pack; the hubs use two."""

MAX_TEXT = 1000
"""Letters of a text; the longest that is known, on where the figures of a pack were seen, has 360."""

_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)", re.IGNORECASE)
_DIGEST = re.compile(r"[0-9a-f]{64}")


def is_device_name(name: str) -> bool:
    """Tell whether Windows takes a name for a device, whatever follows its first dot."""
    return _DEVICE.fullmatch(name.partition(".")[0].rstrip()) is not None


def is_plain_name(name: str) -> bool:
    """Tell whether a name is safe as a file or folder name on every system."""
    return _PLAIN_NAME.fullmatch(name) is not None and not name.endswith(".") and not is_device_name(name)


def is_plain_path(path: str) -> bool:
    """Tell whether a path leads, with `/` and plain names alone, to something inside the folder it starts from."""
    parts = path.split("/")
    return len(parts) <= MAX_DEPTH and all(is_plain_name(part) for part in parts)


class Fields:
    """The fields of one JSON object; `path` is where it lies in the whole, for the errors."""

    def __init__(self, told: object, path: str = "") -> None:
        if not isinstance(told, dict):
            raise PackError(f"'{path}' must be an object" if path else "the description must be an object")
        self._told = cast("Mapping[str, object]", told)
        self._path = path

    def where(self, key: str) -> str:
        """Name a field by its place in the whole."""
        return f"{self._path}.{key}" if self._path else key

    def _get(self, key: str) -> object:
        if key not in self._told:
            raise PackError(f"the field '{self.where(key)}' is missing")
        return self._told[key]

    def inner(self, key: str) -> Fields:
        """Read an object."""
        return Fields(self._get(key), self.where(key))

    def inners(self, key: str) -> tuple[Fields, ...]:
        """Read a list of objects."""
        return tuple(
            Fields(told, f"{self.where(key)}[{place}]") for place, told in enumerate(self.items(key))
        )

    def has(self, key: str) -> bool:
        """Tell whether a field that may be left out is there."""
        return key in self._told

    def is_null(self, key: str) -> bool:
        """Tell whether a field, which must be there, holds nothing."""
        return self._get(key) is None

    def text(self, key: str) -> str:
        """Read a text that is not empty."""
        return _text(self._get(key), self.where(key))

    def name(self, key: str) -> str:
        """Read a name that is safe as a file or folder name on every system."""
        value = self.text(key)
        if not is_plain_name(value):
            raise PackError(f"'{self.where(key)}' must be a plain name of letters, digits, '.', '_' and '-'")
        return value

    def place(self, key: str) -> str:
        """Read the path of a file inside the pack."""
        value = self.text(key)
        if not is_plain_path(value):
            raise PackError(
                f"'{self.where(key)}' must be a path inside the pack: plain names of letters, digits, '.', '_' and "
                "'-', with '/' between them"
            )
        return value

    def digest(self, key: str) -> str:
        """Read a SHA-256 in hexadecimal."""
        value = self.text(key)
        if not _DIGEST.fullmatch(value):
            raise PackError(f"'{self.where(key)}' must be a SHA-256 in lower-case hexadecimal")
        return value

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        """Read one of a few words."""
        value = self.text(key)
        if value not in choices:
            listed = " or ".join(f'"{choice}"' for choice in choices)
            raise PackError(f"'{self.where(key)}' must be {listed}")
        return value

    def whole(self, key: str, least: int, most: int) -> int:
        """Read a whole number within limits."""
        value = self._get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise PackError(f"'{self.where(key)}' must be a whole number from {least} to {most}")
        return value

    def number(self, key: str, least: float = -math.inf, most: float = math.inf) -> float:
        """Read a finite number within limits."""
        value = _finite(self._get(key), self.where(key))
        if not least <= value <= most:
            raise PackError(f"'{self.where(key)}' must be a number from {least:g} to {most:g}")
        return value

    def pairs(self, key: str) -> tuple[tuple[float, float], ...]:
        """Read a list of pairs of finite numbers."""
        found: list[tuple[float, float]] = []
        for told in self.items(key):
            pair = cast("list[object]", told) if isinstance(told, list) else []
            if len(pair) != 2:  # noqa: PLR2004  a pair
                raise PackError(f"'{self.where(key)}' must hold pairs of numbers")
            found.append((_finite(pair[0], self.where(key)), _finite(pair[1], self.where(key))))
        return tuple(found)

    def items(self, key: str) -> tuple[object, ...]:
        """Read a list of anything."""
        value = self._get(key)
        if not isinstance(value, list):
            raise PackError(f"'{self.where(key)}' must be a list")
        return tuple(cast("list[object]", value))

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts."""
        return tuple(_text(value, self.where(key)) for value in self.items(key))

    def triple(self, key: str) -> tuple[float, float, float]:
        """Read three finite numbers: red, green, blue."""
        values = tuple(_finite(value, self.where(key)) for value in self.items(key))
        if len(values) != 3:  # noqa: PLR2004  red, green, blue
            raise PackError(f"'{self.where(key)}' must hold three numbers")
        return values


def _text(value: object, where: str) -> str:
    # What cannot be seen could steer the terminal that shows it.
    if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT or not value.isprintable():
        raise PackError(f"'{where}' must be a text of at most {MAX_TEXT} characters that can be seen")
    return value


def _finite(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise PackError(f"'{where}' must hold finite numbers")
    return float(value)
