"""What the tests of all hosts share: a person with a library of their own, and their hub."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from pathlib import Path

import pytest

from bowerbird_engine import Engine, PreferenceChanges, load_settings
from fakes.served import Person
from hosts.harness.hubs import PersonsHub

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder that a host sees at the same place: that of all temporary files of these tests."""
    return tmp_path_factory.getbasetemp().resolve()


@pytest.fixture(scope="session")
def pictures(shared: Path) -> Path:
    """Lay the samples where nothing of ours lies."""
    folder = shared / "pictures"
    shutil.copytree(
        ROOT / "samples", folder, ignore=shutil.ignore_patterns("queries", "*.md", "manifest.json")
    )
    return folder


@pytest.fixture(scope="session")
def learned(shared: Path, pictures: Path) -> Path:
    """Learn the samples once, folder by folder and without their letters; gives the home of the library."""
    home = shared / "learned"
    with Engine(load_settings(home)) as engine:
        # Else each hub would read them beside every test.
        engine.set_preferences(PreferenceChanges(letters=False))
        for folder in sorted(each for each in pictures.iterdir() if each.is_dir()):
            engine.add_folder(folder)
        engine.index(ocr=False)
    return home


@pytest.fixture(scope="module")
def person(learned: Path, tmp_path_factory: pytest.TempPathFactory) -> Person:
    """Give a person with a home and a library of their own."""
    home = tmp_path_factory.mktemp("person").resolve()
    shutil.copytree(learned, home / "library")
    return Person(home)


@pytest.fixture(scope="module")
def hub(person: Person) -> Generator[PersonsHub]:
    """Run the person's hub."""
    running = PersonsHub(person)
    running.start()
    yield running
    running.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a real host."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.host)
