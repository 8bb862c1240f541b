"""Finding the hub that runs, and believing only the owner's own files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bowerbird_client import (
    HubTooNewError,
    HubTooOldError,
    NotRunningError,
    StorageError,
    TimedOutError,
    WrongLibraryError,
    find_hub,
    hub_folder,
    running_hubs,
    start_command,
)
from bowerbird_client.sandbox import hides_the_home, is_sandboxed
from fakes.client_hub import LIBRARY, ClientHub, free_port, listening, serving


def test_the_announced_hub_is_found(hub: ClientHub, folder: Path) -> None:
    """A runtime file leads to the hub, and hello tells about it."""
    found = find_hub(folder=folder, ports=())

    assert (found.port, found.library_id, found.server_id) == (hub.port, LIBRARY, "start-1")
    assert found.can("thumbnails")


def test_the_paired_library_comes_first(hub: ClientHub, folder: Path) -> None:
    """Of several hubs the one of the wanted library is taken, however the files are ordered."""
    with serving(ClientHub(library_id="library-2", server_id="start-2")) as other:
        other.announce(folder)

        assert find_hub("library-2", folder=folder, ports=()).port == other.port
        assert find_hub(LIBRARY, folder=folder, ports=()).port == hub.port


def test_another_library_is_not_taken_for_ours(hub: ClientHub, folder: Path) -> None:
    """A hub of another library is told apart from none at all."""
    with pytest.raises(WrongLibraryError):
        find_hub("library-9", folder=folder, ports=())


def test_where_a_sandbox_hides_the_files_the_ports_are_asked(hub: ClientHub, hidden: Path) -> None:
    """A sandboxed host that sees no files finds the hub on one of the ports, and knows that nothing vouches for it."""
    with listening(lambda _listener, connection: connection.sendall(b"SSH-2.0-other\r\n")) as other:
        found = find_hub(folder=hidden, ports=(free_port(), other.port, hub.port))

    assert (found.port, found.noted, found.alive) == (hub.port, False, False)


def test_who_knows_the_port_can_say_so(hub: ClientHub, folder: Path) -> None:
    """With `by_ports` no file is looked at."""
    assert not find_hub(folder=folder, ports=(hub.port,), by_ports=True).noted
    with pytest.raises(NotRunningError):
        find_hub(folder=folder, ports=(), by_ports=True)


@pytest.mark.parametrize("made", [True, False])
def test_where_the_files_can_be_seen_no_port_is_asked(tmp_path: Path, made: bool) -> None:
    """No file means that no hub runs, also where there is no folder yet; who listens on the ports is not even asked."""
    folder = tmp_path / "place"
    if made:
        folder.mkdir(mode=0o700)
    with (
        serving(ClientHub()) as rogue,
        pytest.raises(NotRunningError, match=r"not running\. Start Bowerbird"),
    ):
        find_hub(folder=folder, ports=(rogue.port,))

    assert rogue.connections == 0


def test_a_sandbox_that_shows_the_files_goes_by_them(
    hub: ClientHub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A snap that sees the place believes its files, and asks no port when none is there."""
    monkeypatch.setenv("SNAP", "/snap/blender/1")
    found = find_hub(folder=folder, ports=())
    # Processes have other numbers there: the file may be one that a crash left.
    assert (found.noted, found.alive) == (True, False)

    for path in folder.iterdir():
        path.unlink()
    with pytest.raises(NotRunningError):
        find_hub(folder=folder, ports=(hub.port,))


