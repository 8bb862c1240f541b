"""The plug-ins' zips: what they bring is with them, the hosts' Pythons can load it, and they are the same each time."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
import time
import tomllib
import zipfile
from pathlib import Path

import pytest
from tools.build_plugins.__main__ import main
from tools.build_plugins.building import BuildError, build
from tools.build_plugins.checks import source_troubles
from tools.build_plugins.recipes import RECIPES, Recipe

from bowerbird_bridge.commands.plugin_hosts.blender_extension import extension_parts, with_marker
from bowerbird_bridge.commands.plugin_hosts.plugin_files import (
    PackageSource,
    PluginSource,
    gather_beside,
    gimp_source,
)
from fakes.interpreters import find_interpreters

PROGRAM = '''#!/usr/bin/env python3
"""A planted plug-in."""
import json
import sys

from bowerbird_client import PORTS, Session
from bowerbird_panel.slot import Slot
from planted_parts import words

if __name__ == "__main__":
    print(json.dumps({"ports": list(PORTS), "words": words.GREETING, "modules": [Session.__module__, Slot.__module__]}))
'''
EXTENSION = '''"""A planted extension."""
import tomllib

from bowerbird_client import PORTS
from bowerbird_panel.slot import Slot

def register():
    return len(PORTS), Slot.__module__, tomllib.__name__
'''


def _planted(source: Path, entry: str) -> PluginSource:
    """Give a planted plug-in the packages that ours have."""
    ours = gimp_source()
    return PluginSource(source, entry, ours.licence, ours.packages)


@pytest.fixture
def gimp_like(tmp_path: Path) -> Recipe:
    """Plant a plug-in as GIMP wants it: a program in a folder of its name, with a package beside it."""
    source = tmp_path / "planted"
    (source / "planted_parts").mkdir(parents=True)
    (source / "planted.py").write_text(PROGRAM)
    (source / "planted_parts" / "__init__.py").write_text("")
    (source / "planted_parts" / "words.py").write_text("GREETING = 'hello'\n")
    (source / "planted_parts" / "__pycache__").mkdir()
    (source / "planted_parts" / "__pycache__" / "words.pyc").write_bytes(b"x")
    return Recipe(
        "planted",
        lambda: _planted(source, "planted.py"),
        lambda parts, _: gather_beside(parts),
        oldest=(3, 9),
        brings=frozenset({"gi"}),
        folder="planted",
        runnable=True,
    )


@pytest.fixture
def blender_like(tmp_path: Path) -> Recipe:
    """Plant an extension as Blender wants it: a manifest and a package at the top of the zip."""
    source = tmp_path / "extension"
    source.mkdir()
    (source / "__init__.py").write_text(EXTENSION)
    (source / "blender_manifest.toml").write_text('schema_version = "1.0.0"\nid = "bowerbird"\n')
    return Recipe(
        "extension",
        lambda: _planted(source, "__init__.py"),
        lambda parts, version: with_marker(extension_parts(parts, version)),
        oldest=(3, 11),
        brings=frozenset({"bpy"}),
    )


def test_a_program_runs_from_its_zip(gimp_like: Recipe, tmp_path: Path) -> None:
    """Unpacked, the program finds the packages beside it, by the oldest and newest Python here, and has the run bit."""
    path = build(gimp_like, tmp_path / "dist", "1.2.3")
    assert path.name == "bowerbird-planted-1.2.3.zip"
    unpacked = tmp_path / "plug-ins"
    with zipfile.ZipFile(path) as archive:
        modes = {info.filename: info.external_attr >> 16 for info in archive.infolist()}
        archive.extractall(unpacked)

    assert modes["planted/planted.py"] & stat.S_IXUSR
    assert not modes["planted/bowerbird_client/client.py"] & stat.S_IXUSR
    assert {
        "planted/LICENSE",
        "planted/bowerbird_client/LICENSE",
        "planted/bowerbird_client/session.py",
        "planted/bowerbird_panel/panel.py",
    } <= set(modes)
    assert not [name for name in modes if "__pycache__" in name]
    for interpreter in find_interpreters().values():
        done = subprocess.run(
            [interpreter, "-B", "-W", "error", str(unpacked / "planted" / "planted.py")],
            check=True,
            capture_output=True,
            text=True,
            env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        )
        assert json.loads(done.stdout) == {
            "ports": [28471, 28472, 28473, 28474],
            "words": "hello",
            "modules": ["bowerbird_client.session", "bowerbird_panel.slot"],
        }


def test_an_extension_carries_its_packages_as_wheels(blender_like: Recipe, tmp_path: Path) -> None:
    """With its wheels unpacked beside, as Blender does it, the extension loads; they are all that its manifest names."""
    path = build(blender_like, tmp_path / "dist", "1.2")
    site = tmp_path / "site"
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "bl_ext" / "bowerbird")
        manifest = tomllib.loads(archive.read("blender_manifest.toml").decode())
        wheels = sorted(name for name in archive.namelist() if name.startswith("wheels/"))
    for name in wheels:
        with zipfile.ZipFile(tmp_path / "bl_ext" / "bowerbird" / name) as archive:
            archive.extractall(site)
    probe = "import bl_ext.bowerbird as extension; print(*extension.register())"
    done = subprocess.run(
        [sys.executable, "-B", "-S", "-c", probe],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(site)},
    )

    assert done.stdout.split() == ["4", "bowerbird_panel.slot", "tomllib"]
    assert manifest["version"] == "1.2.0"
    assert sorted(manifest["wheels"]) == [f"./{name}" for name in wheels]
    assert [name.partition("-")[0] for name in wheels] == [
        "wheels/bowerbird_client",
        "wheels/bowerbird_panel",
    ]


def test_the_same_files_give_the_same_zip(gimp_like: Recipe, tmp_path: Path) -> None:
    """When and where it is built leaves no trace."""
    first = build(gimp_like, tmp_path / "one", "1").read_bytes()
    before = time.time() - 1000
    for path in gimp_like.source().own.rglob("*"):
        os.utime(path, (before, before))
    second = build(gimp_like, tmp_path / "two", "1").read_bytes()

    assert first == second


def test_what_the_plug_ins_share_has_no_trouble() -> None:
    """Every module of ours can be read by the hosts' oldest Pythons and imports nothing that they lack."""
    for recipe in RECIPES:
        assert not list(source_troubles(recipe.source(), recipe.oldest, recipe.brings))
    assert len(gimp_source().packages) == 2


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("import numpy\n", "numpy"),
        ("def read():\n    from PIL import Image\n", "PIL"),
        ("match x:\n    case 1: pass\n", "cannot read it"),
        ("with (open(a) as b, open(c) as d): pass\ntype X = int\n", "cannot read it"),
        ("import tomllib\n", "tomllib"),
        ("import imghdr\n", "imghdr"),
        ("import bpy\n", "bpy"),
    ],
)
def test_what_a_host_could_not_load_is_not_built(
    gimp_like: Recipe, tmp_path: Path, source: str, named: str
) -> None:
    """Packages, words and modules that not every Python of the host has, or another host, are found before a zip is made."""
    (gimp_like.source().own / "planted_parts" / "more.py").write_text(source)

    with pytest.raises(BuildError, match=named):
        build(gimp_like, tmp_path / "dist", "1")
    assert not (tmp_path / "dist").exists()


