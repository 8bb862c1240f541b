"""Which model answers: noticed when it changes, exchanged as a whole, and never a reason for a search to fail."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bowerbird_engine.assets import ContentHash, Root, SearchPage, SearchQuery, Space
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import Choice, PackKey
from bowerbird_engine.encoding.packs import ModelPack, starter_pack, survey_packs
from bowerbird_engine.errors import EmbeddingError, PackError
from bowerbird_engine.model import Model, Standing
from bowerbird_engine.reports import PackChoice
from bowerbird_engine.search.live_contents import LiveContents
from bowerbird_engine.search.live_index import LiveIndex
from bowerbird_engine.search.meaning import Meaning, nothing_kept
from bowerbird_engine.search.notes import about_ranks, about_the_model
from bowerbird_engine.search.pipeline import FindCopies, Verify
from bowerbird_engine.search.query_decoder import QueryDecoder
from bowerbird_engine.search.readiness import Readiness, ReadyContents
from bowerbird_engine.search.searcher import Searcher
from bowerbird_engine.settings import Settings

NOTES_FRESH_S: Final = 0.5
"""How old the count of a switch under way may be in a page's notes: each batch of the index would change it."""

_MOST_MODELS: Final = 64
"""More models than anybody installs: so many may fail one search before letters and names answer it alone."""


