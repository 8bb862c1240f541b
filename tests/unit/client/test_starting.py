"""Starting the hub on demand, by a real process."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from bowerbird_client import (
    CancelledError,
    CannotStartError,
    Connected,
    CredentialFile,
    Outcome,
    Place,
    Session,
    Starter,
    TimedOutError,
    find_hub,
    running_hubs,
    start_command,
)
from bowerbird_client.starting import clean_environment
from fakes.client_hub import ClientHub

PROGRAM = Path(__file__).with_name("started_hub.py")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in program is written for POSIX")


@pytest.fixture
def starter(folder: Path) -> Generator[Starter]:
    """Give a starter; what it started is ended afterwards."""
    made = Starter(folder=folder, ports=(), wait_seconds=10, pause_seconds=30)
    yield made
    _end(made)


def _end(starter: Starter) -> None:
    process = starter._process  # pyright: ignore[reportPrivateUsage]  nothing but a test ends a hub
    if process is not None:
        process.terminate()
        process.wait(10)


def _command(folder: Path, what: str) -> list[str]:
    return [sys.executable, str(PROGRAM), str(folder), what, "30"]


def _note(folder: Path, command: list[str]) -> None:
    path = folder / "executable.json"
    path.write_text(json.dumps({"command": command}))
    path.chmod(0o600)


def _started(folder: Path) -> list[Any]:
    log = folder.parent / "started.jsonl"
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def test_the_noted_command_is_run_and_waited_for(
    folder: Path, starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hub is there when it is ready and not before, detached from the host and without the host's variables."""
    for name in (
        "PYTHONPATH",
        "PYTHONHOME",
        "LD_LIBRARY_PATH",
        "LD_PRELOAD",
        "DYLD_LIBRARY_PATH",
        "GIMP3_DIRECTORY",
    ):
        # A Python whose home is nowhere does not even start.
        monkeypatch.setenv(name, "/nowhere")
    monkeypatch.setenv("KEPT", "yes")
    _note(folder, _command(folder, "serve"))

    hub = starter.start_hub()

    assert hub.state == "ready"
    assert find_hub(folder=folder, ports=()).port == hub.port
    [noted] = _started(folder)
    assert noted["environ"]["KEPT"] == "yes"
    assert not [name for name in noted["environ"] if name.startswith(("PYTHON", "LD_", "DYLD_", "GIMP"))]
    assert (noted["stdin"], noted["session"] != os.getsid(0), noted["cwd"]) == ("", True, str(Path.home()))


def test_a_hub_that_ends_at_once_is_told_with_its_code(folder: Path, starter: Starter) -> None:
    """The person is told where to look."""
    with pytest.raises(CannotStartError, match=r"exit code 3.*bowerbird serve"):
        starter.start_hub(_command(folder, "fail"))


def test_it_is_not_started_in_a_circle(folder: Path, starter: Starter) -> None:
    """However often a plug-in asks, the command runs once in a while."""
    for _ in range(5):
        with pytest.raises(CannotStartError):
            starter.start_hub(_command(folder, "fail"))

    assert len(_started(folder)) == 1


def test_after_the_pause_it_may_be_started_again(folder: Path) -> None:
    """The control of the limit: with the pause over it is tried once more."""
    starter = Starter(folder=folder, ports=(), wait_seconds=10, pause_seconds=0)
    for _ in range(2):
        with pytest.raises(CannotStartError):
            starter.start_hub(_command(folder, "fail"))

    assert len(_started(folder)) == 2


def test_waiting_has_an_end(folder: Path) -> None:
    """A hub that never is ready costs the wait and no more."""
    starter = Starter(folder=folder, ports=(), wait_seconds=0.8)
    began = time.monotonic()
    with pytest.raises(CannotStartError, match="not ready"):
        starter.start_hub(_command(folder, "never"))

    assert time.monotonic() - began < 5
    _end(starter)


def test_waiting_can_be_given_up(folder: Path, starter: Starter) -> None:
    """A closed panel ends the wait."""
    with pytest.raises(CancelledError):
        starter.start_hub(_command(folder, "never"), given_up=lambda: bool(_started(folder)))


