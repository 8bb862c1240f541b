"""`bowerbird plugins … blender`: a person's Blenders, which install the extension themselves and may fail at it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from bowerbird_bridge.commands.plugin_hosts import (
    blender_answers,
    blender_host,
    blender_installing,
    blender_programs,
)
from bowerbird_bridge.commands.plugin_hosts.plugin_files import PackageSource, PluginSource
from fakes.planted_blender import PlantedBlender
from fakes.served import Answer, Person

pytestmark = pytest.mark.skipif(os.name != "posix", reason="programs here are scripts of the shell")

VERSION = "1.2.3"


@dataclass(frozen=True)
class Desk:
    """A person's home, and the folder of programs that is on the path."""

    person: Person
    programs: Path
    source: Path

    @property
    def home(self) -> Path:
        return self.person.home

    def plugins(self, *arguments: str) -> Answer:
        """Run `bowerbird plugins`."""
        return self.person.run("plugins", *arguments)

    def blender(self, where: str = "", version: tuple[int, int, int] = (4, 3, 2)) -> PlantedBlender:
        """Plant a Blender on the path, or in a folder of the home, with a profile for its version."""
        folder = self.home / where if where else self.programs
        profile = self.home / ".config" / "blender" / f"{version[0]}.{version[1]}"
        return PlantedBlender(folder / "blender", profile, version).plant()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Give a person with no Blender at all, an installation that holds an extension, and paths that no shell likes."""
    root = tmp_path.resolve() / "Zoë's 猫 $(rm) "
    source, client, home = root / "source", root / "client", root / "home"
    for folder in (root / "programs", source, client, home):
        folder.mkdir(parents=True)
    (source / "__init__.py").write_text("def register(): pass\n")
    (source / "blender_manifest.toml").write_text('schema_version = "1.0.0"\nid = "bowerbird"\n')
    (client / "__init__.py").write_text("")
    (root / "LICENSE").write_text("MIT\n")
    monkeypatch.setenv("PATH", str(root / "programs"))
    for name in ("XDG_CONFIG_HOME", "GIMP3_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    parts = PluginSource(
        source,
        "__init__.py",
        root / "LICENSE",
        (PackageSource("bowerbird_client", client, root / "LICENSE"),),
    )
    monkeypatch.setattr(blender_host, "blender_source", lambda: parts)
    monkeypatch.setattr(blender_host, "blender_runs", lambda: False)
    monkeypatch.setattr(blender_programs, "SYSTEM_FOLDERS", ())
    monkeypatch.setattr(blender_programs, "SNAP_PROGRAM", root / "no-snap")
    monkeypatch.setattr("importlib.metadata.version", {"bowerbird": VERSION}.__getitem__)
    return Desk(Person(home), root / "programs", source)


def test_every_blender_gets_it(desk: Desk) -> None:
    """One on the path and one unpacked: each installs the zip and switches it on, and is named; what is next is told."""
    first, second = desk.blender(), desk.blender("opt/blender-5.2.2-linux-x64", (5, 2, 2))

    answer = desk.plugins("install", "blender")

    assert answer.code == 0, answer.err
    for blender in (first, second):
        assert (blender.extension / "__init__.py").is_file()
        assert blender.is_on
        assert f"Installed into {blender.extension}" in answer.out
    assert "bowerbird pair" in answer.out
    assert "sidebar" in answer.out
    for unwanted in ("sandbox", "start it again", "not been set up"):
        assert unwanted not in answer.out


def test_two_blenders_of_one_version_are_served_once(desk: Desk) -> None:
    """They share their folder of extensions: the one that a terminal would start installs it."""
    first, second = desk.blender(), desk.blender("opt/blender-4.3")

    answer = desk.plugins("install", "blender", "--json")

    (installed,) = answer.json["installed"]
    assert installed["program"] == str(first.program)
    assert [call[0] for call in first.calls] == ["install-file"]
    assert second.was_started
    assert second.calls == []


def test_the_json_tells_all(desk: Desk) -> None:
    """Scripts get the program, its version, the folder, and what was done and replaced, in names that stay."""
    blender = desk.blender()

    answer = desk.plugins("install", "blender", "--json")

    assert answer.err == ""
    assert answer.json == {
        "installed": [
            {
                "kind": "native",
                "program": str(blender.program),
                "blender": "4.3.2",
                "on": False,
                "folder": str(blender.extension),
                "done": True,
                "kept": None,
                "version": VERSION,
                "replaced": None,
            }
        ],
        "refused": [],
        "running": False,
        "next": answer.json["next"],
    }


def test_what_is_up_to_date_is_left_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second time nothing is installed; a newer version, or a newer file of the same one, is."""
    blender = desk.blender()
    desk.plugins("install", "blender")
    assert "Up to date already" in desk.plugins("install", "blender").out
    assert len(blender.calls) == 1

    (desk.source / "more.py").write_text("")
    assert "some of its files are newer here" in desk.plugins().out
    assert desk.plugins("install", "blender", "--json").json["installed"][0]["done"]
    monkeypatch.setattr("importlib.metadata.version", {"bowerbird": "9.9"}.__getitem__)
    assert "here is 9.9.0" in desk.plugins().out
    (installed,) = desk.plugins("install", "blender", "--json").json["installed"]

    assert (installed["replaced"], installed["version"]) == (VERSION, "9.9.0")
    assert len(blender.calls) == 3


