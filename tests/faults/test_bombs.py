"""Small files that ask for far more than they hold cost a worker some work, and this process nothing."""

from __future__ import annotations

import contextlib
import struct
import sys
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from bowerbird_engine.assets import Preprocessing
from bowerbird_engine.errors import PictureError
from bowerbird_engine.imaging.failures import reason_code
from bowerbird_engine.imaging.pool import Decoded, DecodePool, DecodeRequest
from bowerbird_engine.settings import MIB, DecodeLimits
from fakes import light_files, pictures

LIMITS = DecodeLimits()
FIT = Preprocessing(size=224, resize="crop", scale=1 / 255, mean=(0, 0, 0), std=(1, 1, 1))

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc")


@pytest.fixture(scope="module")
def pool() -> Iterator[DecodePool]:
    """Share one worker, which must outlast all of this."""
    with DecodePool(LIMITS, 1) as shared:
        shared.submit(DecodeRequest(pictures.encoded(pictures.two_halves(), "PNG"))).result()
        yield shared


def flat_png(size: tuple[int, int], bits: int, colour_type: int, row_bytes: int) -> bytes:
    """Make a PNG file of one colour without ever holding its pixels."""
    packer = zlib.compressobj(1)
    rows = b"".join(packer.compress(bytes(row_bytes + 1)) for _ in range(size[1])) + packer.flush()
    header = struct.pack(">IIBBBBB", *size, bits, colour_type, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(pictures.png_chunk(name, data) for name, data in chunks)


def outcome(pool: DecodePool, data: bytes) -> str:
    """Decode with all renditions; give the media type, or the reason of the refusal."""
    future = pool.submit(DecodeRequest(data, (FIT,), thumbnail=True, proxy=True))
    error = future.exception(timeout=60)
    if error is None:
        return future.result().media_type
    assert isinstance(error, PictureError)
    return reason_code(error)


def peak_bytes(process: psutil.Process) -> int:
    """Read a process's peak memory, 0 for one that is ending; `ru_maxrss` would be inherited from the parent."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    peaks = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(peaks[0].split()[1]) * 1024 if peaks else 0


@pytest.mark.parametrize(
    "data",
    [
        pictures.png_header_alone((50_000, 50_000)),
        pictures.WEBP_178_MEGAPIXELS,
        b"BM"
        + bytes(12)
        + struct.pack("<IiiHHIIiiII", 40, 60_000, 60_000, 1, 24, 0, 0, 0, 0, 0, 0)
        + bytes(64),
        b"GIF89a" + struct.pack("<HHBBB", 65_535, 65_535, 0x80, 0, 0) + bytes(6) + b"," + bytes(9) + b"\2\0;",
        b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 50000 +X 50000\n",
        light_files.openexr_header((50_000, 50_000)) + bytes(800),
        light_files.openexr_header((50_000, 50_000), tiles=64) + bytes(800),
    ],
    ids=["PNG", "WebP", "BMP", "GIF", "Radiance", "OpenEXR", "OpenEXR in tiles"],
)
def test_impossible_sizes_are_refused_from_the_header(pool: DecodePool, data: bytes) -> None:
    """A header of 65 bytes that claims 50,000 x 50,000 pixels is refused at once, without memory being taken."""
    outcome(pool, b"warm")
    begun = time.monotonic()
    assert outcome(pool, data) == "too_many_pixels"
    assert time.monotonic() - begun < 1


def test_bombs_within_the_limits_stay_in_the_worker(pool: DecodePool) -> None:
    """Pictures just within the limit end somehow, in time; the worker keeps to its memory, this process to its own."""
    bombs = {
        "WebP with alpha": pictures.WEBP_100_MEGAPIXELS,
        "grey PNG of 16 bits": flat_png((10_000, 9_990), 16, 0, 20_000),
        "PNG with alpha": flat_png((10_000, 9_990), 8, 6, 40_000),
    }
    me = psutil.Process()
    before = peak_bytes(me)
    for name, data in bombs.items():
        begun = time.monotonic()
        assert outcome(pool, data) in {"image/png", "out_of_memory"}, name
        assert time.monotonic() - begun < LIMITS.seconds + 10
        for worker in me.children():
            with contextlib.suppress(OSError):  # one that ran out of memory, at the limit itself, is gone
                assert peak_bytes(worker) <= LIMITS.memory_bytes
    assert peak_bytes(me) - before < 50 * MIB
    assert outcome(pool, pictures.encoded(pictures.two_halves(), "PNG")) == "image/png"


def flat_radiance(size: tuple[int, int]) -> bytes:
    """Make a Radiance file of one colour, packed as far as the format goes."""
    width, height = size
    channel = b"\xff\x40" * (width // 127) + bytes((128 + width % 127, 0x40)) * bool(width % 127)
    row = b"\2\2" + width.to_bytes(2, "big") + 4 * channel
    return f"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y {height} +X {width}\n".encode() + row * height


def test_large_pictures_of_light_cost_what_is_shown_of_them() -> None:
    """A panorama of 8,192 x 4,096 pixels, a gigabyte as floats with its passes, takes a small part of a worker's memory."""
    light = np.zeros((4096, 8192, 3), np.float32)
    light[1000:1100, 3000:3100] = 2000
    passes = {
        f"ViewLayer.{name}.{axis}": light[..., 0].astype(np.float16)
        for name in ("Normal", "Crypto00")
        for axis in "XYZA"
    }
    files = {
        "image/x-exr": light_files.openexr({**light_files.rgb(light), **passes}),
        "image/vnd.radiance": flat_radiance((8192, 4096)),
    }
    others = {worker.pid for worker in psutil.Process().children()}
    for media_type, data in files.items():
        with DecodePool(LIMITS, 1) as fresh:
            assert outcome(fresh, data) == media_type
            (own,) = [worker for worker in psutil.Process().children() if worker.pid not in others]
            assert peak_bytes(own) < LIMITS.memory_bytes // 3


def test_bombs_of_light_end_in_a_decision(pool: DecodePool) -> None:
    """Files that claim thousands of channels, parts or pixels that they do not hold end by name, and the worker goes on."""
    names = [f"c{number}" for number in range(10_000)]
    many = light_files.parts(
        [light_files.part({"Z": np.zeros((40, 40), np.float16)}, name=str(at)) for at in range(500)]
    )
    bombs = {
        "channels without pixels": light_files.openexr_header((64, 64), names=names) + bytes(600),
        "parts": many,
        "rows without pixels": light_files.openexr_header((40, 2_000_000)) + bytes(16_000_000),
        "runs of nothing": b"#?RADIANCE\n\n-Y 9999 +X 9999\n" + b"\2\2\x27\x0f" + bytes(1_000_000),
    }
    outcomes = {name: outcome(pool, data) for name, data in bombs.items()}
    assert outcomes == {
        "channels without pixels": "damaged",
        "parts": "image/x-exr",
        "rows without pixels": "damaged",
        "runs of nothing": "damaged",
    }
    assert outcome(pool, pictures.encoded(pictures.two_halves(), "PNG")) == "image/png"


def test_a_picture_beyond_the_memory_is_named_so() -> None:
    """With too little memory for its pixels a picture fails for that reason; with enough it is decoded."""
    data = flat_png((6_000, 6_000), 8, 6, 24_000)
    with DecodePool(DecodeLimits(memory_bytes=320 * MIB), 1) as tight:
        assert outcome(tight, data) == "out_of_memory"
        assert outcome(tight, pictures.encoded(pictures.two_halves(), "PNG")) == "image/png"
    with DecodePool(LIMITS, 1) as roomy:
        assert outcome(roomy, data) == "image/png"


def test_a_thousand_frames_cost_one(pool: DecodePool) -> None:
    """Of a long animation only the first frame is decoded, in a moment."""
    frame = pictures.encoded(Image.new("P", (300, 200)), "GIF")
    start = frame.index(b",")
    data = frame[:start] + frame[start:-1] * 10_000 + b";"
    begun = time.monotonic()
    assert outcome(pool, data) == "image/gif"
    assert time.monotonic() - begun < 2


def test_text_and_profiles_that_unpack_without_end(pool: DecodePool) -> None:
    """Compressed comments and profiles of 200 MB end in a decision, not in memory."""
    zeros = zlib.compress(bytes(200 * MIB), 9)
    for name, data in (
        (b"zTXt", b"k\0\0" + zeros),
        (b"iCCP", b"k\0\0" + zeros),
        (b"iTXt", b"k\0\1\0\0\0" + zeros),
    ):
        chunk = pictures.png_chunk(name, data)
        assert outcome(pool, pictures.png((40, 40), 8, 0, bytes(1600), chunk)) in {"image/png", "damaged"}


def test_malformed_tiffs_flood_no_log(pool: DecodePool) -> None:
    """A thousand bad TIFF files are a thousand answers; what libtiff says of them stays below 64 KB."""
    good = pictures.encoded(pictures.two_halves(), "TIFF", compression="tiff_lzw")
    begun = time.monotonic()
    futures: list[Future[Decoded]] = []
    for number in range(1000):
        bad = bytearray(good)
        bad[8 + number % (len(bad) - 8)] ^= 0xFF
        futures.append(pool.submit(DecodeRequest(bytes(bad))))
    answers = [future.exception(timeout=60) for future in futures]
    assert all(answer is None or isinstance(answer, PictureError) for answer in answers)
    assert any(answer is not None for answer in answers)
    assert time.monotonic() - begun < 60
    for worker in psutil.Process().children():
        assert Path(f"/proc/{worker.pid}/fd/2").stat().st_size <= 64 * 1024
