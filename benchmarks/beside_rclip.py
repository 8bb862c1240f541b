"""Side by side with rclip on one folder: run `python -m benchmarks.beside_rclip --rclip PACKAGES [--folder PICTURES]`.

`PACKAGES` is a folder that rclip was installed into, with all that it imports and this environment lacks:

    pip install --no-deps --target PACKAGES rclip rawpy pi-heif requests regex tqdm urllib3 certifi idna charset-normalizer

It is the real rclip: its walk, its database, its search. Its model alone is replaced: both programs use the built-in model of
Bowerbird, so that what differs is all around the model. Bowerbird also makes thumbnails, proxies, facts, and with `--all` the
details that copies are found by and the groups of the same pictures, of which rclip does nothing. Letters are left out.

Each figure is of a process of its own, from its start to its end: wall clock, processor time with all processes that it
started, and its own memory at its largest; Bowerbird's two decoders come on top of it, rclip decodes in threads.
"""

from __future__ import annotations

import argparse
import importlib
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from bowerbird_engine import Engine, SearchQuery, load_settings
from bowerbird_engine.assets import Float32Array
from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder, OnnxTextEncoder
from bowerbird_engine.encoding.packs import starter_pack

QUERY = "sunset over the sea"
BEST = 10
BATCH = 8
"""What rclip's own command uses."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of the clock and of the processor, and megabytes of the program itself."""

    wall_s: float
    processor_s: float
    memory_mb: float


def bowerbird(home: Path, folder: Path, step: str, *, everything: bool) -> None:
    """Index the folder, or search it."""
    settings = replace(load_settings(home), details=everything)
    with Engine(settings) as engine:
        if step == "search":
            print(len(engine.search(SearchQuery(text=QUERY, limit=BEST)).hits))
        else:
            engine.add_folder(folder)
            print(engine.index(ocr=False).found)


def rclip(home: Path, folder: Path, step: str, packages: Path) -> None:
    """Do the same with rclip, as its own command does it."""
    sys.path.append(str(packages))
    db = importlib.import_module("rclip.db")
    model = importlib.import_module("rclip.model")
    program: Any = importlib.import_module("rclip.main")
    pack, threads = starter_pack(), os.cpu_count() or 1
    pictures, texts = OnnxImageEncoder(pack, threads), OnnxTextEncoder(pack, threads)

    def encode(fitted: list[npt.NDArray[np.uint8]], **_: object) -> Float32Array:
        return pictures.encode(np.stack(fitted))

    model.Model.VECTOR_SIZE = pack.dimension
    starter: Any = model.Model()
    starter.compute_preprocessed_image_features = encode
    starter.compute_text_features = texts.encode
    program.preprocess = _fitted
    home.mkdir(parents=True, exist_ok=True)
    database: Any = db.DB(home / "db.sqlite3")
    searcher: Any = program.RClip(starter, database, BATCH, None)
    if step == "search":
        # As with --no-indexing: without it, each search begins with another scan.
        print(len(searcher.search(QUERY, str(folder), BEST)))
    else:
        searcher.ensure_index(str(folder))
        print(sum(1 for _ in database.get_image_vectors_by_dir_path(str(folder))))
    searcher.close()
    database.close()


def _fitted(picture: Image.Image) -> npt.NDArray[np.uint8]:
    size = starter_pack().preprocessing.size
    return np.asarray(picture.convert("RGB").resize((size, size), Image.Resampling.BICUBIC))


def measured(command: list[str]) -> tuple[Cost, int]:
    """Run a command, and give its cost and the number that it printed last."""
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        printed = "" if process.stdout is None else process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        sys.exit(f"{command} failed: {printed}")
    number, memory_mb = printed.split()[-2:]
    return Cost(wall, used.ru_utime + used.ru_stime, float(memory_mb)), int(number)


def main() -> None:
    """Print a table, or be one of the measured processes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rclip", type=Path, required=True, help="the folder of packages")
    parser.add_argument("--folder", type=Path, help="pictures; else 12-megapixel ones are made")
    parser.add_argument("--count", type=int, default=200, help="how many are made")
    parser.add_argument("--all", action="store_true", help="with details and groups of the same pictures")
    parser.add_argument("--step", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        program, step, home = options.step
        if program == "rclip":
            rclip(Path(home), options.folder, step, options.rclip)
        else:
            bowerbird(Path(home), options.folder, step, everything=options.all)
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)
        return
    with tempfile.TemporaryDirectory(prefix="bowerbird-benchmark-") as base:
        folder = options.folder
        if folder is None:
            from benchmarks.indexing import make_large_jpegs  # noqa: PLC0415  wanted here alone

            folder = Path(base) / "pictures"
            make_large_jpegs(folder, options.count)
        for program in ("rclip", "bowerbird"):
            command = [
                sys.executable, "-m", "benchmarks.beside_rclip",
                "--rclip", str(options.rclip), "--folder", str(folder.resolve()), *(["--all"] if options.all else []),
            ]  # fmt: skip
            for step in ("index", "index again", "search"):
                asked = [*command, "--step", program, step, str(Path(base) / program)]
                cost, number = measured(asked)
                rate = f"{number / cost.wall_s:8.1f} pictures/s" if step == "index" else ""
                print(
                    f"  {program:<10} {step:<12} {number:>6} {cost.wall_s:8.2f} s by the clock"
                    f" {cost.processor_s:8.2f} s of the processor {cost.memory_mb:6.0f} MB {rate}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
