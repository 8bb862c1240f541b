"""Read the fields of a JSON object leniently: a newer hub may send more, an older one less.

A field that is absent, null or of another type than expected gives None or the default. What cannot be done without
raises GarbledError, and so does anything that is no object where one must be.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

from .errors import GarbledError

Json = Mapping[str, Any]

T = TypeVar("T")


def parse(body: bytes) -> Json:
    """Read the body of an answer, which must be one JSON object in UTF-8."""
    try:
        value = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise GarbledError("What answered is no Bowerbird hub, or its answer came broken.") from error
    return an_object(value)


def an_object(value: object) -> Json:
    """Take a value that must be an object."""
    if not isinstance(value, dict):
        raise GarbledError("The answer has another form than a Bowerbird hub gives it.")
    return cast("Json", value)


def needed(fields: Json, name: str) -> str:
    """Take a text that must be there."""
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise GarbledError(f"The answer lacks {name!r}, which every Bowerbird hub gives.")
    return value


def text(fields: Json, name: str) -> str | None:
    """Take a text."""
    value = fields.get(name)
    return value if isinstance(value, str) else None


def whole(fields: Json, name: str) -> int | None:
    """Take a whole number."""
    value = fields.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def number(fields: Json, name: str) -> float | None:
    """Take a finite number."""
    return _finite(fields.get(name))


def numbers(value: object) -> tuple[float, ...]:
    """Take the finite numbers of a list."""
    found = [_finite(each) for each in cast("Sequence[Any]", value)] if isinstance(value, list) else []
    return tuple(each for each in found if each is not None)


def _finite(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def flag(fields: Json, name: str) -> bool | None:
    """Take a yes or no."""
    value = fields.get(name)
    return value if isinstance(value, bool) else None


def inner(fields: Json, name: str) -> Json:
    """Take an object inside; an empty one when it is not there."""
    value = fields.get(name)
    return cast("Json", value) if isinstance(value, dict) else {}


def items(fields: Json, name: str) -> list[Any]:
    """Take a list; an empty one when it is not there."""
    value = fields.get(name)
    return list(cast("Sequence[Any]", value)) if isinstance(value, list) else []


def texts(fields: Json, name: str) -> tuple[str, ...]:
    """Take a list of texts, leaving out whatever else is in it."""
    return tuple(value for value in items(fields, name) if isinstance(value, str))


def each(fields: Json, name: str, read: Callable[[Json], T]) -> tuple[T, ...]:
    """Read each object of a list."""
    return tuple(read(an_object(value)) for value in items(fields, name))


def without_nothings(values: Mapping[str, object]) -> dict[str, object]:
    """Make the object to send: what was not given is left out."""
    return {name: value for name, value in values.items() if value is not None}
