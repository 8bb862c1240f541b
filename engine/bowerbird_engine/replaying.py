"""The part of the facade for searches that are asked again: saved ones."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from bowerbird_engine.assets import Root, SearchQuery
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.curation.names import tidy_search_name
from bowerbird_engine.keepsakes import SavedSearch
from bowerbird_engine.replay.references import Proxy, QueryNames, Shrink
from bowerbird_engine.replay.saved import SavedSearches
from bowerbird_engine.settings import Settings


class Replayer:
    """What asks searches again, with a connection of its own. For any number of threads."""

    def __init__(
        self,
        settings: Settings,
        *,
        roots: Callable[[], Mapping[int, Root]],
        writing: Callable[[str], AbstractContextManager[Catalogue]],
        shrink: Shrink,
        proxy: Proxy,
    ) -> None:
        self._lock = threading.Lock()
        self._catalogue = Catalogue.open(settings.catalogue_path, read_only=True)
        names = QueryNames(self._catalogue, self._lock, roots, shrink, proxy)
        self.saved = SavedSearches(self._catalogue, self._lock, writing, names)

    def close(self) -> None:
        """Close the connection to the catalogue."""
        with self._lock:
            self._catalogue.close()


class ReplayMethods:
    """What `Engine` offers for them. All of it may go on beside a run of the index, and from any thread."""

    _replayer: Replayer

    def saved_searches(self) -> list[SavedSearch]:
        """List the saved searches by name."""
        return self._replayer.saved.all()

    def save_search(self, name: str, query: SearchQuery) -> SavedSearch:
        """Keep a query, without its page, under a name of at most 200 characters that is not taken, whatever its capitals.

        Of each picture that it compares with a small file is kept, so that it can be asked when the picture is gone.
        Raises SavedSearchNameError, UnknownAssetError, UnknownFolderError, and PictureError and its subclasses.
        """
        return self._replayer.saved.save(tidy_search_name(name), query)

    def rename_saved_search(self, search_id: str, name: str) -> SavedSearch:
        """Give a saved search another name. Raises UnknownSavedSearchError and SavedSearchNameError."""
        return self._replayer.saved.rename(search_id, tidy_search_name(name))

    def delete_saved_search(self, search_id: str) -> None:
        """Forget a saved search. Raises UnknownSavedSearchError."""
        self._replayer.saved.delete(search_id)

    def saved_query(self, search_id: str) -> SearchQuery:
        """Give the query of a saved search, to be searched with.

        Pictures that left the library stand in it as the small files that were kept of them. Raises
        UnknownSavedSearchError, UnknownFolderError for a folder that is no longer one, and UnknownAssetError.
        """
        return self._replayer.saved.query(search_id)

    def saved_pictures(self, search_id: str) -> list[bytes]:
        """Give the WebP files that a saved search keeps of its pictures, in their order. Raises UnknownSavedSearchError."""
        return list(self._replayer.saved.pictures(search_id))
