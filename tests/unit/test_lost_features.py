"""The cache of features may go at any time: what is found like a picture of the library stays the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import ImageOps

from bowerbird_engine import Engine, SearchQuery, load_settings
from bowerbird_engine.verifying import Verification
from fakes.scenes import scene


def test_a_list_is_the_same_after_the_features_were_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are made again before the search. The control, without that, finds the mirrored copy less surely."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for seed in range(8):
        scene(seed).save(folder / f"scene-{seed}.png")
    ImageOps.mirror(scene(3).crop((20, 20, 440, 330))).save(folder / "turned.png")
    settings = load_settings(tmp_path / "home")
    with Engine(settings) as engine:
        engine.add_folder(folder)
        engine.index(ocr=False)
        asset = engine.search(SearchQuery(text="name:scene-3")).hits[0].asset.id

    def found() -> list[tuple[str, float, tuple[str, ...]]]:
        with Engine(settings) as engine:
            hits = engine.search(SearchQuery(like=asset)).hits
        return [
            (hit.asset.path.name, hit.similarity, tuple(reason.detail for reason in hit.reasons))
            for hit in hits
        ]

    def lose() -> None:
        lost = list(settings.cache_dir.rglob("*.f"))
        assert lost
        for file in lost:
            file.unlink()

    def nothing(*_: object) -> None: ...

    before = found()
    lose()
    assert found() == before
    assert len(list(settings.cache_dir.rglob("*.f"))) == 1
    for damaged in settings.cache_dir.rglob("*.f"):
        damaged.write_bytes(b"no features")
    assert found() == before
    lose()
    monkeypatch.setattr(Verification, "prepare", nothing)
    assert found() != before
