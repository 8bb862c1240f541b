"""The searches of the facade: what takes long is done before and after the moment in which others wait."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Generator
from pathlib import Path

from bowerbird_engine.answering import ModelSwitch
from bowerbird_engine.assets import Region, SearchPage, SearchQuery, Space
from bowerbird_engine.curation.keeper import Keeper
from bowerbird_engine.encoding.packs import ModelPack
from bowerbird_engine.pictures import Pictures
from bowerbird_engine.search.arguments import checked
from bowerbird_engine.search.live_copies import KnownCopies, LiveCopies
from bowerbird_engine.search.query_decoder import QueryDecoder
from bowerbird_engine.vectors.exact import ExactIndex
from bowerbird_engine.verifying import Verification


class SearchMethods:
    """What `Engine` offers of it. From any thread, and beside a run of the index."""

    _lock: threading.RLock
    _switch: ModelSwitch
    _decoder: QueryDecoder
    _pictures: Pictures
    _keeper: Keeper
    _verification: Verification
    _copies: LiveCopies

    def search(self, query: SearchQuery) -> SearchPage:
        """Answer a query; the same query gives the same list as long as the library and its model are the same."""
        with self._decoded_ahead(query):
            with self._lock:
                page = self._switch.search(query)
            if query.verified and self._verification.fulfilled():
                with self._lock:
                    page = self._switch.search(query)
        return self._keeper.mark_curated(page)

    def _answering_pack(self) -> ModelPack | None:
        with self._lock:
            model = self._switch.current().model
            return None if model is None else model.pack

    def _searched_vectors(self, space: Space) -> ExactIndex | None:
        with self._lock:
            index = self._switch.current().index
            return None if index is None or index.space != space else index.current().exact

    def _known_copies(self) -> KnownCopies:
        self._copies.read_file()
        with self._lock:
            return self._copies.known()

    @contextlib.contextmanager
    def _decoded_ahead(self, query: SearchQuery) -> Generator[None]:
        """Decode the pictures of a query, which may take seconds, while others go on searching."""
        query = checked(query)
        source = query.like
        if isinstance(source, str):
            # A picture of the library is known by its vector; only a part of it has to be looked at.
            found = {} if query.region is None else self._pictures.assets([source])
            source = found[source].path if source in found and found[source].online else None
        with self._lock:
            model = self._switch.current().model
        if model is None:
            yield
            return
        if not query.core and (query.like is not None or query.examples):
            self._copies.read_file()
        whole = [query.like] if query.region is None else []
        asked = [one for one in (*whole, *query.examples) if isinstance(one, str)]
        if asked:
            self._verification.prepare(self._pictures.assets(asked).values())
        given: list[tuple[Path | bytes, Region | None]] = [] if source is None else [(source, query.region)]
        given += [(one, None) for one in query.examples if not isinstance(one, str)]
        with contextlib.ExitStack() as decoded:
            for picture, region in given:
                decoded.enter_context(self._decoder.ahead(model.pack.preprocessing, picture, region))
            yield
