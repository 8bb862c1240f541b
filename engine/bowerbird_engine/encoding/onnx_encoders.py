"""The encoders of every pack: one for pictures, one for words, on top of onnxruntime."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Float32Array, Preprocessing, Space, Uint8Array
from bowerbird_engine.encoding.batching import SIZES, BatchSizes
from bowerbird_engine.encoding.description import ImageTower, TextTower
from bowerbird_engine.encoding.gate import check_embeddings
from bowerbird_engine.encoding.packs import ModelPack
from bowerbird_engine.encoding.projection import ProjectionMatrix, read_projection
from bowerbird_engine.encoding.providers import CPU_NAME, Accelerator, Execution, first_line
from bowerbird_engine.encoding.sessions import GraphSession, open_session
from bowerbird_engine.encoding.signatures import PIXELS, TOKENS, Wanted
from bowerbird_engine.encoding.specimens import specimen_pictures
from bowerbird_engine.encoding.tokens import TextTokenizer
from bowerbird_engine.errors import EmbeddingError

CHANNELS = 3


@dataclass(frozen=True, slots=True)
class _LoadedTower:
    """A tower ready to run: its graph, and the matrix that follows it, if any."""

    graph: GraphSession
    projection: ProjectionMatrix | None

    def run(self, inputs: dict[str, npt.NDArray[np.generic]]) -> npt.NDArray[np.generic]:
        """Give the vectors as they come, not yet of unit length."""
        raw = self.graph.run(inputs)
        return raw if self.projection is None else self.projection(raw)


def _load(
    pack: ModelPack,
    tower: ImageTower | TextTower,
    inputs: dict[str, Wanted],
    threads: int,
    accelerator: Accelerator,
) -> _LoadedTower:
    projection = None if tower.projection is None else read_projection(pack, tower.projection)
    width = pack.dimension if projection is None else projection.width
    graph = open_session(pack, tower, inputs, width=width, threads=threads, accelerator=accelerator)
    return _LoadedTower(graph, projection)


@dataclass(frozen=True, slots=True)
class _LoadedImageTower:
    tower: _LoadedTower
    sizes: BatchSizes
    levels: npt.NDArray[np.generic]
    execution: Execution


class OnnxImageEncoder:
    """Encode pictures with a pack's image graph, which is loaded on the first call. Safe to use from several threads."""

    def __init__(self, pack: ModelPack, threads: int, accelerator: Accelerator = "auto") -> None:
        self._pack = pack
        self._threads = threads
        self._accelerator: Accelerator = accelerator
        self._lock = threading.Lock()
        self._loaded: _LoadedImageTower | None = None

    @property
    def space(self) -> Space:
        """The space of the vectors."""
        return self._pack.space

    @property
    def preprocessing(self) -> Preprocessing:
        """What `encode` expects to have been done to the pictures."""
        return self._pack.preprocessing

    @property
    def execution(self) -> Execution:
        """Where the graph runs; loads it. Raises PackError when the pack cannot be used."""
        return self._ready().execution

    @property
    def batch_size(self) -> int | None:
        """How many pictures go through the graph at once, as far as it is known yet."""
        return self._ready().sizes.settled

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
        sizes = self._ready().sizes
        size, start = sizes.choose(len(pictures)), time.perf_counter()
        made = [self._run(pictures[done : done + size]) for done in range(0, len(pictures), size)]
        sizes.record(size, len(pictures), time.perf_counter() - start)
        raw = made[0] if len(made) == 1 else np.concatenate(made)
        return check_embeddings(raw, len(pictures), self._pack.dimension)

    def _run(self, pictures: Uint8Array) -> npt.NDArray[np.generic]:
        loaded, count = self._ready(), len(pictures)
        try:
            raw = loaded.tower.run({self._pack.image.input: self._planes(loaded, pictures)})
        except EmbeddingError as error:
            if loaded.execution.provider == CPU_NAME:
                raise
            self._leave_accelerator(loaded, error)
            return self._run(pictures)
        if raw.shape != (count, self._pack.dimension):
            raise EmbeddingError(
                f"The model gave values of shape {raw.shape} for {count} pictures where its pack promises vectors "
                f"of dimension {self._pack.dimension}. Install the pack again or use another one."
            )
        return raw

    @staticmethod
    def _planes(loaded: _LoadedImageTower, pictures: Uint8Array) -> npt.NDArray[np.generic]:
        """Turn pictures [N, size, size, 3] into the graph's input [N, 3, size, size]."""
        count, side, _, _ = pictures.shape
        planes = np.empty((count, CHANNELS, side, side), loaded.levels.dtype)
        for channel in range(CHANNELS):
            # Every byte is a valid place; "clip" spares the buffer that checking them would take.
            np.take(loaded.levels[channel], pictures[..., channel], out=planes[:, channel], mode="clip")
        return planes

    def _ready(self) -> _LoadedImageTower:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load(self._accelerator)
            return self._loaded

    def _leave_accelerator(self, failed: _LoadedImageTower, error: EmbeddingError) -> None:
        """Go on with the processor after an accelerator failed in the midst of work: out of memory, say."""
        with self._lock:
            if self._loaded is failed:
                reason = first_line(error if error.__cause__ is None else error.__cause__)
                note = f"{failed.execution.provider} failed while it worked: {reason}."
                self._loaded = replace(self._open("cpu"), execution=Execution(CPU_NAME, note))

    def _load(self, accelerator: Accelerator) -> _LoadedImageTower:
        """Open the graph, and go back to the processor from an accelerator that starts but gives no vectors."""
        loaded = self._open(accelerator)
        if loaded.execution.provider == CPU_NAME:
            return loaded
        pictures = specimen_pictures(self._pack.preprocessing.size)[-2:]
        try:
            raw = loaded.tower.run({self._pack.image.input: self._planes(loaded, pictures)})
            check_embeddings(raw, len(pictures), self._pack.dimension)
        except EmbeddingError:
            note = f"{loaded.execution.provider} starts, but gives no usable vectors with this model."
            return replace(self._open("cpu"), execution=Execution(CPU_NAME, note))
        return loaded

    def _open(self, accelerator: Accelerator) -> _LoadedImageTower:
        image, side = self._pack.image, self._pack.preprocessing.size
        wanted = {image.input: Wanted(PIXELS, (CHANNELS, side, side))}
        tower = _load(self._pack, image, wanted, self._threads, accelerator)
        together = tower.graph.together
        return _LoadedImageTower(
            tower,
            BatchSizes(SIZES if together is None else (together,)),
            _level_table(self._pack.preprocessing, tower.graph.kind(image.input)),
            tower.graph.execution,
        )


