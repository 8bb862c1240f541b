"""A verified search, with real pictures, real features and a real model: labels, order, percentages, and what is kept."""

from __future__ import annotations

import threading
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from bowerbird_engine import (
    AssetId,
    Engine,
    Region,
    SearchHit,
    SearchPage,
    SearchQuery,
    load_settings,
    verifying,
)
from bowerbird_engine.assets import Uint8Array
from bowerbird_engine.features.local_features import LocalFeatures
from bowerbird_engine.search.verification import verdict_book
from bowerbird_engine.search.verification.comparison import Finding, GivenPicture, compared
from fakes.scenes import overlap, part, png, scene

WHOLE = part(0, 0, 1, 1)
HELD = Region(0.25, 0.25, 0.5, 0.5)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Generator[Engine]:
    """Index eight scenes."""
    folder = tmp_path_factory.mktemp("scenes")
    for seed in range(8):
        scene(seed).save(folder / f"scene-{seed}.png")
    with engine_of(folder, tmp_path_factory.mktemp("home")) as engine:
        yield engine


def engine_of(folder: Path, home: Path) -> Engine:
    """Open a library of its own with a folder in it."""
    engine = Engine(load_settings(home))
    engine.add_folder(folder)
    engine.index(ocr=False)
    return engine


def asked(engine: Engine, picture: Image.Image, **more: object) -> SearchPage:
    """Search with a picture's bytes."""
    return engine.search(SearchQuery(like=png(picture), verified=True, **more))  # type: ignore[arg-type]


def named(engine: Engine, name: str) -> AssetId:
    """Find a picture by its file's name."""
    return engine.search(SearchQuery(text=f"name:{name}")).hits[0].asset.id


def crop(seed: int) -> Image.Image:
    """Cut the middle out of a scene."""
    return scene(seed).crop((120, 90, 360, 270))


def proved(page: SearchPage) -> list[SearchHit]:
    """Give the hits with labels."""
    return [hit for hit in page.hits if hit.labels]


def test_a_crop_is_brought_up_and_labelled(engine: Engine) -> None:
    """Its source comes first with its box and its reason; the others are looked at, and nothing is proved of them."""
    for seed in range(8):
        page = asked(engine, crop(seed))
        first, *others = page.hits

        assert page.verified
        assert first.asset.path.stem == f"scene-{seed}"
        assert first.labels == ("crop_of",)
        assert overlap(first.boxes[0], part(0.25, 0.25, 0.75, 0.75)) > 0.95
        assert first.query_box is not None
        assert overlap(first.query_box, WHOLE) > 0.95
        assert first.reasons[0].signal == "verified"
        assert first.reasons[0].detail == "the picture that you gave is a crop of it"
        assert {hit.labels for hit in others} == {()}
        assert all(hit.boxes == () and hit.query_box is None for hit in others)


def test_percentages_fall_and_keep_100_for_the_same_file(engine: Engine) -> None:
    """A proved copy reads 90 % and more and less than 100; the same bytes read 100 and are called the same file."""
    folder = engine.folders()[0].path
    mirrored = asked(engine, ImageOps.mirror(scene(2)))
    same = engine.search(SearchQuery(like=(folder / "scene-2.png").read_bytes(), verified=True))
    itself = engine.search(SearchQuery(like=named(engine, "scene-2"), verified=True))

    assert mirrored.hits[0].labels == ("same_picture", "mirrored")
    assert 90 <= mirrored.hits[0].similarity < 100
    for page in (same, itself):
        assert page.hits[0].labels == ("same_file",)
        assert page.hits[0].similarity == 100
        assert page.hits[0].query_box == WHOLE
    for page in (mirrored, same, itself):
        shown = [hit.similarity for hit in page.hits]
        assert shown == sorted(shown, reverse=True)


def test_without_asking_nothing_is_verified(engine: Engine) -> None:
    """Labels are None then, and a query without a picture has none either."""
    plain = engine.search(SearchQuery(like=png(crop(1))))
    words = engine.search(SearchQuery(text="a drawing", verified=True))

    for page in (plain, words):
        assert not page.verified
        assert {hit.labels for hit in page.hits} == {None}


def test_a_picture_of_something_else_proves_nothing(engine: Engine) -> None:
    """A scene that is not in the library is compared with all, and none gets a label."""
    page = asked(engine, scene(50))

    assert page.verified
    assert {hit.labels for hit in page.hits} == {()}


def test_parts_and_examples_are_verified(engine: Engine) -> None:
    """A region of a picture of the library is a crop of that picture; of examples the first one counts."""
    region = engine.search(SearchQuery(like=named(engine, "scene-3"), region=HELD, verified=True))
    example = engine.search(SearchQuery(examples=(png(crop(4)), png(scene(60))), verified=True))

    assert [(hit.asset.path.stem, hit.labels) for hit in proved(region)] == [("scene-3", ("crop_of",))]
    assert overlap(region.hits[0].boxes[0], part(0.25, 0.25, 0.75, 0.75)) > 0.95
    assert [(hit.asset.path.stem, hit.labels) for hit in proved(example)] == [("scene-4", ("crop_of",))]