def test_one_that_was_switched_off_is_told_and_switched_on(desk: Desk) -> None:
    """The list says that it is off, and who installs it again wants it on."""
    blender = desk.blender()
    desk.plugins("install", "blender")
    (blender.profile / "config" / "on.json").write_text("[]")

    assert "Bowerbird is off in Blender 4.3.2" in desk.plugins().out
    assert desk.plugins("install", "blender").code == 0

    assert blender.is_on
    assert "is off" not in desk.plugins().out


def test_a_blender_that_was_never_set_up_keeps_its_preferences_unwritten(desk: Desk) -> None:
    """Saved preferences would take away its offer to bring those of an older version over: its person switches it on."""
    blender = PlantedBlender(desk.programs / "blender", desk.home / "new").plant(set_up=False)

    answer = desk.plugins("install", "blender")

    assert answer.code == 0, answer.err
    (call,) = blender.calls
    assert "--no-prefs" in call
    assert "--enable" not in call
    assert (blender.extension / "__init__.py").is_file()
    assert "has not been set up yet" in answer.out
    assert "Up to date already" in desk.plugins("install", "blender").out


@pytest.mark.parametrize("mishap", ["fails", "crashes"])
def test_a_blender_that_fails_keeps_no_other_from_it(desk: Desk, mishap: str) -> None:
    """Blender ends well also where it failed: what it did is looked at, and what it said is told."""
    bad, good = desk.blender(), desk.blender("opt/blender-5.2", (5, 2, 2))
    bad.mishaps["install-file"] = mishap
    bad.plant()

    answer = desk.plugins("install", "blender", "--json")

    assert answer.code == 1
    assert [each["program"] for each in answer.json["installed"]] == [str(good.program)]
    (refused,) = answer.json["refused"]
    assert refused["error"]["code"] == "plugin_host_failed"
    said = "Error: the disk is full" if mishap == "fails" else "Segmentation fault"
    assert f"Blender 4.3.2 did not install the extension: {said}" in answer.err


def test_an_extension_that_does_not_load_is_told(desk: Desk) -> None:
    """It is there and is not on: its person reads what Blender said of it."""
    blender = desk.blender()
    blender.mishaps["install-file"] = "cannot switch on"
    blender.plant()

    answer = desk.plugins("install", "blender")

    assert answer.code == 1
    assert "could not switch it on: Error: no module named bowerbird_panel" in answer.err


