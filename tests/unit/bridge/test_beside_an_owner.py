"""Every command while another process owns the library: what reads goes on, what writes is refused with its name.

Here an index run owns it, without a hub; what goes through a hub that owns it is tested in `test_through_hub`.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from bowerbird_bridge.cli import bowerbird
from bowerbird_engine import Asset, Engine, PreferenceChanges, SearchQuery, load_settings
from bowerbird_engine.catalog.ownership import own_library

from .conftest import Command, Library

BUSY = 3
"""The exit code for a library that another process writes to."""

READS: dict[str, list[str]] = {
    "collections": [],
    "curated list": [],
    "doctor": [],
    "duplicates": [],
    "duplicates list-not-same": [],
    "folders": [],
    "gone": [],
    "models": [],
    "models list": [],
    "models show": ["starter"],
    "recipe save": ["{new}", "red"],
    "search": ["red"],
    "searches": [],
    "searches list": [],
    "selftest show": [],
    "similar": ["{picture}"],
    "status": [],
}
WRITES: dict[str, list[str]] = {
    "add": ["{folder}"],
    "curated copy": ["{id}"],
    "curated template": ["{year}/{name}"],
    "duplicates not-same": ["{id}", "{other id}"],
    "folders move": ["{pictures}", "{folder}"],
    "gone bring-back": [],
    "gone drop": [],
    "index": [],
    "models remove": ["someone/model"],
    "models use": ["starter"],
    "remove": ["{pictures}"],
    "searches save": ["reds", "red"],
    "selftest set": ["--words", "red"],
    "serve": ["--port", "0", "--no-keyring"],
}
ELSEWHERE: dict[str, str] = {
    "backup": "makes its copy beside a writer: tests of the backup",
    "restore": "asks first, and makes another library: tests of the restore",
    "clients": "the hub's own files",
    "clients allow-origin": "the hub's own files",
    "clients forbid-origin": "the hub's own files",
    "clients list": "the hub's own files",
    "clients revoke": "the hub's own files",
    "demo": "has a library of its own",
    "diagnostics": "reads a few minutes' worth of checks: its own tests",
    "mcp": "runs until its client goes: its own tests",
    "models add": "needs a model; refused by the same lock as `models install`",
    "models install": "needs a network; tests of switching",
    "open": "speaks with the hub",
    "pair": "speaks with the hub",
    "plugins": "the folders of other programs",
    "plugins install": "the folders of other programs",
    "plugins list": "the folders of other programs",
    "plugins remove": "the folders of other programs",
    "recipe replay": "reads, as `search` does, what `recipe save` wrote: its own tests",
    "reveal": "starts a file manager",
    "searches remove": "there is none to remove; as `searches save`",
    "searches rename": "there is none to rename; as `searches save`",
    "searches run": "there is none to run; as `search`",
    "selftest keep": "there is none to keep; as `selftest set`",
    "selftest remove": "there is none to remove; as `selftest set`",
    "selftest run": "there is none to run; as `search`",
    "service install": "the login of this user",
    "service remove": "the login of this user",
    "service status": "the login of this user",
    "stop": "speaks with the hub",
}


def _leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[str]:
    if not isinstance(command, click.Group):
        yield " ".join(path)
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None
        yield from _leaves(found, (*path, name))
    if command.invoke_without_command:
        yield " ".join(path)


Fill = Callable[[str, list[str]], list[str]]


@pytest.fixture(scope="module")
def mine(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Give the command with a copy of the library, in which a folder for curated copies is chosen."""
    base = tmp_path_factory.mktemp("mine")
    (base / "curated").mkdir()
    shutil.copytree(library.run.home, base / "home")
    with Engine(load_settings(base / "home")) as engine:
        engine.set_preferences(PreferenceChanges(curated_folder=base / "curated"))
    return Command(base / "home")


@pytest.fixture(scope="module")
def found(mine: Command) -> list[Asset]:
    """Find two pictures of it."""
    with Engine(load_settings(mine.home)) as engine:
        return [hit.asset for hit in engine.search(SearchQuery(text="red", limit=2)).hits]


@pytest.fixture
def fill(library: Library, found: list[Asset], tmp_path: Path) -> Fill:
    """Write the arguments of a command with what is in the library."""
    folder = tmp_path / "more"
    folder.mkdir()
    places = {
        "{folder}": str(folder),
        "{pictures}": str(library.folder),
        "{picture}": str(found[0].path),
        "{id}": str(found[0].id),
        "{other id}": str(found[1].id),
        "{new}": str(tmp_path / "new.json"),
    }

    def filled(command: str, arguments: list[str]) -> list[str]:
        return [*command.split(), *(places.get(each, each) for each in arguments)]

    return filled


@pytest.fixture
def owned(mine: Command, fill: Fill) -> Iterator[Command]:
    """Let an index run own the library, and give the command."""
    with own_library(mine.home, "indexing"):
        yield mine


def test_every_command_is_known_here() -> None:
    """Whoever adds a command says what becomes of it beside a writer."""
    known = [*READS, *WRITES, *ELSEWHERE]
    assert sorted(known) == sorted(set(known))
    assert sorted(known) == sorted(set(_leaves(bowerbird)))


@pytest.mark.parametrize("command", READS)
def test_what_reads_needs_no_lock(command: str, owned: Command, fill: Fill) -> None:
    """It does what it does without a writer."""
    done = owned(*fill(command, READS[command]))
    assert done.code == 0, done.err


@pytest.mark.parametrize("command", WRITES)
def test_what_writes_is_refused_with_the_owners_name(command: str, owned: Command, fill: Fill) -> None:
    """It ends with the code for that, in less than two seconds of processor time, and says who, where and since when."""
    before = time.process_time()
    done = owned(*fill(command, WRITES[command]))
    assert done.code == BUSY, (done.code, done.err)
    assert f"process {os.getpid()} on this computer (indexing, since " in done.err
    assert time.process_time() - before < 2


@pytest.mark.parametrize("command", ["searches save", "curated template", "duplicates not-same", "gone drop"])
def test_the_owner_is_what_keeps_it_from_writing(command: str, mine: Command, fill: Fill) -> None:
    """The control: without one the same command writes."""
    done = mine(*fill(command, WRITES[command]))
    assert done.code == 0, done.err
