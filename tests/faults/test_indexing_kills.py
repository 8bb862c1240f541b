"""Runs that are killed or interrupted at random moments, and the next run that completes them."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bowerbird_engine.assets import FileStatus
from fakes.indexed import BrightnessRecognizer, Library, assert_adds_up, make_picture
from fakes.packs import make_pack
from faults.failpoints import STAGES
from faults.forked_engine import EngineForks, Told, members

TESTS = Path(__file__).parents[1]
KILLS = int(os.environ.get("BOWERBIRD_INDEXING_KILLS", "50"))
"""CI asks for 200, and a release for thousands."""
KILLS_OF_A_LIBRARY = 50
LIBRARIES = max(1, KILLS // KILLS_OF_A_LIBRARY)
KILLS_OF_THE_CONTROL = 60
"""More than enough for a kill to fall between the early word and the commit, which the control ends with."""
READY_S = 10.0
GONE_S = 60.0
BEGUN_WITH = 12
NEW_EACH_TIME = 2
KILLS_IN_A_ROW = 4
"""Then a run comes to its end: five kills over one picture would rightly put it into quarantine."""
OUTSIDE = "by the clock"
"""Where the run does not kill itself: it is killed at some moment of the time that it takes."""
STAGES_AND_OUTSIDE = [*dict.fromkeys(STAGES.values()), OUTSIDE]
HOURS_AGO = time.time() - 7200
COPIES = 5
PICTURES = 120

posix = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork are POSIX's")


@dataclass(slots=True)
class Killed:
    """A library whose runs are killed again and again, and what they acknowledged before."""

    forks: EngineForks
    base: Path
    chance: random.Random
    pictures: int = 0
    acknowledged: set[str] = field(default_factory=set[str])
    moments: Counter[str] = field(default_factory=Counter[str])
    lasted_s: float = 0.0
    spread: Counter[str] = field(default_factory=Counter[str])
    passes: list[list[int]] = field(default_factory=list[list[int]])
    slowest_s: float = 0.0
    found_first: list[bool] = field(default_factory=list[bool])
    leftovers: int = 0

    def __post_init__(self) -> None:
        """Make a pack, pictures, and a library of these."""
        make_pack(self.base / "pack", dimension=64)
        self.add(BEGUN_WITH - 1)
        self.complete()

    def order(self, home: str = "home") -> dict[str, str]:
        """Say which library is meant."""
        return {
            "home": str(self.base / home),
            "folder": str(self.base / "pictures"),
            "pack": str(self.base / "pack"),
        }

    def add(self, number: int) -> None:
        """Add pictures, of which every third is another one in another size."""
        for place in range(self.pictures, self.pictures + number):
            seed, size = (place // 2, (80, 60)) if place % 3 == 0 else (place, (96, 72))
            make_picture(self.base / "pictures" / str(place % 5) / f"{place}.jpg", seed, size)
        self.pictures += number

    def kill(self, stage: str, *, early: bool = False) -> bool:
        """Have a run killed at a random moment of a stage, or from outside; tell whether it did not end before."""
        number = self.chance.randint(1, max(1, self.moments[stage]))
        order = {"stage": stage, "number": number, "workers": self.chance.choice([1, 1, 1, 2])}
        with_decoders = self.chance.random() < 0.5
        wait_s = self.chance.random() * self.lasted_s
        session = 0
        last: Told = {}
        for last in self.forks.told("index", **self.order(), **order, all=with_decoders, early=early):
            self.acknowledged.update(last.get("acknowledged", ()))
            session = last.get("begun", session)
            if "begun" in last and stage == OUTSIDE:
                time.sleep(wait_s)
                kill_all(members(session) if with_decoders else [session])
        assert last["ended"] in {0, -signal.SIGKILL}
        wait_for_none_of(session)
        killed: bool = last["ended"] != 0
        self.spread[stage] += killed
        return killed

    def complete(self) -> None:
        """Let a run come to its end: all is there once, and nothing is left of the runs that were killed."""
        for leftover in self.unfinished_files():
            self.leftovers += 1
            os.utime(
                leftover, (HOURS_AGO, HOURS_AGO)
            )  # a younger one may be somebody else's who still writes
        self.add(1)
        begun = time.monotonic()
        told = self.forks.done("index", **self.order())
        self.lasted_s = time.monotonic() - begun
        self.moments = Counter(told[-2]["moments"])
        self.acknowledged.update(name for each in told for name in each.get("acknowledged", ()))
        assert self.unfinished_files() == []
        assert self.examine()["indexed"] == sorted(f"{place}.jpg" for place in range(self.pictures))

    def examine(self, **more: object) -> Told:
        """Open the library as after a restart; it is to answer soon and to be whole."""
        state: Told = {}
        asked = {"asked": self.chance.sample(sorted(self.acknowledged), min(4, len(self.acknowledged)))}
        begun = time.monotonic()
        for told in self.forks.told("examine", **{**self.order(), **asked, **more}):
            state |= told
            if "answered" in told:
                self.slowest_s = max(self.slowest_s, time.monotonic() - begun)
            if "first" in told:
                self.found_first.append(told["first"])
        assert state["ended"] == 0
        assert state["problems"] == []
        # Each file once, each with its content and its vector; what later passes have done is never undone.
        assert len(set(state["indexed"])) == len(state["indexed"])
        assert len(state["indexed"]) == state["contents"] == state["vectors"]
        self.passes.append(state["passes"])
        return state

    def unfinished_files(self) -> list[Path]:
        """Name the temporary files that are there."""
        files = (self.base / "home").rglob("*")
        return [path for path in files if path.suffix in {".tmp", ".part", ".unfinished"}]


def kill_all(processes: list[int]) -> None:
    """Kill processes, some of which may have ended by themselves."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def wait_for_none_of(session: int) -> None:
    """Wait until no decoder is left of a process that was killed."""
    deadline = time.monotonic() + GONE_S
    while left := members(session):
        assert time.monotonic() < deadline, f"{left} go on after their owner's death"
        time.sleep(0.005)


