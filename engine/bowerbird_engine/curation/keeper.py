"""What a person adds to a library beside its pictures: collections, preferences, and copies in the curated folder."""

from __future__ import annotations

import stat
import threading
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bowerbird_engine.assets import Asset, AssetId, ContentHash, Original, Root, SearchPage, Volume
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import StoredCopy
from bowerbird_engine.curation import page_marks
from bowerbird_engine.curation.copying import CopyRun, Purpose, place_of
from bowerbird_engine.curation.destination import choose_folder, opened_folder
from bowerbird_engine.curation.names import tidy_name
from bowerbird_engine.curation.template import read_template
from bowerbird_engine.errors import (
    AssetGoneError,
    AssetOfflineError,
    FolderError,
    NoCuratedFolderError,
    UsageError,
)
from bowerbird_engine.gone import not_there
from bowerbird_engine.keepsakes import (
    UNCHANGED,
    AssetPage,
    Collection,
    CuratedCopy,
    CuratedPage,
    PreferenceChanges,
    Preferences,
)
from bowerbird_engine.scanning.roots import cannot_now
from bowerbird_engine.scanning.volumes import is_volume, volume_of
from bowerbird_engine.settings import Settings

MOST_ON_A_PAGE: Final = 1000
_QUERY_CHARACTERS: Final = 2000
_TITLE_CHARACTERS: Final = 200
_COPIES: Final = "curated copies"


