"""The sets of labels and of mixed questions: the same for the same seed, and every question has one answer that is there."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from rapidfuzz.distance import OSA
from tools.quality import codes, fusion

from bowerbird_engine.catalog.codes import fold_code


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Make a stand-in for the photos that grounds are taken from."""
    folder = tmp_path / "data" / "train"
    folder.mkdir(parents=True)
    told: list[dict[str, object]] = []
    with zipfile.ZipFile(folder / "flickr8k.zip", "w") as archive:
        for number in range(48):
            name, split = f"{number}.jpg", "dev" if number < 6 else "train"
            written = io.BytesIO()
            Image.new("RGB", (32, 32), (number * 5, 90, 60)).save(written, "JPEG")
            archive.writestr(name, written.getvalue())
            told.append({"file": name, "split": split, "captions": [f"A dog in field {number} ."]})
        archive.writestr("captions.json", json.dumps(told))
    return folder.parent


def asked(folder: Path, file: str = "truth.json") -> list[dict[str, Any]]:
    """Read the questions of a set."""
    queries: list[dict[str, Any]] = json.loads((folder / file).read_text("utf-8"))["queries"]
    return queries


@pytest.mark.parametrize("build", [codes.build, fusion.build])
def test_equal_seeds_make_equal_sets(build: Callable[..., None], data: Path, tmp_path: Path) -> None:
    """Pictures and questions are the same bytes for the same seed, and others for another one."""
    for name, seed in (("one", 3), ("again", 3), ("other", 4)):
        build(data, tmp_path / name, seed=seed, size=2)
    held = [
        {file.name: file.read_bytes() for file in (tmp_path / name).rglob("*.*")}
        for name in ("one", "again", "other")
    ]
    assert held[0] == held[1]
    assert held[0] != held[2]


@pytest.mark.parametrize("build", [codes.build, fusion.build])
def test_every_answer_is_there(build: Callable[..., None], data: Path, tmp_path: Path) -> None:
    """What a question names as right is a file of the library."""
    build(data, tmp_path / "set", seed=3, size=2)
    there = {file.name for file in (tmp_path / "set" / "library").iterdir()}
    queries = asked(tmp_path / "set")
    assert queries
    assert all(query["text"] and set(query["right"]) <= there for query in queries)


def test_codes_lie_far_apart() -> None:
    """With one character missing or exchanged a code is still nearest to itself."""
    made = [fold_code(code) for code in codes.codes(np.random.default_rng(1), 120)]
    assert len(set(made)) == 120
    assert min(OSA.distance(one, other) for at, one in enumerate(made) for other in made[:at]) >= 3


def test_questions_are_what_their_groups_say(data: Path, tmp_path: Path) -> None:
    """Exact ones fold to the code, the slips are one character away from it, pieces stand in one code alone."""
    codes.build(data, tmp_path / "set", seed=5, size=9)
    queries = asked(tmp_path / "set")
    exact = {query["right"][0]: fold_code(query["text"]) for query in queries if "exact" in query["group"]}
    assert len(exact) == 9
    for query in queries:
        text, code = fold_code(query["text"]), exact[query["right"][0]]
        if query["group"] == "codes/partial":
            assert [name for name, held in exact.items() if text in held] == query["right"]
        elif query["group"] in {"codes/confusable", "codes/missing"}:
            assert OSA.distance(text, code) <= 1
            assert len(text) == len(code) - (query["group"] == "codes/missing")


def test_each_entry_is_asked_the_same(data: Path, tmp_path: Path) -> None:
    """The four files of the mixed set differ in nothing but the entry."""
    fusion.build(data, tmp_path / "set", seed=5, size=2)
    box = asked(tmp_path / "set")
    for entry in ("words", "letters", "name"):
        assert asked(tmp_path / "set", f"truth-{entry}.json") == [query | {"kind": entry} for query in box]
