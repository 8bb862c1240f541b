"""Pictures that the model in use cannot find yet, and pictures that cannot be opened now: what the notes say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from bowerbird_engine.assets import Root, SearchPage, SearchQuery, Space
from bowerbird_engine.reports import PackChoice
from bowerbird_engine.search.notes import about_the_model
from bowerbird_engine.search.readiness import Readiness
from bowerbird_engine.search.searcher import Searcher
from fakes.encoders import FAKE_SPACE, FakeImageEncoder, FakeTextEncoder
from fakes.library import READER, Library, Picture, unit

OTHER_SPACE = Space("other-pack", "f" * 64, FAKE_SPACE.dimension)


def not_ready(page: SearchPage) -> list[str]:
    """Give the notes about pictures that wait for a vector."""
    return [note for note in page.notes if "not ready for this model" in note]


def with_other_model(library: Library) -> Searcher:
    """Make a searcher for a model that has seen nothing of the library."""
    library.image_encoder, library.text_encoder = FakeImageEncoder(OTHER_SPACE), FakeTextEncoder(OTHER_SPACE)
    library.index.remove(library.catalogue.files.live_contents(None))
    return library.searcher()


def learn(library: Library, content_ids: list[int]) -> None:
    """Give contents a vector of the other model."""
    space_id = library.catalogue.vectors.space(OTHER_SPACE)
    vectors = np.array([unit(np.eye(OTHER_SPACE.dimension)[0])] * len(content_ids), np.float32)
    library.catalogue.vectors.put(space_id, np.array(content_ids, np.int64), vectors)


def test_a_change_of_the_model_is_named(library: Library) -> None:
    """After a change of the model a search says that nothing is ready, and not that the library is empty."""
    assert not_ready(library.searcher().search(SearchQuery(text="a mug by the sea"))) == []
    searcher = with_other_model(library)
    for query in (SearchQuery(text="words:a mug by the sea"), SearchQuery(like=b"1,2,3")):
        page = searcher.search(query)
        assert page.notes[0] == "68 of 68 pictures are not ready for this model: run `bowerbird index`."
        assert not any("no indexed pictures" in note for note in page.notes)
    assert not_ready(searcher.search(SearchQuery(letters="BB-2047-K"))) == []


def test_what_is_ready_is_not_counted(library: Library) -> None:
    """The number follows the vectors as they are made, and the chosen folders."""
    searcher = with_other_model(library)
    query = SearchQuery(text="words:sea")
    live: list[int] = library.catalogue.files.live_contents(None).tolist()
    assert not_ready(searcher.search(query))[0].startswith("68 of 68 pictures are")
    learn(library, live[1:])
    assert not_ready(searcher.search(query))[0].startswith("1 of 68 pictures is")
    inside = SearchQuery(text="words:sea", inside=(library.home / "pictures" / "noise",))
    assert not_ready(searcher.search(inside)) == []
    learn(library, live[:1])
    assert not_ready(searcher.search(query)) == []


def test_disks_that_are_away_are_named_for_what_only_they_hold(library: Library) -> None:
    """Pictures that wait on an unplugged disk are told apart from those that can get ready now."""
    away = library.add_root("away", online=False)
    both = Picture("both.jpg", unit(np.eye(64)[1]), data="products/mug-blue.jpg")
    library.fill(away, [Picture("kite.jpg", unit(np.eye(64)[0])), both])
    query = SearchQuery(text="words:kite")
    first, second = not_ready(with_other_model(library).search(query))
    assert first == "68 of 69 pictures are not ready for this model: run `bowerbird index`."
    assert second == (
        "1 of 69 pictures is not ready for this model and cannot be reached now: "
        "plug in \u201cPictures disk\u201d. Then run `bowerbird index`."
    )
    root = library.roots[away]
    library.roots[away] = replace(root, online=True)
    assert not_ready(library.searcher().search(query)) == [
        "69 of 69 pictures are not ready for this model: run `bowerbird index`."
    ]


def test_a_renamed_folder_is_not_a_disk_to_plug_in(library: Library) -> None:
    """A folder that is gone from a disk that is here shows its own reason, in both notes that speak of it."""
    away = library.add_root("away", online=False)
    reason = "the folder /pictures/2019 is not there; was it moved or renamed?"
    library.roots[away] = replace(library.roots[away], offline_reason=reason)
    library.fill(away, [Picture("kite.jpg", library.text_encoder.encode(["yellow kite"])[0])])
    page = library.searcher().search(SearchQuery(text="yellow kite"))
    assert page.notes == (f"1 of these pictures cannot be opened now: {reason}",)
    (waits,) = (
        note
        for note in not_ready(with_other_model(library).search(SearchQuery(like=b"1,2,3")))
        if "/2019" in note
    )
    assert waits.endswith(f"{reason} Then run `bowerbird index`.")


def test_many_folders_that_are_away(library: Library) -> None:
    """Three reasons are told; of more folders only the number."""
    vector = library.text_encoder.encode(["yellow kite"])[0]
    for number in range(5):
        away = library.add_root(f"away{number}", online=False)
        library.roots[away] = replace(library.roots[away], offline_reason=f"the folder {number} is not there")
        library.fill(away, [Picture(f"kite{number}.jpg", vector)])
    page = library.searcher().search(SearchQuery(text="yellow kite"))
    assert page.notes[0] == "1 of these pictures cannot be opened now: the folder 0 is not there."
    assert page.notes[3:] == ("2 more cannot be opened now: `bowerbird folders` says why.",)


def test_the_copy_that_can_be_opened_is_the_hit(tmp_path: Path) -> None:
    """Of equal files the one that is here is shown, whichever was indexed first; the others are its copies."""
    for online in ((False, True), (True, False)):
        library = Library(tmp_path / f"{online[0]}")
        vector = library.text_encoder.encode(["yellow kite"])[0]
        places = {here: library.add_root("here" if here else "away", online=here) for here in online}
        for root_id in places.values():
            library.fill(root_id, [Picture("kite.jpg", vector, data="same")])
        searcher = library.searcher()
        (hit,) = searcher.search(SearchQuery(text="words:yellow kite")).hits
        assert hit.asset.root_id == places[True]
        assert hit.copies == (library.home / "away" / "kite.jpg",)
        (only,) = searcher.search(SearchQuery(text="kite", inside=(library.home / "away",))).hits
        assert (only.asset.root_id, only.copies) == (places[False], ())
        library.close()


def test_what_a_model_refuses_is_not_sent_to_the_index(library: Library) -> None:
    """Pictures that were shown to the model in vain are named as such, once all others are ready alone."""
    searcher = with_other_model(library)
    live: list[int] = library.catalogue.files.live_contents(None).tolist()
    learn(library, live[3:])
    space_id = library.catalogue.vectors.space(OTHER_SPACE)
    library.catalogue.spaces.refuse(space_id, dict.fromkeys(live[:2], ("bad_embedding", "None.")))
    query = SearchQuery(text="words:sea")
    assert searcher.search(query).notes[:2] == (
        "1 of 68 pictures is not ready for this model: run `bowerbird index`.",
        "This model cannot digest 2 pictures, which are found by letters and name only.",
    )
    learn(library, live[:3])
    assert not any("cannot digest" in note for note in searcher.search(query).notes)


def test_without_a_model_letters_and_names_answer(library: Library) -> None:
    """Every kind of clue gives a page; what letters and names cannot tell is left out."""
    searcher = Searcher(library.catalogue, None, roots=lambda: library.roots, recognizer=READER)
    with_model = library.searcher()
    for query in (SearchQuery(letters="BB-2047-K"), SearchQuery(text="name:mug-blue")):
        alone, both = searcher.search(query), with_model.search(query)
        assert [hit.asset.id for hit in alone.hits] == [hit.asset.id for hit in both.hits]
    by_words = searcher.search(SearchQuery(text="hand made mug"))
    assert by_words.hits[0].asset.path.name == "mug-red-front.jpg"
    assert searcher.search(SearchQuery(like=b"1,2,3")).hits == ()
    assert searcher.search(SearchQuery(like=by_words.hits[0].asset.id)).hits == ()
    mixed = searcher.search(SearchQuery(like=b"1,2,3", letters="BB-2047-K"))
    assert mixed.hits[0].asset.path.name == "mug-red-front.jpg"


def test_the_notes_of_a_change_under_way() -> None:
    """They tell how far it is and what goes on with it: the index, a disk, or what is wrong with the model."""
    choice = PackChoice("starter", "Starter", "clip", "CLIP", under_way=True, learned=1200, contents=5000)
    told = "\u2018CLIP\u2019 is being learned: 1,200 of 5,000; \u2018Starter\u2019 answers meanwhile."
    disk = Root(1, Path("/photos"), "key", "Photos", online=False)
    assert about_the_model(choice, Readiness(5000, here=3800)) == (
        f"{told} `bowerbird index` goes on with it.",
    )
    (note,) = about_the_model(choice, Readiness(5000, away=3800, offline=(disk,)))
    assert note == (
        f"{told} The rest cannot be reached now: plug in \u201cPhotos\u201d. Then run `bowerbird index`; or do without:"
        " `bowerbird models use clip --now`."
    )
    broken = replace(choice, trouble="The pack lacks a file.")
    assert about_the_model(broken, None) == ("The pack lacks a file.", told)
    nothing = replace(choice, answers="", answers_title="", under_way=False, trouble="It is gone.")
    assert about_the_model(nothing, None) == (
        "It is gone.",
        "Only letters and file names were searched: no model can answer now.",
    )
    gone = replace(choice, under_way=False, trouble="It is gone.")
    assert about_the_model(gone, None) == ("It is gone.", "\u2018Starter\u2019 answers meanwhile.")
    assert about_the_model(replace(choice, under_way=False), None) == ()
