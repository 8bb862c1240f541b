"""What passes a filter, and how a list is ordered, on pictures of which all is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from bowerbird_engine.assets import Filters, Sort
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import UnknownCollectionError, UsageError
from bowerbird_engine.facts import Metadata
from bowerbird_engine.imaging.looks import look_of
from bowerbird_engine.imaging.palette import telling
from bowerbird_engine.search.filters import contents_of
from bowerbird_engine.search.sorting import ordered
from unit.catalog.builders import add_files, add_root, facts, lose, resolved

PICTURES = {
    b"a/IMG_10.jpg": (4000, 3000, "image/jpeg"),
    b"b/img_9.png": (300, 300, "image/png"),
    b"Zebra.jpg": (3000, 4000, "image/jpeg"),
    b"apple.webp": (1050, 1000, "image/webp"),
    b"apple 2.webp": (1051, 1000, "image/webp"),
}


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """Give a catalogue with the pictures above."""
    with Catalogue.open(tmp_path / "catalogue.sqlite") as opened:
        root = add_root(opened)
        for path, (width, height, kind) in PICTURES.items():
            (file,) = add_files(opened, root.id, path)
            told = replace(facts(path, width=width, height=height), media_type=kind)
            opened.files.record(file.id, told)
        yield opened


def names(catalogue: Catalogue, keys: Any) -> list[str]:
    """Give the names of contents."""
    found = catalogue.filters.names(np.array(keys, np.int64), [1], None)
    return [found[key] for key in np.array(keys).tolist()]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(shape="wide"), {"IMG_10.jpg", "apple 2.webp"}),
        (Filters(shape="tall"), {"Zebra.jpg"}),
        (Filters(shape="square"), {"img_9.png", "apple.webp"}),
        (Filters(min_width=3000), {"IMG_10.jpg", "Zebra.jpg"}),
        (Filters(min_width=3000, min_height=3001), {"Zebra.jpg"}),
        (Filters(media_types=(" Image/PNG ", "image/webp")), {"img_9.png", "apple.webp", "apple 2.webp"}),
        (Filters(media_types=("image/\ud800",)), set[str]()),
        (Filters(online=False), set[str]()),
    ],
)
def test_conditions(catalogue: Catalogue, filters: Filters, expected: set[str]) -> None:
    """Each condition is met by just those that meet it."""
    found = contents_of(catalogue, filters, resolved(*catalogue.roots.all()))
    assert found is not None
    assert found.tolist() == sorted(set(found.tolist()))
    assert set(names(catalogue, found)) == expected


def test_nothing_filters(catalogue: Catalogue) -> None:
    """Without a filter there is no list of what passes."""
    assert contents_of(catalogue, Filters(), {}) is None


def test_a_collection_holds_what_is_there(catalogue: Catalogue) -> None:
    """Pictures that went away are in no list; a collection that is not there is an error, and no empty list."""
    root = catalogue.roots.all()[0]
    ids = {file.path: file.asset_id for file in catalogue.files.of_root(root.id)}
    collection = catalogue.collections.create("two")
    catalogue.collections.add(collection.id, [ids[b"Zebra.jpg"], ids[b"apple.webp"]])
    found = contents_of(catalogue, Filters(collection=collection.id), {})
    assert found is not None
    assert set(names(catalogue, found)) == {"Zebra.jpg", "apple.webp"}
    lose(catalogue, root.id, b"Zebra.jpg")
    found = contents_of(catalogue, Filters(collection=collection.id), {})
    assert found is not None
    assert set(names(catalogue, found)) == {"apple.webp"}
    with pytest.raises(UnknownCollectionError, match="nowhere"):
        contents_of(catalogue, Filters(collection="nowhere"), {})


def tell(catalogue: Catalogue) -> None:
    """Say something of some of the pictures."""
    keys = catalogue.files.live_contents()
    names = catalogue.filters.names(keys, [1], None)
    contents = {name: key for key, name in names.items()}
    put = catalogue.facts.put_metadata
    put(
        contents["IMG_10.jpg"],
        1,
        Metadata("2019-07-14T21:03:55", "Canon EOS 5D", keywords=("Harbour", "Café")),
    )
    put(contents["img_9.png"], 1, Metadata("2019-07-14T23:59:59", "Apple iPhone 12", keywords=("harbour",)))
    put(contents["Zebra.jpg"], 1, Metadata("2019-07-15T00:00:00", "Canon EOS 5D", keywords=("zoo",)))
    put(contents["apple.webp"], 1, Metadata())
    for name, colours in (("Zebra.jpg", ("black", "white")), ("apple.webp", ("red", "white"))):
        image = Image.new("RGB", (40, 40), colours[0])
        image.paste(colours[1], (0, 0, 40, 10))
        look = look_of(image)
        catalogue.facts.put_look(contents[name], 1, look, telling(look.shares))


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(taken_from=date(2019, 7, 14)), {"IMG_10.jpg", "img_9.png", "Zebra.jpg"}),
        (Filters(taken_from=date(2019, 7, 15)), {"Zebra.jpg"}),
        (Filters(taken_to=date(2019, 7, 14)), {"IMG_10.jpg", "img_9.png"}),
        (Filters(taken_from=date(2019, 7, 15), taken_to=date(2019, 7, 15)), {"Zebra.jpg"}),
        (Filters(taken_from=date(2020, 1, 1), taken_to=date(2019, 1, 1)), set[str]()),
        (Filters(camera="canon"), {"IMG_10.jpg", "Zebra.jpg"}),
        (Filters(camera=" IPHONE 12 "), {"img_9.png"}),
        (Filters(camera="%"), set[str]()),
        (Filters(keywords=("HARBOUR",)), {"IMG_10.jpg", "img_9.png"}),
        (Filters(keywords=("harbour", "cafe\u0301")), {"IMG_10.jpg"}),
        (Filters(keywords=("harb",)), set[str]()),
        (Filters(colour="white"), {"Zebra.jpg", "apple.webp"}),
        (Filters(colour=" Red "), {"apple.webp"}),
        (Filters(colour="#f00"), {"apple.webp"}),
        (Filters(colour="F60808"), {"apple.webp"}),
        (Filters(colour="gray"), set[str]()),
        (Filters(colour="#00ff00"), set[str]()),
    ],
)
def test_what_files_say_and_pictures_show(catalogue: Catalogue, filters: Filters, expected: set[str]) -> None:
    """Days include both ends, case and spelling of accents play no part, and what is unknown passes nothing."""
    tell(catalogue)
    found = contents_of(catalogue, filters, {})
    assert found is not None
    assert set(names(catalogue, found)) == expected


def test_what_was_not_taken_at_a_known_time_comes_last(catalogue: Catalogue) -> None:
    """In both orders, by content."""
    tell(catalogue)
    keys = catalogue.files.live_contents()[::-1]
    unknown = ["apple.webp", "apple 2.webp"]
    newest = ["Zebra.jpg", "img_9.png", "IMG_10.jpg", *unknown]
    assert names(catalogue, ordered(catalogue, keys, "newest", {})) == newest
    assert names(catalogue, ordered(catalogue, keys, "oldest", {})) == [*newest[2::-1], *unknown]


@pytest.mark.parametrize(
    "colour", ["mauve", "#ff", "#ggg", "#12345", "", "rgb(1,2,3)", "#1234567", "\u0663\u0663\u0663"]
)
def test_what_is_no_colour_is_told_which_are(catalogue: Catalogue, colour: str) -> None:
    """The sentence lists them."""
    with pytest.raises(UsageError, match=r"beige.*#rrggbb"):
        contents_of(catalogue, Filters(colour=colour), {})


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["apple 2.webp", "apple.webp", "img_9.png", "IMG_10.jpg", "Zebra.jpg"]),
        ("largest", ["IMG_10.jpg", "Zebra.jpg", "apple 2.webp", "apple.webp", "img_9.png"]),
        ("smallest", ["img_9.png", "apple.webp", "apple 2.webp", "IMG_10.jpg", "Zebra.jpg"]),
    ],
)
def test_orders(catalogue: Catalogue, sort: Sort, expected: list[str]) -> None:
    """Numbers in names go by their value, and equals stay in the order in which they came into the library."""
    keys = catalogue.files.live_contents()[::-1]
    found = ordered(catalogue, keys, sort, resolved(*catalogue.roots.all()))
    assert names(catalogue, found) == expected


def test_a_copy_that_can_be_opened_gives_the_name(catalogue: Catalogue) -> None:
    """Of several files of a content the one that is listed first counts, as in the hit."""
    away = add_root(catalogue, "away")
    for root, name in ((away, b"aaa.jpg"), (catalogue.roots.all()[0], b"zzz.jpg")):
        (file,) = add_files(catalogue, root.id, name)
        content = catalogue.files.record(file.id, facts(b"twin")).content_id
    found = catalogue.filters.names(np.array([content], np.int64), [1], None)
    assert found == {content: "zzz.jpg"}
    found = catalogue.filters.names(np.array([content], np.int64), [], None)
    assert found == {content: "aaa.jpg"}


def test_senseless_filters_say_so(catalogue: Catalogue) -> None:
    """What no type checker has seen gets a sentence."""
    odd: Any = "round"
    with pytest.raises(UsageError, match="wide, tall, square"):
        contents_of(catalogue, Filters(shape=odd), {})
    with pytest.raises(UsageError, match="'round'"):
        ordered(catalogue, catalogue.files.live_contents(), odd, {})
