"""Damaged pictures end as pictures or as refusals: never as a dead worker, a hang, or an error without a name."""

from __future__ import annotations

import random
from collections import Counter

from bowerbird_engine.assets import Preprocessing
from bowerbird_engine.errors import PictureError
from bowerbird_engine.imaging.failures import reason_code
from bowerbird_engine.imaging.pool import DecodePool, DecodeRequest
from bowerbird_engine.settings import DecodeLimits
from fakes import pictures

CASES = 3000
SEED = 20260727
FIT = Preprocessing(size=32, resize="crop", scale=1 / 255, mean=(0, 0, 0), std=(1, 1, 1))


def seeds() -> list[bytes]:
    """Make small pictures that exercise each format's ways of storing pixels."""
    image = pictures.two_halves((48, 36))
    exif = pictures.oriented(6)
    return [
        pictures.encoded(image, "JPEG", exif=exif),
        pictures.encoded(image, "JPEG", progressive=True),
        pictures.encoded(image.convert("CMYK"), "JPEG"),
        pictures.encoded(image, "PNG", exif=exif),
        pictures.encoded(image.quantize(8), "PNG", transparency=1),
        pictures.encoded(image, "WEBP", exif=exif),
        pictures.encoded(image.convert("RGBA"), "WEBP", lossless=True),
        pictures.encoded(image, "GIF", save_all=True, append_images=[image.rotate(90)]),
        pictures.encoded(image, "TIFF", exif=exif),
        pictures.encoded(image, "TIFF", compression="tiff_lzw"),
        pictures.encoded(image, "TIFF", compression="jpeg"),
        pictures.encoded(image.convert("1"), "TIFF", compression="group4"),
        pictures.encoded(image, "BMP"),
        pictures.encoded(image, "AVIF"),
        pictures.HEIC,
    ]


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Flip bits, overwrite with telling values, cut, repeat or splice; the format's magic bytes mostly stay."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        at = rng.randrange(4, len(changed))
        match rng.randrange(5):
            case 0:
                changed[at] ^= 1 << rng.randrange(8)
            case 1:
                changed[at : at + 4] = rng.choice(
                    (b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff", b"\0\0\0\x80")
                )
            case 2:
                changed[at] = rng.randrange(256)
            case 3:
                piece = changed[at : at + rng.randrange(1, 64)]
                changed[at:at] = piece
            case _:
                del changed[at : at + rng.randrange(1, 32)]
        if len(changed) < 16:
            break
    return bytes(changed)


def test_mutated_pictures_end_in_an_answer() -> None:
    """Three thousand damaged files, always the same ones: each is decoded or refused by name, no worker is lost."""
    rng = random.Random(SEED)
    originals = seeds()
    counts: Counter[str] = Counter()
    with DecodePool(DecodeLimits(), 2) as pool:
        whole = [pool.submit(DecodeRequest(data, (FIT,), thumbnail=True)) for data in originals]
        assert [future.exception() for future in whole] == [None] * len(originals)
        cases = [mutated(rng.choice(originals), rng) for _ in range(CASES)]
        futures = [pool.submit(DecodeRequest(data, (FIT,), thumbnail=True)) for data in cases]
        for future in futures:
            error = future.exception(timeout=120)
            if error is None:
                assert future.result().fits[0].shape == (32, 32, 3)
                counts["decoded"] += 1
            else:
                assert isinstance(error, PictureError)
                counts[reason_code(error)] += 1
    assert sum(counts.values()) == CASES
    assert not counts.keys() - {"decoded", "damaged", "not_a_picture", "too_many_pixels", "out_of_memory"}, (
        counts
    )
    # The mutations must reach the decoders, and must hurt.
    assert counts["decoded"] > CASES // 10
    assert counts["damaged"] > CASES // 10
