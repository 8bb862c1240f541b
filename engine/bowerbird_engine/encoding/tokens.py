"""Turn words into token ids with a pack's own tokenizer."""

from __future__ import annotations

import contextlib
from collections.abc import Generator

import numpy as np

from bowerbird_engine.assets import Int64Array
from bowerbird_engine.encoding.cleaning import clean
from bowerbird_engine.encoding.description import TextTower
from bowerbird_engine.encoding.packs import ModelPack
from bowerbird_engine.errors import PackError

# No tokenizer needs so many characters for one token: what comes after them is cut off anyway.
CHARACTERS_PER_TOKEN = 256


class TextTokenizer:
    """Tokenize one text at a time to the full context length, so that no text ever sees its neighbours' length."""

    def __init__(self, pack: ModelPack) -> None:
        from tokenizers import Tokenizer  # noqa: PLC0415  10 ms that a command without a search does not pay

        self._name = str(pack.folder / pack.description.tokenizer.name)
        self._tower: TextTower = pack.text
        data = pack.read(pack.description.tokenizer)
        with self._faults_named():
            self._tokenizer = Tokenizer.from_buffer(data)
            # The package's stubs leave the types of its options open.
            self._tokenizer.enable_truncation(max_length=self._tower.context_length)  # pyright: ignore[reportUnknownMemberType]
            self._tokenizer.enable_padding(length=self._tower.context_length, pad_id=self._tower.pad_id)  # pyright: ignore[reportUnknownMemberType]

    def __call__(self, text: str) -> tuple[Int64Array, Int64Array]:
        """Give the ids [1, context_length] and their mask of ones and zeros."""
        text = text[: self._tower.context_length * CHARACTERS_PER_TOKEN]
        # A file name from the command line may hold half a character pair, which is no text for a tokenizer.
        text = text.encode("utf-8", "replace").decode("utf-8")
        text = clean(text, self._tower.cleaning)
        with self._faults_named():
            encoding = self._tokenizer.encode(text)
        ids = np.array([encoding.ids], np.int64)
        if ids.shape[1] != self._tower.context_length:
            # A context with no room for a word beside the marks of its start and end is not kept to.
            raise PackError(
                f"{self._name} gives {ids.shape[1]} tokens where its pack promises {self._tower.context_length}. "
                "Correct the pack's description."
            )
        return ids, np.array([encoding.attention_mask], np.int64)

    @contextlib.contextmanager
    def _faults_named(self) -> Generator[None]:
        try:
            yield
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of the Rust code is no Exception, a faulty file a bare one
            raise PackError(f"{self._name} is no tokenizer ({error}). Install the pack again.") from error
