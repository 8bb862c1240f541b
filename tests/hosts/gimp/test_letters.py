"""Letters in pictures are found from inside GIMP."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from bowerbird_engine import Engine, load_settings
from hosts.gimp.inside_gimp import GimpConsole

pytestmark = pytest.mark.parametrize("system", ["trixie"], indirect=True)
"""For what does not differ between versions of GIMP."""

CODE, LABEL = "BB-2047-K", "carton-lamp.jpg"
"""A code that stands on a box, and its picture."""


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory, pictures: Path) -> Path:
    """Learn three pictures with their letters; gives the home of the library."""
    base = tmp_path_factory.mktemp("letters").resolve()
    folder = base / "boxes"
    folder.mkdir()
    for name in (LABEL, "jar-honey.jpg", "mug-red-front.jpg"):
        shutil.copyfile(next(pictures.rglob(name)), folder / name)
    with Engine(load_settings(base / "home")) as engine:
        engine.add_folder(folder)
        engine.index(ocr=True)
    return base / "home"


def test_a_code_is_found(gimp: GimpConsole) -> None:
    """A code brings the picture in which it stands, for its letters; one that stands nowhere, the control, does not."""
    _ids, names, answer = gimp.call("bowerbird-search", letters=CODE, limit=5).good
    assert names[0] == LABEL
    assert "letters" in {reason["signal"] for reason in json.loads(answer)["hits"][0]["reasons"]}

    _ids, _names, other = gimp.call("bowerbird-search", letters="ZX-9981-Q", limit=5).good
    assert "letters" not in {
        reason["signal"] for hit in json.loads(other)["hits"] for reason in hit["reasons"]
    }
