"""The one door to model packs: what is known, what is installed, and how one comes in or goes out."""

from __future__ import annotations

import contextlib
import difflib
import re
import stat
import threading
from collections.abc import Callable, Collection, Generator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bowerbird_engine.encoding.agreement import Agreement, agreement
from bowerbird_engine.encoding.description import Description, Precision
from bowerbird_engine.encoding.fields import is_plain_name
from bowerbird_engine.encoding.packs import (
    DESCRIPTION,
    BrokenPack,
    ModelPack,
    starter_pack,
    survey_packs,
)
from bowerbird_engine.errors import PackError, PackInUseError, UnknownPackError
from bowerbird_engine.models.archive import ZipSource
from bowerbird_engine.models.assembly import About, assemble, read_described
from bowerbird_engine.models.download import HubFile, download, file_url
from bowerbird_engine.models.layouts import find_layout, hub_layout
from bowerbird_engine.models.ledger import FILE_NAME, Ledger
from bowerbird_engine.models.registry import KnownPack, known_packs
from bowerbird_engine.models.sources import Copier, FolderSource, Source
from bowerbird_engine.models.store import PackStore
from bowerbird_engine.reports import Progress

UNSTATED: Final = "not stated"
_REVISION_LETTERS: Final = 12
_NAME_LETTERS: Final = 80
_TITLE_LETTERS: Final = 120


@dataclass(frozen=True, slots=True)
class WantedFile:
    """A file to fetch for a pack, and from where; `bytes` as far as it was seen, perhaps rounded."""

    repository: str
    path: str
    url: str
    bytes: int | None


