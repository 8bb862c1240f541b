"""What the window has the hub do with the files themselves: show one in its folder, copy one to the curated folder."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from hosts.gimp.desktop import GimpDesktop
from hosts.gimp.panel import Panel
from hosts.harness.hubs import PersonsHub

MUG = "mug-red-front.jpg"
CALLED = f"\u2068{MUG}\u2069"
"""As it stands in a sentence, whatever direction its letters have."""


@pytest.fixture
def mugs(desktop: GimpDesktop, panel: Panel, pictures: Path) -> Panel:
    """Have a picture chosen beside an open image."""
    desktop.show(pictures / "interiors" / "living-room-day.jpg")
    panel.open()
    (front, *_) = [hit for hit in panel.search("red mug", MUG) if MUG in hit.name]
    desktop.click(front)
    return panel


@pytest.fixture
def file_manager(hub: PersonsHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the hub a desktop whose file manager writes down what it is asked to show."""
    told = tmp_path / "told"
    programs = tmp_path / "programs"
    programs.mkdir()
    sender = programs / "dbus-send"
    sender.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >>"{told}"\n')
    sender.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":none")
    hub.stop()
    hub.start()
    return told


@pytest.fixture
def curated(hub: PersonsHub, tmp_path: Path) -> Path:
    """Choose a curated folder, as the owner does on Bowerbird's page."""
    folder = tmp_path / "curated"
    folder.mkdir()
    hub.ask_as_owner("PATCH", "/v1/preferences", {"curated_folder": str(folder)})
    return folder


def test_a_picture_is_shown_in_its_folder(file_manager: Path, mugs: Panel, pictures: Path) -> None:
    """The file manager is asked to show the very file that was chosen, and the window says so."""
    assert not file_manager.exists()
    mugs.press("Show in folder")
    mugs.says(f"Showed {CALLED} in its folder.")

    (file,) = pictures.rglob(MUG)
    assert f"array:string:{file.as_uri()}" in file_manager.read_text().splitlines()


def test_without_a_curated_folder_it_is_said(mugs: Panel) -> None:
    """Control: before a folder was chosen nothing is copied, and the window says what to do."""
    mugs.press("Copy to curated folder")
    mugs.says("No folder for curated copies was chosen yet.")


def test_a_picture_is_copied_to_the_curated_folder(mugs: Panel, curated: Path, pictures: Path) -> None:
    """The chosen picture lies in the curated folder, byte for byte; asked for again, it is said to be there."""
    mugs.press("Copy to curated folder")
    mugs.says(f"Copied {CALLED} into the curated folder.")
    mugs.press("Copy to curated folder")
    mugs.says(f"{CALLED} is in the curated folder already.")

    (original,) = pictures.rglob(MUG)
    (copy,) = curated.rglob("*.jpg")
    assert digest(copy) == digest(original)
    assert digest(copy) != digest(next(pictures.rglob("mug-red-back.jpg")))


def digest(file: Path) -> str:
    """Give what tells one file's bytes from another's."""
    return hashlib.sha256(file.read_bytes()).hexdigest()
