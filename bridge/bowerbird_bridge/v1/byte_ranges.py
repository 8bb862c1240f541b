"""Which part of a file a request asks for. One range is served; several are answered with the whole file."""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.datastructures import Headers
from werkzeug.http import parse_if_range_header, parse_range_header, unquote_etag

from bowerbird_bridge.v1.refusals import Refused


@dataclass(frozen=True, slots=True)
class Part:
    """`length` bytes from `start` on; `partial` where that was asked for."""

    start: int
    length: int
    partial: bool


def part_of(size: int, headers: Headers, etag: str) -> Part:
    """Decide which part of a file of `size` bytes is meant. Raises Refused `bad_range` when it has no such part.

    A range that is malformed, or for another state of the file (If-Range), is no range.
    """
    whole = Part(0, size, partial=False)
    asked = parse_range_header(headers.get("Range"))
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return whole
    if "If-Range" in headers:
        known = parse_if_range_header(headers.get("If-Range")).etag
        if known is None or unquote_etag(known)[0] != etag:
            return whole
    first, _ = asked.ranges[0]
    if first < -size:
        # The last so many bytes of a file that has fewer are all of it (RFC 9110, 14.1.2).
        return Part(0, size, partial=size > 0)
    found = asked.range_for_length(size)
    if found is None:
        raise Refused(
            "bad_range",
            f"The file has {size} bytes, and the range lies beyond them.",
            headers={"Content-Range": f"bytes */{size}"},
        )
    start, end = found
    return Part(start, end - start, partial=True)
