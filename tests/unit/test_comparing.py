"""Duplicates of a library: real pictures, features and model; what is found, what is not, and what the person says."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageEnhance, ImageOps

from bowerbird_engine import AssetId, Engine, SearchQuery, comparing, load_settings
from bowerbird_engine.assets import Int64Array, Space
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.duplicates import Tier
from bowerbird_engine.errors import Cancelled, CursorError, SameFileError, UnknownAssetError, UsageError
from bowerbird_engine.reports import Progress
from bowerbird_engine.search import live_copies
from bowerbird_engine.search.background_reading import BackgroundReading
from bowerbird_engine.vectors.exact import ExactIndex
from bowerbird_engine.vectors.kernels import Float16Array
from fakes.scenes import scene

COPIES = {"whole.png", "quality-20.jpg", "half.png", "bright.png", "mirrored.png"}


def other_shot(seed: int) -> Image.Image:
    """Take the same scene a moment later: what stands in front has moved before its ground."""
    picture = scene(seed)
    front = picture.crop((120, 90, 340, 280))
    picture.paste(front, (131, 97))
    return picture


def make(folder: Path) -> Path:
    """Save a scene and its copies, another one twice as a file, and two shots of a third."""
    folder.mkdir()
    whole = scene(0)
    whole.save(folder / "whole.png")
    whole.save(folder / "quality-20.jpg", quality=20)
    whole.resize((240, 180), Image.Resampling.LANCZOS).save(folder / "half.png")
    ImageEnhance.Brightness(whole).enhance(1.2).save(folder / "bright.png")
    ImageOps.mirror(whole).save(folder / "mirrored.png")
    whole.crop((120, 90, 360, 270)).save(folder / "crop.png")
    scene(1).save(folder / "one.png")
    (folder / "one again.png").write_bytes((folder / "one.png").read_bytes())
    scene(2).save(folder / "shot.png")
    other_shot(2).save(folder / "shot later.png")
    for seed in range(3, 6):
        scene(seed).save(folder / f"other-{seed}.png")
    return folder


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Generator[Engine]:
    """Index them."""
    base = tmp_path_factory.mktemp("duplicates")
    with Engine(load_settings(base / "home")) as engine:
        engine.add_folder(make(base / "pictures"))
        engine.index(ocr=False)
        yield engine


def groups(engine: Engine, tier: Tier = "same_picture") -> list[set[str]]:
    """Name the files of each group."""
    return [{member.asset.path.name for member in group.members} for group in engine.duplicates(tier).groups]


def ids(engine: Engine) -> dict[str, AssetId]:
    """Give the id of each file that is in a group."""
    return {
        member.asset.path.name: member.asset.id
        for tier in ("same_file", "same_picture")
        for group in engine.duplicates(tier).groups
        for member in group.members
    }


def test_copies_are_one_group_and_other_shots_and_crops_are_not(engine: Engine) -> None:
    """Saved again, smaller, brighter, mirrored; a crop is a part, and a second shot another picture."""
    assert groups(engine) == [COPIES]
    (group,) = engine.duplicates().groups
    largest = [member.asset for member in group.members if member.largest]
    assert [(asset.width, asset.height) for asset in largest] == [(480, 360)]
    assert group.members[0].largest
    assert group.members[-1].asset.path.name == "half.png"
    assert group.spare_bytes == sum(member.asset.byte_size for member in group.members[1:])


def test_equal_bytes_are_a_tier_of_their_own(engine: Engine) -> None:
    """Two files, one content."""
    assert groups(engine, "same_file") == [{"one.png", "one again.png"}]


def test_a_run_makes_the_index_of_details_again(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a large library as well, which is read in the background: a run waits for it."""
    begun: list[BackgroundReading] = []

    class Noted(BackgroundReading):
        def __init__(self, *of: Any) -> None:
            begun.append(self)
            super().__init__(*of)

    monkeypatch.setattr(live_copies, "BackgroundReading", Noted)
    monkeypatch.setattr(live_copies, "_AT_ONCE", 3)
    monkeypatch.setattr(live_copies, "_WORTH_SAVING", 1)
    place = live_copies.postings_place(engine.settings.cache_dir)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"no index")
    with Engine(engine.settings) as again:
        again.index(ocr=False)
        assert not again.search(SearchQuery(like=ids(engine)["half.png"])).notes
    assert len(begun) == 1
    assert begun[0].whole is not None
    assert len(place.read_bytes()) > len(b"no index")