@dataclass(frozen=True, slots=True)
class Answering:
    """A model, the vectors of its space and the searcher over them; without a model letters and names alone."""

    key: PackKey | None
    model: Model | None
    index: LiveIndex | None
    searcher: Searcher
    meaning: Meaning | None = None

    def close(self) -> None:
        """Wait for a cache file that is being written."""
        if self.index is not None:
            self.index.close()


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a pack cannot be used, and what its folder looked like then: it is tried again when that has changed."""

    reason: str
    folder: object


class ModelSwitch:
    """Hold what answers. For one thread at a time, like the catalogue that it reads.

    The model that the catalogue names answers; while that one cannot be used, the one that answered before goes on,
    or after a start the one that has learned most. `kept` gives the proxy of a content, `verify` and `copies` are as in Pipeline. `pinned` is a pack that answers whatever the catalogue says.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        settings: Settings,
        *,
        decoder: QueryDecoder,
        roots: Callable[[], Mapping[int, Root]],
        recognizer: str | None,
        kept: Callable[[ContentHash], bytes | None] = nothing_kept,
        verify: Verify | None = None,
        copies: FindCopies | None = None,
        pinned: ModelPack | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._live = LiveContents(catalogue)
        self._settings = settings
        self._decoder = decoder
        self._roots = roots
        self._recognizer = recognizer
        self._kept = kept
        self._verify = verify
        self._copies = copies
        self._pinned = pinned
        self._recorded = Choice(None, None)
        self._counter: int | None = None
        self._answering: Answering | None = None
        self._models: dict[PackKey | None, Model] = {}
        self._failed: dict[PackKey | None, _Failure] = {}
        self._trouble = ""
        self._progress: tuple[PackKey | None, ReadyContents] | None = None
        self._notes: tuple[float, object, tuple[str, ...]] | None = None

    def close(self) -> None:
        """Let go of what answers."""
        if self._answering is not None:
            self._answering.close()

    def current(self) -> Answering:
        """Give what answers as of the catalogue's last commit."""
        counter = self._catalogue.change_counter()
        if self._answering is None or counter != self._counter or self._repaired():
            self._counter = counter
            self._recorded = self._catalogue.choice.get()
            self._answering = self._reconsidered(self._answering)
            self._forget_others(self._answering)
        return self._answering

    def search(self, query: SearchQuery) -> SearchPage:
        """Answer a query in one space, with notes about the model. Never fails because of a model."""
        for _ in range(_MOST_MODELS):
            answering = self.current()
            try:
                page = answering.searcher.search(query)
            except PackError as error:
                self.give_up(answering.key, str(error))
            except EmbeddingError as error:
                title = "" if answering.model is None else answering.model.title
                why = f"\u2018{title}\u2019 cannot compare this, so only letters and file names were searched: {error}"
                page = self._without_model().search(query)
                return replace(page, notes=(why, *self._model_notes(answering), *page.notes))
            else:
                model = None if answering.model is None else self._named(answering.key)[0]
                ranks = self._about_ranks(answering, query, page)
                notes = (*self._model_notes(answering), *page.notes, *ranks)
                return replace(page, notes=notes, model=model)
        return self._without_model().search(query)

    def choice(self) -> PackChoice:
        """Tell which pack answers, which one was chosen, and how far that one is."""
        answering = self.current()
        return self._choice(answering, self._readiness())

    def standing(self) -> Standing:
        """Tell what `choice` tells, and leave the counting to the caller: no search has to wait for it."""
        answering = self.current()
        space = self._chosen_space()
        choice = self._choice(answering, Readiness(0))
        return Standing(choice, None if answering.model is None else answering.model.pack.space, space)

    def successor(self) -> Model | None:
        """Give the model that was chosen and does not answer yet. Raises PackError when it cannot be used."""
        self.current()
        if not self._under_way():
            return None
        return self._model(self._recorded.chosen, loaded=False)

    def for_indexing(self) -> Model:
        """Give the model that new files are embedded with. Raises PackError when there is none."""
        answering = self.current()
        if answering.model is not None:
            return answering.model
        if self._pinned is not None:
            raise PackError(self._trouble)
        # It comes with Bowerbird: with it a library is searchable again, whatever became of the others.
        return self._model(None, loaded=False)

    def give_up(self, key: PackKey | None, reason: str) -> None:
        """Take note that a model cannot be used, and why, until its files change."""
        self._failed[key] = _Failure(reason, self._folder_facts(key))
        self._models.pop(key, None)
        if self._answering is not None and self._answering.key == key and self._answering.model is not None:
            self._answering.close()
            self._answering = None

    def key_of(self, pack: ModelPack) -> PackKey | None:
        """Name a pack as the catalogue does."""
        with contextlib.suppress(PackError):
            if self._pinned is None and pack.folder == starter_pack().folder:
                return None
        return PackKey(pack.id, pack.digest)

    def installed(self) -> Iterator[tuple[PackKey | None, ModelPack]]:
        """Give every pack that can be read, with its name in the catalogue, the built-in one first."""
        if self._pinned is not None:
            yield PackKey(self._pinned.id, self._pinned.digest), self._pinned
            return
        # Where it is broken, that is told when it is needed.
        with contextlib.suppress(PackError):
            yield None, starter_pack()
        for pack in survey_packs(self._settings.packs_dir)[0]:
            yield PackKey(pack.id, pack.digest), pack

    def learned(self, pack: ModelPack) -> int:
        """Count the present contents that a pack has learned."""
        return ReadyContents(self._catalogue, pack.space).of(self._live(), None, {}).learned

    # What answers

    def _wanted(self) -> PackKey | None:
        if self._pinned is not None:
            return PackKey(self._pinned.id, self._pinned.digest)
        return self._recorded.answers

    def _under_way(self) -> bool:
        return self._pinned is None and self._recorded.chosen != self._recorded.answers

    def _reconsidered(self, now: Answering | None) -> Answering:
        wanted = self._wanted()
        running = now if now is not None and now.model is not None else None
        if running is not None and running.key == wanted:
            self._trouble = ""
            return running
        try:
            # While another one answers, this one proves itself first.
            model = self._model(wanted, loaded=running is not None)
        except PackError as error:
            self._trouble = str(error)
            return running or self._fall_back(now)
        self._trouble = ""
        return self._answer_with(wanted, model, now)

    def _fall_back(self, now: Answering | None) -> Answering:
        most: tuple[int, PackKey | None, Model] | None = None
        packs = sorted(self.installed(), key=lambda entry: entry[0] != self._recorded.chosen)
        for key, pack in packs:
            space_id = self._catalogue.vectors.find(pack.space)
            number = 0 if space_id is None else self._catalogue.vectors.count(space_id)
            if number > (0 if most is None else most[0]):
                try:
                    most = number, key, self._model(key, loaded=False)
                except PackError:
                    continue
        if most is not None:
            return self._answer_with(most[1], most[2], now)
        return now or Answering(None, None, None, self._without_model())

    def _answer_with(self, key: PackKey | None, model: Model, before: Answering | None) -> Answering:
        if before is not None:
            before.close()
        index = LiveIndex(self._catalogue, model.pack.space, self._settings.cache_dir)
        meaning = Meaning(
            self._catalogue,
            index=index.current,
            image_encoder=model.image_encoder,
            text_encoder=model.text_encoder,
            decode=self._decoder.fit_for(model.pack.preprocessing),
            kept=self._kept,
            curves=model.pack.description.curves,
        )
        searcher = Searcher(
            self._catalogue,
            meaning,
            roots=self._roots,
            recognizer=self._recognizer,
            verify=self._verify,
            groups=self._catalogue.same_pictures.names_of,
            copies=self._copies,
            live=self._live,
        )
        return Answering(key, model, index, searcher, meaning)

    def _without_model(self) -> Searcher:
        groups = self._catalogue.same_pictures.names_of
        return Searcher(
            self._catalogue,
            None,
            roots=self._roots,
            recognizer=self._recognizer,
            groups=groups,
            live=self._live,
        )

    # Models and what is wrong with them

    def _model(self, key: PackKey | None, *, loaded: bool) -> Model:
        folder = self._folder_facts(key)
        failure = self._failed.get(key)
        if failure is not None and failure.folder == folder:
            raise PackError(failure.reason)
        try:
            model = self._models.get(key) or Model(self._pack(key), self._settings.workers)
            if loaded:
                model.load()
        except PackError as error:
            self._failed[key] = _Failure(str(error), folder)
            raise
        self._failed.pop(key, None)
        self._models[key] = model
        return model

    def _pack(self, key: PackKey | None) -> ModelPack:
        if key is None and self._pinned is None:
            return starter_pack()
        same_id = False
        for other, pack in self.installed():
            if other == key:
                return pack
            same_id = same_id or (other is not None and key is not None and other.pack_id == key.pack_id)
        pack_id = "" if key is None else key.pack_id
        if same_id:
            raise PackError(
                f"The files of the model pack '{pack_id}' are not those that learned this library."
                f" Choose it anew: `bowerbird models use {pack_id}`."
            )
        for broken in survey_packs(self._settings.packs_dir)[1]:
            if broken.folder.name == pack_id:
                raise PackError(broken.reason)
        raise PackError(
            f"The model pack '{pack_id}' is not installed any more. Install it again (`bowerbird models install"
            f" {pack_id}`, or `bowerbird models add FOLDER --name {pack_id}` for one of your own), or choose another"
            " one: `bowerbird models list`."
        )

    def _folder_facts(self, key: PackKey | None) -> object:
        folder = self._folder(key)
        if folder is None:
            return ()
        try:
            found = [(path, path.lstat()) for path in sorted(folder.rglob("*"))]
        except OSError:
            return ()
        return tuple((str(path), facts.st_ino, facts.st_size, facts.st_mtime_ns) for path, facts in found)

    def _folder(self, key: PackKey | None) -> Path | None:
        if self._pinned is not None:
            return self._pinned.folder
        return None if key is None else self._settings.packs_dir / key.pack_id

    def _repaired(self) -> bool:
        """Tell whether the files of a model that failed have changed since, so that it is worth another try."""
        same = {
            key: failure for key, failure in self._failed.items() if self._folder_facts(key) == failure.folder
        }
        changed = len(same) < len(self._failed)
        self._failed = same
        return changed

    def _forget_others(self, answering: Answering) -> None:
        """Free the memory of models that neither answer nor are to."""
        kept = {answering.key, self._wanted(), self._recorded.chosen}
        self._models = {key: model for key, model in self._models.items() if key in kept}

    # What is said about it

    def _model_notes(self, answering: Answering) -> tuple[str, ...]:
        if not self._under_way() and not self._trouble and answering.model is not None:
            return ()
        now, about = time.monotonic(), (self._recorded, self._trouble, tuple(self._failed))
        if self._notes is None or self._notes[1] != about or now - self._notes[0] > NOTES_FRESH_S:
            readiness = self._readiness()
            self._notes = now, about, about_the_model(self._choice(answering, readiness), readiness)
        return self._notes[2]

    @staticmethod
    def _about_ranks(answering: Answering, query: SearchQuery, page: SearchPage) -> tuple[str, ...]:
        """Say once for each search, on its first page, that percentages are ranks where they are."""
        if answering.model is None or query.cursor is not None or all(hit.calibrated for hit in page.hits):
            return ()
        return (about_ranks(answering.model.title),)

    def _readiness(self) -> Readiness:
        """Tell how much of the library the chosen pack has learned; the one that answers where none was chosen."""
        live, chosen, space = self._live(), self._chosen(), self._chosen_space()
        if space is None:
            return Readiness(len(live), here=len(live))
        if self._progress is None or self._progress[0] != chosen:
            self._progress = chosen, ReadyContents(self._catalogue, space)
        ready = self._progress[1]
        ready.forget()
        return ready.of(live, None, self._roots())

    def _chosen(self) -> PackKey | None:
        return self._recorded.chosen if self._pinned is None else self._wanted()

    def _chosen_space(self) -> Space | None:
        with contextlib.suppress(PackError):
            return self._model(self._chosen(), loaded=False).pack.space
        return None

    def _choice(self, answering: Answering, readiness: Readiness) -> PackChoice:
        chosen = self._chosen()
        chosen_id, chosen_title = self._named(chosen)
        answers_id, answers_title = ("", "") if answering.model is None else self._named(answering.key)
        trouble = self._trouble
        if not trouble and chosen in self._failed:
            trouble = self._failed[chosen].reason
        return PackChoice(
            answers=answers_id,
            answers_title=answers_title,
            chosen=chosen_id,
            chosen_title=chosen_title,
            under_way=self._under_way(),
            learned=readiness.learned,
            contents=readiness.total,
            trouble=trouble,
        )

    def _named(self, key: PackKey | None) -> tuple[str, str]:
        model = self._models.get(key)
        if model is not None:
            return model.pack.id, model.title
        return ("starter", "the built-in model") if key is None else (key.pack_id, key.pack_id)
