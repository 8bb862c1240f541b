"""Which files a plug-in is made of: its own, the client beside them, and the licences. One rule for zip and installation."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path, PurePosixPath

from bowerbird_engine import BowerbirdError

CLIENT_NAME = "bowerbird_client"
_LEFT_OUT = frozenset({"__pycache__", ".DS_Store", "tests"})
_LEFT_OUT_ENDINGS = frozenset({".po", ".pot", ".pyc"})
"""What translators edit; the program reads what is compiled from it."""


class PluginFilesError(BowerbirdError):
    """Say that the files of a plug-in are not there or not as they should be."""

    code = "plugin_files"


@dataclass(frozen=True, slots=True)
class PluginSource:
    """Where the parts of a plug-in lie, and which module the host loads."""

    own: Path
    entry: str
    client: Path
    licence: Path
    client_licence: Path


def gimp_source() -> PluginSource:
    """Find the plug-in for GIMP: inside the installed package, else beside the sources."""
    packaged = Path(str(resources.files("bowerbird_bridge"))) / "plugins"
    checkout = Path(__file__).parents[4]
    for own, licence in (
        (packaged / "gimp" / "bowerbird_gimp", packaged / "LICENSE"),
        (checkout / "plugins" / "gimp" / "bowerbird_gimp", checkout / "LICENSE"),
    ):
        if own.is_dir() and licence.is_file():
            client = Path(str(resources.files(CLIENT_NAME)))
            return PluginSource(own, "bowerbird_gimp.py", client, licence, licence)
    raise PluginFilesError(
        "The plug-in for GIMP is not part of this installation of Bowerbird; install Bowerbird anew."
    )


def gather(source: PluginSource) -> dict[PurePosixPath, bytes]:
    """Read all that belongs into the plug-in's folder, by its place there."""
    files = _tree(source.own)
    if PurePosixPath(source.entry) not in files:
        raise PluginFilesError(f"{source.own / source.entry} is not there: no plug-in to install.")
    if any(path.parts[0] == CLIENT_NAME for path in files):
        raise PluginFilesError(
            f"{source.own} holds a {CLIENT_NAME} of its own: remove it, the right one is put in by itself."
        )
    files.update({PurePosixPath(CLIENT_NAME, path): data for path, data in _tree(source.client).items()})
    files[PurePosixPath(CLIENT_NAME, "LICENSE")] = source.client_licence.read_bytes()
    files[PurePosixPath("LICENSE")] = source.licence.read_bytes()
    return files


def _tree(folder: Path) -> dict[PurePosixPath, bytes]:
    found: dict[PurePosixPath, bytes] = {}
    for path in sorted(folder.rglob("*")):
        place = PurePosixPath(path.relative_to(folder).as_posix())
        if _LEFT_OUT & set(place.parts) or path.suffix in _LEFT_OUT_ENDINGS:
            continue
        if path.is_symlink():
            raise PluginFilesError(f"{path} is a link: neither a zip nor an installation keeps it.")
        if path.is_file():
            found[place] = path.read_bytes()
    return found
