"""What a version of a picture for a document costs, against Pillow alone doing the same in a process of its own.

python -m benchmarks.renditions                       JPEGs of 12 and 48 megapixels to 1600 pixels, WebP and AVIF
python -m benchmarks.renditions --long-side 8192      as large as they are
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

from bowerbird_engine.imaging.pool import DecodePool, DecodeRequest
from bowerbird_engine.imaging.work import Export, ExportFormat
from bowerbird_engine.settings import MIB, DecodeLimits

QUALITY = 82
SIZES = {"12 Mpx": (4000, 3000), "48 Mpx": (8000, 6000)}
FORMATS: tuple[ExportFormat, ...] = ("webp", "avif")

BARE = """
import sys, time
from PIL import Image
source, target, kind, side, options = sys.argv[1:]
start = time.perf_counter()
with Image.open(source) as image:
    image.thumbnail((int(side), int(side)), Image.Resampling.LANCZOS, reducing_gap=2.0)
    image.info = {}
    image.save(target, kind, **eval(options))
print(time.perf_counter() - start)
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
"""What one would write by hand: `thumbnail` has the JPEG reduced while it is decoded, too."""

OPTIONS: dict[ExportFormat, dict[str, object]] = {
    "webp": {"quality": QUALITY, "method": 4},
    "avif": {"quality": QUALITY, "speed": 6, "subsampling": "4:2:0", "max_threads": 1},
}
"""As ours for versions of up to 2.5 megapixels."""


def make_photo(path: Path, size: tuple[int, int]) -> None:
    """Write a JPEG with soft colours and the grain of a photo."""
    random = np.random.default_rng(0)
    width, height = size
    soft = Image.fromarray(random.integers(0, 256, (30, 40, 3), dtype=np.uint8)).resize(
        size, Image.Resampling.BICUBIC
    )
    grain = random.normal(0, 9, (height, width, 1)).astype(np.int16)
    pixels = np.clip(np.asarray(soft, dtype=np.int16) + grain, 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(path, "JPEG", quality=88)


def bare(source: Path, kind: ExportFormat, long_side: int) -> tuple[float, float, int]:
    """Let Pillow alone do it; give seconds, the peak of memory in MB, and the size of the file."""
    target = source.with_name(f"bare.{kind}")
    done = subprocess.run(
        [sys.executable, "-c", BARE, source, target, kind, str(long_side), repr(OPTIONS[kind])],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, peak = done.stdout.split()
    return float(seconds), int(peak) / 1000, target.stat().st_size


def ours(source: Path, kind: ExportFormat, long_side: int) -> tuple[float, float, int]:
    """Let a worker do it that is warm; give the same."""
    usual = DecodeLimits()
    limits = DecodeLimits(memory_bytes=2048 * MIB, seconds=4 * usual.seconds)
    with DecodePool(limits, 1) as pool:
        pool.submit(DecodeRequest(source, long_side=16)).result()
        (worker,) = psutil.Process().children()
        Path(f"/proc/{worker.pid}/clear_refs").write_text("5")  # the peak begins anew
        start = time.perf_counter()
        made = pool.submit(DecodeRequest(source, export=Export(kind, long_side, QUALITY))).result()
        seconds = time.perf_counter() - start
        status = Path(f"/proc/{worker.pid}/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return seconds, peak / 1000, len(made.exported or b"")


def measure(source: Path, kind: ExportFormat, long_side: int, rounds: int) -> dict[str, object]:
    """Measure ours and bare Pillow by turns."""
    took = [(ours(source, kind, long_side), bare(source, kind, long_side)) for _ in range(rounds)]
    mine, plain = (
        [statistics.median(each[which][part] for each in took) for part in range(3)] for which in range(2)
    )
    return {
        "seconds": round(mine[0], 2),
        "peak_mb": round(mine[1]),
        "kilobytes": round(mine[2] / 1000),
        "time_to_bare": round(mine[0] / plain[0], 2),
        "memory_to_bare": round(mine[1] / plain[1], 2),
        "bytes_to_bare": round(mine[2] / plain[2], 2),
    }


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--long-side", type=int, default=1600)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory(prefix="bowerbird-benchmark-") as folder:
        for name, size in SIZES.items():
            source = Path(folder) / "photo.jpg"
            make_photo(source, size)
            for kind in FORMATS:
                found[f"{name} to {kind}"] = measure(source, kind, asked.long_side, asked.rounds)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
