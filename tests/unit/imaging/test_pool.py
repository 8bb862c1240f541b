"""The pool decodes in other processes, and keeps what happens there away from this one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import wait
from pathlib import Path

import numpy as np
import psutil
import pytest

from bowerbird_engine.assets import Preprocessing
from bowerbird_engine.errors import (
    Cancelled,
    DecoderDiedError,
    DecoderUnavailableError,
    PictureError,
    PictureTooLargeError,
)
from bowerbird_engine.imaging.failures import reason_code
from bowerbird_engine.imaging.limits import BACKGROUND_NICENESS
from bowerbird_engine.imaging.pool import DecodePool, DecodeRequest
from bowerbird_engine.imaging.work import Fit
from bowerbird_engine.settings import MIB, DecodeLimits
from fakes import pictures
from unit.imaging.decoding import decoded

LIMITS = DecodeLimits()
DATA = pictures.encoded(pictures.two_halves((400, 300)), "PNG")
CROP = Preprocessing(size=64, resize="crop", scale=1 / 255, mean=(0, 0, 0), std=(1, 1, 1))
SQUASH = Preprocessing(size=32, resize="squash", scale=1 / 255, mean=(0, 0, 0), std=(1, 1, 1))
TELLTALE = "fakes.decoders.telltale"

posix = pytest.mark.skipif(sys.platform == "win32", reason="the limits of Windows are of another kind")
linux = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc and the death signal of Linux")


@pytest.fixture(scope="module")
def pool() -> Iterator[DecodePool]:
    """Share two workers among the tests that do them no harm."""
    with DecodePool(LIMITS, 2) as shared:
        yield shared


def told(pool: DecodePool, data: bytes = DATA) -> str:
    """Have a telltale decoder speak."""
    error = pool.submit(DecodeRequest(data)).exception()
    assert isinstance(error, PictureError)
    return str(error)


def test_a_path_and_its_bytes_give_the_same_as_decoding_here(pool: DecodePool, tmp_path: Path) -> None:
    """Everything asked for arrives, pixel by pixel as the decoder makes it, from a file and from memory."""
    path = tmp_path / "a picture \udcff.png"
    path.write_bytes(DATA)
    here = decoded(DATA, fits=(Fit(64, "crop"), Fit(32, "squash")), thumbnail=True, proxy=True, long_side=200)
    for source in (path, DATA):
        request = DecodeRequest(source, (CROP, SQUASH), thumbnail=True, proxy=True, long_side=200)
        there = pool.submit(request).result()
        assert (there.width, there.height, there.byte_size) == (400, 300, len(DATA))
        assert (there.hash, there.media_type) == (here.digest, "image/png")
        assert [fit.shape for fit in there.fits] == [(64, 64, 3), (32, 32, 3)]
        assert [fit.tobytes() for fit in there.fits] == [bytes(fit) for fit in here.renditions.fits]
        assert (there.thumbnail, there.proxy) == (here.renditions.thumbnail, here.renditions.proxy)
        assert there.pixels is not None
        assert there.pixels.shape == (150, 200, 3)
        assert there.pixels.dtype == np.uint8


def test_errors_carry_class_code_and_reason(pool: DecodePool, tmp_path: Path) -> None:
    """A refusal arrives as the error of its kind, with a stable code and a finer reason."""
    cases: list[tuple[Path | bytes, type[PictureError], str, str]] = [
        (b"text", PictureError, "unreadable_picture", "not_a_picture"),
        (DATA[:200], PictureError, "unreadable_picture", "damaged"),
        (tmp_path / "missing.png", PictureError, "unreadable_picture", "vanished"),
        (pictures.WEBP_178_MEGAPIXELS, PictureTooLargeError, "picture_too_large", "too_many_pixels"),
    ]
    for source, kind, code, reason in cases:
        error = pool.submit(DecodeRequest(source)).exception()
        assert type(error) is not PictureError
        assert isinstance(error, kind)
        assert (error.code, reason_code(error)) == (code, reason)
        assert str(error).endswith(".")


def test_a_plain_error_has_its_code_as_reason() -> None:
    """An error from elsewhere has no finer reason than its code."""
    assert reason_code(PictureTooLargeError("too large")) == "picture_too_large"


def test_many_at_once(pool: DecodePool) -> None:
    """Two hundred pictures of different sizes each get their own answer."""
    sizes = [(40 + number % 7, 33 + number % 11) for number in range(200)]
    data = {size: pictures.encoded(pictures.two_halves(size), "PNG") for size in sizes}
    futures = [pool.submit(DecodeRequest(data[size], (SQUASH,))) for size in sizes]
    assert [(f.result().width, f.result().height) for f in futures] == sizes


@linux
def test_workers_start_with_the_first_picture_and_no_sooner_than_needed() -> None:
    """A pool costs nothing before its first picture, and pictures one after the other share one worker."""
    mine = psutil.Process()
    before = len(mine.children())
    with DecodePool(LIMITS, 4) as lazy:
        assert len(mine.children()) == before
        for _ in range(3):
            lazy.submit(DecodeRequest(DATA)).result()
            time.sleep(0.05)
        assert len(mine.children()) == before + 1
        lazy.warm_up()
        lazy.submit(DecodeRequest(DATA)).result()
    assert len(mine.children()) == before


def test_a_worker_is_replaced_after_its_share() -> None:
    """After so many pictures a new process takes over."""
    with DecodePool(LIMITS, 1, f"{TELLTALE}:process_id", tasks_per_worker=3) as recycling:
        pids = [told(recycling) for _ in range(7)]
    assert [pids.index(pid) for pid in pids] == [0, 0, 0, 3, 3, 3, 6]


@posix
def test_a_worker_killed_while_idle_is_nobodys_fault() -> None:
    """When something kills a waiting worker, the next picture gets a new one."""
    with DecodePool(LIMITS, 1, f"{TELLTALE}:process_id") as idle:
        pid = int(told(idle))
        os.kill(pid, signal.SIGKILL)
        psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=60)
        time.sleep(0.1)
        assert int(told(idle)) != pid


@linux
def test_workers_are_confined() -> None:
    """Memory, written files and core dumps are bounded, Ctrl-C does not reach a worker."""
    with DecodePool(DecodeLimits(memory_bytes=700 * MIB), 1, f"{TELLTALE}:limits_kept") as confined:
        kept = json.loads(told(confined))
    assert kept == {
        "memory": 700 * MIB,
        "written": 64 * 1024,
        "core": 0,
        "interrupt": True,
        "own_group": True,
    }


@posix
@pytest.mark.parametrize(("background", "more"), [(True, BACKGROUND_NICENESS), (False, 0)])
def test_workers_in_the_background_step_back(more: int, *, background: bool) -> None:
    """Workers whose pictures nobody waits for have a lower priority than their owner, others have the same."""
    with DecodePool(LIMITS, 1, f"{TELLTALE}:niceness", background=background) as asked:
        assert int(told(asked)) == min(19, os.nice(0) + more)


def test_workers_load_little() -> None:
    """A worker loads Pillow and the plugins of the formats that it meets, whatever a damaged file looks like."""
    allowed = {f"PIL.{name}ImagePlugin" for name in ("Jpeg", "Png", "WebP", "Gif", "Tiff", "Bmp", "Avif")}
    written = {"PIL.PpmImagePlugin"}  # comes with Pillow's writer of WebP; no file is opened with it
    with DecodePool(LIMITS, 1, f"{TELLTALE}:loaded_modules") as telltale:
        for data in (DATA, DATA[:60], b"8BPS\0\1", b"%!PS-Adobe-3.0 EPSF", b"\xff\xd8\xff", b"GIF89a"):
            plugins, heavy = json.loads(told(telltale, data))
            assert set(plugins) <= allowed | written
            assert heavy == []


@posix
def test_what_libraries_print_is_capped_and_harmless() -> None:
    """Ten megabytes on both standard outputs disturb no answer, and 64 KB of them are kept."""
    with DecodePool(LIMITS, 1, f"{TELLTALE}:chatter") as chatting:
        assert chatting.submit(DecodeRequest(DATA, (CROP,))).result().width == 400
    with DecodePool(LIMITS, 1, f"{TELLTALE}:log_size") as chatting:
        assert 32 * 1024 <= int(told(chatting)) <= 64 * 1024


@pytest.mark.parametrize("decoder", ["wrong_sizes", "garbage"])
def test_answers_are_not_believed(decoder: str) -> None:
    """A worker that answers nonsense, as one that a picture took over might, fails its picture and is replaced."""
    with DecodePool(LIMITS, 1, f"{TELLTALE}:{decoder}") as hostile:
        for _ in range(2):
            error = hostile.submit(DecodeRequest(DATA, (CROP,))).exception(timeout=30)
            assert isinstance(error, DecoderDiedError)
            assert reason_code(error) == "nonsense"


def test_a_decoder_that_cannot_start_is_no_pictures_fault() -> None:
    """When workers end before they are ready, the error says so and blames no picture."""
    with DecodePool(LIMITS, 1, "fakes.decoders.missing:decode") as broken:
        error = broken.submit(DecodeRequest(DATA)).exception(timeout=60)
    assert isinstance(error, DecoderUnavailableError)
    assert not isinstance(error, PictureError)
    if sys.platform != "win32":
        assert "missing" in "".join(error.__notes__)


def test_closing_gives_up_what_waits() -> None:
    """Closing ends at once, whatever is under way, and every future hears of it."""
    poison = b"POISON:hang\n"
    with DecodePool(LIMITS, 1, "fakes.decoders.poison:decode") as hanging:
        futures = [hanging.submit(DecodeRequest(data)) for data in (poison, DATA, DATA)]
        assert futures[2].cancel()
        time.sleep(0.5)
        begun = time.monotonic()
    assert time.monotonic() - begun < 5
    done, waiting = wait(futures, timeout=0)
    assert not waiting
    assert len(done) == 3
    assert [type(future.exception()) for future in futures[:2]] == [Cancelled, Cancelled]
    with pytest.raises(Cancelled):
        hanging.submit(DecodeRequest(DATA))
    hanging.close()


SCRIPT = """
import os, signal, sys, time
from bowerbird_engine.imaging.pool import DecodePool, DecodeRequest
from bowerbird_engine.settings import DecodeLimits

