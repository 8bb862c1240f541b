"""Words become ids in the shape that a text graph wants."""

from __future__ import annotations

import hashlib
import random
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bowerbird_engine.encoding.description import PackFile
from bowerbird_engine.encoding.packs import read_pack
from bowerbird_engine.encoding.tokens import TextTokenizer
from bowerbird_engine.errors import PackError
from fakes.packs import CONTEXT, Parts, make_pack, make_tokenizer, redescribe


@pytest.fixture
def tokenize(tmp_path: Path) -> TextTokenizer:
    """Give the tokenizer of a tiny pack."""
    return TextTokenizer(read_pack(make_pack(tmp_path / "pack")))


def test_ids_mask_and_padding(tokenize: TextTokenizer) -> None:
    """Words stand between the start and the end mark, the rest is padding, and the mask tells which is which."""
    vocabulary = make_tokenizer().get_vocab()
    ids, mask = tokenize("a red shirt")
    words = [vocabulary[piece] for piece in ("[CLS]", "a", "red", "shirt", "[SEP]")]
    assert ids.tolist() == [words + [0] * (CONTEXT - 5)]
    assert mask.tolist() == [[1] * 5 + [0] * (CONTEXT - 5)]
    assert ids.dtype == mask.dtype == np.int64


def test_long_texts_are_cut_but_keep_their_end_mark(tokenize: TextTokenizer) -> None:
    """A text beyond the context is cut to it, the last place being the end mark."""
    ids, mask = tokenize("lamp " * 500)
    assert ids.shape == (1, CONTEXT)
    assert ids[0, -1] == make_tokenizer().get_vocab()["[SEP]"]
    assert mask.all()


def test_an_empty_text_is_two_marks(tokenize: TextTokenizer) -> None:
    """No words give the start and the end mark alone."""
    assert tokenize("")[1].sum() == 2


def test_letters_are_lowered_only_where_the_pack_says_so(tmp_path: Path) -> None:
    """RED and red are one word for a lower-casing pack and two for another."""
    lower = TextTokenizer(read_pack(make_pack(tmp_path / "lower")))
    folder = redescribe(make_pack(tmp_path / "keep"), lambda told: told["text"].update(cleaning="none"))
    keep = TextTokenizer(read_pack(folder))
    assert np.array_equal(lower("RED")[0], lower("red")[0])
    assert not np.array_equal(keep("RED")[0], keep("red")[0])


def test_the_padding_id_is_the_packs(tmp_path: Path) -> None:
    """Padding uses the id of the description, not the tokenizer's own."""
    folder = redescribe(make_pack(tmp_path / "pack"), lambda told: told["text"].update(pad_id=5))
    assert TextTokenizer(read_pack(folder))("sky")[0][0, -1] == 5


@pytest.mark.parametrize("text", ["half \udc80 pair", "nul \x00 byte", "\u202eright to left", "🐦" * 40])
def test_odd_texts_are_texts(tokenize: TextTokenizer, text: str) -> None:
    """Half a character pair, a NUL, a direction mark or symbols give ids like any text."""
    assert tokenize(text)[0].shape == (1, CONTEXT)


def test_a_megabyte_of_text_costs_what_a_page_costs(tokenize: TextTokenizer) -> None:
    """A pasted book gives the ids of its beginning, without reading all of it."""
    book = "a photo of the sky and a lamp " * 100_000
    start = time.process_time()
    ids, _ = tokenize(book)
    assert time.process_time() - start < 0.1
    assert np.array_equal(ids, tokenize(book[:400])[0])


@pytest.mark.parametrize("broken", ["", "{", "{}", '{"version": "1.0"}', "[]", "null"])
def test_what_is_no_tokenizer_is_refused(broken: str, tmp_path: Path) -> None:
    """A file that is no tokenizer is a PackError that names it, though its digest is right."""

    def spoil(parts: Parts) -> None:
        parts.tokenizer = broken

    pack = read_pack(make_pack(tmp_path / "pack", edit=spoil))
    with pytest.raises(PackError, match=r"tokenizer\.json is no tokenizer"):
        TextTokenizer(pack)


def test_a_context_without_room_is_refused(tmp_path: Path) -> None:
    """A context shorter than the marks of start and end would give a graph more tokens than it takes."""
    folder = redescribe(make_pack(tmp_path / "pack"), lambda told: told["text"].update(context_length=1))
    with pytest.raises(PackError, match="tokens where its pack promises 1"):
        TextTokenizer(read_pack(folder))("a red shirt")


def test_no_damage_to_a_tokenizer_comes_out_as_anything_but_a_pack_error(tmp_path: Path) -> None:
    """Of 400 damaged files with a right digest, each works or is refused, though some make the library panic."""
    numbers = random.Random(0)
    whole = make_tokenizer().to_str().encode()
    pack = read_pack(make_pack(tmp_path / "pack"))
    refused = 0
    for _ in range(400):
        damaged = bytearray(whole)
        for _ in range(numbers.randint(1, 3)):
            damaged[numbers.randrange(len(damaged))] = numbers.choice(b'0123456789{}[]",:abtruefalsnull-')
        (pack.folder / "tokenizer.json").write_bytes(damaged)
        file = PackFile("tokenizer.json", hashlib.sha256(damaged).hexdigest())
        described = replace(pack.description, tokenizer=file)
        try:
            assert TextTokenizer(replace(pack, description=described))("a red shirt qq")[0].shape == (
                1,
                CONTEXT,
            )
        except PackError:
            refused += 1
    assert 0 < refused < 400