class Keeper:
    """Keep what the person adds. For any number of threads; writing may go on beside a run of the index."""

    def __init__(
        self,
        settings: Settings,
        roots: Callable[[], Mapping[int, Root]],
        writing: Callable[[str], AbstractContextManager[Catalogue]],
        open_original: Callable[[AssetId], Original],
    ) -> None:
        self._own_folders = (settings.state_dir, settings.cache_dir)
        self._roots = roots
        self._writing = writing
        self._open_original = open_original
        self._lock = threading.Lock()
        self._copying = threading.Lock()
        self._catalogue = Catalogue.open(settings.catalogue_path, read_only=True)

    def close(self) -> None:
        """Close the connection to the catalogue."""
        with self._lock:
            self._catalogue.close()

    # Collections

    def collections(self) -> list[Collection]:
        """List the collections by name."""
        with self._lock:
            return self._catalogue.collections.all()

    def create_collection(self, name: str) -> Collection:
        """Make an empty collection."""
        tidy = tidy_name(name)
        with self._writing("making a collection") as catalogue:
            return catalogue.collections.create(tidy)

    def rename_collection(self, collection_id: str, name: str) -> Collection:
        """Give a collection another name."""
        tidy = tidy_name(name)
        with self._writing("renaming a collection") as catalogue:
            return catalogue.collections.rename(collection_id, tidy)

    def delete_collection(self, collection_id: str) -> None:
        """Forget a collection."""
        with self._writing("deleting a collection") as catalogue:
            catalogue.collections.delete(collection_id)

    def add_to_collection(self, collection_id: str, asset_ids: Iterable[AssetId]) -> int:
        """Add pictures; count those that were not in it yet."""
        with self._writing("adding to a collection") as catalogue:
            return catalogue.collections.add(collection_id, list(asset_ids))

    def remove_from_collection(self, collection_id: str, asset_ids: Iterable[AssetId]) -> int:
        """Take pictures out; count those that were in it."""
        with self._writing("taking out of a collection") as catalogue:
            return catalogue.collections.remove(collection_id, list(asset_ids))

    def collection_assets(self, collection_id: str, limit: int, after: str | None) -> AssetPage:
        """Give a page of the pictures of a collection, in the order in which they came in."""
        _demand_limit(limit)
        of_list, roots = f"collection {collection_id}", self._roots()
        start = 0 if after is None else page_marks.decode(after, of_list)
        with self._lock, self._catalogue.snapshot():
            found = self._catalogue.collections.members(collection_id, limit + 1, start)
            page = found[:limit]
            known = self._catalogue.files.assets_of([member.asset_id for member in page], roots)
        return AssetPage(
            tuple(known[member.asset_id] for member in page if member.asset_id in known),
            page_marks.encode(page[-1].position, of_list) if len(found) > limit else None,
        )

    # Preferences

    def preferences(self) -> Preferences:
        """Give the preferences."""
        with self._lock:
            return self._catalogue.preferences.get()

    def set_preferences(self, changes: PreferenceChanges) -> Preferences:
        """Set those that are named."""
        folder = changes.curated_folder
        real = choose_folder(folder, self._own_folders) if isinstance(folder, Path) else None
        template = changes.curated_template
        if isinstance(template, str):
            template = unicodedata.normalize("NFC", template).strip()
            read_template(template)
        switches = {
            field.name: value
            for field in fields(changes)
            if isinstance(value := getattr(changes, field.name), bool)
        }
        with self._writing("setting preferences") as catalogue, catalogue.transaction():
            if real is not None:
                catalogue.preferences.set_curated_folder(real, _volume_of(real).key)
            elif folder is not UNCHANGED:
                catalogue.preferences.forget_curated_folder()
            catalogue.preferences.set_switches(switches)
            if template is not UNCHANGED:
                catalogue.preferences.set_curated_template(template)
        return self.preferences()

    # Curated copies

    def copy_curated(
        self,
        asset_ids: Sequence[AssetId],
        query: str | None,
        project: str | None = None,
        subject: str | None = None,
    ) -> list[CuratedCopy]:
        """Copy pictures into the curated folder, in this order."""
        folder = self._curated_folder()
        purpose = _purpose(query, project, subject)
        roots = self._roots()
        with self._lock:
            assets = [self._catalogue.files.asset(asset_id, roots) for asset_id in asset_ids]
            template = read_template(self._catalogue.preferences.get().curated_template)
        with (
            self._copying,
            self._writing("copying to the curated folder") as catalogue,
            opened_folder(folder, self._own_folders) as destination,
        ):
            destination.sweep()
            run = CopyRun(destination, catalogue, roots, self._open_original, template)
            kept = {asset.id: run.kept(asset) for asset in assets}
            for asset in assets:
                # Before the first one is copied: half of what was asked for is harder to understand than nothing.
                if kept[asset.id] is None and not asset.online:
                    raise self._not_here(asset)
            return [self._copy(run, asset, kept[asset.id], purpose) for asset in assets]

    @staticmethod
    def _copy(run: CopyRun, asset: Asset, kept: CuratedCopy | None, purpose: Purpose) -> CuratedCopy:
        """Copy a picture unless it is kept, or was copied under another id a moment ago."""
        return kept or run.kept(asset) or run.copy(asset, purpose)

    def preview_curated(
        self,
        asset_ids: Sequence[AssetId],
        template: str | None,
        query: str | None = None,
        project: str | None = None,
        subject: str | None = None,
    ) -> list[str]:
        """Tell where copies would go if the folder were empty, as paths below it with `/`. Nothing is made."""
        roots = self._roots()
        with self._lock:
            assets = [self._catalogue.files.asset(asset_id, roots) for asset_id in asset_ids]
            text = self._catalogue.preferences.get().curated_template if template is None else template
        wanted, purpose, now = read_template(text), _purpose(query, project, subject), datetime.now(UTC)
        found: list[str] = []
        for asset in assets:
            place, ending = place_of(wanted, asset, purpose, now)
            found.append("/".join((*place.folders, f"{place.stem}{ending}")))
        return found

    def curated_copies(self, limit: int, after: str | None) -> CuratedPage:
        """Give a page of what was copied, the latest first."""
        _demand_limit(limit)
        before = None if after is None else page_marks.decode(after, _COPIES)
        roots = self._roots()
        with self._lock, self._catalogue.snapshot():
            found = self._catalogue.curated.latest(limit + 1, before)
            page = found[:limit]
            known = self._catalogue.files.assets_of([row.asset_id for row in page], roots)
            others = self._others(page, known, roots)
        return CuratedPage(
            tuple(_curated(row, known.get(row.asset_id) or others.get(row.content_hash)) for row in page),
            page_marks.encode(page[-1].id, _COPIES) if len(found) > limit else None,
        )

    def _others(
        self, page: Sequence[StoredCopy], known: Mapping[AssetId, Asset], roots: Mapping[int, Root]
    ) -> dict[ContentHash, Asset]:
        """Find files with the same bytes where the original itself is gone, but for the copies themselves."""
        lost = [row for row in page if row.asset_id not in known]
        ids = self._catalogue.hashes.ids(row.content_hash for row in lost)
        found = self._catalogue.files.assets(list(ids.values()), roots)
        copies = {row.folder / row.name for row in page}
        others: dict[ContentHash, Asset] = {}
        for row in lost:
            twins = found.get(ids.get(row.content_hash, -1), ())
            twin = next((twin for twin in twins if twin.path not in copies), None)
            if twin is not None:
                others[row.content_hash] = twin
        return others

    def mark_curated(self, page: SearchPage) -> SearchPage:
        """Mark the hits whose bytes lie in the curated folder already, as a copy or as a file of the library."""
        with self._lock:
            folder = self._catalogue.preferences.get().curated_folder
            if folder is None or not page.hits:
                return page
            rows = self._catalogue.curated.of_contents(folder, (hit.asset.content_hash for hit in page.hits))
        away = bool(rows) and not folder.is_dir()
        there = {row.content_hash for row in rows if away or _lies_there(row)}
        return replace(
            page,
            hits=tuple(
                replace(hit, curated=True)
                if hit.asset.content_hash in there
                or any(path.is_relative_to(folder) for path in (hit.asset.path, *hit.copies))
                else hit
                for hit in page.hits
            ),
        )

    def _curated_folder(self) -> Path:
        with self._lock:
            folder = self._catalogue.preferences.get().curated_folder
            volume = self._catalogue.preferences.curated_volume()
        if folder is None:
            raise NoCuratedFolderError(
                "No folder for curated copies is chosen yet. Choose one in the preferences, then copy again."
            )
        # What lies at its place while its disk is away would take the copies, and hide them once it is back.
        if volume is not None and not is_volume(_volume_of(folder), volume):
            raise FolderError(
                f"Another disk than before is at the curated folder {folder}. Plug in its own, or choose the folder again."
            )
        return folder

    def _not_here(self, asset: Asset) -> AssetOfflineError | AssetGoneError:
        root = self._roots().get(asset.root_id)
        if root is not None and root.online:
            return not_there(asset, "copied")
        return AssetOfflineError(
            cannot_now(asset.path, "copied", None if root is None else root.offline_reason)
        )