def test_similar_pictures_are_found_as_they_are_asked(engine: Engine) -> None:
    """Nothing is in two groups, of copies one stands for all, and all are as much alike as the tier says."""
    page = engine.duplicates("similar")
    assert page.next is None
    assert page.groups
    names = [member.asset.path.name for group in page.groups for member in group.members]
    assert len({name for name in names if name != "one again.png"}) == len(names) - ("one again.png" in names)
    assert len(COPIES.intersection(names)) <= 1
    for group in page.groups:
        alike = [member.percent for member in group.members if member.percent is not None]
        assert len(alike) < len(group.members)
        assert min(alike) >= 90


def test_collapse_folds_copies_into_the_best_of_them(engine: Engine) -> None:
    """With the group's name and the number of the others; without it all are listed."""
    (group,) = engine.duplicates().groups
    query = SearchQuery(like=group.members[0].asset.id, limit=30)
    every = engine.search(query).hits
    folded = engine.search(SearchQuery(like=group.members[0].asset.id, limit=30, collapse=True)).hits
    assert len(every) - len(folded) == len(COPIES) - 1
    assert (folded[0].group, folded[0].variants) == (group.id, len(COPIES) - 1)
    assert not any(hit.group for hit in every)


def test_what_is_not_the_same_is_remembered_and_taken_back(engine: Engine) -> None:
    """It splits the group, for searches too, until it is taken back."""
    named = ids(engine)
    engine.tell_apart(named["half.png"], named["whole.png"])
    engine.tell_apart(named["whole.png"], named["half.png"])
    assert not [group for group in groups(engine) if {"half.png", "whole.png"} <= group]
    (pair,) = engine.told_apart().pairs
    assert {asset.path.name for asset in pair} == {"half.png", "whole.png"}
    hits = engine.search(SearchQuery(like=named["whole.png"], limit=30, collapse=True)).hits
    assert {"half.png", "whole.png"} & {hit.asset.path.name for hit in hits}
    assert len(hits) == 13 - len(COPIES) + 1
    assert engine.take_back_telling_apart(named["whole.png"], named["half.png"])
    assert not engine.take_back_telling_apart(named["whole.png"], named["half.png"])
    assert groups(engine) == [COPIES]


def test_what_cannot_be_told_apart_or_listed_is_said(engine: Engine) -> None:
    """The same bytes; ids that are not there; foreign cursors; pages of no length."""
    named = ids(engine)
    with pytest.raises(SameFileError, match="the same bytes"):
        engine.tell_apart(named["one.png"], named["one again.png"])
    with pytest.raises(UnknownAssetError):
        engine.tell_apart(named["one.png"], AssetId("01ARZ3NDEKTSV4RRFFQ69G5FAV"))
    with pytest.raises(CursorError):
        engine.duplicates(after="nonsense")
    with pytest.raises(UsageError):
        engine.duplicates(limit=0)


def _grown(base: Path, steps: Callable[[str], int]) -> list[set[str]]:
    """Index the pictures in steps: those of step 0 first, and so on."""
    source, folder = make(base / "source"), base / "pictures"
    folder.mkdir()
    files = sorted(source.iterdir())
    with Engine(load_settings(base / "home")) as engine:
        engine.add_folder(folder)
        for step in range(3):
            for file in files:
                if steps(file.name) == step:
                    (folder / file.name).write_bytes(file.read_bytes())
            engine.index(ocr=False)
        return groups(engine)


