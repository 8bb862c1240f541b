"""What a check finds, and how one is run so that it neither raises nor keeps the others waiting."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from bowerbird_engine.errors import BowerbirdError

State = Literal["ok", "note", "bad"]


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: `ok`, `note` (works, but worth knowing) or `bad`; `advice` says what to do.

    `name` says in a person's words what was looked at. `code` is what scripts go by and never changes: "ok", or what was
    found.
    """

    name: str
    state: State
    detail: str
    advice: str = ""
    code: str = "ok"


def note(name: str, code: str, detail: str, advice: str = "") -> Check:
    """Make a finding that is worth knowing."""
    return Check(name, "note", detail, advice, code)


def bad(name: str, code: str, detail: str, advice: str = "") -> Check:
    """Make a finding that has to be mended."""
    return Check(name, "bad", detail, advice, code)


def counted(number: int, noun: str) -> str:
    """Say how many there are of something."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def run_check(
    name: str, check: Callable[[], Iterable[Check]], *, within_s: float | None = None
) -> list[Check]:
    """Run one check; what it raises is a finding too, and so is that it does not end in time.

    With `within_s` it runs in a thread that is left behind when a disk does not answer: it must not use the catalogue.
    """
    found: list[Check] = []

    def run() -> None:
        try:
            found.extend(check())
        except Exception as error:  # noqa: BLE001  whatever a system or a library raises, the other checks go on
            found.append(_failed(name, error))

    if within_s is None:
        run()
        return found
    thread = threading.Thread(target=run, name=f"bowerbird-doctor-{name}", daemon=True)
    thread.start()
    thread.join(within_s)
    if not thread.is_alive():
        return found
    return [
        *found,
        note(
            name,
            "no_answer",
            f"no answer within {within_s:.0f} seconds",
            "A disk or a network folder does not answer. See whether it is connected, then run this again.",
        ),
    ]


def _failed(name: str, error: Exception) -> Check:
    said = str(error) if isinstance(error, BowerbirdError | OSError) else type(error).__name__
    advice = "Whoever helps you will want to know this: `bowerbird diagnostics` writes it down."
    if isinstance(error, PermissionError) and error.filename:
        said = f"{os.fsdecode(error.filename)} may not be read by you"
        advice = "Give yourself the right to read it, then run this again."
    return note(name, "check_failed", f"could not be looked at: {said}", advice)
