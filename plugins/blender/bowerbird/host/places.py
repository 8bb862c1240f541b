"""Where the extension keeps its own: in the folder that Blender gives to each extension, so that each Blender has a token."""

from __future__ import annotations

from pathlib import Path

import bpy

from bowerbird_client import CredentialFile
from bowerbird_panel.settings import SettingsFile

from ..model.program import BLENDER


class NotInstalledError(RuntimeError):
    """It runs, but not as an extension of Blender: then there is no folder of its own."""


def data_folder() -> Path:
    """Give the folder of all that is kept; make it where it is not there. Raises NotInstalledError."""
    package = (__package__ or "").rpartition(".")[0]
    try:
        folder = bpy.utils.extension_path_user(package, create=True)
    except ValueError as error:
        raise NotInstalledError(
            f"{package} is not installed as an extension of Blender. Install its zip in Edit > Preferences > Get Extensions."
        ) from error
    if not folder:
        raise NotInstalledError("Blender's folder for the files of extensions cannot be made.")
    path = Path(folder)
    # Where Blender has just made it, others may look into it.
    path.chmod(0o700)
    return path


def credential_file(folder: Path) -> CredentialFile:
    """Give the file of the token, which is the owner's alone; never in preferences or a .blend, which are passed on."""
    return CredentialFile(folder / "token.json")


def settings_file(folder: Path) -> SettingsFile:
    """Give the file of the settings."""
    return SettingsFile(folder / "settings.json", BLENDER)
