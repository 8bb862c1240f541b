"""What a plug-in keeps for itself: its token and its settings, in one folder of the host."""

from __future__ import annotations

import shutil
from pathlib import Path

from bowerbird_bridge.commands.plugin_hosts.plugin_folder import PluginFolderError


def is_own_folder(data: Path) -> bool:
    """Tell whether the plug-in's own data is there; a link in its place is not ours."""
    return data.is_dir() and not data.is_symlink()


def forget_data(data: Path) -> bool:
    """Remove the plug-in's own data, and tell whether there was any."""
    if not is_own_folder(data):
        return False
    try:
        shutil.rmtree(data)
    except OSError as error:
        raise PluginFolderError(f"{data} cannot be removed: {error.strerror or error}.") from error
    return True
