"""Texts become the very ids that CLIP's authors' own code gives them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from bowerbird_engine.encoding.description import Cleaning
from bowerbird_engine.encoding.packs import read_pack
from bowerbird_engine.encoding.tokens import TextTokenizer
from fakes.clip_tokenizer import CONTEXT, clip_tokenizer
from fakes.packs import Parts, make_pack

CLIP = Path(__file__).parents[3] / "shared" / "data" / "clip"
MERGES = CLIP / "bpe_simple_vocab_16e6.txt.gz"
GOLDEN = CLIP / "golden_tokens.json"


@dataclass(frozen=True, slots=True)
class Case:
    """A text, and the ids that it must get."""

    text: str
    ids: list[int]


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """Give the cases, which were made with the authors' code."""
    if not (MERGES.is_file() and GOLDEN.is_file()):
        pytest.skip(f"CLIP's merges and golden tokens are not part of the project: {CLIP}")
    told = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return [Case(case["text"], case["input_ids"]) for case in told["cases"]]


def differing(cases: list[Case], folder: Path, cleaning: Cleaning) -> list[str]:
    """List the texts whose ids are not the golden ones, through a pack with CLIP's tokenizer."""

    def as_clip(parts: Parts) -> None:
        parts.tokenizer = clip_tokenizer(MERGES).to_str()
        parts.description["text"] |= {"context_length": CONTEXT, "pad_id": 0, "cleaning": cleaning}

    tokenize = TextTokenizer(read_pack(make_pack(folder, edit=as_clip)))
    return [case.text for case in cases if tokenize(case.text)[0][0].tolist() != case.ids]


def test_all_golden_tokens_come_out_equal(cases: list[Case], tmp_path: Path) -> None:
    """All 153 texts get CLIP's ids: long and empty ones, other scripts, emoji, entities and badly decoded ones."""
    assert len(cases) == 153
    assert differing(cases, tmp_path / "pack", "clip") == []


def test_without_the_cleaning_some_differ(cases: list[Case], tmp_path: Path) -> None:
    """The control: the same tokenizer without CLIP's cleaning gets four of the texts wrong."""
    assert len(differing(cases, tmp_path / "pack", "none")) == 4
