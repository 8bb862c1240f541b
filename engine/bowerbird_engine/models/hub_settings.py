"""Read the settings that lie beside graphs on the hubs: JSON objects whose fields may be missing, but not be wrong."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from bowerbird_engine.errors import PackError

MAX_SETTINGS_BYTES = 8 * 1024 * 1024
"""Settings are a page; the longest known, of a tokenizer with thousands of added tokens, has 47 kB."""
MAX_TOKENIZER_BYTES = 256 * 1024 * 1024
"""The longest known, of 256,000 pieces, has 34 MB."""


class HubSettings:
    """A JSON object of a hub file. Each reader gives None for a field that is missing or null."""

    def __init__(self, told: Mapping[str, object], name: str) -> None:
        self._told = told
        self.name = name
        """The file, for the errors."""

    @property
    def told(self) -> Mapping[str, object]:
        """The object as it was read."""
        return self._told

    def has(self, key: str) -> bool:
        """Tell whether a field holds something."""
        return self._told.get(key) is not None

    def any(self, key: str) -> object:
        """Give a field as it is."""
        return self._told.get(key)

    def inner(self, key: str) -> HubSettings:
        """Read an object; an empty one when it is missing."""
        value = self._told.get(key)
        if value is None:
            return HubSettings({}, self.name)
        if not isinstance(value, dict):
            raise self.wrong(key, "an object")
        return HubSettings(cast("Mapping[str, object]", value), self.name)

    def text(self, key: str) -> str | None:
        """Read a text."""
        value = self._told.get(key)
        if value is not None and not isinstance(value, str):
            raise self.wrong(key, "a text")
        return value

    def flag(self, key: str) -> bool | None:
        """Read a yes or no."""
        value = self._told.get(key)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def number(self, key: str) -> float | None:
        """Read a finite number."""
        value = self._told.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
            raise self.wrong(key, "a number")
        return float(value)

    def whole(self, key: str) -> int | None:
        """Read a whole number."""
        value = self.number(key)
        if value is not None and not value.is_integer():
            raise self.wrong(key, "a whole number")
        return None if value is None else int(value)

    def triple(self, key: str) -> tuple[float, float, float] | None:
        """Read three finite numbers: red, green, blue."""
        value = self._told.get(key)
        if value is None:
            return None
        numbers = cast("list[object]", value) if isinstance(value, list) else []
        if len(numbers) != 3 or not all(  # noqa: PLR2004  red, green, blue
            isinstance(number, int | float) and not isinstance(number, bool) and _is_finite(number)
            for number in numbers
        ):
            raise self.wrong(key, "three numbers")
        red, green, blue = (float(cast("float", number)) for number in numbers)
        return red, green, blue

    def wrong(self, key: str, kind: str) -> PackError:
        """Make the error for a field that is not of the wanted kind."""
        return PackError(
            f"'{key}' in {self.name} must be {kind}. Fetch the file again, or use another export."
        )


def read_settings(folder: Path, path: str | None, *, limit: int = MAX_SETTINGS_BYTES) -> HubSettings:
    """Read a file of settings; no path gives empty settings. Raises PackError when it is no JSON object."""
    if path is None:
        return HubSettings({}, "the settings")
    try:
        with (folder / path).open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise PackError(f"{path} cannot be read: {error.strerror}. Fetch the file again.") from error
    if len(data) > limit:
        raise PackError(f"{path} is too long to be what its name says. Fetch the file again.")
    try:
        told = cast("object", json.loads(data))
    except (ValueError, RecursionError) as error:
        raise PackError(f"{path} is no valid JSON ({error}). Fetch the file again.") from error
    if not isinstance(told, dict):
        raise PackError(f"{path} must hold a JSON object. Fetch the file again.")
    return HubSettings(cast("Mapping[str, object]", told), path)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number beyond every float
        return False
