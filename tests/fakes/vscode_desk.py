"""A person with editors that are small scripts, and an installation of Bowerbird that brings a small extension."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bowerbird_bridge.commands.plugin_hosts import blender_programs, vscode_host, vscode_programs
from bowerbird_bridge.commands.plugin_hosts.surroundings import Surroundings
from bowerbird_bridge.commands.plugin_hosts.vscode_package import PackageSource
from fakes.planted_editor import PlantedEditor, plant_package
from fakes.served import Answer, Person

VERSION = "1.2.3"
OF_EDITORS = ("VSCODE_EXTENSIONS", "VSCODE_PORTABLE", "CODE_SERVER_CONFIG", "WSL_DISTRO_NAME")


@dataclass(frozen=True)
class VSCodeDesk:
    """A person's home, the folder of programs that is on the path, and the .vsix of the installation."""

    person: Person
    programs: Path
    package: Path

    @property
    def home(self) -> Path:
        return self.person.home

    def plugins(self, *arguments: str) -> Answer:
        """Run `bowerbird plugins`."""
        return self.person.run("plugins", *arguments)

    def state(self) -> dict[str, object]:
        """Give what the list says of the one editor there is."""
        (listed,) = self.plugins("--json").json["plugins"]
        return dict(listed)

    def vscode(self, where: str = "opt/VSCode-linux-x64") -> PlantedEditor:
        """Plant VS Code in a folder of the home."""
        return PlantedEditor(self.home / where, self.home / ".vscode" / "extensions").plant()

    def codium(self, where: str = "opt/VSCodium") -> PlantedEditor:
        """Plant VSCodium beside it."""
        extensions = self.home / ".vscode-oss" / "extensions"
        return PlantedEditor(
            self.home / where, extensions, "codium", "VSCodium", ".vscode-oss", "1.110.0"
        ).plant()

    def unknown(self) -> PlantedEditor:
        """Plant a VS Code on the path of which nothing lies beside its program, and whose extensions are elsewhere."""
        return PlantedEditor(self.programs, self.home / "elsewhere", bare=True).plant()


def vscode_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> VSCodeDesk:
    """Give a person with no editor at all, an installation that brings an extension, and paths that no shell likes."""
    root = tmp_path.resolve() / "Zoë's 猫 $(rm) "
    for folder in (root / "programs", root / "home"):
        folder.mkdir(parents=True)
    package = plant_package(root / "installed" / "bowerbird.vsix", VERSION)
    monkeypatch.setenv("PATH", str(root / "programs"))
    for name in (*OF_EDITORS, "XDG_CONFIG_HOME", "XDG_DATA_HOME", "GIMP3_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    source = PackageSource(package, root / "no checkout")
    monkeypatch.setattr(vscode_host, "package_source", lambda: source)
    monkeypatch.setattr(vscode_host, "editor_runs", lambda: False)
    monkeypatch.setattr(vscode_programs, "SYSTEM_FOLDERS", ())
    monkeypatch.setattr(vscode_programs, "SNAPS", root / "no-snap")
    monkeypatch.setattr(blender_programs, "SYSTEM_FOLDERS", ())
    monkeypatch.setattr(blender_programs, "SNAP_PROGRAM", root / "no-snap")
    monkeypatch.setattr(Surroundings, "is_root", property(lambda _: False))
    return VSCodeDesk(Person(root / "home"), root / "programs", package)
