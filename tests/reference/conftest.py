"""What the comparisons share, made once, and a summary of the figures at the end."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from bowerbird_engine.assets import Preprocessing
from bowerbird_engine.imaging.formats import PictureFormat
from reference.bench import Bench
from reference.comparison import Note, Seen, fit_by_product, fit_by_reference
from reference.hub_folders import Models
from reference.models import SIDE, Reference, make_clip, make_siglip
from reference.picture_files import write_pictures
from reference.tokens import SAMPLES, make_clip_tokenizer, make_siglip_tokenizer, read_golden

LEAST_PICTURES = 200
OF_LIGHT = {PictureFormat.RADIANCE, PictureFormat.OPENEXR}
"""What is measured light has no one look that a reference could have: the libraries read none of it."""

_FIGURES: list[str] = []


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Write pictures of all formats, and add those of the sample library."""
    made = write_pictures(tmp_path_factory.mktemp("pictures"))
    samples = sorted(path for path in SAMPLES.rglob("*") if path.suffix in {".jpg", ".png", ".webp"})
    suffixes = {path.suffix for path in made}
    assert all(suffixes.intersection(kind.suffixes) for kind in set(PictureFormat) - OF_LIGHT)
    assert len(made) + len(samples) >= LEAST_PICTURES
    return made + samples


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory, pictures: list[Path]) -> Bench:
    """Make the reference models, and let both sides bring all pictures to what they want."""
    golden = read_golden()
    words = make_siglip_tokenizer(tmp_path_factory.mktemp("sentencepiece"), golden.texts)
    models = Models(make_clip(), make_clip_tokenizer(), make_siglip(words.vocab_size), words)
    return Bench(tmp_path_factory.mktemp("bench"), models, golden, _seen(pictures, models))


@pytest.fixture(scope="session")
def note() -> Note:
    """Keep figures for the end of the report."""
    return _FIGURES.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was measured, not only that it was enough."""
    if _FIGURES:
        terminalreporter.section("agreement with the reference")
        terminalreporter.write_line("\n".join(_FIGURES))


def _seen(pictures: list[Path], models: Models) -> dict[str, Seen]:
    references = (models.clip, models.siglip)
    recipes = (_recipe(models.clip, "crop"), _recipe(models.siglip, "squash"))
    names = tuple(f"{path.parent.name}/{path.name}" for path in pictures)
    ours, theirs = fit_by_product(pictures, recipes), fit_by_reference(pictures, references)
    return {
        family: Seen(names, ours[place], theirs[place], recipes[place])
        for place, family in enumerate(("clip", "siglip"))
    }


def _recipe(reference: Reference, resize: Literal["crop", "squash"]) -> Preprocessing:
    processor = reference.processor
    return Preprocessing(
        size=SIDE,
        resize=resize,
        scale=1 / 255,
        mean=tuple(processor.image_mean),
        std=tuple(processor.image_std),
    )
