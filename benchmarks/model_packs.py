"""A full-size model the whole way through the `bowerbird` command: from a hub to search, stage by stage.

    python benchmarks/model_packs.py [--pictures FOLDER] [--merges FILE]

The model has the graphs of CLIP ViT-B/32 and random weights, and lies on the tests' loopback hub as the real one lays
such models out. Each stage is a process of its own: the starter indexes the pictures, the model is installed, chosen
and learned while another process goes on searching, and searched with. Told are the seconds of each stage (the hub
reads and hashes on the same cores), its processor time with that of its workers, and the peak memory of each process.
Learning is set against its bare parts: decoding alone on all cores, and the image tower in bare onnxruntime; a search
by words among 10,000 pictures against the bare text tower, as `benchmarks/search.py --pack` does. With
`--merges` (the gzipped list that CLIP's authors published) words are cut by CLIP's own tokenizer.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from benchmarks.clip_sized import CONTEXT, make_clip_sized_pack
from benchmarks.encoders import bare_session
from benchmarks.indexing import decode_bare
from benchmarks.search import measure_words

from bowerbird_engine.encoding.packs import read_pack
from bowerbird_engine.model import Model
from fakes.clip_tokenizer import END, clip_tokenizer
from fakes.hub import FakeHub
from fakes.hub_downloads import bare_environment
from fakes.hub_folders import MEAN, STD, as_json

MODEL, REPOSITORY = "clip-vit-b32", "Xenova/clip-vit-base-patch32"
SAMPLES = Path(__file__).resolve().parent.parent / "samples"
SIDE, DIMENSION = 224, 512
WORDS = "warm sunset silhouette"
ROUNDS = 60
PAUSE = 0.5
"""Seconds between two searches while the model is learned."""
BATCHES = (4, 8, 32)
"""Sizes of batches for the bare tower; the cheapest counts."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What one command cost. `peaks` are the most megabytes of the command itself and of each process that it started."""

    wall: float
    cpu: float
    peaks: tuple[float, ...]
    out: str

    def show(self, name: str) -> None:
        """Print a line."""
        own, *workers = (f"{peak:.0f}" for peak in self.peaks)
        beside = f", processes it started {' and '.join(workers)}" if workers else ""
        print(f"  {name:<28} {self.wall:6.2f} s, {self.cpu:6.2f} core-s, peak {own} MB{beside}", flush=True)


def hub_files(folder: Path, merges: Path | None) -> dict[str, bytes]:
    """Lay the full-size model out as exporters for the transformers library do."""
    pack = make_clip_sized_pack(folder)
    if merges is None:
        tokenizer, padding = (pack / "tokenizer.json").read_bytes(), "[PAD]"
    else:
        tokenizer, padding = clip_tokenizer(merges).to_str().encode(), END
    return {
        "onnx/vision_model.onnx": (pack / "image.onnx").read_bytes(),
        "onnx/text_model.onnx": (pack / "text.onnx").read_bytes(),
        "tokenizer.json": tokenizer,
        "tokenizer_config.json": as_json(
            {"tokenizer_class": "CLIPTokenizer", "model_max_length": CONTEXT, "pad_token": padding}
        ),
        "preprocessor_config.json": as_json(
            {
                "crop_size": SIDE,
                "do_center_crop": True,
                "do_normalize": True,
                "do_resize": True,
                "image_mean": MEAN,
                "image_std": STD,
                "resample": 3,
                "size": SIDE,
            }
        ),
        "config.json": as_json({"model_type": "clip", "projection_dim": DIMENSION}),
    }


