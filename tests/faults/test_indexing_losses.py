"""Pictures that go in numbers: what a scan may drop by itself, what waits for a yes, and the way back."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from bowerbird_engine import AssetGoneError, Engine, SearchQuery, UnknownAssetError, load_settings
from bowerbird_engine.assets import Asset, AssetId
from bowerbird_engine.errors import CatalogueError, FolderError
from bowerbird_engine.gone import DROPPED_KEPT
from bowerbird_engine.indexing.pipeline import BATCH
from bowerbird_engine.reports import Progress
from bowerbird_engine.scanning import losses
from fakes.indexed import Library, assert_adds_up, make_picture
from fakes.passing_days import let_days_pass


def make_pictures(folder: Path, count: int, first: int = 0) -> Path:
    """Make a folder of pictures."""
    for number in range(first, first + count):
        make_picture(folder / f"{number:04}.png", number)
    return folder


def delete(folder: Path, count: int) -> list[Path]:
    """Delete the first pictures of a folder."""
    gone = sorted(folder.rglob("*.png"))[:count]
    for path in gone:
        path.unlink()
    return gone


def quick_library(home: Path) -> Library:
    """Open a library that looks for no details in its pictures."""
    library = Library(home)
    library.settings = replace(library.settings, details=False)
    return library


def ids(library: Library) -> dict[str, AssetId]:
    """Give the id of every searchable picture by its path."""
    return {path: asset.id for path, asset in library.assets().items()}


def test_a_fifth_of_a_folder_goes_unasked_and_more_than_that_waits(tmp_path: Path) -> None:
    """Of 100 pictures 19 leave at once, the control; two more within the same day wait, and everything else goes on."""
    folder = make_pictures(tmp_path / "pictures", 100)
    with quick_library(tmp_path / "home") as library:
        library.add(folder)
        library.index()
        before = ids(library)
        delete(folder, 19)
        report = library.index()
        assert (report.missing, report.held) == (19, ())
        assert len(library.assets()) == 81

        gone = delete(folder, 2)
        make_picture(folder / "new.png", 500)
        (folder / "0050.png").rename(folder / "moved.png")
        report = library.index()

        assert_adds_up(report)
        assert (report.found, report.missing, report.moved) == (80, 0, 1)
        (held,) = report.held
        assert (held.folder, held.pictures, held.known) == (folder, 2, 82)
        after = ids(library)
        assert {str(path) for path in gone} <= after.keys()
        assert after[str(folder / "moved.png")] == before[str(folder / "0050.png")]
        assert len(after) == 82


def test_files_that_were_no_pictures_make_no_question(tmp_path: Path) -> None:
    """Of 60 pictures and 30 broken files all these and 2 pictures go: of pictures that is little."""
    folder = make_pictures(tmp_path / "pictures", 60)
    broken = [folder / f"broken-{number}.png" for number in range(30)]
    for path in broken:
        path.write_bytes(b"no picture")
    with quick_library(tmp_path / "home") as library:
        library.add(folder)
        assert len(library.index().failures) == 30
        for path in broken:
            path.unlink()
        delete(folder, 2)
        report = library.index()
        assert (report.missing, report.held) == (32, ())
        # The control: as many pictures are one.
        delete(folder, 30)
        report = library.index()
        assert (report.missing, [held.pictures for held in report.held]) == (0, [30])


def test_what_waits_goes_on_waiting_and_ends_when_the_pictures_are_back(tmp_path: Path) -> None:
    """Further scans drop nothing of it, whatever the person does not say; put back, all is as it was."""
    folder = make_pictures(tmp_path / "pictures", 60)
    aside = tmp_path / "aside"
    with quick_library(tmp_path / "home") as library:
        library.add(folder)
        library.index()
        before = ids(library)
        make_pictures(folder / "more", 40, first=100)
        library.index()
        (folder / "more").rename(aside)
        for _ in range(3):
            report = library.index()
            assert [held.pictures for held in report.held] == [40]
            assert report.held[0].within == folder / "more"
            assert (report.missing, report.found) == (0, 60)
            assert len(library.assets()) == 100
        aside.rename(folder / "more")
        report = library.index()
        assert (report.held, report.found, report.embedded) == ((), 100, 0)
        assert before.items() <= ids(library).items()
        assert all(asset.online for asset in library.assets().values())


def test_what_waits_is_known_again_at_another_place(tmp_path: Path) -> None:
    """Put back under another name, pictures wait no longer, can be opened, and have their ids."""
    folder = make_pictures(tmp_path / "pictures", 10)
    make_pictures(folder / "more", 30, first=100)
    with quick_library(tmp_path / "home") as library:
        root = library.add(folder)
        library.index()
        before = ids(library)
        (folder / "more").rename(tmp_path / "aside")
        assert [held.pictures for held in library.index().held] == [30]
        assert len(library.catalogue.filters.in_roots([root])) == 10
        (tmp_path / "aside").rename(folder / "less")
        report = library.index()
        assert (report.moved, report.held, report.embedded) == (30, (), 0)
        assert ids(library) == {path.replace("/more/", "/less/"): asset for path, asset in before.items()}
        assert len(library.catalogue.filters.in_roots([root])) == 40


def test_1500_pictures_moved_to_another_folder_are_moved(tmp_path: Path) -> None:
    """The scan that misses them in one folder holds them, and their ids go on in the other one, though each is a new file."""
    one, other = make_pictures(tmp_path / "one", 3), tmp_path / "other"
    for number in range(1500):
        path = one / "best" / f"{number:04}.png"
        path.parent.mkdir(exist_ok=True)
        Image.new("RGB", (33, 33), (number % 256, number // 256, 77)).save(path)
    make_picture(other / "mine.png", 9999)
    with quick_library(tmp_path / "home") as library:
        library.add(one)
        library.add(other)
        library.index()
        before = ids(library)
        shutil.copytree(one / "best", other / "best")
        shutil.rmtree(one / "best")
        seen: list[int] = []

        def look(progress: Progress) -> None:
            if progress.phase == "pictures" and not seen:
                seen.append(library.catalogue.gone.held_count())

        report = library.index(progress=look)

        assert_adds_up(report)
        assert seen == [1500 - BATCH]
        assert (report.moved, report.missing, report.held, report.embedded) == (1500, 0, (), 0)
        after = ids(library)
        assert len(after) == len(before)
        moved = {
            path.replace(str(one / "best"), str(other / "best")): asset for path, asset in before.items()
        }
        assert after == moved


def test_what_several_folders_lose_counts_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None of two folders loses a fifth, and yet both wait: together it is more than a scan may drop."""
    with quick_library(tmp_path / "home") as library:
        for name, first in (("one", 0), ("other", 1000)):
            library.add(make_pictures(tmp_path / name, 60, first))
        library.index()
        for name in ("one", "other"):
            delete(tmp_path / name, 6)
        monkeypatch.setattr(losses, "MOST_OF_A_SCAN", 11)
        report = library.index()
        assert ([held.pictures for held in report.held], report.missing) == ([6, 6], 0)
        # The control: with one more, what they lose next is no question; within the same day it all counts.
        delete(tmp_path / "one", 1)
        monkeypatch.setattr(losses, "MOST_OF_A_SCAN", 13)
        assert library.index().missing == 1


