"""`bowerbird plugins`: the profiles of a person with several GIMPs, and of one whose GIMP has never run."""

from __future__ import annotations

import os
import plistlib
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from bowerbird_bridge.commands.plugin_hosts import gimp_host
from bowerbird_bridge.commands.plugin_hosts.installed_gimps import gimp_runs, installed_gimps
from bowerbird_bridge.commands.plugin_hosts.surroundings import Surroundings
from fakes.planted_plugin import ENTRY, NAME, plant_source
from fakes.served import Answer, Person

VERSION = "GNU Image Manipulation Program version {}"
NATIVE = ".config/GIMP/3.0"
FLATPAK = ".var/app/org.gimp.GIMP/config/GIMP/3.0"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="programs here are scripts of the shell")


@dataclass(frozen=True)
class Desk:
    """A person's home, and the programs that this person has."""

    person: Person
    programs: Path

    @property
    def home(self) -> Path:
        return self.person.home

    def plugins(self, *arguments: str) -> Answer:
        """Run `bowerbird plugins`."""
        return self.person.run("plugins", *arguments)

    def profile(self, name: str) -> Path:
        """Make a profile, as GIMP does."""
        made = self.home / name
        made.mkdir(parents=True)
        return made

    def program(self, name: str, script: str) -> None:
        """Put a program on the path."""
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Give a person with no GIMP at all, in an installation that holds a plug-in."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("PATH", "GIMP3_DIRECTORY", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(programs))
    source = plant_source(tmp_path / "source")
    monkeypatch.setattr(gimp_host, "gimp_source", lambda: source)
    monkeypatch.setattr(gimp_host, "gimp_runs", lambda: False)
    home = tmp_path.resolve() / "home"
    home.mkdir()
    return Desk(Person(home), programs)


def _installed(profile: Path) -> Path:
    return profile / "plug-ins" / NAME


def test_every_gimp_gets_it(desk: Desk) -> None:
    """Native and Flatpak profiles are both served and named, and the person is told what to do next."""
    native, flatpak = desk.profile(NATIVE), desk.profile(FLATPAK)
    (flatpak / "plug-ins").mkdir()

    answer = desk.plugins("install", "gimp")

    assert answer.code == 0, answer.err
    for profile in (native, flatpak):
        assert (_installed(profile) / ENTRY).is_file()
        assert f"Installed into {_installed(profile)}" in answer.out
    assert "Tools > Bowerbird > Find and Insert Pictures…" in answer.out
    assert "bowerbird pair" in answer.out
    assert "bowerbird service install" in answer.out
    assert "Flatpak" in answer.out


def test_what_the_sandbox_means_is_said_only_there(desk: Desk) -> None:
    """A native GIMP starts the hub by itself: its person reads nothing of sandboxes."""
    desk.profile(NATIVE)

    answer = desk.plugins("install", "gimp")

    assert "runs in a sandbox" not in answer.out
    assert "service install" not in answer.out
    assert "start it again" not in answer.out


def test_a_gimp_that_runs_is_to_be_restarted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A running GIMP has looked for its plug-ins already; once nothing was done, nothing is to be restarted."""
    desk.profile(NATIVE)
    monkeypatch.setattr(gimp_host, "gimp_runs", lambda: True)

    first, second = desk.plugins("install", "gimp"), desk.plugins("install", "gimp", "--json")

    assert "GIMP runs now. End it and start it again" in first.out
    assert second.json["running"]
    assert len(second.json["next"]) == 1
    assert not second.json["installed"][0]["done"]


def test_the_list_follows_what_happens(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not installed, up to date, outdated, damaged, changed, not ours: each is told, and what to do about it."""
    profile = desk.profile(NATIVE)
    folder = _installed(profile)
    assert "not installed. To install: bowerbird plugins install gimp" in desk.plugins().out

    desk.plugins("install", "gimp")
    assert "up to date" in desk.plugins("list").out

    (folder / ENTRY).unlink()
    assert "not whole" in desk.plugins().out
    (folder / ENTRY).write_text("mine")
    assert f"changed since: {ENTRY}" in desk.plugins().out

    desk.plugins("install", "gimp", "--force")
    monkeypatch.setattr("importlib.metadata.version", {"bowerbird": "9.9"}.__getitem__)
    assert "here is 9.9" in desk.plugins().out
    (listed,) = desk.plugins("--json").json["plugins"]
    assert (listed["state"], listed["profile"], listed["gimp"]) == ("outdated", str(profile), "3.0")


def test_without_a_gimp_it_says_where_it_looked(desk: Desk) -> None:
    """Neither a profile nor a program: a sentence with the places and with --into, and a code for scripts."""
    answer = desk.plugins("install", "gimp", "--json")

    assert answer.code == 1
    assert answer.json["error"]["code"] == "plugin_host_missing"
    for part in (str(desk.home / ".config" / "GIMP"), "org.gimp.GIMP", "snap", "--into"):
        assert part in answer.json["error"]["message"]
    assert "GIMP 3 was not found" in desk.plugins().out
    assert not list(desk.home.iterdir())


