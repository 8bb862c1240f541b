"""The part of the facade for what leaves a library: pictures that are gone, folders that are removed, and their way back."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from bowerbird_engine.assets import Asset, Root
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.gone import Days
from bowerbird_engine.errors import UnknownFolderError
from bowerbird_engine.gone import GonePictures, why_held
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.located import LocatedRoots
from bowerbird_engine.scanning.named_places import same_or_overlapping, spellings
from bowerbird_engine.search.scope import folder_scope
from bowerbird_engine.writing import LibraryWriter


class LettingGoMethods:
    """What `Engine` offers for it. No file of the person is ever touched."""

    _lock: threading.RLock
    _reader: Catalogue
    _renditions: Renditions
    _roots: LocatedRoots
    _writer: LibraryWriter

    def gone(self) -> GonePictures:
        """List what was not found and waits for a yes, and what left the library within the last 30 days."""
        with self._lock, self._reader.snapshot():
            return GonePictures(tuple(self._reader.gone.held()), tuple(self._reader.gone.dropped()))

    def drop_gone(self, folder: Path | None = None, *, held_by: datetime | None = None) -> int:
        """Say that pictures are gone that were not found, all of them or those below a folder; count them.

        They leave the library, and can be brought back for 30 days. With `held_by`, the `latest` of what a person was shown,
        what was found gone after it goes on waiting. It may go on beside a run of the index. Raises UnknownFolderError.
        """
        places = self._places(folder)
        with self._writer.catalogue("letting go what is gone") as catalogue:
            return catalogue.gone.drop(places, _now(), held_by)

    def bring_back(
        self, folder: Path | None = None, *, since: date | None = None, until: date | None = None
    ) -> int:
        """Bring back pictures that left the library, all or those below a folder or of some days, both included; count them.

        They are in the library as if they had never left it, and stay in it although their files are gone. Naming a
        folder that was removed brings back the folder, unless it has become part of a larger one. It may go on beside a
        run of the index. Raises UnknownFolderError, and FolderError when a part of a removed folder was added by itself.
        """
        removed = None if folder is None else self._returning(folder)
        places = None if removed is not None else self._places(folder)
        with self._writer.catalogue("bringing back what was gone") as catalogue:
            if removed is None:
                return catalogue.gone.bring_back(places, Days(since, until))
            brought_back = catalogue.roots.bring_back(removed)
        self._roots.forget()
        return brought_back

    def remove_folder(self, folder: Path, *, forget: bool = False) -> int:
        """Take a folder out of the library; return how many files that were.

        For 30 days adding it again brings it back as it was. With `forget` all that was learned from it is gone at once,
        also of a folder that was removed before. Raises UnknownFolderError.
        """
        wanted = spellings(folder)
        root_id = next((root.id for root in self._roots().values() if root.path in wanted), None)
        if root_id is None and forget:
            root_id = self._removed(folder)
        if root_id is None:
            raise UnknownFolderError(f"{folder} is not in the library; `bowerbird folders` lists what is.")
        purpose = "removing a folder"
        with self._writer.alone(purpose), self._writer.catalogue(purpose) as catalogue:
            if forget:
                files, contents = catalogue.roots.remove(root_id)
                self._renditions.forget(contents)
            else:
                files = catalogue.roots.put_aside(root_id, _now())
        self._roots.forget()
        return files

    def offline_reason(self, asset: Asset) -> str | None:
        """Say why a picture cannot be opened now; None when it can be."""
        root: Root | None = self._roots().get(asset.root_id)
        return (None if root is None else root.offline_reason) or why_held(asset)

    def _removed(self, folder: Path) -> int | None:
        wanted = spellings(folder)
        with self._lock:
            removed = self._reader.roots.removed()
        return next((root.id for root in removed if root.last_path in wanted), None)

    def _returning(self, folder: Path) -> int | None:
        """Find the removed folder that is meant; None where its place is part of a folder of the library by now."""
        present = self._roots().values()
        places = spellings(folder)
        if any(place.is_relative_to(root.path) for place in places for root in present):
            return None
        removed = self._removed(folder)
        if removed is not None:
            for place in places:
                same_or_overlapping(place, present)
        return removed

    def _places(self, folder: Path | None) -> Sequence[tuple[int, bytes]] | None:
        if folder is None:
            return None
        scope = folder_scope([Path(os.fspath(folder))], (), self._roots())
        return () if scope is None else scope.inside


def _now() -> int:
    return time.time_ns() // 1_000_000
