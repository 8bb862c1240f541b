"""`bowerbird plugins … blender` with Blenders that fail, hang, talk nonsense, are too old, or are not there."""

from __future__ import annotations

import os
import time
from pathlib import Path

import psutil
import pytest

from bowerbird_bridge.commands.plugin_hosts import blender_answers, blender_installing
from fakes.blender_desk import VERSION, BlenderDesk, blender_desk

pytestmark = pytest.mark.skipif(os.name != "posix", reason="programs here are scripts of the shell")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BlenderDesk:
    """Give a person with no Blender at all."""
    return blender_desk(tmp_path, monkeypatch)


@pytest.mark.parametrize("mishap", ["fails", "crashes"])
def test_a_blender_that_fails_keeps_no_other_from_it(desk: BlenderDesk, mishap: str) -> None:
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


def test_an_extension_that_does_not_load_is_told(desk: BlenderDesk) -> None:
    """It is there and is not on: its person reads what Blender said of it."""
    blender = desk.blender()
    blender.mishaps["install-file"] = "cannot switch on"
    blender.plant()

    answer = desk.plugins("install", "blender")

    assert answer.code == 1
    assert "could not switch it on: Error: no module named bowerbird_panel" in answer.err


@pytest.mark.parametrize("when", ["asked", "install-file"])
def test_a_blender_that_hangs_is_ended(desk: BlenderDesk, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
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
    desk: BlenderDesk, mishap: str, told: str
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


def test_a_program_that_is_no_blender_is_told(desk: BlenderDesk) -> None:
    """A script of that name that says nothing, or a file that no system can run."""
    program = desk.programs / "blender"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert "is no Blender that answers: it said nothing" in desk.plugins("install", "blender").err

    program.write_bytes(b"\0\1\2")
    answer = desk.plugins("install", "blender")

    assert answer.code == 1
    assert "cannot be started" in answer.err


def test_an_older_blender_is_told_and_passed_over(desk: BlenderDesk) -> None:
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


def test_without_a_blender_it_says_where_it_looked_and_what_else_can_be_done(desk: BlenderDesk) -> None:
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


def test_the_list_names_both_programs_that_were_looked_for(desk: BlenderDesk) -> None:
    """On a machine with neither, a person reads of each where it would have been found."""
    answer = desk.plugins()

    assert "GIMP 3 was not found" in answer.out
    assert "Blender 4.2 or newer was not found" in answer.out
    listed = desk.plugins("--json").json
    assert (listed["plugins"], listed["hosts"]) == ([], [])
    assert str(desk.home / ".config" / "GIMP") in listed["looked_in"]
    assert str(desk.home / "opt") in listed["looked_in"]
