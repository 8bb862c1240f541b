"""Where the plug-in keeps its own: in GIMP's folder of the person, so that each GIMP has a token of its own."""

from __future__ import annotations

from pathlib import Path

from gi.repository import Gimp

from bowerbird_client import CredentialFile
from bowerbird_panel.fetched import FetchFolder
from bowerbird_panel.settings import SettingsFile

from ..model.program import GIMP

DOMAIN = "bowerbird_gimp"
LOCALE = Path(__file__).resolve().parent.parent / "locale"


def data_folder() -> Path:
    """Give the folder of all that is kept."""
    return Path(Gimp.directory()) / "bowerbird"


def credential_file() -> CredentialFile:
    """Give the file of the token."""
    return CredentialFile(data_folder() / "token.json")


def settings_file() -> SettingsFile:
    """Give the file of the settings."""
    return SettingsFile(data_folder() / "settings.json", GIMP)


def clear_fetched() -> None:
    """Remove what a process that was killed has fetched."""
    FetchFolder(fetched_folder()).close()


def fetched_folder() -> Path:
    """Give the folder of what is fetched, where it lies until GIMP has read it."""
    return data_folder() / "fetched"


def turn_file() -> Path:
    """Give the file by which processes agree which of them is the window."""
    return data_folder() / "windows.lock"
