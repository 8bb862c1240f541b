"""The files of Blender's extension: its own, its manifest filled in, and the shared packages as wheels."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import PurePosixPath
from typing import Final

from bowerbird_bridge.commands.plugin_hosts.plugin_files import Files, PluginFilesError, PluginSource
from bowerbird_bridge.commands.plugin_hosts.plugin_state import MARKER, Parts, marker_of
from bowerbird_bridge.commands.plugin_hosts.wheels import wheel_of
from bowerbird_bridge.commands.plugin_hosts.zips import zip_of

EXTENSION_ID: Final = "bowerbird"
"""What Blender calls the extension, and its folder in a repository."""
MANIFEST: Final = PurePosixPath("blender_manifest.toml")
WHEELS: Final = "wheels"
_FILLED_IN = ("version", "wheels")
_VERSION = re.compile(
    r"(\d+)(?:\.(\d+))?(?:\.(\d+))?[.-]?([a-z]+\.?\d*(?:\.?[a-z]+\d+)?)?(?:\+([a-z0-9.]+))?"
)


def extension_parts(source: PluginSource, version: str) -> Parts:
    """Gather the extension as Blender installs it, with the note that tells later what was installed."""
    files = source.gather()
    wheels = [wheel_of(package.name, version, package.gather()) for package in source.packages]
    files.update({PurePosixPath(WHEELS, wheel.name): wheel.data for wheel in wheels})
    files[MANIFEST] = fill_in(
        files.get(MANIFEST, b""), semantic(version), [f"./{WHEELS}/{wheel.name}" for wheel in wheels]
    )
    return Parts(EXTENSION_ID, source.entry, files, semantic(version), is_program=False)


def with_marker(parts: Parts) -> Files:
    """Give all files of the extension: Blender copies them as they are."""
    return {**parts.files, PurePosixPath(MARKER): marker_of(parts)}


def extension_zip(parts: Parts) -> bytes:
    """Make the file that Blender installs."""
    return zip_of(with_marker(parts))


def fill_in(manifest: bytes, version: str, wheels: list[str]) -> bytes:
    """Put the version and the wheels in front, where a key belongs to no table."""
    try:
        written = tomllib.loads(manifest.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PluginFilesError(f"{MANIFEST} cannot be read: {error}") from error
    if written.get("id") != EXTENSION_ID:
        raise PluginFilesError(f'{MANIFEST} does not say id = "{EXTENSION_ID}".')
    if present := [key for key in _FILLED_IN if key in written]:
        raise PluginFilesError(f"{MANIFEST} has {present[0]!r} already: leave it out, it is filled in.")
    # A list of plain strings is written alike in JSON and in TOML.
    filled = f"version = {json.dumps(version)}\nwheels = {json.dumps(wheels)}\n".encode()
    return filled + manifest


def semantic(version: str) -> str:
    """Write a version of Python's kind as Blender wants it, with three numbers: 1.2rc1 is 1.2.0-rc1."""
    found = _VERSION.fullmatch(version)
    if found is None:
        raise PluginFilesError(f"{version!r} is no version that Blender could be told.")
    major, minor, patch, before, local = found.groups()
    written = f"{int(major)}.{int(minor or 0)}.{int(patch or 0)}"
    return f"{written}{f'-{before}' if before else ''}{f'+{local}' if local else ''}"