@pytest.mark.parametrize("when", ["asked", "install-file"])
def test_a_blender_that_hangs_is_ended(desk: Desk, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    """With what it started: a script's or Flatpak's child is what really hangs. The sentence says what to try."""
    blender = desk.blender()
    blender.mishaps[when] = "hangs"
    blender.plant()
    monkeypatch.setattr(blender_answers, "ASKING_S", 2.0)
    monkeypatch.setattr(blender_installing, "INSTALLING_S", 2.0)

    started = time.monotonic()
    answer = desk.plugins("install", "blender")

    assert time.monotonic() - started < 30
    assert answer.code == 1
    assert "2 seconds and was ended" in answer.err
    assert str(blender.program) in answer.err
    end = time.monotonic() + 10
    while psutil.pid_exists(blender.child) and psutil.Process(blender.child).status() != "zombie":
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize(("mishap", "told"), [("talks", "cannot be read"), ("crashes", "Segmentation fault")])
def test_one_that_cannot_be_asked_is_refused_and_the_others_are_served(
    desk: Desk, mishap: str, told: str
) -> None:
    """Garbage and a crash are sentences with the program's name, in the list too, and an exit code."""
    bad, good = desk.blender(), desk.blender("opt/blender-5.2", (5, 2, 2))
    bad.mishaps["asked"] = mishap
    bad.plant()

    answer = desk.plugins("install", "blender", "--json")

    assert answer.code == 1
    assert (good.extension / "__init__.py").is_file()
    assert told in answer.json["refused"][0]["error"]["message"]
    assert str(bad.program) in answer.err
    listed = desk.plugins()
    assert listed.code == 0
    assert told in listed.out
    assert "Blender 5.2.2" in listed.out


def test_a_program_that_is_no_blender_is_told(desk: Desk) -> None:
    """A script of that name that says nothing, or a file that no system can run."""
    program = desk.programs / "blender"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert "is no Blender that answers: it said nothing" in desk.plugins("install", "blender").err

    program.write_bytes(b"\0\1\2")
    answer = desk.plugins("install", "blender")

    assert answer.code == 1
    assert "cannot be started" in answer.err


def test_an_older_blender_is_told_and_passed_over(desk: Desk) -> None:
    """It knows no extensions: nothing is installed there; alone, that is an error, and beside a newer one it is none."""
    old = desk.blender("opt/blender-3.6", (3, 6, 1))

    assert "Blender 3.6.1" in desk.plugins().out
    answer = desk.plugins("install", "blender", "--json")
    assert answer.code == 1
    assert answer.json["error"]["code"] == "plugin_host_missing"
    assert "needs Blender 4.2 or newer" in answer.json["error"]["message"]

    new = desk.blender()
    assert desk.plugins("install", "blender").code == 0
    assert new.is_on
    assert old.calls == []
    assert "is too old; the extension needs 4.2" in desk.plugins().out


def test_without_a_blender_it_says_where_it_looked_and_what_else_can_be_done(desk: Desk) -> None:
    """The places, --into, and a zip that is really there for Blender's own Install from Disk."""
    answer = desk.plugins("install", "blender", "--json")

    assert answer.code == 1
    assert answer.json["error"]["code"] == "plugin_host_missing"
    message = answer.json["error"]["message"]
    for part in (
        "PATH",
        str(desk.home / "Applications"),
        "Steam",
        "Flatpak",
        "--into PROGRAM",
        "Install from Disk",
    ):
        assert part in message
    package = desk.home / "library" / "cache" / "plugins" / f"bowerbird-blender-{VERSION}.zip"
    assert message.endswith(str(package))
    assert package.is_file()
    assert "A Blender has its settings" not in message

    (desk.home / ".config" / "blender" / "4.2").mkdir(parents=True)
    assert "A Blender has its settings in" in desk.plugins("install", "blender").err


def test_the_list_names_both_programs_that_were_looked_for(desk: Desk) -> None:
    """On a machine with neither, a person reads of each where it would have been found."""
    answer = desk.plugins()

    assert "GIMP 3 was not found" in answer.out
    assert "Blender 4.2 or newer was not found" in answer.out
    listed = desk.plugins("--json").json
    assert (listed["plugins"], listed["hosts"]) == ([], [])
    assert str(desk.home / ".config" / "GIMP") in listed["looked_in"]
    assert str(desk.home / "opt") in listed["looked_in"]


def test_what_was_changed_is_put_aside_only_when_told(desk: Desk) -> None:
    """Blender would overwrite it: refused without --force; with it, a copy lies where Blender does not look."""
    blender = desk.blender()
    desk.plugins("install", "blender")
    (blender.extension / "__init__.py").write_text("mine")
    assert "changed since: __init__.py" in desk.plugins().out

    refused = desk.plugins("install", "blender", "--json")
    assert refused.json["error"]["code"] == "plugin_changed"
    assert (blender.extension / "__init__.py").read_text() == "mine"
    answer = desk.plugins("install", "blender", "--force", "--json")

    (installed,) = answer.json["installed"]
    kept = blender.profile / "extensions" / "bowerbird.kept-1"
    assert installed["kept"] == str(kept)
    assert (kept / "__init__.py").read_text() == "mine"
    assert (blender.extension / "__init__.py").read_text() != "mine"


def test_what_is_not_ours_stays(desk: Desk) -> None:
    """A folder of somebody else is put aside at most; a link is followed by nobody, told to or not."""
    blender = desk.blender()
    blender.extension.mkdir(parents=True)
    (blender.extension / "__init__.py").write_text("theirs")
    assert desk.plugins("install", "blender", "--json").json["error"]["code"] == "plugin_not_ours"
    assert desk.plugins("remove", "blender", "--json").json["error"]["code"] == "plugin_not_ours"

    elsewhere = desk.home / "elsewhere"
    blender.extension.rename(elsewhere)
    blender.extension.symlink_to(elsewhere)
    for command in ("install", "remove"):
        answer = desk.plugins(command, "blender", "--force", "--json")
        assert answer.json["error"]["code"] == "plugin_not_ours"
        assert "Remove it yourself" in answer.json["error"]["message"]

    assert blender.calls == []
    assert (elsewhere / "__init__.py").read_text() == "theirs"


def test_one_from_a_repository_is_left_to_blender(desk: Desk) -> None:
    """Where Blender has it from a repository, a second one beside it would only be in the way; removing is done."""
    blender = desk.blender()
    folder = blender.profile / "extensions" / "blender_org" / "bowerbird"
    folder.mkdir(parents=True)
    (folder / "blender_manifest.toml").write_text('version = "3.2.1"\n')

    assert "version 3.2.1, from a repository" in desk.plugins().out
    answer = desk.plugins("install", "blender", "--json")
    assert answer.json["error"]["code"] == "plugin_managed"
    assert "'blender_org'" in answer.json["error"]["message"]
    assert blender.calls == []

    assert desk.plugins("remove", "blender").code == 0
    assert blender.calls == [["remove", "blender_org.bowerbird"]]


def test_another_local_repository_will_do(desk: Desk) -> None:
    """Who removed the usual one and has another gets it there; who has none reads how to add one."""
    blender = desk.blender()
    blender.repositories = {"blender_org": True, "mine": False}
    blender.plant()
    (installed,) = desk.plugins("install", "blender", "--json").json["installed"]
    assert installed["folder"] == str(blender.profile / "extensions" / "mine" / "bowerbird")

    blender.repositories = {"blender_org": True}
    blender.plant()
    answer = desk.plugins("install", "blender", "--json")

    assert answer.json["error"]["code"] == "plugin_host_repository"
    assert "Add Local Repository" in answer.json["error"]["message"]


def test_removing_leaves_the_extensions_own_data(desk: Desk) -> None:
    """Blender itself would remove it: it stays and is named; --forget removes it, also after the extension is gone."""
    blender = desk.blender()
    desk.plugins("install", "blender")
    blender.data.mkdir(parents=True)
    (blender.data / "token.json").write_text("{}")

    first = desk.plugins("remove", "blender")

    assert not blender.extension.exists()
    assert not blender.is_on
    assert (blender.data / "token.json").is_file()
    assert [path.name for path in blender.data.parent.iterdir()] == ["bowerbird"]
    assert f"Left: {blender.data}" in first.out
    second = desk.plugins("remove", "blender", "--forget")
    assert not blender.data.exists()
    assert "bowerbird clients revoke" in second.out
    assert desk.plugins("remove", "blender", "--forget", "--json").json["forgotten"] == []


def test_a_removal_that_fails_leaves_the_data_too(desk: Desk) -> None:
    """It has its name again, and the sentence says that Blender did not do it; nothing is forgotten."""
    blender = desk.blender()
    desk.plugins("install", "blender")
    blender.data.mkdir(parents=True)
    blender.mishaps["remove"] = "fails"
    blender.plant()

    answer = desk.plugins("remove", "blender", "--forget")

    assert answer.code == 1
    assert "did not remove the extension: Error: the disk is full" in answer.err
    assert blender.data.is_dir()


def test_data_that_a_killed_run_left_aside_comes_back(desk: Desk) -> None:
    """Between putting it out of Blender's way and bringing it back, somebody pulled the plug."""
    blender = desk.blender()
    aside = blender.data.with_name(".bowerbird.aside-1a2b")
    aside.mkdir(parents=True)
    (aside / "token.json").write_text("{}")

    desk.plugins("remove", "blender")

    assert (blender.data / "token.json").is_file()
    assert not aside.exists()


def test_forgetting_follows_no_link(desk: Desk) -> None:
    """A link where the extension's data should be is not ours: what it leads to stays."""
    blender = desk.blender()
    desk.plugins("install", "blender")
    elsewhere = desk.home / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "letter.txt").write_text("dear")
    blender.data.parent.mkdir(parents=True)
    blender.data.symlink_to(elsewhere)

    assert desk.plugins("remove", "blender", "--forget").code == 0
    assert (elsewhere / "letter.txt").read_text() == "dear"


