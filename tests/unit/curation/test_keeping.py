"""What the engine keeps for a person: pages of collections, and work beside a run of the index."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bowerbird_engine import (
    Engine,
    PreferenceChanges,
    Preferences,
    Progress,
    SearchQuery,
    load_settings,
)
from bowerbird_engine.assets import AssetId, Root
from bowerbird_engine.curation.keeper import Keeper
from bowerbird_engine.errors import CollectionNameError, CursorError, LibraryBusyError, UsageError
from fakes.indexed import make_picture
from fakes.kept import KeptLibrary, files_in, kept_library


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[KeptLibrary]:
    """Give a library of six pictures."""
    for number in range(6):
        make_picture(tmp_path / "pictures" / f"{number}.png", number)
    with kept_library(tmp_path / "home", tmp_path / "pictures") as opened:
        yield opened


def test_pages_of_a_collection_join_to_the_whole(kept: KeptLibrary) -> None:
    """Pages give the pictures in the order in which they came in; the last one has no next."""
    lamps = kept.keeper.create_collection("  Lamps ")
    order = [kept.id(f"{number}.png") for number in (4, 1, 5, 0, 2)]
    assert kept.keeper.add_to_collection(lamps.id, order) == 5
    found: list[AssetId] = []
    after = None
    for expected in (2, 2, 1):
        page = kept.keeper.collection_assets(lamps.id, 2, after)
        assert len(page.assets) == expected
        found += [asset.id for asset in page.assets]
        after = page.next
    assert after is None
    assert found == order
    assert kept.keeper.collection_assets(lamps.id, 5, None).next is None


def test_cursors_and_limits_that_make_no_sense(kept: KeptLibrary) -> None:
    """A cursor of another collection, an altered one and a page of nothing are refused."""
    one, other = (kept.keeper.create_collection(name) for name in ("one", "other"))
    for collection in (one, other):
        kept.keeper.add_to_collection(collection.id, [kept.id("0.png"), kept.id("1.png")])
    cursor = kept.keeper.collection_assets(one.id, 1, None).next
    assert cursor is not None
    for bad in (cursor[::-1], "", "x"):
        with pytest.raises(CursorError):
            kept.keeper.collection_assets(one.id, 1, bad)
    with pytest.raises(CursorError):
        kept.keeper.collection_assets(other.id, 1, cursor)
    for limit in (0, -1, 1001):
        with pytest.raises(UsageError):
            kept.keeper.collection_assets(one.id, limit, None)
        with pytest.raises(UsageError):
            kept.keeper.curated_copies(limit, None)


def test_a_collection_survives_an_unplugged_disk(kept: KeptLibrary) -> None:
    """Pictures of a folder that is away stay in their collection, marked as offline."""
    lamps = kept.keeper.create_collection("Lamps")
    kept.keeper.add_to_collection(lamps.id, [kept.id("0.png")])
    kept.pictures.rename(kept.pictures.with_name("unplugged"))
    kept.library.index()
    (asset,) = kept.keeper.collection_assets(lamps.id, 10, None).assets
    assert not asset.online
    assert kept.keeper.collections()[0].pictures == 1


def test_names_are_tidied_before_they_are_compared(kept: KeptLibrary) -> None:
    """Spaces around a name make no second collection, and none without a name."""
    lamps = kept.keeper.create_collection("Lamps")
    for name in (" lamps", "LAMPS\n", " ", "x" * 201):
        with pytest.raises(CollectionNameError):
            kept.keeper.create_collection(name)
    assert kept.keeper.rename_collection(lamps.id, " Lights ").name == "Lights"
    kept.keeper.delete_collection(lamps.id)
    assert kept.keeper.collections() == []


def test_the_engine_keeps_what_was_kept(tmp_path: Path) -> None:
    """Everything is on the engine's surface, and there after it was closed and opened again."""
    for number in range(3):
        make_picture(tmp_path / "pictures" / f"{number}.png", number)
    settings = load_settings(tmp_path / "home")
    with Engine(settings) as engine:
        engine.add_folder(tmp_path / "pictures")
        engine.index(ocr=False)
        ids = [hit.asset.id for hit in engine.search(SearchQuery(text="a picture")).hits]
        lamps = engine.create_collection("Lamps")
        assert engine.add_to_collection(lamps.id, ids) == 3
        assert engine.remove_from_collection(lamps.id, ids[:1]) == 1
        assert engine.rename_collection(lamps.id, "Lights").pictures == 2
        engine.delete_collection(engine.create_collection("Nothing").id)
        engine.set_preferences(PreferenceChanges(curated_folder=tmp_path / "best", pause_on_battery=False))
        made = engine.copy_curated(ids, query="a picture")
    with Engine(settings) as again:
        assert [each.name for each in again.collections()] == ["Lights"]
        assert [asset.id for asset in again.collection_assets(lamps.id).assets] == ids[1:]
        best = (tmp_path / "best").resolve()
        assert again.preferences() == Preferences(curated_folder=best, pause_on_battery=False)
        listed = again.curated_copies().copies
        assert [each.path for each in listed] == [each.path for each in made][::-1]
        assert [each.copied for each in listed] == [each.copied for each in made][::-1]


def test_everything_goes_on_beside_a_run_of_the_index(tmp_path: Path) -> None:
    """Under `hold` collections, preferences and copies wait for no index; without it they are told who is writing."""
    for number in range(3):
        make_picture(tmp_path / "pictures" / f"{number}.png", number)
    with Engine(load_settings(tmp_path / "home")) as engine:
        engine.add_folder(tmp_path / "pictures")
        engine.index(ocr=False)
        ids = [hit.asset.id for hit in engine.search(SearchQuery(text="a picture")).hits]
        with engine.hold("serving"):
            _keep_beside_an_index(engine, tmp_path, ids)
        assert len(files_in(tmp_path / "best")) == 6
        assert engine.collections()[0].pictures == 3
        with _indexing(engine, tmp_path), pytest.raises(LibraryBusyError):
            engine.create_collection("Busy")


def _keep_beside_an_index(engine: Engine, work: Path, ids: list[AssetId]) -> None:
    with _indexing(engine, work):
        engine.set_preferences(PreferenceChanges(curated_folder=work / "best"))
        lamps = engine.create_collection("Lamps")
        engine.add_to_collection(lamps.id, ids)
        assert all(each.created for each in engine.copy_curated(ids))


@contextmanager
def _indexing(engine: Engine, work: Path) -> Generator[None]:
    """Have a run of the index under way, in the midst of its pictures, for the block."""
    make_picture(work / "pictures" / f"new {len(files_in(work / 'pictures'))}.png", 100)
    begun, over = threading.Event(), threading.Event()

    def wait(step: Progress) -> None:
        if step.phase == "pictures":
            begun.set()
            over.wait(60)

    thread = threading.Thread(target=lambda: engine.index(ocr=False, progress=wait))
    thread.start()
    try:
        assert begun.wait(60)
        yield
    finally:
        over.set()
        thread.join()


def test_an_asset_whose_folder_was_just_removed_is_left_out(kept: KeptLibrary) -> None:
    """A folder that nobody located yet makes a page shorter, never wrong."""
    lamps = kept.keeper.create_collection("Lamps")
    kept.keeper.add_to_collection(lamps.id, [kept.id("0.png")])
    keeper = Keeper(kept.library.settings, dict[int, Root], kept.writer.catalogue, kept.opener.open_original)
    try:
        assert keeper.collection_assets(lamps.id, 10, None).assets == ()
    finally:
        keeper.close()
