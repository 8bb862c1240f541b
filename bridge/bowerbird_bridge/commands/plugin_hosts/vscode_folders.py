"""Where an editor keeps its extensions and its settings: rules of VS Code's own, and those of code-server."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from bowerbird_bridge.commands.plugin_hosts.surroundings import Surroundings
from bowerbird_bridge.commands.plugin_hosts.vscode_products import CODE_SERVER, About, Product

_CONFIG_MOST = 64 * 1024
_WRITTEN: Final = re.compile(r"^(extensions-dir|user-data-dir):[ \t]*(\S.*?)[ \t]*$", re.MULTILINE)


def extensions_folder(product: Product, about: About | None, around: Surroundings) -> Path:
    """Name the folder of an editor's extensions, whether it is there or not."""
    if product.command == CODE_SERVER:
        return _of_code_server(around)
    if (written := _absolute(around.environ.get("VSCODE_EXTENSIONS", ""))) is not None:
        return written
    if (portable := _portable(about, around)) is not None:
        return portable / "extensions"
    return around.home / (about.data if about else product.data) / "extensions"


def settings_folder(product: Product, about: About | None, around: Surroundings) -> Path:
    """Name the folder that an editor on Linux keeps its settings in: what it calls its user data."""
    if (portable := _portable(about, around)) is not None:
        return portable / "user-data"
    written = _absolute(around.environ.get("XDG_CONFIG_HOME", ""))
    return (written or around.home / ".config") / (about.name if about else product.settings)


def _portable(about: About | None, around: Surroundings) -> Path | None:
    """Name the folder of an editor that keeps all its data beside itself, where there is one."""
    if about is None:
        return None
    if (written := _absolute(around.environ.get("VSCODE_PORTABLE", ""))) is not None and written.is_dir():
        return written
    if around.platform == "darwin":
        beside = about.root.parent / (about.portable or f"{about.command}-portable-data")
    else:
        beside = about.root / "data"
    return beside if beside.is_dir() else None


def _of_code_server(around: Surroundings) -> Path:
    written = _configured(around)
    if (folder := _absolute(written.get("extensions-dir", ""))) is not None:
        return folder
    if (folder := _absolute(written.get("user-data-dir", ""))) is not None:
        return folder / "extensions"
    if around.platform == "win32":
        local = _absolute(around.environ.get("LOCALAPPDATA", "")) or around.home / "AppData" / "Local"
        return local / "code-server" / "Data" / "extensions"
    data = _absolute(around.environ.get("XDG_DATA_HOME", "")) or around.home / ".local" / "share"
    return data / "code-server" / "extensions"


def _configured(around: Surroundings) -> dict[str, str]:
    """Read the folders from code-server's configuration; one that cannot be read names none."""
    config = _absolute(around.environ.get("XDG_CONFIG_HOME", "")) or around.home / ".config"
    if around.platform == "win32":
        roaming = _absolute(around.environ.get("APPDATA", "")) or around.home / "AppData" / "Roaming"
        config = roaming / "code-server" / "Config"
    else:
        config /= "code-server"
    path = _absolute(around.environ.get("CODE_SERVER_CONFIG", "")) or config / "config.yaml"
    try:
        with path.open("rb") as file:
            text = file.read(_CONFIG_MOST).decode("utf-8", "replace")
    except OSError:
        return {}
    found = {name: value.strip("'\"") for name, value in _WRITTEN.findall(text)}
    home = str(around.home)
    return {name: home + value[1:] if value.startswith("~/") else value for name, value in found.items()}


def _absolute(written: str) -> Path | None:
    path = Path(written)
    return path if written and path.is_absolute() else None