@pytest.mark.parametrize("named", ["", "blender"])
def test_a_program_or_its_folder_can_be_named(desk: Desk, named: str) -> None:
    """Wherever it lies: that one gets it and no other; a bundle of macOS is such a folder too."""
    other, mine = desk.blender(), desk.blender("usb/my blender", (4, 2, 9))

    answer = desk.plugins(
        "install", "blender", "--into", str(desk.home / "usb" / "my blender" / named), "--json"
    )

    assert answer.code == 0, answer.err
    (installed,) = answer.json["installed"]
    assert (installed["kind"], installed["blender"]) == ("named", "4.2.9")
    assert mine.is_on
    assert not other.was_started


def test_what_is_named_must_be_a_program(desk: Desk) -> None:
    """A folder without one, or nothing at all, is refused with what to name."""
    for named in (desk.home, desk.home / "nowhere"):
        answer = desk.plugins("install", "blender", "--into", str(named), "--json")
        assert answer.json["error"]["code"] == "plugin_folder"
        assert "Name Blender's program" in answer.json["error"]["message"]


def test_a_blender_that_runs_is_to_be_restarted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was installed beside it; once nothing was done, nothing is to be restarted."""
    desk.blender()
    monkeypatch.setattr(blender_host, "blender_runs", lambda: True)

    first, second = desk.plugins("install", "blender"), desk.plugins("install", "blender", "--json")

    assert "Blender runs now. End it and start it again" in first.out
    assert second.json["running"]
    assert not any("runs now" in note for note in second.json["next"])


def test_with_sudo_no_blender_is_started(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a home of somebody else it would leave files that its person could not change."""
    blender = desk.blender()
    monkeypatch.setattr(os, "geteuid", lambda: 4242)

    for command in ("install", "remove"):
        assert desk.plugins(command, "blender", "--json").json["error"]["code"] == "plugin_folder_owner"
    assert not blender.was_started


def test_flatpaks_blender_may_read_the_zip(desk: Desk) -> None:
    """Its sandbox sees the folder with the zip for this one run; its person reads what the sandbox means."""
    inner = PlantedBlender(desk.home / "inside" / "blender", desk.home / "flat").plant()
    flatpak = desk.programs / "flatpak"
    flatpak.write_text(
        """#!/bin/sh
here=${0%/*}
echo "$*" >> "$here/flatpak.calls"
[ "$1" = info ] && exit 0
while [ "$1" != org.blender.Blender ]; do shift; done
shift
exec "$here/../home/inside/blender" "$@"
"""
    )
    flatpak.chmod(0o755)

    answer = desk.plugins("install", "blender")

    assert answer.code == 0, answer.err
    package = desk.home / "library" / "cache" / "plugins"
    told = (desk.programs / "flatpak.calls").read_text()
    assert f"run --filesystem={package}:ro org.blender.Blender --command extension install-file" in told
    assert "The Blender of Flatpak runs in a sandbox" in answer.out
    assert "bowerbird service install" in answer.out
    assert inner.is_on
