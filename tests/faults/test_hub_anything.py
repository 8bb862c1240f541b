"""Whatever a hub and a line do, a download ends with the right files or with an error, and the next one can go on."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bowerbird_engine.errors import BowerbirdError
from bowerbird_engine.models.ledger import FILE_NAME, Ledger
from fakes.hub import FakeHub, Faults
from fakes.hub_downloads import LARGE, REPOSITORY, SMALL, laid_down, lone_hub, pull

FILES = {SMALL: b'{"model_type": "clip"}', LARGE: random.Random(7).randbytes(200_000)}

NO_HEADERS: dict[str, str] = {}

places = st.integers(0, len(FILES[LARGE]))
errors = st.tuples(
    st.sampled_from(["/api/", "resolve", "signature"]),
    st.sampled_from([403, 404, 416, 429, 500]),
    st.just(NO_HEADERS),
)
faults = st.builds(
    Faults,
    errors=st.lists(errors, max_size=3),
    cut=st.fixed_dictionaries({}, optional={LARGE: st.lists(places, max_size=6), SMALL: st.just([5, 0])}),
    wrong_bytes=st.fixed_dictionaries({}, optional={LARGE: st.integers(1, 3), SMALL: st.integers(1, 3)}),
    short=st.fixed_dictionaries({}, optional={LARGE: places}),
    longer=st.fixed_dictionaries({}, optional={LARGE: st.binary(min_size=1, max_size=9)}),
    no_ranges=st.sets(st.just(LARGE)),
    other_ranges=st.sets(st.just(LARGE)),
    packed=st.sets(st.sampled_from([LARGE, SMALL])),
)
ENDS: set[str] = set()
"""How the downloads ended, over all examples."""


@pytest.fixture(scope="module")
def hub() -> Iterator[FakeHub]:
    """Publish the repository, and see to it that the faults neither always stop a download nor never do."""
    with lone_hub() as hub:
        hub.publish(REPOSITORY, FILES)
        yield hub
    assert {"right", "error"} <= ENDS


@settings(max_examples=25)
@given(faults=faults)
def test_a_download_is_right_or_an_error(hub: FakeHub, faults: Faults) -> None:
    """Only right files are recorded, and without the faults the same folder is completed."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        hub.faults = faults
        try:
            pull(hub, home)
        except BowerbirdError:
            ENDS.add("error")
            assert not Ledger(home / FILE_NAME).entries()
        else:
            ENDS.add("right")
            assert laid_down(home / "into") == FILES

        hub.faults = Faults()
        assert len(pull(hub, home).files) == 2
        assert laid_down(home / "into") == FILES
