"""`bowerbird plugins … vscode` with editors that fail, hang, lie, talk nonsense, are too old, remote, or not there."""

from __future__ import annotations

import os
import time
from pathlib import Path

import psutil
import pytest

from bowerbird_bridge.commands.plugin_hosts import vscode_editors as editors_module
from bowerbird_bridge.commands.plugin_hosts import vscode_installing
from fakes.planted_editor import plant_package
from fakes.vscode_desk import VERSION, VSCodeDesk, vscode_desk

pytestmark = pytest.mark.skipif(os.name != "posix", reason="programs here are scripts of the shell")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> VSCodeDesk:
    """Give a person with no editor at all."""
    return vscode_desk(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("mishap", "told"),
    [
        ("fails", "did not install the extension: Error: the disk is full"),
        (
            "old-node",
            "did not install the extension: The module 'node:module' does not provide 'registerHooks'",
        ),
        ("crashes", "did not install the extension: Error: the disk is full"),
        ("lies", "did not install the extension"),
        ("talks", "did not install the extension"),
        ("half", "did not install the extension"),
    ],
)
def test_an_editor_that_fails_keeps_no_other_from_it(desk: VSCodeDesk, mishap: str, told: str) -> None:
    """What it says is told and not believed: it is looked whether the extension is there, and whole."""
    bad, good = desk.vscode(), desk.codium()
    bad.mishaps["install"] = mishap
    bad.plant()

    answer = desk.plugins("install", "vscode", "--json")

    assert answer.code == 1
    assert [each["program"] for each in answer.json["installed"]] == [str(good.program)]
    (refused,) = answer.json["refused"]
    assert refused["error"]["code"] == "plugin_host_failed"
    assert told in answer.err
    assert "bindings" not in answer.err
    assert str(bad.program) in answer.err


@pytest.mark.parametrize("mishap", ["fails", "crashes", "lies"])
def test_an_editor_that_does_not_remove_it_is_told(desk: VSCodeDesk, mishap: str) -> None:
    """It says that it did, or says nothing, and its own list still has it."""
    editor = desk.vscode()
    desk.plugins("install", "vscode")
    editor.mishaps["uninstall"] = mishap
    editor.plant()

    answer = desk.plugins("remove", "vscode", "--json")

    assert answer.code == 1
    assert answer.json["error"]["code"] == "plugin_host_failed"
    assert "did not remove the extension" in answer.json["error"]["message"]
    assert desk.state()["state"] == "current"


def test_a_change_is_not_kept_twice_when_nothing_came_of_it(desk: VSCodeDesk) -> None:
    """Where the editor fails and the person's files are still there, no copy is left lying about."""
    editor = desk.vscode()
    desk.plugins("install", "vscode")
    (editor.extension() / "mine.txt").write_text("mine")
    editor.mishaps = {"install": "fails", "uninstall": "fails"}
    editor.plant()

    for command in ("install", "remove"):
        assert desk.plugins(command, "vscode", "--force").code == 1

    assert (editor.extension() / "mine.txt").is_file()
    assert list((desk.home / ".vscode").glob("*.kept-*")) == []


