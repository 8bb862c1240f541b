"""Whole searches over a real catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bowerbird_engine.assets import AssetId, Float32Array, SearchPage, SearchQuery, Space
from bowerbird_engine.errors import UnknownAssetError, UnknownFolderError, UsageError
from fakes.encoders import FakeImageEncoder
from fakes.index import FakeIndex
from fakes.library import READER, Library, Picture, line, unit


def names(page: SearchPage) -> list[str]:
    """Name the files of a page."""
    return [hit.asset.path.name for hit in page.hits]


def details(page: SearchPage, place: int = 0) -> dict[str, str]:
    """Give the reasons of one hit by signal."""
    return {reason.signal: reason.detail for reason in page.hits[place].reasons}


def test_words(library: Library) -> None:
    """A description finds the picture that matches it, with a high percentage and a reason; the tail is low."""
    page = library.searcher().search(SearchQuery(text="a red mug", limit=30))
    assert page.entry == "words"
    assert names(page)[:2] == ["mug-red-front.jpg", "mug-blue.jpg"]
    assert page.hits[0].similarity > 90
    assert page.hits[-1].similarity < 15
    assert "matches the description" in details(page)["words"]
    assert (
        details(page)["name"]
        == "file name \u201cmug-red-front.jpg\u201d has \u201cred\u201d, \u201cmug\u201d"
    )


def test_percentages_fall(library: Library) -> None:
    """Whatever signals decide the order, the percentages never rise along the list and stay within 0..100."""
    searcher = library.searcher()
    for query in (
        SearchQuery(text="a red mug", limit=100),
        SearchQuery(text="sunset BB-2047-K", limit=100),
        SearchQuery(letters="BB-2047-K", limit=100),
        SearchQuery(text="HAND MADE MUG", limit=100),
        SearchQuery(like=b"200,10,10", limit=100),
        SearchQuery(like=b"200,10,10", text="red", limit=100),
    ):
        shown = [hit.similarity for hit in searcher.search(query).hits]
        assert shown == sorted(shown, reverse=True)
        assert all(0 <= value <= 99 for value in shown)


def test_exact_code_is_first(library: Library) -> None:
    """A code is found exactly before its neighbours, and semantics stay out of it."""
    page = library.searcher().search(SearchQuery(text="bb2047k"))
    assert page.entry == "letters"
    assert names(page) == ["mug-red-front.jpg", "tag.jpg"]
    assert details(page) == {"letters": "reads \u201cBB-2047-K\u201d"}
    assert "one character differs" in details(page, 1)["letters"]


def test_code_with_a_confusable(library: Library) -> None:
    """O for 0 still finds the code, and the reason says so."""
    page = library.searcher().search(SearchQuery(letters="BB-2O47-K"))
    assert names(page)[0] == "mug-red-front.jpg"
    assert "easily confused" in details(page)["letters"]


def test_code_broken_in_two_lines(library: Library) -> None:
    """A code that a label breaks in two lines is found as one."""
    page = library.searcher().search(SearchQuery(letters="QX-8841-TGK"))
    assert names(page)[0] == "split.jpg"
    assert page.hits[0].similarity > 95


def test_partial_code(library: Library) -> None:
    """`RE16` finds `RE16 TGK`."""
    assert names(library.searcher().search(SearchQuery(text="RE16"))) == ["plate.jpg"]


def test_code_in_a_file_name(library: Library) -> None:
    """A code that only a file's name has is found and marked as such."""
    page = library.searcher().search(SearchQuery(letters="DK-5512-A"))
    assert names(page) == ["DK-5512-A_copy.jpg"]
    assert list(details(page)) == ["name"]


def test_no_exact_code_is_said(library: Library) -> None:
    """Near misses come with a note that they are none."""
    page = library.searcher().search(SearchQuery(letters="BB-2147-K"))
    assert names(page)[0] == "mug-red-front.jpg"
    assert any("exactly" in note for note in page.notes)


def test_nothing_comes_close(library: Library) -> None:
    """A code that is nowhere gives an empty page and says so."""
    page = library.searcher().search(SearchQuery(letters="ZZZZ-99999"))
    assert page.hits == ()
    assert page.next is None
    assert any("No letters" in note for note in page.notes)


def test_code_in_a_description_is_pinned(library: Library) -> None:
    """In a mixed query the exact code stands above what only matches the description."""
    page = library.searcher().search(SearchQuery(text="sunset BB-2047-K"))
    assert page.entry == "words+letters"
    assert names(page)[0] == "mug-red-front.jpg"
    assert "sunset.jpg" in names(page)[:4]


def test_whole_line_equal_to_a_description(library: Library) -> None:
    """A picture that bears just the words that were typed comes first, even if they read like a description."""
    page = library.searcher().search(SearchQuery(text="hand made mug"))
    assert page.entry == "words"
    assert names(page)[0] == "mug-red-front.jpg"
    assert details(page)["letters"] == "reads \u201cHAND MADE MUG\u201d"


