"""The timer of Blender: what waits is done in turns of a few milliseconds, and nothing keeps it from going on."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from bowerbird.host.pump import BUDGET_S, BUSY_S, REST_S, Pump, Tick
from bowerbird_panel.host import Cancel

COST_S = 0.003
"""Of one piece of work here."""


class Clock:
    """Time that goes by when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass
class FakeTimers:
    """Stands in for `bpy.app.timers`: a function is one object, and what it returns is when it is called again."""

    clock: Clock
    due: dict[Tick, float] = field(default_factory=dict)

    def register(self, function: Tick, *, first_interval: float = 0, persistent: bool = False) -> None:
        """Call it later."""
        assert persistent, "a timer ends with the file that is open"
        assert function not in self.due, "Blender would call it twice"
        self.due[function] = self.clock.now + first_interval

    def unregister(self, function: Tick) -> None:
        """Call it no more."""
        del self.due[function]

    def is_registered(self, function: Tick) -> bool:
        """Tell whether it will be called."""
        return function in self.due

    def run(self, seconds: float) -> int:
        """Let time go by, and tell how many turns there were."""
        turns, end = 0, self.clock.now + seconds
        while self.due:
            function, due = min(self.due.items(), key=lambda each: each[1])
            if due > end:
                break
            self.clock.now = max(self.clock.now, due)
            pause = function()
            turns += 1
            if pause is None:
                self.due.pop(function, None)
            elif function in self.due:
                self.due[function] = self.clock.now + pause
        self.clock.now = max(self.clock.now, end)
        return turns


class Answers:
    """Answers of a hub that wait to be delivered, each of which takes its time."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.waiting: list[Callable[[], object]] = []

    def drain(self, seconds: float) -> bool:
        """Deliver within the budget, but at least one, as the client's session does."""
        until = self.clock.now + seconds
        while self.waiting:
            self.clock.now += COST_S
            self.waiting.pop(0)()
            if self.clock.now >= until:
                break
        return bool(self.waiting)


@pytest.fixture
def clock() -> Clock:
    """Give a clock."""
    return Clock()


@pytest.fixture
def timers(clock: Clock) -> FakeTimers:
    """Give Blender's timers."""
    return FakeTimers(clock)


@pytest.fixture
def answers(clock: Clock) -> Answers:
    """Give what waits."""
    return Answers(clock)


@pytest.fixture
def failures() -> list[Exception]:
    """Gather what went wrong."""
    return []


@pytest.fixture
def pump(clock: Clock, timers: FakeTimers, answers: Answers, failures: list[Exception]) -> Pump:
    """Give a pump that runs."""
    made = Pump(
        answers.drain,
        timers=timers,
        busy=lambda: bool(answers.waiting),
        failed=failures.append,
        clock=clock,
    )
    made.start()
    return made


@pytest.mark.parametrize(("budget", "most"), [(BUDGET_S, 3), (1e9, 200)])
def test_a_turn_has_a_budget(budget: float, most: int, clock: Clock, answers: Answers) -> None:
    """Of 200 answers a turn delivers what fits into its budget; without one, the control, all of them at once."""
    came: list[int] = []
    answers.waiting = [lambda number=number: came.append(number) for number in range(200)]  # type: ignore[misc]
    pump = Pump(answers.drain, timers=FakeTimers(clock), clock=clock, budget=budget)
    pump.start()
    counts: list[int] = []
    costs: list[float] = []
    while answers.waiting:
        before, began = len(came), clock.now
        pump.tick()
        counts.append(len(came) - before)
        costs.append(clock.now - began)

    assert came == list(range(200))
    assert max(counts) == most
    assert (max(costs) <= BUDGET_S + COST_S) is (budget == BUDGET_S)


def test_neither_answers_nor_calls_wait_for_good(
    pump: Pump, clock: Clock, timers: FakeTimers, answers: Answers
) -> None:
    """Where both take more than there is, both go on."""
    came: list[float] = []
    called: list[float] = []

    def call() -> None:
        clock.now += 2 * BUDGET_S
        called.append(clock.now)

    for _ in range(10):
        pump.after(0, call)

    def arrive() -> None:
        came.append(clock.now)

    answers.waiting = [arrive] * 30
    timers.run(0.4)

    assert len(called) >= 4
    assert len(came) >= 4


def test_answers_get_what_calls_have_left(clock: Clock) -> None:
    """After a call in the same turn, answers are delivered for the rest of its budget and not for a whole one more."""
    given: list[float] = []

    def drain(seconds: float) -> bool:
        given.append(seconds)
        return False

    pump = Pump(drain, timers=FakeTimers(clock), clock=clock)
    pump.start()

    def call() -> None:
        clock.now += COST_S

    for _turn in range(2):
        pump.after(1, call)
        clock.now += 0.01
        pump.tick()

    assert sorted(given) == pytest.approx([BUDGET_S - COST_S, BUDGET_S])


