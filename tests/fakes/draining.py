"""The host's side of a session: its timer, which delivers what has come."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from bowerbird_client import Outcome, Session

Ask = Callable[[Callable[[Outcome[Any]], object]], object]
LONGEST_S = 6.0


def answered(session: Session, ask: Ask) -> Outcome[Any]:
    """Ask something, and deliver until its outcome is there."""
    outcomes: list[Outcome[Any]] = []
    ask(outcomes.append)
    drained(session, lambda: bool(outcomes))
    return outcomes[0]


def drained(session: Session, enough: Callable[[], bool]) -> None:
    """Deliver until it is enough."""
    ends = time.monotonic() + LONGEST_S
    while not enough():
        assert time.monotonic() < ends, "nothing came"
        session.drain()
        time.sleep(0.005)
