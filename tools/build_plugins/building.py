"""Making the zip of a plug-in: its own files, the packages that it brings, and the licences. The same files give the same zip."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from tools.build_plugins.checks import source_troubles
from tools.build_plugins.recipes import Recipe

from bowerbird_bridge.commands.plugin_hosts.plugin_files import PluginFilesError
from bowerbird_bridge.commands.plugin_hosts.zips import zip_of


class BuildError(Exception):
    """Say why a plug-in cannot be built."""


def build(recipe: Recipe, target: Path, version: str) -> Path:
    """Make the zip in a folder and give its path. Raises BuildError when the host could not load it."""
    try:
        source = recipe.source()
        files = recipe.gather(source, version)
        found = list(source_troubles(source, recipe.oldest, recipe.brings))
    except PluginFilesError as error:
        raise BuildError(str(error)) from error
    if found:
        raise BuildError("\n".join(found))
    program = {PurePosixPath(recipe.folder, source.entry)} if recipe.runnable else set[PurePosixPath]()
    target.mkdir(parents=True, exist_ok=True)
    path = target / f"bowerbird-{recipe.name}-{version}.zip"
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_bytes(zip_of(recipe.placed(files), runnable=program))
    return unfinished.replace(path)
