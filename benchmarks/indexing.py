"""What indexing costs, against what its parts cost bare.

python benchmarks/indexing.py                            100 12-megapixel JPEGs through a ViT-B/32-sized pack
python benchmarks/indexing.py --count 1000               the same, as the target is stated
python benchmarks/indexing.py --files FOLDER             the same with pictures of your own
python benchmarks/indexing.py --mode memory              peak memory of 10,000 small files against 1,000
python benchmarks/indexing.py --mode rescan              CPU of a second scan of 10,000 unchanged files
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

from bowerbird_engine.assets import FileStatus, Uint8Array
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder
from bowerbird_engine.encoding.packs import read_pack
from bowerbird_engine.imaging.decode import decode
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.imaging.work import Fit, Work, WorkLimits
from bowerbird_engine.indexing.pipeline import BATCH
from bowerbird_engine.indexing.runner import Indexer
from bowerbird_engine.reports import IndexReport
from bowerbird_engine.scanning.volumes import path_on_volume, volume_of
from bowerbird_engine.settings import DecodeLimits, Settings, load_settings

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from benchmarks.clip_sized import make_clip_sized_pack

from fakes.packs import make_pack

BASES = 12
FIT = 224
ROUND = 100
"""Pictures between two measurements of the bare parts, so that a noisy machine is noisy for both."""


def make_large_jpegs(folder: Path, count: int) -> list[Path]:
    """Write different 12-megapixel JPEGs of about 4 MB: a few pictures, each with a comment that makes it unique."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(0)
    bases: list[bytes] = []
    for _ in range(min(count, BASES)):
        soft = Image.fromarray(random.integers(0, 256, (30, 40, 3), dtype=np.uint8)).resize(
            (4000, 3000), Image.Resampling.BICUBIC
        )
        grain = random.normal(0, 9, (3000, 4000, 1)).astype(np.int16)
        pixels = np.clip(np.asarray(soft, dtype=np.int16) + grain, 0, 255).astype(np.uint8)
        data = BytesIO()
        Image.fromarray(pixels).save(data, "JPEG", quality=88)
        bases.append(data.getvalue())
    paths: list[Path] = []
    for number in range(count):
        base = bases[number % len(bases)]
        comment = f"{number:08d}".encode()
        marker = b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
        path = folder / f"{number:05d}.jpg"
        path.write_bytes(base[:2] + marker + base[2:])
        paths.append(path)
    return paths


def make_small_jpegs(folder: Path, count: int) -> None:
    """Write different 64 x 48 JPEGs, a hundred to a folder."""
    random = np.random.default_rng(1)
    for number in range(count):
        path = folder / f"{number // 100:03d}" / f"{number:05d}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        blocks = Image.fromarray(random.integers(0, 256, (6, 8, 3), dtype=np.uint8))
        blocks.resize((64, 48), Image.Resampling.NEAREST).save(path)