def test_letters_leave_semantics_out(library: Library) -> None:
    """The entry by letters lists only what was read or named."""
    page = library.searcher().search(SearchQuery(letters="mug"))
    assert set(names(page)) == {"mug-red-front.jpg", "mug-blue.jpg"}
    assert all({reason.signal for reason in hit.reasons} <= {"letters", "name"} for hit in page.hits)


def test_unread_pictures_are_said(library: Library) -> None:
    """As long as letters are missing, a search by letters says of how many pictures; a description needs no note."""
    searcher = library.searcher()
    page = searcher.search(SearchQuery(letters="RE16"))
    assert page.notes[0].startswith("The letters of 1 picture have not been read yet")
    assert searcher.search(SearchQuery(text="a red mug")).notes == ()


def test_new_reading_is_noticed(library: Library) -> None:
    """Letters that are read later are found by the same searcher."""
    searcher = library.searcher()
    assert searcher.search(SearchQuery(letters="NEW-7731")).hits == ()
    (content_id, _, _) = library.catalogue.texts.unread(READER, 9, 0, list(library.roots))[0]
    library.catalogue.texts.put(content_id, READER, [line("NEW-7731")])
    page = searcher.search(SearchQuery(letters="NEW-7731"))
    assert names(page) == ["unread.jpg"]
    assert page.notes == ()


def test_no_recognizer(library: Library) -> None:
    """Without a recognizer words work and letters say why they are missing."""
    searcher = library.searcher(recognizer=None)
    assert names(searcher.search(SearchQuery(text="a red mug")))[0] == "mug-red-front.jpg"
    assert "No text recognizer" in searcher.search(SearchQuery(letters="mug")).notes[0]


def test_file_name(library: Library) -> None:
    """A file's name finds the file."""
    page = library.searcher().search(SearchQuery(text="sunset.jpg"))
    assert page.entry == "name"
    assert names(page)[0] == "sunset.jpg"


def test_same_file_is_100(library: Library) -> None:
    """Only the very bytes of the query picture read 100; another picture of the same colour does not."""
    red = library.image_encoder.encode(np.full((1, 32, 32, 3), (200, 10, 10), np.uint8))[0]
    root = library.add_root("more")
    library.fill(root, [Picture("z.jpg", red, data="200,10,10"), Picture("a.jpg", red, data="201,10,10")])
    page = library.searcher().search(SearchQuery(like=b"200,10,10"))
    assert names(page)[:2] == ["z.jpg", "a.jpg"]
    assert page.hits[0].similarity == 100.0
    assert details(page) == {"picture": "the same file, byte for byte"}
    assert 90 < page.hits[1].similarity < 100
    assert "almost the same" in details(page, 1)["picture"]


def test_more_like_this(library: Library) -> None:
    """An id of the library finds itself first and then what is like it."""
    searcher = library.searcher()
    mug = searcher.search(SearchQuery(text="a red mug")).hits[0].asset
    page = searcher.search(SearchQuery(like=mug.id))
    assert names(page)[:2] == ["mug-red-front.jpg", "mug-blue.jpg"]
    assert page.hits[0].similarity == 100.0
    assert "started from" in details(page)["picture"]


def test_picture_file(library: Library, tmp_path: Path) -> None:
    """A file to compare with may lie anywhere."""
    file = tmp_path / "query.txt"
    file.write_text("1,2,3")
    page = library.searcher().search(SearchQuery(like=file))
    assert page.entry == "picture"
    assert len(page.hits) == 20


def test_words_reorder_the_pool_of_a_picture(library: Library) -> None:
    """With a picture and words, the words decide among what looks like the picture."""
    base, red, blue = np.eye(64)[:3]
    made = {"plain.jpg": base, "bluish.jpg": base + 0.5 * blue, "reddish.jpg": base + 0.5 * red}
    root = library.add_root("pool")
    library.fill(root, [Picture(name, unit(vector)) for name, vector in made.items()])

    class ByColour:
        space = library.space

        def encode(self, texts: Sequence[str]) -> Float32Array:
            return np.array([red if text == "red" else blue for text in texts], np.float32)

    library.text_encoder = ByColour()
    searcher = library.searcher()
    plain = next(
        hit.asset
        for hit in searcher.search(SearchQuery(text="name:plain")).hits
        if hit.asset.path.name == "plain.jpg"
    )
    reddish = searcher.search(SearchQuery(like=plain.id, text="red"))
    bluish = searcher.search(SearchQuery(like=plain.id, text="blue"))
    assert reddish.entry == "picture+words"
    assert names(reddish)[0] == "reddish.jpg"
    assert names(bluish)[0] == "bluish.jpg"
    assert {"picture", "words"} <= set(details(reddish))


def test_folders(library: Library) -> None:
    """A folder narrows before ranking: the page is full although better pictures lie elsewhere."""
    folder = library.home / "pictures" / "noise"
    searcher = library.searcher()
    page = searcher.search(SearchQuery(text="a red mug", inside=(folder,), limit=50))
    assert len(page.hits) == 50
    assert all(hit.asset.path.parent == folder for hit in page.hits)
    without = searcher.search(
        SearchQuery(text="a red mug", outside=(library.home / "pictures" / "products",))
    )
    assert "mug-red-front.jpg" not in names(without)


