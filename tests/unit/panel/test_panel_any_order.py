"""Any order of what the person, the hub and GIMP do leaves the window whole; and a fault in it would be found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from bowerbird_panel import results
from bowerbird_panel.connecting import Link
from bowerbird_panel.fetched import FetchFolder
from bowerbird_panel.pairing import PairingFlow
from bowerbird_panel.searching import Searching
from bowerbird_panel.slot import Slot
from bowerbird_panel.using import Using
from fakes.panel_in_any_order import AnyOrder

TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=60,
    stateful_step_count=50,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def _nothing(*_arguments: Any) -> None:
    """Do nothing."""


def _always(*_arguments: Any) -> bool:
    return True


def _believe(flow: Any, outcome: Any) -> None:
    flow._enter(outcome.value) if outcome.error is None else flow._failed(outcome.error)


def _forget_words(search: Any, _error: Any) -> None:
    search._set(replace(search._board.state.clue, words=""))
    search._board.tell(None)


FAULTS: list[tuple[type, str, Callable[..., Any]]] = [
    (Slot, "_is", _always),
    (Slot, "free", _nothing),
    (FetchFolder, "remove", _nothing),
    (PairingFlow, "_answered", _believe),
    (Searching, "_failed", _forget_words),
    (Link, "_try_later", _nothing),
    (Using, "_end", _nothing),
]


@pytest.mark.parametrize(("owner", "name", "fault"), FAULTS, ids=[f"{o.__name__}.{n}" for o, n, _ in FAULTS])
def test_a_planted_fault_is_found(
    monkeypatch: pytest.MonkeyPatch, owner: type, name: str, fault: Callable[..., Any]
) -> None:
    """One method that does not do its work breaks one of the laws, in tries like those of the suite."""
    monkeypatch.setattr(owner, name, fault, raising=False)

    with pytest.raises(Exception):  # noqa: B017, PT011  what breaks first is any law, or the panel itself
        _run()


def test_pages_that_repeat_a_picture_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that shows a picture twice breaks a law."""
    monkeypatch.setattr(results, "_each_once", tuple)

    with pytest.raises(AssertionError):
        _run()


def _run() -> None:
    run_state_machine_as_test(
        AnyOrder,
        settings=settings(
            max_examples=6000,
            stateful_step_count=50,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
            print_blob=False,
        ),
    )
