from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from bowerbird_engine import Engine, SearchQuery, load_settings
from bowerbird_engine.assets import SearchHit
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import Cancelled
from bowerbird_engine.features.vocabulary import shipped_vocabulary
from bowerbird_engine.indexing import details
from bowerbird_engine.reports import Progress
from fakes.drawings import drawing

NUMBER = 6


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder of drawings, and one plain picture."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(NUMBER):
        Image.fromarray(drawing(number)).save(folder / f"{number}.png")
    Image.new("RGB", (200, 200), "teal").save(folder / "plain.png")
    return folder


@pytest.fixture
def engine(tmp_path: Path, folder: Path) -> Iterator[Engine]:
    """Open a library with the folder, which is not indexed yet."""
    with Engine(load_settings(tmp_path / "home")) as engine:
        engine.add_folder(folder)
        yield engine


def learned(engine: Engine) -> int:
    """Count the contents whose words are kept."""
    with Catalogue.open(engine.settings.catalogue_path, read_only=True) as catalogue:
        return catalogue.visual_words.count(shipped_vocabulary().identity)


def in_a_page(tmp_path: Path, number: int) -> Path:
    """Paste a drawing, turned by 20 degrees and mirrored, into the corner of a page."""
    page = Image.new("RGB", (700, 700), "white")
    page.paste(
        Image.fromarray(drawing(number)[:, ::-1]).rotate(20, expand=True, fillcolor="white"), (340, 20)
    )
    page.save(tmp_path / "page.png")
    return tmp_path / "page.png"


def first(engine: Engine, path: Path) -> SearchHit:
    """Give the best hit of a search by picture."""
    return engine.search(SearchQuery(like=path, limit=3)).hits[0]


def test_every_picture_is_looked_at_once(engine: Engine) -> None:
    """A plain one too; the next run has nothing to do."""
    steps: list[Progress] = []
    engine.index(ocr=False, progress=steps.append)
    assert learned(engine) == NUMBER + 1
    assert [step.done for step in steps if step.phase == "features"] == [NUMBER + 1]
    steps.clear()
    engine.index(ocr=False, progress=steps.append)
    assert not [step for step in steps if step.phase == "features"]


def test_what_the_model_does_not_recall_is_found_by_its_details(engine: Engine, tmp_path: Path) -> None:
    """A mirrored picture, turned and pasted into a page, comes first and says why."""
    engine.index(ocr=False)
    hit = first(engine, in_a_page(tmp_path, 4))
    assert hit.asset.path.name == "4.png"
    assert hit.similarity > 90
    assert any("details with the picture that you gave" in reason.detail for reason in hit.reasons)
    unrelated = tmp_path / "unrelated.png"
    Image.fromarray(drawing(900)).save(unrelated)
    assert not any("detail" in reason.detail for reason in first(engine, unrelated).reasons)


def test_a_stop_loses_nothing_and_searches_work_meanwhile(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was committed is kept, and the next run does the rest."""
    monkeypatch.setattr(details, "_PER_TRANSACTION", 2)
    cancel = threading.Event()

    def stop(step: Progress) -> None:
        if step.phase == "features" and step.done >= 2:
            cancel.set()

    with pytest.raises(Cancelled):
        engine.index(ocr=False, progress=stop, cancel=cancel)
    some = learned(engine)
    assert 2 <= some < NUMBER + 1
    assert len(engine.search(SearchQuery(like=in_a_page(tmp_path, 4))).hits) == NUMBER + 1
    engine.index(ocr=False)
    assert learned(engine) == NUMBER + 1
    assert first(engine, in_a_page(tmp_path, 4)).asset.path.name == "4.png"


def test_the_pass_can_be_left_out(tmp_path: Path, folder: Path) -> None:
    """Everything else is indexed and found; asked for again, it does its work."""
    home = tmp_path / "home"
    for environ, number in (({"BOWERBIRD_DETAILS": "0"}, 0), ({}, NUMBER + 1)):
        with Engine(load_settings(home, environ)) as engine:
            engine.add_folder(folder)
            engine.index(ocr=False)
            assert learned(engine) == number
            assert len(engine.search(SearchQuery(like=in_a_page(tmp_path, 4))).hits) == NUMBER + 1


def test_kept_features_are_taken_and_damaged_ones_made_again(engine: Engine) -> None:
    """Words come from the features that are kept, whatever became of the pictures; damaged ones are not believed."""
    engine.index(ocr=False)
    kept = sorted(engine.settings.cache_dir.rglob("*.f"))
    assert len(kept) == NUMBER + 1
    before = _words(engine)
    kept[0].write_bytes(b"damaged")
    _forget(engine)
    engine.index(ocr=False)
    assert _words(engine) == before
    assert kept[0].read_bytes() != b"damaged"


def _words(engine: Engine) -> dict[int, bytes]:
    with Catalogue.open(engine.settings.catalogue_path, read_only=True) as catalogue:
        identity, words = shipped_vocabulary().identity, catalogue.visual_words
        return words.of_contents(identity, words.since(identity, 0).content_ids)


def _forget(engine: Engine) -> None:
    with Catalogue.open(engine.settings.catalogue_path) as catalogue:
        catalogue.visual_words.put("of old", [(key, b"") for key in _words(engine)])
    assert not _words(engine)
