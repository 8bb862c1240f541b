from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bowerbird_engine.features import postings_file
from bowerbird_engine.features.postings import MOST_BITS, Postings, Votes, merged, postings, settled, vote
from bowerbird_engine.features.visual_words import VisualWords
from bowerbird_engine.features.vocabulary import WORDS

WORDS_IN_USE = 12
SIGNATURES = st.integers(0, 2**64 - 1)


def words(pairs: Sequence[tuple[int, int]]) -> VisualWords:
    """Make words of pairs of a word and a signature."""
    return VisualWords(
        np.array([word for word, _ in pairs], np.uint16),
        np.array([signature for _, signature in pairs], np.uint64),
        np.zeros((len(pairs), 4), np.float32),
        np.arange(len(pairs), dtype=np.uint16),
        mirrored_from=len(pairs),
    )


def pictures(most: int = 8) -> st.SearchStrategy[list[VisualWords]]:
    """Draw pictures that have each word once; all signatures come from few, so that some agree."""
    signatures = st.sampled_from([0, 1, 0xFFFF, 0xFFFFFFFF, 2**64 - 1, 0x5555555555555555])
    one = st.dictionaries(st.integers(0, WORDS_IN_USE), signatures, max_size=6)
    return st.lists(one.map(lambda held: words(sorted(held.items()))), min_size=1, max_size=most)


def voted_one_by_one(held: Sequence[VisualWords], query: VisualWords) -> dict[int, float]:
    """Compare every point of the query with every one of every picture."""
    asked = query.words.tolist()
    having = {word: sum(word in each.words.tolist() for each in held) for word in asked}
    weights: dict[int, float] = {}
    for key, each in enumerate(held, start=1):
        for word, signature in zip(asked, query.signatures.tolist(), strict=True):
            for other, kept in zip(each.words.tolist(), each.signatures.tolist(), strict=True):
                bits = (signature ^ kept).bit_count()
                if other == word and bits <= MOST_BITS:
                    rarity = np.log((len(held) + 256) / (having[word] + 256 * 120 / WORDS)) ** 2
                    worth = rarity / np.sqrt(asked.count(word)) * np.exp(-((bits / 12.0) ** 2))
                    weights[key] = weights.get(key, 0.0) + worth
    return {key: weight for key, weight in weights.items() if weight > 0}


