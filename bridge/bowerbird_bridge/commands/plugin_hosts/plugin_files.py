"""Which files a plug-in is made of: its own, and the packages that it brings. One rule for zip and installation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Final

from bowerbird_engine import BowerbirdError

Files = dict[PurePosixPath, bytes]
"""Files by their places in a folder."""

CLIENT_NAME: Final = "bowerbird_client"
PANEL_NAME: Final = "bowerbird_panel"
SHARED_NAMES: Final = (CLIENT_NAME, PANEL_NAME)
"""The packages that every plug-in with a Python of its own brings, each standing on those before it."""

LICENCE: Final = "LICENSE"
_LEFT_OUT = frozenset({"__pycache__", ".DS_Store", "tests"})
_LEFT_OUT_ENDINGS = frozenset({".po", ".pot", ".pyc"})
"""What translators edit; the program reads what is compiled from it."""


class PluginFilesError(BowerbirdError):
    """Say that the files of a plug-in are not there or not as they should be."""

    code = "plugin_files"


@dataclass(frozen=True, slots=True)
class PackageSource:
    """One package that a plug-in brings: its name, its folder, and its licence."""

    name: str
    folder: Path
    licence: Path

    def gather(self) -> Files:
        """Read the package, by its place in its own folder."""
        return {**_tree(self.folder), PurePosixPath(LICENCE): self.licence.read_bytes()}


@dataclass(frozen=True, slots=True)
class PluginSource:
    """Where the parts of a plug-in lie, and which module the host loads."""

    own: Path
    entry: str
    licence: Path
    packages: tuple[PackageSource, ...]

    def gather(self) -> Files:
        """Read the plug-in's own files, without the packages. Raises PluginFilesError where they are not whole."""
        files = _tree(self.own)
        if PurePosixPath(self.entry) not in files:
            raise PluginFilesError(f"{self.own / self.entry} is not there: no plug-in to install.")
        for package in self.packages:
            if any(path.parts[0] == package.name for path in files):
                raise PluginFilesError(
                    f"{self.own} holds a {package.name} of its own: remove it, the right one is put in by itself."
                )
        files[PurePosixPath(LICENCE)] = self.licence.read_bytes()
        return files


def gimp_source() -> PluginSource:
    """Find the plug-in for GIMP."""
    return _source("GIMP", "gimp/bowerbird_gimp", "bowerbird_gimp.py", (LICENCE, LICENCE))


def blender_source() -> PluginSource:
    """Find the extension of Blender, which has a licence of its own."""
    return _source(
        "Blender", "blender/bowerbird", "__init__.py", ("blender/LICENSE", "plugins/blender/LICENSE")
    )


def gather_beside(source: PluginSource) -> Files:
    """Read all that belongs into a plug-in's folder where the host loads what lies beside the program."""
    files = source.gather()
    for package in source.packages:
        files.update({PurePosixPath(package.name, path): data for path, data in package.gather().items()})
    return files


def _source(title: str, own: str, entry: str, licences: tuple[str, str]) -> PluginSource:
    """Find a plug-in inside the installed package, else beside the sources; `licences` names its licence in both."""
    packaged = Path(str(resources.files("bowerbird_bridge"))) / "plugins"
    checkout = Path(__file__).parents[4]
    places = (
        (packaged / own, packaged / licences[0], packaged / LICENCE),
        (checkout / "plugins" / own, checkout / licences[1], checkout / LICENCE),
    )
    for folder, licence, of_packages in places:
        if folder.is_dir() and licence.is_file():
            return PluginSource(folder, entry, licence, tuple(_packages(SHARED_NAMES, of_packages)))
    raise PluginFilesError(
        f"The plug-in for {title} is not part of this installation of Bowerbird; install Bowerbird anew."
    )


def _packages(names: Iterable[str], licence: Path) -> Iterable[PackageSource]:
    for name in names:
        yield PackageSource(name, Path(str(resources.files(name))), licence)


def _tree(folder: Path) -> Files:
    found: Files = {}
    for path in sorted(folder.rglob("*")):
        place = PurePosixPath(path.relative_to(folder).as_posix())
        if _LEFT_OUT & set(place.parts) or path.suffix in _LEFT_OUT_ENDINGS:
            continue
        if path.is_symlink():
            raise PluginFilesError(f"{path} is a link: neither a zip nor an installation keeps it.")
        if path.is_file():
            found[place] = path.read_bytes()
    return found
