"""A small library indexed once by the real command, for all tests of the command line."""

from __future__ import annotations

import os
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bowerbird_bridge.cli import bowerbird
from bowerbird_bridge.commands.plugin_hosts import vscode_programs
from fakes.sampled import lay_pictures
from fakes.served import Answer

SAMPLES = Path(__file__).parents[3] / "samples"


@dataclass(frozen=True)
class Command:
    """The `bowerbird` command with a library of its own."""

    home: Path

    def __call__(self, *arguments: str | Path, stdin: str = "") -> Answer:
        done = CliRunner().invoke(
            bowerbird,
            [os.fspath(argument) for argument in arguments],
            input=stdin,
            # Another home, too: whether a hub runs for this person is none of these tests' business.
            env={"BOWERBIRD_HOME": str(self.home), "HOME": str(self.home), "LOCALAPPDATA": str(self.home)},
            prog_name="bowerbird",
        )
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Answer(done.exit_code, done.stdout, done.stderr)


@dataclass(frozen=True)
class Library:
    run: Command
    folder: Path
    label: Path
    code: str
    report: Any


@pytest.fixture(scope="session", autouse=True)
def no_editors_of_this_machine() -> Generator[None]:
    """Keep the editors that are installed here out of every list: `bowerbird plugins` would name them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vscode_programs, "SYSTEM_FOLDERS", ())
        patch.setattr(vscode_programs, "SNAPS", Path("/nowhere/snap"))
        yield


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Index a dozen samples, one of them a label with a code, one of them twice, and a file that is no picture."""
    base = tmp_path_factory.mktemp("library")
    pictures = lay_pictures(base / "pictures")
    folder = pictures.folder
    (folder / "notes.txt").write_text("nor is this")
    run = Command(base / "home")
    assert run("add", folder).code == 0
    report = run("index", "--json")
    assert report.code == 0, report.err
    return Library(run, folder, pictures.label, pictures.code, report.json)
