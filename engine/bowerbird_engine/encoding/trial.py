"""Try a pack before it is let in: what only shows when a model runs."""

from __future__ import annotations

import numpy as np

from bowerbird_engine.assets import Float32Array
from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder, OnnxTextEncoder
from bowerbird_engine.encoding.packs import ModelPack
from bowerbird_engine.encoding.specimens import TEXTS, WORDS, specimen_pictures
from bowerbird_engine.encoding.tokens import TextTokenizer
from bowerbird_engine.errors import EmbeddingError, PackError

LOWEST_AGREEMENT = 0.9999
"""What a picture's vector must share with itself when it runs alone: single precision keeps it above 0.999999."""

SAME = 1e-6
"""Vectors of which no number differs by more are one and the same."""


def try_pack(pack: ModelPack, threads: int) -> None:
    """Load both towers of a pack, and encode some pictures and texts with them, on the processor.

    Raises PackError with the reason when a tower cannot be loaded, fails, gives vectors that are not finite, zero or
    of another dimension, or the same for everything, when a picture's vector depends on its neighbours, or when the
    tokenizer tells no two words apart.
    """
    try:
        _try_pictures(pack, OnnxImageEncoder(pack, threads, "cpu"))
        _try_texts(pack, OnnxTextEncoder(pack, threads))
    except EmbeddingError as error:
        raise PackError(f"The pack '{pack.id}' does not work. {error}") from error


def _try_pictures(pack: ModelPack, encoder: OnnxImageEncoder) -> None:
    pictures = specimen_pictures(pack.preprocessing.size)
    together = encoder.encode(pictures)
    if _all_the_same(together):
        raise PackError(
            f"The pack '{pack.id}' gives the same vector for every picture: its image tower does not see them. "
            "Use another pack."
        )
    alone = np.concatenate([encoder.encode(pictures[row : row + 1]) for row in range(len(pictures))])
    agreement = float(np.min(np.sum(together * alone, axis=1, dtype=np.float64)))
    if agreement < LOWEST_AGREEMENT:
        raise PackError(
            f"The pack '{pack.id}' gives a picture another vector beside other pictures than alone (they agree to "
            f"{agreement:.4f}). Use an export whose pictures do not depend on each other."
        )


def _try_texts(pack: ModelPack, encoder: OnnxTextEncoder) -> None:
    tokenize = TextTokenizer(pack)
    # As sets: the mark for what is unknown may come once or several times.
    if len({frozenset(tokenize(word)[0][0].tolist()) for word in WORDS}) == 1:
        raise PackError(
            f"The pack '{pack.id}' has a tokenizer that takes every word for the same: it is not the one of its "
            "text tower. Use another pack."
        )
    if _all_the_same(encoder.encode(TEXTS)):
        raise PackError(
            f"The pack '{pack.id}' gives the same vector for every text: its text tower does not read them. "
            "Use another pack."
        )


def _all_the_same(vectors: Float32Array) -> bool:
    return bool(np.max(np.abs(vectors - vectors[0])) <= SAME)
