"""Damaged pictures end as pictures or as refusals: never as a dead worker, a hang, or an error without a name."""

from __future__ import annotations

import random
from collections import Counter

import OpenEXR

from bowerbird_engine.assets import Preprocessing
from bowerbird_engine.errors import PictureError
from bowerbird_engine.imaging.failures import reason_code
from bowerbird_engine.imaging.pool import DecodePool, DecodeRequest
from bowerbird_engine.settings import DecodeLimits
from fakes import light_files, pictures

CASES = 3000
LIGHT_CASES = 1000
SEED = 20260727
EXPECTED = {"decoded", "damaged", "not_a_picture", "deep_picture", "too_many_pixels", "out_of_memory"}
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
        *light_seeds(),
    ]


def light_seeds() -> list[bytes]:
    """Make small pictures of light that exercise each way in which their rows, tiles, layers and parts are stored."""
    light = light_files.corners((48, 36))
    light[::3] *= 7
    channels = light_files.rgb(light)
    depth = {"Z": light[..., 0]}
    several = [light_files.part(depth, name="depth"), light_files.part(channels, name="rgba", tiles=True)]
    return [
        light_files.radiance(light),
        light_files.radiance(light, "old", axes=("+X", "-Y")),
        light_files.radiance(light, "flat", lines=[b"EXPOSURE=2", b"PRIMARIES=.7 .3 .2 .7 .1 .1 .31 .33"]),
        light_files.openexr(channels, OpenEXR.NO_COMPRESSION),
        light_files.openexr(channels, OpenEXR.RLE_COMPRESSION, tiles=True),
        light_files.openexr({**channels, "A": light[..., 0].clip(0, 1)}, OpenEXR.ZIP_COMPRESSION),
        light_files.openexr(channels, OpenEXR.PIZ_COMPRESSION),
        light_files.openexr(channels, OpenEXR.PXR24_COMPRESSION),
        light_files.openexr(channels, OpenEXR.B44A_COMPRESSION),
        light_files.openexr(channels, OpenEXR.DWAA_COMPRESSION, tiles=True),
        light_files.chroma_openexr(light),
        light_files.parts(several),
        light_files.deep_openexr(),
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
    counts = answers(seeds(), CASES)
    # The mutations must reach the decoders, and must hurt.
    assert counts["decoded"] > CASES // 10
    assert counts["damaged"] > CASES // 10


def test_mutated_pictures_of_light_end_in_an_answer() -> None:
    """A thousand damaged Radiance and OpenEXR files more, always the same ones, each with an answer."""
    counts = answers(light_seeds(), LIGHT_CASES)
    assert counts["decoded"] > LIGHT_CASES // 10
    assert counts["damaged"] > LIGHT_CASES // 10


def answers(originals: list[bytes], cases: int) -> Counter[str]:
    """Decode mutations of these files, and count what became of them."""
    rng = random.Random(SEED)
    counts: Counter[str] = Counter()
    with DecodePool(DecodeLimits(), 2) as pool:
        whole = [pool.submit(DecodeRequest(data, (FIT,), thumbnail=True)) for data in originals]
        refused = [future.exception() for future in whole]
        assert [reason_code(error) for error in refused if isinstance(error, PictureError)] == [
            "deep_picture"
        ]
        assert refused.count(None) == len(originals) - 1
        damaged = [mutated(rng.choice(originals), rng) for _ in range(cases)]
        futures = [pool.submit(DecodeRequest(data, (FIT,), thumbnail=True)) for data in damaged]
        for future in futures:
            error = future.exception(timeout=120)
            if error is None:
                assert future.result().fits[0].shape == (32, 32, 3)
                counts["decoded"] += 1
            else:
                assert isinstance(error, PictureError)
                counts[reason_code(error)] += 1
    assert sum(counts.values()) == cases
    assert not counts.keys() - EXPECTED, counts
    return counts