def test_folder_does_not_change_the_percentage(library: Library) -> None:
    """A picture reads the same percentage in its folder as in the whole library."""
    searcher = library.searcher()
    everywhere = searcher.search(SearchQuery(text="words: sunset sea sky")).hits[0]
    inside = searcher.search(
        SearchQuery(text="words: sunset sea sky", inside=(library.home / "pictures" / "scenes",))
    )
    assert inside.hits[0] == everywhere


def test_unknown_folder(library: Library, tmp_path: Path) -> None:
    """A folder that is not part of the library is named in the error, for both filters."""
    for query in (
        SearchQuery(text="mug", inside=(tmp_path / "elsewhere",)),
        SearchQuery(text="mug", outside=(tmp_path / "elsewhere",)),
    ):
        with pytest.raises(UnknownFolderError, match="elsewhere"):
            library.searcher().search(query)


def test_unknown_picture(library: Library) -> None:
    """An id that nobody has is refused."""
    with pytest.raises(UnknownAssetError):
        library.searcher().search(SearchQuery(like=AssetId("01J9Z3K4M5N6P7Q8R9S0T1V2W3")))


def test_offline_pictures_stay_searchable(library: Library) -> None:
    """Pictures on a disk that is away are found, and the page names the disk."""
    away = library.add_root("away", online=False)
    library.fill(away, [Picture("kite.jpg", library.text_encoder.encode(["yellow kite"])[0])])
    page = library.searcher().search(SearchQuery(text="yellow kite"))
    assert names(page)[0] == "kite.jpg"
    assert page.hits[0].asset.online is False
    assert any("Pictures disk" in note for note in page.notes)


def test_copies_are_one_hit(library: Library) -> None:
    """Files with the same bytes are one hit that names the other places."""
    vector = library.text_encoder.encode(["green kite"])[0]
    root = library.add_root("copies")
    library.fill(
        root, [Picture("a/kite.jpg", vector, data="same"), Picture("b/kite.jpg", vector, data="same")]
    )
    page = library.searcher().search(SearchQuery(text="green kite"))
    assert names(page).count("kite.jpg") == 1
    assert page.hits[0].copies == (library.home / "copies" / "b" / "kite.jpg",)


def test_same_list_again(library: Library) -> None:
    """One query gives one list: again, from a new searcher, from another index, and between other queries."""
    query = SearchQuery(text="a red mug", limit=60)
    searcher = library.searcher()
    first = searcher.search(query)
    searcher.search(SearchQuery(letters="RE16"))
    assert searcher.search(query) == first
    assert library.searcher().search(query) == first
    other = FakeIndex(library.space.dimension)
    keys = library.catalogue.files.live_contents(None)[::-1].copy()
    space_id = library.catalogue.vectors.space(library.space)
    for key in keys.tolist():
        vector = library.catalogue.vectors.get(space_id, key)
        assert vector is not None
        other.put(np.array([key], np.int64), vector[np.newaxis])
    assert library.searcher(index=other).search(query) == first


def test_empty_library(tmp_path: Path) -> None:
    """An empty library answers every kind of query with an empty page and what to do."""
    library = Library(tmp_path)
    for query in (SearchQuery(text="mug"), SearchQuery(letters="BB-1"), SearchQuery(like=b"1,2,3")):
        page = library.searcher().search(query)
        assert page.hits == ()
        assert "no indexed pictures" in page.notes[0]
    library.close()


def test_empty_folder(library: Library) -> None:
    """A folder without pictures says so."""
    library.add_root("empty")
    page = library.searcher().search(SearchQuery(text="mug", inside=(library.home / "empty",)))
    assert page.hits == ()
    assert page.notes == ("The chosen folders hold no indexed pictures.",)


def test_picture_without_a_vector(library: Library) -> None:
    """A picture that this model has not learned yet is no reference, and the error says what to do."""
    hit = library.searcher().search(SearchQuery(text="a red mug")).hits[0]
    library.image_encoder = FakeImageEncoder(Space("other", "0" * 64, 64))
    with pytest.raises(UsageError, match="bowerbird index"):
        library.searcher().search(SearchQuery(like=hit.asset.id))


HOSTILE = [
    '"', '""', "'", "*", "zz:cat", "NEAR(", "NEAR(a b, 2)", "a AND", "OR", "NOT x", "a\0b", "\ud800\udfff x", "-mug", "^mug",
    "mug*", "{mug}", "col:", "a" * 100_000, " ".join(str(n) for n in range(10_000)), "%", "_", "\\", ";DROP TABLE file;",
    "\u202emug", "🙂🙂🙂", "é" * 500, "ß", "  x  ",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts(library: Library, text: str) -> None:
    """Query syntax, quotes, NUL, surrogates and ten thousand terms give a page, in every entry that takes text."""
    searcher = library.searcher()
    for query in (
        SearchQuery(text=f"x {text}"),
        SearchQuery(letters=f"x {text}"),
        SearchQuery(text=f"name:x {text}"),
        SearchQuery(text=f"x {text}", like=b"1,2,3"),
    ):
        page = searcher.search(query)
        assert len(page.hits) <= 20