@posix
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("number", range(LIBRARIES))
def test_killed_runs_lose_nothing_that_was_acknowledged(tmp_path: Path, number: int) -> None:
    """Killed anywhere, a library is there again at once, with every picture that was reported, once, and findable."""
    stages = STAGES_AND_OUTSIDE
    with EngineForks() as forks:
        killed = Killed(forks, tmp_path, random.Random(number))
        kills = 0
        while kills < KILLS // LIBRARIES:
            killed.add(NEW_EACH_TIME)
            kills += killed.kill(stages[kills % len(stages)])
            assert killed.acknowledged <= set(killed.examine()["indexed"])
            if kills % KILLS_IN_A_ROW == 0:
                killed.complete()
        killed.complete()
        every = sorted(killed.acknowledged)
        killed.examine(asked=every[:: max(1, len(every) // 24)], decoded=True)
        told = f"{kills} kills: {dict(killed.spread)}; {killed.leftovers} unfinished files; ready in {killed.slowest_s:.2f} s"
        sys.stdout.write(f"{told}\n")

        assert killed.slowest_s < READY_S
        assert sum(killed.found_first) >= 0.99 * len(killed.found_first)
        assert all(sorted(done) == list(done) for done in zip(*killed.passes, strict=True))
        # The control of the kills: all stages were met, and some kills did leave something half done.
        assert set(stages) <= {stage for stage, met in killed.spread.items() if met}
        assert killed.leftovers


@posix
@pytest.mark.timeout(3000)
def test_killed_runs_end_like_an_undisturbed_one(tmp_path: Path) -> None:
    """After a kill in each stage the same vectors, letters, details, thumbnails and proxies come out."""
    with EngineForks() as forks:
        killed = Killed(forks, tmp_path, random.Random(7))
        for place, stage in enumerate(STAGES_AND_OUTSIDE):
            killed.add(NEW_EACH_TIME)
            killed.kill(stage)
            if place % KILLS_IN_A_ROW == 0:
                killed.complete()
        killed.complete()
        forks.done("index", **killed.order("undisturbed"))
        names = [f"{place}.jpg" for place in range(killed.pictures)]
        undisturbed = killed.examine(**killed.order("undisturbed"), digests=names)

        ended = killed.examine(digests=names)
        assert ended | {"begun": 0} == undisturbed | {"begun": 0}
        assert undisturbed["passes"] == [killed.pictures] * 3
        assert len({undisturbed[f"digest of {name}"] for name in names}) == len(names)


@posix
def test_the_kills_would_show_a_loss(tmp_path: Path) -> None:
    """The control: an index that reports pictures before they are committed is caught by the same kills."""
    with EngineForks() as forks:
        killed = Killed(forks, tmp_path, random.Random(4471))
        for _ in range(KILLS_OF_THE_CONTROL):
            killed.add(NEW_EACH_TIME)
            killed.kill("commit", early=True)
            if not killed.acknowledged <= set(killed.examine(asked=())["indexed"]):
                return
    pytest.fail("no kill fell between the word and the commit")


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Make pictures, some copies, and some files that are none."""
    folder = tmp_path / "pictures"
    for number in range(PICTURES):
        make_picture(folder / str(number % 7) / f"{number}.jpg", number, size=(480, 360))
    for number in range(COPIES):
        (folder / f"copy-{number}.jpg").write_bytes((folder / "0" / "0.jpg").read_bytes())
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "text.png").write_text("words")
    return folder


@contextmanager
def started(home: Path, folder: Path, *decoder: str) -> Generator[subprocess.Popen[bytes]]:
    """Run the indexer in a process group of its own and wait until it begins."""
    process = subprocess.Popen(
        [sys.executable, "-m", "faults.index_once", str(home), str(folder), *decoder],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=TESTS,
        env=os.environ | {"PYTHONPATH": str(TESTS)},
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        yield process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def test_interrupt_from_the_terminal_leaves_no_suspects(tmp_path: Path, pictures: Path) -> None:
    """Ctrl-C, which reaches the workers too, ends the run; no picture is blamed, and the next run completes it."""
    home = tmp_path / "home"
    # One picture keeps its decoder waiting, so that the run is certain to be under way when it is interrupted.
    wait = Path(f"{pictures / '1' / '64.jpg'}.slow")
    wait.touch()
    for _ in range(2):
        with started(home, pictures, "fakes.decoders.weather:decode") as process:
            wait_until_a_picture_is_under_way(home)
            os.killpg(process.pid, signal.SIGINT)
            assert process.wait(60) != 0
            assert process.stderr is not None
            assert b"KeyboardInterrupt" in process.stderr.read()
        with Library(home) as library:
            pending = library.catalogue.files.pending(library.roots(), 1000)
            assert b"1/64.jpg" in {file.path for file in pending}
            assert {file.attempts for file in pending} == {0}
    wait.unlink()
    with Library(home) as library:
        report = library.index(BrightnessRecognizer())
    assert_adds_up(report)
    assert report.counts[FileStatus.INDEXED] == PICTURES + COPIES


def wait_until_a_picture_is_under_way(home: Path) -> None:
    """Wait until the journal of another process names a picture that it decodes."""
    deadline = time.monotonic() + 60
    with Library(home) as library:
        while time.monotonic() < deadline:
            if any(file.attempts for file in library.catalogue.files.pending(library.roots(), 1000)):
                return
            time.sleep(0.01)
    raise AssertionError("no picture was begun in a minute")
