"""A second model that learns while the first one answers: what blocks the change, and what does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bowerbird_engine.assets import FileStatus, Float32Array, Space, Uint8Array
from bowerbird_engine.catalog.records import PackKey
from bowerbird_engine.encoding.encoders import ImageEncoder
from bowerbird_engine.encoding.gate import check_embeddings
from bowerbird_engine.errors import PackError
from bowerbird_engine.indexing.runner import Indexer
from bowerbird_engine.indexing.succession import Successor
from bowerbird_engine.reports import IndexReport, Progress
from fakes.encoders import FakeImageEncoder
from fakes.indexed import BrightnessRecognizer, Library, assert_adds_up, make_picture

NEW_SPACE = Space("new", "ab" * 32, 64)
NEW = PackKey(NEW_SPACE.pack_id, NEW_SPACE.digest)
COLOURFUL = 40


class StubbornEncoder(FakeImageEncoder):
    """Have no embedding for black pictures, and report it as the gate of the real encoder does."""

    def encode(self, pictures: Uint8Array) -> Float32Array:
        """Encode pictures [N, size, size, 3]."""
        vectors = super().encode(pictures)
        vectors[~pictures.any(axis=(1, 2, 3))] = np.nan
        return check_embeddings(vectors, len(pictures), self.space.dimension)


class MissingEncoder(FakeImageEncoder):
    """Fail as the encoder of a pack does whose files are gone."""

    def encode(self, pictures: Uint8Array) -> Float32Array:
        """Fail with any pictures."""
        raise PackError(f"The pack lacks a file ({len(pictures)} pictures wait). Install the pack again.")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Make a library with colourful pictures, not yet indexed, for which a new pack was chosen."""
    for number in range(COLOURFUL):
        make_picture(tmp_path / "pictures" / f"{number}.png", number)
    with Library(tmp_path / "home") as library:
        library.add(tmp_path / "pictures")
        library.catalogue.choice.choose(NEW)
        yield library


def add_black(library: Library, number: int) -> None:
    """Put black pictures into the library, no two with the same bytes."""
    folder = library.settings.state_dir.parent / "pictures"
    for side in range(64, 64 + number):
        Image.new("RGB", (side, side), (0, 0, 0)).save(folder / f"black-{side}.png")


def index(
    library: Library,
    encoder: ImageEncoder,
    *,
    answering: ImageEncoder | None = None,
    progress: Callable[[Progress], None] | None = None,
    recognizer: BrightnessRecognizer | None = None,
) -> IndexReport:
    """Index once with an encoder as the successor."""
    indexer = Indexer(
        library.catalogue,
        library.settings,
        library.encoder if answering is None else answering,
        None if recognizer is None else lambda: recognizer,
        library.renditions,
        successor=Successor("New", encoder),
    )
    return indexer.run(ocr=recognizer is not None, progress=progress)


def test_what_one_model_refuses_does_not_block(library: Library) -> None:
    """Few or many, they are counted; the next runs try them again without an error, and learn nothing else."""
    add_black(library, 9)
    report = index(library, StubbornEncoder(NEW_SPACE))
    assert_adds_up(report)
    assert report.counts[FileStatus.INDEXED] == COLOURFUL + 9
    assert report.switch is not None
    assert (report.switch.learned, report.switch.refused, report.switch.took_over) == (COLOURFUL, 9, True)
    assert library.catalogue.choice.get().answers == NEW
    library.encoder = StubbornEncoder(NEW_SPACE)
    assert library.index().embedded == 0
    assert len(library.catalogue.spaces.refused(library.catalogue.vectors.space(NEW_SPACE))) == 9
    # Another version of the model may digest them: then the note ends.
    library.encoder = FakeImageEncoder(NEW_SPACE)
    assert library.index().embedded == 9
    assert len(library.catalogue.spaces.refused(library.catalogue.vectors.space(NEW_SPACE))) == 0


def test_a_model_that_gives_nothing_is_at_fault_itself(tmp_path: Path) -> None:
    """A whole batch without one embedding is the model's failure: nothing is noted and nothing taken over."""
    with Library(tmp_path / "home") as library:
        (tmp_path / "pictures").mkdir()
        add_black(library, 9)
        library.add(tmp_path / "pictures")
        library.catalogue.choice.choose(NEW)
        report = index(library, StubbornEncoder(NEW_SPACE))
        assert report.switch is not None
        assert "The model gave 9 of 9 vectors that are zero or not finite" in report.switch.trouble
        assert (report.switch.took_over, report.switch.waiting, report.switch.refused) == (False, 9, 0)
        assert library.catalogue.choice.get().answers is None
        assert library.catalogue.spaces.refused(library.catalogue.vectors.space(NEW_SPACE)).tolist() == []


def test_a_model_that_cannot_be_loaded_costs_nothing_else(library: Library) -> None:
    """New files are embedded with the model that answers, and their letters are read; the report says what failed."""
    report = index(library, MissingEncoder(NEW_SPACE), recognizer=BrightnessRecognizer())
    assert (report.embedded, report.read_for_letters) == (COLOURFUL, COLOURFUL)
    assert report.switch is not None
    assert report.switch.trouble.startswith("The pack lacks a file")
    assert not report.switch.took_over


def test_a_broken_model_does_not_take_over_with_what_it_has(library: Library) -> None:
    """Also when it has learned everything before: what cannot be run now cannot answer."""
    add_black(library, 1)
    index(library, StubbornEncoder(NEW_SPACE))
    library.catalogue.choice.choose(None)
    library.catalogue.choice.take_over()
    library.catalogue.choice.choose(NEW)
    report = index(library, MissingEncoder(NEW_SPACE))
    assert report.switch is not None
    assert (report.switch.waiting, report.switch.took_over) == (0, False)


def test_progress_counts_both_models_as_one_way(library: Library) -> None:
    """It goes in steps of a batch and never backwards, over new pictures and those that the second model learns."""
    library.index()
    for number in range(1000, 1003):
        make_picture(library.settings.state_dir.parent / "pictures" / f"{number}.png", number)
    seen: list[Progress] = []
    index(library, FakeImageEncoder(NEW_SPACE), progress=seen.append)
    steps = [(step.done, step.total) for step in seen if step.phase == "pictures"]
    assert steps[0] == (3, 3)
    assert steps == sorted(steps)
    assert len(steps) > 3
    assert steps[-1] == (3 + COLOURFUL + 3, 3 + COLOURFUL + 3)


def test_pictures_that_the_answering_model_lacks_do_not_block(library: Library) -> None:
    """The disk of pictures that no model has seen keeps nobody waiting: no search loses them by the change."""
    library.index()
    home = library.settings.state_dir.parent
    make_picture(home / "disk" / "a.png", 500)
    library.add(home / "disk")
    index(library, FakeImageEncoder(NEW_SPACE))
    library.catalogue.choice.choose(PackKey("third", "cd" * 32))
    (home / "disk").rename(home / "drawer")
    for proxy in (library.settings.cache_dir / "renditions").rglob("*.webp"):
        proxy.unlink()
    third = Space("third", "cd" * 32, 64)
    blocked = index(library, FakeImageEncoder(third), answering=FakeImageEncoder(NEW_SPACE)).switch
    assert blocked is not None
    assert (blocked.waiting, blocked.took_over) == (1, False)
    other = Space("fourth", "ef" * 32, 64)
    free = index(library, FakeImageEncoder(other), answering=FakeImageEncoder(third)).switch
    assert free is not None
    assert (free.waiting, free.took_over) == (0, True)