# Whoever starts the tests in the background has Python ignore interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)
# No guard against running twice: workers must not run the script that started them.
print("script", flush=True)
pool = DecodePool(DecodeLimits(), 1, sys.argv[1])
future = pool.submit(DecodeRequest(b"POISON:" + sys.argv[2].encode()))
time.sleep(float(sys.argv[3]))
print(type(future.exception(timeout=60)).__name__ if future.done() else "waiting", flush=True)
time.sleep(float(sys.argv[4]))
"""


def script(*arguments: str) -> list[str]:
    """Make the command of a process that owns a pool."""
    return [sys.executable, "-c", SCRIPT, *arguments]


def surroundings() -> dict[str, str]:
    """Let such a process find the decoders of the tests."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def test_a_process_that_forgets_to_close_its_pool_ends() -> None:
    """A pool left open keeps no process alive, and its script ran once."""
    command = script("fakes.decoders.telltale:process_id", "", "2", "0")
    run = subprocess.run(command, env=surroundings(), capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout.split() == ["script", "UnreadablePictureError"]
    assert run.stderr == ""


@linux
@pytest.mark.parametrize("poison", ["hang", "spin"])
def test_workers_die_with_their_owner(poison: str) -> None:
    """When the owner is killed, a worker in the midst of a picture goes with it."""
    command = script("fakes.decoders.poison:decode", poison, "1.5", "60")
    with subprocess.Popen(command, env=surroundings(), stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        assert [owner.stdout.readline().strip() for _ in range(2)] == ["script", "waiting"]
        workers = psutil.Process(owner.pid).children(recursive=True)
        assert len(workers) == 1
        owner.kill()
        _, alive = psutil.wait_procs(workers, timeout=60)
    assert alive == []


@linux
def test_ctrl_c_in_the_terminal_leaves_workers_to_their_owner() -> None:
    """An interrupt to the foreground group does not reach a worker."""
    command = script("fakes.decoders.poison:decode", "hang", "1.5", "60")
    with subprocess.Popen(
        command,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        process_group=0,
    ) as owner:
        assert owner.stdout is not None
        assert [owner.stdout.readline().strip() for _ in range(2)] == ["script", "waiting"]
        (worker,) = psutil.Process(owner.pid).children(recursive=True)
        worker.send_signal(signal.SIGINT)
        time.sleep(0.3)
        assert worker.is_running()
        os.killpg(owner.pid, signal.SIGINT)
        assert owner.wait(timeout=60) != 0
        _, alive = psutil.wait_procs([worker], timeout=60)
    assert alive == []
