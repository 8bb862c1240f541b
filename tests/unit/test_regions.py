"""A search that starts from a part of a picture, with real pictures and a real model."""

from __future__ import annotations

import io
from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bowerbird_engine import (
    AssetChangedError,
    AssetId,
    AssetOfflineError,
    Engine,
    Region,
    SearchPage,
    SearchQuery,
    UsageError,
    load_settings,
    located,
)
from fakes import pictures

SIDE = 600
COLOURS = {"red": (220, 20, 20), "green": (20, 180, 40), "blue": (20, 40, 220), "white": (245, 245, 245)}
QUARTERS = {
    "red": Region(0.0, 0.0, 0.5, 0.5),
    "green": Region(0.5, 0.0, 0.5, 0.5),
    "blue": Region(0.0, 0.5, 0.5, 0.5),
    "white": Region(0.5, 0.5, 0.5, 0.5),
}


def plain(colour: str) -> Image.Image:
    """Draw a picture of nearly one colour."""
    noise = np.random.default_rng(len(colour)).integers(-9, 9, (SIDE, SIDE, 3))
    return Image.fromarray(np.clip(noise + COLOURS[colour], 0, 255).astype(np.uint8))


def collage() -> Image.Image:
    """Draw all four in one."""
    image = Image.new("RGB", (2 * SIDE, 2 * SIDE))
    for colour, region in QUARTERS.items():
        image.paste(plain(colour), (round(region.x * 2 * SIDE), round(region.y * 2 * SIDE)))
    return image


@pytest.fixture
def engine(tmp_path: Path) -> Generator[Engine]:
    """Index the four colours, and their collage stored as a camera that was held sideways would."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for colour in COLOURS:
        plain(colour).save(folder / f"{colour}.png")
    pictures.turned_for(collage(), 6).save(folder / "collage.jpg", exif=pictures.oriented(6), quality=95)
    with Engine(load_settings(tmp_path / "home")) as engine:
        engine.add_folder(folder)
        engine.index(ocr=False)
        yield engine


def best(page: SearchPage) -> str:
    """Name the first hit, leaving the collage out."""
    return next(hit.asset.path.stem for hit in page.hits if hit.asset.path.stem != "collage")


def named(engine: Engine, name: str) -> AssetId:
    """Find a picture by its file's name."""
    return engine.search(SearchQuery(text=f"name:{name}")).hits[0].asset.id


@pytest.mark.parametrize("colour", COLOURS)
def test_each_part_of_a_picture_finds_its_own(engine: Engine, tmp_path: Path, colour: str) -> None:
    """From bytes, from a file and by id the quarter that a person sees finds the picture of its colour."""
    region, place = QUARTERS[colour], tmp_path / "pictures" / "collage.jpg"
    for like in (place.read_bytes(), place, named(engine, "collage")):
        assert best(engine.search(SearchQuery(like=like, region=region))) == colour


def test_a_part_of_a_picture_is_not_the_same_content(engine: Engine, tmp_path: Path) -> None:
    """However alike a part and its picture are, 100 % is kept for the same bytes."""
    for like in ((tmp_path / "pictures" / "red.png").read_bytes(), named(engine, "red")):
        part = engine.search(SearchQuery(like=like, region=Region(0.1, 0.1, 0.8, 0.8)))
        assert best(part) == "red"
        assert max(hit.similarity for hit in part.hits) <= 99.0
        assert not [
            r
            for hit in part.hits
            for r in hit.reasons
            if "byte for byte" in r.detail or "started from" in r.detail
        ]
        whole = engine.search(SearchQuery(like=like, region=Region(0.0, 0.0, 1.0, 1.0)))
        assert whole.hits[0].similarity == 100.0


def test_while_the_disk_is_away_a_part_is_taken_from_the_proxy(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture that cannot be opened still gives its parts; without a proxy the error names the disk."""
    collage_id = named(engine, "collage")
    (tmp_path / "pictures").rename(tmp_path / "unplugged")
    monkeypatch.setattr(located, "ROOTS_FRESH_S", 0)
    for colour, region in QUARTERS.items():
        assert best(engine.search(SearchQuery(like=collage_id, region=region))) == colour
    for proxy in engine.settings.cache_dir.rglob("*.p.webp"):
        proxy.unlink()
    with pytest.raises(AssetOfflineError, match=r"collage\.jpg lies on a disk that is not here"):
        engine.search(SearchQuery(like=collage_id, region=QUARTERS["red"]))


def test_of_a_picture_that_has_changed_the_part_is_that_which_was_indexed(
    engine: Engine, tmp_path: Path
) -> None:
    """The file that lies there now is not looked at for it."""
    collage_id = named(engine, "collage")
    plain("white").save(tmp_path / "pictures" / "collage.jpg")
    assert best(engine.search(SearchQuery(like=collage_id, region=QUARTERS["blue"]))) == "blue"
    for proxy in engine.settings.cache_dir.rglob("*.p.webp"):
        proxy.unlink()
    with pytest.raises(AssetChangedError, match="as it was indexed"):
        engine.search(SearchQuery(like=collage_id, region=QUARTERS["blue"]))


def test_a_part_of_a_few_pixels_is_refused(engine: Engine) -> None:
    """It says nothing that could be compared: the caller's choice is at fault, and not the picture."""
    data = io.BytesIO()
    plain("red").save(data, "PNG")
    for like in (data.getvalue(), named(engine, "red")):
        with pytest.raises(UsageError, match="at least 4 x 4"):
            engine.search(SearchQuery(like=like, region=Region(0.5, 0.5, 0.001, 0.5)))
    assert engine.search(SearchQuery(like=data.getvalue())).hits


def test_the_same_part_gives_the_same_list_page_by_page(engine: Engine) -> None:
    """The pages of a region are its list, cut."""
    query = SearchQuery(like=named(engine, "collage"), region=QUARTERS["green"])
    whole = [hit.asset.id for hit in engine.search(query).hits]
    paged: list[AssetId] = []
    cursor = None
    while True:
        page = engine.search(SearchQuery(like=query.like, region=query.region, limit=2, cursor=cursor))
        paged += [hit.asset.id for hit in page.hits]
        cursor = page.next
        if cursor is None:
            break
    assert paged == whole
