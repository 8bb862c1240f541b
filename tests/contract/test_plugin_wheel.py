"""A wheel brings the plug-ins: installed from it, from the checkout and from the zip, they are the same."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tools.build_plugins.building import build
from tools.build_plugins.recipes import RECIPES, ROOT

from bowerbird_bridge.commands.plugin_hosts.plugin_state import MARKER
from bowerbird_bridge.commands.plugin_hosts.vscode_sources import built_from_here
from fakes.planted_editor import plant_package

GIMP, BLENDER = (next(recipe for recipe in RECIPES if recipe.name == name) for name in ("gimp", "blender"))
EXTENSION = """
import sys
from pathlib import Path
from bowerbird_bridge.commands.plugin_hosts.blender_extension import extension_parts, extension_zip
from bowerbird_bridge.commands.plugin_hosts.plugin_files import blender_source
Path(sys.argv[1]).write_bytes(extension_zip(extension_parts(blender_source(), "1.0")))
"""

OF_VSCODE = """
import json
from bowerbird_bridge.commands.plugin_hosts.vscode_package import package_source
source = package_source()
ready = source.ready()
print(json.dumps([str(source.packaged), source.is_checkout, ready and ready.parts.version]))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a wheel and unpack it as an installation does."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def _install(into: Path, site: Path | None) -> dict[str, bytes]:
    """Install with the command of a wheel, or of the checkout; give the files by their places."""
    into.mkdir()
    path = {} if site is None else {"PYTHONPATH": str(site)}
    done = subprocess.run(
        [
            sys.executable,
            "-P",
            "-m",
            "bowerbird_bridge",
            "plugins",
            "install",
            "gimp",
            "--into",
            into,
            "--json",
        ],
        cwd=into,
        check=True,
        capture_output=True,
        env={**os.environ, **path, "HOME": str(into)},
    )
    (installed,) = json.loads(done.stdout)["installed"]
    folder = Path(installed["folder"])
    assert os.name != "posix" or (folder / "bowerbird_gimp.py").stat().st_mode & 0o100
    return {
        place.relative_to(folder).as_posix(): place.read_bytes()
        for place in folder.rglob("*")
        if place.is_file()
    }


def test_wheel_checkout_and_zip_give_the_same_folder(site: Path, tmp_path: Path) -> None:
    """Byte for byte, but for the marker, which says what was installed."""
    from_wheel = _install(tmp_path / "wheel", site)
    from_checkout = _install(tmp_path / "checkout", None)
    with zipfile.ZipFile(build(GIMP, tmp_path / "zip", "1")) as archive:
        from_zip = {
            info.filename.removeprefix("bowerbird_gimp/"): archive.read(info) for info in archive.infolist()
        }

    assert from_wheel == from_checkout
    assert json.loads(from_wheel.pop(MARKER))["files"].keys() == from_wheel.keys()
    assert from_wheel == from_zip


def _extension(target: Path, site: Path | None) -> bytes:
    """Make Blender's zip by the code of a wheel, or of the checkout."""
    path = {} if site is None else {"PYTHONPATH": str(site)}
    subprocess.run(
        [sys.executable, "-P", "-c", EXTENSION, target],
        cwd=target.parent,
        check=True,
        env={**os.environ, **path},
    )
    return target.read_bytes()


def test_wheel_checkout_and_build_give_blender_the_same_zip(site: Path, tmp_path: Path) -> None:
    """Byte for byte: what is installed from a wheel is what the repository holds."""
    from_wheel = _extension(tmp_path / "wheel.zip", site)

    assert from_wheel == _extension(tmp_path / "checkout.zip", None)
    assert from_wheel == build(BLENDER, tmp_path / "zip", "1.0").read_bytes()
    with zipfile.ZipFile(tmp_path / "wheel.zip") as archive:
        names = archive.namelist()
    assert {"LICENSE", "__init__.py", "blender_manifest.toml"} <= set(names)
    assert not [name for name in names if name.endswith((".po", ".pot", ".pyc"))]


def test_each_plug_in_keeps_its_licence(site: Path, tmp_path: Path) -> None:
    """Blender's extension alone is under the GPL; what it shares with the others is not."""
    extension = tmp_path / "extension.zip"
    _extension(extension, site)
    with zipfile.ZipFile(extension) as archive:
        assert b"GNU GENERAL PUBLIC LICENSE" in archive.read("LICENSE")
        for name in archive.namelist():
            if name.endswith(".whl"):
                with zipfile.ZipFile(io.BytesIO(archive.read(name))) as wheel:
                    (licence,) = (each for each in wheel.namelist() if each.endswith("/LICENSE"))
                    assert wheel.read(licence).startswith(b"MIT License")
    assert _install(tmp_path / "gimp", site)["LICENSE"].startswith(b"MIT License")


def test_the_folder_holds_what_the_plug_in_needs(site: Path, tmp_path: Path) -> None:
    """The program, its package, its words in German, what it shares with others and all licences; nothing for translators or Python."""
    files = _install(tmp_path / "profile", site)

    assert {
        "LICENSE",
        "bowerbird_client/LICENSE",
        "bowerbird_client/session.py",
        "bowerbird_panel/LICENSE",
        "bowerbird_panel/panel.py",
        "bowerbird_for_gimp/__init__.py",
        "bowerbird_for_gimp/locale/de/LC_MESSAGES/bowerbird_gimp.mo",
        "bowerbird_gimp.py",
    } <= files.keys()
    assert not [name for name in files if name.endswith((".po", ".pot", ".pyc"))]


def test_the_command_of_the_wheel_is_that_of_the_wheel(site: Path) -> None:
    """The check above can fail: what runs is what was unpacked, not this checkout."""
    told = subprocess.run(
        [
            sys.executable,
            "-P",
            "-c",
            "import bowerbird_bridge, bowerbird_client as c; print(bowerbird_bridge.__file__, c.__file__)",
        ],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(site)},
    ).stdout

    assert told.count(str(site)) == 2
    assert str(ROOT) not in told


def test_the_wheel_has_vs_codes_extension_where_it_was_built(site: Path) -> None:
    """Built from these very sources it is in it, byte for byte; else the wheel does without, and is built all the same."""
    path = site / "bowerbird_bridge" / "plugins" / "vscode" / "bowerbird.vsix"

    assert (path.read_bytes() if path.exists() else None) == built_from_here(ROOT, ROOT / "dist")


def test_what_the_wheel_brings_for_vs_code_is_what_is_installed(site: Path, tmp_path: Path) -> None:
    """The code of a wheel finds the file at its place, and needs no checkout; without the file it knows of none."""
    alone = shutil.copytree(site, tmp_path / "site")
    path = alone / "bowerbird_bridge" / "plugins" / "vscode" / "bowerbird.vsix"

    def asked() -> list[object]:
        told = subprocess.run(
            [sys.executable, "-P", "-c", OF_VSCODE],
            check=True,
            capture_output=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(alone)},
        ).stdout
        return list(json.loads(told))

    path.unlink(missing_ok=True)
    assert asked() == [str(path), False, None]
    plant_package(path, "7.8.9")
    assert asked() == [str(path), False, "7.8.9"]
