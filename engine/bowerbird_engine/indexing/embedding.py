"""From fitted pictures to vectors, such that one picture that a model cannot digest costs only itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from bowerbird_engine.assets import ContentHash, Float32Array, Uint8Array
from bowerbird_engine.encoding.encoders import ImageEncoder
from bowerbird_engine.encoding.gate import BadRowsError


@dataclass(slots=True)
class Embedded:
    """The vectors [dimension] of the contents that have one, and why the others have none."""

    rows: dict[ContentHash, Float32Array] = field(default_factory=dict[ContentHash, Float32Array])
    failed: dict[ContentHash, str] = field(default_factory=dict[ContentHash, str])


def embed(encoder: ImageEncoder, pictures: Mapping[ContentHash, Uint8Array]) -> Embedded:
    """Embed pictures [size, size, 3] in one batch.

    Raises EmbeddingError when the model fails as such, which a whole batch without one embedding shows too.
    """
    if not pictures:
        return Embedded()
    try:
        vectors = encoder.encode(np.stack(list(pictures.values())))
    except BadRowsError as error:
        if len(error.rows) == len(pictures) > 1:
            raise
        bad = set(error.rows)
        return Embedded(
            rows={content: error.embeddings[n] for n, content in enumerate(pictures) if n not in bad},
            failed={
                content: "The model gives no usable embedding for this picture; another model may."
                for n, content in enumerate(pictures)
                if n in bad
            },
        )
    return Embedded(rows=dict(zip(pictures, vectors, strict=True)))
