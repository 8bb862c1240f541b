"""The plug-ins' zips: the client beside the plug-in's own code, loadable by the hosts' Pythons, the same each time."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from tools.build_plugins.__main__ import main
from tools.build_plugins.building import BuildError, build, gather
from tools.build_plugins.checks import troubles
from tools.build_plugins.recipes import CLIENT, RECIPES, Recipe

from fakes.interpreters import find_interpreters

PROGRAM = '''#!/usr/bin/env python3
"""A planted plug-in."""
import json
import sys

from bowerbird_client import PORTS, Session
from planted_parts import words

if __name__ == "__main__":
    print(json.dumps({"ports": list(PORTS), "words": words.GREETING, "session": Session.__module__}))
'''
EXTENSION = '''"""A planted extension."""
from .bowerbird_client import PORTS

def register():
    return len(PORTS)
'''


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
    return Recipe("planted", source, entry="planted.py", folder="planted", runnable=True)


@pytest.fixture
def blender_like(tmp_path: Path) -> Recipe:
    """Plant an extension as Blender wants it: a manifest and a package at the top of the zip."""
    source = tmp_path / "extension"
    source.mkdir()
    (source / "__init__.py").write_text(EXTENSION)
    (source / "blender_manifest.toml").write_text('schema_version = "1.0.0"\n')
    return Recipe("extension", source, entry="__init__.py")


def test_a_program_runs_from_its_zip(gimp_like: Recipe, tmp_path: Path) -> None:
    """Unpacked, the program finds the client beside it, by the oldest and newest Python here, and has the run bit."""
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
            "session": "bowerbird_client.session",
        }


def test_an_extension_carries_the_client_inside_itself(blender_like: Recipe, tmp_path: Path) -> None:
    """Under whatever name Blender loads it, the client is a part of it, and no module of that name is there beside."""
    path = build(blender_like, tmp_path / "dist", "1")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "bl_ext" / "bowerbird")
    probe = (
        "import sys; import bl_ext.bowerbird as extension; print(extension.register());"
        "sys.exit('bowerbird_client' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-S", "-c", probe], cwd=tmp_path, check=True, capture_output=True, text=True
    )

    assert done.stdout.strip() == "4"


def test_the_same_files_give_the_same_zip(gimp_like: Recipe, tmp_path: Path) -> None:
    """When and where it is built leaves no trace."""
    first = build(gimp_like, tmp_path / "one", "1").read_bytes()
    before = time.time() - 1000
    for path in gimp_like.source.rglob("*"):
        os.utime(path, (before, before))
    second = build(gimp_like, tmp_path / "two", "1").read_bytes()

    assert first == second


def test_the_client_itself_has_no_trouble() -> None:
    """Every module of the client can be read by Python 3.9 and imports nothing but the standard library and itself."""
    files = {path.relative_to(CLIENT.parent): path.read_bytes() for path in CLIENT.rglob("*.py")}

    assert len(files) > 10
    assert not list(troubles({PurePosixPath(path): data for path, data in files.items()}))


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("import numpy\n", "numpy"),
        ("def read():\n    from PIL import Image\n", "PIL"),
        ("match x:\n    case 1: pass\n", "cannot read it"),
        ("with (open(a) as b, open(c) as d): pass\ntype X = int\n", "cannot read it"),
    ],
)
def test_what_a_host_could_not_load_is_not_built(
    gimp_like: Recipe, tmp_path: Path, source: str, named: str
) -> None:
    """A package that is not there, and words of a newer Python, are found before anybody installs the zip."""
    (gimp_like.source / "planted_parts" / "more.py").write_text(source)

    with pytest.raises(BuildError, match=named):
        build(gimp_like, tmp_path / "dist", "1")
    assert not (tmp_path / "dist").exists()


def test_what_the_hosts_bring_may_be_imported(gimp_like: Recipe, tmp_path: Path) -> None:
    """GIMP's and Blender's own modules are no trouble."""
    (gimp_like.source / "planted_parts" / "host.py").write_text("import gi\nimport bpy\n")

    assert build(gimp_like, tmp_path / "dist", "1").is_file()


def test_a_second_client_is_refused(gimp_like: Recipe) -> None:
    """A copy of the client that somebody left in the plug-in's folder would be shipped instead of ours."""
    (gimp_like.source / "bowerbird_client").mkdir()
    (gimp_like.source / "bowerbird_client" / "__init__.py").write_text("")

    with pytest.raises(BuildError, match="of its own"):
        gather(gimp_like)


def test_the_command_builds_what_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without names, each plug-in is built or said to have no code yet."""
    assert main(["--into", str(tmp_path)]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == [recipe.name for recipe in RECIPES]
    for recipe, line in zip(RECIPES, lines, strict=True):
        there = (recipe.source / recipe.entry).is_file()
        assert line.endswith(".zip" if there else "no code yet")
