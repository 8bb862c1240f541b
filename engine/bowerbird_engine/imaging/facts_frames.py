"""How what a file says and how a picture looks pass from a worker to the pool: one part of JSON, checked field by field."""

from __future__ import annotations

import json
import re
from typing import Final, cast

from bowerbird_engine.facts import COLOURS, SWATCHES, Look, Metadata
from bowerbird_engine.imaging.captions_text import LONGEST_CAPTION, plain_line
from bowerbird_engine.imaging.metadata_text import LONGEST_CAMERA, LONGEST_KEYWORD, MOST_KEYWORDS, taken_in

MOST_BYTES: Final = 256 * 1024
"""A caption, a title and 100 keywords of the longest characters take 60 KB."""

_TAKEN: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.ASCII)
_BYTE: Final = 255
_MILLE: Final = 1000
_SWATCH: Final = 4


def facts_part(metadata: Metadata | None, look: Look | None) -> bytes:
    """Write both as one part."""
    said = None if metadata is None else [getattr(metadata, name) for name in Metadata.__dataclass_fields__]
    seen = None if look is None else [getattr(look, name) for name in Look.__dataclass_fields__]
    return json.dumps([said, seen], ensure_ascii=False).encode("utf-8", "replace")


def read_facts_part(
    part: bytes | bytearray | None, *, metadata: bool, look: bool
) -> tuple[Metadata | None, Look | None]:
    """Read a part that holds what was asked for and nothing else. Raises ValueError for any other."""
    if part is None or len(part) > MOST_BYTES:
        raise ValueError("the worker's facts are missing or too long")
    try:
        whole = _list(json.loads(bytes(part).decode("utf-8")), 2)
    except RecursionError as error:
        raise ValueError("the worker's facts are nested too deeply") from error
    if [one is not None for one in whole] != [metadata, look]:
        raise ValueError("the worker's facts are not those that were asked for")
    return (_metadata(whole[0]) if metadata else None), (_look(whole[1]) if look else None)


def _metadata(said: object) -> Metadata:
    taken, camera, title, caption, words = _list(said, len(Metadata.__dataclass_fields__))
    if taken is not None and (
        not isinstance(taken, str) or not _TAKEN.fullmatch(taken) or taken_in(taken) != taken
    ):
        raise ValueError("the worker's time is none")
    keywords = [_line(word, LONGEST_KEYWORD) for word in _list(words)]
    if len(keywords) > MOST_KEYWORDS:
        raise ValueError("the worker's keywords are too many")
    return Metadata(
        taken,
        _line(camera, LONGEST_CAMERA),
        _line(title, LONGEST_CAPTION),
        _line(caption, LONGEST_CAPTION),
        tuple(keyword for keyword in keywords if keyword is not None),
    )


def _look(seen: object) -> Look:
    shares, swatches, *measures = _list(seen, len(Look.__dataclass_fields__))
    lightness, warmth, colourfulness, edges = _whole(measures, -_MILLE, _MILLE)
    colours = _list(swatches)
    if len(colours) > SWATCHES:
        raise ValueError("the worker's colours are too many")
    return Look(
        _whole(_list(shares, len(COLOURS)), 0, _BYTE),
        tuple(_swatch(swatch) for swatch in colours),
        lightness,
        warmth,
        colourfulness,
        edges,
    )


def _swatch(swatch: object) -> tuple[int, int, int, int]:
    red, green, blue, share = _whole(_list(swatch, _SWATCH), 0, _BYTE)
    return red, green, blue, share


def _list(value: object, length: int | None = None) -> list[object]:
    if not isinstance(value, list):
        raise ValueError("the worker's facts have another form")  # noqa: TRY004  one class for all bad frames
    items = cast("list[object]", value)
    if length is not None and len(items) != length:
        raise ValueError("the worker's facts are not as many as they are")
    return items


def _whole(values: list[object], least: int, most: int) -> tuple[int, ...]:
    found = [value for value in values if isinstance(value, int) and least <= value <= most]
    if len(found) != len(values):
        raise ValueError("the worker's measures are impossible")
    return tuple(found)


def _line(text: object, longest: int) -> str | None:
    if text is None:
        return None
    if not isinstance(text, str) or len(text) > longest or text != plain_line(text) or not text:
        raise ValueError("the worker's metadata are no plain lines")
    return text
