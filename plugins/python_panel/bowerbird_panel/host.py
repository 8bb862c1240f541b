"""What the panel needs of the program that it is in, as a protocol: each program's edge implements it, tests fake it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Protocol

from .pixels import Pixels
from .provenance import Provenance
from .state import Target


class HostTrouble(Exception):  # noqa: N818  it is told to a person, and most are no fault of anybody
    """Say what the program could not do: a stable `code`, a plain `sentence`, and in `advice` what to do next.

    `is_fault` where that is nothing a person can see and mend alone, so that it is worth a report.
    """

    def __init__(self, code: str, sentence: str, advice: str = "", *, is_fault: bool = False) -> None:
        """Say what happened, and what to do about it."""
        super().__init__(code, sentence, advice)
        self.code = code
        self.sentence = sentence
        self.advice = advice
        self.is_fault = is_fault

    def __str__(self) -> str:
        return f"{self.sentence} {self.advice}".strip()


CANNOT_LOAD = "cannot_load"
"""The code of a trouble after which a preview is tried: the program cannot read the picture's own format."""

Cancel = Callable[[], None]
PixelsTaken = Callable[[Optional[Pixels], Optional[HostTrouble]], None]
"""Exactly one of the two is given."""
Inserted = Callable[[Optional[str], Optional[HostTrouble]], None]
"""The name of what was made, or what went wrong: exactly one of the two is given."""


@dataclass(frozen=True)
class Program:
    """What the panel says and keeps of a program. A *placing* is one of its ways to use a picture, as a text."""

    name: str
    """As in "GIMP cannot open mug.psd"."""
    usual_placing: str
    knows_placing: Callable[[str], bool]
    """Tells whether a text that was kept in a file is one of its placings."""


class Host(Protocol):
    """The program, as the panel sees it. Everything is called, and calls back, on the main thread.

    `done` is called exactly once, never before the method has returned. After the Cancel it is not called any more, and
    the program is left as it was; a Cancel that comes too late does nothing.
    """

    @property
    def program(self) -> Program:
        """What differs between programs and never changes."""
        ...

    def after(self, milliseconds: int, call: Callable[[], None]) -> Cancel:
        """Call once, after a while; 0 means when the screen has been painted."""
        ...

    def targets(self) -> tuple[Target, ...]:
        """List what is open to take pixels from and insert into, as the person sees it, in the order of its opening."""
        ...

    def lacks(self, placing: str) -> HostTrouble | None:
        """Say what is missing to insert in that way while nothing is open; None where it needs nothing."""
        ...

    def lacks_for(self, source: str) -> HostTrouble | None:
        """Say what is missing to search with that source while nothing is open; None where it needs nothing."""
        ...

    def take_pixels(self, source: str, target: int | None, done: PixelsTaken) -> Cancel:
        """Take what is seen, in steps between which the screen is painted; of what was opened last where nothing is named."""
        ...

    def insert(
        self,
        file: Path,
        placing: str,
        target: int | None,
        provenance: Provenance,
        done: Inserted,
    ) -> Cancel:
        """Put a picture's file to use in one undo step. The file is read before `done` and not needed afterwards."""
        ...

    def has_inserted(self, placing: str, name: str, target: str) -> str:
        """Say in a sentence that a picture was inserted; both names are quoted already."""
        ...
