"""The part of the facade for what a person adds to a library: collections, preferences and curated copies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bowerbird_engine.assets import AssetId
from bowerbird_engine.curation.keeper import Keeper
from bowerbird_engine.keepsakes import (
    AssetPage,
    Collection,
    CuratedCopy,
    CuratedPage,
    PreferenceChanges,
    Preferences,
)


class KeepingMethods:
    """What `Engine` offers for them. All of it may go on beside a run of the index, and from any thread."""

    _keeper: Keeper

    def collections(self) -> list[Collection]:
        """List the collections by name."""
        return self._keeper.collections()

    def create_collection(self, name: str) -> Collection:
        """Make an empty collection; a name has at most 200 characters and is not taken, whatever its capitals.

        Raises CollectionNameError.
        """
        return self._keeper.create_collection(name)

    def rename_collection(self, collection_id: str, name: str) -> Collection:
        """Give a collection another name. Raises UnknownCollectionError and CollectionNameError."""
        return self._keeper.rename_collection(collection_id, name)

    def delete_collection(self, collection_id: str) -> None:
        """Forget a collection; its pictures stay in the library. Raises UnknownCollectionError."""
        self._keeper.delete_collection(collection_id)

    def add_to_collection(self, collection_id: str, asset_ids: Iterable[AssetId]) -> int:
        """Add pictures at the end, all or none; count those that were not in it yet.

        Raises UnknownCollectionError and UnknownAssetError.
        """
        return self._keeper.add_to_collection(collection_id, asset_ids)

    def remove_from_collection(self, collection_id: str, asset_ids: Iterable[AssetId]) -> int:
        """Take pictures out; count those that were in it. Raises UnknownCollectionError."""
        return self._keeper.remove_from_collection(collection_id, asset_ids)

    def collection_assets(
        self, collection_id: str, *, limit: int = 100, after: str | None = None
    ) -> AssetPage:
        """Give a page of a collection's pictures, in the order in which they came in; `after` is the last page's `next`.

        Those that are missing from their folder now are left out until they are back. Raises UnknownCollectionError
        and CursorError.
        """
        return self._keeper.collection_assets(collection_id, limit, after)

    def preferences(self) -> Preferences:
        """Give the preferences of this library."""
        return self._keeper.preferences()

    def set_preferences(self, changes: PreferenceChanges) -> Preferences:
        """Set the preferences that are named, and give all of them.

        A curated folder is made where only the folder around it is there. Raises FolderError for a link, for what
        cannot be written, and for the library's own folders: nothing is set then.
        """
        return self._keeper.set_preferences(changes)

    def copy_curated(
        self,
        asset_ids: Sequence[AssetId],
        *,
        query: str | None = None,
        project: str | None = None,
        subject: str | None = None,
    ) -> list[CuratedCopy]:
        """Copy pictures into the curated folder, one answer for each id, in their order.

        Each copy goes where the preference `curated_template` puts it, under a clean name that was free, with a sidecar
        that tells its source. The subject is the query's words unless another is given. A picture whose content is
        there already, unaltered, is not copied again. The originals are only read. Raises NoCuratedFolderError,
        FolderError and DiskFullError for the folder; UnknownAssetError, AssetOfflineError, AssetChangedError,
        AssetGoneError and PictureError for a picture. What was copied before one of the last three stays.
        """
        return self._keeper.copy_curated(asset_ids, query, project, subject)

    def preview_curated(
        self,
        asset_ids: Sequence[AssetId],
        *,
        template: str | None = None,
        query: str | None = None,
        project: str | None = None,
        subject: str | None = None,
    ) -> list[str]:
        """Tell where a template, or the one that is set, would put copies: paths below the curated folder, with `/`.

        Nothing is made; where a name is taken the copy gets a number. Raises TemplateError, which names the place where
        the template is wrong, and UnknownAssetError.
        """
        return self._keeper.preview_curated(asset_ids, template, query, project, subject)

    def curated_copies(self, *, limit: int = 100, after: str | None = None) -> CuratedPage:
        """Give a page of what was copied, the latest first, whether the files are still there or not.

        `after` is the last page's `next`. Raises CursorError.
        """
        return self._keeper.curated_copies(limit, after)
