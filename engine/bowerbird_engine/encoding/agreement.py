"""What another precision of a model costs in agreement with the first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Float32Array
from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder, OnnxTextEncoder
from bowerbird_engine.encoding.packs import ModelPack
from bowerbird_engine.encoding.specimens import TEXTS, specimen_pictures
from bowerbird_engine.errors import PackError


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cosines between the vectors of two packs, for pictures and for texts: the lowest and the mean."""

    pictures_lowest: float
    pictures_mean: float
    texts_lowest: float
    texts_mean: float


def agreement(pack: ModelPack, reference: ModelPack, threads: int) -> Agreement:
    """Compare a pack with another precision of the same model, on generated pictures and texts, on the processor.

    Raises PackError when the two are not of one model or one of them cannot be used, EmbeddingError when it fails.
    """
    if pack.dimension != reference.dimension or pack.preprocessing != reference.preprocessing:
        raise PackError(
            f"The packs '{pack.id}' and '{reference.id}' are not of one model: they want other pictures or give "
            "vectors of another dimension. Choose two precisions of the same model."
        )
    pictures = specimen_pictures(pack.preprocessing.size)
    seen = [OnnxImageEncoder(each, threads, "cpu").encode(pictures) for each in (pack, reference)]
    read = [OnnxTextEncoder(each, threads).encode(TEXTS) for each in (pack, reference)]
    of_pictures, of_texts = _cosines(*seen), _cosines(*read)
    return Agreement(
        float(of_pictures.min()), float(of_pictures.mean()), float(of_texts.min()), float(of_texts.mean())
    )


def _cosines(one: Float32Array, other: Float32Array) -> npt.NDArray[np.float64]:
    cosines: npt.NDArray[np.float64] = np.sum(one * other, axis=1, dtype=np.float64).clip(-1.0, 1.0)
    return cosines
