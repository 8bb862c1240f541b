"""The packs that are known by name: complete, honest, and recognised from exactly the files that are listed."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import bowerbird_engine.models.registry as module
from bowerbird_engine.encoding.description import Precision
from bowerbird_engine.encoding.fields import is_plain_name
from bowerbird_engine.encoding.packs import starter_pack
from bowerbird_engine.errors import PackError
from bowerbird_engine.models.layouts import hub_layout
from bowerbird_engine.models.registry import KnownPack, known_packs, parse_registry
from bowerbird_engine.models.shelf import ModelShelf
from fakes.hub_folders import open_clip_files, siglip_files, transformers_files, write_files

OFFERED = [
    pytest.param(pack, offered.precision, id=f"{pack.id}-{offered.precision}")
    for pack in known_packs()
    for offered in pack.precisions
]
SUFFIXES = {"float32": "", "float16": "_fp16", "int8": "_quantized"}


def told() -> dict[str, Any]:
    """Give the registry as it is written."""
    read: dict[str, Any] = json.loads(
        Path(module.__file__).with_name("registry.json").read_text(encoding="utf-8")
    )
    return read


def test_the_wished_for_packs_are_there() -> None:
    """OpenAI's two, one of LAION, SigLIP and one for many languages, each with a sentence for whom it is."""
    packs = {pack.id: pack for pack in known_packs()}
    assert list(packs)[:4] == ["clip-vit-b32", "clip-vit-b16", "clip-vit-b32-laion2b", "siglip-b16"]
    assert "multilingual" in packs["siglip2-b16"].languages
    for pack in packs.values():
        assert is_plain_name(pack.id)
        assert pack.id != starter_pack().id
        assert not any(pack.id.endswith(precision) for precision in SUFFIXES)
        assert pack.for_whom.endswith(".")
        assert pack.repository.count("/") == 1
        assert pack.precisions[0].precision == "float32"
        assert pack.cost is None or 0.5 < pack.cost < 50


def test_nothing_is_stated_that_was_not_seen() -> None:
    """Sizes are there with a word on where they were seen, and no digest or revision is."""
    for pack in told()["packs"]:
        assert len(pack["seen"]) > 40
        assert "sha256" not in json.dumps(pack)
        assert "revision" not in pack
    sizes = {pack.id: pack.precisions[0].bytes for pack in known_packs()}
    assert sizes["clip-vit-b32"] == 352_000_000 + 254_000_000 + 2_220_000
    assert sizes["siglip2-b16"] is None


@pytest.mark.parametrize(("pack", "precision"), OFFERED)
def test_the_listed_files_are_a_layout(pack: KnownPack, precision: Precision) -> None:
    """From the listed names alone a layout with this precision is recognised, and every listed file plays a part."""
    paths = [file.path for file in pack.precision(precision).files]
    layout = hub_layout(paths, precision)
    assert layout.precision in {precision, None}
    assert set(layout.files) == set(paths)


@pytest.mark.parametrize(("pack", "precision"), OFFERED)
def test_a_folder_with_exactly_these_files_is_added(
    pack: KnownPack, precision: Precision, tmp_path: Path, packs_dir: Path
) -> None:
    """Tiny models under exactly the listed names become a pack with the known title, licence and languages."""
    wanted = {file.path for file in pack.precision(precision).files}
    if "visual/model.onnx" in wanted:
        made = open_clip_files()
    elif "siglip" in pack.repository:
        made = siglip_files([SUFFIXES[precision]])
    else:
        made = transformers_files([SUFFIXES[precision]])
    made.setdefault("special_tokens_map.json", b"{}")
    files = {path: made[path.replace("_int8", "_quantized")] for path in wanted}
    shelf = ModelShelf(packs_dir, threads=2)
    added = shelf.add(
        write_files(tmp_path / "m", files),
        name=pack.id,
        precision=precision if len(pack.precisions) > 1 else None,
    )
    assert added.id == (pack.id if precision == "float32" else f"{pack.id}-{precision}")
    assert added.description.title.startswith(pack.title)
    assert (added.description.licence, added.description.languages) == (pack.licence, pack.languages)
    assert added.description.source == pack.repository


def test_a_precision_that_is_not_offered_is_refused() -> None:
    """The error names the pack and what it comes in."""
    laion = next(pack for pack in known_packs() if pack.id == "clip-vit-b32-laion2b")
    with pytest.raises(PackError, match=r"not offered in int8, only in float32"):
        laion.precision("int8")


def _first_file(pack: dict[str, Any]) -> dict[str, Any]:
    file: dict[str, Any] = pack["precisions"]["float32"][0]
    return file


WRONG: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda pack: pack.pop("licence"), "licence"),
    (lambda pack: pack.update(id="../up"), "id"),
    (lambda pack: pack.update(repository="../../up"), "repository"),
    (lambda pack: pack.update(dimension=0), "dimension"),
    (lambda pack: pack.update(cost=0), "cost"),
    (lambda pack: pack.update(cost="2"), "cost"),
    (lambda pack: pack.pop("cost"), "cost"),
    (lambda pack: pack.update(languages="en"), "languages"),
    (lambda pack: pack["precisions"].pop("int8"), "int8"),
    (lambda pack: pack.update(precisions=dict.fromkeys(SUFFIXES)), "no precision"),
    (lambda pack: _first_file(pack).update(path="/etc/passwd"), "path"),
    (lambda pack: _first_file(pack).update(bytes=-1), "bytes"),
    (lambda pack: _first_file(pack).pop("bytes"), "bytes"),
    (lambda pack: pack.update(id="clip-vit-b16"), "twice"),
]


@pytest.mark.parametrize(("change", "named"), WRONG)
def test_a_wrong_entry_is_named(change: Callable[[dict[str, Any]], object], named: str) -> None:
    """The registry is read strictly: the first field that is missing or wrong is named."""
    registry = told()
    assert parse_registry(copy.deepcopy(registry)) == known_packs()
    change(registry["packs"][0])
    with pytest.raises(PackError, match=named):
        parse_registry(registry)
