"""OpenEXR pictures (.exr), through the bindings that the format's own project keeps.

Rows are read in bands and only the channels that are shown, so that forty passes cost no more than one. The bindings do
that for the first part of a file; a picture in a later part is read with all that is around it, if that is little.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from typing import Final, cast

import numpy as np
import OpenEXR

from bowerbird_engine.imaging.exr_channels import Choice, Part, choose
from bowerbird_engine.imaging.light import BRIGHTEST, Band, Light, Plane
from bowerbird_engine.imaging.primaries import SRGB, luminance_weights, to_srgb
from bowerbird_engine.imaging.work import RefusalError

Stream = BufferedReader | BytesIO

_BAND_ROWS: Final = 256
"""The most rows that are compressed together (DWAB): a band that holds half of them would have them unpacked twice."""
_BAND_BYTES: Final = 48 * 1024 * 1024
_MOST_BYTES_AROUND: Final = 384 * 1024 * 1024
"""What a file may unpack to whose picture is in a later part."""

_DEEP: Final = frozenset({OpenEXR.deepscanline, OpenEXR.deeptile})


@dataclass(frozen=True, slots=True)
class _Box:
    """Left, top, right and bottom, the last two inside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left + 1

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1

    def within(self, other: _Box) -> _Box | None:
        left, top = max(self.left, other.left), max(self.top, other.top)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        return _Box(left, top, right, bottom) if left <= right and top <= bottom else None


@dataclass(frozen=True, slots=True)
class _FloatType:
    """How the bindings want to be told that all numbers are to come as 32-bit floats."""

    v: int = 2


@dataclass(frozen=True, slots=True)
class _Source:
    """All that reading the bands of one picture needs."""

    stream: Stream
    choice: Choice
    data: _Box
    shown: _Box
    part: int
    rows: int
    sampling: tuple[int, int]
    weights: tuple[float, float, float]
    around: int


def open_openexr(stream: Stream) -> Light:
    """Read the headers of an OpenEXR file and choose what it shows.

    Raises RefusalError for a deep picture, and whatever the bindings raise for one that is damaged.
    """
    OpenEXR.set_global_thread_count(0)
    parts = OpenEXR.File(stream, header_only=True).parts
    choice = choose([_part(part) for part in parts])
    if choice is None:
        raise RefusalError(
            "unreadable",
            "deep_picture",
            "It is a deep OpenEXR picture, with many samples in each pixel; save a flat one beside it.",
        )
    header = parts[choice.part].header
    data, shown = _windows(header)
    given = _chromaticities(header)
    source = _Source(
        stream=stream,
        choice=choice,
        data=data,
        shown=shown,
        part=choice.part,
        rows=_rows_a_band(header, data.width * (len(choice.names) + (choice.alpha is not None))),
        sampling=_part(parts[choice.part]).channels[choice.names[-1]],
        weights=luminance_weights(given) if choice.shows == "chroma" else (0.0, 0.0, 0.0),
        around=sum(_unpacked_bytes(part) for part in parts),
    )
    if choice.part > 0:
        _refuse_much_around(source, parts)
    coloured = choice.shows in {"colours", "chroma"}
    return Light(
        size=(shown.width, shown.height),
        bands=lambda: _bands(source),
        channels=1 if len(choice.names) == 1 else 3,
        alpha=choice.alpha is not None,
        to_srgb=to_srgb(given) if coloured else None,
        shows="data" if choice.shows == "data" else "colours",
    )


def _part(part: OpenEXR.Part) -> Part:
    channels = cast("Sequence[OpenEXR.Channel]", part.header["channels"])
    return Part(
        name=part.name(),
        channels={channel.name: (channel.xSampling, channel.ySampling) for channel in channels},
        deep=part.header.get("type") in _DEEP,
    )


def _box(header: OpenEXR.Header, name: str) -> _Box:
    (left, top), (right, bottom) = cast("tuple[Sequence[int], Sequence[int]]", header[name])
    return _Box(int(left), int(top), int(right), int(bottom))


def _windows(header: OpenEXR.Header) -> tuple[_Box, _Box]:
    """Find where there are pixels, and what is shown: the display window, unless it lies beside them."""
    data, display = _box(header, "dataWindow"), _box(header, "displayWindow")
    return data, display if data.within(display) is not None else data


def _chromaticities(header: OpenEXR.Header) -> Sequence[float]:
    try:
        numbers = np.array(header["chromaticities"], np.float64).reshape(-1)
    except (KeyError, TypeError, ValueError):
        return SRGB
    return [float(number) for number in numbers] if len(numbers) == len(SRGB) else SRGB


