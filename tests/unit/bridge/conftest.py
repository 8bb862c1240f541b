"""A small library indexed once by the real command, for all tests of the command line."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bowerbird_bridge.cli import bowerbird

SAMPLES = Path(__file__).parents[3] / "samples"


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value that was printed."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Command:
    """The `bowerbird` command with a library of its own."""

    home: Path

    def __call__(self, *arguments: str | Path, stdin: str = "") -> Answer:
        done = CliRunner().invoke(
            bowerbird,
            [os.fspath(argument) for argument in arguments],
            input=stdin,
            env={"BOWERBIRD_HOME": str(self.home)},
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


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Index a dozen samples, one of them a label with a code, one of them twice, and a file that is no picture."""
    base = tmp_path_factory.mktemp("library")
    manifest = json.loads((SAMPLES / "manifest.json").read_text(encoding="utf-8"))
    by_kind: dict[str, list[Any]] = {}
    for picture in manifest["pictures"]:
        by_kind.setdefault(picture["kind"], []).append(picture)
    label = next(picture for picture in by_kind["label"] if picture["text"])
    chosen = [
        label,
        *(picture for kind in sorted(by_kind) for picture in by_kind[kind][:2] if picture is not label),
    ]
    for picture in chosen:
        target = base / "pictures" / picture["file"]
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SAMPLES / picture["file"], target)
    folder = base / "pictures"
    (folder / "again").mkdir()
    shutil.copyfile(folder / label["file"], folder / "again" / "copy.jpg")
    (folder / "broken.jpg").write_bytes(b"this is no picture")
    (folder / "notes.txt").write_text("nor is this")
    run = Command(base / "home")
    assert run("add", folder).code == 0
    report = run("index", "--json")
    assert report.code == 0, report.err
    return Library(run, folder, folder / label["file"], max(label["text"], key=len), report.json)