def decode_bare(path: str, *, renditions: bool) -> tuple[Uint8Array, float]:
    """Do what a worker does for one picture, without the worker; give the model's input and the CPU time."""
    limits = DecodeLimits()
    start = time.process_time()
    picture = decode(
        Work(path.encode(), None, (Fit(FIT, "crop"),), thumbnail=renditions, proxy=renditions),
        WorkLimits(limits.max_pixels, limits.max_jpeg_pixels, limits.max_file_bytes),
    )
    spent = time.process_time() - start
    return np.frombuffer(picture.renditions.fits[0], np.uint8).reshape(FIT, FIT, 3), spent


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of wall clock and of CPU for each picture."""

    wall: float
    cpu: float


def bare_costs(paths: list[Path], encoder: OnnxImageEncoder, cores: int) -> dict[str, Cost]:
    """Measure each part alone on all cores."""
    costs: dict[str, Cost] = {}
    done: list[tuple[Uint8Array, float]] = []
    names = [str(path) for path in paths]
    with multiprocessing.get_context("spawn").Pool(cores) as pool:
        pool.map(partial(decode_bare, renditions=True), names[: 2 * cores])
        for name, renditions in (("decode", False), ("both", True)):
            start = time.perf_counter()
            done = pool.map(partial(decode_bare, renditions=renditions), names, chunksize=1)
            wall = time.perf_counter() - start
            costs[name] = Cost(wall / len(paths), sum(cpu for _, cpu in done) / len(paths))
    fits = [fit for fit, _ in done]
    batches = [np.stack(fits[n : n + BATCH]) for n in range(0, len(fits), BATCH)]
    encoder.encode(batches[0])
    cpu, start = time.process_time(), time.perf_counter()
    for batch in batches:
        encoder.encode(batch)
    costs["encode"] = Cost(
        (time.perf_counter() - start) / len(paths), (time.process_time() - cpu) / len(paths)
    )
    decode, both = costs["decode"], costs.pop("both")
    costs["thumbnails"] = Cost(both.wall - decode.wall, both.cpu - decode.cpu)
    return costs


@contextmanager
def library(home: Path, folder: Path, encoder: OnnxImageEncoder, workers: int) -> Generator[Indexer]:
    """Make or open a library that holds a folder."""
    settings = Settings(state_dir=home, cache_dir=home / "cache", workers=workers)
    renditions = Renditions(settings.cache_dir, settings.thumbnail_budget_bytes)
    with Catalogue.open(settings.catalogue_path) as catalogue:
        if not catalogue.roots.all():
            volume = volume_of(folder)
            catalogue.roots.add(volume, path_on_volume(folder, volume), folder.resolve())
        yield Indexer(catalogue, settings, encoder, None, renditions)


def throughput(work: Path, asked: argparse.Namespace) -> dict[str, object]:
    """Index large pictures and set the rate against the sum of the bare parts, round by round."""
    cores = load_settings(work).workers
    if asked.files:
        found = sorted(p for p in asked.files.rglob("*") if p.suffix.lower() in {".jpg", ".jpeg"})
        paths = found[: asked.count]
    else:
        paths = make_large_jpegs(work / "pictures", asked.count)
    pack_folder = asked.pack or make_clip_sized_pack(work / "pack")
    encoder = OnnxImageEncoder(read_pack(pack_folder), asked.encoder_threads or cores)
    rounds: list[tuple[dict[str, Cost], Cost]] = []
    for start_at in range(0, len(paths), ROUND):
        chosen = paths[start_at : start_at + ROUND]
        folder = work / f"round-{start_at}"
        folder.mkdir()
        for path in chosen:
            os.link(path, folder / path.name)
        parts = bare_costs(chosen, encoder, cores)
        with library(work / f"home-{start_at}", folder, encoder, asked.workers or cores) as indexer:
            cpu, start = _all_cpu(), time.perf_counter()
            report = indexer.run(ocr=False)
            spent = Cost((time.perf_counter() - start) / len(chosen), (_all_cpu() - cpu) / len(chosen))
        _demand_all_indexed(report, len(chosen))
        rounds.append((parts, spent))
    ideals = [sum(part.wall for part in parts.values()) for parts, _ in rounds]
    ideal_cpu = statistics.mean(sum(part.cpu for part in parts.values()) for parts, _ in rounds)
    spent_wall = statistics.mean(spent.wall for _, spent in rounds)
    spent_cpu = statistics.mean(spent.cpu for _, spent in rounds)
    names = ("encode", "decode", "thumbnails")
    return {
        "pictures": len(paths),
        "cores": cores,
        "bare_ms": {n: _ms(statistics.mean(parts[n].wall for parts, _ in rounds)) for n in names},
        "bare_cpu_ms": {n: _ms(statistics.mean(parts[n].cpu for parts, _ in rounds)) for n in names},
        "indexing_ms": _ms(spent_wall),
        "indexing_cpu_ms": _ms(spent_cpu),
        "pictures_per_second": round(1 / spent_wall, 2),
        "of_ideal": round(statistics.mean(ideals) / spent_wall, 3),
        "of_ideal_by_round": [
            round(ideal / spent.wall, 3) for ideal, (_, spent) in zip(ideals, rounds, strict=True)
        ],
        "of_ideal_by_cpu": round(ideal_cpu / spent_cpu, 3),
        "cores_busy": round(spent_cpu / spent_wall / cores, 3),
    }


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


def _all_cpu() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _demand_all_indexed(report: IndexReport, count: int) -> None:
    if report.counts[FileStatus.INDEXED] != count:
        sys.exit(f"only {report.counts[FileStatus.INDEXED]} of {count} were indexed: {report.failures[:3]}")


def run_small(asked: argparse.Namespace) -> dict[str, object]:
    """Index small files in this process, and tell its peak memory, its workers' and its CPU time."""
    encoder = OnnxImageEncoder(read_pack(asked.pack), 2)
    peak_of_workers = 0
    ended = threading.Event()

    def watch() -> None:
        nonlocal peak_of_workers
        while not ended.wait(0.05):
            resident = 0
            for child in psutil.Process().children():
                try:
                    resident += child.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            peak_of_workers = max(peak_of_workers, resident)

    thread = threading.Thread(target=watch)
    thread.start()
    with library(asked.home, asked.files, encoder, 2) as indexer:
        cpu, start = _all_cpu(), time.perf_counter()
        report = indexer.run(ocr=False)
        spent = Cost(time.perf_counter() - start, _all_cpu() - cpu)
    ended.set()
    thread.join()
    _demand_all_indexed(report, asked.count)
    return {
        "own_mb": round(_peak_mb(), 1),
        "workers_mb": round(peak_of_workers / 1e6, 1),
        "wall_s": round(spent.wall, 2),
        "cpu_s": round(spent.cpu, 2),
        "whole_process_cpu_s": round(_all_cpu(), 2),
        "embedded": report.embedded,
    }


