"""`bowerbird plugins … blender`: a person's Blenders, which install the extension themselves."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bowerbird_bridge.commands.plugin_hosts import blender_host
from fakes.blender_desk import VERSION, BlenderDesk, blender_desk
from fakes.planted_blender import PlantedBlender

pytestmark = pytest.mark.skipif(os.name != "posix", reason="programs here are scripts of the shell")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BlenderDesk:
    """Give a person with no Blender at all."""
    return blender_desk(tmp_path, monkeypatch)


def test_every_blender_gets_it(desk: BlenderDesk) -> None:
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


def test_two_blenders_of_one_version_are_served_once(desk: BlenderDesk) -> None:
    """They share their folder of extensions: the one that a terminal would start installs it."""
    first, second = desk.blender(), desk.blender("opt/blender-4.3")

    answer = desk.plugins("install", "blender", "--json")

    (installed,) = answer.json["installed"]
    assert installed["program"] == str(first.program)
    assert [call[0] for call in first.calls] == ["install-file"]
    assert second.was_started
    assert second.calls == []


def test_the_json_tells_all(desk: BlenderDesk) -> None:
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


def test_what_is_up_to_date_is_left_alone(desk: BlenderDesk, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_one_that_was_switched_off_is_told_and_switched_on(desk: BlenderDesk) -> None:
    """The list says that it is off, and who installs it again wants it on."""
    blender = desk.blender()
    desk.plugins("install", "blender")
    (blender.profile / "config" / "on.json").write_text("[]")

    assert "Bowerbird is off in Blender 4.3.2" in desk.plugins().out
    assert desk.plugins("install", "blender").code == 0

    assert blender.is_on
    assert "is off" not in desk.plugins().out


def test_a_blender_that_was_never_set_up_keeps_its_preferences_unwritten(desk: BlenderDesk) -> None:
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


@pytest.mark.parametrize("named", ["", "blender"])
def test_a_program_or_its_folder_can_be_named(desk: BlenderDesk, named: str) -> None:
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


def test_what_is_named_must_be_a_program(desk: BlenderDesk) -> None:
    """A folder without one, or nothing at all, is refused with what to name."""
    for named in (desk.home, desk.home / "nowhere"):
        answer = desk.plugins("install", "blender", "--into", str(named), "--json")
        assert answer.json["error"]["code"] == "plugin_folder"
        assert "Name Blender's program" in answer.json["error"]["message"]


def test_a_blender_that_runs_is_to_be_restarted(desk: BlenderDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was installed beside it; once nothing was done, nothing is to be restarted."""
    desk.blender()
    monkeypatch.setattr(blender_host, "blender_runs", lambda: True)

    first, second = desk.plugins("install", "blender"), desk.plugins("install", "blender", "--json")

    assert "Blender runs now. End it and start it again" in first.out
    assert second.json["running"]
    assert not any("runs now" in note for note in second.json["next"])


def test_with_sudo_no_blender_is_started(desk: BlenderDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a home of somebody else it would leave files that its person could not change."""
    blender = desk.blender()
    monkeypatch.setattr(os, "geteuid", lambda: 4242)

    for command in ("install", "remove"):
        assert desk.plugins(command, "blender", "--json").json["error"]["code"] == "plugin_folder_owner"
    assert not blender.was_started


def test_flatpaks_blender_may_read_the_zip(desk: BlenderDesk) -> None:
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
