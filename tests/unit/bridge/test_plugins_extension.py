"""Blender's extension as it is built: wheels that any installer takes, and a manifest that is filled in."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from bowerbird_bridge.commands.plugin_hosts.blender_extension import (
    extension_parts,
    extension_zip,
    fill_in,
    semantic,
)
from bowerbird_bridge.commands.plugin_hosts.plugin_files import PluginFilesError, blender_source
from bowerbird_bridge.commands.plugin_hosts.plugin_state import examine
from bowerbird_bridge.commands.plugin_hosts.wheels import wheel_of

FILES = {
    PurePosixPath("LICENSE"): b"MIT\n",
    PurePosixPath("__init__.py"): b"VALUE = 1\n",
    PurePosixPath("locale/de.mo"): b"\0",
}


def test_a_wheel_is_one(tmp_path: Path) -> None:
    """Unpacked, Python's own tools find the package with its version and licence, and it can be imported."""
    wheel = wheel_of("planted_package", "0.1.0", FILES)
    (tmp_path / wheel.name).write_bytes(wheel.data)
    with zipfile.ZipFile(tmp_path / wheel.name) as archive:
        archive.extractall(tmp_path / "site")
    (found,) = metadata.distributions(path=[str(tmp_path / "site")])

    assert found.metadata["Name"] == "planted-package"
    assert wheel.name == f"planted_package-{found.version}-py3-none-any.whl"
    assert found.version.startswith("0.1.0+g")
    assert found.metadata["License-Expression"] == "MIT"
    assert found.read_text("licenses/LICENSE") == "MIT\n"
    assert found.files is not None
    assert all(Path(str(file.locate())).is_file() for file in found.files)
    told = subprocess.run(
        [sys.executable, "-S", "-c", "import planted_package; print(planted_package.VALUE)"],
        env={"PYTHONPATH": str(tmp_path / "site")},
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout == "1\n"


def test_the_record_of_a_wheel_is_right() -> None:
    """It lists every file but itself with digest and size, as installers check it."""
    with zipfile.ZipFile(io.BytesIO(wheel_of("planted", "1.0", FILES).data)) as archive:
        (record,) = (name for name in archive.namelist() if name.endswith("RECORD"))
        rows = list(csv.reader(archive.read(record).decode().splitlines()))
        data = {name: archive.read(name) for name in archive.namelist()}

    assert rows[-1][0] == record
    assert sorted(row[0] for row in rows) == sorted(data)
    for name, digest, size in rows[:-1]:
        expected = base64.urlsafe_b64encode(hashlib.sha256(data[name]).digest()).decode().rstrip("=")
        assert (digest, int(size)) == (f"sha256={expected}", len(data[name]))
    assert rows[-1][1:] == ["", ""]


def test_a_wheels_version_tells_what_is_in_it() -> None:
    """Blender keeps the wheel that it has where names are equal: other files give another name, the same the same."""
    first = wheel_of("planted", "1.0", FILES)
    again = wheel_of("planted", "1.0", dict(reversed(FILES.items())))
    other = wheel_of("planted", "1.0", {**FILES, PurePosixPath("__init__.py"): b"VALUE = 2\n"})
    moved = wheel_of("planted", "1.0", {**FILES, PurePosixPath("x.py"): FILES[PurePosixPath("locale/de.mo")]})

    assert first == again
    assert len({first.name, other.name, moved.name}) == 3
    assert wheel_of("planted", "1.0+local", FILES).name.startswith("planted-1.0+local.g")


@pytest.mark.parametrize(
    ("version", "written"),
    [
        ("0.1.0", "0.1.0"),
        ("1.2", "1.2.0"),
        ("01.2", "1.2.0"),
        ("0.2.0rc1", "0.2.0-rc1"),
        ("0.2.0.dev3", "0.2.0-dev3"),
        ("0.2.0a1.dev4", "0.2.0-a1.dev4"),
        ("0.2.0+here.1", "0.2.0+here.1"),
    ],
)
def test_versions_as_blender_wants_them(version: str, written: str) -> None:
    """Three numbers, then what Python writes without a dash."""
    assert semantic(version) == written


@pytest.mark.parametrize("version", ["", "1!2.0", "1.2.3.4", "one", "1.2\n"])
def test_other_versions_are_refused(version: str) -> None:
    """Blender would refuse the extension with them, much later."""
    with pytest.raises(PluginFilesError):
        semantic(version)


def test_the_manifest_is_filled_in() -> None:
    """Version and wheels are keys of no table, and what was written stays."""
    filled = tomllib.loads(
        fill_in(b'id = "bowerbird"\n[permissions]\nfiles = "x"\n', "1.2.3", ["./a.whl"]).decode()
    )

    assert filled == {
        "version": "1.2.3",
        "wheels": ["./a.whl"],
        "id": "bowerbird",
        "permissions": {"files": "x"},
    }


@pytest.mark.parametrize(
    "manifest", [b"", b"\xff", b"id =", b'id = "other"', b'id = "bowerbird"\nversion = "1.0.0"']
)
def test_a_manifest_that_cannot_be_filled_in_is_refused(manifest: bytes) -> None:
    """Not there, not readable, another's, or with a version of its own, which would go stale."""
    with pytest.raises(PluginFilesError):
        fill_in(manifest, "1.2.3", [])


def test_what_blender_copies_is_known_again(tmp_path: Path) -> None:
    """The zip, unpacked as Blender does it, is up to date; with a file changed, or one lacking, it is not."""
    parts = extension_parts(blender_source(), "1.0")
    folder = tmp_path / "bowerbird"
    with zipfile.ZipFile(io.BytesIO(extension_zip(parts))) as archive:
        archive.extractall(folder)

    assert examine(folder, parts).state == "current"
    entry = folder / "__init__.py"
    kept = entry.read_bytes()
    entry.write_bytes(kept + b"#")
    assert examine(folder, parts).changed == ("__init__.py",)
    entry.unlink()
    assert examine(folder, parts).state == "damaged"
    entry.write_bytes(kept)
    assert examine(folder, extension_parts(blender_source(), "1.1")).state == "outdated"


def _manifest() -> dict[str, Any]:
    files = extension_parts(blender_source(), "1.0").files
    return tomllib.loads(files[PurePosixPath("blender_manifest.toml")].decode())


def test_ours_says_that_the_engine_is_separate() -> None:
    """Who reads the listing alone learns that it does nothing without Bowerbird, and under which licence it is."""
    manifest = _manifest()

    assert "Bowerbird itself is needed" in manifest["tagline"]
    assert manifest["license"] == ["SPDX:GPL-3.0-or-later"]


def test_ours_asks_for_what_it_does() -> None:
    """Each permission has a short reason, and the clipboard is named where code uses it and not otherwise."""
    permissions = _manifest()["permissions"]
    code = b"".join(data for place, data in blender_source().gather().items() if place.suffix == ".py")

    assert {"files", "network"} <= permissions.keys() <= {"files", "network", "clipboard"}
    assert ("clipboard" in permissions) == (b".clipboard" in code)
    assert all(0 < len(reason) <= 64 for reason in permissions.values())
