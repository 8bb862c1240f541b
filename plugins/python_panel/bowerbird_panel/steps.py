"""Work in steps: with the screen painted in between where a person looks at it, at once for scripts. Pure."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

from .host import Cancel, HostTrouble

T = TypeVar("T")

After = Callable[[int, Callable[[], None]], Cancel]
"""`Host.after`."""


def in_steps(
    steps: Generator[None, None, T],
    done: Callable[[T | None, HostTrouble | None], None],
    *,
    after: After,
    unexpected: Callable[[Exception], HostTrouble],
    ended: Callable[[], None] = lambda: None,
) -> Cancel:
    """Do one step at a time; `done` gets what the steps return, or what kept them from it.

    `unexpected` says what any other exception is to a person: none of them ends the program. Once no step will come any
    more, before `done` and also after the Cancel, `ended` is called. The Cancel closes the steps, so that they leave
    nothing behind.
    """
    waiting: list[Cancel] = []

    def go_on() -> None:
        waiting.clear()
        try:
            next(steps)
        except StopIteration as stopped:
            ended()
            done(stopped.value, None)
        except HostTrouble as trouble:
            ended()
            done(None, trouble)
        except Exception as error:  # noqa: BLE001  whatever it was: the panel stays, and says so
            ended()
            done(None, unexpected(error))
        else:
            # When nothing that the person does is waiting.
            waiting.append(after(1, go_on))

    def cancel() -> None:
        while waiting:
            waiting.pop()()
            steps.close()
            ended()

    waiting.append(after(0, go_on))
    return cancel


def run_through(steps: Generator[None, None, T]) -> T:
    """Do all steps at once: nobody looks at a screen."""
    given: list[T] = []

    def all_of_them() -> Generator[None, None, None]:
        given.append((yield from steps))

    for _step in all_of_them():
        pass
    return given[0]
