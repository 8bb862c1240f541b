"""All that a person, a hub and a GIMP can do to a panel, in any order, and the laws that hold all the while."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bowerbird_client import (
    BowerbirdClientError,
)
from bowerbird_for_gimp.model.placing import Placing
from bowerbird_for_gimp.model.requests import carry_out
from bowerbird_for_gimp.model.sources import Source
from bowerbird_panel.history import MOST
from bowerbird_panel.host import HostTrouble
from bowerbird_panel.state import Activity, Connection
from fakes.panel_desk import PanelDesk
from fakes.panel_hub import ALL, PanelHub, hit
from fakes.panel_mishaps import ERRORS, FATES, IDS, KINDS, TROUBLES, WORDS, Fate

RUNS_BY = {
    Activity.SEARCHING: {"search", "more"},
    Activity.FETCHING: {"original", "proxy", "asset"},
    Activity.COPYING: {"copy_curated"},
}
WORK = {"search", "more", "original", "proxy", "asset", "folders", "reveal", "copy_curated"}


class AnyOrder(RuleBasedStateMachine):
    """A person, a hub and a GIMP that know nothing of each other."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        hub = PanelHub(library=[hit(f"a{number}") for number in range(130)])
        hub.library[1] = hit("a1", online=False, disk="Archive")
        self.desk = PanelDesk(self.folder, hub)
        self.words = self.desk.state.clue.words
        self.new = 0
        self.seen = self.approved = self.unseen = False
        """What was said to this code; and whether the token is one whose code nobody has seen."""
        self.begun = 0
        """How much had been asked when this window was opened."""

    @initialize(
        paired=st.booleans(),
        seen=st.booleans(),
        late=st.booleans(),
        stage=st.sampled_from(["new", "showing", "showing", "pairing"]),
    )
    def begin(self, paired: bool, seen: bool, late: bool, stage: str) -> None:
        """Begin where much can go wrong."""
        self.desk.hub.must_be_seen, self.desk.hub.delivers_late = seen, late
        self.desk.hub.paired = paired or stage == "showing"
        if stage == "showing":
            self.desk.showing("red mug")
            self.words = "red mug"
        if stage == "pairing":
            self.desk.connected().panel.pair()
            self.desk.hub.settle()

    # The person. What they do is answered later, or at once, well or not.

    @rule(fate=FATES)
    def connect(self, fate: Fate) -> None:
        self.desk.panel.connect()
        self._meet(fate)

    @rule(fate=FATES)
    def pair(self, fate: Fate) -> None:
        if self.desk.state.connection is not Connection.PAIRING:
            self.seen = self.approved = False
        self.desk.panel.pair()
        self._meet(fate)

    @precondition(lambda self: self.desk.state.connection is Connection.PAIRING)
    @rule()
    def cancel_pairing(self) -> None:
        self.desk.panel.cancel_pairing()

    @precondition(lambda self: self.desk.state.pairing is not None)
    @rule(same=st.booleans())
    def confirm(self, same: bool) -> None:
        self.seen = same
        self.unseen = self.unseen and not (same and self.approved)
        self.desk.panel.confirm_code(same)

    @rule()
    def disconnect(self) -> None:
        self.desk.panel.disconnect()

    @rule(words=WORDS, at_once=st.booleans(), fate=FATES)
    def write(self, words: str, at_once: bool, fate: Fate) -> None:
        self.words = words
        if at_once:
            self.desk.panel.set_words(words)
            self.desk.panel.search()
        else:
            self.desk.panel.type(words)
        self._meet(fate)

    @rule(source=st.sampled_from(Source), image=st.sampled_from([None, 1, 2, 9]), fate=FATES)
    def search_with(self, source: Source, image: int | None, fate: Fate) -> None:
        self.desk.panel.search_with(source, image)
        self._meet(fate)

    @precondition(lambda self: self.desk.state.hits)
    @rule(fate=FATES)
    def more_like(self, fate: Fate) -> None:
        self.words = ""
        self.desk.panel.more_like(self.desk.state.hits[0])
        self._meet(fate)

    @precondition(lambda self: self.desk.state.can_go_back)
    @rule()
    def back(self) -> None:
        self.desk.panel.back()
        self.words = self.desk.state.clue.words

    @precondition(lambda self: self.desk.state.history)
    @rule()
    def search_history(self) -> None:
        self.words = self.desk.state.history[-1].words
        self.desk.panel.search_history(self.desk.state.history[-1])

    @rule(
        adjust=st.one_of(
            st.tuples(st.just("set_similarity"), st.integers(-5, 105)),
            st.tuples(st.just("set_folder"), st.sampled_from([None, "f1", "gone"])),
            st.tuples(st.just("set_avoid"), WORDS),
            st.tuples(st.just("choose"), IDS),
            st.tuples(st.just("set_target"), st.sampled_from([1, 2, 9])),
            st.tuples(st.just("set_placing"), st.sampled_from(Placing)),
        )
    )
    def adjust(self, adjust: tuple[str, Any]) -> None:
        getattr(self.desk.panel, adjust[0])(adjust[1])

    @precondition(lambda self: self.desk.state.has_more)
    @rule(shifted=st.booleans(), fate=FATES)
    def more(self, shifted: bool, fate: Fate) -> None:
        if shifted:
            self.new += 1
            self.desk.hub.library.insert(0, hit(f"new{self.new}"))
        self.desk.panel.more()
        self._meet(fate)

    @rule(asset=IDS, placing=st.sampled_from([None, *Placing]), fate=FATES)
    def insert(self, asset: str | None, placing: Placing | None, fate: Fate) -> None:
        self.desk.panel.insert(asset, placing)
        self._meet(fate)

    @rule(
        name=st.sampled_from(
            ["insert_last", "copy_curated", "reveal", "stop", "dismiss", "remedy", "clear_picture"]
        ),
        fate=FATES,
    )
    def do(self, name: str, fate: Fate) -> None:
        getattr(self.desk.panel, name)()
        self._meet(fate)

    @rule(
        wish=st.sampled_from(["open", "search-canvas", "search-layer", "insert-last", "?"]),
        image=st.sampled_from([None, 1, 9]),
    )
    def receive(self, wish: str, image: int | None) -> None:
        carry_out(self.desk.panel, {"wish": wish}, image)

    @rule()
    def open_again(self) -> None:
        self.desk.start_again()
        self.words, self.begun = "", len(self.desk.hub.calls)

    def _meet(self, fate: Fate) -> None:
        hub = self.desk.hub
        if fate == "well":
            self.desk.gimp.advance(50)
            hub.settle()
            self.desk.gimp.advance(50)
        elif isinstance(fate, BowerbirdClientError) and hub.jobs:
            kind = hub.jobs[-1].kind.replace("show", "pair")
            hub.errors[kind] = fate
            hub.settle()
            hub.errors.pop(kind, None)

    # The hub.

    @precondition(lambda self: self.desk.hub.jobs)
    @rule(index=st.integers(0, 5))
    def answer(self, index: int) -> None:
        jobs = self.desk.hub.jobs
        # Out of order too: what was asked last may be answered first.
        jobs.insert(0, jobs.pop(min(index, len(jobs) - 1)))
        self.desk.hub.deliver()

    @precondition(lambda self: self.desk.hub.jobs)
    @rule()
    def answer_all(self) -> None:
        self.desk.hub.settle()

    @rule(kind=KINDS, error=st.sampled_from(ERRORS), heals=st.booleans())
    def fail(self, kind: str, error: BowerbirdClientError, heals: bool) -> None:
        if heals:
            self.desk.hub.errors.clear()
        else:
            self.desk.hub.errors[kind] = error

    @precondition(lambda self: self.desk.state.pairing is not None)
    @rule(answer=st.sampled_from(["approve", "approve", "deny", "expire"]))
    def decide(self, answer: str) -> None:
        if answer == "approve":
            self.approved = True
            self.unseen = self.desk.hub.must_be_seen and not self.seen
        self.desk.hub.decide(answer)

    @rule(
        change=st.one_of(
            st.tuples(st.just("running"), st.booleans()),
            st.tuples(st.just("startable"), st.booleans()),
            st.tuples(st.just("paired"), st.just(False)),
            st.tuples(st.just("library_id"), st.sampled_from(["library-1", "library-2"])),
            st.tuples(st.just("capabilities"), st.sampled_from([ALL, ("search.words",)])),
            st.tuples(st.just("searchable"), st.sampled_from([0, 10])),
        )
    )
    def be_another_hub(self, change: tuple[str, Any]) -> None:
        setattr(self.desk.hub, *change)

    # GIMP.

    @rule(milliseconds=st.sampled_from([10, 50, 300, 1000, 5000, 60_000]))
    def wait(self, milliseconds: int) -> None:
        self.desk.gimp.advance(milliseconds)

    @rule(
        images=st.sampled_from([{}, {1: "poster.xcf"}, {1: "poster.xcf", 2: "other.xcf"}, {3: "new"}]),
        code=st.sampled_from([None, None, *TROUBLES]),
        loads=st.booleans(),
    )
    def be_another_gimp(self, images: dict[int, str], code: str | None, loads: bool) -> None:
        self.desk.gimp.images = dict(images)
        self.desk.gimp.trouble = None if code is None else HostTrouble(code, "GIMP says no.")
        self.desk.gimp.loads = lambda _name: loads

    # What always holds.

    @invariant()
    def no_word_is_lost(self) -> None:
        assert self.desk.state.clue.words == self.words

    @invariant()
    def what_is_shown_fits_together(self) -> None:
        state = self.desk.state
        ids = [each.id for each in state.hits]
        assert len(ids) == len(set(ids))
        assert state.chosen is None or state.chosen in ids
        assert state.target is None or state.target in {target.id for target in state.targets}
        assert state.clue.like is None or state.clue.pixels is None
        assert state.pairing is None or state.connection is Connection.PAIRING
        assert 0 <= state.similarity <= 100
        assert state.progress is None or state.activity is Activity.FETCHING
        if state.notice is not None:
            assert state.notice.sentence
        if state.connection in {Connection.NOT_RUNNING, Connection.TROUBLE}:
            assert state.notice is not None

    @invariant()
    def history_is_words(self) -> None:
        history = self.desk.state.history
        assert len(history) <= MOST
        assert all(clue.words.strip() and clue.like is None and clue.pixels is None for clue in history)
        assert len({(clue.words.casefold(), clue.avoid.casefold()) for clue in history}) == len(history)

    @invariant()
    def one_thing_at_a_time_is_shown_and_it_ends(self) -> None:
        hub, state = self.desk.hub, self.desk.state
        running = {
            activity: [job for kind in kinds for job in hub.waiting(kind)]
            for activity, kinds in RUNS_BY.items()
        }
        assert all(len(jobs) <= 1 for jobs in running.values())
        assert len(running[Activity.FETCHING]) + len(running[Activity.COPYING]) <= 1
        if state.activity in running:
            assert running[state.activity], state.activity
        if state.activity in {Activity.TAKING_PIXELS, Activity.INSERTING}:
            assert self.desk.gimp.waiting
        if state.activity is Activity.IDLE:
            assert not any(running.values())

    @invariant()
    def the_hub_is_looked_for_while_it_is_away(self) -> None:
        hub, state = self.desk.hub, self.desk.state
        looks = hub.waiting("connect") or hub.waiting("disconnect")
        if state.connection in {Connection.NOT_RUNNING, Connection.TROUBLE}:
            assert looks or self.desk.gimp.waiting
        asked = {kind for kind, _ in hub.calls[self.begun :]}
        if state.connection is Connection.CONNECTING and asked & {"connect", "disconnect"}:
            assert looks

    @invariant()
    def files_lie_there_only_while_they_are_used(self) -> None:
        if self.desk.state.activity not in {Activity.FETCHING, Activity.INSERTING}:
            assert not self.desk.fetched

    @invariant()
    def nothing_goes_out_before_the_code_was_seen(self) -> None:
        code = self.desk.state.pairing
        hub = self.desk.hub
        if code is not None and code.must_be_seen and not code.confirmed:
            assert self.desk.panel.settings.unconfirmed
            assert not any(hub.waiting(kind) for kind in WORK)
        if self.desk.panel.settings.unconfirmed or (self.unseen and hub.paired):
            assert self.desk.state.connection is not Connection.READY

    def teardown(self) -> None:
        try:
            self._ends_well()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _ends_well(self) -> None:
        """Whatever happened: when hub and GIMP are well again, the window works."""
        desk = self.desk
        hub: Any = desk.hub
        hub.errors.clear()
        hub.running, hub.capabilities = True, ALL
        desk.gimp.trouble, desk.gimp.images, desk.gimp.loads = None, {1: "poster.xcf"}, lambda _name: True
        desk.panel.cancel_pairing()
        for _ in range(3):
            desk.gimp.advance(60_000)
            desk.settle()
        # Nobody had to do anything for that.
        assert desk.state.connection not in {Connection.NOT_RUNNING, Connection.TROUBLE}
        # A window that was just opened may have a token to forget first.
        desk.panel.connect()
        desk.settle()
        hub.paired = True
        desk.panel.connect()
        desk.settle()
        assert desk.state.connection is Connection.READY
        desk.panel.clear_picture()
        desk.panel.clear_filters()
        desk.panel.set_words("red mug")
        desk.panel.search()
        desk.settle()
        assert len(desk.state.hits) == 60
        before = len(desk.gimp.inserted)
        desk.gimp.advance(1000)
        desk.panel.insert("a2", Placing.CENTRED)
        desk.settle()
        assert len(desk.gimp.inserted) == before + 1
        assert desk.state.activity is Activity.IDLE
        assert desk.state.notice is None
        desk.panel.close()
        desk.states.clear()
        desk.gimp.closed = True
        hub.settle()
        desk.gimp.advance(1_000_000)
        assert desk.states == []
        assert not list(self.folder.glob("fetched/*"))
