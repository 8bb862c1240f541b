"""The sample library searched as a person would, with the built-in pack: the answers that its manifest knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bowerbird_engine.assets import SearchQuery
from bowerbird_engine.engine import Engine
from bowerbird_engine.settings import load_settings

SAMPLES = Path(__file__).parents[2] / "samples"
MANIFEST: dict[str, Any] = json.loads((SAMPLES / "manifest.json").read_text(encoding="utf-8"))
FIRST = 5
FAINT = 15
"""Below so many percent a hit hardly answers."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Index all samples by their looks."""
    with Engine(load_settings(tmp_path_factory.mktemp("home"))) as engine:
        engine.add_folder(SAMPLES)
        engine.index(ocr=False)
        yield engine


def found(engine: Engine, query: SearchQuery) -> list[str]:
    """List the first files by their names in the manifest."""
    return [hit.asset.path.relative_to(SAMPLES).as_posix() for hit in engine.search(query).hits]


def test_query_pictures_are_not_indexed(engine: Engine) -> None:
    """The library holds what the manifest lists, and nothing of the folder that it tells to leave out."""
    everything = found(engine, SearchQuery(text="anything", limit=1000))

    assert sorted(everything) == sorted(picture["file"] for picture in MANIFEST["pictures"])


def test_words(engine: Engine) -> None:
    """Nearly every description has a right answer among the first five; with answers swapped around, few have."""
    queries = MANIFEST["queries"]["words"]
    lists = [found(engine, SearchQuery(text=query["text"], limit=FIRST)) for query in queries]
    right = [bool({*query["expect"]} & {*files}) for query, files in zip(queries, lists, strict=True)]
    # By half the list: neighbours in the manifest ask for similar things.
    half = len(lists) // 2
    swapped = [
        bool({*query["expect"]} & {*files})
        for query, files in zip(queries, lists[half:] + lists[:half], strict=True)
    ]

    assert sum(right) >= 0.8 * len(queries)
    assert sum(swapped) <= 0.3 * len(queries)


def test_pictures(engine: Engine) -> None:
    """Nearly every part, cut out and compressed hard, finds its picture among the first five."""
    queries = MANIFEST["queries"]["pictures"]
    right = [
        query["expect"][0] in found(engine, SearchQuery(like=SAMPLES / query["file"], limit=FIRST))
        for query in queries
    ]

    assert sum(right) >= 0.8 * len(queries)


def test_avoided_colours_fall_behind(engine: Engine) -> None:
    """Mugs of the colour to avoid stand behind all other mugs, and nothing that hardly answers comes before them."""

    def places(avoid: str | None) -> tuple[list[int], list[int], int]:
        hits = engine.search(SearchQuery(text="mug", avoid=avoid, limit=1000)).hits
        files = [hit.asset.path.name for hit in hits]
        red = [at for at, file in enumerate(files) if file.startswith("mug-red")]
        blue = [at for at, file in enumerate(files) if file.startswith("mug-blue")]
        return red, blue, next(at for at, hit in enumerate(hits) if hit.similarity < FAINT)

    red_before, blue_before, _ = places(None)
    assert min(blue_before) < min(red_before)
    red, blue, faint = places("blue")
    assert max(red) < min(blue) < faint
    red, blue, faint = places("red")
    assert max(blue) < min(red) < max(red) < faint
    assert min(red) > max(red_before)


def test_a_picture_without_what_is_avoided(engine: Engine) -> None:
    """What looks like a blue mug, and not blue: others of its shape come before it."""
    mug = SAMPLES / "products" / "mug-blue-front.jpg"
    plain = found(engine, SearchQuery(like=mug, limit=FIRST))
    without = found(engine, SearchQuery(like=mug, avoid="blue", limit=1000))

    assert plain[0] == "products/mug-blue-front.jpg"
    assert without[0] == "products/mug-red-front.jpg"
    assert {"products/flask-black.jpg", "products/flask-green.jpg"} & set(without[:2])
    assert "products/mug-blue-front.jpg" in without


def test_descriptions_of_the_field(engine: Engine) -> None:
    """The two descriptions that people of this field would type find what they mean, though no file name helps."""
    kinds = {picture["file"]: picture["kind"] for picture in MANIFEST["pictures"]}
    sunset = "warm sunset silhouette, backlight, film grain, wide sky"
    product = "minimal product shot, white background, soft shadow, low saturation"

    assert [kinds[file] for file in found(engine, SearchQuery(text=sunset, limit=4))] == ["silhouette"] * 4
    assert [kinds[file] for file in found(engine, SearchQuery(text=product, limit=4))] == ["product"] * 4
