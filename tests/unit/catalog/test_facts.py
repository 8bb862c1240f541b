"""What the catalogue keeps of what files say and how pictures look, and what words find in it."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from bowerbird_engine.assets import Int64Array, ScanDelta
from bowerbird_engine.catalog import said_words
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.said_words import SaidSource
from bowerbird_engine.facts import COLOURS, Facet, Look, Metadata
from unit.catalog.builders import add_root, find, index_file, keys, lose, walked

SAID = Metadata("2019-07-14T21:03:55", "Canon EOS 5D", "Gulls", "Gulls over the harbour", ("harbour", "Gull"))


def look(**shares: int) -> Look:
    """Make a look with these shares of colours."""
    return Look(
        tuple(shares.get(name, 0) for name in COLOURS),
        ((250, 10, 10, 200), (9, 8, 7, 30)),
        500,
        -250,
        125,
        40,
    )


def shares(
    catalogue: Catalogue, source: SaidSource, *terms: str, within: Int64Array | None = None
) -> dict[int, str]:
    """Look words up, and give what was found with its text."""
    inside = catalogue.files.live_contents(None) if within is None else within
    return {share.content_id: share.text for share in catalogue.texts.said_shares(source, terms, 0.3, inside)}


def test_metadata_come_back_and_are_replaced(catalogue: Catalogue) -> None:
    """What a later version reads takes the place of what was there, words and keywords included."""
    root = add_root(catalogue)
    one = index_file(catalogue, root.id, b"a.jpg").content_id
    assert catalogue.facts.metadata(one) == Metadata()
    catalogue.facts.put_metadata(one, 1, SAID)
    assert catalogue.facts.metadata(one) == SAID
    assert shares(catalogue, "keyword", "harbour") == {one: "harbour"}
    assert shares(catalogue, "caption", "harbour") == {one: "Gulls over the harbour"}
    later = Metadata(None, None, "Sea", None, ("boat", "GULL"))
    catalogue.facts.put_metadata(one, 2, later)
    assert catalogue.facts.metadata(one) == later
    assert shares(catalogue, "keyword", "harbour") == shares(catalogue, "caption", "gulls") == {}
    assert shares(catalogue, "keyword", "boats") == {one: "boat"}
    assert shares(catalogue, "caption", "sea") == {one: "Sea"}


def test_nothing_is_left_of_a_content_that_is_gone(catalogue: Catalogue) -> None:
    """Its words and the keywords that nobody else has go with it."""
    root = add_root(catalogue)
    one, other = (index_file(catalogue, root.id, name).content_id for name in (b"a.jpg", b"b.jpg"))
    catalogue.facts.put_metadata(one, 1, SAID)
    catalogue.facts.put_metadata(other, 1, Metadata(keywords=("harbour",)))
    catalogue.facts.put_look(one, 1, look(red=200), [0])
    lose(catalogue, root.id, b"a.jpg")
    catalogue.files.purge_missing(timedelta(0))
    everything = keys(one, other)
    assert shares(catalogue, "keyword", "gull", within=everything) == {}
    assert shares(catalogue, "caption", "gulls", within=everything) == {}
    assert shares(catalogue, "keyword", "harbour", within=everything) == {other: "harbour"}
    assert catalogue.facts.colours(one) == []


def test_looks_come_back_by_content(catalogue: Catalogue) -> None:
    """In the order of the keys, and NaN where nothing was measured."""
    root = add_root(catalogue)
    one, other = (index_file(catalogue, root.id, name).content_id for name in (b"a.jpg", b"b.jpg"))
    catalogue.facts.put_look(other, 1, look(red=200, white=30), [COLOURS.index("red")])
    found = catalogue.facts.looks(keys(other, 999, one))
    assert found[0].tolist() == pytest.approx([0.5, -0.25, 0.125, 0.04])
    assert np.isnan(found[1:]).all()
    ((name, share),) = catalogue.facts.colours(other)
    assert name == "red"
    assert share == pytest.approx(200 / 255)
    content_ids, swatches = catalogue.filters.swatches()
    assert content_ids.tolist() == [other]
    assert swatches[0, :3].tolist() == [[250, 10, 10, 200], [9, 8, 7, 30], [0, 0, 0, 0]]


def test_what_lacks_is_listed_until_it_is_there(catalogue: Catalogue) -> None:
    """Files can only be asked where they are; how a picture looks may be known from elsewhere."""
    here, away = add_root(catalogue, "here"), add_root(catalogue, "away")
    one = index_file(catalogue, here.id, b"a.jpg").content_id
    other = index_file(catalogue, away.id, b"b.jpg").content_id
    assert catalogue.facts.lacking(1, 1, [here.id], 10) == [(one, True, True), (other, False, True)]
    assert catalogue.facts.lacking(1, 1, [here.id], 10, after=one) == [(other, False, True)]
    catalogue.facts.put_metadata(one, 1, Metadata())
    catalogue.facts.put_look(other, 1, look(), [])
    assert catalogue.facts.lacking(1, 1, [here.id], 10) == [(one, False, True)]
    assert catalogue.facts.lacking(1, 1, [here.id, away.id], 10) == [(one, False, True), (other, True, False)]
    assert catalogue.facts.lacking(2, 1, [here.id], 10)[0] == (one, True, True)
    lose(catalogue, here.id, b"a.jpg")
    assert [lacking.content_id for lacking in catalogue.facts.lacking(2, 2, [here.id], 10)] == [other]


def test_facets_count_what_is_there(catalogue: Catalogue) -> None:
    """Of pictures that are gone nothing is counted."""
    root = add_root(catalogue)
    contents = [index_file(catalogue, root.id, b"%d.jpg" % at).content_id for at in range(4)]
    for content_id in contents[:3]:
        catalogue.facts.put_metadata(content_id, 1, SAID)
        catalogue.facts.put_look(content_id, 1, look(), [0, 12] if content_id == contents[0] else [12])
    lose(catalogue, root.id, b"1.jpg")
    facets = catalogue.facts.facets(1, 10)
    assert facets.cameras == (Facet("Canon EOS 5D", 2),)
    assert facets.keywords == (Facet("Gull", 2), Facet("harbour", 2))
    assert facets.media_types == (Facet("image/jpeg", 3),)
    assert facets.colours == (Facet("white", 2), Facet("red", 1))
    assert facets.years == (Facet("2019", 2),)
    assert facets.unread == 1
    assert len(catalogue.facts.facets(1, 1).keywords) == 1


def test_folder_names_follow_the_files(catalogue: Catalogue) -> None:
    """Words of the whole path below the folder find what lies directly in it or deeper, wherever it moves."""
    root = add_root(catalogue)
    mug = index_file(catalogue, root.id, b"Products/Mugs/IMG_1.jpg").content_id
    bare = index_file(catalogue, root.id, b"IMG_2.jpg").content_id
    deep = index_file(
        catalogue, root.id, "Products/Mugs/Größe XL/\udcff.jpg".encode(errors="surrogateescape")
    ).content_id
    assert shares(catalogue, "folder", "mug") == {}
    catalogue.folder_names.update()
    assert shares(catalogue, "folder", "mug") == {mug: "Products/Mugs", deep: "Products/Mugs/Größe XL"}
    assert shares(catalogue, "folder", "grosse") == {}
    assert shares(catalogue, "folder", "größe") == {deep: "Products/Mugs/Größe XL"}
    assert bare not in shares(catalogue, "folder", "products", "img")
    stored = find(catalogue, root.id, b"Products/Mugs/IMG_1.jpg")
    catalogue.files.apply(root.id, ScanDelta(moved=((stored, walked(b"Lamps/IMG_1.jpg", 77)),)))
    catalogue.folder_names.update()
    assert shares(catalogue, "folder", "lamps") == {mug: "Lamps"}
    assert shares(catalogue, "folder", "mugs") == {deep: "Products/Mugs/Größe XL"}


def test_where_nothing_changed_no_folder_is_written(catalogue: Catalogue) -> None:
    """A run of the index without news leaves every reader's view as it is."""
    root = add_root(catalogue)
    index_file(catalogue, root.id, b"a/b.jpg")
    catalogue.folder_names.update()
    before = catalogue.change_counter()
    catalogue.folder_names.update()
    assert catalogue.change_counter() == before


