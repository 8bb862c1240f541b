"""How a command writes to the library: through the hub that owns it, or by itself where no hub runs."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Generator
from datetime import date
from pathlib import Path
from typing import Protocol

from bowerbird_bridge.discovery import hub_of_library
from bowerbird_engine import (
    AddedFolder,
    Engine,
    IndexReport,
    PackChoice,
    Precision,
    Progress,
    RemovedPack,
    Root,
)


class Writer(Protocol):
    """What the commands write. Errors have the same codes, whoever does the work."""

    @property
    def through_hub(self) -> bool:
        """Whether a hub does the work, and goes on with what follows from it."""
        ...

    def add_folder(self, folder: Path) -> AddedFolder:
        """Add a folder."""
        ...

    def remove_folder(self, folder: Path, *, forget: bool = False) -> int:
        """Take a folder out of the library, or forget it for good; return how many files that were."""
        ...

    def move_folder(self, old: Path, new: Path) -> list[Root]:
        """Let a folder, or all folders below it, lie elsewhere from now on; give these."""
        ...

    def drop_gone(self, folder: Path | None) -> int:
        """Say that pictures are gone that were not found; count them."""
        ...

    def bring_back(self, folder: Path | None, *, since: date | None, until: date | None) -> int:
        """Bring back what left the library; count it."""
        ...

    def index(
        self,
        *,
        ocr: bool = True,
        progress: Callable[[Progress], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> IndexReport:
        """Bring the library up to date."""
        ...

    def use_pack(self, pack_id: str, *, now: bool = False) -> PackChoice:
        """Choose the model that searches."""
        ...

    def install(
        self,
        pack_id: str,
        *,
        precision: Precision = "float32",
        progress: Callable[[Progress], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> tuple[str, str]:
        """Download a model; return its id and title."""
        ...

    def remove_pack(self, pack_id: str) -> RemovedPack:
        """Remove a model with what it has learned."""
        ...


class OwnWriter:
    """Does the work in this process."""

    def __init__(self, engine: Engine) -> None:
        self.through_hub = False
        self._engine = engine

    def add_folder(self, folder: Path) -> AddedFolder:
        """Add a folder."""
        return self._engine.add_folder(folder)

    def remove_folder(self, folder: Path, *, forget: bool = False) -> int:
        """Take a folder out of the library."""
        return self._engine.remove_folder(folder, forget=forget)

    def move_folder(self, old: Path, new: Path) -> list[Root]:
        """Let a folder, or all folders below it, lie elsewhere."""
        return self._engine.move_folder(old, new)

    def drop_gone(self, folder: Path | None) -> int:
        """Say that pictures are gone."""
        return self._engine.drop_gone(folder)

    def bring_back(self, folder: Path | None, *, since: date | None, until: date | None) -> int:
        """Bring back what left the library."""
        return self._engine.bring_back(folder, since=since, until=until)

    def index(
        self,
        *,
        ocr: bool = True,
        progress: Callable[[Progress], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> IndexReport:
        """Bring the library up to date."""
        return self._engine.index(ocr=ocr, progress=progress, cancel=cancel)

    def use_pack(self, pack_id: str, *, now: bool = False) -> PackChoice:
        """Choose a model."""
        return self._engine.use_pack(pack_id, now=now)

    def install(
        self,
        pack_id: str,
        *,
        precision: Precision = "float32",
        progress: Callable[[Progress], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> tuple[str, str]:
        """Download a model and try it."""
        pack = self._engine.shelf.install(
            pack_id, precision=precision, replace=True, progress=progress, cancel=cancel
        )
        return pack.id, pack.description.title

    def remove_pack(self, pack_id: str) -> RemovedPack:
        """Remove a model."""
        return self._engine.remove_pack(pack_id)


@contextlib.contextmanager
def writer_for(engine: Engine) -> Generator[Writer]:
    """Give what writes to the library of an engine for the length of the block."""
    if hub_of_library(engine.library_id, engine.settings.state_dir) is None:
        yield OwnWriter(engine)
        return
    from bowerbird_bridge.commands.through_hub import hub_of  # noqa: PLC0415  50 ms that only this case pays

    with hub_of(engine) as remote:
        yield OwnWriter(engine) if remote is None else remote
