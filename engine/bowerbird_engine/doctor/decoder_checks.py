"""Whether pictures can be decoded here, in which formats, and whether a decoder is kept within its memory."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import resources
from typing import Final

import numpy as np

from bowerbird_engine.assets import Uint8Array
from bowerbird_engine.doctor.findings import Check, bad, note
from bowerbird_engine.errors import DecoderDiedError, PictureError
from bowerbird_engine.imaging.limit_probe import PROBE
from bowerbird_engine.imaging.pool import DecodePool, DecodeRequest
from bowerbird_engine.settings import DecodeLimits

WORD: Final = "BOWERBIRD"
"""What is drawn in the specimen of letters."""

_NAME: Final = "decoder"
_FORMATS: Final = {
    "jpg": ("JPEG", "Pillow"),
    "webp": ("WebP", "Pillow"),
    "avif": ("AVIF", "Pillow"),
    "heic": ("HEIC", "pi-heif"),
    "exr": ("OpenEXR", "OpenEXR"),
}
"""The endings of the specimens, each with its format and the package that reads it. Their left half is red."""

_RED, _BLUE = 0, 2
_PATIENCE_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class DecoderTrial:
    """What came of decoding the specimens: the drawn word's pixels [H, W, 3], and the endings that could not be read.

    `trouble` says why nothing could be decoded at all. `bounded` tells whether the limit of memory holds; None: not known.
    """

    word: Uint8Array | None = None
    unread: tuple[str, ...] = ()
    trouble: str = ""
    bounded: bool | None = None


def try_decoder(limits: DecodeLimits) -> DecoderTrial:
    """Decode a word and a picture of each format in a worker, as every picture is. Raises nothing."""
    unread: list[str] = []
    try:
        with DecodePool(limits, workers=1) as pool:
            word = _pixels(pool, specimen("word.png"))
            for ending in _FORMATS:
                with contextlib.suppress(PictureError):
                    pixels = _pixels(pool, specimen(f"halves.{ending}"))
                    if _is_red_then_blue(pixels):
                        continue
                unread.append(ending)
        bounded = memory_is_bounded(limits, 2 * limits.memory_bytes)
    except Exception as error:  # noqa: BLE001  that no decoder works is the finding, however it shows
        return DecoderTrial(trouble=str(error) or type(error).__name__)
    return DecoderTrial(word, tuple(unread), bounded=bounded)


def memory_is_bounded(limits: DecodeLimits, claim_bytes: int) -> bool:
    """Tell whether a worker with these limits is refused so much memory. None of it is used."""
    with DecodePool(replace(limits, max_file_bytes=1024), workers=1, decoder=PROBE) as pool:
        try:
            pool.submit(DecodeRequest(str(claim_bytes).encode())).result(_PATIENCE_S)
        except DecoderDiedError:
            return True
    return False


def decoder(trial: DecoderTrial) -> Iterator[Check]:
    """Say what the trial showed."""
    if trial.word is None:
        yield bad(
            _NAME,
            "decoder_unavailable",
            f"no picture can be decoded: {trial.trouble}",
            "Install Bowerbird again in the Python that runs it.",
        )
        return
    if trial.unread:
        titles = ", ".join(_FORMATS[ending][0] for ending in trial.unread)
        packages = " ".join(sorted({_FORMATS[ending][1] for ending in trial.unread}))
        yield note(
            _NAME,
            "formats_missing",
            f"pictures of these formats cannot be read here: {titles}",
            f"Install what reads them: pip install --upgrade {packages}",
        )
    if trial.bounded is False and sys.platform != "darwin":
        yield note(
            _NAME,
            "memory_unbounded",
            "this system does not keep a decoder within its memory; limits of pixels and of time hold",
            "Index folders of strangers' pictures only where memory is plenty.",
        )
    elif not trial.unread:
        kept = "" if trial.bounded else "; macOS keeps no limit of memory, those of pixels and time hold"
        yield Check(
            _NAME, "ok", f"pictures are decoded in a process of their own, HEIC, AVIF and OpenEXR too{kept}"
        )


def specimen(name: str) -> bytes:
    """Read one of the small pictures that come with the product."""
    return (resources.files("bowerbird_engine.doctor") / "specimens" / name).read_bytes()


def _pixels(pool: DecodePool, data: bytes) -> Uint8Array:
    pixels = pool.submit(DecodeRequest(data, long_side=1024)).result(_PATIENCE_S).pixels
    if pixels is None:
        raise PictureError("The decoder gave no pixels.")
    return pixels


def _is_red_then_blue(pixels: Uint8Array) -> bool:
    middle = pixels.shape[1] // 2
    left, right = (
        np.asarray(half).reshape(-1, 3).mean(axis=0) for half in (pixels[:, :middle], pixels[:, middle:])
    )
    return int(left.argmax()) == _RED and int(right.argmax()) == _BLUE
