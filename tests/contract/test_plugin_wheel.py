"""A wheel brings the plug-in: installed from it, from the checkout and from the zip, the folder is the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tools.build_plugins.building import build
from tools.build_plugins.recipes import RECIPES, ROOT

from bowerbird_bridge.commands.plugin_hosts.plugin_state import MARKER

(GIMP,) = (recipe for recipe in RECIPES if recipe.name == "gimp")


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


def test_the_folder_holds_what_the_plug_in_needs(site: Path, tmp_path: Path) -> None:
    """The program, its package, its words in German, the client and both licences; nothing for translators or Python."""
    files = _install(tmp_path / "profile", site)

    assert {
        "LICENSE",
        "bowerbird_client/LICENSE",
        "bowerbird_client/session.py",
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
