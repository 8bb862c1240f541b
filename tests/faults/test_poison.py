"""A picture that ruins its decoder costs itself and nothing else, wherever it stands and however it does it."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from bowerbird_engine.assets import Preprocessing
from bowerbird_engine.errors import DecoderDiedError
from bowerbird_engine.imaging.failures import reason_code
from bowerbird_engine.imaging.pool import DecodePool, DecodeRequest
from bowerbird_engine.settings import MIB, DecodeLimits
from fakes import pictures

DECODER = "fakes.decoders.poison:decode"
# A loaded machine may take a second for what takes a millisecond elsewhere.
LIMITS = DecodeLimits(seconds=4, memory_bytes=1024 * MIB)
FIT = Preprocessing(size=16, resize="crop", scale=1 / 255, mean=(0, 0, 0), std=(1, 1, 1))
GOOD = [pictures.encoded(pictures.two_halves((40 + number, 40)), "PNG") for number in range(100)]
PLACES = {"first": (0,), "last": (99,), "twice": (33, 66)}
REASONS = {
    "crash": "crashed",
    "leave": "crashed",
    "memory": "out_of_memory",
    "native-memory": "crashed",
    "hang": "timed_out",
    "spin": "timed_out",
}
CASES = [
    *((poison, place) for poison in ("crash", "leave", "memory", "hang") for place in PLACES),
    ("native-memory", "twice"),
    ("spin", "first"),
]

linux = pytest.mark.skipif(sys.platform != "linux", reason="the memory limit is that of Linux")


def outcomes(batch: list[bytes]) -> list[int | str]:
    """Decode a batch; give each picture's width, or the reason for which it failed."""
    with DecodePool(LIMITS, 2, DECODER) as pool:
        futures = [pool.submit(DecodeRequest(data, (FIT,))) for data in batch]
        result: list[int | str] = []
        for future in futures:
            error = future.exception(timeout=60)
            if error is None:
                result.append(future.result().width)
            else:
                assert isinstance(error, DecoderDiedError)
                result.append(reason_code(error))
    return result


def test_without_poison_all_hundred_are_decoded() -> None:
    """The control: the same decoder on good pictures loses none."""
    assert outcomes(GOOD) == [40 + number for number in range(100)]


@linux
@pytest.mark.parametrize(("poison", "place"), CASES)
def test_poison_costs_itself_alone(poison: str, place: str) -> None:
    """Ninety-nine are decoded and each bad one is named with its reason; this process is still the same one."""
    pid = os.getpid()
    batch = list(GOOD)
    expected: list[int | str] = [40 + number for number in range(100)]
    for at in PLACES[place]:
        batch[at] = b"POISON:" + poison.encode() + b"\n"
        expected[at] = REASONS[poison]
    assert outcomes(batch) == expected
    assert os.getpid() == pid


@linux
@pytest.mark.parametrize("poison", ["crash", "leave"])
def test_the_poison_is_deadly_without_a_pool(poison: str) -> None:
    """The control: decoded in the process itself, the same bytes end it before it can speak."""
    source = (
        "from fakes.decoders.poison import decode\n"
        "from bowerbird_engine.imaging.work import Work, WorkLimits\n"
        f"decode(Work(None, b'POISON:{poison}\\n'), WorkLimits(1, 1, 1))\n"
        "print('survived')\n"
    )
    tests = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120
    run = subprocess.run(
        [sys.executable, "-c", source],
        env={**os.environ, "PYTHONPATH": tests},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert run.stdout == b""
    assert run.returncode == (0 if poison == "leave" else -11)


@linux
def test_a_crash_leaves_a_trace_for_the_report() -> None:
    """What the dying worker wrote to its standard error travels with the error, for whoever looks into it."""
    with DecodePool(LIMITS, 1, DECODER) as pool:
        error = pool.submit(DecodeRequest(b"POISON:crash\n")).exception(timeout=30)
        assert "SIGSEGV" in str(error)


@linux
def test_a_hang_ends_in_time() -> None:
    """A picture that takes for ever is given up when its time is over, and the next one is decoded."""
    with DecodePool(DecodeLimits(seconds=1), 1, DECODER) as pool:
        pool.submit(DecodeRequest(GOOD[0])).result()
        begun = time.monotonic()
        bad, good = (pool.submit(DecodeRequest(data)) for data in (b"POISON:hang\n", GOOD[1]))
        assert isinstance(bad.exception(timeout=30), DecoderDiedError)
        assert 1 <= time.monotonic() - begun < 10
        assert good.result(timeout=30).width == 41
