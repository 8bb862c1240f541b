"""`bowerbird plugins … vscode`: a person's editors, which install the extension themselves."""

from __future__ import annotations

import json
import os
import shlex
import shutil
from pathlib import Path

import pytest

from bowerbird_bridge.commands.plugin_hosts import vscode_host
from bowerbird_bridge.commands.plugin_hosts.surroundings import Surroundings
from fakes.planted_editor import PlantedEditor, plant_package
from fakes.vscode_desk import VERSION, VSCodeDesk, vscode_desk

pytestmark = pytest.mark.skipif(os.name != "posix", reason="programs here are scripts of the shell")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> VSCodeDesk:
    """Give a person with no editor at all."""
    return vscode_desk(tmp_path, monkeypatch)


def test_every_editor_gets_it(desk: VSCodeDesk) -> None:
    """Two of different makers: each installs the file, offline and without a window, and is named; what is next is told."""
    editors = desk.vscode(), desk.codium()

    answer = desk.plugins("install", "vscode")

    assert answer.code == 0, answer.err
    for editor in editors:
        assert (editor.extension() / "dist" / "extension.cjs").read_text() == "1"
        assert f"Installed into {editor.extension()}" in answer.out
        package = str(desk.home / "library" / "cache" / "plugins" / f"bowerbird-vscode-{VERSION}.vsix")
        assert editor.calls == [["--install-extension", package, "--force"]]
        assert not editor.opened_a_window
    assert "bowerbird pair" in answer.out
    assert "SSH, WSL, containers" in answer.out
    for unwanted in ("sandbox", "Reload Window"):
        assert unwanted not in answer.out