class OnnxTextEncoder:
    """Encode words with a pack's text graph, which is loaded on the first call. Safe to use from several threads.

    Words run on the processor: one short text is done there sooner than an accelerator is started.
    """

    def __init__(self, pack: ModelPack, threads: int) -> None:
        self._pack = pack
        self._threads = threads
        self._lock = threading.Lock()
        self._loaded: tuple[TextTokenizer, _LoadedTower] | None = None

    @property
    def space(self) -> Space:
        """The space of the vectors."""
        return self._pack.space

    @property
    def execution(self) -> Execution:
        """Where the graph runs; loads it. Raises PackError when the pack cannot be used."""
        return self._ready()[1].graph.execution

    def encode(self, texts: Sequence[str]) -> Float32Array:
        """Encode N texts into unit vectors [N, dimension]; each row depends on its own text alone.

        Each text runs by itself: a query then gives the same bits alone and in a batch. Raises PackError when the
        pack cannot be used, EmbeddingError when a vector is not finite or zero.
        """
        tower, dimension = self._pack.text, self._pack.dimension
        vectors = np.empty((len(texts), dimension), np.float32)
        if not len(texts):
            return vectors
        tokenize, loaded = self._ready()
        for row, text in enumerate(texts):
            ids, mask = tokenize(text)
            inputs: dict[str, npt.NDArray[np.generic]] = {tower.input: ids}
            if tower.attention_mask is not None:
                inputs[tower.attention_mask] = mask
            vectors[row] = check_embeddings(loaded.run(inputs), 1, dimension)[0]
        return vectors

    def _ready(self) -> tuple[TextTokenizer, _LoadedTower]:
        with self._lock:
            if self._loaded is None:
                text = self._pack.text
                wanted = {
                    name: Wanted(TOKENS, (text.context_length,))
                    for name in (text.input, text.attention_mask)
                    if name is not None
                }
                tower = _load(self._pack, text, wanted, self._threads, "cpu")
                self._loaded = (TextTokenizer(self._pack), tower)
            return self._loaded


def _level_table(recipe: Preprocessing, kind: type[np.generic]) -> npt.NDArray[np.generic]:
    """Compute what each of the 256 levels becomes per channel [3, 256], once and in double precision."""
    levels = np.arange(256, dtype=np.float64) * recipe.scale
    mean = np.array(recipe.mean)[:, np.newaxis]
    std = np.array(recipe.std)[:, np.newaxis]
    table: npt.NDArray[np.generic] = ((levels - mean) / std).astype(kind)
    return table
