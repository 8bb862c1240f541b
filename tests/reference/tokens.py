"""Tokenizers of the reference library, the texts to compare them on, and the files that the hubs keep of them."""

from __future__ import annotations

import gzip
import importlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers import models as token_models

from reference.libraries import sentencepiece, transformers
from reference.models import CLIP_CONTEXT, CLIP_VOCABULARY, SIGLIP_CONTEXT, Ids

ROOT = Path(__file__).resolve().parents[2]
CLIP_DATA = ROOT.parent / "shared" / "data" / "clip"
SAMPLES = ROOT / "samples"

_SPECIAL = ("<|startoftext|>", "<|endoftext|>")
_PAD, _END, _UNKNOWN = 0, 1, 2
_UNDERLINE = "\N{LOWER ONE EIGHTH BLOCK}"


@dataclass(frozen=True, slots=True)
class Golden:
    """Texts with the ids [N, 77] that OpenAI's own tokenizer gives them, padded with zeros."""

    texts: tuple[str, ...]
    ids: Ids


def read_golden() -> Golden:
    """Read the texts; where the checkout stands alone, the tests that want them are skipped and say so."""
    cases = json.loads(_shared("golden_tokens.json").read_text(encoding="utf-8"))["cases"]
    return Golden(
        tuple(case["text"] for case in cases), np.array([case["input_ids"] for case in cases], np.int64)
    )


def make_clip_tokenizer() -> Any:
    """Make the library's tokenizer of CLIP from OpenAI's list of merges."""
    lines = gzip.decompress(_shared("bpe_simple_vocab_16e6.txt.gz").read_bytes()).decode().split("\n")
    letters = _byte_letters()
    count = CLIP_VOCABULARY - 2 * len(letters) - len(_SPECIAL)
    merges = [tuple(line.split()) for line in lines[1 : count + 1]]
    pieces = [*letters, *(letter + "</w>" for letter in letters), *map("".join, merges), *_SPECIAL]
    vocabulary = {piece: place for place, piece in enumerate(pieces)}
    return transformers.CLIPTokenizer(vocab=vocabulary, merges=merges, model_max_length=CLIP_CONTEXT)


def make_siglip_tokenizer(folder: Path, texts: tuple[str, ...]) -> Any:
    """Train a small SentencePiece model like SigLIP's, with the same marks, and give the library's tokenizer of it."""
    manifest = json.loads((SAMPLES / "manifest.json").read_text(encoding="utf-8"))
    captions = [picture["title"].lower() for picture in manifest["pictures"]]
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([*captions, *(text.lower() for text in texts if text.strip())]),
        model_writer=written,
        model_type="unigram",
        vocab_size=1000,
        hard_vocab_limit=False,
        character_coverage=0.99,
        pad_id=_PAD,
        eos_id=_END,
        unk_id=_UNKNOWN,
        bos_id=-1,
        num_threads=1,
        minloglevel=2,
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "spiece.model").write_bytes(written.getvalue())
    return transformers.SiglipTokenizer(str(folder / "spiece.model"), model_max_length=SIGLIP_CONTEXT)


def save_siglip_tokenizer(tokenizer: Any, folder: Path) -> None:
    """Write what the hubs keep: the library's own files, and a tokenizer.json made from the SentencePiece model.

    It cuts words as that model does and nothing else: the cleaning before it is left to whoever loads it.
    """
    tokenizer.save_pretrained(folder)
    messages = importlib.import_module("sentencepiece.sentencepiece_model_pb2")
    told: Any = messages.ModelProto.FromString((folder / "spiece.model").read_bytes())
    pieces = [(piece.piece, piece.score) for piece in told.pieces]
    made = Tokenizer(token_models.Unigram(pieces, unk_id=_UNKNOWN, byte_fallback=False))
    made.normalizer = normalizers.Sequence(
        [
            normalizers.Precompiled(told.normalizer_spec.precompiled_charsmap),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement=_UNDERLINE, prepend_scheme="always")
    end = pieces[_END][0]
    made.post_processor = processors.TemplateProcessing(single=f"$A {end}", special_tokens=[(end, _END)])
    made.add_special_tokens([pieces[place][0] for place in (_PAD, _END, _UNKNOWN)])  # pyright: ignore[reportUnknownMemberType]  its own stub
    made.save(str(folder / "tokenizer.json"))


def reference_ids(tokenizer: Any, texts: tuple[str, ...], context: int) -> Ids:
    """Cut texts with the library's tokenizer, padded to the context length [N, context]."""
    made = tokenizer(list(texts), padding="max_length", truncation=True, max_length=context)
    return np.array(made["input_ids"], np.int64)


def _byte_letters() -> list[str]:
    """List the letters that stand for the 256 bytes in CLIP's vocabulary: the printable ones first, as themselves."""
    printable = [
        *range(ord("!"), ord("~") + 1),
        *range(ord("¡"), ord("¬") + 1),
        *range(ord("®"), ord("ÿ") + 1),
    ]
    return [chr(byte) for byte in printable] + [chr(256 + place) for place in range(256 - len(printable))]


def _shared(name: str) -> Path:
    path = CLIP_DATA / name
    if not path.is_file():
        pytest.skip(f"the texts to compare with are not part of the project: shared/data/clip/{name}")
    return path