class Peaks:
    """Watch the memory of a process and of those that it starts."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._found: dict[int, float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def stop(self) -> tuple[float, ...]:
        """Give the peaks in megabytes, the process itself first."""
        self._ended.set()
        self._thread.join()
        own = self._found.pop(self._process.pid, 0.0)
        return (own, *sorted(self._found.values(), reverse=True))

    def _watch(self) -> None:
        while not self._ended.wait(0.02):
            try:
                for process in (self._process, *self._process.children(recursive=True)):
                    self._look(process)
            except psutil.NoSuchProcess:
                continue

    def _look(self, process: psutil.Process) -> None:
        # The last reading counts: the first may still be that of the process from which this one was split off.
        try:
            lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
        except OSError:
            return
        for line in lines:
            if line.startswith("VmHWM:"):
                self._found[process.pid] = int(line.split()[1]) / 1000


@dataclass(slots=True)
class Commands:
    """Run `bowerbird` in processes of its own, with a home and a hub."""

    home: Path
    endpoint: str

    def start(self, *arguments: str | Path, **streams: Any) -> subprocess.Popen[str]:  # noqa: ANN401  as Popen takes them
        """Start a command."""
        return subprocess.Popen(
            [sys.executable, "-m", "bowerbird_bridge", *map(str, arguments)],
            env={**bare_environment(), "BOWERBIRD_HOME": str(self.home), "HF_ENDPOINT": self.endpoint},
            text=True,
            **streams,
        )

    def run(self, name: str, *arguments: str | Path) -> Stage:
        """Run a command to its end, and print what it cost."""
        with tempfile.TemporaryFile("w+") as out:
            start = time.perf_counter()
            process = self.start(*arguments, stdout=out)
            peaks = Peaks(process.pid)
            _, status, spent = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            wall = time.perf_counter() - start
            out.seek(0)
            stage = Stage(wall, spent.ru_utime + spent.ru_stime, peaks.stop(), out.read())
        if process.returncode:
            sys.exit(
                f"`bowerbird {' '.join(map(str, arguments))}` ended with {process.returncode}: {stage.out}"
            )
        stage.show(name)
        return stage


class Meanwhile:
    """Search again and again in one process, while the context lasts."""

    def __init__(self, commands: Commands) -> None:
        self.pages: list[dict[str, Any]] = []
        self.seconds: list[float] = []
        self.peaks: tuple[float, ...] = ()
        self._process = commands.start(
            "search", "--batch", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise ValueError("the process was started without pipes")
        self._stdin, self._stdout = self._process.stdin, self._process.stdout
        self._peaks = Peaks(self._process.pid)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._go_on)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.rest()
        self._stdin.close()
        self.peaks = self._peaks.stop() if self._process.wait() == 0 else ()

    def rest(self) -> None:
        """Stop searching by itself."""
        self._ended.set()
        self._thread.join()

    def ask(self) -> dict[str, Any]:
        """Search once and keep the page."""
        start = time.perf_counter()
        self._stdin.write(json.dumps({"text": WORDS, "limit": 10}) + "\n")
        self._stdin.flush()
        page: dict[str, Any] = json.loads(self._stdout.readline())
        self.seconds.append(time.perf_counter() - start)
        self.pages.append(page)
        return page

    def _go_on(self) -> None:
        self.ask()
        while not self._ended.wait(PAUSE):
            self.ask()


def answers_meanwhile(page: dict[str, Any]) -> bool:
    """Tell whether a page has hits, of the model that answers while another one is learned."""
    return bool(page.get("hits")) and any("answers meanwhile" in note for note in page["notes"])


def cpu_and_wall(work: Callable[[], object]) -> tuple[float, float]:
    """Measure the seconds of processor, all threads, and of clock."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def bare_parts(pictures: list[Path], pack: Path, cores: int) -> dict[str, tuple[float, float]]:
    """Measure what learning needs at least, each part alone on all cores: (core-seconds, seconds)."""
    names = [str(path) for path in pictures]
    with multiprocessing.get_context("spawn").Pool(cores) as pool:
        decode = partial(decode_bare, renditions=False)
        pool.map(decode, names[: 2 * cores])
        start = time.perf_counter()
        done = pool.map(decode, names, chunksize=1)
        decoding = sum(cpu for _, cpu in done), time.perf_counter() - start
    loading = cpu_and_wall(lambda: load(pack, cores))
    session = bare_session(pack / "image.onnx", cores)
    numbers = np.random.default_rng(0)
    pixels = numbers.standard_normal((len(pictures), 3, SIDE, SIDE), dtype=np.float32)

    def encode(size: int) -> None:
        for place in range(0, len(pixels), size):
            session.run(["image_embeds"], {"pixel_values": pixels[place : place + size]})

    session.run(["image_embeds"], {"pixel_values": pixels[: max(BATCHES)]})
    encoding = min(cpu_and_wall(partial(encode, size)) for size in BATCHES)
    return {"decoding": decoding, "encoding": encoding, "loading both towers": loading}