def test_the_json_tells_all(desk: VSCodeDesk) -> None:
    """Scripts get the program, its version, the folder, and what was done and replaced, in names that stay."""
    editor = desk.vscode()

    answer = desk.plugins("install", "vscode", "--json")

    assert answer.err == ""
    assert answer.json == {
        "installed": [
            {
                "kind": "native",
                "program": str(editor.program),
                "editor": "VS Code",
                "vscode": "1.120.3",
                "folder": str(editor.extension()),
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


def test_the_list_follows_what_happens(desk: VSCodeDesk) -> None:
    """Absent, up to date, outdated, changed, damaged: each is told, and what the editor itself adds is none of it."""
    editor = desk.vscode()
    assert "not installed. To install: bowerbird plugins install vscode" in desk.plugins().out
    assert desk.state()["state"] == "absent"

    desk.plugins("install", "vscode")
    description = json.loads((editor.extension() / "package.json").read_text())
    assert "__metadata" in description
    assert (editor.extension() / ".vsixmanifest").is_file()
    assert (desk.state()["state"], desk.state()["installed"]) == ("current", VERSION)

    plant_package(desk.package, VERSION, code="2")
    assert "some of its files are newer here" in desk.plugins().out
    plant_package(desk.package, "1.3.0")
    assert "here is 1.3.0" in desk.plugins().out

    (editor.extension() / "dist" / "extension.cjs").write_text("mine")
    assert desk.state()["changed"] == ["dist/extension.cjs"]
    (editor.extension() / "dist" / "extension.cjs").unlink()
    assert desk.state()["state"] == "damaged"
    shutil.rmtree(editor.extension())
    assert desk.state()["state"] == "damaged"
    assert [call for call in editor.calls if "--install-extension" not in call] == []


def test_a_damaged_one_is_mended(desk: VSCodeDesk) -> None:
    """A file is gone, or the whole folder, which the editor itself would not install over."""
    editor = desk.vscode()
    desk.plugins("install", "vscode")
    (editor.extension() / "dist" / "extension.cjs").unlink()
    assert desk.plugins("install", "vscode").code == 0
    assert desk.state()["state"] == "current"

    shutil.rmtree(editor.extension())
    answer = desk.plugins("install", "vscode")

    assert answer.code == 0, answer.err
    assert desk.state()["state"] == "current"


def test_what_is_written_into_package_json_is_a_change(desk: VSCodeDesk) -> None:
    """The editor's own entry and layout are passed over; another command in the same file is not."""
    editor = desk.vscode()
    desk.plugins("install", "vscode")
    path = editor.extension() / "package.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "activationEvents": ["*"]}))

    assert desk.state()["changed"] == ["package.json"]


def test_what_is_up_to_date_is_left_alone(desk: VSCodeDesk) -> None:
    """A second time nothing is installed; a newer version, and a newer file of the same one, is."""
    editor = desk.vscode()
    desk.plugins("install", "vscode")
    assert "Up to date already" in desk.plugins("install", "vscode").out
    assert len(editor.calls) == 1

    plant_package(desk.package, VERSION, code="2")
    assert desk.plugins("install", "vscode", "--json").json["installed"][0]["done"]
    plant_package(desk.package, "1.3.0")
    (installed,) = desk.plugins("install", "vscode", "--json").json["installed"]

    assert (installed["replaced"], installed["version"]) == (VERSION, "1.3.0")
    assert installed["folder"] == str(editor.extension("1.3.0"))
    assert editor.noted == ["1.3.0"]


def test_what_was_changed_stays_until_it_may_be_put_aside(desk: VSCodeDesk) -> None:
    """A person's own change is refused, and with --force kept beside the editor's folder, which the editor clears."""
    editor = desk.vscode()
    desk.plugins("install", "vscode")
    (editor.extension() / "mine.txt").write_text("mine")

    for command in ("install", "remove"):
        refused = desk.plugins(command, "vscode", "--json")
        assert refused.json["error"]["code"] == "plugin_changed"
        assert "mine.txt" in refused.json["error"]["message"]
    assert (editor.extension() / "mine.txt").is_file()

    (installed,) = desk.plugins("install", "vscode", "--force", "--json").json["installed"]
    kept = desk.home / ".vscode" / "bowerbird.bowerbird.kept-1"
    assert installed["kept"] == str(kept)
    assert (kept / "mine.txt").read_text() == "mine"
    assert not (editor.extension() / "mine.txt").exists()
    assert desk.state()["state"] == "current"


def test_what_somebody_else_put_there_is_not_ours(desk: VSCodeDesk) -> None:
    """An extension of the same name without our note is refused; a link to a checkout is, even with --force."""
    editor = desk.vscode()
    desk.plugins("install", "vscode")
    (editor.extension() / "bowerbird-installed.json").unlink()
    (editor.extension() / "dist" / "extension.cjs").write_text("theirs")
    assert desk.state()["state"] == "foreign"
    assert desk.plugins("install", "vscode", "--json").json["error"]["code"] == "plugin_not_ours"

    elsewhere = desk.home / "checkout"
    shutil.move(editor.extension(), elsewhere)
    editor.extension().symlink_to(elsewhere)
    for command in ("install", "remove"):
        answer = desk.plugins(command, "vscode", "--force", "--json")
        assert answer.json["error"]["code"] == "plugin_not_ours"
    assert (elsewhere / "dist" / "extension.cjs").read_text() == "theirs"


def test_what_a_marketplace_looks_after_is_left_to_it(desk: VSCodeDesk) -> None:
    """The editor brings it up to date itself: the list says so, and installing over it is refused."""
    editor = desk.vscode()
    editor.source = "gallery"
    editor.plant()
    desk.plugins("install", "vscode")

    assert desk.state()["state"] == "managed"
    assert desk.plugins("install", "vscode", "--json").json["error"]["code"] == "plugin_managed"
    assert desk.plugins("remove", "vscode").code == 0
    assert editor.noted == []


def test_it_is_removed_and_what_it_kept_is_told_truly(desk: VSCodeDesk) -> None:
    """The editor takes it out; its token is in the editor's own storage, and how to make that worthless is said."""
    editor = desk.vscode()
    desk.plugins("install", "vscode")

    answer = desk.plugins("remove", "vscode")

    assert answer.code == 0
    assert editor.calls[1] == ["--uninstall-extension", "bowerbird.bowerbird"]
    assert f"Removed {editor.extension()}" in answer.out
    assert "bowerbird clients revoke ID" in answer.out
    assert desk.state()["state"] == "absent", (
        "the files stay until the editor starts, and are no extension any more"
    )
    again = desk.plugins("remove", "vscode")
    assert again.code == 0
    assert "The plug-in was not installed." in again.out
    assert "revoke" not in again.out


def test_forget_promises_nothing_that_it_cannot_do(desk: VSCodeDesk) -> None:
    """With --forget a person reads that nothing more was removed, and nothing is claimed in the JSON either."""
    desk.vscode()
    desk.plugins("install", "vscode")

    answer = desk.plugins("remove", "vscode", "--forget", "--json")

    assert answer.code == 0
    assert (answer.json["forgotten"], answer.json["left"]) == ([], [])
    assert any("revoke ID" in note for note in answer.json["notes"])
    assert any("--forget" in note for note in answer.json["notes"])


@pytest.mark.parametrize("named", ["", "bin/code", "bin"])
def test_a_program_or_its_folder_can_be_named(desk: VSCodeDesk, named: str) -> None:
    """Wherever it lies: that one gets it and no other."""
    other = desk.codium()
    mine = desk.vscode("usb/my code")

    answer = desk.plugins("install", "vscode", "--into", str(desk.home / "usb" / "my code" / named), "--json")

    assert answer.code == 0, answer.err
    (installed,) = answer.json["installed"]
    assert (installed["kind"], installed["program"]) == ("named", str(mine.program))
    assert mine.noted == [VERSION]
    assert other.calls == []


def test_one_that_is_not_found_by_itself_must_be_named_each_time(desk: VSCodeDesk) -> None:
    """The list looks where people and shops put editors: that this one is in none of these places is said."""
    desk.vscode("usb/my code")
    desk.codium()
    mine, found = desk.home / "usb" / "my code", desk.home / "opt" / "VSCodium"

    answer = desk.plugins("install", "vscode", "--into", str(mine), "--json")
    (said,) = [note for note in answer.json["next"] if "--into" in note]
    assert said.startswith(f"{mine} is not found by itself")
    assert said.endswith(f" --into {shlex.quote(str(mine))}")

    answer = desk.plugins("install", "vscode", "--into", str(found), "--json")
    assert answer.code == 0
    assert "--into" not in answer.out


def test_a_folder_of_extensions_can_be_named(desk: VSCodeDesk) -> None:
    """One that an editor is told of with --extensions-dir: an editor that is there installs into it."""
    editor = desk.vscode()
    folder = desk.home / "other extensions"
    folder.mkdir()
    (folder / "extensions.json").write_text("[]")

    answer = desk.plugins("install", "vscode", "--into", str(folder))

    assert answer.code == 0, answer.err
    assert (folder / f"bowerbird.bowerbird-{VERSION}" / "dist" / "extension.cjs").is_file()
    assert editor.noted == []


def test_what_is_named_must_be_an_editor(desk: VSCodeDesk) -> None:
    """A folder without one, nothing at all, or another program: refused with what to name, and not started."""
    other = desk.programs / "cat"
    other.write_text(f"#!/bin/sh\ntouch '{desk.home}/started'\n")
    other.chmod(0o755)
    for named in (desk.home, desk.home / "nowhere", other):
        answer = desk.plugins("install", "vscode", "--into", str(named), "--json")
        assert answer.json["error"]["code"] == "plugin_folder"
        assert "bin/code" in answer.json["error"]["message"]
    assert not (desk.home / "started").exists()


def test_one_that_runs_is_to_be_reloaded(desk: VSCodeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was installed beside its windows; once nothing was done, nothing is to be reloaded."""
    desk.vscode()
    monkeypatch.setattr(vscode_host, "editor_runs", lambda: True)

    first, second = desk.plugins("install", "vscode"), desk.plugins("install", "vscode", "--json")

    assert "Reload Window" in first.out
    assert second.json["running"]
    assert not any("Reload" in note for note in second.json["next"])


def test_with_sudo_no_editor_is_started(desk: VSCodeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a home of somebody else it would leave files that its person could not change."""
    editor = desk.vscode()
    monkeypatch.setattr(os, "geteuid", lambda: 4242)

    for command in ("install", "remove"):
        assert desk.plugins(command, "vscode", "--json").json["error"]["code"] == "plugin_folder_owner"
    assert editor.calls == []


def test_root_at_home_is_served_as_the_editor_wants_it(
    desk: VSCodeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As root these refuse to start unless they are told where their data is: they are told where it would be anyway."""
    editor = desk.vscode()
    editor.as_root_wants = True
    editor.plant()
    assert "super user" in desk.plugins("install", "vscode").err
    monkeypatch.setattr(Surroundings, "is_root", property(lambda _: True))

    assert desk.plugins("install", "vscode").code == 0

    assert editor.calls[-1][:2] == ["--user-data-dir", str(desk.home / ".config" / "Code")]


def test_an_editors_own_terminal_does_not_stand_in_the_way(
    desk: VSCodeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an editor sets for its own children is not handed on; the rest of the environment is."""
    editor = desk.vscode()
    monkeypatch.setenv("VSCODE_IPC_HOOK_CLI", "somewhere")
    monkeypatch.setenv("NODE_OPTIONS", "--inspect")
    monkeypatch.setenv("PERSONS_OWN", "kept")

    assert desk.plugins("install", "vscode").code == 0

    assert editor.environ["PERSONS_OWN"] == "kept"
    assert not {"VSCODE_IPC_HOOK_CLI", "NODE_OPTIONS"} & editor.environ.keys()


def test_one_that_does_not_say_what_it_is_is_asked(desk: VSCodeDesk) -> None:
    """A wrapper on the path, whose extensions lie who knows where: it says what it has and where, and that is looked at."""
    editor = desk.unknown()
    assert desk.state()["state"] == "absent"
    assert editor.calls == [["--list-extensions", "--show-versions"]]

    answer = desk.plugins("install", "vscode", "--json")

    assert answer.code == 0, answer.err
    assert answer.json["installed"][0]["folder"] == str(editor.extension())
    assert (desk.state()["state"], desk.state()["installed"]) == ("current", VERSION)
    (editor.extension() / "dist" / "extension.cjs").write_text("mine")
    assert desk.state()["changed"] == ["dist/extension.cjs"]
    assert desk.plugins("remove", "vscode", "--force").code == 0
    assert editor.noted == []


def test_what_only_the_editor_sees_is_taken_on_its_word(desk: VSCodeDesk) -> None:
    """It does not say where it is: its version is all there is, and is enough."""
    editor = desk.unknown()
    editor.mishaps["locate"] = "talks"
    editor.plant()

    assert desk.plugins("install", "vscode").code == 0

    assert (desk.state()["state"], desk.state()["installed"]) == ("current", VERSION)
    plant_package(desk.package, "1.3.0")
    assert desk.state()["state"] == "outdated"
    assert f"bowerbird.bowerbird-{VERSION}" in desk.plugins("remove", "vscode").out
    assert editor.noted == []


def test_flatpaks_editor_may_read_the_file(desk: VSCodeDesk) -> None:
    """Its sandbox sees the folder with the file for this one run; its person reads what the sandbox means."""
    extensions = desk.home / ".var" / "app" / "com.visualstudio.code" / "data" / "vscode" / "extensions"
    inner = PlantedEditor(desk.home / "inside", extensions, bare=True).plant()
    flatpak = desk.programs / "flatpak"
    flatpak.write_text(
        """#!/bin/sh
here=${0%/*}
echo "$*" >> "$here/flatpak.calls"
[ "$*" = "info com.visualstudio.code" ] && exit 0
[ "$1" = info ] && exit 1
while [ "$1" != com.visualstudio.code ]; do shift; done
shift
exec "$here/../home/inside/code" "$@"
"""
    )
    flatpak.chmod(0o755)

    answer = desk.plugins("install", "vscode")

    assert answer.code == 0, answer.err
    package = desk.home / "library" / "cache" / "plugins"
    told = (desk.programs / "flatpak.calls").read_text()
    assert f"run --filesystem={package}:ro com.visualstudio.code --install-extension" in told
    assert "The VS Code of Flatpak runs in a sandbox" in answer.out
    assert inner.noted == [VERSION]
    assert "VS Code (Flatpak): com.visualstudio.code" in desk.plugins().out
