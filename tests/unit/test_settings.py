"""The one loader of settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowerbird_engine.settings import load_settings


@pytest.mark.parametrize("home", [None, Path("library")])
def test_a_mirror_of_the_hub_is_taken_from_the_environment(home: Path | None) -> None:
    """HF_ENDPOINT is what people set for it; unset or empty it is the hub itself."""
    mirror = "https://mirror.example"

    assert load_settings(home, {"HF_ENDPOINT": mirror}).hub_endpoint == mirror
    assert load_settings(home, {"HF_ENDPOINT": ""}).hub_endpoint is None
    assert load_settings(home, {}).hub_endpoint is None


@pytest.mark.parametrize("home", [None, Path("library")])
def test_reading_everything_can_be_asked_for(home: Path | None) -> None:
    """Without a word pictures that show no letters are left out."""
    assert not load_settings(home, {}).ocr_thorough
    assert not load_settings(home, {"BOWERBIRD_OCR_THOROUGH": "0"}).ocr_thorough
    assert load_settings(home, {"BOWERBIRD_OCR_THOROUGH": "1"}).ocr_thorough
