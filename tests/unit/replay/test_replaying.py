"""Saved searches, recipes and the self-test on a real library with two models that disagree."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bowerbird_engine import (
    AssetId,
    Check,
    Engine,
    Filters,
    NoSelfTestError,
    Probe,
    RecipeNeedsError,
    Region,
    SavedSearchNameError,
    SearchPage,
    SearchQuery,
    UnknownAssetError,
    UsageError,
)
from bowerbird_engine.errors import UnknownFolderError, UnknownSavedSearchError
from fakes.switched import Switched, add_pack, make_switched, write_tiles

PICTURES = 60
UNKNOWN = AssetId("01ARZ3NDEKTSV4RRFFQ69G5FAV")


@pytest.fixture
def library(tmp_path: Path) -> Switched:
    """Make a library that the old model has learned."""
    return make_switched(tmp_path, range(PICTURES))


@pytest.fixture
def engine(library: Switched) -> Iterator[Engine]:
    """Open it."""
    with library.engine() as opened:
        yield opened


def names(page: SearchPage) -> list[tuple[str, float]]:
    """Give what a page shows."""
    return [(hit.asset.path.name, hit.similarity) for hit in page.hits]


def ids(engine: Engine) -> dict[str, AssetId]:
    """Give the id of each picture by its name."""
    page = engine.search(SearchQuery(text="words:red", limit=PICTURES))
    return {hit.asset.path.name: hit.asset.id for hit in page.hits}


PROBES = (Probe(words="red lamp"), Probe(words="a photo of the dark sky"), Probe(words="blue shirt"))


def self_test_check(engine: Engine) -> Check:
    """Give what the doctor says of the self-test."""
    (check,) = (check for check in engine.doctor() if check.name == "self-test")
    return check


def test_a_saved_search_gives_what_the_search_gave(library: Switched, engine: Engine) -> None:
    """Every clue, place and filter comes back, the page aside; a picture of the library stays itself."""
    picture = ids(engine)["3.png"]
    query = SearchQuery(
        text="red",
        like=picture,
        region=Region(0.0, 0.0, 0.5, 0.5),
        avoid="blue",
        inside=(library.pictures,),
        filters=Filters(min_width=8),
        weight=0.25,
        among=tuple(ids(engine).values())[:30],
    )
    saved = engine.save_search(" Lamps ", replace(query, limit=3))
    assert (saved.name, saved.pictures) == ("Lamps", 1)
    again = engine.saved_query(saved.id)
    assert again == query
    assert names(engine.search(again)) == names(engine.search(query))
    assert [each.name for each in engine.saved_searches()] == ["Lamps"]


def test_a_saved_search_outlives_its_pictures(library: Switched, engine: Engine, tmp_path: Path) -> None:
    """A picture from outside that is deleted, and one of the library that is, stand in it as small files."""
    outside = tmp_path / "outside.png"
    shutil.copyfile(library.pictures / "5.png", outside)
    mine = ids(engine)["7.png"]
    one = engine.save_search("outside", SearchQuery(like=outside))
    two = engine.save_search("inside", SearchQuery(like=mine, examples=(outside,)))
    core = engine.save_search("core", SearchQuery(core=(mine,)))
    outside.unlink()
    (library.pictures / "7.png").unlink()
    engine.index(ocr=False)
    assert engine.search(engine.saved_query(one.id)).hits[0].asset.path.name == "5.png"
    assert engine.search(engine.saved_query(two.id)).hits
    assert len(engine.saved_pictures(two.id)) == 2
    with pytest.raises(UnknownAssetError, match="built on are no longer in the library"):
        engine.saved_query(core.id)


def test_what_cannot_be_saved_or_opened(library: Switched, engine: Engine) -> None:
    """Taken names, nothing to look for, folders and pictures that are not there; a folder that was removed later."""
    saved = engine.save_search("one", SearchQuery(text="x", inside=(library.pictures,)))
    for name, query, error in (
        ("ONE", SearchQuery(text="x"), SavedSearchNameError),
        ("\n", SearchQuery(text="x"), SavedSearchNameError),
        ("two", SearchQuery(), UsageError),
        ("two", SearchQuery(text="x", inside=(Path("/nowhere"),)), UnknownFolderError),
        ("two", SearchQuery(like=UNKNOWN), UnknownAssetError),
        ("two", SearchQuery(core=(UNKNOWN,)), UnknownAssetError),
    ):
        with pytest.raises(error):
            engine.save_search(name, query)
    with pytest.raises(SavedSearchNameError):
        engine.rename_saved_search(engine.save_search("three", SearchQuery(text="x")).id, "One")
    assert engine.rename_saved_search(saved.id, "ONE").name == "ONE"
    engine.remove_folder(library.pictures)
    with pytest.raises(UnknownFolderError, match="no longer a folder of the library"):
        engine.saved_query(saved.id)
    engine.delete_saved_search(saved.id)
    for call in (engine.saved_query, engine.delete_saved_search, engine.saved_pictures):
        with pytest.raises(UnknownSavedSearchError):
            call(saved.id)


def test_a_recipe_gives_the_same_list_on_another_machine(
    library: Switched, engine: Engine, tmp_path: Path
) -> None:
    """Another library, whose folder lies elsewhere and whose pictures came in in another order, replays it."""
    query = SearchQuery(
        text="red", like=ids(engine)["3.png"], inside=(library.pictures,), core=(ids(engine)["4.png"],)
    )
    recipe = json.dumps(engine.make_recipe(query, similarity=5.0))
    assert str(tmp_path) not in recipe
    assert ids(engine)["3.png"] not in recipe
    other = Switched(tmp_path / "other" / "home", tmp_path / "other" / "pictures")
    add_pack(other, "old", seed=1)
    write_tiles(other.pictures, reversed(range(PICTURES)))
    with other.engine() as elsewhere:
        elsewhere.use_pack("old")
        elsewhere.add_folder(other.pictures)
        elsewhere.index(ocr=False)
        found = elsewhere.replay_recipe(recipe)
        assert found.same, found.comparison
        assert found.why == ()
        assert found.comparison.drift == 0.0
        # The control: without a picture it is another list, and that is said.
        (other.pictures / "3.png").unlink()
        elsewhere.index(ocr=False)
        with pytest.raises(RecipeNeedsError):
            elsewhere.replay_recipe(recipe)
        given = (library.pictures / "3.png").read_bytes()
        differs = elsewhere.replay_recipe(recipe, pictures=[given])
    assert not differs.same
    gone = {change.content for change in differs.comparison.missing if not change.in_library}
    assert gone == {hashlib.sha256(given).hexdigest()}
    assert differs.why[0] == "The library holds other pictures: 59, then 60."


def test_what_a_recipe_needs_is_named(library: Switched, engine: Engine, tmp_path: Path) -> None:
    """A folder and a collection that are not there are named; what was to be left out need not be there."""
    collection = engine.create_collection("Best ones")
    queries = {
        "folder": SearchQuery(text="red", inside=(library.pictures,)),
        "collection": SearchQuery(text="red", filters=Filters(collection=collection.id)),
        "outside": SearchQuery(text="red", outside=(library.pictures / "none",)),
    }
    recipes = {name: engine.make_recipe(query) for name, query in queries.items()}
    assert all(engine.replay_recipe(recipe).same for recipe in recipes.values())
    with Switched(tmp_path / "empty", tmp_path).engine() as elsewhere:
        with pytest.raises(RecipeNeedsError, match="called \u201cpictures\u201d"):
            elsewhere.replay_recipe(recipes["folder"])
        with pytest.raises(RecipeNeedsError, match="Best ones"):
            elsewhere.replay_recipe(recipes["collection"])
        assert elsewhere.replay_recipe(recipes["outside"]).page.hits == ()


def test_another_model_is_named_by_a_recipe(engine: Engine) -> None:
    """The list of another pack is another one, and the pack is the reason that is given."""
    recipe = engine.make_recipe(SearchQuery(text="words:red lamp"))
    engine.use_pack("new", now=True)
    engine.index(ocr=False)
    found = engine.replay_recipe(recipe)
    assert not found.same
    assert found.why[0] == "Another model answers: \u2018The new model\u2019, then \u2018The old model\u2019."


def test_the_slider_is_part_of_a_recipe(engine: Engine) -> None:
    """What stood below it is in neither list."""
    page = engine.search(SearchQuery(text="words:red lamp"))
    slider = page.hits[4].similarity
    recipe = engine.make_recipe(SearchQuery(text="words:red lamp"), similarity=slider)
    found = engine.replay_recipe(recipe)
    assert found.same
    assert names(found.page) == [hit for hit in names(page) if hit[1] >= slider]
    assert len(found.page.hits) >= 5
    with pytest.raises(UsageError):
        engine.make_recipe(SearchQuery(text="x"), similarity=101)


def test_an_unchanged_library_raises_no_alarm(library: Switched, engine: Engine) -> None:
    """Run again, after another run of the index, and by another process's eyes: all is as it was kept."""
    assert self_test_check(engine).detail == "none is set up"
    with pytest.raises(NoSelfTestError):
        engine.run_self_test()
    engine.set_self_test(
        [*PROBES, Probe(picture=library.pictures / "9.png"), Probe(picture=ids(engine)["8.png"])]
    )
    engine.index(ocr=False)
    report = engine.run_self_test()
    assert (report.verdict, report.changes) == ("same", ())
    assert report.probes[-1].place_now == 1
    with library.engine() as again:
        assert self_test_check(again).state == "ok"
        assert again.run_self_test().verdict == "same"


