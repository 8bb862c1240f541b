"""Work in steps: one in each turn, told of once, and nothing left of it where it is given up."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field

import pytest

from bowerbird_panel.host import Cancel, HostTrouble
from bowerbird_panel.steps import in_steps, run_through


@dataclass
class Work:
    """Steps in a program whose turns a test takes, and all that happens, in its order."""

    fails: Exception | None = None
    happened: list[str] = field(default_factory=list)
    pauses: list[int] = field(default_factory=list)
    turns: list[Callable[[], None]] = field(default_factory=list)

    def steps(self) -> Generator[None, None, str]:
        """Do two steps and a last one, and clear up."""
        try:
            for name in ("first", "second"):
                self.happened.append(name)
                yield
            if self.fails is not None:
                raise self.fails
            return "made"
        finally:
            self.happened.append("cleared up")

    def start(self) -> Cancel:
        """Begin; nothing is done before the first turn."""
        return in_steps(
            self.steps(),
            self.done,
            after=self.after,
            unexpected=lambda error: HostTrouble("failed", "That went wrong.", str(error), is_fault=True),
            ended=lambda: self.happened.append("ended"),
        )

    def after(self, milliseconds: int, call: Callable[[], None]) -> Cancel:
        """Stand in for the program's timer."""
        self.pauses.append(milliseconds)
        self.turns.append(call)
        return lambda: self.turns.remove(call)

    def take_turn(self) -> None:
        """Call what is due."""
        self.turns.pop(0)()

    def done(self, made: str | None, trouble: HostTrouble | None) -> None:
        """Hear how it ended."""
        self.happened.append(f"done: {made if trouble is None else trouble.code}")


@pytest.mark.parametrize(
    ("fails", "told"),
    [
        (None, "made"),
        (HostTrouble("image_closed", "The image was closed."), "image_closed"),
        (ValueError("odd"), "failed"),
    ],
)
def test_each_turn_does_one_step(fails: Exception | None, told: str) -> None:
    """Nothing is done at once, then one step a turn, the first after the screen was painted; the end is told once, after the hook."""
    work = Work(fails)
    cancel = work.start()
    seen = [list(work.happened)]
    while work.turns:
        work.take_turn()
        seen.append(list(work.happened))
    cancel()

    end = ["first", "second", "cleared up", "ended", f"done: {told}"]
    assert seen == [[], end[:1], end[:2], end]
    assert work.happened == end
    assert work.pauses == [0, 1, 1]


@pytest.mark.parametrize(
    ("turns", "left"),
    [(0, ["ended"]), (1, ["first", "cleared up", "ended"]), (2, ["first", "second", "cleared up", "ended"])],
)
def test_what_is_given_up_leaves_nothing(turns: int, left: list[str]) -> None:
    """After the Cancel, wherever it comes, no step is done and nothing told, and the steps have cleared up; twice is once."""
    work = Work()
    cancel = work.start()
    for _turn in range(turns):
        work.take_turn()
    cancel()
    cancel()

    assert work.turns == []
    assert work.happened == left


def test_scripts_get_what_the_steps_return() -> None:
    """All steps are done at once; what they raise is raised as it is."""
    work = Work()
    assert run_through(work.steps()) == "made"
    assert work.happened == ["first", "second", "cleared up"]

    with pytest.raises(ValueError, match="odd"):
        run_through(Work(ValueError("odd")).steps())
