"""Which programs on this machine are a VS Code or made from it, from the places where people and shops put them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bowerbird_bridge.commands.plugin_hosts.calling import call
from bowerbird_bridge.commands.plugin_hosts.plugin_folder import PluginFolderError
from bowerbird_bridge.commands.plugin_hosts.surroundings import Surroundings
from bowerbird_bridge.commands.plugin_hosts.vscode_editors import REGISTRY, Editor, Kind
from bowerbird_bridge.commands.plugin_hosts.vscode_folders import extensions_folder, settings_folder
from bowerbird_bridge.commands.plugin_hosts.vscode_products import (
    CODE_SERVER,
    PRODUCTS,
    About,
    Product,
    read_about,
)

SNAPS: Final = Path("/snap")
SYSTEM_FOLDERS: Final = tuple(Path(name) for name in ("/usr/share", "/usr/lib", "/usr/local", "/opt"))
"""Where packages and those who look after a machine put programs with all that belongs to them."""

_FLATPAK_S = 10.0
_INSIDE: Final = ("bin", "resources/app/bin")
"""Where in its folder an editor has the program that takes commands."""
_IN_BUNDLE: Final = "Contents/Resources/app/bin"
_OF_A_REMOTE: Final = frozenset({"remote-cli"})
"""Such a program speaks to the window on somebody's own computer, from the machine that it is connected to."""
_WINDOWS_FROM_WSL: Final = "/mnt/"


@dataclass(frozen=True, slots=True)
class Search:
    """The editors that were found, and what a person should know of those that were passed over."""

    editors: Sequence[Editor]
    notes: Sequence[str]


def find_editors(around: Surroundings) -> Search:
    """List the editors; of those that share their extensions, the one that says of itself what it is comes first."""
    found: list[Editor] = []
    notes: dict[str, None] = {}
    for kind, product, path in _paths(around):
        if not _can_run(path):
            continue
        if (note := _passed_over(path, around)) is not None:
            notes[note] = None
        elif (editor := _editor(kind, product, path, around)) is not None:
            found.append(editor)
    found += _flatpaks(around)
    shared: dict[Path, Editor] = {}
    for editor in sorted(found, key=lambda each: not each.is_sure):
        shared.setdefault(editor.extensions, editor)
    return Search([*shared.values()], [*notes])


def named_editor(path: Path, around: Surroundings) -> Editor:
    """Take the editor that a person named: its program, the folder or bundle with it, or its folder of extensions."""
    path = path.expanduser().absolute()
    names = [_file_name(product, around) for product in PRODUCTS]
    places = [path / inside / name for inside in ("", *_INSIDE, _IN_BUNDLE) for name in names]
    for program in (path, *places):
        if not _can_run(program):
            continue
        about = read_about(program)
        product = _product_of(program, about)
        if product is not None:
            return _made("named", product, about, program, around)
    if (path / REGISTRY).is_file():
        editors = find_editors(around).editors
        same = [editor for editor in editors if editor.extensions == path]
        if editors:
            return (
                same[0]
                if same
                else replace(
                    editors[0],
                    kind="named",
                    command=(*editors[0].command, "--extensions-dir", str(path)),
                    extensions=path,
                    is_sure=True,
                )
            )
    raise PluginFolderError(
        f"{path} is no editor made from VS Code, and no folder with one. Name the program that takes its commands, as"
        " bin/code, or the folder that it was unpacked to."
    )


def looked_in(around: Surroundings) -> list[str]:
    """Name the places, for a person whose editor is in none of them."""
    folders = [str(folder) for folder in _folders(around)]
    if around.platform in {"win32", "darwin"}:
        return ["PATH", *folders]
    flatpaks = ", ".join(product.flatpak[0] for product in PRODUCTS if product.flatpak)
    return ["PATH", *folders, "Snap", f"Flatpak {flatpaks}"]


def _paths(around: Surroundings) -> Iterator[tuple[Kind, Product, Path]]:
    for product in PRODUCTS:
        name = _file_name(product, around)
        yield from _on_path(product, name, around)
        for folder in _folders(around):
            for path in _below(folder, product, name, around):
                yield "native", product, path
        if around.platform not in {"win32", "darwin"}:
            yield "snap", product, SNAPS / "bin" / product.command


def _below(folder: Path, product: Product, name: str, around: Surroundings) -> Iterator[Path]:
    """Name the programs that an editor in a folder of programs may have."""
    if around.platform == "darwin":
        if product.bundle:
            yield folder / product.bundle / _IN_BUNDLE / name
    elif around.platform == "win32":
        if product.folder:
            for inside in _INSIDE:
                yield folder / product.folder / inside / name
    else:
        for inside in _INSIDE:
            yield from sorted(folder.glob(f"*/{inside}/{name}"))


