"""Searching: what is looked for, when it is sent, and what has come of it. Only the newest search counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bowerbird_client import BowerbirdClientError, Hit, Outcome, Page, ProblemError, Query

from . import notices
from .asking import PAGE, Asked, query_of
from .connecting import Link
from .history import remembered
from .proving import Proving
from .results import Results, found, lower
from .slot import Slot
from .state import BEST, Activity, Clue, Connection
from .words import _
from .world import World

TYPE_MS = 300
STEPS_BACK = 10
"""Each may hold a picture of four MiB."""
_EMPTY_PAGES = 5
"""In a row, that bring nothing new; more of them are no list that goes on."""


class Searching:
    """The searches of one window."""

    def __init__(self, world: World, link: Link, save_soon: Callable[[], None]) -> None:
        """Say through which connection, and who sees to it that settings are kept."""
        self._world = world
        self._board = world.board
        self._link = link
        self._save_soon = save_soon
        self._typing, self._running, self._paging = Slot(), Slot(), Slot()
        self._proving = Proving(world, link, self._proved)
        self._asked: Asked | None = None
        self._results = Results()
        self._number = 0
        self._back: list[tuple[Clue, Asked | None, Results]] = []
        """What stood there, and what the results on the screen belonged to."""
        self._waits = False
        """Whether a search is to be sent as soon as the hub is there."""
        self._deliberate = False
        """Whether the search that runs was asked for, and not only typed on the way to another one."""
        self._goes_on = False
        """Whether the client knows how the results on the screen go on."""
        self._barren = 0

    @property
    def words(self) -> str:
        """The words that the results on the screen were found with."""
        return "" if self._asked is None else self._asked.clue.words.strip()

    def set_words(self, text: str) -> None:
        """Take the words; what is on the screen stays until there is something new."""
        self._set(replace(self._board.state.clue, words=text))

    def set_avoid(self, text: str) -> None:
        """Take the words to avoid."""
        self._set(replace(self._board.state.clue, avoid=text))

    def type(self, text: str) -> None:
        """Take the words, and search when no other key comes for a while."""
        self.set_words(text)
        self._typing.take_later(self._world.host.after, TYPE_MS, self._search_what_was_typed)

    def search(self) -> None:
        """Search at once."""
        self._deliberate = True
        self._search()

    def look_for(self, clue: Clue) -> None:
        """Search for something else, from which one can come back."""
        self._keep_for_later()
        self._set(clue)
        self.search()

    def more_like(self, hit: Hit) -> None:
        """Search with a picture of the library."""
        self.remember()
        clue = self._board.state.clue
        self.look_for(Clue(avoid=clue.avoid, like=hit).narrowed_as(clue))

    def back(self) -> None:
        """Show what was there before."""
        if not self._back:
            return
        self.stop()
        clue, asked, results = self._back.pop()
        self._take(asked, results)
        self._goes_on = False
        self._board.tell(None)
        self._set(clue)
        self._show()
        if self._asked != Asked(clue, self._board.state.folder):
            # Another folder was chosen meanwhile, or the words had not been searched for yet.
            self._search()

    def set_similarity(self, percent: int) -> None:
        """Show what is so similar. Nothing is asked for that."""
        percent = min(100, max(0, percent))
        self._world.kept.change(lambda settings: replace(settings, similarity=percent))
        self._save_soon()
        self._board.put(replace(self._board.state, similarity=percent))
        self._advise()

    def lower_similarity(self) -> None:
        """Move the slider to where something is seen."""
        self.set_similarity(lower(self._board.state.similarity, self._results.hits))

    def rest_then_search(self, clue: Clue) -> None:
        """Look for something else as soon as nothing more comes for a while."""
        self._set(clue)
        self._typing.take_later(self._world.host.after, TYPE_MS, self.search)

    def narrow(self, clue: Clue) -> None:
        """Look for the same within other bounds."""
        self._set(clue)
        self._search()

    def set_folder(self, folder: str | None) -> None:
        """Search inside one folder only, from now on."""
        if self._world.kept.change(lambda settings: replace(settings, folder=folder)):
            self._save_soon()
        if folder == self._board.state.folder:
            return
        self._board.put(replace(self._board.state, folder=folder))
        self._search()

    def clear_filters(self) -> None:
        """Search everywhere, with nothing to avoid, and show all, of every shape and in the usual order."""
        self._set(replace(self._board.state.clue, avoid="").narrowed_as(Clue()))
        self._world.kept.change(lambda settings: replace(settings, folder=None))
        self._board.put(replace(self._board.state, folder=None))
        self.set_similarity(0)
        self._search()

    def more(self) -> None:
        """Fetch the next page."""
        busy = self._running.taken or self._paging.taken
        if busy or self._asked is None or not self._results.has_more or not self._link.is_ready:
            return
        self.remember()
        self._barren = 0
        self._page()

    def ready(self) -> None:
        """Send what has waited for the hub; the state of the library is on the screen in any case."""
        if self._waits:
            self._search()
        else:
            self._show()

    def moved(self) -> None:
        """Forget what belongs to another library."""
        self.stop()
        self._take(None, Results())
        self._back.clear()
        clue = self._board.state.clue
        self._world.kept.change(lambda settings: replace(settings, folder=None))
        self._board.put(
            replace(
                self._board.state,
                clue=replace(clue, like=None, saved=None, core=()),
                folder=None,
                folders=(),
                places=(),
                saved=(),
                can_go_back=False,
            )
        )
        self._show()
        self._waits = not self._board.state.clue.is_empty

    def remember(self) -> None:
        """Keep the words of the results on the screen: they were of use."""
        if self._asked is None:
            return
        history = remembered(self._board.state.history, self._asked.clue)
        if history == self._board.state.history:
            return
        clue = self._asked.clue
        self._world.kept.change(
            lambda settings: replace(settings, history=remembered(settings.history, clue))
        )
        self._save_soon()
        self._board.put(replace(self._board.state, history=history))

    def pause(self) -> None:
        """Give up what runs, and send it again when the hub is there."""
        waits, deliberate = self._waits or self._running.taken or self._typing.taken, self._deliberate
        self.stop()
        self._waits, self._deliberate = waits, deliberate

    def stop(self) -> None:
        """Give up what runs; what is on the screen stays."""
        if self._paging.taken:
            self._goes_on = False
        for slot in (self._typing, self._running, self._paging):
            slot.free()
        self._proving.stop()
        self._waits = self._deliberate = False
        self._board.end(Activity.SEARCHING)

    def _search_what_was_typed(self) -> None:
        self._deliberate = False
        self._search()

    def _set(self, clue: Clue) -> None:
        self._board.put(replace(self._board.state, clue=clue))

    def _search(self) -> None:
        deliberate, clue = self._deliberate, self._board.state.clue
        self.stop()
        self._deliberate = deliberate
        self._board.put(replace(self._board.state, said=""))
        if clue.is_empty:
            self._keep_what_was_found()
            self._take(None, Results())
            self._board.tell(None)
            self._show()
        if not self._link.is_ready:
            self._waits = not clue.is_empty
            self._link.connect()
            return
        if clue.is_empty:
            return
        asked = Asked(clue, self._board.state.folder, typed=not deliberate)
        try:
            query = query_of(asked, self._link.can)
        except ProblemError as error:
            self._board.tell(notices.of_error(self._world.program, error))
            return
        if query is None:
            self._board.tell(notices.not_offered())
            return
        self._board.begin(Activity.SEARCHING)
        self._goes_on = False

        def came(outcome: Outcome[Page]) -> None:
            self._came(asked, self._link.checked(outcome))

        done = self._running.take(came)
        self._running.hold(self._world.hub.search(query, done).cancel)

    def _came(self, asked: Asked, outcome: Outcome[Page]) -> None:
        deliberate, self._deliberate = self._deliberate, False
        self._board.end(Activity.SEARCHING)
        if outcome.error is not None:
            self._failed(outcome.error)
            # One that waits for the hub is what it was.
            self._deliberate = deliberate and self._waits
            return
        if self._asked is not None and not self._asked.leads_to(asked):
            self._keep_what_was_found()
        self._take(asked, Results.of(outcome.value))
        self._goes_on = True
        self._board.tell(None)
        self._show()
        if deliberate:
            self.remember()
        if outcome.value.hits and asked.clue.has_picture and (query := self._query_again(asked)) is not None:
            self._proving.prove(query)

    def _proved(self, page: Page) -> None:
        """Put labels on what is shown; what somebody has chosen stays where it is."""
        state = self._board.state
        is_watched = state.chosen is not None or state.clue.sort != BEST or len(state.hits) > PAGE
        self._results = self._results.proved_by(page, moves=not is_watched)
        self._show()

    def _failed(self, error: BowerbirdClientError) -> None:
        if self._link.fault(error):
            # Sent again when the hub is back: nobody has to type it twice.
            self._waits = True
        else:
            self._board.tell(notices.of_error(self._world.program, error))

    def _page(self) -> None:
        asked = self._asked
        if asked is None:
            return
        self._board.begin(Activity.SEARCHING)
        done = self._paging.take(self._page_came)
        ticket = self._world.hub.more(done) if self._goes_on else None
        if ticket is None:
            # The client only knows how its last search goes on: that one begins anew, and what is here is passed over.
            query = self._query_again(asked)
            if query is None:
                self._paging.free()
                self._board.end(Activity.SEARCHING)
                return
            ticket = self._world.hub.search(query, done)
        self._paging.hold(ticket.cancel)

    def _query_again(self, asked: Asked) -> Query | None:
        try:
            return query_of(asked, self._link.can)
        except ProblemError:
            return None

    def _page_came(self, outcome: Outcome[Page]) -> None:
        self._board.end(Activity.SEARCHING)
        outcome = self._link.checked(outcome)
        if outcome.error is not None:
            went_on, self._goes_on = self._goes_on, False
            if outcome.error.code == "bad_cursor" and went_on:
                # A hub that was started anew, or whose library has changed.
                self._page()
            elif not self._link.fault(outcome.error):
                self._board.tell(notices.of_error(self._world.program, outcome.error))
            return
        self._goes_on = True
        before = len(self._results.hits)
        self._results = self._results.followed_by(outcome.value)
        self._board.tell(None)
        self._show()
        self._barren = 0 if len(self._results.hits) > before else self._barren + 1
        if not self._barren or not self._results.has_more:
            return
        # With what is here already in front, as many pages bring nothing as are here.
        if self._barren <= _EMPTY_PAGES + before // PAGE:
            self._page()
        else:
            self._results = replace(self._results, has_more=False)
            self._show()

    def _take(self, asked: Asked | None, results: Results) -> None:
        self._asked, self._results = asked, results
        self._number += 1

    def _keep_for_later(self) -> None:
        clue = self._board.state.clue
        if self._asked is not None or not clue.is_empty:
            self._keep(clue)

    def _keep_what_was_found(self) -> None:
        """Make what is on the screen a step to come back to, where it is none yet."""
        kept = self._back[-1][1] if self._back else None
        if self._asked is not None and self._asked is not kept:
            self._keep(self._asked.clue)

    def _keep(self, clue: Clue) -> None:
        self._back.append((clue, self._asked, self._results))
        del self._back[:-STEPS_BACK]
        self._board.put(replace(self._board.state, can_go_back=True))

    def _show(self) -> None:
        state, results = self._board.state, self._results
        chosen = found(results.hits, state.chosen)
        self._board.put(
            replace(
                state,
                search=self._number,
                hits=results.hits,
                entry=results.entry,
                why=results.why,
                has_more=results.has_more,
                notes=self._notes(),
                chosen=None if chosen is None else chosen.id,
                can_go_back=bool(self._back),
            )
        )
        self._advise()

    def _notes(self) -> tuple[str, ...]:
        notes = self._link.status_notes if self._asked is None else self._results.remarks
        avoids = self._asked is not None and self._asked.clue.avoid.strip()
        if avoids and self._link.is_ready and not self._link.can("search.avoid"):
            notes = (*notes, _("The Bowerbird that runs cannot avoid words yet: they were passed over."))
        return notes

    def _advise(self) -> None:
        """Say what could be done about a list that is empty."""
        state, asked = self._board.state, self._asked
        hint = None
        if state.connection is Connection.READY:
            if asked is None:
                hint = notices.empty_library() if state.library_size == 0 else None
            elif not state.hits:
                hint = notices.nothing_found(filtered=asked.folder is not None or bool(asked.clue.shape))
            elif not state.shown:
                hint = notices.all_hidden(len(state.hits), state.similarity)
        self._board.hint(hint)
