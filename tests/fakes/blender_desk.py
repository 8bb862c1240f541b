"""A person with Blenders that are small scripts, and an installation of Bowerbird that holds a small extension."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bowerbird_bridge.commands.plugin_hosts import blender_host, blender_programs
from bowerbird_bridge.commands.plugin_hosts.plugin_files import PackageSource, PluginSource
from fakes.planted_blender import PlantedBlender
from fakes.served import Answer, Person

VERSION = "1.2.3"


@dataclass(frozen=True)
class BlenderDesk:
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


def blender_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BlenderDesk:
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
    return BlenderDesk(Person(home), root / "programs", source)
