"""The place where hubs are found: one for each user, private, without secrets, and not to be led astray."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bowerbird_bridge.access.private_files import PrivateFileError
from bowerbird_bridge.discovery import (
    PORTS,
    announce,
    hub_folder,
    record_command,
    recorded_command,
    running_hubs,
    start_command,
    withdraw,
)
from bowerbird_engine import load_settings

posix = pytest.mark.skipif(os.name != "posix", reason="modes and links of POSIX")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Say where the place is in these tests."""
    return tmp_path / "share" / "hub"


def _announce(folder: Path, *, port: int = 28471, server_id: str = "s", library_id: str = "abc") -> Path:
    return announce(port=port, server_id=server_id, library_id=library_id, folder=folder)


def test_the_place_does_not_move(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither Bowerbird's variables nor the desktop's move it; a snap's real home does."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("BOWERBIRD_HOME", "/elsewhere")
    monkeypatch.setenv("XDG_DATA_HOME", "/elsewhere")
    monkeypatch.delenv("SNAP_REAL_HOME", raising=False)
    assert hub_folder(platform="linux") == tmp_path / ".local/share/bowerbird/hub"
    assert hub_folder(platform="darwin") == tmp_path / "Library/Application Support/bowerbird/hub"
    assert hub_folder({"SNAP_REAL_HOME": "/real"}, "linux") == Path("/real/.local/share/bowerbird/hub")
    assert hub_folder({"LOCALAPPDATA": "/l"}, "win32") == Path("/l/bowerbird/hub")
    assert hub_folder({}, "win32") == tmp_path / "AppData/Local/bowerbird/hub"


def test_the_ports_are_below_those_that_systems_hand_out() -> None:
    """The list is short, and no other program gets one of these ports by chance."""
    assert PORTS == (28471, 28472, 28473, 28474)
    assert max(PORTS) < 32768


@posix
def test_a_hub_is_found_while_it_runs(folder: Path) -> None:
    """Check 15: the file is private, says where the hub is and how to start it, and goes with the hub."""
    path = _announce(folder)
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    about = json.loads(path.read_text())
    assert about.keys() == {"port", "pid", "executable", "api", "server_id", "library_id", "started"}
    assert about["api"] == {"min": 1, "max": 1}
    (hub,) = running_hubs(folder)
    assert (hub.port, hub.pid, hub.server_id, hub.library_id) == (28471, os.getpid(), "s", "abc")
    assert hub.executable == start_command() == recorded_command(folder)
    assert hub.home == load_settings(environ={}).state_dir
    withdraw(server_id="s", library_id="abc", folder=folder)
    assert running_hubs(folder) == []
    assert not path.exists()


def test_the_recorded_command_starts_this_program() -> None:
    """What is written down can be run, from any folder."""
    command = [*start_command(), "--help"]
    done = subprocess.run(command, capture_output=True, timeout=60, cwd="/", check=True)
    assert b"Usage" in done.stdout


def test_two_libraries_have_two_files(folder: Path) -> None:
    """Hubs of different libraries do not take each other's place."""
    _announce(folder, library_id="one", server_id="a", port=1)
    _announce(folder, library_id="two", server_id="b", port=2)
    assert {hub.port for hub in running_hubs(folder)} == {1, 2}


def test_a_later_hub_is_not_withdrawn_by_an_earlier_one(folder: Path) -> None:
    """A hub that ends late leaves the file of the one that has taken over."""
    _announce(folder, server_id="old")
    _announce(folder, server_id="new")
    withdraw(server_id="old", library_id="abc", folder=folder)
    assert [hub.server_id for hub in running_hubs(folder)] == ["new"]


def test_a_dead_hub_is_not_found(folder: Path) -> None:
    """A hub that was killed leaves its file; its process is looked for, and the next hub replaces it."""
    path = _announce(folder)
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    path.write_text(json.dumps({**json.loads(path.read_text()), "pid": done.pid}))
    assert running_hubs(folder) == []
    _announce(folder)
    assert len(running_hubs(folder)) == 1


@pytest.mark.parametrize(
    "about",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"port": "28471"}',
        b'{"port": 0, "pid": 1, "executable": [], "server_id": "", "library_id": "", "started": ""}',
        b'{"port": 70000, "pid": 1, "executable": [], "server_id": "", "library_id": "", "started": ""}',
        b'{"port": 1, "pid": -1, "executable": [], "server_id": "", "library_id": "", "started": ""}',
        b'{"port": 1, "pid": 1, "executable": [], "server_id": 1, "library_id": "", "started": ""}',
    ],
)
def test_nonsense_is_passed_over(folder: Path, about: bytes) -> None:
    """A file that tells of no hub is no hub, and hides no other."""
    _announce(folder)
    (folder / "hub-odd.json").write_bytes(about)
    (folder / "executable.json").write_bytes(about)
    assert len(running_hubs(folder)) == 1
    assert recorded_command(folder) is None


