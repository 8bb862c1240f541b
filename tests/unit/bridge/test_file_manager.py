from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from bowerbird_bridge.file_manager import reveal_in_file_manager

pytestmark = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="the desktop of another system")


def _program(folder: Path, name: str, *, code: int) -> Path:
    """Make a program that notes its arguments and ends with a code; give where it notes them."""
    folder.mkdir(exist_ok=True)
    note = folder / f"{name}.arguments"
    program = folder / name
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >"{note}"\nexit {code}\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return note


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a desktop whose programs are the ones of a folder."""
    monkeypatch.setenv("DISPLAY", ":99")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}/bin")
    return tmp_path / "bin"


def test_the_file_is_selected_where_the_desktop_can(desktop: Path, tmp_path: Path) -> None:
    """The file manager is asked to show this very file, also one with a comma in its name."""
    select, opener = _program(desktop, "dbus-send", code=0), _program(desktop, "xdg-open", code=0)

    assert reveal_in_file_manager(tmp_path / "a, b.jpg")

    assert f"array:string:file://{tmp_path}/a%2C%20b.jpg" in select.read_text().splitlines()
    assert not opener.exists()


def test_the_folder_is_opened_where_it_cannot(desktop: Path, tmp_path: Path) -> None:
    """Without a file manager that selects, the folder is opened."""
    _program(desktop, "dbus-send", code=1)
    opener = _program(desktop, "xdg-open", code=0)

    assert reveal_in_file_manager(tmp_path / "a.jpg")

    assert opener.read_text().splitlines() == [str(tmp_path)]


def test_without_any_it_says_so(desktop: Path, tmp_path: Path) -> None:
    """Where nothing can be opened, the caller is told."""
    _program(desktop, "dbus-send", code=1)
    _program(desktop, "xdg-open", code=4)

    assert not reveal_in_file_manager(tmp_path / "a.jpg")


def test_without_a_desktop_nothing_is_started(
    desktop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine without a screen no program is run."""
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    opener = _program(desktop, "xdg-open", code=0)

    assert not reveal_in_file_manager(tmp_path / "a.jpg")
    assert not opener.exists()
