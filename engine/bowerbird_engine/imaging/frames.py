"""How values pass between the pool and its workers: frames of JSON with binary parts.

Nothing is pickled: a picture that takes over its decoder must not be able to run code in the process that started it.
So each answer is checked field by field before it becomes a value.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from io import BufferedReader
from typing import IO, Literal, cast

from bowerbird_engine.imaging.captions_text import LONGEST_CAPTION, plain_line
from bowerbird_engine.imaging.facts_frames import facts_part, read_facts_part
from bowerbird_engine.imaging.work import (
    Export,
    ExportFormat,
    Fit,
    Picture,
    RefusalError,
    RefusalKind,
    Renditions,
    Setup,
    Work,
    WorkLimits,
)

_LENGTH = struct.Struct("<I")
_MAX_HEADER_BYTES = 64 * 1024
_DIGEST_BYTES = 32
_KINDS: dict[str, RefusalKind] = {
    "unreadable": "unreadable",
    "too_large": "too_large",
    "died": "died",
    "bad_region": "bad_region",
}

Parts = Sequence[bytes | bytearray | None]


def write_frame(stream: IO[bytes], header: Mapping[str, object], parts: Parts = ()) -> None:
    """Write a header and its binary parts. A part that is None stays None on the other side."""
    sizes = [None if part is None else len(part) for part in parts]
    text = json.dumps({**header, "parts": sizes}).encode("ascii")
    stream.write(_LENGTH.pack(len(text)) + text)
    for part in parts:
        if part:
            stream.write(part)
    stream.flush()


def read_frame(stream: BufferedReader, max_bytes: int) -> tuple[dict[str, object], list[bytearray | None]]:
    """Read what `write_frame` wrote, its parts being `max_bytes` at most together.

    Raises EOFError where the stream ends and ValueError for a frame that is none.
    """
    (length,) = _LENGTH.unpack(_read(stream, _LENGTH.size))
    if length > _MAX_HEADER_BYTES:
        raise ValueError("the frame's header is too long")
    try:
        header = json.loads(_read(stream, length))
    except RecursionError as error:
        raise ValueError("the frame's header is nested too deeply") from error
    if not isinstance(header, dict):
        raise ValueError("the frame's header is no object")  # noqa: TRY004  one class for all bad frames
    fields = cast("dict[str, object]", header)
    sizes = fields.pop("parts", None)
    if not isinstance(sizes, list):
        raise ValueError("the frame does not name its parts")  # noqa: TRY004
    parts: list[bytearray | None] = []
    for size in cast("list[object]", sizes):
        if size is None:
            parts.append(None)
            continue
        if not isinstance(size, int) or not 0 <= size <= max_bytes:
            raise ValueError("a part of the frame has an impossible size")
        max_bytes -= size
        parts.append(_read(stream, size))
    return fields, parts


def _read(stream: BufferedReader, size: int) -> bytearray:
    data = bytearray(size)
    view = memoryview(data)
    done = 0
    while done < size:
        count = stream.readinto(view[done:])
        if not count:
            raise EOFError("the other side is gone")
        done += count
    return data


def write_setup(stream: IO[bytes], setup: Setup) -> None:
    """Tell a worker what it is for."""
    limits = setup.limits
    header = {
        "decoder": setup.decoder,
        "memory_bytes": setup.memory_bytes,
        "parent": setup.parent,
        "background": setup.background,
        "limits": [limits.max_pixels, limits.max_jpeg_pixels, limits.max_file_bytes],
    }
    write_frame(stream, header)


def read_setup(stream: BufferedReader) -> Setup:
    """Learn what the worker is for. What the pool says is trusted."""
    fields, _ = read_frame(stream, 0)
    max_pixels, max_jpeg_pixels, max_file_bytes = cast("list[int]", fields["limits"])
    return Setup(
        decoder=cast("str", fields["decoder"]),
        memory_bytes=cast("int", fields["memory_bytes"]),
        limits=WorkLimits(max_pixels, max_jpeg_pixels, max_file_bytes),
        parent=cast("int", fields["parent"]),
        background=cast("bool", fields["background"]),
    )


def write_work(stream: IO[bytes], work: Work) -> None:
    """Hand a picture to a worker."""
    export = work.export
    header = {
        "fits": [[fit.size, fit.resize, fit.interpolation] for fit in work.fits],
        "thumbnail": work.thumbnail,
        "proxy": work.proxy,
        "long_side": work.long_side,
        "sides": work.sides,
        "region": work.region,
        "export": None if export is None else [export.format, export.long_side, export.quality],
        "caption": work.caption,
        "metadata": work.metadata,
        "look": work.look,
    }
    write_frame(stream, header, (work.path, work.data))


def read_work(stream: BufferedReader, max_bytes: int) -> Work:
    """Take a picture from the pool. What the pool says is trusted."""
    fields, (path, data) = read_frame(stream, max_bytes)
    fits = cast(
        "list[tuple[int, Literal['crop', 'squash'], Literal['bicubic', 'bilinear', 'lanczos']]]",
        fields["fits"],
    )
    region = cast("tuple[float, float, float, float] | None", fields["region"])
    export = cast("tuple[ExportFormat, int | None, int] | None", fields["export"])
    return Work(
        path=None if path is None else bytes(path),
        data=data,
        fits=tuple(Fit(*fit) for fit in fits),
        thumbnail=bool(fields["thumbnail"]),
        proxy=bool(fields["proxy"]),
        long_side=cast("int | None", fields["long_side"]),
        sides=tuple(cast("list[int]", fields["sides"])),
        region=None if region is None else (region[0], region[1], region[2], region[3]),
        export=None if export is None else Export(*export),
        caption=bool(fields["caption"]),
        metadata=bool(fields["metadata"]),
        look=bool(fields["look"]),
    )


def write_picture(stream: IO[bytes], picture: Picture) -> None:
    """Answer with a decoded picture."""
    made = picture.renditions
    header = {
        "digest": picture.digest.hex(),
        "media_type": picture.media_type,
        "size": picture.size,
        "byte_size": picture.byte_size,
        "pixels_size": made.pixels_size,
        "exported_size": made.exported_size,
        "caption": picture.caption,
    }
    parts = [made.thumbnail, made.proxy, made.pixels, made.exported, *made.sized, *made.fits]
    if picture.metadata is not None or picture.look is not None:
        parts.append(facts_part(picture.metadata, picture.look))
    write_frame(stream, header, parts)


def write_refusal(stream: IO[bytes], kind: RefusalKind, reason_code: str, message: str) -> None:
    """Answer that a picture is not decoded, and why."""
    write_frame(stream, {"kind": kind, "reason_code": reason_code, "message": message})


def read_answer(stream: BufferedReader, work: Work, max_bytes: int) -> Picture:
    """Read a worker's answer to `work` and believe none of it unseen.

    Raises RefusalError when the worker refused, EOFError when it is gone, ValueError for an answer that does not fit
    the question.
    """
    fields, parts = read_frame(stream, max_bytes)
    if "kind" in fields:
        kind = _KINDS.get(str(fields["kind"]))
        if kind is None:
            raise ValueError("the worker refuses in an unknown way")
        raise RefusalError(kind, _text(fields, "reason_code", 40), _text(fields, "message", 400))
    metadata, look = None, None
    if work.metadata or work.look:
        metadata, look = read_facts_part(
            parts.pop() if parts else None, metadata=work.metadata, look=work.look
        )
    thumbnail, proxy, pixels, exported, *others = parts
    sized, fits = others[: len(work.sides)], others[len(work.sides) :]
    size = _pair(fields, "size")
    pixels_size = _pair(fields, "pixels_size")
    digest = bytes.fromhex(_text(fields, "digest", 64))
    byte_size = fields.get("byte_size")
    if len(digest) != _DIGEST_BYTES or not isinstance(byte_size, int) or min(size) < 1 or byte_size < 1:
        raise ValueError("the worker's facts about the picture are impossible")
    if [len(fit or b"") for fit in fits] != [3 * fit.size**2 for fit in work.fits]:
        raise ValueError("the worker's model inputs are not those that were asked for")
    if len(pixels or b"") != 3 * pixels_size[0] * pixels_size[1] or (pixels is None) != (
        work.long_side is None
    ):
        raise ValueError("the worker's pixels are not those that were asked for")
    exported_size = _pair(fields, "exported_size")
    asked = [work.thumbnail, work.proxy, work.export is not None]
    if [rendition is not None for rendition in (thumbnail, proxy, exported)] != asked or (
        [rendition is not None for rendition in sized] != [True] * len(work.sides)
    ):
        raise ValueError("the worker's renditions are not those that were asked for")
    if (min(exported_size) > 0) != (work.export is not None):
        raise ValueError("the worker's export has an impossible size")
    return Picture(
        digest=digest,
        media_type=_text(fields, "media_type", 40),
        size=size,
        byte_size=byte_size,
        renditions=Renditions(
            fits=tuple(fit for fit in fits if fit is not None),
            thumbnail=None if thumbnail is None else bytes(thumbnail),
            proxy=None if proxy is None else bytes(proxy),
            pixels=pixels,
            pixels_size=pixels_size,
            sized=tuple(bytes(file) for file in sized if file is not None),
            exported=None if exported is None else bytes(exported),
            exported_size=exported_size,
        ),
        caption=_caption(fields, wanted=work.caption),
        metadata=metadata,
        look=look,
    )


def _caption(fields: Mapping[str, object], *, wanted: bool) -> str | None:
    if fields.get("caption") is None:
        return None
    caption = _text(fields, "caption", LONGEST_CAPTION)
    if not wanted or caption != plain_line(caption):
        raise ValueError("the worker's caption is none that was asked for")
    return caption


def _text(fields: Mapping[str, object], name: str, longest: int) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError(f"the worker's {name} is no text")
    return value


def _pair(fields: Mapping[str, object], name: str) -> tuple[int, int]:
    match fields.get(name):
        case [int(width), int(height)] if width >= 0 and height >= 0:
            return (width, height)
        case _:
            raise ValueError(f"the worker's {name} is no size")