def _on_path(product: Product, name: str, around: Surroundings) -> Iterator[tuple[Kind, Product, Path]]:
    """Look through the folders of PATH by our own means: others would look in the working folder first."""
    for written in around.environ.get("PATH", "").split(os.pathsep):
        folder = Path(written)
        if folder.is_absolute():
            yield "snap" if folder == SNAPS / "bin" else "native", product, folder / name


def _folders(around: Surroundings) -> tuple[Path, ...]:
    """Name the folders where programs are unpacked; what lies among downloads is not started by itself."""
    home = around.home
    if around.platform == "win32":
        programs = Path(around.environ.get("PROGRAMFILES", r"C:\Program Files"))
        local = Path(around.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
        return (local / "Programs", programs)
    if around.platform == "darwin":
        return (Path("/Applications"), home / "Applications")
    own = ("Applications", "apps", "opt", "Programs", ".local", ".local/lib", ".local/opt", ".local/share")
    return (home, *(home / name for name in own), *SYSTEM_FOLDERS)


def _can_run(path: Path) -> bool:
    # Unlike Path.is_file, this is also an answer where a folder on the way cannot be entered.
    return os.path.isfile(path) and os.access(path, os.X_OK)  # noqa: PTH113


def _file_name(product: Product, around: Surroundings) -> str:
    return f"{product.command}.cmd" if around.platform == "win32" else product.command


def _passed_over(path: Path, around: Surroundings) -> str | None:
    """Tell why a program is not to be called, where it only stands for an editor on another system."""
    if _OF_A_REMOTE & set(path.parts):
        return (
            f"{path} belongs to a window that is connected to this machine. There the extension is not needed: it"
            " belongs to the editor on your own computer, where the hub and your library are. Run this command there."
        )
    if around.environ.get("WSL_DISTRO_NAME") and str(path).startswith(_WINDOWS_FROM_WSL):
        return (
            f"{path} is an editor of Windows, and this is WSL. The extension speaks with a hub on the editor's own"
            " side: install Bowerbird on Windows, and run this command there."
        )
    return None


def _editor(kind: Kind, product: Product, path: Path, around: Surroundings) -> Editor | None:
    """Take a program for an editor: where one lies around it, or where the path names a script that may start one."""
    if kind == "snap":
        own = (
            SNAPS / product.command / "current" / "usr" / "share" / product.command / "bin" / product.command
        )
        return _made(kind, product, read_about(own), path, around)
    about = read_about(path)
    if about is None and not _is_script_on_path(path, around):
        return None
    return _made(kind, _product_of(path, about) or product, about, path, around)


def _is_script_on_path(path: Path, around: Surroundings) -> bool:
    """Tell whether a person could start it by its name, and it is no window itself: an AppImage would open one."""
    if str(path.parent) not in around.environ.get("PATH", "").split(os.pathsep):
        return False
    try:
        with path.open("rb") as file:
            return file.read(2) == b"#!"
    except OSError:
        return False


def _product_of(program: Path, about: About | None) -> Product | None:
    """Find which product it is; one that is unknown and says what it is, is taken at its word."""
    names = {about.command} if about else {program.name, program.stem}
    for product in PRODUCTS:
        if product.command in names:
            return product
    return Product(about.name, about.command, about.data, about.name) if about else None


def _made(kind: Kind, product: Product, about: About | None, path: Path, around: Surroundings) -> Editor:
    command: tuple[str, ...] = (str(path),)
    if around.platform == "linux" and around.is_root and product.command != CODE_SERVER:
        # Without it these refuse to start as root at all; this is the folder that they would take.
        command = (*command, "--user-data-dir", str(settings_folder(product, about, around)))
    return Editor(
        kind=kind,
        title=product.title,
        version=about.version if about else None,
        program=str(path),
        command=command,
        extensions=extensions_folder(product, about, around),
        is_sure=about is not None,
    )


def _flatpaks(around: Surroundings) -> Iterator[Editor]:
    flatpak = shutil.which("flatpak", path=around.environ.get("PATH", ""))
    if around.platform in {"win32", "darwin"} or flatpak is None:
        return
    for product in PRODUCTS:
        if product.flatpak is None:
            continue
        name, folder = product.flatpak
        try:
            told = call([flatpak, "info", name], _FLATPAK_S)
        except OSError:
            return
        if told.code == 0:
            extensions = around.home / ".var" / "app" / name / "data" / folder / "extensions"
            yield Editor(
                "flatpak", product.title, None, name, (flatpak, "run", name), extensions, is_sure=False
            )