def test_a_scan_that_dies_between_two_folders_has_stored_one_of_them_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one makes up for it, and the question is the same: what the first folder lost still counts."""
    with quick_library(tmp_path / "home") as library:
        for name, first in (("one", 0), ("other", 1000)):
            library.add(make_pictures(tmp_path / name, 60, first))
        library.index()
        for name in ("one", "other"):
            delete(tmp_path / name, 30)
        put_skips = library.catalogue.files.set_skips

        def fail_for_the_second(root_id: int, skips: dict[str, int]) -> None:
            if root_id == 2:
                raise CatalogueError("the power went away")
            put_skips(root_id, skips)

        monkeypatch.setattr(library.catalogue.files, "set_skips", fail_for_the_second)
        with pytest.raises(CatalogueError, match="power"):
            library.index()
        assert [held.pictures for held in library.catalogue.gone.held()] == [30]
        assert len(library.assets()) == 120
        monkeypatch.undo()
        report = library.index()
        assert [held.pictures for held in report.held] == [30, 30]
        assert report.missing == 0


@pytest.fixture(name="engine")
def _engine(tmp_path: Path) -> Engine:
    settings = replace(load_settings(tmp_path / "home"), details=False)
    engine = Engine(settings)
    engine.add_folder(make_pictures(tmp_path / "pictures", 90))
    engine.add_folder(make_pictures(tmp_path / "others", 5, first=900))
    engine.index(ocr=False)
    return engine


def test_held_pictures_are_found_and_shown_and_say_why_they_cannot_be_opened(
    tmp_path: Path, engine: Engine
) -> None:
    """What waits is searched, has thumbnails, and its original says in words since when it is not there."""
    folder = tmp_path / "pictures"
    with engine:
        wanted = engine.search(SearchQuery(like=folder / "0001.png", limit=1)).hits[0].asset.id
        sample = (folder / "0001.png").read_bytes()
        kept = shutil.copy2(folder / "0001.png", tmp_path / "kept.png")
        gone = delete(folder, 40)
        engine.index(ocr=False)
        assert sum(held.pictures for held in engine.status().held) == 40
        assert engine.status().found == 55

        page = engine.search(SearchQuery(like=sample, limit=1))
        hit = page.hits[0].asset
        assert (hit.id, hit.online, hit.path) == (wanted, False, gone[1])
        assert any("not found since" in note for note in page.notes)
        assert engine.thumbnail(wanted)
        assert engine.thumbnail(wanted, 640)
        assert "gone drop" in (engine.offline_reason(hit) or "")
        with pytest.raises(
            AssetGoneError, match=r"was not there when its folder was looked at on \d+ \w+ \d{4}"
        ):
            engine.open_original(wanted)
        # The control: a file that is back, and not yet met by a scan, is given out.
        shutil.copy2(kept, gone[1])
        with engine.open_original(wanted) as original:
            assert original.stream.read() == sample


def test_a_yes_drops_and_30_days_later_it_is_forgotten_with_its_thumbnails(
    tmp_path: Path, engine: Engine
) -> None:
    """Let go, pictures leave the search; within 30 days they come back whole, and after them nothing is left."""
    folder = tmp_path / "pictures"
    with engine:
        wanted = engine.search(SearchQuery(like=folder / "0001.png", limit=1)).hits[0].asset
        collection = engine.create_collection("lamps")
        engine.add_to_collection(collection.id, [wanted.id])
        delete(folder, 40)
        engine.index(ocr=False)

        assert engine.drop_gone(folder) == 40
        assert engine.drop_gone() == 0
        with pytest.raises(UnknownAssetError):
            engine.asset(wanted.id)
        (dropped,) = engine.gone().dropped
        assert (dropped.folder, dropped.pictures) == (folder, 40)
        let_days_pass(engine, DROPPED_KEPT - timedelta(days=1))
        assert engine.index(ocr=False).held == ()
        assert engine.bring_back(folder) == 40
        assert engine.search(SearchQuery(like=wanted.id, limit=1)).hits[0].asset.id == wanted.id
        assert [asset.id for asset in engine.collection_assets(collection.id).assets] == [wanted.id]

        # What is held stays for ever, whatever time passes.
        let_days_pass(engine, 3 * DROPPED_KEPT)
        assert [held.pictures for held in engine.index(ocr=False).held] == [40]
        thumbnails = _thumbnails(engine)
        engine.drop_gone()
        let_days_pass(engine, DROPPED_KEPT + timedelta(days=1))
        engine.index(ocr=False)
        assert engine.gone().dropped == ()
        assert engine.bring_back() == 0
        left = _thumbnails(engine)
        assert len(thumbnails - left) == len(thumbnails) * 40 // 95
        assert not any(wanted.content_hash.hex()[2:] in name for name in left)


def test_a_folder_that_was_removed_comes_back_whole_for_30_days(tmp_path: Path, engine: Engine) -> None:
    """Adding it again, or asking for it back, needs nothing learned anew; to forget it at once leaves nothing."""
    folder = tmp_path / "pictures"
    with engine:
        before = {asset.id for asset in _assets(engine, folder)}
        collection = engine.create_collection("lamps")
        engine.add_to_collection(collection.id, sorted(before)[:3])
        assert engine.remove_folder(folder) == 90
        assert [root.path for root in engine.folders()] == [tmp_path / "others"]
        assert not _assets(engine, folder)
        (dropped,) = engine.gone().dropped
        assert (dropped.removed, dropped.pictures, dropped.folder) == (True, 90, folder)

        assert engine.add_folder(folder).brought_back == 90
        assert {asset.id for asset in _assets(engine, folder)} == before
        assert len(engine.collection_assets(collection.id).assets) == 3
        assert engine.index(ocr=False).embedded == 0

        engine.remove_folder(folder)
        folder.rename(tmp_path / "away")
        assert engine.bring_back(folder) == 90
        away = next(root for root in engine.folders() if root.path == folder)
        assert not away.online
        assert {asset.id for asset in _assets(engine, folder)} == before
        (tmp_path / "away").rename(folder)

        engine.remove_folder(folder)
        assert engine.remove_folder(folder, forget=True) == 90
        assert engine.gone().dropped == ()
        assert engine.add_folder(folder).brought_back == 0
        report = engine.index(ocr=False)
        assert report.embedded == 90
        # The control: what was forgotten has other ids now.
        assert not before & {asset.id for asset in _assets(engine, folder)}


def test_a_copy_of_what_is_gone_is_no_duplicate(tmp_path: Path, engine: Engine) -> None:
    """It is the last one there is: neither the list of duplicates nor the advice about folders may call it one too many."""
    folder, copies = tmp_path / "pictures", tmp_path / "copies"
    shutil.copytree(folder, copies)
    with engine:
        engine.add_folder(copies)
        engine.index(ocr=False)
        said = "at another place too"
        assert len(engine.duplicates("same_file", limit=200).groups) == 90
        assert sum(said in " ".join(health.advice) for health in engine.folder_health()) == 2

        delete(folder, 89)
        assert [held.pictures for held in engine.index(ocr=False).held] == [89]
        (group,) = engine.duplicates("same_file", limit=200).groups
        assert {member.asset.path for member in group.members} == {folder / "0089.png", copies / "0089.png"}
        advised = {health.root_id for health in engine.folder_health() if said in " ".join(health.advice)}
        assert advised <= {root.id for root in engine.folders() if root.path == folder}


def test_a_removed_folder_never_comes_back_into_a_larger_one(tmp_path: Path, engine: Engine) -> None:
    """Its pictures would be there twice. A larger one does not come back over a part of it; apart, it does."""
    folder = tmp_path / "pictures"
    with engine:
        before = {asset.id for asset in _assets(engine, folder)}
        engine.remove_folder(folder)
        engine.remove_folder(tmp_path / "others")
        engine.add_folder(tmp_path)
        assert engine.index(ocr=False).embedded == 0
        assert {asset.id for asset in _assets(engine, folder)} == before
        assert engine.bring_back(folder) == 0
        assert [root.path for root in engine.folders()] == [tmp_path]

        engine.remove_folder(tmp_path)
        engine.add_folder(folder)
        with pytest.raises(FolderError, match="a part of"):
            engine.bring_back(tmp_path)
        assert [root.path for root in engine.folders()] == [folder]
        engine.remove_folder(folder)
        assert engine.bring_back(tmp_path) == 95


def _assets(engine: Engine, folder: Path) -> list[Asset]:
    """Give the pictures of a folder that a search finds."""
    page = engine.search(SearchQuery(text="picture", limit=200))
    return [hit.asset for hit in page.hits if hit.asset.path.is_relative_to(folder)]


def _thumbnails(engine: Engine) -> set[str]:
    return {path.name for path in (engine.settings.cache_dir / "renditions").rglob("*.webp")}
