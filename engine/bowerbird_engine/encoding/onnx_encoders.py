"""The encoders of every pack: one for pictures, one for words, on top of onnxruntime."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from bowerbird_engine.assets import Float32Array, Preprocessing, Space, Uint8Array
from bowerbird_engine.encoding.gate import check_embeddings
from bowerbird_engine.encoding.packs import ModelPack
from bowerbird_engine.encoding.sessions import GraphSession, open_session
from bowerbird_engine.encoding.tokens import TextTokenizer
from bowerbird_engine.errors import EmbeddingError

CHANNELS = 3


class OnnxImageEncoder:
    """Encode pictures with a pack's image graph, which is loaded on the first call. Safe to use from several threads."""

    def __init__(self, pack: ModelPack, threads: int) -> None:
        self._pack = pack
        self._threads = threads
        self._lock = threading.Lock()
        self._session: GraphSession | None = None
        self._levels = _level_table(pack.preprocessing)

    @property
    def space(self) -> Space:
        """The space of the vectors."""
        return self._pack.space

    @property
    def preprocessing(self) -> Preprocessing:
        """What `encode` expects to have been done to the pictures."""
        return self._pack.preprocessing

    def encode(self, pictures: Uint8Array) -> Float32Array:
        """Encode RGB pictures [N, size, size, 3] into unit vectors [N, dimension].

        Raises PackError when the pack cannot be used, BadRowsError when some vectors are not finite or zero.
        """
        side = self._pack.preprocessing.size
        if pictures.dtype != np.uint8 or pictures.shape[1:] != (side, side, CHANNELS):
            raise EmbeddingError(
                f"Pictures of shape {pictures.shape} were given to a model that wants {side} x {side} pixels. "
                "Fit them with the pack's own preprocessing."
            )
        if not len(pictures):
            return np.empty((0, self._pack.dimension), np.float32)
        planes = np.empty((len(pictures), CHANNELS, side, side), np.float32)
        for channel in range(CHANNELS):
            # Every byte is a valid place; "clip" spares the buffer that checking them would take.
            np.take(self._levels[channel], pictures[..., channel], out=planes[:, channel], mode="clip")
        raw = self._ready().run({self._pack.image.input: planes})
        return check_embeddings(raw, len(pictures), self._pack.dimension)

    def _ready(self) -> GraphSession:
        with self._lock:
            if self._session is None:
                tower, side = self._pack.image, self._pack.preprocessing.size
                wanted = {tower.input: ("tensor(float)", (None, CHANNELS, side, side))}
                self._session = open_session(
                    self._pack, tower.file, wanted, tower.output, threads=self._threads
                )
            return self._session


class OnnxTextEncoder:
    """Encode words with a pack's text graph, which is loaded on the first call. Safe to use from several threads."""

    def __init__(self, pack: ModelPack, threads: int) -> None:
        self._pack = pack
        self._threads = threads
        self._lock = threading.Lock()
        self._loaded: tuple[TextTokenizer, GraphSession] | None = None

    @property
    def space(self) -> Space:
        """The space of the vectors."""
        return self._pack.space

    def encode(self, texts: Sequence[str]) -> Float32Array:
        """Encode N texts into unit vectors [N, dimension]; each row depends on its own text alone.

        Each text runs by itself: a query then gives the same bits alone and in a batch. Raises PackError when the
        pack cannot be used, EmbeddingError when a vector is not finite or zero.
        """
        tower, dimension = self._pack.text, self._pack.dimension
        raw = np.empty((len(texts), dimension), np.float32)
        if not len(texts):
            return raw
        tokenize, session = self._ready()
        for row, text in enumerate(texts):
            ids, mask = tokenize(text)
            inputs = {tower.input: ids}
            if tower.attention_mask is not None:
                inputs[tower.attention_mask] = mask
            raw[row] = check_embeddings(session.run(inputs), 1, dimension)[0]
        return raw

    def _ready(self) -> tuple[TextTokenizer, GraphSession]:
        with self._lock:
            if self._loaded is None:
                tower = self._pack.text
                shape = (None, tower.context_length)
                wanted = {tower.input: ("tensor(int64)", shape)}
                if tower.attention_mask is not None:
                    wanted[tower.attention_mask] = ("tensor(int64)", shape)
                session = open_session(self._pack, tower.file, wanted, tower.output, threads=self._threads)
                self._loaded = (TextTokenizer(self._pack), session)
            return self._loaded


def _level_table(recipe: Preprocessing) -> Float32Array:
    """Compute what each of the 256 levels becomes per channel [3, 256], once and in double precision."""
    levels = np.arange(256, dtype=np.float64) * recipe.scale
    mean = np.array(recipe.mean)[:, np.newaxis]
    std = np.array(recipe.std)[:, np.newaxis]
    table: Float32Array = ((levels - mean) / std).astype(np.float32)
    return table
