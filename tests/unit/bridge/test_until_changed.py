"""Values that cost, kept until the library has changed."""

from __future__ import annotations

import threading

from bowerbird_bridge.news.until_changed import GOOD_FOR_S, LONGEST_REST_S, REST, UntilChanged


class Costly:
    """A value that counts how often it was made, over a clock and a library that a test moves."""

    def __init__(self, cost: float = 0.0) -> None:
        self.made = 0
        self.now = 100.0
        self.counter = 1
        self.cost = cost
        self.kept = UntilChanged(self._make, lambda: self.counter, clock=lambda: self.now)

    def _make(self) -> int:
        self.made += 1
        self.now += self.cost
        return self.made


def test_a_value_is_made_once_for_a_library_that_stays_the_same() -> None:
    """Asking again and again costs nothing, and a change shows at the next question."""
    costly = Costly()
    assert [costly.kept() for _ in range(100)] == [1] * 100
    costly.counter = 2
    assert [costly.kept(), costly.kept()] == [2, 2]


def test_what_costs_much_is_made_rarely() -> None:
    """While the index commits all the time a costly sum rests for ten times its cost, and for ten seconds at most."""
    costly = Costly(cost=0.2)
    costly.kept()
    costly.counter = 2
    costly.now += 0.2 * REST - 0.01
    assert costly.kept() == 1
    costly.now += 0.02
    assert costly.kept() == 2
    dear = Costly(cost=100.0)
    dear.kept()
    dear.counter = 2
    dear.now += LONGEST_REST_S
    assert dear.kept() == 2


def test_a_value_does_not_live_for_ever() -> None:
    """What changes without the catalogue, such as the files of a model, shows within half a minute."""
    costly = Costly()
    costly.kept()
    costly.now += GOOD_FOR_S
    assert costly.kept() == 2


def test_a_change_while_it_is_made_shows_the_next_time() -> None:
    """A commit in the middle of the sum does not hide behind it."""
    counter, made = 1, 0

    def make() -> int:
        nonlocal counter, made
        counter, made = 2, made + 1
        return made

    kept = UntilChanged(make, lambda: counter, clock=lambda: 0.0)
    assert [kept(), kept(), kept()] == [1, 2, 2]


def test_others_get_the_value_from_before_while_it_is_made() -> None:
    """A sum that takes long holds up nobody but the one who makes it."""
    go, inside = threading.Event(), threading.Event()
    counter, made = 1, 0

    def make() -> int:
        nonlocal made
        made += 1
        if made > 1:
            inside.set()
            assert go.wait(10)
        return made

    kept = UntilChanged(make, lambda: counter, clock=lambda: 0.0)
    assert kept() == 1
    counter = 2
    answers: list[int] = []
    thread = threading.Thread(target=lambda: answers.append(kept()))
    thread.start()
    assert inside.wait(10)
    assert kept() == 1
    go.set()
    thread.join(10)
    assert answers == [2]


def test_the_first_value_is_made_once_for_all_who_wait_for_it() -> None:
    """A page that asks for five things at once does not have the library counted five times."""
    go = threading.Event()
    made = 0

    def make() -> int:
        nonlocal made
        assert go.wait(10)
        made += 1
        return made

    kept = UntilChanged(make, lambda: 1)
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(kept())) for _ in range(5)]
    for thread in threads:
        thread.start()
    go.set()
    for thread in threads:
        thread.join(10)
    assert answers == [1] * 5


def test_an_error_is_not_kept() -> None:
    """What could not be counted once is tried again, and nobody is locked out."""
    tries = 0

    def make() -> int:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise OSError
        return tries

    kept = UntilChanged(make, lambda: 1)
    try:
        kept()
    except OSError:
        tries += 10
    assert kept() == 12