def _volume_of(folder: Path) -> Volume:
    try:
        return volume_of(folder)
    except OSError as error:
        raise FolderError(
            f"The curated folder {folder} cannot be reached: {error.strerror}. Plug in its disk, or choose another."
        ) from error


def _purpose(query: str | None, project: str | None, subject: str | None) -> Purpose:
    return Purpose(
        *(
            (text or "").strip()[:most] or None
            for text, most in (
                (query, _QUERY_CHARACTERS),
                (project, _TITLE_CHARACTERS),
                (subject, _TITLE_CHARACTERS),
            )
        )
    )


def _lies_there(row: StoredCopy) -> bool:
    try:
        return stat.S_ISREG((row.folder / row.name).lstat().st_mode)
    except (OSError, ValueError):
        return False


def _curated(row: StoredCopy, original: Asset | None) -> CuratedCopy:
    there = _lies_there(row)
    return CuratedCopy(
        row.asset_id,
        row.folder / row.name,
        row.content_hash,
        created=False,
        reason="",
        copied=row.copied,
        query=row.query,
        project=row.project,
        subject=row.subject,
        source=row.source if original is None else original.path,
        source_known=original is not None,
        there=there if there or row.folder.is_dir() else None,
    )


def _demand_limit(limit: int) -> None:
    if not 0 < limit <= MOST_ON_A_PAGE:
        raise UsageError(f"A page holds 1 to {MOST_ON_A_PAGE} entries, not {limit}.")