def keys_of(number: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Count keys from one on."""
    return np.arange(1, number + 1, dtype=np.int64)


def parts_of(held: Sequence[VisualWords], cuts: Sequence[int]) -> list[Postings]:
    """Index pictures in parts that end at these places."""
    ends = [*sorted({cut for cut in cuts if 0 < cut < len(held)}), len(held)]
    starts = [0, *ends[:-1]]
    return [
        postings(keys_of(len(held))[start:end], held[start:end])
        for start, end in zip(starts, ends, strict=True)
    ]


def as_dict(votes: Votes) -> dict[int, float]:
    """Give weights by key."""
    return dict(zip(votes.keys.tolist(), votes.weights.tolist(), strict=True))


@given(pictures(), pictures(1), st.lists(st.integers(1, 7), max_size=3))
def test_votes_are_those_of_comparing_everything(
    held: list[VisualWords], query: list[VisualWords], cuts: list[int]
) -> None:
    """In however many parts the library lies, and whether these were joined or not."""
    parts = parts_of(held, cuts)
    expected = pytest.approx(voted_one_by_one(held, query[0]), rel=1e-4)
    assert as_dict(vote(parts, query[0])) == expected
    assert as_dict(vote([merged(parts)], query[0])) == expected
    assert as_dict(vote(settled(parts), query[0])) == expected


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    """A word that nearly all pictures have tells little; of a library of few pictures nothing can be told."""
    common, rare, signature = 3, 5, 77
    held = [words([(common, signature)]) for _ in range(2000)] + [words([(rare, signature)])]
    query = words([(common, signature), (rare, signature)])
    found = as_dict(vote([postings(keys_of(2001), held)], query))
    assert found[2001] > 100 * found[1] > 0
    few = as_dict(vote([postings(keys_of(2), held[-2:])], query))
    assert few[1] == few[2] > 10


def test_another_signature_has_no_vote() -> None:
    """The same word is not enough, and neither is the same signature of another word."""
    held = [words([(3, 0)]), words([(3, 2**64 - 1)]), words([(4, 0)])]
    found = vote([postings(keys_of(3), held)], words([(3, 0)]))
    assert found.keys.tolist() == [1]


def test_few_parts_are_asked() -> None:
    """However the pictures come, a hundred at a time or one by one, few parts are left and nothing is lost."""
    parts: list[Postings] = []
    for key in range(1, 200):
        parts = settled([*parts, postings(np.array([key]), [words([(key, key)])])])
        assert len(parts) <= 8
    assert merged(parts).keys.tolist() == list(range(1, 200))


def test_many_equal_parts_are_joined_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every picture is copied once; joined two by two, those of a hundred parts would be copied fifty times."""
    copied: list[int] = []

    def noted(parts: Sequence[Postings]) -> Postings:
        copied.append(sum(len(part.keys) for part in parts))
        return merged(parts)

    monkeypatch.setattr("bowerbird_engine.features.postings.merged", noted)
    parts = settled([postings(np.array([key]), [words([(key, key)])]) for key in range(1, 101)])
    assert copied == [100]
    assert merged(parts).keys.tolist() == list(range(1, 101))


def test_nothing_is_found_in_nothing() -> None:
    """An empty library, one without points, and a query without points."""
    nothing = postings(keys_of(0), [])
    assert not len(vote([], words([(1, 1)])).keys)
    assert not len(vote([nothing], words([(1, 1)])).keys)
    assert not len(vote([postings(keys_of(1), [words([(1, 1)])])], words([])).keys)


# The file


@pytest.fixture
def index() -> Postings:
    """Index three pictures, one of them without points."""
    return postings(keys_of(3) * 10, [words([(1, 5), (9, 7)]), words([]), words([(WORDS - 1, 2**64 - 1)])])


def test_what_was_saved_comes_back(tmp_path: Path, index: Postings) -> None:
    """All of it, with its generation, and it finds the same."""
    path = tmp_path / "cache" / "copies.postings"
    assert postings_file.save(path, 7, index, owner="library")
    loaded = postings_file.load(path, newest=9, owner="library")
    assert loaded is not None
    generation, back = loaded
    assert generation == 7
    for one, other in ((back.keys, index.keys), (back.starts, index.starts), (back.pictures, index.pictures)):
        assert one.tolist() == other.tolist()
    assert back.signatures.tolist() == index.signatures.tolist()
    assert as_dict(vote([back], words([(9, 7)]))) == as_dict(vote([index], words([(9, 7)])))


def test_the_file_of_another_library_or_of_the_future_is_none(tmp_path: Path, index: Postings) -> None:
    """A catalogue that was put back from a copy does not take the index of what it lost."""
    path = tmp_path / "copies.postings"
    postings_file.save(path, 7, index, owner="library")
    assert postings_file.load(path, newest=7, owner="library") is not None
    assert postings_file.load(path, newest=6, owner="library") is None
    assert postings_file.load(path, newest=7, owner="another") is None
    assert postings_file.load(tmp_path / "missing", newest=7, owner="library") is None
    assert postings_file.load(tmp_path, newest=7, owner="library") is None


@settings(max_examples=60)
@given(st.data())
def test_any_damage_means_no_file(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """A byte that changed or a file cut short anywhere; whole again, it is read."""
    path = tmp_path_factory.mktemp("damage") / "copies.postings"
    whole = postings(keys_of(2), [words([(1, 5), (9, 7)]), words([(2, 2)])])
    postings_file.save(path, 7, whole, owner="library")
    before = path.read_bytes()
    place = data.draw(st.integers(0, 400) | st.integers(len(before) - 100, len(before) - 1))
    if data.draw(st.booleans()):
        path.write_bytes(before[:place])
    else:
        changed = bytearray(before)
        changed[place] ^= data.draw(st.integers(1, 255))
        path.write_bytes(bytes(changed))
    assert postings_file.load(path, newest=10, owner="library") is None
    path.write_bytes(before)
    assert postings_file.load(path, newest=10, owner="library") is not None


def test_a_disk_that_refuses_is_no_failure(tmp_path: Path, index: Postings) -> None:
    """The next start is slower, that is all."""
    (tmp_path / "file").write_text("in the way")
    assert not postings_file.save(tmp_path / "file" / "copies.postings", 1, index, owner="library")
