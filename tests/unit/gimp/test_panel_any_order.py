"""Any order of what the person, the hub and GIMP do leaves the window whole."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bowerbird_client import (
    BowerbirdClientError,
    BusyError,
    CannotStartError,
    ChangedError,
    GarbledError,
    HubTooNewError,
    NotPairedError,
    NotRunningError,
    OfflineError,
    ProblemError,
    RefusedError,
    RogueHubError,
    StorageError,
    TimedOutError,
    UnknownError,
    WrongLibraryError,
)
from bowerbird_for_gimp.model.edge import GimpTrouble
from bowerbird_for_gimp.model.history import MOST
from bowerbird_for_gimp.model.placing import Placing
from bowerbird_for_gimp.model.sources import Source
from bowerbird_for_gimp.model.state import Activity, Connection
from fakes.panel_desk import PanelDesk
from fakes.panel_hub import ALL, PanelHub, hit

WORDS = st.sampled_from(["red mug", "blue", "nothing", "", "  ", "Blue"])
KINDS = st.sampled_from(
    [
        "connect",
        "pair",
        "disconnect",
        "search",
        "more",
        "original",
        "proxy",
        "asset",
        "folders",
        "reveal",
        "copy_curated",
    ]
)
ERRORS: list[BowerbirdClientError] = [
    NotRunningError("No."),
    CannotStartError("No."),
    WrongLibraryError("No."),
    NotPairedError("No."),
    RogueHubError("No."),
    HubTooNewError("No."),
    TimedOutError("No."),
    GarbledError("No."),
    StorageError("No."),
    RefusedError("No."),
    UnknownError("No.", code="unknown_asset"),
    OfflineError("No."),
    ChangedError("No."),
    BusyError("No."),
    ProblemError("No.", code="bad_cursor"),
    BowerbirdClientError("No."),
]
TROUBLES = ["no_image", "image_closed", "layer_locked", "cannot_load", "cancelled", "gimp_failed"]
IDS = st.sampled_from(["a0", "a1", "a2", "gone", None])
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
        self.begun = 0
        """How much had been asked when this window was opened."""

    # The person.

    @rule()
    def connect(self) -> None:
        self.desk.panel.connect()

    @rule()
    def pair(self) -> None:
        self.desk.panel.pair()

    @rule()
    def cancel_pairing(self) -> None:
        self.desk.panel.cancel_pairing()

    @rule(same=st.booleans())
    def confirm(self, same: bool) -> None:
        self.desk.panel.confirm_code(same)

    @rule()
    def disconnect(self) -> None:
        self.desk.panel.disconnect()

    @rule(words=WORDS, at_once=st.booleans())
    def write(self, words: str, at_once: bool) -> None:
        if at_once:
            self.desk.panel.set_words(words)
            self.desk.panel.search()
        else:
            self.desk.panel.type(words)
        self.words = words

    @rule(words=WORDS)
    def avoid(self, words: str) -> None:
        self.desk.panel.set_avoid(words)

    @rule(source=st.sampled_from(Source), image=st.sampled_from([None, 1, 2, 9]))
    def search_with(self, source: Source, image: int | None) -> None:
        self.desk.panel.search_with(source, image)

    @rule()
    def clear_picture(self) -> None:
        self.desk.panel.clear_picture()

    @precondition(lambda self: self.desk.state.hits)
    @rule()
    def more_like(self) -> None:
        self.desk.panel.more_like(self.desk.state.hits[0])
        self.words = ""

    @rule()
    def back(self) -> None:
        could = self.desk.state.can_go_back
        self.desk.panel.back()
        if could:
            self.words = self.desk.state.clue.words

    @precondition(lambda self: self.desk.state.history)
    @rule()
    def search_history(self) -> None:
        self.desk.panel.search_history(self.desk.state.history[-1])
        self.words = self.desk.state.history[-1].words

    @rule(percent=st.integers(-5, 105))
    def slide(self, percent: int) -> None:
        self.desk.panel.set_similarity(percent)

    @rule(folder=st.sampled_from([None, "f1", "gone"]))
    def narrow(self, folder: str | None) -> None:
        self.desk.panel.set_folder(folder)

    @rule()
    def more(self) -> None:
        self.desk.panel.more()

    @rule(asset=IDS)
    def choose(self, asset: str | None) -> None:
        self.desk.panel.choose(asset)

    @rule(asset=IDS, placing=st.sampled_from([None, *Placing]))
    def insert(self, asset: str | None, placing: Placing | None) -> None:
        self.desk.panel.insert(asset, placing)

    @rule(
        name=st.sampled_from(
            ["insert_last", "copy_curated", "reveal", "stop", "dismiss", "remedy", "refresh_targets"]
        )
    )
    def do(self, name: str) -> None:
        getattr(self.desk.panel, name)()
        # The button of a notice may take the words to avoid away, never the words.

    @rule(
        wish=st.sampled_from(["open", "search", "search-canvas", "insert", "insert-last", "?"]),
        words=WORDS,
        image=st.sampled_from([None, 1, 9]),
    )
    def receive(self, wish: str, words: str, image: int | None) -> None:
        self.desk.panel.receive({"wish": wish, "words": words, "asset": "a1"}, image)
        self.words = words or self.words

    @rule()
    def open_again(self) -> None:
        self.desk.start_again()
        self.words, self.begun = "", len(self.desk.hub.calls)

    # The hub.

    @rule(index=st.integers(0, 5))
    def answer(self, index: int) -> None:
        jobs = self.desk.hub.jobs
        if jobs:
            # Out of order too: a thumbnail's answer may overtake a search's.
            jobs.insert(0, jobs.pop(min(index, len(jobs) - 1)))
            self.desk.hub.deliver()

    @rule()
    def answer_all(self) -> None:
        self.desk.hub.settle()

    @rule(running=st.booleans(), startable=st.booleans())
    def come_and_go(self, running: bool, startable: bool) -> None:
        self.desk.hub.running, self.desk.hub.startable = running, startable

    @rule()
    def revoke(self) -> None:
        self.desk.hub.paired = False

    @rule(kind=KINDS, error=st.sampled_from(ERRORS))
    def fail(self, kind: str, error: BowerbirdClientError) -> None:
        self.desk.hub.errors[kind] = error

    @rule()
    def heal(self) -> None:
        self.desk.hub.errors.clear()

    @rule(answer=st.sampled_from(["approve", "approve", "deny", "expire"]))
    def decide(self, answer: str) -> None:
        if self.desk.state.pairing is not None:
            self.desk.hub.decide(answer)

    @rule(seen=st.booleans())
    def be_seen(self, seen: bool) -> None:
        if self.desk.state.connection is not Connection.PAIRING:
            self.desk.hub.must_be_seen = seen

    @rule(library=st.sampled_from(["library-1", "library-2"]))
    def change_library(self, library: str) -> None:
        self.desk.hub.library_id = library

    @rule(capabilities=st.sampled_from([ALL, ("search.words",)]))
    def change_version(self, capabilities: tuple[str, ...]) -> None:
        self.desk.hub.capabilities = capabilities

    # GIMP.

    @rule(milliseconds=st.sampled_from([10, 50, 300, 1000, 5000, 60_000]))
    def wait(self, milliseconds: int) -> None:
        self.desk.gimp.advance(milliseconds)

    @rule(images=st.sampled_from([{}, {1: "poster.xcf"}, {1: "poster.xcf", 2: "other.xcf"}, {3: "new"}]))
    def open_and_close(self, images: dict[int, str]) -> None:
        self.desk.gimp.images = dict(images)

    @rule(code=st.sampled_from([None, *TROUBLES]))
    def trouble(self, code: str | None) -> None:
        self.desk.gimp.trouble = None if code is None else GimpTrouble(code, "GIMP says no.")

    @rule(loads=st.booleans())
    def formats(self, loads: bool) -> None:
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
        assert state.target is None or state.target in {target.image_id for target in state.targets}
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
        if self.desk.panel.settings.unconfirmed:
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


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
