"""Pictures as pixels, for hosts that decode no WebP or shall parse no picture themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .errors import GarbledError

_CHANNELS = 4
_DIGITS_MOST = 5


@dataclass(frozen=True)
class RawPixels:
    """A picture in sRGB: rows from the top without padding, four bytes a pixel, alpha not multiplied in.

    `etag` is the tag to ask with whether it has changed.
    """

    width: int
    height: int
    rgba: bytes
    etag: str | None = None

    @classmethod
    def read(cls, headers: Mapping[str, str], body: bytes, *, most: int) -> RawPixels:
        """Take an answer whose sides are `most` pixels long at most.

        Raises GarbledError where it does not tell its size, or is not as long as that: a host that hands it to a
        library in C must be able to trust it.
        """
        width, height = (_side(headers.get(f"bowerbird-{name}"), most) for name in ("width", "height"))
        if len(body) != width * height * _CHANNELS:
            raise GarbledError("The pixels of a thumbnail do not fit its size.")
        return cls(width, height, body, headers.get("etag"))


def _side(told: str | None, most: int) -> int:
    if told is None or len(told) > _DIGITS_MOST or not (told.isascii() and told.isdigit()):
        raise GarbledError("A thumbnail came without its size in pixels.")
    side = int(told)
    if not 0 < side <= most:
        raise GarbledError(f"A thumbnail came with an impossible size: {side} pixels.")
    return side