def test_what_is_asked_for_later_is_called_in_its_order(pump: Pump, timers: FakeTimers) -> None:
    """Calls come when they are due and not before, the earlier first, once; what was given up does not come."""
    called: list[str] = []
    pump.after(300, lambda: called.append("late"))
    pump.after(100, lambda: called.append("early"))
    give_up = pump.after(200, lambda: called.append("never"))
    timers.run(0.09)
    assert called == []
    timers.run(0.05)
    assert called == ["early"]
    give_up()
    give_up()
    timers.run(1)

    assert called == ["early", "late"]


def test_nothing_is_kept_of_a_call(pump: Pump, timers: FakeTimers) -> None:
    """What was called or given up is let go, also when it is given up again afterwards; what still waits, the control, is kept."""

    class Bound:
        def __init__(self, name: str) -> None:
            self.name = name

        def call(self) -> None:
            called.append(self.name)

    called: list[str] = []
    kept: dict[str, weakref.ref[Bound]] = {}
    cancels: list[Cancel] = []
    for name, milliseconds in (("called", 10), ("given up", 500), ("waits", 500)):
        bound = Bound(name)
        kept[name] = weakref.ref(bound)
        cancels.append(pump.after(milliseconds, bound.call))
    del bound
    timers.run(0.1)
    cancels[1]()
    cancels[0]()
    gc.collect()

    assert [name for name, each in kept.items() if each() is not None] == ["waits"]
    timers.run(1)
    assert called == ["called", "waits"]


def test_the_screen_is_painted_in_between(pump: Pump, timers: FakeTimers) -> None:
    """What is called and wants to be called again comes in another turn, however much time is left in this one."""
    turns: list[int] = []
    number = [0]

    def again() -> None:
        turns.append(number[0])
        if len(turns) < 3:
            pump.after(1, again)
        # It is due again before this turn has used up its time.
        timers.clock.now += 0.002

    pump.after(0, again)
    for number[0] in range(200):
        pump.tick()
        timers.clock.now += 0.01
    first, second, third = turns

    assert first < second < third


def test_a_mistake_ends_nothing(
    pump: Pump, timers: FakeTimers, answers: Answers, failures: list[Exception]
) -> None:
    """What raises is told, and what comes after it is still called and delivered."""
    came: list[str] = []
    answers.waiting = [lambda: 1 / 0, lambda: came.append("answer")]
    pump.after(0, lambda: dict[str, str]()["none"])
    pump.after(0, lambda: came.append("call"))
    timers.run(1)

    assert sorted(came) == ["answer", "call"]
    assert {type(each) for each in failures} == {ZeroDivisionError, KeyError}


@pytest.mark.parametrize("how", ["before", "within"])
def test_nothing_comes_after_the_end(
    how: str, pump: Pump, timers: FakeTimers, answers: Answers, failures: list[Exception]
) -> None:
    """After `stop` nothing is called or delivered, also when it was called from within a turn, and no timer is left."""
    came: list[str] = []
    if how == "within":
        pump.after(50, pump.stop)
    pump.after(50, lambda: came.append("call"))
    answers.waiting = []
    timers.run(0.04)
    answers.waiting = [lambda: came.append("answer")]
    if how == "before":
        pump.stop()
    else:
        answers.waiting = []
    timers.run(2)
    pump.after(0, lambda: came.append("later"))
    pump.wake()
    timers.run(2)

    assert came == []
    assert timers.due == {}
    assert failures == []


def test_it_rests_and_wakes(pump: Pump, timers: FakeTimers, answers: Answers) -> None:
    """With nothing to do there are few turns; with something awaited many; what is asked for at rest has one at once."""
    timers.run(1)
    resting = timers.run(10)
    answers.waiting = [lambda: None]
    pump.wake()
    began = timers.clock.now
    (due,) = timers.due.values()
    assert resting <= 10 / REST_S + 1
    assert due - began <= BUSY_S + 1e-9

    answers.waiting = [lambda: None] * 400
    busy = timers.run(1)
    assert busy >= 1 / (BUSY_S + 2 * BUDGET_S)


def test_it_starts_again(pump: Pump, timers: FakeTimers) -> None:
    """It can be started twice and after its end, and there is one timer each time."""
    pump.start()
    assert len(timers.due) == 1
    pump.stop()
    pump.stop()
    assert timers.due == {}
    pump.start()
    called: list[int] = []
    pump.after(10, lambda: called.append(1))
    timers.run(1)
    assert called == [1]