def test_a_program_that_is_not_there_is_told(starter: Starter, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a snap, where the noted program cannot be run; there the person is told how to have a hub that stays."""
    gone = [os.path.join(os.sep, "nowhere", "bowerbird"), "serve"]  # noqa: PTH118  a plain name
    with pytest.raises(CannotStartError, match="could not be started") as refused:
        starter.start_hub(gone)
    assert refused.value.advice == CannotStartError.default_advice

    monkeypatch.setenv("SNAP", "/snap/gimp/1")
    with pytest.raises(CannotStartError) as refused:
        Starter(ports=()).start_hub(gone)
    assert "bowerbird service install" in refused.value.advice


def test_nothing_is_started_from_inside_a_flatpak(folder: Path, tmp_path: Path) -> None:
    """A hub inside the sandbox would end with its host: the person is told how to have one that stays."""
    info = tmp_path / ".flatpak-info"
    starter = Starter(folder=folder, ports=(), flatpak_info=info)
    info.touch()
    with pytest.raises(CannotStartError, match="inside a Flatpak") as refused:
        starter.start_hub(_command(folder, "serve"))
    assert "bowerbird service install" in refused.value.advice
    assert not _started(folder)

    info.unlink()
    assert starter.start_hub(_command(folder, "serve")).state == "ready"
    _end(starter)


def test_a_session_starts_the_hub_by_itself(folder: Path, token_file: CredentialFile) -> None:
    """Connecting finds nothing, starts the noted command, and comes back connected."""
    _note(folder, _command(folder, "serve"))
    starter = Starter(folder=folder)
    session = Session("GIMP", token_file, place=Place(folder, ()), starter=starter)
    assert running_hubs(folder) == []
    assert start_command(folder) is not None

    assert _connected(session).value.hub.state == "ready"
    assert session.close()
    _end(starter)


def test_a_hub_that_hangs_is_not_started_again(
    hub: ClientHub, folder: Path, token_file: CredentialFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It runs, and the person is told that it takes too long; once it answers again, all goes on."""
    monkeypatch.setattr("bowerbird_client.discovery.HELLO_SECONDS", 0.2)
    hub.delay = lambda _seen: 0.6
    _note(folder, _command(folder, "fail"))
    session = Session("GIMP", token_file, place=Place(folder, ()), starter=Starter(folder=folder))

    assert type(_connected(session).error) is TimedOutError
    assert not _started(folder)

    hub.delay = lambda _seen: 0.0
    assert _connected(session).value.hub.state == "ready"
    hub.hang_up()
    session.close()


def test_a_hub_that_is_slow_to_answer_while_it_starts_is_waited_for(
    hub: ClientHub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where another client started it: the process of our own that ended because of that is not the last word."""
    monkeypatch.setattr("bowerbird_client.discovery.HELLO_SECONDS", 0.2)
    until = time.monotonic() + 2
    hub.delay = lambda _seen: 0.6 if time.monotonic() < until else 0.0

    assert Starter(folder=folder, ports=()).start_hub(_command(folder, "fail")).port == hub.port
    assert len(_started(folder)) == 1


def _connected(session: Session) -> Outcome[Connected]:
    outcomes: list[Outcome[Connected]] = []
    session.connect(outcomes.append)
    ends = time.monotonic() + 15
    while not outcomes and time.monotonic() < ends:
        session.drain()
        time.sleep(0.02)
    return outcomes[0]


def test_only_what_is_the_hosts_own_is_taken_away() -> None:
    """PATH, HOME, the desktop's variables and Bowerbird's own stay."""
    given = {
        "PATH": "/bin",
        "HOME": "/home/me",
        "BOWERBIRD_HOME": "/b",
        "DISPLAY": ":0",
        "XDG_RUNTIME_DIR": "/run",
    }

    assert (
        clean_environment({**given, "PYTHONPATH": "x", "LD_LIBRARY_PATH": "y", "BLENDER_USER_SCRIPTS": "z"})
        == given
    )
