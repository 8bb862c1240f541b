"""Opening Bowerbird's page: from the command that starts the hub, without a shell and without the host's variables."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from bowerbird_panel.hub_page import HubPage, launch, opening


@pytest.mark.parametrize(
    ("recorded", "made"),
    [
        (("bowerbird", "serve"), (("bowerbird", "open"), None)),
        (("py", "-P", "-m", "b", "serve", "--home", "/l x"), (("py", "-P", "-m", "b", "open"), "/l x")),
        (("serve", "-m", "b", "serve"), (("serve", "-m", "b", "open"), None)),
        (("py", "serve", "--home"), (("py", "open"), None)),
        (("something", "else"), None),
        ((), None),
    ],
)
def test_the_command_that_opens_is_made_of_the_one_that_starts(
    recorded: tuple[str, ...], made: tuple[tuple[str, ...], str | None] | None
) -> None:
    """The same program, the same library; what is not known is not run."""
    assert opening(recorded) == made


def test_the_program_is_run_with_the_library_and_without_the_hosts_variables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real program gets its arguments as they are."""
    program, told = tmp_path / "program.py", tmp_path / "told"
    program.write_text(
        "import json, os, sys\n"
        f"open({str(told)!r}, 'w').write(json.dumps([sys.argv[1:], dict(os.environ)]))\n"
    )
    monkeypatch.setenv("PYTHONPATH", "/of/the/host")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/of/the/host")
    processes: list[subprocess.Popen[bytes]] = []
    page = HubPage(
        lambda: (sys.executable, str(program), "$(x); *", "serve", "--home", "/my home"),
        lambda command, variables: processes.append(launch(command, variables)),
        lambda: False,
    )
    assert page.open()
    assert processes[0].wait(20) == 0
    arguments, environment = json.loads(told.read_text())

    assert arguments == ["$(x); *", "open"]
    assert environment["BOWERBIRD_HOME"] == "/my home"
    assert not {"PYTHONPATH", "LD_LIBRARY_PATH"} & set(environment)


@pytest.mark.parametrize("why", ["nothing recorded", "a sandbox", "no such program"])
def test_where_it_cannot_be_done_it_says_so(why: str) -> None:
    """Nothing is run inside a sandbox, where the program is missing or another one."""
    ran: list[Sequence[str]] = []

    def run(command: Sequence[str], _environment: Mapping[str, str]) -> None:
        ran.append(command)
        raise FileNotFoundError(command[0])

    page = HubPage(
        lambda: None if why == "nothing recorded" else ("gone", "serve"), run, lambda: why == "a sandbox"
    )

    assert not page.open()
    assert bool(ran) is (why == "no such program")
