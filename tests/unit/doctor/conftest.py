"""A healthy library to break, and its pictures in a folder of their own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bowerbird_engine.assets import Root
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.doctor.findings import Check
from bowerbird_engine.indexing.scan import locate_roots
from bowerbird_engine.settings import Settings, load_settings
from fakes.sampled import SampledLibrary


@dataclass(frozen=True)
class Patient:
    """A library, its catalogue open to read, and its pictures."""

    settings: Settings
    catalogue: Catalogue
    pictures: Path

    @property
    def roots(self) -> list[Root]:
        """Its folders as they are now."""
        return locate_roots(self.catalogue)

    def write(self, statement: str) -> None:
        """Change its catalogue behind its back."""
        with Catalogue.open(self.settings.catalogue_path) as writer:
            writer._database.execute(statement)  # pyright: ignore[reportPrivateUsage]  no table does such a thing


@pytest.fixture
def place() -> Generator[Path]:
    """Give a folder that any user may look into, unlike those of pytest."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def patient(sampled_library: SampledLibrary, place: Path) -> Generator[Patient]:
    """Give a copy of an indexed library; its pictures are where they were, and are not to be changed."""
    home = sampled_library.copy(place / "home")
    home.chmod(0o700)
    settings = load_settings(home)
    with Catalogue.open(settings.catalogue_path, read_only=True) as catalogue:
        yield Patient(settings, catalogue, sampled_library.folder)


@pytest.fixture
def own_pictures(patient: Patient, place: Path) -> Patient:
    """Give one whose pictures are a copy too, so that their folder can be changed."""
    folder = place / "pictures"
    shutil.copytree(patient.pictures, folder)
    from bowerbird_engine import Engine  # noqa: PLC0415  what a test does not need it does not load

    with Engine(patient.settings) as engine:
        engine.remove_folder(patient.pictures)
        engine.add_folder(folder)
    return Patient(patient.settings, patient.catalogue, folder)


def codes(checks: Iterable[Check]) -> list[str]:
    """Give the codes of what is not fine."""
    return [check.code for check in checks if check.state != "ok"]
