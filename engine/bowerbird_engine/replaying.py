"""The part of the facade for searches that are asked again: saved ones, recipes, and the self-test."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager

from bowerbird_engine.assets import Root, SearchPage, SearchQuery
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.curation.names import tidy_search_name
from bowerbird_engine.encoding.packs import ModelPack
from bowerbird_engine.keepsakes import SavedSearch
from bowerbird_engine.pictures import Pictures
from bowerbird_engine.release import version
from bowerbird_engine.replay.circumstances import Circumstances, UsedModel
from bowerbird_engine.replay.recipes import Recipes, Replay
from bowerbird_engine.replay.references import QueryNames
from bowerbird_engine.replay.saved import SavedSearches
from bowerbird_engine.replay.self_test import Probe, SelfTest, SelfTestReport, SelfTests
from bowerbird_engine.settings import Settings


class Replayer:
    """What asks searches again, with a connection of its own. For any number of threads.

    `model` gives the pack that answers, None when none can; `recognizer` is the identity of the one in use.
    """

    def __init__(
        self,
        settings: Settings,
        pictures: Pictures,
        *,
        roots: Callable[[], Mapping[int, Root]],
        writing: Callable[[str], AbstractContextManager[Catalogue]],
        search: Callable[[SearchQuery], SearchPage],
        model: Callable[[], ModelPack | None],
        recognizer: str | None,
    ) -> None:
        self._settings = settings
        self._model = model
        self._recognizer = recognizer
        self._lock = threading.Lock()
        self._catalogue = Catalogue.open(settings.catalogue_path, read_only=True)
        names = QueryNames(self._catalogue, self._lock, roots, pictures.shrink, pictures.proxy)
        self.saved = SavedSearches(self._catalogue, self._lock, writing, names)
        self.recipes = Recipes(
            self._catalogue, self._lock, names, search=search, circumstances=self.circumstances
        )
        self.self_tests = SelfTests(
            self._catalogue,
            self._lock,
            writing,
            search=search,
            circumstances=self.circumstances,
            shrink=pictures.shrink,
            proxy=pictures.proxy,
        )

    def close(self) -> None:
        """Close the connection to the catalogue."""
        with self._lock:
            self._catalogue.close()

    def circumstances(self) -> Circumstances:
        """Give all that decides a list now beside its query."""
        pack = self._model()
        with self._lock, self._catalogue.snapshot():
            contents, library = self._catalogue.hashes.summary()
            space = None if pack is None else self._catalogue.vectors.find(pack.space)
            return Circumstances(
                model=None if pack is None else UsedModel(pack.id, pack.description.title, pack.space.digest),
                bowerbird=version(),
                schema=self._catalogue.hashes.schema(),
                recognizer=self._recognizer,
                letters=self._catalogue.preferences.get().letters,
                ignored=self._ignored(),
                contents=contents,
                library=library,
                learned=0 if space is None else self._catalogue.vectors.count(space),
                letters_read=self._catalogue.texts.progress(self._recognizer or "")[0],
                newest=self._catalogue.hashes.newest(),
            )

    def _ignored(self) -> str:
        try:
            rules = self._settings.ignore_file.read_bytes()
        except OSError:
            rules = b""
        return hashlib.sha256(rules).hexdigest()


class ReplayMethods:
    """What `Engine` offers for them. All of it may go on beside a run of the index, and from any thread."""

    _replayer: Replayer
    _pictures: Pictures

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

    def make_recipe(
        self, query: SearchQuery, *, similarity: float = 0.0, with_pictures: bool = False
    ) -> dict[str, object]:
        """Ask a query and give its recipe, a JSON document: the query, the circumstances, and the first 50 hits.

        Hits under `similarity`, where the slider stands, are not listed. Pictures are named by their contents; those that
        the query compares with travel along, 512 px long and without metadata, only `with_pictures`. Raises what the
        search raises, and UnknownCollectionError.
        """
        return self._replayer.recipes.make(query, similarity, with_pictures=with_pictures)

    def replay_recipe(self, recipe: object, *, pictures: Iterable[bytes] = ()) -> Replay:
        """Ask a recipe again, here, and say what differs and what may have made the difference.

        `recipe` is the document, decoded or as the bytes of its file. `pictures` are those at hand that it may compare
        with, known by their contents. Raises RecipeError for what is no recipe, RecipeNeedsError where a picture, a
        folder or a collection is missing, and what the search raises.
        """
        return self._replayer.recipes.replay(recipe, pictures)

    def self_test(self) -> SelfTest | None:
        """Tell what the self-test asks and when its lists were kept; None when none was set up."""
        return self._replayer.self_tests.get()

    def set_self_test(self, probes: Sequence[Probe]) -> SelfTest:
        """Set up the self-test, 1 to 16 probes, with the lists that they give now, in place of the one before.

        Raises UsageError, UnknownAssetError, and PictureError and its subclasses.
        """
        return self._replayer.self_tests.set_up(
            probes, lambda asset_id: self._pictures.asset(asset_id).content_hash
        )

    def run_self_test(self) -> SelfTestReport:
        """Ask what the self-test asks, and say what became of its lists. Raises NoSelfTestError."""
        return self._replayer.self_tests.run()

    def keep_self_test(self) -> SelfTest:
        """Take the lists of now for those that later runs are compared with. Raises NoSelfTestError."""
        return self._replayer.self_tests.keep()

    def forget_self_test(self) -> None:
        """Have no self-test any more."""
        self._replayer.self_tests.delete()
