"""The two protocols behind which every model stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bowerbird_engine.assets import Float32Array, Preprocessing, Space, Uint8Array


class ImageEncoder(Protocol):
    """Turn pictures into unit vectors of one space."""

    @property
    def space(self) -> Space:
        """The space of the vectors."""
        ...

    @property
    def preprocessing(self) -> Preprocessing:
        """What `encode` expects to have been done to the pictures."""
        ...

    def encode(self, pictures: Uint8Array) -> Float32Array:
        """Encode RGB pictures [N, size, size, 3] into unit vectors [N, dimension].

        A row depends on its own picture alone, not on its neighbours. Raises EmbeddingError when the model gives
        values that are not finite, or a zero vector.
        """
        ...


class TextEncoder(Protocol):
    """Turn words into unit vectors of the space of their image encoder."""

    @property
    def space(self) -> Space:
        """The space of the vectors."""
        ...

    def encode(self, texts: Sequence[str]) -> Float32Array:
        """Encode N texts into unit vectors [N, dimension]; each row depends on its own text alone."""
        ...
