"""Radiance and OpenEXR files for tests, written by hand or with OpenEXR's own writer, and hostile ones."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import OpenEXR
from numpy.typing import NDArray

Colours = NDArray[np.float32]
"""[height, width, 3], linear."""

RED_LIGHT = (0.5776, 0.0130, 0.0130)
BLUE_LIGHT = (0.0130, 0.0130, 0.5776)
"""What `pictures.RED` and `pictures.BLUE` are in linear light."""


def two_lights(size: tuple[int, int] = (64, 48), brightness: float = 1.0) -> Colours:
    """Draw `pictures.two_halves` in linear light: left half red, right half blue."""
    width, height = size
    colours = np.empty((height, width, 3), np.float32)
    colours[:, : width // 2] = RED_LIGHT
    colours[:, width // 2 :] = BLUE_LIGHT
    return colours * np.float32(brightness)


def corners(size: tuple[int, int] = (96, 64)) -> Colours:
    """Draw white with a red quarter above left and a blue one below right."""
    width, height = size
    colours = np.ones((height, width, 3), np.float32)
    colours[: height // 2, : width // 2] = RED_LIGHT
    colours[height // 2 :, width // 2 :] = BLUE_LIGHT
    return colours


def rgbe(colours: Colours) -> NDArray[np.uint8]:
    """Put colours into four bytes a pixel: [height, width, 4]."""
    brightest = colours.max(axis=2)
    mantissa, exponent = np.frexp(brightest)
    scale = np.where(brightest > 1e-32, mantissa * 256 / np.maximum(brightest, 1e-32), 0)
    pixels = np.empty((*brightest.shape, 4), np.uint8)
    pixels[..., :3] = colours * scale[..., None]
    pixels[..., 3] = np.where(brightest > 1e-32, exponent + 128, 0)
    return pixels


def radiance(
    colours: Colours,
    packing: str = "packed",
    *,
    axes: tuple[str, str] = ("-Y", "+X"),
    lines: Sequence[bytes] = (),
    kind: bytes = b"32-bit_rle_rgbe",
    magic: bytes = b"#?RADIANCE",
) -> bytes:
    """Write a Radiance file whose pixels are stored as given, with further header lines and any orientation."""
    pixels = rgbe(colours)
    height, width = pixels.shape[:2]
    head = [magic, *lines, b"FORMAT=" + kind, b"", f"{axes[0]} {height} {axes[1]} {width}\n".encode()]
    rows = {"packed": _packed, "old": _old}
    return b"\n".join(head) + (rows[packing](pixels) if packing in rows else pixels.tobytes())


def stored_for(seen: Colours, axes: tuple[str, str]) -> Colours:
    """Lay a picture out as a file with these axes keeps it: the first says where its rows go, the second its columns."""
    rows, columns = axes
    stored = seen if rows.endswith("Y") else seen.transpose(1, 0, 2)
    # Y counts upwards from below.
    if rows in {"+Y", "-X"}:
        stored = stored[::-1]
    if columns in {"+Y", "-X"}:
        stored = stored[:, ::-1]
    return stored


def _packed(pixels: NDArray[np.uint8]) -> bytes:
    width = pixels.shape[1]
    packed = bytearray()
    for row in pixels:
        packed += b"\2\2" + width.to_bytes(2, "big")
        for channel in range(4):
            packed += _runs(bytes(row[:, channel]))
    return bytes(packed)


def _runs(values: bytes) -> bytes:
    packed, at = bytearray(), 0
    while at < len(values):
        length = 1
        while at + length < len(values) and length < 127 and values[at + length] == values[at]:
            length += 1
        if length > 2:
            packed += bytes((128 + length, values[at]))
            at += length
        else:
            until = min(len(values), at + 5)
            packed += bytes((until - at,)) + values[at:until]
            at = until
    return bytes(packed)


def _old(pixels: NDArray[np.uint8]) -> bytes:
    flat = [bytes(pixel) for pixel in pixels.reshape(-1, 4)]
    packed, at = bytearray(), 0
    while at < len(flat):
        length = 1
        while at + length < len(flat) and flat[at + length] == flat[at]:
            length += 1
        packed += flat[at]
        rest = length - 1
        while rest:
            packed += bytes((1, 1, 1, rest & 0xFF))
            rest >>= 8
        at += length
    return bytes(packed)


def openexr(
    channels: Mapping[str, NDArray[Any] | OpenEXR.Channel],
    compression: OpenEXR.Compression = OpenEXR.ZIP_COMPRESSION,
    *,
    tiles: bool = False,
    attributes: Mapping[str, object] = MappingProxyType({}),
) -> bytes:
    """Write an OpenEXR file of one part."""
    return parts((part(channels, compression, tiles=tiles, attributes=attributes),))


def part(
    channels: Mapping[str, NDArray[Any] | OpenEXR.Channel],
    compression: OpenEXR.Compression = OpenEXR.ZIP_COMPRESSION,
    name: str = "",
    *,
    tiles: bool = False,
    attributes: Mapping[str, object] = MappingProxyType({}),
) -> OpenEXR.Part:
    """Make a part of a file."""
    kind: dict[str, object] = {"type": OpenEXR.tiledimage if tiles else OpenEXR.scanlineimage}
    if tiles:
        kind["tiles"] = OpenEXR.TileDescription()
    whole = {
        key: value if isinstance(value, OpenEXR.Channel) else np.ascontiguousarray(value)
        for key, value in channels.items()
    }
    return OpenEXR.Part({"compression": compression, **kind, **attributes}, whole, name)


def parts(several: Sequence[OpenEXR.Part]) -> bytes:
    """Write a file of several parts."""
    buffer = io.BytesIO()
    OpenEXR.File(list(several)).write(buffer)
    return buffer.getvalue()


def rgb(
    colours: Colours, prefix: str = "", dtype: type[np.floating[Any]] = np.float16
) -> dict[str, NDArray[Any]]:
    """Name the channels of colours as OpenEXR does."""
    return {prefix + name: np.ascontiguousarray(colours[..., at], dtype) for at, name in enumerate("RGB")}


def openexr_header(
    size: tuple[int, int],
    *,
    names: Sequence[str] = ("B", "G", "R"),
    halved: Sequence[str] = (),
    start: tuple[int, int] = (0, 0),
    tiles: int = 0,
    deep: bool = False,
) -> bytes:
    """Write a header without pixels, of any size and with any channels, some of them `halved` both ways."""
    (width, height), (left, top) = size, start
    listed = (
        b"".join(
            name.encode() + b"\0" + struct.pack("<iB3xii", 1, 0, *((2, 2) if name in halved else (1, 1)))
            for name in names
        )
        + b"\0"
    )
    box = struct.pack("<4i", left, top, left + width - 1, top + height - 1)
    fields = [
        (b"channels", b"chlist", listed),
        (b"compression", b"compression", b"\0"),
        (b"dataWindow", b"box2i", box),
        (b"displayWindow", b"box2i", box),
        (b"lineOrder", b"lineOrder", b"\0"),
        (b"pixelAspectRatio", b"float", struct.pack("<f", 1)),
        (b"screenWindowCenter", b"v2f", bytes(8)),
        (b"screenWindowWidth", b"float", struct.pack("<f", 1)),
    ]
    if tiles:
        fields.append((b"tiles", b"tiledesc", struct.pack("<IIB", tiles, tiles, 0)))
    if deep:
        fields += [
            (b"type", b"string", b"deepscanline"),
            (b"version", b"int", struct.pack("<i", 1)),
            (b"maxSamplesPerPixel", b"int", struct.pack("<i", 1)),
            (b"chunkCount", b"int", struct.pack("<i", height)),
        ]
    flags = 2 | (0x200 if tiles else 0) | (0x800 if deep else 0)
    body = b"".join(
        name + b"\0" + kind + b"\0" + struct.pack("<i", len(data)) + data for name, kind, data in fields
    )
    return b"\x76\x2f\x31\x01" + struct.pack("<I", flags) + body + b"\0"


def deep_openexr(size: tuple[int, int] = (8, 6)) -> bytes:
    """Write a deep file: two samples in each pixel."""
    samples = np.empty(size[::-1], object)
    for at in np.ndindex(samples.shape):
        samples[at] = np.array([0.2, 0.4], np.float32)
    buffer = io.BytesIO()
    header = {"compression": OpenEXR.ZIPS_COMPRESSION, "type": OpenEXR.deepscanline}
    OpenEXR.File([OpenEXR.Part(header, {name: samples.copy() for name in ("R", "G", "B", "A", "Z")})]).write(
        buffer
    )
    return buffer.getvalue()


def chroma_openexr(colours: Colours) -> bytes:
    """Write colours as luminance, and as chroma at half the size both ways, which the bindings do not write."""
    height, width = colours.shape[:2]
    luminance = colours @ np.array((0.2126, 0.7152, 0.0722), np.float32)
    red, blue = (((colours[..., at] - luminance) / luminance)[::2, ::2] for at in (0, 2))
    chunks: list[bytes] = []
    for row in range(height):
        halved = () if row % 2 else (blue[row // 2], red[row // 2])
        data = b"".join(line.astype("<f2").tobytes() for line in (*halved, luminance[row]))
        chunks.append(struct.pack("<ii", row, len(data)) + data)
    head = openexr_header((width, height), names=("BY", "RY", "Y"), halved=("BY", "RY"))
    at = len(head) + 8 * height
    offsets = bytearray()
    for chunk in chunks:
        offsets += struct.pack("<Q", at)
        at += len(chunk)
    return head + bytes(offsets) + b"".join(chunks)