def test_a_gimp_that_never_ran_sets_itself_up(desk: Desk) -> None:
    """GIMP itself makes the profile, without a window: made by us it would lack what GIMP puts there at first."""
    profile = desk.home / NATIVE
    desk.program("gimp", f"echo '{VERSION.format('3.0.4')}'")
    desk.program(
        "gimp-console",
        f'[ "$1" = --version ] && echo "{VERSION.format("3.0.4")}" && exit 0\n'
        f'case "$*" in *--no-interface*--quit*) /bin/mkdir -p "{profile}/brushes" ;; esac',
    )
    assert "GIMP 3.0.4 is installed and has not run yet" in desk.plugins().out

    answer = desk.plugins("install", "gimp")

    assert answer.code == 0, answer.err
    assert "has not run yet" in answer.err
    assert (profile / "brushes").is_dir()
    assert (_installed(profile) / ENTRY).is_file()


def test_with_sudo_no_gimp_is_started(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a home of somebody else it would make a profile that its person could not write."""
    desk.program("gimp-console", f"echo '{VERSION.format('3.0.4')}'; /bin/touch {desk.home}/started$1")
    monkeypatch.setattr(os, "geteuid", lambda: 4242)

    assert desk.plugins("install", "gimp").code == 1
    assert [path.name for path in desk.home.iterdir()] == ["started--version"]


def test_a_gimp_without_a_console_is_to_be_started_once(desk: Desk) -> None:
    """Flatpak's GIMP makes its profile when its person starts it; ours would be taken for one that is set up."""
    desk.program("flatpak", '[ "$*" = "info org.gimp.GIMP" ] && echo "     Version: 3.0.6"')

    answer = desk.plugins("install", "gimp")

    assert answer.code == 1
    assert "GIMP 3.0.6 is installed but has made no profile yet. Start GIMP once" in answer.err
    assert "GIMP 3.0.6 (Flatpak) is installed and has not run yet" in desk.plugins().out
    assert not list(desk.home.iterdir())


def test_an_older_gimp_is_not_gimp_3(desk: Desk) -> None:
    """GIMP 2.10 cannot load the plug-in, and is not started for it."""
    desk.program("gimp-console", f"echo '{VERSION.format('2.10.36')}'; /bin/touch {desk.home}/started-$1")

    assert "the plug-in needs GIMP 3" in desk.plugins().out
    assert desk.plugins("install", "gimp").code == 1
    assert [path.name for path in desk.home.iterdir()] == ["started---version"]


@pytest.mark.parametrize("named", ["", "plug-ins"])
def test_a_folder_can_be_named(desk: Desk, named: str) -> None:
    """A profile or its folder of plug-ins, wherever it lies: that one gets it and no other."""
    other, profile = desk.profile(NATIVE), desk.profile("usb/gimp")
    (profile / "plug-ins").mkdir()

    answer = desk.plugins("install", "gimp", "--into", str(profile / named), "--json")

    assert answer.code == 0, answer.err
    (installed,) = answer.json["installed"]
    assert installed["folder"] == str(_installed(profile))
    assert (installed["kind"], installed["done"], installed["replaced"]) == ("named", True, None)
    assert not (other / "plug-ins").exists()
    removed = desk.plugins("remove", "gimp", "--into", str(profile / named), "--json").json["removed"]
    assert [entry["done"] for entry in removed] == [True]
    assert not _installed(profile).exists()


def test_one_profile_that_refuses_keeps_no_other_from_it(desk: Desk) -> None:
    """What was done counts and is told, what was refused is told with its code, and the command ends with 1."""
    good, bad = desk.profile(NATIVE), desk.profile(FLATPAK)
    _installed(bad).mkdir(parents=True)

    answer = desk.plugins("install", "gimp", "--json")

    assert answer.code == 1
    assert [entry["profile"] for entry in answer.json["installed"]] == [str(good)]
    (refused,) = answer.json["refused"]
    assert refused["error"]["code"] == "plugin_not_ours"
    assert "--force" in answer.err
    assert (_installed(good) / ENTRY).is_file()
    assert not list(_installed(bad).iterdir())
    only = desk.plugins("install", "gimp", "--into", str(bad), "--json")
    assert (only.code, only.json["error"]["code"]) == (1, "plugin_not_ours")


def test_removing_leaves_the_plug_ins_own_data(desk: Desk) -> None:
    """Its token and settings stay and are named; --forget removes them, also after the plug-in is gone."""
    profile = desk.profile(NATIVE)
    desk.plugins("install", "gimp")
    data = profile / "bowerbird"
    data.mkdir()
    (data / "token.json").write_text("{}")

    first = desk.plugins("remove", "gimp")

    assert not _installed(profile).exists()
    assert not list((profile / "plug-ins").iterdir())
    assert f"Left: {data}" in first.out
    second = desk.plugins("remove", "gimp", "--forget")
    assert not data.exists()
    assert "bowerbird clients revoke" in second.out
    assert desk.plugins("remove", "gimp", "--forget", "--json").json["forgotten"] == []


def test_forgetting_follows_no_link(desk: Desk) -> None:
    """A link where the plug-in's data should be is not ours: what it leads to stays."""
    profile, elsewhere = desk.profile(NATIVE), desk.profile("elsewhere")
    (elsewhere / "letter.txt").write_text("dear")
    (profile / "bowerbird").symlink_to(elsewhere)

    assert desk.plugins("remove", "gimp", "--forget").code == 0
    assert (elsewhere / "letter.txt").read_text() == "dear"


def test_an_unknown_host_is_wrong_usage(desk: Desk) -> None:
    """Only programs that have a plug-in can be named."""
    assert desk.plugins("install", "photoshop").code == 2


def test_flatpak_and_snap_are_asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both tell the version in their own ways; a snap's program on the path is not taken for a native one."""
    desk.program("flatpak", 'echo "        ID: org.gimp.GIMP"; echo "   Version: 3.0.6"')
    desk.program("snap", 'echo "Name  Version  Rev"; echo "gimp  3.2.1    567"')
    snaps = desk.home / "snap" / "bin"
    snaps.mkdir(parents=True)
    (snaps / "gimp").write_text(f"#!/bin/sh\necho '{VERSION.format('3.2.1')}'\n")
    (snaps / "gimp").chmod(0o755)
    monkeypatch.setenv("PATH", f"{desk.programs}{os.pathsep}{snaps}")

    found = installed_gimps(Surroundings("linux", desk.home, {}))

    assert [(gimp.kind, gimp.version) for gimp in found] == [("flatpak", "3.0.6"), ("snap", "3.2.1")]


def test_programs_that_fail_are_passed_over(desk: Desk) -> None:
    """A program that ends badly, or says nothing that is a version, is no GIMP."""
    desk.program("gimp-console", "exit 1")
    desk.program("gimp", "echo no number")
    desk.program("flatpak", "exit 1")

    assert installed_gimps(Surroundings("linux", desk.home, {})) == []


def test_a_mac_and_windows_are_looked_at(desk: Desk) -> None:
    """A bundle tells its version in its own file, a folder of programs in the names of its programs."""
    bundle = desk.home / "Applications" / "GIMP.app" / "Contents"
    (bundle / "MacOS").mkdir(parents=True)
    (bundle / "MacOS" / "gimp-console").touch()
    (bundle / "Info.plist").write_bytes(plistlib.dumps({"CFBundleShortVersionString": "3.0.4"}))
    (desk.home / "Applications" / "GIMP-broken.app" / "Contents").mkdir(parents=True)
    programs = desk.home / "Programs" / "GIMP 3" / "bin"
    programs.mkdir(parents=True)
    (programs / "gimp-console-3.2.exe").touch()

    (mac,) = (
        gimp
        for gimp in installed_gimps(Surroundings("darwin", desk.home, {}))
        if str(desk.home) in str(gimp.console)
    )
    environ = {"PROGRAMFILES": str(desk.home / "no"), "LOCALAPPDATA": str(desk.home)}
    (windows,) = installed_gimps(Surroundings("win32", desk.home, environ))

    assert (mac.version, mac.kind) == ("3.0.4", "native")
    assert windows.version == "3.2"


@pytest.mark.parametrize(
    ("name", "uid", "runs"),
    [
        ("gimp-3.0", 0, True),
        ("GIMP", 0, True),
        ("gimp-console-3.2", 0, True),
        ("gimpressionist", 0, False),
        ("gimp-3.0", 1, False),
    ],
)
def test_a_running_gimp_is_seen(monkeypatch: pytest.MonkeyPatch, name: str, uid: int, runs: bool) -> None:
    """GIMP by any of its names, of this user alone; what only begins like it is another program."""
    process = SimpleNamespace(info={"name": name, "uids": SimpleNamespace(real=os.getuid() + uid)})

    def every(attrs: list[str]) -> list[SimpleNamespace]:
        return [process]

    monkeypatch.setattr(psutil, "process_iter", every)

    assert gimp_runs() is runs


def test_the_processes_of_this_machine_can_be_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real process with GIMP's name is seen while it lives."""
    program = tmp_path / "gimp-3.9"
    program.symlink_to("/bin/sleep")
    every = psutil.process_iter
    with subprocess.Popen([program, "60"]) as process:

        def that_one(attrs: list[str]) -> list[psutil.Process]:
            return [other for other in every(attrs) if other.pid == process.pid]

        monkeypatch.setattr(psutil, "process_iter", that_one)
        try:
            assert gimp_runs()
        finally:
            process.kill()
    assert not gimp_runs()
