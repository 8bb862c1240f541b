"""How pictures, numbers and choices are written in the window."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_client import Folder, Reason
from bowerbird_engine import Label
from bowerbird_for_gimp.model.placing import Placing
from bowerbird_for_gimp.model.sources import Source
from bowerbird_for_gimp.ui import choices
from bowerbird_panel import labels, phrases, refinements
from bowerbird_panel.pixels import Pixels
from bowerbird_panel.places import Place
from bowerbird_panel.state import Activity, Clue, PanelState
from fakes.panel_hub import hit

LABELS = get_args(Label)

MUG = replace(
    hit("m", name="mug-red.jpg"),
    similarity=87.4,
    reasons=(Reason("picture", "same colours"), Reason("words", "may match")),
    labels=None,
    online=True,
)


@given(st.text())
def test_any_text_can_be_handed_to_gtk_and_is_not_changed(text: str) -> None:
    """Half characters and NUL are replaced; all else, tags and marks of direction among it, stays as it is."""
    shown = phrases.plain(text)

    shown.encode("utf-8")
    assert "\0" not in shown
    if "\0" not in text and not any(unicodedata.category(letter) == "Cs" for letter in text):
        assert shown == text


def test_half_characters_are_replaced() -> None:
    """As JSON may bring them."""
    assert phrases.plain("a\ud800b\0c") == "a?b\ufffdc"


@given(st.text("ab\u05d0\u202e\u2066\u2067\u2068\u2069", max_size=12))
def test_what_others_wrote_cannot_leave_its_place_in_a_sentence(text: str) -> None:
    """However many isolates a name opens or closes, all of them are closed at its end, and none before."""
    depth = 0
    shown = phrases.isolated(text)
    for at, letter in enumerate(shown):
        depth += (letter in "\u2066\u2067\u2068") - (letter == "\u2069")
        assert depth > 0 or at == len(shown) - 1
    assert depth == 0


def test_a_picture_is_spoken_with_all_that_is_seen_of_it() -> None:
    """Its name, how similar it is, why, its labels, and the disk where it is away."""
    assert phrases.spoken(MUG) == "mug-red.jpg, 87 percent, same colours"
    away = replace(MUG, labels=("crop_of",), online=False, disk="Archive", offline_reason=None)
    assert phrases.spoken(away) == (
        "mug-red.jpg, 87 percent, same colours, Crop of this, on the disk \u2068Archive\u2069, which is away"
    )
    assert phrases.spoken(replace(MUG, name=None, reasons=())) == "picture without a name, 87 percent"


def test_a_picture_that_was_not_found_is_told_from_one_whose_disk_is_away() -> None:
    """On the picture, spoken, in the tip, and where it is said what comes of inserting it."""
    lost = replace(MUG, online=False, disk=None, offline_reason="it was not there on 3 May; put it back\0")
    away = replace(lost, disk="Archive", offline_reason="the disk \u201cArchive\u201d is not connected")
    unexplained = replace(lost, offline_reason=None)

    assert [phrases.away_mark(each) for each in (lost, away, unexplained, MUG)] == [
        "Not found", "Archive", "Not found", "",
    ]  # fmt: skip
    assert phrases.spoken(lost).endswith(
        ", not found: \u2068it was not there on 3 May; put it back\ufffd\u2069"
    )
    assert phrases.spoken(unexplained).endswith(", not found")
    assert phrases.tooltip(lost).splitlines()[-1] == phrases.away(lost)
    assert phrases.away_sentences(lost) == (
        "It was not found. Inserted now, it comes as a preview.",
        "It was not there on 3 May; put it back\ufffd",
    )
    assert phrases.away_sentences(unexplained) == phrases.away_sentences(lost)[:1]
    assert phrases.away_sentences(away) == (
        "It lies on the disk \u2068Archive\u2069, which is away. Inserted now, it comes as a preview.",
    )
    assert phrases.away_sentences(MUG) == ()


@pytest.mark.parametrize(
    ("copies", "said"), [(1, "one more copy in your library"), (2, "2 more copies in your library")]
)
def test_copies_are_told(copies: int, said: str) -> None:
    """Spoken and in the tip; of a picture that lies in the library once, nothing is said."""
    for told in (phrases.spoken, phrases.tooltip):
        assert said in told(replace(MUG, copies=copies))
        assert "librar" not in told(replace(MUG, copies=0))


@pytest.mark.parametrize(
    "reason",
    [
        Reason("picture", "looks alike, closer than 99 % of the library"),
        Reason("letters", "reads \u201cArc (cosine 0.5)\u201d"),
    ],
)
def test_the_words_of_the_hub_stay_as_they_are(reason: Reason) -> None:
    """The main reason is shown and told whole, with what somebody wrote in brackets."""
    hit = replace(MUG, reasons=(reason, Reason("words", "hardly matches the description")))
    assert phrases.reason_of(hit) == reason.detail
    assert reason.detail in phrases.tooltip(hit)


def test_a_reason_is_shown_where_it_says_more_than_the_number() -> None:
    """That something looks alike stands beside it as a percentage already."""
    for detail, told in (
        ("looks somewhat alike", ""),
        ("looks alike, closer than 99 % of the library", "closer than 99 %"),
    ):
        shown = phrases.telling_reason(replace(MUG, reasons=(Reason("picture", detail),)))
        assert bool(shown) == bool(told)
        assert told in shown
    assert not phrases.telling_reason(replace(MUG, reasons=(Reason("words", "matches the description"),)))


def test_what_the_hub_remarks_can_be_handed_to_gtk() -> None:
    """Each remark in a line of its own, whatever it holds."""
    assert phrases.noted(PanelState(notes=("a\0", "\ud800b"))) == "a\ufffd\n?b"


def test_markup_in_a_name_is_a_name() -> None:
    """Nothing is taken for markup, and nothing is escaped."""
    assert phrases.name_of(replace(MUG, name="<b>x</b> & y")) == "<b>x</b> & y"
    assert "<b>x</b> & y" in phrases.tooltip(replace(MUG, name="<b>x</b> & y"))


@pytest.mark.parametrize(
    ("similarities", "slider", "more", "text"),
    [
        ((), 0, False, ""),
        ((50.0,), 0, False, "1 picture"),
        ((50.0, 60.0), 0, False, "2 pictures"),
        ((50.0, 60.0), 0, True, "2+ pictures"),
        ((50.0, 60.0), 55, False, "1 of 2 shown"),
        ((50.0, 60.0), 70, True, "0 of 2+ shown"),
    ],
)
def test_how_many_are_seen(similarities: tuple[float, ...], slider: int, more: bool, text: str) -> None:
    """Of how many, and whether there are more to be had."""
    hits = tuple(replace(MUG, id=str(each), similarity=each) for each in similarities)
    assert phrases.counted(PanelState(hits=hits, similarity=slider, has_more=more)) == text


def test_numbers_are_written_as_on_the_page() -> None:
    """Thousands apart, percent without a fraction, minutes and seconds."""
    assert phrases.count(12_345) == "12,345"
    assert phrases.percent(99.6) == "100\u202f%"
    assert (phrases.left(125), phrases.left(9), phrases.left(-3)) == ("2:05", "0:09", "0:00")


def test_every_choice_has_words_of_its_own() -> None:
    """No two placings, sources or activities are called the same, and none is without words."""
    placings = {choices.placing_name(each) for each in Placing}
    sources = {choices.source_name(each).replace("_", "") for each in Source}
    tips = {choices.source_tip(each) for each in Source}
    activities = {phrases.activity_name(each) for each in Activity if each is not Activity.IDLE}

    assert (len(placings), len(sources), len(tips)) == (len(Placing), len(Source), len(Source))
    assert len(activities) == len(Activity) - 1
    assert not {""} & (placings | sources | tips | activities)
    assert phrases.activity_name(Activity.IDLE) == ""


def test_a_source_names_the_image_that_it_looks_at() -> None:
    """Nobody has to guess which of the open images is searched with; the clipboard belongs to none."""
    for source in set(Source) - {Source.CLIPBOARD}:
        assert "\u2068work.xcf\u2069" in choices.source_tip(source, "work.xcf")
    assert choices.source_tip(Source.CLIPBOARD, "work.xcf") == choices.source_tip(Source.CLIPBOARD)


def test_the_picture_that_is_searched_with_is_named() -> None:
    """By where it comes from, and by what the person calls it."""
    pixels = Pixels(1, 1, b"abcd", Source.LAYER, "Logo")
    assert choices.picture_kind(Clue(pixels=pixels)) == "Like this layer"
    assert phrases.picture_title(Clue(pixels=pixels)) == "Logo"
    assert choices.picture_kind(Clue(like=MUG)) == "Like this picture"
    assert phrases.picture_title(Clue(like=MUG)) == "mug-red.jpg"
    assert choices.picture_kind(Clue("words")) == phrases.picture_title(Clue("words")) == ""


def test_what_narrows_is_said_in_one_line() -> None:
    """The folder by its name, and the words to avoid; nothing where nothing narrows."""
    folder = Folder("f", "Mugs", None, True, None, None, None, ())
    state = PanelState(places=(Place(folder),), folder="f", clue=Clue("x", "dark"))
    assert phrases.refined(state) == "in \u2068Mugs\u2069, without \u2068dark\u2069"
    assert phrases.refined(replace(state, folder="gone")) == "in one folder, without \u2068dark\u2069"
    assert phrases.refined(PanelState()) == ""


def test_a_folder_says_how_deep_it_lies_and_how_much_it_holds() -> None:
    """In a list without levels; one on a disk that is away says so, as does what lies below it."""
    root = Folder("f", "Mugs", None, False, "away", "disk", 1200, ())
    below = Folder("g", "red/old", None, True, None, None, 7, ())
    assert phrases.folder_name(Place(root)) == "\u2068Mugs\u2069 (away)  ·  1,200"
    assert phrases.folder_name(Place(below, 2, "red/old", root)) == (
        "\u2003\u2003\u2068old\u2069 (away)  ·  7"
    )


def test_ways_of_a_clue_are_named_and_unknown_ones_are_shown_as_they_are() -> None:
    """A newer hub may know ways that this window does not."""
    assert phrases.entries("words+picture") == ("Description", "Picture")
    assert phrases.entries("smell") == ("smell",)
    assert phrases.entries("") == ()


def test_earlier_searches_are_one_line_each() -> None:
    """Without the breaks that were pasted into them."""
    assert phrases.clue_line(Clue("red\n mug", "dark")) == "red mug \u2212 dark"


def test_labels_and_marks_are_words() -> None:
    """Each label has words and a sentence of its own; what a newer hub proves is shown as it calls it."""
    names = {labels.label_name(each) for each in LABELS}
    sentences = {labels.label_sentence(each) for each in LABELS}
    assert len(names) == len(sentences) == len(LABELS)
    assert not {""} & (names | sentences)
    assert not names & set(LABELS)
    assert (labels.label_name("of_the_future"), labels.label_sentence("of_the_future")) == (
        "of the future",
        "",
    )

    hit = replace(MUG, labels=("same_picture", "mirrored"), core=True, curated=True)
    assert phrases.marks_of(hit, is_locked=True) == (
        "Locked",
        "Same picture, Mirrored",
        "in your curated folder already",
    )
    assert phrases.spoken(hit, is_locked=True).startswith(
        "mug-red.jpg, 87 percent, same colours, Locked, Same"
    )
    assert "Same picture, Mirrored" in phrases.tooltip(hit)
    assert phrases.marks_of(MUG, is_locked=True) == ("Variant",)
    assert phrases.marks_of(MUG, is_locked=False) == ()


def test_a_percentage_that_means_nothing_is_a_place() -> None:
    """A model without curves tells the order alone; 100 is said of the same picture alone."""
    assert phrases.likeness(replace(MUG, calibrated=False), 2) == "no. 3"
    assert "percent" not in phrases.spoken(replace(MUG, calibrated=False))
    assert phrases.likeness(replace(MUG, calibrated=True), 2) == "87\u202f%"
    assert phrases.likeness(replace(MUG, similarity=99.8), 0) == "99\u202f%"
    assert phrases.likeness(replace(MUG, similarity=100.0), 0) == "100\u202f%"


def test_refinements_are_words() -> None:
    """Every shape and order has a name, and what narrows the search is told where it is folded away."""
    names = [*map(refinements.shape_name, refinements.SHAPES), *map(refinements.sort_name, refinements.SORTS)]
    assert len(set(names)) == len(names) == 10
    assert (
        phrases.refined(PanelState(clue=Clue(shape="wide", sort="newest"))) == "Wide pictures, Newest first"
    )
    assert refinements.weighed(Clue()) == "Words 50\u202f%, picture 50\u202f%"
    assert refinements.weighed(Clue(weight=0.25)) == "Words 25\u202f%, picture 75\u202f%"
    assert refinements.locked(Clue(core=("a", "b"))) == "2 locked"
    hits = tuple(replace(MUG, id=str(each), similarity=each) for each in (90.0, 80.0, 70.0))
    state = PanelState(hits=hits, similarity=75, refines=frozenset({"core"}))
    assert refinements.lock_name(state) == "Lock these 2"
    assert refinements.lock_name(replace(state, similarity=85)) == "Lock this one"