@pytest.mark.parametrize(
    ("package", "source", "found"),
    [
        ("bowerbird_client", "import bowerbird_panel\n", True),
        ("bowerbird_client", "import tomllib\n", True),
        ("bowerbird_client", "import client\n", True),
        ("bowerbird_panel", "import bpy\n", True),
        ("bowerbird_panel", "from bowerbird_client import PORTS\n", False),
        ("bowerbird_panel", "from bowerbird_panel import slot\n", False),
    ],
)
def test_a_package_stands_on_those_before_it(tmp_path: Path, package: str, source: str, found: bool) -> None:
    """The client knows nobody, the panel knows the client, and both keep to Python 3.9 whatever the host has."""
    recipe = next(recipe for recipe in RECIPES if recipe.name == "blender")
    own = tmp_path / "own"
    own.mkdir()
    (own / "__init__.py").write_text("")
    packages: list[PackageSource] = []
    for name in ("bowerbird_client", "bowerbird_panel"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "client.py").write_text(source if name == package else "")
        packages.append(PackageSource(name, folder, gimp_source().licence))
    planted = PluginSource(own, "__init__.py", gimp_source().licence, tuple(packages))

    assert bool(list(source_troubles(planted, recipe.oldest, recipe.brings))) is found


def test_what_the_host_brings_may_be_imported(gimp_like: Recipe, tmp_path: Path) -> None:
    """GIMP's own modules are no trouble in a plug-in for GIMP."""
    (gimp_like.source().own / "planted_parts" / "host.py").write_text("import gi\n")

    assert build(gimp_like, tmp_path / "dist", "1").is_file()


@pytest.mark.parametrize("package", ["bowerbird_client", "bowerbird_panel"])
def test_a_second_package_is_refused(gimp_like: Recipe, tmp_path: Path, package: str) -> None:
    """A copy that somebody left in the plug-in's folder would be shipped instead of ours."""
    (gimp_like.source().own / package).mkdir()
    (gimp_like.source().own / package / "__init__.py").write_text("")

    with pytest.raises(BuildError, match="of its own"):
        build(gimp_like, tmp_path / "dist", "1")


def test_the_command_builds_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each plug-in is built, under its own name; with a name only that one; another name is wrong usage."""
    assert main(["--into", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == [recipe.name for recipe in RECIPES]

    assert main(["--into", str(tmp_path / "one"), "gimp"]) == 0
    assert [path.name.rpartition("-")[0] for path in (tmp_path / "one").iterdir()] == ["bowerbird-gimp"]
    with pytest.raises(SystemExit):
        main(["photoshop"])


def test_blenders_zip_becomes_a_repository(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The list names the zip, with its true size and digest, and what the manifest says; the others go elsewhere."""
    folder = tmp_path / "repository"

    assert main(["--into", str(tmp_path / "dist"), "--repository", str(folder)]) == 0

    listed = json.loads((folder / "index.json").read_text())
    (entry,) = listed["data"]
    (path,) = folder.glob("*.zip")
    assert (listed["version"], listed["blocklist"]) == ("v1", [])
    assert entry["archive_url"] == f"./{path.name}"
    assert entry["archive_size"] == path.stat().st_size
    assert entry["archive_hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    assert (entry["id"], entry["blender_version_min"]) == ("bowerbird", "4.2.0")
    assert "wheels" not in entry
    assert [other.name.rpartition("-")[0] for other in (tmp_path / "dist").iterdir()] == ["bowerbird-gimp"]
