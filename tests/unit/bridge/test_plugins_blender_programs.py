"""Where Blenders are looked for on each system, which programs are taken for one, and which are never started."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from bowerbird_bridge.commands.plugin_hosts import blender_programs
from bowerbird_bridge.commands.plugin_hosts.blender_host import blender_runs
from bowerbird_bridge.commands.plugin_hosts.blender_programs import find_programs, looked_in, settings_folders
from bowerbird_bridge.commands.plugin_hosts.calling import call
from bowerbird_bridge.commands.plugin_hosts.running_programs import runs
from bowerbird_bridge.commands.plugin_hosts.surroundings import Surroundings


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty home on a machine without a Blender."""
    monkeypatch.setattr(blender_programs, "SYSTEM_FOLDERS", (tmp_path / "opt",))
    monkeypatch.setattr(blender_programs, "SNAP_PROGRAM", tmp_path / "snap" / "bin" / "blender")
    made = tmp_path.resolve() / "home"
    made.mkdir()
    return made


def _put(path: Path, *, runs: bool = True) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755 if runs else 0o644)
    return path


def _found(home: Path, platform: str = "linux", **environ: str) -> list[tuple[str, Path]]:
    around = Surroundings(platform, home, {"PATH": "", **environ})
    return [(program.kind, Path(program.where)) for program in find_programs(around)]


@pytest.mark.parametrize(
    "place",
    [
        "blender-4.2.3-linux-x64/blender",
        "blender/blender-4.5.1-linux-x64/blender",
        "blender/stable/blender-5.0.0/blender",
        "blender/4.2/blender",
        "opt/blender-5.2/blender",
        "Applications/Blender/blender",
        ".local/opt/blender-git/blender",
        "../opt/blender-4.2.0/blender",
    ],
)
def test_where_people_unpack_it(home: Path, place: str) -> None:
    """An archive of Blender is found where people put programs, however they call the folder around it."""
    program = _put(home / place)

    assert [path.resolve() for _, path in _found(home)] == [program.resolve()]


@pytest.mark.parametrize(
    "place",
    [
        "Downloads/blender-4.2.3-linux-x64/blender",
        "blender-4.2.3-linux-x64/blender-thumbnailer",
        "pictures/blender",
        "opt/other/blender",
    ],
)
def test_what_is_not_started_by_itself(home: Path, place: str) -> None:
    """What was only downloaded, other programs of Blender's, and whatever else is called so: nobody asked for it."""
    _put(home / place)

    assert _found(home) == []


def test_the_path_comes_first_and_each_program_counts_once(home: Path) -> None:
    """A link on the path to an unpacked Blender is that Blender; a file that cannot be run is none."""
    program = _put(home / "opt" / "blender-4.2" / "blender")
    other = _put(home / "bin" / "blender-5.0")
    for name in ("blender-softwaregl", "blenderproc", "blender.sh"):
        _put(home / "bin" / name)
    _put(home / "bin" / "blender-4.3", runs=False)
    (home / "bin" / "blender").symlink_to(program)

    assert _found(home, PATH=str(home / "bin")) == [("native", home / "bin" / "blender"), ("native", other)]