def _peak_mb() -> float:
    # ru_maxrss would be that of the process that started this one, if larger.
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _small_in_a_process(work: Path, folder: Path, home: str, count: int) -> dict[str, object]:
    command = [
        sys.executable, __file__, "--mode", "small", "--files", str(folder), "--home", str(work / home),
        "--pack", str(work / "tiny"), "--count", str(count),
    ]  # fmt: skip
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, object] = json.loads(answer.stdout)
    return result


def memory(work: Path, asked: argparse.Namespace) -> dict[str, object]:
    """Index few and many small files, each in a process of its own, and compare the peaks."""
    make_pack(work / "tiny", size=224, dimension=512)
    results: dict[int, dict[str, object]] = {}
    for count in (max(1, asked.count // 10), asked.count):
        make_small_jpegs(work / str(count), count)
        results[count] = _small_in_a_process(work, work / str(count), f"home-{count}", count)
    few, many = (float(str(r["own_mb"])) + float(str(r["workers_mb"])) for r in results.values())
    return {"runs": results, "growth": round(many / few, 3)}


def rescan(work: Path, asked: argparse.Namespace) -> dict[str, object]:
    """Index small files, then scan them again unchanged in a process of its own."""
    make_pack(work / "tiny", size=224, dimension=512)
    make_small_jpegs(work / "small", asked.count)
    first = _small_in_a_process(work, work / "small", "home", asked.count)
    second = _small_in_a_process(work, work / "small", "home", asked.count)
    return {"first": first, "second": second}


def main() -> None:
    """Run the mode that the command line asks for and print its figures as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mode", choices=["throughput", "memory", "rescan", "small"], default="throughput")
    parser.add_argument("--count", type=int)
    parser.add_argument("--files", type=Path)
    parser.add_argument("--pack", type=Path, help="a pack to use in place of the one with random weights")
    parser.add_argument("--encoder-threads", type=int)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.count is None:
        asked.count = 100 if asked.mode == "throughput" else 10_000
    if asked.mode == "small":
        print(json.dumps(run_small(asked)))
        return
    os.environ.pop("BOWERBIRD_HOME", None)
    with tempfile.TemporaryDirectory(prefix="bowerbird-benchmark-") as folder:
        modes = {"throughput": throughput, "memory": memory, "rescan": rescan}
        print(json.dumps(modes[asked.mode](Path(folder), asked), indent=1))


if __name__ == "__main__":
    main()