def test_a_change_is_kept_where_the_editor_lost_it(desk: VSCodeDesk) -> None:
    """It cleared the folder and installed half: the person's copy stays, and the sentence says where."""
    editor = desk.vscode()
    desk.plugins("install", "vscode")
    (editor.extension() / "mine.txt").write_text("mine")
    editor.mishaps["install"] = "half"
    editor.plant()

    answer = desk.plugins("install", "vscode", "--force")

    kept = desk.home / ".vscode" / "bowerbird.bowerbird.kept-1"
    assert answer.code == 1
    assert str(kept) in answer.err
    assert (kept / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize("when", ["install", "list"])
def test_an_editor_that_hangs_is_ended(desk: VSCodeDesk, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    """With what it started: a script's or Flatpak's child is what really hangs. The sentence says what to try."""
    editor = desk.vscode() if when == "install" else desk.unknown()
    editor.mishaps[when] = "hangs"
    editor.plant()
    monkeypatch.setattr(editors_module, "ASKING_S", 2.0)
    monkeypatch.setattr(vscode_installing, "INSTALLING_S", 2.0)

    started = time.monotonic()
    answer = desk.plugins("install", "vscode")

    assert time.monotonic() - started < 30
    assert answer.code == 1
    assert "2 seconds and was ended" in answer.err
    assert str(editor.program) in answer.err
    end = time.monotonic() + 10
    while psutil.pid_exists(editor.child) and psutil.Process(editor.child).status() != "zombie":
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize("mishap", ["crashes", "talks"])
def test_one_that_cannot_be_asked_keeps_no_other_from_it(desk: VSCodeDesk, mishap: str) -> None:
    """A crash is a sentence with the program's name, in the list too; garbage is an answer that names nothing of ours."""
    bad, good = desk.unknown(), desk.codium()
    bad.mishaps = {"list": mishap, "install": "lies"}
    bad.plant()

    answer = desk.plugins("install", "vscode", "--json")

    assert answer.code == 1
    assert good.noted == [VERSION]
    assert str(bad.program) in answer.json["refused"][0]["error"]["message"]
    listed = desk.plugins()
    assert listed.code == 0
    assert "VSCodium 1.110.0" in listed.out
    assert str(bad.program) in listed.out


def test_a_file_that_no_system_can_run_is_told(desk: VSCodeDesk) -> None:
    """A script whose interpreter is not there."""
    program = desk.programs / "code"
    program.write_text("#!/nowhere/at all\n")
    program.chmod(0o755)

    answer = desk.plugins("install", "vscode")

    assert answer.code == 1
    assert "cannot be started" in answer.err


@pytest.mark.parametrize("written", ["", "{", "[1, {}, null]", '{"a": 1}', "[" * 100_000])
def test_a_list_that_cannot_be_read_names_nothing(desk: VSCodeDesk, written: str) -> None:
    """The editor's own list may be broken: then ours is not in it, and installing is still tried."""
    editor = desk.vscode()
    editor.extensions.mkdir(parents=True)
    (editor.extensions / "extensions.json").write_text(written)

    assert desk.state()["state"] == "absent"


def test_a_list_does_not_lead_out_of_its_folder(desk: VSCodeDesk) -> None:
    """What it calls the folder of ours is one in that folder, or is not taken."""
    editor = desk.vscode()
    editor.extensions.mkdir(parents=True)
    outside = desk.home / "outside"
    outside.mkdir()
    (editor.extensions / "extensions.json").write_text(
        '[{"identifier": {"id": "bowerbird.bowerbird"}, "version": "9", "relativeLocation": "../../outside"}]'
    )

    assert desk.state()["state"] == "damaged"
    assert "outside" not in desk.plugins("remove", "vscode", "--force").out
    assert outside.is_dir()


def test_an_older_editor_is_told_and_not_called(desk: VSCodeDesk) -> None:
    """It would refuse in its own words: ours name the version, and the others are served."""
    old, new = desk.vscode(), desk.codium()
    old.version = "1.80.0"
    old.plant()

    answer = desk.plugins("install", "vscode", "--json")

    assert answer.code == 1
    assert old.calls == []
    assert new.noted == [VERSION]
    assert answer.json["refused"][0]["error"]["code"] == "plugin_host_too_old"
    assert "needs VS Code 1.97.0 or newer" in answer.err


def test_without_an_editor_it_says_where_it_looked_and_what_else_can_be_done(desk: VSCodeDesk) -> None:
    """The places, --into, and a file that is really there for the editor's own Install from VSIX."""
    answer = desk.plugins("install", "vscode", "--json")

    assert answer.code == 1
    assert answer.json["error"]["code"] == "plugin_host_missing"
    message = answer.json["error"]["message"]
    for part in ("PATH", str(desk.home / "opt"), "Snap", "com.vscodium.codium", "--into PROGRAM", "VSIX"):
        assert part in message
    package = desk.home / "library" / "cache" / "plugins" / f"bowerbird-vscode-{VERSION}.vsix"
    assert message.endswith(str(package))
    assert package.read_bytes() == desk.package.read_bytes()
    assert "No VS Code and no editor made from it was found" in desk.plugins().out
    assert desk.plugins("remove", "vscode").code == 0


def test_the_far_end_of_a_remote_window_is_not_an_editor(
    desk: VSCodeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine that a window is connected to, the extension belongs to the other side: it is said, nothing is done."""
    far = desk.home / ".vscode-server" / "bin" / "remote-cli"
    far.mkdir(parents=True)
    (far / "code").write_text(f"#!/bin/sh\ntouch '{desk.home}/started'\n")
    (far / "code").chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join((str(far), str(desk.programs))))

    answer = desk.plugins("install", "vscode", "--json")

    assert answer.json["error"]["code"] == "plugin_host_missing"
    assert "on your own computer" in answer.json["error"]["message"]
    assert "on your own computer" in desk.plugins().out
    assert not (desk.home / "started").exists()


def test_a_broken_package_is_told(desk: VSCodeDesk) -> None:
    """What the installation brings is no .vsix of ours: nothing is installed from it."""
    editor = desk.vscode()
    for data in (b"", b"garbage", plant_package(desk.home / "x.vsix").read_bytes()[:200]):
        desk.package.write_bytes(data)
        answer = desk.plugins("install", "vscode", "--json")
        assert answer.json["error"]["code"] == "plugin_files"
    assert editor.calls == []
