"""Making the zip of a plug-in: its own files, the client beside them, and the licences. The same files give the same zip."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from tools.build_plugins.checks import troubles
from tools.build_plugins.recipes import CLIENT, CLIENT_LICENCE, Recipe

from bowerbird_bridge.commands.plugin_hosts.plugin_files import PluginFilesError, PluginSource
from bowerbird_bridge.commands.plugin_hosts.plugin_files import gather as gather_files

# The oldest date that a zip can hold: when a file was written has no place in what it is.
STAMP = (1980, 1, 1, 0, 0, 0)
PLAIN_MODE, RUN_MODE = 0o100644, 0o100755


class BuildError(Exception):
    """Say why a plug-in cannot be built."""


def is_there(recipe: Recipe) -> bool:
    """Tell whether the plug-in has any code yet."""
    return (recipe.source / recipe.entry).is_file()


def gather(recipe: Recipe) -> dict[PurePosixPath, bytes]:
    """Read all that belongs into the zip, by its place in the plug-in's own folder."""
    try:
        return gather_files(PluginSource(recipe.source, recipe.entry, CLIENT, recipe.licence, CLIENT_LICENCE))
    except PluginFilesError as error:
        raise BuildError(str(error)) from error


def build(recipe: Recipe, target: Path, version: str) -> Path:
    """Make the zip in a folder and give its path. Raises BuildError when the hosts could not load it."""
    files = gather(recipe)
    if found := list(troubles(files)):
        raise BuildError("\n".join(found))
    target.mkdir(parents=True, exist_ok=True)
    path = target / f"bowerbird-{recipe.name}-{version}.zip"
    unfinished = path.with_suffix(".unfinished")
    _write(unfinished, recipe, files)
    return unfinished.replace(path)


def _write(path: Path, recipe: Recipe, files: Mapping[PurePosixPath, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, data in sorted(files.items()):
            info = zipfile.ZipInfo(str(PurePosixPath(recipe.folder, place)), STAMP)
            info.create_system = 3  # the run bit is one of Unix, whatever system builds
            info.compress_type = zipfile.ZIP_DEFLATED
            runs = recipe.runnable and place == PurePosixPath(recipe.entry)
            info.external_attr = (RUN_MODE if runs else PLAIN_MODE) << 16
            archive.writestr(info, data)
