"""Making the .vsix of VS Code's extension: bundled and packed by Node, then laid out so that the same sources give the same bytes."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from tools.build_plugins.building import BuildError
from tools.build_plugins.node import Node, NodeError, ensure_modules, find_node
from tools.build_plugins.vscode_checks import package_troubles

from bowerbird_bridge.commands.plugin_hosts.plugin_files import Files, PluginFilesError
from bowerbird_bridge.commands.plugin_hosts.plugin_state import MARKER, marker_of
from bowerbird_bridge.commands.plugin_hosts.vscode_extension import INSIDE, parts_of
from bowerbird_bridge.commands.plugin_hosts.vscode_sources import (
    OWN,
    Sources,
    digest_of,
    file_name,
    read_built,
    read_sources,
    version_of,
    write_built,
)
from bowerbird_bridge.commands.plugin_hosts.zips import zip_of

_PACKER = Path("node_modules", "@vscode", "vsce", "vsce")
_STAGING = Path("node_modules", ".cache")
"""Below the packages, so that they are found from there; and where nobody's tests, checks or packing look."""


def build_vscode(checkout: Path, target: Path, version: str, node: Node | None = None) -> Path:
    """Make the .vsix in a folder and give its path; one that is there from these very sources stays.

    Raises BuildError.
    """
    own = checkout / OWN
    written = version_of(checkout)
    if written != version:
        raise BuildError(f"{OWN / 'package.json'} says version {written}, and pyproject.toml says {version}.")
    sources = read_sources(checkout)
    digest = digest_of(sources, checkout)
    if read_built(target, version, digest) is not None:
        return target / file_name(version)
    try:
        node = node or find_node()
        ensure_modules(node, own)
        files = _packed(own, sources, node)
    except NodeError as error:
        raise BuildError(str(error)) from error
    data = zip_of(_with_marker(files))
    if troubles := list(package_troubles(data, checkout)):
        raise BuildError("\n".join(troubles))
    return write_built(target, version, data, digest)


def _packed(own: Path, sources: Sources, node: Node) -> Files:
    """Bundle and pack a copy of the sources alone: what else lies in the folder gets into nothing."""
    (own / _STAGING).mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bowerbird-", dir=own / _STAGING) as name:
        staging = Path(name).resolve()
        for place, data in sources.items():
            path = staging / (place.relative_to(OWN) if place.is_relative_to(OWN) else place)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        node.run(staging, "esbuild.mjs")
        packed = staging / "packed.vsix"
        # Neither has an address of its own: what the texts link to is whole in them.
        bare = ("--allow-missing-repository", "--no-rewrite-relative-links")
        words = ("--no-dependencies", *bare, "--out", packed)
        node.run(staging, own / _PACKER, "package", *words)
        with zipfile.ZipFile(packed) as archive:
            return {PurePosixPath(each): archive.read(each) for each in archive.namelist()}


def _with_marker(files: Files) -> Files:
    """Add the note that tells later what was installed."""
    inside = {place.relative_to(INSIDE): data for place, data in files.items() if place.parts[0] == INSIDE}
    try:
        parts = parts_of(inside)
    except PluginFilesError as error:
        raise BuildError(str(error)) from error
    return {**files, PurePosixPath(INSIDE, MARKER): marker_of(parts)}
