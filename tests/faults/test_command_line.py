"""What the `bowerbird` command does when it is interrupted, when it is not alone, and when nobody reads it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fakes.indexed import make_picture

PICTURES = 80
COMMAND = (sys.executable, "-m", "bowerbird_bridge")


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make enough pictures that an index of them takes a while."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(PICTURES):
        make_picture(folder / f"{number}.png", number, (640, 480))
    return folder


@pytest.fixture
def environment(tmp_path: Path, pictures: Path) -> dict[str, str]:
    """Add the folder to a fresh library, which the variables of this environment name."""
    environ = {**os.environ, "BOWERBIRD_HOME": str(tmp_path / "home")}
    subprocess.run([*COMMAND, "add", str(pictures)], env=environ, check=True, capture_output=True)
    return environ


@pytest.fixture(scope="module")
def indexed_home(tmp_path_factory: pytest.TempPathFactory, pictures: Path) -> Path:
    """Index the folder once."""
    home = tmp_path_factory.mktemp("indexed") / "home"
    environ = {**os.environ, "BOWERBIRD_HOME": str(home)}
    for order in (["add", str(pictures)], ["index", "--no-ocr"]):
        subprocess.run([*COMMAND, *order], env=environ, check=True, capture_output=True)
    return home


@pytest.fixture
def indexed(indexed_home: Path, tmp_path: Path) -> dict[str, str]:
    """Give a library that has learned the folder already."""
    home = shutil.copytree(indexed_home, tmp_path / "home")
    return {**os.environ, "BOWERBIRD_HOME": str(home)}


def _index(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, "index", "--no-ocr", "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _indexed(environment: dict[str, str]) -> int:
    done = subprocess.run([*COMMAND, "status", "--json"], env=environment, capture_output=True, check=True)
    count: int = json.loads(done.stdout)["counts"].get("indexed", 0)
    return count


def _owner_note(environment: dict[str, str]) -> Path:
    return Path(environment["BOWERBIRD_HOME"]) / "owner.json"


def _wait_until_it_works(environment: dict[str, str]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if _owner_note(environment).exists():
            return
        time.sleep(0.01)
    pytest.fail("the index never began")


def test_ctrl_c_while_the_program_loads_ends_it_without_a_traceback() -> None:
    """As while a command works: the exit code of an interrupt, and no talk of files of Python."""
    early = (
        "import sys\n"
        "class CtrlC:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'bowerbird_bridge.cli': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, CtrlC())\n"
        "from bowerbird_bridge.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", early], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"")


@pytest.mark.parametrize("delay_s", [0.0, 0.3, 1.0])
def test_ctrl_c_leaves_a_library_that_the_next_index_completes(
    environment: dict[str, str], delay_s: float
) -> None:
    """An interrupt ends the command in one sentence, and the next run finishes the work."""
    process = _index(environment)
    _wait_until_it_works(environment)
    time.sleep(delay_s)

    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)

    if process.returncode != 0:  # it may have been done already
        assert process.returncode == 130
        assert b"Traceback" not in errors
        assert b"What was done is kept" in errors
    done = subprocess.run(
        [*COMMAND, "index", "--no-ocr", "--json"], env=environment, capture_output=True, check=True
    )
    assert json.loads(done.stdout)["counts"]["indexed"] == PICTURES


@pytest.mark.parametrize("delay_s", [0.0, 0.02, 0.05])
def test_ctrl_c_after_the_work_does_not_undo_its_success(indexed: dict[str, str], delay_s: float) -> None:
    """Once the command has told its result, an interrupt changes neither the exit code nor the output."""
    process = _index(indexed)
    assert process.stdout is not None
    told = process.stdout.readline()
    time.sleep(delay_s)

    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=120)

    assert process.returncode in {0, 130}, errors
    assert b"Traceback" not in errors
    assert json.loads(told + rest)["counts"]["indexed"] == PICTURES


def test_a_second_writer_is_refused_by_name_and_readers_go_on(environment: dict[str, str]) -> None:
    """While one process indexes, another that wants to write is told who does; searching works."""
    process = _index(environment)
    _wait_until_it_works(environment)
    process.send_signal(signal.SIGSTOP)
    try:
        started = time.monotonic()
        second = subprocess.run([*COMMAND, "index"], env=environment, capture_output=True, check=False)
        took = time.monotonic() - started
        reader = subprocess.run(
            [*COMMAND, "search", "anything", "--json"], env=environment, capture_output=True, check=False
        )
    finally:
        process.send_signal(signal.SIGCONT)
        process.communicate(timeout=60)

    assert second.returncode == 3
    assert f"process {process.pid}".encode() in second.stderr
    assert b"Traceback" not in second.stderr
    assert reader.returncode == 0, reader.stderr
    # Two seconds are promised for the refusal itself; starting Python on a busy machine comes on top.
    assert took < 15
    assert _indexed(environment) == PICTURES


def test_a_reader_that_goes_away_gets_no_complaint(indexed: dict[str, str]) -> None:
    """`bowerbird … | head` ends in silence, as one whose output nobody took."""
    process = subprocess.Popen(
        [*COMMAND, "search", "anything", "--limit", str(PICTURES)],
        env=indexed,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    errors = process.stderr.read()
    process.stderr.close()

    assert process.wait(timeout=60) == 1
    assert errors == b""
