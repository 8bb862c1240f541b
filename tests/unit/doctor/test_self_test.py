"""What the doctor says of a person's own self-test: a real one, on a library with two models that disagree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bowerbird_engine import Check, Engine, Probe
from bowerbird_engine.catalog.catalogue import Catalogue
from fakes.switched import Switched, make_switched

PROBES = (Probe(words="red lamp"), Probe(words="blue shirt"))


@pytest.fixture
def library(tmp_path: Path) -> Switched:
    """Make a library that the old model has learned."""
    return make_switched(tmp_path, range(30))


@pytest.fixture
def engine(library: Switched) -> Iterator[Engine]:
    """Open it, and keep the lists that it gives now."""
    with library.engine() as opened:
        opened.set_self_test(PROBES)
        yield opened


def said_of(engine: Engine) -> Check:
    """Give what the doctor says of the self-test."""
    (check,) = (check for check in engine.doctor() if check.name == "self-test")
    return check


def test_lists_that_moved_are_told_until_they_are_kept(engine: Engine) -> None:
    """Under the model that gave them they are the same, the control; another one gives others."""
    assert said_of(engine).code == "ok"
    engine.use_pack("new", now=True)
    engine.index(ocr=False)
    found = said_of(engine)
    assert (found.code, found.state) == ("self_test_moved", "note")
    assert "`bowerbird selftest keep`" in found.advice
    engine.keep_self_test()
    assert said_of(engine).code == "ok"


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE self_test SET circumstances = '{}'",
        "UPDATE self_test_probe SET hits = 'of a later version'",
        "UPDATE self_test_probe SET picture = x'00', words = NULL",
    ],
    ids=["circumstances", "lists", "picture"],
)
def test_one_that_cannot_be_asked_is_told_with_the_way_out(
    engine: Engine, library: Switched, spoil: str
) -> None:
    """Whatever of it cannot be read: setting it up anew ends it."""
    assert said_of(engine).code == "ok"
    with Catalogue.open(library.settings.catalogue_path) as writer:
        writer._database.execute(spoil)  # pyright: ignore[reportPrivateUsage]  no table does such a thing
    found = said_of(engine)
    assert (found.code, found.state) == ("self_test_failed", "note")
    assert "bowerbird selftest set" in found.advice
    engine.set_self_test(PROBES)
    assert said_of(engine).code == "ok"
