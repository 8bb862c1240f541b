"""The laws of filters and orders: every condition that is added takes away, and an order changes nothing but the order."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bowerbird_engine.assets import AssetId, Filters, Root, Sort
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.facts import Metadata
from bowerbird_engine.imaging.looks import look_of
from bowerbird_engine.imaging.palette import telling
from bowerbird_engine.search.filters import contents_of
from bowerbird_engine.search.sorting import name_order, ordered
from unit.catalog.builders import add_files, add_root, facts, resolved

SIZES = ((640, 480), (480, 640), (500, 500), (1000, 1050), (1000, 1051), (64, 64), (4000, 3000))
KINDS = ("image/jpeg", "image/png", "image/webp")
SORTS: tuple[Sort, ...] = ("best", "newest", "oldest", "largest", "smallest", "name")
CAMERAS = ("Canon EOS 5D", "Apple iPhone 12", None)
WORDS = ("harbour", "Gull", "night")
DAYS = st.dates(date(2009, 1, 1), date(2016, 1, 1))


class Shelf:
    """A library of 42 pictures on two disks, one of which is away, and a collection of some of them."""

    def __init__(self, folder: Path) -> None:
        self.catalogue = Catalogue.open(folder / "catalogue.sqlite")
        here, away = add_root(self.catalogue, "here"), add_root(self.catalogue, "away")
        self.roots: dict[int, Root] = resolved(here) | resolved(away, online=False)
        ids: list[int] = []
        members: list[AssetId] = []
        with self.catalogue.transaction():
            for at in range(42):
                root = (here, away)[at % 2]
                (file,) = add_files(
                    self.catalogue, root.id, f"Folder {at % 3}/IMG_{at * 5 % 42}.jpg".encode()
                )
                width, height = SIZES[at % len(SIZES)]
                told = replace(
                    facts(b"%d" % (at % 40), width=width, height=height), media_type=KINDS[at % len(KINDS)]
                )
                ids.append(self.catalogue.files.record(file.id, told).content_id)
                members += [file.asset_id] if at % 5 == 0 else []
        for at, key in enumerate(ids[:36]):
            taken = f"20{at % 5 + 10}-0{at % 9 + 1}-{at % 28 + 1:02d}T10:00:00" if at % 4 else None
            words = tuple(word for place, word in enumerate(WORDS) if at >> place & 1)
            self.catalogue.facts.put_metadata(key, 1, Metadata(taken, CAMERAS[at % 3], keywords=words))
            image = Image.new("RGB", (8, 8), ("red", "blue", "#336699", "white")[at % 4])
            look = look_of(image)
            self.catalogue.facts.put_look(key, 1, look, telling(look.shares))
        self.collection = self.catalogue.collections.create("some").id
        self.catalogue.collections.add(self.collection, members)
        self.contents = np.unique(np.array(ids, np.int64))

    def passing(self, filters: Filters) -> frozenset[int]:
        """Give what passes, as a set."""
        found = contents_of(self.catalogue, filters, self.roots)
        return frozenset(self.contents.tolist() if found is None else found.tolist())


@pytest.fixture(scope="module")
def shelf() -> Iterator[Shelf]:
    """Give the library, made once: nothing of it is changed."""
    with tempfile.TemporaryDirectory() as folder:
        made = Shelf(Path(folder))
        yield made
        made.catalogue.close()


@st.composite
def some_filters(draw: st.DrawFn) -> Filters:
    """Draw filters of all kinds, each often absent. The collection is put in by the test, which knows its id."""
    return Filters(
        shape=draw(st.sampled_from([None, "wide", "tall", "square"])),
        min_width=draw(st.none() | st.integers(1, 5000)),
        min_height=draw(st.none() | st.integers(1, 5000)),
        media_types=tuple(draw(st.lists(st.sampled_from([*KINDS, "IMAGE/PNG", "text/plain"]), max_size=2))),
        taken_from=draw(st.none() | DAYS),
        taken_to=draw(st.none() | DAYS),
        camera=draw(st.sampled_from([None, "canon", "PHONE", "e", "nikon"])),
        keywords=tuple(draw(st.lists(st.sampled_from(["HARBOUR", "gull", "night", "dawn"]), max_size=2))),
        colour=draw(st.sampled_from([None, "red", "Gray", "#336699", "white", "#fff"])),
        collection=draw(st.sampled_from([None, "some"])),
        online=draw(st.sampled_from([None, True, False])),
    )


@given(one=some_filters(), other=some_filters())
def test_filters_are_conjunctive(shelf: Shelf, one: Filters, other: Filters) -> None:
    """What passes is what passes each condition by itself, so that another condition only takes away."""
    one, other = (
        replace(each, collection=shelf.collection) if each.collection else each for each in (one, other)
    )
    whole = frozenset(shelf.contents.tolist())
    alone = Filters()
    expected = whole
    for field in fields(Filters):
        if (value := getattr(one, field.name)) != getattr(alone, field.name):
            expected &= shelf.passing(replace(alone, **{field.name: value}))
    assert shelf.passing(one) == expected <= whole
    added = {
        field.name: getattr(other, field.name)
        for field in fields(Filters)
        if getattr(one, field.name) == getattr(alone, field.name)
    }
    assert shelf.passing(replace(one, **added)) <= shelf.passing(one)


def test_every_condition_takes_something_away_and_leaves_something(shelf: Shelf) -> None:
    """Control: each of the conditions that the law is about tells pictures apart."""
    whole = frozenset(shelf.contents.tolist())
    for condition in (
        Filters(shape="wide"),
        Filters(shape="tall"),
        Filters(shape="square"),
        Filters(min_width=1000),
        Filters(min_height=500),
        Filters(media_types=("image/PNG",)),
        Filters(taken_from=date(2012, 1, 1)),
        Filters(taken_to=date(2012, 1, 1)),
        Filters(camera="phone"),
        Filters(keywords=("gull",)),
        Filters(colour="red"),
        Filters(colour="#336699"),
        Filters(collection=shelf.collection),
        Filters(online=True),
        Filters(online=False),
    ):
        assert frozenset() < shelf.passing(condition) < whole, condition


def test_shapes_part_the_library(shelf: Shelf) -> None:
    """Every picture has one shape, and is here or away."""
    shapes = [shelf.passing(Filters(shape=shape)) for shape in ("wide", "tall", "square")]
    assert sorted(key for part in shapes for key in part) == shelf.contents.tolist()
    places = [shelf.passing(Filters(online=online)) for online in (True, False)]
    assert sorted(key for part in places for key in part) == shelf.contents.tolist()


@given(data=st.data(), sort=st.sampled_from(SORTS))
def test_an_order_is_a_permutation_that_depends_on_nothing_but_the_set(
    shelf: Shelf, data: st.DataObject, sort: Sort
) -> None:
    """Sorting loses and adds nothing, and but for the order by likeness the list before does not matter."""
    keys = np.array(data.draw(st.lists(st.sampled_from(shelf.contents.tolist()), unique=True)), np.int64)
    found = ordered(shelf.catalogue, keys, sort, shelf.roots)
    assert sorted(found.tolist()) == sorted(keys.tolist())
    if sort != "best":
        other = np.array(data.draw(st.permutations(keys.tolist())), np.int64)
        assert ordered(shelf.catalogue, other, sort, shelf.roots).tolist() == found.tolist()


@given(names=st.lists(st.text("aB1023 _\u0662", max_size=12), max_size=4))
def test_any_names_have_an_order(names: list[str]) -> None:
    """Whatever names hold, they can be ordered, and their capitals play no part."""
    orders = [name_order(name) for name in names]
    assert [name_order(name) for name in sorted(names, key=name_order)] == sorted(orders)
    assert [name_order(name.swapcase()) for name in names] == orders
