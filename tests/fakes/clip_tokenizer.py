"""CLIP's own tokenizer as a tokenizer.json, built from the list of merges that its authors published."""

from __future__ import annotations

import gzip
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

START, END = "<|startoftext|>", "<|endoftext|>"
CONTEXT = 77
VOCABULARY = 49408

_BYTES = 256
_END_OF_WORD = "</w>"
_PIECES = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"


def clip_tokenizer(merges_file: Path) -> Tokenizer:
    """Build the tokenizer; texts must have been cleaned as the model wants it."""
    with gzip.open(merges_file, "rt", encoding="utf-8") as file:
        lines = file.read().split("\n")
    # The file begins with a version and goes on beyond what the model uses.
    count = VOCABULARY - 2 * _BYTES - 2
    merges = [(left, right) for left, right in (line.split() for line in lines[1 : count + 1])]
    letters = _byte_letters()
    pieces = [
        *letters,
        *(letter + _END_OF_WORD for letter in letters),
        *("".join(pair) for pair in merges),
        START,
        END,
    ]
    vocabulary = {piece: place for place, piece in enumerate(pieces)}
    tokenizer = Tokenizer(
        models.BPE(
            vocab=vocabulary,
            merges=merges,
            end_of_word_suffix=_END_OF_WORD,
            unk_token=END,
            fuse_unk=False,
        )
    )
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_PIECES), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{START} $A {END}",
        special_tokens=[(START, vocabulary[START]), (END, vocabulary[END])],
    )
    tokenizer.add_special_tokens([START, END])  # pyright: ignore[reportUnknownMemberType]  its own stub
    return tokenizer


def _byte_letters() -> list[str]:
    """Give each byte a letter that can be seen, the visible ones first: the order decides the ids."""
    visible = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    hidden = [byte for byte in range(_BYTES) if byte not in visible]
    return [chr(byte) for byte in visible] + [chr(_BYTES + place) for place in range(len(hidden))]
