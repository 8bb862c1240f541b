"""Laws of bringing up what is proved: nothing is lost or added, percentages fall, and what is avoided stays behind."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine import SearchQuery
from bowerbird_engine.search.evidence import Evidence
from bowerbird_engine.search.query import parse
from bowerbird_engine.search.results import Likenesses, Ranking
from bowerbird_engine.search.verdict import Verdict
from bowerbird_engine.search.verification.promotion import Proved, promoted

CLUE = parse(SearchQuery(like=b"picture"))
VERDICTS = (
    None,
    Verdict(),
    Verdict(detail="the same scene"),
    Verdict(("crop_of",), detail="a crop"),
    Verdict(("same_picture", "mirrored"), detail="the same"),
)

proofs = st.builds(Proved, st.sampled_from(VERDICTS), st.floats(0, 1))


@st.composite
def lists(draw: st.DrawFn) -> tuple[Ranking, dict[int, Proved], list[int]]:
    """Draw a ranked list with some of the same file and some to avoid, and what was proved of its best."""
    size = draw(st.integers(1, 12))
    keys = np.array(draw(st.permutations(range(size))), np.int64)
    percent = np.sort(np.array(draw(st.lists(st.floats(0, 99), min_size=size, max_size=size))))[::-1].copy()
    behind = draw(st.integers(0, size))
    same = frozenset(key for key in keys[: min(1, size - behind)].tolist() if draw(st.booleans()))
    if same:
        percent[0] = 100.0
    best = keys[: draw(st.integers(0, size))].tolist()
    known = {key: draw(proofs) for key in best if draw(st.booleans())}
    avoided = dict.fromkeys(keys[size - behind :].tolist(), "red")
    ranking = Ranking(
        CLUE,
        keys,
        percent,
        Evidence({}, {}),
        Likenesses(),
        same,
        itself=False,
        complete=True,
        avoided=avoided,
    )
    return ranking, known, best


@given(lists())
def test_bringing_up_keeps_the_laws(drawn: tuple[Ranking, dict[int, Proved], list[int]]) -> None:
    """What is proved comes before what is related, that before the rest, which keeps its order."""
    ranking, known, best = drawn
    after = promoted(ranking, known, best)
    keys = after.keys.tolist()
    seen = len(keys) - len(ranking.avoided)

    assert sorted(keys) == sorted(ranking.keys.tolist())
    assert keys[seen:] == ranking.keys.tolist()[seen:]
    assert np.all(np.diff(after.percent[:seen]) <= 0)
    assert [key for key in keys if after.percent[keys.index(key)] == 100] == [
        key for key in keys if key in ranking.same
    ]

    def tier(key: int) -> int:
        verdict = known[key].verdict if key in known else None
        if key in ranking.same:
            return 0
        if verdict is None or not verdict.detail:
            return 3
        return 1 if verdict.labels else 2

    tiers = [tier(key) for key in keys[:seen]]
    assert tiers == sorted(tiers)
    assert [key for key in keys[:seen] if tier(key) == 3] == [
        key for key in ranking.keys.tolist()[:seen] if tier(key) == 3
    ]
    for place, key in enumerate(keys[:seen]):
        assert tier(key) != 1 or after.percent[place] >= 90


@given(lists())
def test_labels_are_there_for_what_was_looked_at_alone(
    drawn: tuple[Ranking, dict[int, Proved], list[int]],
) -> None:
    """A picture that could not be opened, or lies beyond the best, has no verdict; the same file always has its label."""
    ranking, known, best = drawn
    verdicts = promoted(ranking, known, best).verdicts
    looked_at = {key for key, proved in known.items() if proved.verdict is not None}

    assert set(verdicts) == looked_at | (set(best) & ranking.same)
    assert all(verdicts[key].labels == ("same_file",) for key in verdicts if key in ranking.same)