class ModelShelf:
    """The packs of one library: the starter that comes with Bowerbird, and those in its folder of packs."""

    def __init__(
        self,
        packs_dir: Path,
        *,
        threads: int,
        hub_endpoint: str | None = None,
        in_use: Callable[[str], bool] = lambda _pack_id: False,
    ) -> None:
        """Name the folder of packs, which need not be there yet; `threads` are for trying a pack before it comes in.

        A pack that is `in_use` is never replaced by one of the same id with other files.
        """
        self._packs_dir = packs_dir
        self._endpoint = hub_endpoint
        self._threads = threads
        self._in_use = in_use
        self._store = PackStore(packs_dir, threads=threads)

    def installed(self) -> list[ModelPack]:
        """List the usable packs, the starter first."""
        starter = starter_pack()
        return [starter, *(pack for pack in survey_packs(self._packs_dir)[0] if pack.id != starter.id)]

    def broken(self) -> list[BrokenPack]:
        """List the folders that hold a description of a pack but no usable pack."""
        return survey_packs(self._packs_dir)[1]

    def find(self, pack_id: str) -> ModelPack:
        """Give an installed pack. Raises UnknownPackError that tells what could be meant, PackError when it is broken."""
        installed = {pack.id: pack for pack in self.installed()}
        if pack_id in installed:
            return installed[pack_id]
        for broken in self.broken():
            if broken.folder.name == pack_id:
                raise PackError(broken.reason)
        command = self._install_command(pack_id)
        if command is not None:
            raise UnknownPackError(f"'{pack_id}' is not installed yet. Run `{command}`.")
        raise _not_installed(pack_id, installed)

    def known(self) -> tuple[KnownPack, ...]:
        """List the packs that can be installed by name."""
        return known_packs()

    def known_pack(self, pack_id: str) -> KnownPack:
        """Give a pack that can be installed by name. Raises UnknownPackError that tells what could be meant."""
        known = {pack.id: pack for pack in self.known()}
        if pack_id in known:
            return known[pack_id]
        command = self._install_command(pack_id)
        if command is not None:
            raise UnknownPackError(f"'{pack_id}' is a precision of another pack. Run `{command}`.")
        raise UnknownPackError(
            f"Bowerbird knows no pack '{pack_id}'.{_meant(pack_id, known)} It knows {', '.join(known)}; any other model "
            "can be added from its files: `bowerbird models add FOLDER --name NAME`."
        )

    def _install_command(self, pack_id: str) -> str | None:
        """Tell how a known pack is installed, in the precision that its id names."""
        for pack in self.known():
            for offered in pack.precisions:
                if _with_precision(pack.id, offered.precision) == pack_id:
                    option = "" if pack.id == pack_id else f" --precision {offered.precision}"
                    return f"bowerbird models install {pack.id}{option}"
        return None

    def wanted_files(self, pack_id: str, precision: Precision = "float32") -> list[WantedFile]:
        """List what must be fetched for a pack, for someone who does it elsewhere. Asks no network.

        Raises UnknownPackError, and PackError when the pack is not offered in this precision.
        """
        known = self.known_pack(pack_id)
        return [
            WantedFile(
                repository=known.repository,
                path=file.path,
                url=file_url(known.repository, file.path, self._endpoint),
                bytes=file.bytes,
            )
            for file in known.precision(precision).files
        ]

    def agreement(self, pack_id: str) -> Agreement | None:
        """Compare an installed pack with its float32 one; None when it is that, or that is not installed.

        Takes seconds. Raises UnknownPackError, PackError or EmbeddingError.
        """
        pack = self.find(pack_id)
        precision = pack.description.precision
        base = pack_id.removesuffix(f"-{precision}")
        if precision == "float32" or base == pack_id:
            return None
        reference = next((there for there in self.installed() if there.id == base), None)
        return None if reference is None else agreement(pack, reference, self._threads)

    def install(
        self,
        pack_id: str,
        *,
        precision: Precision = "float32",
        replace: bool = False,
        progress: Callable[[Progress], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> ModelPack:
        """Download a known pack and let it in; one that is installed and whole is given back as it is.

        An interrupted download goes on where it was. With `replace` it may take the place of another model that was
        added under this id and is not in use. Raises UnknownPackError, PackError, DigestError, HubError and its kinds,
        DiskFullError, LibraryBusyError, PackInUseError or Cancelled; then no pack has changed.
        """
        known = self.known_pack(pack_id)
        offered = known.precision(precision)
        installed_id = _with_precision(pack_id, precision)
        files = [HubFile(known.repository, file.path, file.optional) for file in offered.files]
        with self._store.owned():
            there = self._store.whole(installed_id)
            if there is not None and there.description.source == known.repository:
                return there
            replace = replace and not self._in_use(installed_id)
            if there is not None and not replace:
                raise PackInUseError(
                    f"Another model, from {there.description.source}, is installed as '{installed_id}', and may be in "
                    f"use. Remove it first: `bowerbird models remove {installed_id}`."
                )
            with self._store.downloading(installed_id) as folder:
                arrived = download(
                    files,
                    folder,
                    ledger=Ledger(self._packs_dir / FILE_NAME),
                    endpoint=self._endpoint,
                    progress=progress,
                    cancel=cancel,
                )
            try:
                layout = hub_layout([entry.path for entry in arrived.files], precision)
                description = assemble(
                    folder,
                    layout,
                    _about(known, version=arrived.revision[:_REVISION_LETTERS]),
                    obtain=_only_these([entry.path for entry in arrived.files]),
                    digests={entry.path: entry.sha256 for entry in arrived.files},
                )
                _checking(progress)
                pack = self._store.admit(
                    folder,
                    _named(description, pack_id, precision, known.title),
                    replace=replace,
                    cancel=cancel,
                )
            except PackError as error:
                # The bytes are what the hub gives, and they are of no use, unless it was the disk that failed.
                if not isinstance(error.__cause__, OSError):
                    self._store.forget_download(installed_id)
                raise
            self._store.forget_download(installed_id)
            return pack

    def add(
        self,
        source: Path,
        *,
        name: str | None = None,
        precision: Precision | None = None,
        replace: bool = False,
        progress: Callable[[Progress], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> ModelPack:
        """Let in a pack from a folder or a zip archive, of which nothing is changed.

        `name` becomes the pack's id; that of a known pack brings its title and licence along. Where there are several
        precisions the asked one is taken; without one, float32 or what is there. `replace` is as for `install`.
        Raises PackError, DiskFullError, LibraryBusyError, PackInUseError or Cancelled; then nothing has changed.
        """
        if name is not None and not is_plain_name(name):
            raise PackError(
                f"'{name}' cannot be the name of a pack. Use at most 100 letters, digits, '.', '_' and '-', a letter or a "
                "digit first, and no name that Windows keeps for a device."
            )
        with (
            _opened(source) as opened,
            self._store.owned(),
            self._store.incoming() as folder,
        ):
            copier = Copier(opened, folder, progress=progress, cancel=cancel)
            layout = find_layout(opened.sizes, precision)
            if layout is None:
                copier.copy((DESCRIPTION,))
                description = read_described(folder)
                copier.copy([file.name for file in description.files])
                if precision not in {None, description.precision}:
                    raise PackError(f"{source} holds a pack in {description.precision}, not in {precision}.")
                description = _renamed(description, name)
            else:
                base = name or plain_id(opened.name)
                known = {pack.id: pack for pack in self.known()}.get(base)
                about = (
                    _about_side_loaded(base, opened.name)
                    if known is None
                    else _about(known, version="side-loaded")
                )
                description = assemble(folder, layout, about, obtain=copier.copy, digests=copier.digests)
                description = _named(description, base, description.precision, about.title)
            if description.id.casefold() in {starter_pack().id, FILE_NAME}:
                raise PackInUseError(
                    f"'{description.id}' is the name of something that comes with Bowerbird. Add this one under another "
                    "name: `--name NAME`."
                )
            _checking(progress)
            return self._store.admit(
                folder,
                description,
                replace=replace and not self._in_use(description.id),
                cancel=cancel,
            )

    def remove(self, pack_id: str) -> int:
        """Delete an installed pack, usable or not, and what is there of its download; tell how many bytes that frees.

        The caller sees to it that nobody uses it. Raises PackInUseError for the starter, UnknownPackError, PackError
        or LibraryBusyError.
        """
        if pack_id == starter_pack().id:
            raise PackInUseError(f"'{pack_id}' comes with Bowerbird and cannot be removed.")
        with self._store.owned():
            found, broken = survey_packs(self._packs_dir)
            folders = {pack.folder.name: pack.folder for pack in broken} | {
                pack.id: pack.folder for pack in found
            }
            # Also what was only half downloaded takes room, under the same name.
            freed = self._store.forget_download(pack_id) if is_plain_name(pack_id) else 0
            if pack_id not in folders and freed:
                return freed
            if pack_id not in folders:
                raise _not_installed(pack_id, folders)
            return freed + self._store.remove(folders[pack_id])


def _checking(progress: Callable[[Progress], None] | None) -> None:
    """Say that the digests are compared and the pack is tried, which takes seconds and has no parts to count."""
    if progress is not None:
        progress(Progress("check", 0, None))


@contextlib.contextmanager
def _opened(source: Path) -> Generator[Source]:
    try:
        kind = stat.S_IFMT(source.stat().st_mode)
    except (OSError, ValueError):
        kind = 0
    if stat.S_ISDIR(kind):
        yield FolderSource(source)
    elif stat.S_ISREG(kind):
        with ZipSource(source) as archive:
            yield archive
    else:
        raise PackError(
            f"{source} is no folder and no file that can be read. Name a folder with a model's files, or a zip archive "
            "of it."
        )


def _only_these(paths: Collection[str]) -> Callable[[Collection[str]], None]:
    """Refuse whatever a graph asks for beyond what was downloaded."""

    def obtain(wanted: Collection[str]) -> None:
        for path in wanted:
            if path not in paths:
                raise PackError(
                    f"The model wants {path}, which Bowerbird does not know of. Fetch the whole repository yourself and "
                    "add it: `bowerbird models add FOLDER --name NAME`."
                )

    return obtain


def _about(known: KnownPack, *, version: str) -> About:
    return About(
        id=known.id,
        version=version,
        title=known.title,
        licence=known.licence,
        source=known.repository,
        languages=known.languages,
    )


def _about_side_loaded(base: str, called: str) -> About:
    # A folder's name may hold bytes that are no text and characters that cannot be seen, and the root of a disk has none.
    called = "".join(letter if letter.isprintable() else "?" for letter in called)[:_TITLE_LETTERS] or base
    return About(
        id=base,
        version="side-loaded",
        title=called,
        licence=UNSTATED,
        source=f"Added from '{called}'",
        languages=(),
    )


def _named(description: Description, base: str, precision: Precision, title: str) -> Description:
    """Give a description the id and title that belong to its precision."""
    if precision != "float32":
        title = f"{title}, {precision}"
    return replace(description, id=_with_precision(base, precision), precision=precision, title=title)


def _renamed(description: Description, name: str | None) -> Description:
    """Give a description another id, if one is wished for."""
    return description if name is None else replace(description, id=name)


def _with_precision(base: str, precision: Precision) -> str:
    return base if precision == "float32" or base.endswith(f"-{precision}") else f"{base}-{precision}"


def plain_id(name: str) -> str:
    """Make a plain id out of a folder's name."""
    plain = re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-._")[:_NAME_LETTERS].rstrip("-._")
    if not is_plain_name(plain):
        raise PackError(f"No name for a pack can be made out of '{name}'. Give one: `--name NAME`.")
    return plain


def _not_installed(pack_id: str, there: Collection[str]) -> UnknownPackError:
    return UnknownPackError(
        f"No pack '{pack_id}' is installed.{_meant(pack_id, there)} `bowerbird models list` lists what is: "
        f"{', '.join(there) or 'none of your own'}."
    )


def _meant(pack_id: str, there: Collection[str]) -> str:
    close = difflib.get_close_matches(pack_id, list(there), n=2)
    return f" Did you mean {' or '.join(close)}?" if close else ""
