"""What the evaluation asks: short queries, words, class names, changed copies, and the table that it prints."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tools.starter.evaluation import attributes, measures, objects, report, retouch, retrieval, words
from tools.starter.evaluation.pictures import Held, flat, plain_name

CAPTION = "A little girl in a pink dress is climbing up a set of stairs ."


def _held(source: str, *labels: str, captions: tuple[str, ...] = ()) -> Held:
    return Held(source, "1.jpg", Image.new("RGB", (8, 8)), captions, labels)


def test_content_words_are_those_that_people_type() -> None:
    """Articles and prepositions go, the order stays."""
    assert retrieval.content_words(CAPTION) == [
        "little",
        "girl",
        "pink",
        "dress",
        "climbing",
        "set",
        "stairs",
    ]


@given(st.integers(0, 2**32 - 1))
def test_a_short_query_has_two_to_four_words_of_its_caption_in_order(seed: int) -> None:
    """Nothing is added, nothing turned round."""
    query = retrieval.short_query(CAPTION, np.random.default_rng(seed)).split()
    told = retrieval.content_words(CAPTION)
    assert 2 <= len(query) <= 4
    assert [word for word in told if word in query] == query


def test_a_caption_with_one_word_is_not_asked() -> None:
    """There is nothing to choose from."""
    assert retrieval.short_query("a dog is on it", np.random.default_rng(1)) == ""


@pytest.mark.parametrize("name", list(retrieval.CHANGES))
def test_a_changed_copy_is_changed_and_leaves_the_original(name: str) -> None:
    """The copy differs in size or in pixels, and the original is untouched."""
    values = np.random.default_rng(2).integers(0, 255, (96, 128, 3)).astype(np.uint8)
    picture = Image.fromarray(values)
    changed = retrieval.CHANGES[name](picture)
    assert changed.mode == "RGB"
    assert changed.size != picture.size or changed.tobytes() != picture.tobytes()
    assert (np.asarray(picture) == values).all()


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("centre crop of half the area", 0.5),
        ("off-centre crop of half the area", 0.5),
        ("crop of a quarter of the area", 0.25),
        ("half size", 0.25),
    ],
)
def test_crops_keep_the_share_that_they_say(name: str, share: float) -> None:
    """Of the area, not of the sides."""
    changed = retrieval.CHANGES[name](Image.new("RGB", (200, 160)))
    assert changed.width * changed.height == pytest.approx(share * 200 * 160, rel=0.03)


def test_every_attribute_is_made_measured_or_excused() -> None:
    """One table: each has a retouch, 2 or 3 ways to ask, and a measure or the reason why there is none."""
    assert set(attributes.ATTRIBUTES) == set(retouch.RETOUCHES)
    for name, told in attributes.ATTRIBUTES.items():
        assert 2 <= len(told.queries) <= 3
        assert len(set(told.queries)) == len(told.queries)
        assert name in measures.LIMITS or told.unreal
        assert set(told.also) <= set(attributes.ATTRIBUTES)


def test_real_photos_are_thinned_to_the_clearest() -> None:
    """Of too many with a property, those with the highest values stay; those too close to say are gone."""
    photos = [_held("clothing")] * 100
    told = measures.Measured([])
    told.values["bright"] = np.concatenate([np.full(40, 90), np.full(10, 67), np.full(50, 30)]).astype(
        np.float32
    )
    told.values["bright"][:5] = 99
    rows = np.arange(100, dtype=np.float32)[:, None]
    kept, right = attributes.real_mix("bright", photos, rows, told)
    assert right.sum() == 8
    assert right.mean() <= 0.15
    assert set(kept[right, 0].tolist()) >= set(range(5))
    assert set(kept[~right, 0].tolist()) == set(range(50, 100))


def test_at_least_half_of_the_synonyms_stand_not_both_in_the_captions() -> None:
    """Words count whole, sentences as they stand; there are 40 pairs or more, none twice."""
    assert len({frozenset(pair) for pair in words.PAIRS}) == len(words.PAIRS) >= 40
    captions = ["A man on a couch", "the sofa", "a motion picture poster"]
    assert (
        words.known_in(
            captions, [("couch", "sofa"), ("couch", "motion picture"), ("couch", "so"), ("car", "couch")]
        )
        == 2
    )


def test_common_words_are_whole_and_in_the_order_of_the_file(tmp_path: Path) -> None:
    """Parts of words, short words and signs are passed over."""
    (tmp_path / "clip").mkdir()
    lines = "#version\ni n\nth e</w>\na n</w>\nphot o\nphot o</w>\n! !!</w>\nthe </w>\ndo g</w>\n"
    with gzip.open(tmp_path / "clip" / "bpe_simple_vocab_16e6.txt.gz", "wt", encoding="utf-8") as opened:
        opened.write(lines)
    assert words.common_words(tmp_path) == ["the", "photo", "dog"]


def test_nearness_counts_the_common_words_that_come_first() -> None:
    """One word is nearer than the other text: it is second."""
    one = np.array([1, 0], np.float32)
    other = np.array([0.8, 0.6], np.float32)
    common = np.array([[0.9, 0.43], [0, 1], [-1, 0]], np.float32)
    assert words.nearness(one, other, common) == 2
    assert words.nearness(one, one, common) == 1


def test_overlap_is_the_share_of_the_first_ten() -> None:
    """The same text has all in common, the opposite one none."""
    pictures = np.linspace(-1, 1, 40, dtype=np.float32)[:, None]
    one = np.array([1], np.float32)
    assert words.overlap(one, one, pictures) == 1
    assert words.overlap(one, -one, pictures) == 0


def test_a_class_is_the_first_label_and_of_groceries_the_kind() -> None:
    """The groups of groceries are no classes."""
    assert objects.own_class(_held("flowers", "daisy", "flower")) == "daisy"
    assert objects.own_class(_held("grocery", "fruit", "apple", "pink lady")) == "apple"


def test_drawings_are_told_from_photos_by_their_set_or_label() -> None:
    """A sketch of a dog is no photo of one."""
    assert _held("clothing", "hat").photo
    assert _held("pacs", "dog", "photo").photo
    assert not _held("pacs", "dog", "sketch").photo
    assert not _held("emoji", "dog").photo


def test_what_is_transparent_is_shown_as_white() -> None:
    """As a page shows it."""
    assert flat(Image.new("RGBA", (2, 2), (0, 0, 0, 0))).getpixel((0, 0)) == (255, 255, 255)
    assert plain_name("Sour-Cream") == "sour cream"


def test_the_table_has_a_head_and_says_what_was_not_measured() -> None:
    """Rows of figures become columns under their names."""
    found = {
        "R@1": 9.3,
        "kinds": {"red": {"AP": 97.25, "pictures": 1110}, "grain": {"not measured": "no measure"}},
    }
    told = list(report.lines(found))
    assert told[0].split() == ["R@1", "9.3"]
    assert told[1].split() == ["kinds", "AP", "pictures"]
    assert told[2].split() == ["red", "97.25", "1,110"]
    assert told[3].split(maxsplit=1) == ["grain", "not measured: no measure"]
