"""What the doctor says of models: of damaged files, of those that do not answer, and of what they have not learned."""

from __future__ import annotations

from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest

from bowerbird_engine.assets import Space
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.doctor.model_checks import (
    broken_packs,
    choice_of,
    encoders,
    opencv,
    pack_files,
    readiness,
)
from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder, OnnxTextEncoder
from bowerbird_engine.encoding.packs import read_pack
from bowerbird_engine.encoding.providers import Execution
from bowerbird_engine.reports import PackChoice
from bowerbird_engine.settings import Settings
from fakes.packs import make_pack

from .conftest import Patient, codes

FINE = PackChoice("one", "One", "one", "One", under_way=False, learned=9, contents=9)


def test_a_pack_with_a_changed_byte_is_damaged(tmp_path: Path) -> None:
    """As recorded it is fine, the control."""
    pack = read_pack(make_pack(tmp_path / "pack"))
    assert codes(pack_files(pack)) == []
    graph = next(pack.folder.rglob("*.onnx"))
    data = bytearray(graph.read_bytes())
    data[len(data) // 2] ^= 1
    graph.write_bytes(data)
    assert codes(pack_files(pack)) == ["pack_damaged"]


def test_encoders_that_fail_or_run_elsewhere_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What keeps a pack from being executed is bad; a slower way of executing it is a note."""
    pack = read_pack(make_pack(tmp_path / "pack"))
    assert codes(encoders(OnnxImageEncoder(pack, 1, "cpu"), OnnxTextEncoder(pack, 1))) == []
    slower = Execution("processor", "No accelerator answers.")
    with monkeypatch.context() as patch:
        patch.setattr(OnnxImageEncoder, "execution", property(lambda _: slower))
        assert codes(encoders(OnnxImageEncoder(pack, 1, "cpu"), OnnxTextEncoder(pack, 1))) == [
            "slower_provider"
        ]
    for graph in pack.folder.rglob("*.onnx"):
        graph.write_bytes(b"no graph")
    assert codes(encoders(OnnxImageEncoder(pack, 1, "cpu"), OnnxTextEncoder(pack, 1))) == ["encoder_failed"]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (FINE, []),
        (replace(FINE, chosen="two", trouble="It is broken."), ["another_model_answers"]),
        (replace(FINE, answers="", trouble="It is broken."), ["no_model_answers"]),
        (replace(FINE, chosen="two", under_way=True, learned=3), ["model_being_learned"]),
    ],
)
def test_what_keeps_the_chosen_model_from_answering_is_told(choice: PackChoice, expected: list[str]) -> None:
    """Each with its own code."""
    assert codes(choice_of(choice)) == expected


def test_a_folder_that_is_no_pack_is_named(tmp_path: Path) -> None:
    """An installed one that is whole is not."""
    settings = Settings(state_dir=tmp_path, cache_dir=tmp_path / "cache")
    make_pack(settings.packs_dir / "whole")
    assert codes(broken_packs(settings)) == []
    (settings.packs_dir / "torn").mkdir()
    (settings.packs_dir / "torn" / "pack.json").write_text("{")
    assert codes(broken_packs(settings)) == ["pack_unusable"]


def test_what_a_model_has_not_learned_is_counted(patient: Patient) -> None:
    """All of a library for a model that was never here; nothing for the one that indexed it."""
    contents = patient.catalogue.files.live_contents()
    learned = _space_of(patient)
    assert codes(readiness(patient.catalogue, learned, patient.roots)) == []
    (told,) = readiness(patient.catalogue, replace(learned, digest="0" * 64), patient.roots)
    assert (told.code, told.detail.split()[0]) == ("not_learned", str(len(contents)))


def test_what_a_model_refuses_is_told_and_waits_for_nothing(patient: Patient) -> None:
    """One picture has no vector: it waits, and once the model has refused it, it does not."""
    learned = _space_of(patient)
    content = int(patient.catalogue.files.live_contents()[0])
    patient.write(f"DELETE FROM vector WHERE content_id = {content}")  # noqa: S608  a number
    assert codes(readiness(patient.catalogue, learned, patient.roots)) == ["not_learned"]
    with Catalogue.open(patient.settings.catalogue_path) as writer:
        space_id = writer.vectors.find(learned)
        assert space_id is not None
        writer.spaces.refuse(space_id, {content: ("bad_embedding", "It gives no numbers.")})
    (found,) = readiness(patient.catalogue, learned, patient.roots)
    assert (found.code, found.state, found.detail.split()[0]) == ("refused", "note", "1")


def test_two_packages_of_opencv_are_one_too_many(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As it is installed here there is one."""
    assert codes(opencv()) == []
    for name in ("opencv-python", "opencv-python-headless"):
        folder = tmp_path / f"{name.replace('-', '_')}-4.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 4.0\n")
    found = list(metadata.distributions(path=[str(tmp_path)]))
    monkeypatch.setattr(metadata, "distributions", lambda: found)
    assert codes(opencv()) == ["opencv_twice"]


def _space_of(patient: Patient) -> Space:
    row = patient.catalogue._database.row("SELECT pack_id, digest, dimension, role FROM space")  # pyright: ignore[reportPrivateUsage]
    assert row is not None
    return Space(*row)