def test_the_working_folder_is_not_on_the_path(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is named relatively, or not at all, may be anybody's: a file there is not started."""
    _put(home / "work" / "blender")
    monkeypatch.chdir(home / "work")

    assert _found(home, PATH=os.pathsep.join(["", ".", "../work"])) == []
    assert len(_found(home, PATH=str(home / "work"))) == 1


def test_the_menu_tells_of_one_anywhere(home: Path) -> None:
    """Blender registers itself there, and so do people; what else the entries start is not taken for it."""
    program = _put(home / "somewhere" / "my blend" / "blender")
    menu = home / ".local" / "share" / "applications"
    menu.mkdir(parents=True)
    (menu / "blender.desktop").write_text(f'[Desktop Entry]\nExec="{program}" %f\n')
    (menu / "blender-wrapped.desktop").write_text("[Desktop Entry]\nExec=sh -c blender\nExec='open\n")
    (menu / "org.blender.Blender.desktop").write_bytes(b"\xff\nExec=\n")

    assert _found(home) == [("native", program)]


def test_steams_libraries_are_looked_through(home: Path) -> None:
    """Its own folder and those that a person added; a list that cannot be read costs nothing."""
    root = home / ".local" / "share" / "Steam"
    first = _put(root / "steamapps" / "common" / "Blender" / "blender")
    second = _put(home / "games here" / "steamapps" / "common" / "Blender" / "blender")
    listed = root / "steamapps" / "libraryfolders.vdf"
    assert _found(home) == [("steam", first)]

    listed.write_text(
        f'"libraryfolders"\n{{\n "1" {{ "path"\t\t"{home}/games here" }}\n "2" {{ "path" "x" }}\n}}\n'
    )
    assert _found(home) == [("steam", first), ("steam", second)]
    listed.unlink()
    listed.mkdir()
    assert _found(home) == [("steam", first)]


def test_snap_and_flatpak(home: Path, tmp_path: Path) -> None:
    """A program in the folder of snaps is Snap's; Flatpak is asked whether it has one, and may fail."""
    snap = _put(tmp_path / "snap" / "bin" / "blender")
    flatpak = _put(home / "programs" / "flatpak")
    assert _found(home, PATH=str(snap.parent)) == [("snap", snap)]

    assert _found(home, PATH=str(flatpak.parent))[-1] == ("flatpak", Path("org.blender.Blender"))
    flatpak.write_text("#!/bin/sh\nexit 1\n")
    assert _found(home, PATH=str(flatpak.parent)) == [("snap", snap)]


def test_a_mac(home: Path) -> None:
    """Bundles in the person's own folder of programs, also several in one folder, and Steam's."""
    inside = Path("Contents", "MacOS", "Blender")
    first = _put(home / "Applications" / "Blender.app" / inside)
    second = _put(home / "Applications" / "Blender LTS" / "Blender 4.2.app" / inside)
    steam = home / "Library" / "Application Support" / "Steam" / "steamapps" / "common" / "Blender"
    third = _put(steam / "Blender.app" / inside)
    found = [pair for pair in _found(home, "darwin") if pair[1].is_relative_to(home)]

    assert found == [("native", first), ("native", second), ("steam", third)]


def test_windows(home: Path) -> None:
    """The folder of programs, the person's own one, the alias of the Microsoft Store, and Steam's."""
    environ = {
        "PROGRAMFILES": str(home / "Program Files"),
        "PROGRAMFILES(X86)": str(home / "x86"),
        "LOCALAPPDATA": str(home / "Local"),
    }
    first = _put(home / "Program Files" / "Blender Foundation" / "Blender 4.2" / "blender.exe")
    store = _put(home / "Local" / "Microsoft" / "WindowsApps" / "blender.exe")
    steam = _put(home / "x86" / "Steam" / "steamapps" / "common" / "Blender" / "blender.exe")

    assert _found(home, "win32", **environ) == [("native", first), ("native", store), ("steam", steam)]


@pytest.mark.parametrize(
    ("platform", "environ", "folder"),
    [
        ("linux", {}, ".config/blender"),
        ("linux", {"XDG_CONFIG_HOME": "relative"}, ".config/blender"),
        ("darwin", {}, "Library/Application Support/Blender"),
        ("win32", {}, "AppData/Roaming/Blender Foundation/Blender"),
    ],
)
def test_where_settings_lie(home: Path, platform: str, environ: dict[str, str], folder: str) -> None:
    """Each system has its own place, which tells of a Blender whose program is not found."""
    around = Surroundings(platform, home, environ)

    assert next(iter(settings_folders(around))) == home / folder
    assert looked_in(around)[0] == "PATH"


def test_what_a_program_says_last(tmp_path: Path) -> None:
    """The last line that tells of an error, wherever it was printed; else the last line at all."""
    program = _put(tmp_path / "program")
    for script, said in (
        ("echo 'Error: one'; echo bye; echo warned >&2", "Error: one"),
        ("echo one; echo two >&2", "two"),
        ("exit 3", "it said nothing"),
        ("printf '\\377\\n'", "\N{REPLACEMENT CHARACTER}"),
    ):
        program.write_text(f"#!/bin/sh\n{script}\n")
        called = call([str(program)], 10)
        assert called.last_words == said
    assert call([str(program)], 10).code == 0


def test_a_child_that_got_away_holds_nothing_up(tmp_path: Path) -> None:
    """Something that left the program's group and holds its pipes open is not waited for."""
    program = _put(tmp_path / "program")
    away = tmp_path / "away"
    program.write_text(
        f"#!/bin/sh\nsetsid sh -c 'echo $$ > {away}; exec sleep 60' &\necho started\nsleep 60\n"
    )

    called = call([str(program)], 1)

    assert (called.code, called.out) == (None, "started\n")
    os.kill(int(away.read_text()), 9)


def test_a_program_that_never_stops_talking_fills_no_memory(tmp_path: Path) -> None:
    """Of endless output the beginning is kept, and the program is ended in time."""
    program = _put(tmp_path / "program")
    program.write_text("#!/bin/sh\nyes so it goes on and on\n")

    called = call([str(program)], 1)

    assert called.code is None
    assert called.out.startswith("so it goes on and on\n")
    assert len(called.out) == 4 * 1024 * 1024


def test_a_running_blender_is_seen(tmp_path: Path) -> None:
    """A real process with Blender's name counts, and one that only begins like it does not."""
    name = f"blender-{os.getpid()}"
    program = tmp_path / name
    program.symlink_to("/bin/sleep")
    assert not runs(re.compile(name))
    with subprocess.Popen([program, "60"]) as process:
        try:
            assert runs(re.compile(name))
            assert not runs(re.compile(name[:-1]))
            assert blender_runs()
        finally:
            process.kill()