def test_pictures_that_come_and_go_raise_no_alarm(library: Switched, engine: Engine) -> None:
    """Copies of the best hits that come in, and best hits that go, are to be expected."""
    engine.set_self_test(PROBES)
    (best, *_) = (hit.asset.path for hit in engine.search(SearchQuery(text="red lamp")).hits)
    best.unlink()
    write_tiles(library.pictures, range(PICTURES, PICTURES + 30))
    engine.index(ocr=False)
    report = engine.run_self_test()
    assert report.verdict == "expected", report
    assert report.probes[0].removed == 1
    assert sum(probe.added for probe in report.probes) > 0
    assert self_test_check(engine).state == "ok"
    assert engine.keep_self_test().kept > report.kept
    assert engine.run_self_test().verdict == "same"


def test_another_pack_raises_an_alarm(engine: Engine) -> None:
    """The doctor says so, names the packs, and what moved; keeping the new lists ends it; going back raises it again."""
    engine.set_self_test(PROBES)
    engine.use_pack("new", now=True)
    engine.index(ocr=False)
    report = engine.run_self_test()
    assert report.verdict == "look"
    assert report.changes == (
        "another model answers: \u2018The new model\u2019, then \u2018The old model\u2019",
    )
    check = self_test_check(engine)
    assert check.state == "note"
    assert "\u2018The new model\u2019" in check.detail
    assert "of the first 10 are the same" in check.detail
    engine.keep_self_test()
    assert self_test_check(engine).state == "ok"
    engine.use_pack("old", now=True)
    assert self_test_check(engine).state == "note"
    engine.forget_self_test()
    assert engine.self_test() is None


def _nothing(_library: Switched) -> Probe:
    return Probe()


def _both(library: Switched) -> Probe:
    return Probe(words="red", picture=library.pictures / "1.png")


@pytest.mark.parametrize("bad", [_nothing, _both])
def test_a_probe_is_one_thing(library: Switched, engine: Engine, bad: Callable[[Switched], Probe]) -> None:
    """Neither nothing nor words and a picture; and between one and sixteen of them."""
    for probes in ([bad(library)], [], [Probe(words="x")] * 17):
        with pytest.raises(UsageError):
            engine.set_self_test(probes)
    assert engine.self_test() is None