def test_rare_words_tell_more_and_other_contents_are_left_out(catalogue: Catalogue) -> None:
    """The share is weighted as for names, and what is not inside is not found."""
    root = add_root(catalogue)
    contents = [index_file(catalogue, root.id, b"%d.jpg" % at).content_id for at in range(10)]
    for at, content_id in enumerate(contents):
        words = ("harbour",) if at < 9 else ("harbour", "heron")
        catalogue.facts.put_metadata(content_id, 1, Metadata(keywords=words))
    found = catalogue.texts.said_shares("keyword", ("heron", "harbour"), 0.1, keys(*contents))
    assert found[0].content_id == contents[9]
    assert found[0].share == pytest.approx(1.0)
    assert found[1].share < 0.3
    assert list(shares(catalogue, "keyword", "heron", within=keys(*contents[:9]))) == []


def test_a_keyword_is_taken_wholly_or_not_at_all(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some of equals would be no better than the others."""
    monkeypatch.setattr(said_words, "MOST", 3)
    root = add_root(catalogue)
    contents = [index_file(catalogue, root.id, b"%d.jpg" % at).content_id for at in range(5)]
    for at, content_id in enumerate(contents):
        catalogue.facts.put_metadata(
            content_id, 1, Metadata(keywords=("trip", *(["heron"] if at < 2 else [])))
        )
    assert shares(catalogue, "keyword", "heron").keys() == set(contents[:2])
    assert shares(catalogue, "keyword", "trip") == {}
    assert shares(catalogue, "keyword", "trip", "heron").keys() == set(contents[:2])


@pytest.mark.parametrize("term", ['"', "'", "* OR a", "\0", "\ud800", "NEAR(a b)", "-", "", "a" * 10_000])
def test_no_word_is_a_command(catalogue: Catalogue, term: str) -> None:
    """Whatever is asked, it is looked up as text."""
    root = add_root(catalogue)
    catalogue.facts.put_metadata(index_file(catalogue, root.id, b"x/a.jpg").content_id, 1, SAID)
    catalogue.folder_names.update()
    sources: tuple[SaidSource, ...] = ("keyword", "caption", "folder")
    assert [shares(catalogue, source, term) for source in sources] == [{}, {}, {}]