def test_a_library_that_grew_has_the_groups_of_one_that_was_indexed_at_once(
    engine: Engine, tmp_path: Path
) -> None:
    """Whatever came first; and a run that has nothing new compares nothing."""
    assert _grown(tmp_path, lambda name: len(name) % 3) == groups(engine)
    steps: list[Progress] = []
    engine.index(ocr=False, progress=steps.append)
    assert not [step for step in steps if step.phase == "duplicates"]


def test_what_is_not_the_same_outlives_the_pictures_and_a_stop_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forgotten and indexed anew, the pair is still apart; a run that was stopped goes on with the next."""
    monkeypatch.setattr(comparing, "_PER_TRANSACTION", 1)
    folder = make(tmp_path / "pictures")
    cancel = threading.Event()

    def stop(step: Progress) -> None:
        if step.phase == "duplicates" and step.done >= 2:
            cancel.set()

    with Engine(load_settings(tmp_path / "home")) as engine:
        engine.add_folder(folder)
        with pytest.raises(Cancelled):
            engine.index(ocr=False, progress=stop, cancel=cancel)
        with Catalogue.open(engine.settings.catalogue_path, read_only=True) as catalogue:
            assert len(catalogue.same_pictures.compared()) == 2
        assert "not compared" in engine.duplicates().notes[0]
        engine.index(ocr=False)
        assert (groups(engine), engine.duplicates().notes) == ([COPIES], ())
        named = ids(engine)
        engine.tell_apart(named["half.png"], named["whole.png"])
        engine.remove_folder(folder)
        assert (groups(engine), engine.told_apart().pairs) == ([], ())
        engine.add_folder(folder)
        engine.index(ocr=False)
        assert not [group for group in groups(engine) if {"half.png", "whole.png"} <= group]
        assert len(engine.told_apart().pairs) == 1


@pytest.mark.parametrize("enough", [2, 100], ids=["as it is", "the control, without a bound"])
def test_a_burst_is_one_group_for_a_few_proofs_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, enough: int
) -> None:
    """Of many copies each is proved with a few others, not with every one, and all are one group."""
    monkeypatch.setattr(comparing, "_ENOUGH", enough)
    number = 14
    (tmp_path / "pictures").mkdir()
    for quality in range(80, 80 + number):
        scene(0).save(tmp_path / "pictures" / f"{quality}.jpg", quality=quality)
    with Engine(load_settings(tmp_path / "home")) as engine:
        engine.add_folder(tmp_path / "pictures")
        engine.index(ocr=False)
        (group,) = groups(engine)
        with Catalogue.open(engine.settings.catalogue_path, read_only=True) as catalogue:
            proofs = len(list(catalogue.same_pictures.proved()))
    assert len(group) == number
    assert (proofs <= 4 * number) == (enough == 2)


def _no_vectors(_engine: Engine, _space: Space) -> None:
    pass


@pytest.mark.parametrize("shared", [True, False], ids=["as it is", "the control, searches in another space"])
def test_a_pass_takes_no_second_copy_of_the_vectors_that_searches_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, shared: bool
) -> None:
    """A large library is in memory once; where searches hold other vectors, the pass loads its own."""
    loaded: list[int] = []

    class Counted(ExactIndex):
        @classmethod
        def adopt(cls, keys: Int64Array, vectors: Float16Array) -> ExactIndex:
            loaded.append(len(keys))
            return ExactIndex.adopt(keys, vectors)

    monkeypatch.setattr(comparing, "ExactIndex", Counted)
    if not shared:
        monkeypatch.setattr(Engine, "_searched_vectors", _no_vectors)
    with Engine(load_settings(tmp_path / "home")) as engine:
        engine.add_folder(make(tmp_path / "pictures"))
        engine.index(ocr=False)
        assert groups(engine) == [COPIES]
    assert loaded == ([] if shared else [12])
