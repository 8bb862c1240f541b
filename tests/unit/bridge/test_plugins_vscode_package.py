"""Where `bowerbird plugins install vscode` has the extension from: a wheel, or a checkout that is built when asked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bowerbird_bridge.commands.plugin_hosts import vscode_extension, vscode_host, vscode_package
from bowerbird_bridge.commands.plugin_hosts.plugin_files import PluginFilesError
from bowerbird_bridge.commands.plugin_hosts.plugin_state import MARKER
from bowerbird_bridge.commands.plugin_hosts.vscode_extension import read_package
from bowerbird_bridge.commands.plugin_hosts.vscode_package import BUILDING, PackageSource
from fakes.planted_editor import plant_package
from fakes.planted_extension import plant_checkout
from fakes.vscode_desk import VERSION, VSCodeDesk, vscode_desk

pytestmark = pytest.mark.skipif(os.name != "posix", reason="programs here are scripts of the shell")

TOOL = """
import os, shutil, sys, time
assert sys.argv[1:] == ["vscode"], sys.argv
assert os.path.samefile(os.getcwd(), {checkout!r})
{act}
"""
BUILDS = """
os.makedirs("dist", exist_ok=True)
shutil.copy({built!r}, "dist/it.vsix")
print("vscode: " + os.path.abspath("dist/it.vsix"))
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> VSCodeDesk:
    """Give a person with one editor, who works in a checkout in which nothing is built."""
    made = vscode_desk(tmp_path, monkeypatch)
    made.vscode()
    source = PackageSource(made.home / "no wheel", plant_checkout(made.home / "checkout"))
    monkeypatch.setattr(vscode_host, "package_source", lambda: source)
    return made


def _tool(desk: VSCodeDesk, act: str) -> None:
    """Put a tool there that does something else than build."""
    folder = desk.home / "checkout" / "tools" / "build_plugins"
    folder.mkdir(parents=True, exist_ok=True)
    built = str(desk.package)
    (folder / "__main__.py").write_text(
        TOOL.format(checkout=str(desk.home / "checkout"), act=act.format(built=built))
    )


def test_a_checkout_builds_it_and_says_so(desk: VSCodeDesk) -> None:
    """It takes a minute the first time, and a person reads that before."""
    _tool(desk, BUILDS)

    answer = desk.plugins("install", "vscode")

    assert answer.code == 0, answer.err
    assert answer.err.startswith(BUILDING)
    assert f"bowerbird.bowerbird-{VERSION}" in answer.out
    json_alone = desk.plugins("install", "vscode", "--json")
    assert json_alone.err == ""
    assert json_alone.json["installed"]


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (
            "sys.exit('vscode: Node 22 or newer with npm is needed.')",
            "Node 22 or newer with npm is needed. To see more",
        ),
        ("print('vscode: /nowhere/at/all.vsix')", "What was built cannot be read"),
        ("sys.exit(3)", "the tool said nothing"),
    ],
)
def test_what_cannot_be_built_is_told_with_what_to_do(desk: VSCodeDesk, act: str, told: str) -> None:
    """The tool's own sentence, a stable code, and the command that shows more; no editor is called."""
    _tool(desk, act)

    answer = desk.plugins("install", "vscode", "--json")

    assert answer.code == 1
    assert answer.json["error"]["code"] == "plugin_not_built"
    assert told in answer.json["error"]["message"]
    assert not (desk.home / ".vscode").exists()


def test_building_that_never_ends_is_ended(desk: VSCodeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A registry that does not answer, as an example."""
    monkeypatch.setattr(vscode_package, "BUILDING_S", 1.0)
    _tool(desk, "time.sleep(600)")

    answer = desk.plugins("install", "vscode", "--json")

    assert answer.json["error"]["code"] == "plugin_not_built"
    assert "took more than 1 seconds" in answer.json["error"]["message"]


def test_what_is_built_but_is_not_ours_is_not_installed(desk: VSCodeDesk) -> None:
    """The tool's word alone is not enough."""
    desk.package.write_bytes(b"garbage")
    _tool(desk, BUILDS)

    assert desk.plugins("install", "vscode", "--json").json["error"]["code"] == "plugin_files"


def test_what_unpacks_to_more_than_any_of_ours_is_not_unpacked(
    desk: VSCodeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small file can hold gigabytes: its list says how much before anything is unpacked."""
    data = desk.package.read_bytes()
    assert read_package(data).version == VERSION
    monkeypatch.setattr(vscode_extension, "_MOST_BYTES", 10)
    with pytest.raises(PluginFilesError, match="more than any of ours"):
        read_package(data)


def test_an_installation_without_it_says_so(desk: VSCodeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wheel that was built without it, and no checkout: there is nothing to build from."""
    source = PackageSource(desk.home / "no wheel", desk.home / "no checkout")
    monkeypatch.setattr(vscode_host, "package_source", lambda: source)

    answer = desk.plugins("install", "vscode", "--json")

    assert answer.json["error"]["code"] == "plugin_not_built"
    assert "came without the extension for VS Code" in answer.json["error"]["message"]
    assert desk.plugins().code == 0


def test_the_list_builds_nothing_and_says_what_it_does_not_know(desk: VSCodeDesk) -> None:
    """What is installed is held against what was installed then; against the sources it cannot be, and that is said."""
    assert "has not been built" not in desk.plugins().out
    _tool(desk, BUILDS)
    desk.plugins("install", "vscode")
    _tool(desk, "sys.exit('nobody asked for this')")

    assert desk.state()["state"] == "current"
    assert "has not been built from these sources" in desk.plugins().out
    extension = desk.home / ".vscode" / "extensions" / f"bowerbird.bowerbird-{VERSION}"
    (extension / "dist" / "extension.cjs").write_text("mine")
    assert desk.state()["changed"] == ["dist/extension.cjs"]
    (extension / "package.json").write_text("{")
    assert desk.state()["state"] == "damaged"


def test_it_is_removed_without_being_built(desk: VSCodeDesk) -> None:
    """Who wants to be rid of it needs no Node."""
    _tool(desk, BUILDS)
    desk.plugins("install", "vscode")
    _tool(desk, "sys.exit('nobody asked for this')")

    assert desk.plugins("remove", "vscode").code == 0
    assert desk.state()["state"] == "absent"


def test_a_wheels_own_comes_first(desk: VSCodeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was installed with Bowerbird is what is installed from it, whatever lies around."""
    _tool(desk, "sys.exit('nobody asked for this')")
    packaged = plant_package(desk.home / "wheel" / "bowerbird.vsix", "7.7.7")
    source = PackageSource(packaged, desk.home / "checkout")
    monkeypatch.setattr(vscode_host, "package_source", lambda: source)

    (installed,) = desk.plugins("install", "vscode", "--json").json["installed"]

    assert installed["version"] == "7.7.7"
    assert (Path(installed["folder"]) / MARKER).is_file()
