"""The person's saved searches: kept so that they work tomorrow, wherever the pictures of today have gone."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from bowerbird_engine.assets import SearchQuery
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.saved_searches import StoredSearch
from bowerbird_engine.errors import RecipeError, UnknownSavedSearchError
from bowerbird_engine.keepsakes import SavedSearch
from bowerbird_engine.replay.documents import load
from bowerbird_engine.replay.query_form import QueryForm
from bowerbird_engine.replay.query_reading import read_query
from bowerbird_engine.replay.query_writing import write_query
from bowerbird_engine.replay.references import NamedQuery, QueryNames


class SavedSearches:
    """Keep queries under names. For any number of threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        lock: threading.Lock,
        writing: Callable[[str], AbstractContextManager[Catalogue]],
        names: QueryNames,
    ) -> None:
        self._catalogue = catalogue
        self._lock = lock
        self._writing = writing
        self._names = names

    def all(self) -> list[SavedSearch]:
        """List them by name."""
        with self._lock:
            stored = self._catalogue.saved_searches.all()
        return [_saved(each) for each in stored]

    def save(self, name: str, query: SearchQuery) -> SavedSearch:
        """Keep a query under a tidy name."""
        named = self._names.for_here(query)
        told = json.dumps(write_query(named.form))
        with self._writing("saving a search") as catalogue:
            return _saved(catalogue.saved_searches.create(name, told, named.pictures))

    def rename(self, search_id: str, name: str) -> SavedSearch:
        """Give one another tidy name."""
        with self._writing("renaming a saved search") as catalogue:
            return _saved(catalogue.saved_searches.rename(search_id, name))

    def delete(self, search_id: str) -> None:
        """Forget one."""
        with self._writing("deleting a saved search") as catalogue:
            catalogue.saved_searches.delete(search_id)

    def query(self, search_id: str) -> SearchQuery:
        """Give the query of one, ready to be asked."""
        with self._lock:
            stored = self._catalogue.saved_searches.get(search_id)
            pictures = self._catalogue.saved_searches.pictures(search_id)
        form = _form(stored)
        if form is None:
            raise UnknownSavedSearchError(
                f"The saved search \u201c{stored.name}\u201d cannot be read: another version of Bowerbird wrote it."
                " Update Bowerbird, or save it anew."
            )
        return self._names.from_here(NamedQuery(form, pictures))

    def pictures(self, search_id: str) -> Iterator[bytes]:
        """Give the small files of the pictures that were given, in their order."""
        with self._lock:
            self._catalogue.saved_searches.get(search_id)
            yield from self._catalogue.saved_searches.pictures(search_id).values()


def _saved(stored: StoredSearch) -> SavedSearch:
    form = _form(stored)
    return SavedSearch(
        stored.id, stored.name, stored.created, "" if form is None else form.says(), stored.pictures
    )


def _form(stored: StoredSearch) -> QueryForm | None:
    try:
        return read_query(load(stored.query))
    except RecipeError:
        return None