@posix
def test_a_link_is_refused(folder: Path, tmp_path: Path) -> None:
    """Check 15: a file or folder that was put there as a link is not followed, for reading or for writing."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("precious")
    folder.mkdir(parents=True, mode=0o700)
    (folder / "hub-abc.json").symlink_to(elsewhere)
    with pytest.raises(PrivateFileError, match="is a link"):
        _announce(folder)
    assert running_hubs(folder) == []
    assert elsewhere.read_text() == "precious"
    linked = tmp_path / "linked"
    linked.symlink_to(folder)
    with pytest.raises(PrivateFileError, match="is not a folder"):
        _announce(linked)


@posix
def test_a_following_writer_would_be_led_astray(folder: Path, tmp_path: Path) -> None:
    """The control: a plain write through the same link destroys what it points at."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("precious")
    folder.mkdir(parents=True)
    (folder / "hub-abc.json").symlink_to(elsewhere)
    (folder / "hub-abc.json").write_text("{}")
    assert elsewhere.read_text() == "{}"


@posix
@pytest.mark.parametrize("kind", ["fifo", "folder"])
def test_what_is_no_file_is_refused(folder: Path, kind: str) -> None:
    """A pipe in the file's place holds nobody up."""
    folder.mkdir(parents=True, mode=0o700)
    place = folder / "hub-abc.json"
    if kind == "fifo":
        os.mkfifo(place)
    else:
        place.mkdir()
    with pytest.raises(PrivateFileError, match="is not a file"):
        _announce(folder)
    assert running_hubs(folder) == []


@posix
@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can give files away")
def test_what_belongs_to_another_user_is_refused(folder: Path) -> None:
    """Check 15: a file or folder of another user is neither believed nor replaced."""
    path = _announce(folder)
    os.chown(path, 65534, 65534)
    path.chmod(0o644)
    assert running_hubs(folder) == []
    with pytest.raises(PrivateFileError, match="another user"):
        _announce(folder)
    path.unlink()
    os.chown(folder, 65534, 65534)
    for attempt in (_announce, running_hubs):
        with pytest.raises(PrivateFileError, match="another user"):
            attempt(folder)


@posix
def test_an_open_folder_is_closed(folder: Path) -> None:
    """A folder that others could write in is tightened before anything is believed."""
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    _announce(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_command_that_still_works_is_kept(folder: Path) -> None:
    """What an installer wrote down stays; a command whose program is gone is replaced."""
    record_command((sys.executable, "-m", "other"), folder=folder)
    _announce(folder)
    assert recorded_command(folder) == (sys.executable, "-m", "other")
    record_command(("/gone/bowerbird", "serve"), folder=folder)
    _announce(folder)
    assert recorded_command(folder) == start_command()


def test_nothing_is_made_by_looking(folder: Path) -> None:
    """Looking for hubs where there never was one leaves no trace."""
    assert running_hubs(folder) == []
    assert recorded_command(folder) is None
    assert not folder.exists()


@pytest.mark.parametrize("library_id", ["", "../x", "a/b", "a\0", "x" * 65, "é"])
def test_an_id_is_no_path(folder: Path, library_id: str) -> None:
    """An id that would name another file is refused."""
    with pytest.raises(ValueError, match="no id"):
        _announce(folder, library_id=library_id)