def test_a_part_of_a_picture_has_verdicts_of_its_own(engine: Engine) -> None:
    """Whatever is known of the whole: a part of it was given now, and of another part something else is true."""
    mirrored = ImageOps.mirror(scene(2))
    whole, part_of_it = asked(engine, mirrored), asked(engine, mirrored, region=HELD)
    again = asked(engine, mirrored)

    assert whole.hits[0].labels == again.hits[0].labels == ("same_picture", "mirrored")
    assert part_of_it.hits[0].labels == ("crop_of", "mirrored")
    assert overlap(part_of_it.hits[0].boxes[0], part(0.25, 0.25, 0.75, 0.75)) > 0.95


def test_only_the_best_are_looked_at(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies beyond has None, and pages are cut from one verified list."""
    monkeypatch.setattr(verdict_book, "BEST", 3)
    whole = asked(engine, crop(5).rotate(180))
    first = asked(engine, crop(5).rotate(180), limit=2)
    second = asked(engine, crop(5).rotate(180), limit=6, cursor=first.next)

    assert [hit.labels is not None for hit in whole.hits] == [True] * 3 + [False] * 5
    assert [hit.asset.id for hit in (*first.hits, *second.hits)] == [hit.asset.id for hit in whole.hits]
    assert [hit.labels for hit in (*first.hits, *second.hits)] == [hit.labels for hit in whole.hits]


def test_a_later_page_is_verified_by_an_engine_that_never_saw_the_first(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its list was never asked for here, so that nothing of it is proved: it is proved before the page is cut."""
    monkeypatch.setattr(verdict_book, "BEST", 6)
    query = SearchQuery(like=png(crop(5).rotate(90, expand=True)), verified=True)
    with engine_of(engine.folders()[0].path, tmp_path) as before:
        whole = before.search(query)
        first = before.search(replace(query, limit=1))
    with Engine(load_settings(tmp_path)) as after:
        second = after.search(replace(query, limit=7, cursor=first.next))

    assert second.verified
    pages = (*first.hits, *second.hits)
    assert [hit.labels for hit in pages] == [hit.labels for hit in whole.hits]
    assert [hit.asset.id for hit in pages] == [hit.asset.id for hit in whole.hits]
    assert [hit.labels is not None for hit in pages] == [True] * 6 + [False] * 2


def test_features_are_made_once_and_damaged_ones_again(engine: Engine) -> None:
    """They lie beside the renditions; what is no features any more is replaced, and the labels are the same."""
    before = asked(engine, crop(6))
    files = sorted(engine.settings.cache_dir.rglob("*.f"))
    times = [file.stat().st_size for file in files]
    for file in files[:3]:
        file.write_bytes(b"BBLF damaged")
    for file in files[3:5]:
        file.unlink()
    after = asked(engine, crop(6).resize((239, 179)))

    assert len(files) == 8
    assert all(size <= 20_000 for size in times)
    assert [file.stat().st_size for file in files] == times
    assert proved(after)[0].labels == proved(before)[0].labels == ("crop_of",)


def test_other_searches_do_not_wait_for_proofs(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """While pictures are compared, a search by words is answered."""
    comparing, answered = threading.Event(), threading.Event()

    def slowly(given: GivenPicture, features: LocalFeatures, pixels: Uint8Array) -> Finding | None:
        comparing.set()
        assert answered.wait(30), "the other search waited for the proofs"
        return compared(given, features, pixels)

    monkeypatch.setattr(verifying, "compared", slowly)
    thread = threading.Thread(target=lambda: asked(engine, crop(7).resize((200, 150))))
    thread.start()
    assert comparing.wait(30)
    assert engine.search(SearchQuery(text="a drawing")).hits
    answered.set()
    thread.join()


def test_a_poor_reference_is_warned_of_once(engine: Engine) -> None:
    """The first page says what is poor about the picture; the next one, and another picture, do not."""
    tiny = png(scene(1).resize((40, 30)))
    first = engine.search(SearchQuery(like=tiny, limit=2))
    second = engine.search(SearchQuery(like=tiny, limit=2, cursor=first.next))

    assert any("measures only 40 x 30 pixels" in note for note in first.notes)
    assert not any("pixels" in note for note in second.notes)
    assert asked(engine, scene(1)).notes == ()
    assert any(
        "measures only" in note
        for note in engine.search(SearchQuery(like=png(scene(1)), region=Region(0.5, 0.5, 0.1, 0.1))).notes
    )
