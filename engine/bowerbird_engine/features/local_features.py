"""The local features of one picture, and the bytes that they are kept as."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Float32Array, Uint8Array

Int8Array = npt.NDArray[np.int8]
Uint16Array = npt.NDArray[np.uint16]

MOST: Final = 500
"""Features of a picture at most: 39 bytes each keep it below 20 KB."""

DIMENSION: Final = 64
"""Of the 128 numbers of a SIFT descriptor, a projection leaves these; 95 % of the variance on photos, drawings and textures."""

STEP: Final = 1 / 32
"""What one unit of a descriptor stands for, so that `STEP` times the distance of two is that of the unit vectors they are from."""

WIDTHS: Final[tuple[int, ...]] = (6,) * 4 + (5,) * 16 + (4,) * 28 + (3,) * 16
"""Bits that hold each dimension: seven standard deviations of it, in units of `STEP`. 33 bytes together."""

LIMITS: Final[npt.NDArray[np.int8]] = np.array([(1 << (width - 1)) - 1 for width in WIDTHS], np.int8)
"""The largest absolute value of each dimension."""

SCALES_PER_OCTAVE: Final = 16
LEAST_SCALE: Final = 1 / 1024
"""Scales are kept as steps of a sixteenth of an octave above this one; 16 octaves are more than there can be."""

_MAGIC: Final = b"BBLF"
_VERSION: Final = 1
_HEADER: Final = struct.Struct("<4sBBHII")  # magic, version, reserved, number, width, height
_CHECKSUM: Final = struct.Struct("<I")  # CRC-32 of all the rest
_PLACE: Final = np.dtype([("x", "<u2"), ("y", "<u2"), ("scale", "u1"), ("angle", "u1")])
_PACKED: Final = sum(WIDTHS) // 8
_START: Final = _HEADER.size + _CHECKSUM.size
MOST_BYTES: Final = _START + MOST * (_PLACE.itemsize + _PACKED)
_LARGEST_SIDE: Final = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class LocalFeatures:
    """Points of a picture with what their surroundings look like, at most `MOST`.

    `points` [N, 4] float32 holds x, y and the diameter of the surroundings, in units of the picture's long side, and
    their direction in radians, 0 to 2 pi; x goes right and y down from the top left corner. `descriptors` [N, 64] int8
    are compared by their Euclidean distance: `STEP` times it lies in 0..1.42. `width` and `height` are the pixels of
    the picture as it was decoded.
    """

    points: Float32Array
    descriptors: Int8Array
    width: int
    height: int

    def __len__(self) -> int:
        """Count the points."""
        return len(self.points)

    def __eq__(self, other: object) -> bool:
        """Compare all that is kept."""
        return isinstance(other, LocalFeatures) and to_bytes(self) == to_bytes(other)

    def __hash__(self) -> int:
        """Agree with `__eq__`."""
        return hash(to_bytes(self))


def quantised(points: Float32Array, descriptors: Float32Array, width: int, height: int) -> LocalFeatures:
    """Bring points [N, 4] and projected descriptors [N, 64] to the values that can be kept."""
    values = np.clip(np.rint(descriptors / STEP), -LIMITS.astype(np.float32), LIMITS).astype(np.int8)
    return LocalFeatures(_points(_places(points)), values, width, height)


def to_bytes(features: LocalFeatures) -> bytes:
    """Pack features that are as `quantised` makes them. Raises ValueError for more than `MOST` of them."""
    number = len(features)
    if number > MOST or features.descriptors.shape != (number, DIMENSION):
        raise ValueError(f"There must be at most {MOST} points, with {DIMENSION} numbers each.")
    body = _places(features.points).tobytes() + _pack(features.descriptors).tobytes()
    header = _HEADER.pack(_MAGIC, _VERSION, 0, number, features.width, features.height)
    return header + _CHECKSUM.pack(zlib.crc32(body, zlib.crc32(header))) + body


def from_bytes(data: bytes) -> LocalFeatures:
    """Unpack what `to_bytes` made. Raises ValueError for anything else, another version and damage."""
    if not _START <= len(data) <= MOST_BYTES:
        raise ValueError("These are no local features: the length is wrong.")
    magic, version, reserved, number, width, height = _HEADER.unpack_from(data)
    (checksum,) = _CHECKSUM.unpack_from(data, _HEADER.size)
    body = memoryview(data)[_START:]
    if (magic, version, reserved) != (_MAGIC, _VERSION, 0):
        raise ValueError("These are no local features of this version.")
    if (
        len(body) != number * (_PLACE.itemsize + _PACKED)
        or zlib.crc32(body, zlib.crc32(data[: _HEADER.size])) != checksum
    ):
        raise ValueError("These local features are damaged.")
    if not (0 < width <= _LARGEST_SIDE and 0 < height <= _LARGEST_SIDE):
        raise ValueError("These local features are of a picture of no possible size.")
    places = np.frombuffer(body, _PLACE, number)
    packed = np.frombuffer(body, np.uint8, number * _PACKED, number * _PLACE.itemsize)
    return LocalFeatures(_points(places), _unpack(packed.reshape(number, _PACKED)), width, height)


# Places: fractions of the long side in 65,536ths, scales in sixteenths of an octave, directions in 256ths of a turn.


def _places(points: Float32Array) -> npt.NDArray[np.void]:
    places = np.empty(len(points), _PLACE)
    places["x"] = np.clip(np.rint(points[:, 0] * 65535), 0, 65535)
    places["y"] = np.clip(np.rint(points[:, 1] * 65535), 0, 65535)
    octaves = np.log2(np.maximum(points[:, 2].astype(np.float64), LEAST_SCALE) / LEAST_SCALE)
    places["scale"] = np.clip(np.rint(octaves * SCALES_PER_OCTAVE), 0, 255)
    places["angle"] = np.rint(points[:, 3].astype(np.float64) * (256 / (2 * np.pi))).astype(np.int64) % 256
    return places


def _points(places: npt.NDArray[np.void]) -> Float32Array:
    points = np.empty((len(places), 4), np.float32)
    points[:, 0] = places["x"] / 65535
    points[:, 1] = places["y"] / 65535
    points[:, 2] = LEAST_SCALE * np.exp2(places["scale"] / SCALES_PER_OCTAVE)
    points[:, 3] = places["angle"] * (2 * np.pi / 256)
    return points


# Descriptors: every dimension in as many bits as it needs, the highest bit first, without gaps.

_SHIFTS: Final = np.concatenate([np.arange(width)[::-1] for width in WIDTHS])
_DIMENSIONS: Final = np.repeat(np.arange(DIMENSION), WIDTHS)
_STARTS: Final = np.concatenate([[0], np.cumsum(WIDTHS)[:-1]])


def _pack(descriptors: Int8Array) -> Uint8Array:
    raised = np.clip(descriptors, -LIMITS, LIMITS).astype(np.int16) + LIMITS
    return np.packbits((raised[:, _DIMENSIONS] >> _SHIFTS).astype(np.uint8) & 1, axis=1)


def _unpack(packed: Uint8Array) -> Int8Array:
    bits = np.unpackbits(packed, axis=1).astype(np.int16) << _SHIFTS.astype(np.int16)
    if len(bits) == 0:
        return np.zeros((0, DIMENSION), np.int8)
    raised = np.add.reduceat(bits, _STARTS, axis=1)
    if np.any(raised > 2 * LIMITS.astype(np.int16)):
        raise ValueError("These local features are damaged.")
    return (raised - LIMITS).astype(np.int8)