def test_a_folder_that_may_not_be_read(hub: ClientHub, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside of a sandbox that is an error with its reason; in one it is how the place is hidden."""

    def refuse(path: Path) -> list[Path]:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(StorageError, match="Permission denied"):
        find_hub(folder=folder, ports=(hub.port,))
    assert running_hubs(folder) == []

    monkeypatch.setenv("SNAP", "/snap/gimp/1")
    assert find_hub(folder=folder, ports=(hub.port,)).port == hub.port


def test_a_folder_that_cannot_be_believed_leads_to_no_port(
    hub: ClientHub, folder: Path, tmp_path: Path
) -> None:
    """A link in place of the folder is named, and neither followed nor passed over for the ports."""
    linked = tmp_path / "linked"
    linked.symlink_to(folder)

    with pytest.raises(StorageError, match="is a link"):
        find_hub(folder=linked, ports=(hub.port,))
    assert hub.connections == 0


SANDBOXES: list[tuple[str, dict[str, str], str | None, tuple[bool, bool]]] = [
    ("none", {}, None, (False, False)),
    ("a snap", {"SNAP": "/s", "SNAP_REAL_HOME": "/home/me"}, None, (True, False)),
    ("a snap of long ago", {"SNAP": "/s"}, None, (True, True)),
    ("macOS", {"APP_SANDBOX_CONTAINER_ID": "org.x"}, None, (True, True)),
    ("a flatpak", {}, "[Context]\nshared=network;ipc;\nfilesystems=xdg-pictures;!home;\n", (True, True)),
    ("a flatpak without files", {}, "[Context]\nshared=network;\n", (True, True)),
    ("a flatpak with the home", {}, "[Context]\nfilesystems=xdg-run/x;home:ro;\n", (True, False)),
    ("a flatpak with all", {}, "[Context]\nfilesystems=host;\n", (True, False)),
]


@pytest.mark.parametrize(
    ("environ", "flatpak", "told"), [rest for _, *rest in SANDBOXES], ids=[name for name, *_ in SANDBOXES]
)
def test_sandboxes_are_known_by_their_marks(
    tmp_path: Path, environ: dict[str, str], flatpak: str | None, told: tuple[bool, bool]
) -> None:
    """What is absent counts as absent, save where a sandbox does not show the user's home."""
    info = tmp_path / ".flatpak-info"
    if flatpak is not None:
        info.write_text(flatpak)

    assert (is_sandboxed(environ, info), hides_the_home(environ, info)) == told


def test_nothing_runs(folder: Path) -> None:
    """Refused connections mean that no hub runs, said in a plain sentence with what to do."""
    with pytest.raises(NotRunningError, match=r"Bowerbird is not running\. Start Bowerbird"):
        find_hub(folder=folder, ports=(free_port(),))


def test_a_hub_that_hangs_is_not_taken_for_none(
    hub: ClientHub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose process lives and whose port takes the connection runs, however long it takes to answer."""
    monkeypatch.setattr("bowerbird_client.discovery.HELLO_SECONDS", 0.2)
    hub.delay = lambda _seen: 0.6
    with pytest.raises(TimedOutError, match="takes too long"):
        find_hub(folder=folder, ports=())
    with serving(ClientHub(library_id="library-2", server_id="start-2")) as other:
        other.announce(folder)
        # The one that answers is of no use to who wants the one that hangs.
        with pytest.raises(TimedOutError):
            find_hub(LIBRARY, folder=folder, ports=())
        with pytest.raises(WrongLibraryError):
            find_hub("library-9", folder=folder, ports=())
        assert find_hub(folder=folder, ports=()).port == other.port


def test_what_is_dead_or_refuses_does_not_run(
    hub: ClientHub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of that: a dead process, a port that refuses, or a number that tells nothing is no hub."""
    monkeypatch.setattr("bowerbird_client.discovery.HELLO_SECONDS", 0.2)
    hub.delay = lambda _seen: 0.6
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for changes in ({"pid": ended.pid}, {"port": free_port()}, {"pid": None}):
        hub.announce(folder, **changes)
        with pytest.raises(NotRunningError):
            find_hub(folder=folder, ports=())


def test_a_file_left_by_a_crash_is_not_followed(hub: ClientHub, folder: Path) -> None:
    """A dead process's file counts for nothing, also when another program has its port or number now."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    hub.announce(folder, pid=ended.pid)
    assert running_hubs(folder) == []

    for earlier in ({"server_id": "an earlier start"}, {"library_id": "another"}, {"server_id": None}):
        hub.announce(folder, **earlier)
        with pytest.raises(NotRunningError):
            find_hub(folder=folder, ports=(hub.port,))
    hub.announce(folder)
    assert find_hub(folder=folder, ports=()).alive


@pytest.mark.skipif(os.name != "posix", reason="Windows tells nothing of the kind")
def test_a_number_that_another_user_has_now_is_no_hub(
    hub: ClientHub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that we may not signal did not write our file."""

    def refuse(_pid: int, _signal: int) -> None:
        raise PermissionError

    assert len(running_hubs(folder)) == 1
    monkeypatch.setattr(os, "kill", refuse)
    assert running_hubs(folder) == []


def test_a_link_is_not_believed(hub: ClientHub, folder: Path, tmp_path: Path) -> None:
    """A runtime file that is a symbolic link is passed over, as is a folder that is one."""
    path = hub.announce(folder)
    real = path.rename(tmp_path / "elsewhere.json")
    path.symlink_to(real)
    assert running_hubs(folder) == []

    path.unlink()
    hub.announce(folder)
    linked = tmp_path / "linked"
    linked.symlink_to(folder)
    assert running_hubs(linked) == []
    assert len(running_hubs(folder)) == 1


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
@pytest.mark.parametrize("mode", [0o644, 0o660, 0o602])
def test_wide_permissions_are_not_believed(hub: ClientHub, folder: Path, mode: int) -> None:
    """A file that others may read or write is passed over; closed to them it counts."""
    path = hub.announce(folder)
    path.chmod(mode)
    assert running_hubs(folder) == []

    path.chmod(0o600)
    assert len(running_hubs(folder)) == 1


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_a_folder_that_others_may_write_is_not_believed(hub: ClientHub, folder: Path) -> None:
    """Files and the start command in a folder open to others are passed over."""
    _note_command(folder, ["bowerbird", "serve"])
    folder.chmod(0o777)
    assert (running_hubs(folder), start_command(folder)) == ([], None)

    folder.chmod(0o700)
    assert start_command(folder) == ("bowerbird", "serve")


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such owners")
def test_another_owners_files_are_not_believed(
    hub: ClientHub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What belongs to somebody else is passed over: seen by being somebody else."""
    assert len(running_hubs(folder)) == 1

    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert running_hubs(folder) == []


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"port": "28471"}', '{"port": 99999, "library_id": "x"}', "[" * 60_000]
)
def test_a_damaged_file_is_passed_over(hub: ClientHub, folder: Path, text: str) -> None:
    """Damage in one file hides no other hub."""
    damaged = folder / "hub-damaged.json"
    damaged.write_text(text)
    damaged.chmod(0o600)

    assert [found.port for found in running_hubs(folder)] == [hub.port]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_in_place_of_a_file_holds_nobody(folder: Path) -> None:
    """A pipe that nobody writes to is passed over at once."""
    os.mkfifo(folder / "hub-pipe.json", 0o600)

    assert running_hubs(folder) == []


@pytest.mark.parametrize(
    ("api", "error"), [({"min": 0, "max": 0}, HubTooOldError), ({"min": 2, "max": 3}, HubTooNewError)]
)
def test_versions_that_do_not_meet_are_named(
    hub: ClientHub, folder: Path, api: dict[str, int], error: type[Exception]
) -> None:
    """A hub too old or too new is told from one that does not run, and says what to update (check 71)."""
    hub.api = api

    with pytest.raises(error, match="Update"):
        find_hub(folder=folder, ports=())


def test_versions_that_overlap_meet(hub: ClientHub, folder: Path) -> None:
    """A newer hub that still speaks our version is taken."""
    hub.api = {"min": 1, "max": 4}

    assert find_hub(folder=folder, ports=()).port == hub.port


def test_the_folder_does_not_move_with_the_desktop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither Bowerbird's own nor the desktop's variables move the place; a snap's real home does."""
    before = hub_folder()
    monkeypatch.setenv("BOWERBIRD_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert hub_folder() == before

    if sys.platform != "win32":
        monkeypatch.setenv("SNAP_REAL_HOME", str(tmp_path))
        assert hub_folder().is_relative_to(tmp_path)


def _note_command(folder: Path, command: list[str]) -> None:
    path = folder / "executable.json"
    path.write_text(json.dumps({"command": command}))
    path.chmod(0o600)