def load(pack: Path, threads: int) -> None:
    """Check and load both towers, as the change of the model does."""
    Model(read_pack(pack), threads).load()


def go_the_whole_way(commands: Commands, pictures: Path, made: Path) -> None:
    """Run all stages and print what they cost."""
    cores = len(os.sched_getaffinity(0))
    commands.run("add", "add", pictures)
    first = json.loads(commands.run("index with the starter", "index", "--no-ocr", "--json").out)
    commands.run("models install", "models", "install", MODEL, "--json")
    commands.run("models use", "models", "use", MODEL, "--json")
    with Meanwhile(commands) as searches:
        learning = commands.run("index: learn the new model", "index", "--no-ocr", "--json")
        searches.rest()
        after = searches.ask()
    model = json.loads(learning.out)["model"]
    during = searches.pages[:-1]
    words = json.loads(commands.run("search by words", "search", *WORDS.split(), "--json").out)
    found = sorted(path for path in pictures.rglob("*") if path.suffix in {".jpg", ".png", ".webp"})
    like = json.loads(commands.run("search by picture", "search", "--like", found[0], "--json").out)
    commands.run("doctor", "doctor")
    idle = commands.run("index: nothing new", "index", "--no-ocr", "--json")
    print(
        f"  {first['embedded']} pictures by the starter, {model['learned']} learned, took over: {model['took_over']}"
    )
    unanswered = [page for page in searches.pages if not page.get("hits")]
    if unanswered or answers_meanwhile(after):
        sys.exit(f"searches failed, or the new model did not take over: {unanswered or after}")
    by_the_starter = sum(map(answers_meanwhile, during))
    print(
        f"  while it was learned: {len(during)} searches, none failed, {by_the_starter} answered by the starter with a "
        f"note and {len(during) - by_the_starter} by the new model; median "
        f"{statistics.median(searches.seconds) * 1000:.0f} ms, the first by the new model, which loads it, "
        f"{max(searches.seconds[1:]):.2f} s; peak of that process {searches.peaks[0]:.0f} MB"
    )
    print(
        f"  by words {len(words['hits'])} hits; by picture first {Path(like['hits'][0]['path']).name} for "
        f"{found[0].name}, {like['hits'][0]['similarity']:.0f} %"
    )
    parts = bare_parts(distinct(found), made, cores)
    for name, (cpu, wall) in parts.items():
        print(f"  bare {name:<23} {wall:6.2f} s, {cpu:6.2f} core-s")
    least = [parts["decoding"][place] + parts["encoding"][place] for place in (0, 1)]
    fixed = [spent + parts["loading both towers"][place] for place, spent in enumerate((idle.cpu, idle.wall))]
    print(
        f"  learning against decoding and encoding alone, {model['learned']} pictures: {learning.cpu / least[0]:.2f} x "
        f"the core-seconds, {learning.wall / least[1]:.2f} x the seconds; without what any number of pictures pays, "
        f"the start and the loading: {(learning.cpu - fixed[0]) / least[0]:.2f} x and "
        f"{(learning.wall - fixed[1]) / least[1]:.2f} x"
    )


def distinct(pictures: list[Path]) -> list[Path]:
    """Leave out copies: they are learned once."""
    return list({hashlib.sha256(path.read_bytes()).digest(): path for path in reversed(pictures)}.values())


def main() -> None:
    """Make the model, serve it, and go the whole way."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pictures", type=Path, default=SAMPLES)
    parser.add_argument("--merges", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bowerbird-benchmark-") as work, FakeHub() as hub:
        files = hub_files(Path(work) / "made", asked.merges)
        hub.publish(REPOSITORY, files)
        size = sum(map(len, files.values())) / 1e6
        print(f"{REPOSITORY} with random weights, {size:.0f} MB; {asked.pictures.name}/")
        commands = Commands(Path(work) / "home", hub.endpoint)
        go_the_whole_way(commands, asked.pictures.resolve(), Path(work) / "made")
        installed = read_pack(commands.home / "packs" / MODEL, verify=False)
        (Path(work) / "large").mkdir()
        measure_words(installed, Path(work) / "large", 10_000, ROUNDS)


if __name__ == "__main__":
    main()
