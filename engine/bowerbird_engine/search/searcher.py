"""One search, from the query to a page of hits: it is understood, its list is made or remembered, and a page cut from it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Final

from bowerbird_engine.assets import Root, SearchPage, SearchQuery
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.search import cursor
from bowerbird_engine.search.arguments import checked
from bowerbird_engine.search.letters import LetterSearch
from bowerbird_engine.search.live_contents import LiveContents
from bowerbird_engine.search.locking import locked
from bowerbird_engine.search.meaning import Meaning
from bowerbird_engine.search.narrowing import AllowedContents, Narrowing
from bowerbird_engine.search.pages import Pages
from bowerbird_engine.search.pipeline import FindCopies, GroupsOf, Pipeline, Verify
from bowerbird_engine.search.query import parse
from bowerbird_engine.search.request import Request
from bowerbird_engine.search.results import Ranking
from bowerbird_engine.search.scope import folder_scope

REMEMBERED: Final = 8
"""Lists kept for their next pages, so that these come from the list that the first page came from."""


class Searcher:
    """Answer queries over one library, in the space of one model. For one thread at a time, like its catalogue.

    Without a `meaning` it searches letters and names alone. `roots` tells where the folders lie now, by id, and
    `recognizer` is the identity of the recognizer in use, if there is one. `verify`, `groups` and `copies` are as in Pipeline,
    `live` as in AllowedContents.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        meaning: Meaning | None,
        *,
        roots: Callable[[], Mapping[int, Root]],
        recognizer: str | None = None,
        verify: Verify | None = None,
        groups: GroupsOf | None = None,
        copies: FindCopies | None = None,
        live: LiveContents | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._meaning = meaning
        self._roots = roots
        self._contents = AllowedContents(catalogue, live)
        self._pipeline = Pipeline(
            catalogue, meaning, self._contents, LetterSearch(catalogue.texts), verify, groups, copies
        )
        self._pages = Pages(catalogue, meaning, self._contents, recognizer)
        self._counter: int | None = None
        self._recent: OrderedDict[bytes, Ranking] = OrderedDict()

    def search(self, query: SearchQuery) -> SearchPage:
        """Answer a query with one page.

        Raises UsageError (with its subclasses for an empty query, an unknown folder or picture, a foreign cursor) and
        PictureError when a picture to compare with cannot be read.
        """
        request = self._understand(query)
        index = None if self._meaning is None else self._meaning.index()
        with self._catalogue.snapshot():
            self._notice_changes()
            ranking = self._recent.get(request.mark) if request.position is not None else None
            if ranking is None or not (ranking.complete or len(ranking.keys) >= request.needed):
                ranking = self._pipeline.ranking(request, index)
                if not ranking.provisional:
                    self._remember(request.mark, ranking)
            return self._pages.page(request, ranking)

    def _understand(self, query: SearchQuery) -> Request:
        query = checked(query)
        clue = parse(query)
        roots, meaning = self._roots(), self._meaning
        narrowing = Narrowing(folder_scope(query.inside, query.outside, roots), query.filters, query.among)
        locked_set, target = locked(self._catalogue, clue.core, roots), None
        if clue.by_picture and meaning is not None:
            target, locked_set = meaning.aim(clue, locked_set, roots)
        mark = cursor.fingerprint(
            (clue.entry, clue.words, clue.letters, clue.name, clue.directions, clue.weights, clue.avoid),
            () if target is None else [(one.hash, one.content_id, one.region) for one in target.pictures],
            tuple(locked_set.pictures.items()),
            narrowing,
            (query.sort, query.verified, query.collapse),
        )
        order = cursor.order_mark(meaning.space if meaning is not None and clue.by_vectors else None)
        position = None if query.cursor is None else cursor.decode(query.cursor, mark, order)
        return Request(query, clue, narrowing, roots, target, mark, order, position, locked_set)

    def _remember(self, mark: bytes, ranking: Ranking) -> None:
        self._recent[mark] = ranking
        self._recent.move_to_end(mark)
        while len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)

    def _notice_changes(self) -> None:
        counter = self._catalogue.change_counter()
        if counter != self._counter:
            self._counter = counter
            self._contents.forget()
            self._pages.forget()
            if self._meaning is not None:
                self._meaning.forget()
