from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bowerbird_bridge.commands import demo

from .conftest import SAMPLES, Command


def test_the_demo_answers_its_three_questions_and_a_second_run_learns_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a few of the samples: the label is read, the part finds its whole, and all is kept for the next time."""
    manifest: dict[str, Any] = json.loads((SAMPLES / "manifest.json").read_text(encoding="utf-8"))
    library = tmp_path / "samples"
    wanted = ["manifest.json", ".bowerbirdignore", manifest["demo"]["picture"]]
    for query in (*manifest["queries"]["pictures"], *manifest["queries"]["letters"]):
        if manifest["demo"]["picture"] == query.get("file") or manifest["demo"]["letters"] == query.get(
            "text"
        ):
            wanted += query["expect"]
    for name in wanted:
        (library / name).parent.mkdir(parents=True, exist_ok=True)
        (library / name).write_bytes((SAMPLES / name).read_bytes())
    monkeypatch.setattr(demo, "sample_library", lambda: library)
    run = Command(tmp_path / "home")

    first, second = run("demo"), run("demo")

    assert (first.code, second.code) == (0, 0), first.err + second.err
    assert "newly learned" in first.out
    assert "up to date" in second.out
    for answer in (first.out, second.out):
        assert f"reads “{manifest['demo']['letters']}”" in answer
        by_picture = answer.split("By picture")[1].split("By letters")[0]
        assert "looks" in by_picture
        assert manifest["demo"]["words"] in answer
        assert "bowerbird add" in answer


def test_the_demo_keeps_to_its_own_samples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo of another installation leaves no folder behind in this one's library."""
    run = Command(tmp_path / "home")
    for name in ("old", "new"):
        library = tmp_path / name
        (library / "queries").mkdir(parents=True)
        for file in (
            "queries/camera-front.jpg",
            "products/camera-front.jpg",
            "manifest.json",
            ".bowerbirdignore",
        ):
            (library / file).parent.mkdir(exist_ok=True)
            (library / file).write_bytes((SAMPLES / file).read_bytes())
        monkeypatch.setattr(demo, "sample_library", lambda library=library: library)
        assert run("demo").code == 0

    folders = Command(tmp_path / "home" / "demo")("folders", "--json").json["folders"]

    assert [folder["path"] for folder in folders] == [str(tmp_path / "new")]
