"""VS Code and the editors made from it: how each is called on each system, and what one says of itself beside its program."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

CODE_SERVER: Final = "code-server"
"""VS Code for a browser: the one whose folders follow rules of its own."""
_PRODUCT_MOST = 8 * 1024 * 1024
_DEPTH = 3
"""How many folders above its program an editor has its product.json."""


@dataclass(frozen=True, slots=True)
class Product:
    """One editor: the name of its program, of its folders below the home and below the settings, and what shops call it.

    `flatpak` is its name there with the folder of its data that holds the extensions; `folder` is what Windows calls it.
    """

    title: str
    command: str
    data: str
    settings: str
    bundle: str = ""
    folder: str = ""
    flatpak: tuple[str, str] | None = None


PRODUCTS: Final = (
    Product(
        "VS Code",
        "code",
        ".vscode",
        "Code",
        "Visual Studio Code.app",
        "Microsoft VS Code",
        ("com.visualstudio.code", "vscode"),
    ),
    Product(
        "VS Code Insiders",
        "code-insiders",
        ".vscode-insiders",
        "Code - Insiders",
        "Visual Studio Code - Insiders.app",
        "Microsoft VS Code Insiders",
    ),
    Product(
        "VSCodium",
        "codium",
        ".vscode-oss",
        "VSCodium",
        "VSCodium.app",
        "VSCodium",
        ("com.vscodium.codium", "codium"),
    ),
    Product("Cursor", "cursor", ".cursor", "Cursor", "Cursor.app", "cursor"),
    Product("Windsurf", "windsurf", ".windsurf", "Windsurf", "Windsurf.app", "Windsurf"),
    Product("code-server", CODE_SERVER, ".code-server", "code-server"),
)


@dataclass(frozen=True, slots=True)
class About:
    """What lies beside an editor's program: its names and version, and the folder that it was unpacked to."""

    command: str
    name: str
    data: str
    version: str | None
    portable: str
    root: Path


def read_about(program: Path) -> About | None:
    """Read what an editor says of itself; None for a program that has no editor around it."""
    for depth, folder in enumerate(program.resolve().parents[:_DEPTH]):
        for app in _apps(folder, depth):
            product = _read(app / "product.json")
            command, data = product.get("applicationName"), product.get("dataFolderName")
            if not (isinstance(command, str) and isinstance(data, str) and _is_plain(data)):
                continue
            # Editors made from VS Code count their own versions, and say beside which VS Code they are.
            version = product.get("vscodeVersion") or _read(app / "package.json").get("version")
            portable = product.get("portable")
            return About(
                command=command,
                name=str(product.get("nameShort") or command),
                data=data,
                version=version if isinstance(version, str) else None,
                portable=portable if isinstance(portable, str) and _is_plain(portable) else "",
                root=_root(app),
            )
    return None


def _apps(folder: Path, depth: int) -> Iterator[Path]:
    yield folder
    yield folder / "resources" / "app"
    yield folder / "lib" / "vscode"
    if depth == 1:
        # On Windows newer ones have a folder of each version beside `bin`.
        yield from sorted(folder.glob("*/resources/app"))


def _root(app: Path) -> Path:
    """Name the folder, or on a Mac the bundle, that holds the whole editor."""
    for folder in app.parents:
        if folder.suffix == ".app":
            return folder
    return app.parent.parent if app.name == "app" else app.parent


def _is_plain(name: str) -> bool:
    return name not in {"", ".", ".."} and not set(name) & set("/\\:")


def _read(path: Path) -> dict[str, object]:
    try:
        if path.stat().st_size > _PRODUCT_MOST:
            return {}
        read: object = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return cast("dict[str, object]", read) if isinstance(read, dict) else {}