def _rows_a_band(header: OpenEXR.Header, values_a_row: int) -> int:
    tiles = header.get("tiles")
    high = tiles.ySize if isinstance(tiles, OpenEXR.TileDescription) else 1
    fitting = max(1, _BAND_BYTES // (4 * values_a_row))
    whole = max(_BAND_ROWS, high)
    rows = whole if whole <= fitting else min(_BAND_ROWS, fitting)
    return rows + rows % 2  # of two rows chroma has one


def _unpacked_bytes(part: OpenEXR.Part) -> int:
    box = _box(part.header, "dataWindow")
    return 4 * box.width * box.height * len(cast("Sequence[object]", part.header["channels"]))


def _refuse_much_around(source: _Source, parts: Sequence[OpenEXR.Part]) -> None:
    deep = any(part.header.get("type") in _DEEP for part in parts)
    if deep or source.around > _MOST_BYTES_AROUND:
        raise RefusalError(
            "too_large",
            "too_many_pixels",
            f"Its picture is in part {source.part + 1}, among too much else; put it into the first part.",
        )


def _bands(source: _Source) -> Iterator[Band]:
    there = source.data.within(source.shown)
    if there is None:
        return
    read = _read_first_part(source, there) if source.part == 0 else _read_all(source)
    for top, planes in read:
        rows = slice(max(0, there.top - top), there.bottom + 1 - top)
        columns = slice(there.left - source.data.left, there.right + 1 - source.data.left)
        cut = tuple(plane[rows, columns] for plane in planes)
        yield Band(there.left - source.shown.left, max(top, there.top) - source.shown.top, cut)


def _read_first_part(source: _Source, there: _Box) -> Iterator[tuple[int, tuple[Plane, ...]]]:
    """Give bands of whole rows of the data window, with the number of their first row."""
    source.stream.seek(0)
    file = OpenEXR.InputFile(source.stream)
    try:
        # Bands begin where the file's own do.
        begin = there.top - (there.top - source.data.top) % source.rows
        for top in range(begin, there.bottom + 1, source.rows):
            bottom = min(top + source.rows - 1, source.data.bottom)
            yield top, _planes(file, source, top, bottom)
    finally:
        file.close()


def _planes(file: OpenEXR.InputFile, source: _Source, top: int, bottom: int) -> tuple[Plane, ...]:
    choice = source.choice
    names = list(choice.names[:1] if choice.shows == "chroma" else choice.names)
    if choice.alpha is not None:
        names.append(choice.alpha)
    shape = (bottom - top + 1, source.data.width)
    planes = [
        np.frombuffer(data, np.float32).reshape(shape)
        for data in file.channels(names, _FloatType(), top, bottom)
    ]
    if choice.shows != "chroma":
        return tuple(planes)
    across, down = source.sampling
    differences = [
        np.frombuffer(file.channel(name, _FloatType(), top, bottom), np.float32).reshape(
            shape[0] // down, shape[1] // across
        )
        for name in choice.names[1:]
    ]
    return (*_from_chroma(planes[0], differences, source), *planes[1:])


def _from_chroma(luminance: Plane, differences: Sequence[Plane], source: _Source) -> tuple[Plane, ...]:
    """Give red, green and blue from luminance and what red and blue differ from it by, in parts of it."""
    across, down = source.sampling
    red, blue = (
        luminance * (1 + np.repeat(np.repeat(plane, down, axis=0), across, axis=1)) for plane in differences
    )
    of_red, of_green, of_blue = (np.float32(weight) for weight in source.weights)
    green = (luminance - of_red * red - of_blue * blue) / of_green
    return red, green, blue


def _read_all(source: _Source) -> Iterator[tuple[int, tuple[Plane, ...]]]:
    source.stream.seek(0)
    # The bindings print a warning and leave a damaged part out.
    parts = OpenEXR.File(source.stream, separate_channels=True).parts
    part = next((part for part in parts if part.part_index == source.part), None)
    if part is None or source.choice.shows == "chroma":
        raise ValueError("the part with the picture cannot be read")
    names = [*source.choice.names, *([source.choice.alpha] if source.choice.alpha is not None else [])]
    planes = [np.clip(part.channels[name].pixels, -BRIGHTEST, BRIGHTEST).astype(np.float32) for name in names]
    yield source.data.top, tuple(planes)
