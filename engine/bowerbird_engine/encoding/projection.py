"""Bring what a tower gives into the space: a matrix that lies beside the graph instead of in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypedDict, cast

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Float32Array
from bowerbird_engine.encoding.description import Projection
from bowerbird_engine.encoding.packs import ModelPack
from bowerbird_engine.errors import EmbeddingError, PackError

_KINDS: Mapping[str, type[np.floating]] = {"F32": np.float32, "F16": np.float16}
"""The format is little-endian, as is every machine that onnxruntime is built for."""

_MATRIX = 2


class _Told(TypedDict):
    """A tensor as the library gives it."""

    shape: list[int]
    dtype: str
    data: bytes | bytearray


class ProjectionMatrix:
    """The matrix [width, dimension] that vectors [N, width] are multiplied with."""

    def __init__(self, matrix: Float32Array) -> None:
        self._matrix = matrix

    @property
    def width(self) -> int:
        """How many numbers the tower must give."""
        return int(self._matrix.shape[0])

    def __call__(self, raw: npt.NDArray[np.generic]) -> Float32Array:
        """Multiply vectors [N, width]. Raises EmbeddingError when they are of another shape or of whole numbers."""
        if raw.ndim != _MATRIX or raw.shape[1] != self.width or raw.dtype.kind != "f":
            raise EmbeddingError(
                f"The model gave {raw.dtype} values of shape {raw.shape} where its projection takes {self.width} "
                "numbers for each vector. Install the pack again or use another one."
            )
        # What overflows is found by the gate, by row.
        with np.errstate(over="ignore", invalid="ignore"):
            projected: Float32Array = raw.astype(np.float32) @ self._matrix
        return projected


def read_projection(pack: ModelPack, projection: Projection) -> ProjectionMatrix:
    """Read a tower's projection [dimension, width], and turn it.

    Raises PackError when the file is not what was described, is no safetensors file, lacks the tensor, or holds it
    in another shape or type.
    """
    import safetensors  # noqa: PLC0415  wanted by few packs

    name = str(pack.folder / projection.file.name)
    data = pack.read(projection.file)
    # The package's stubs leave open what it takes and gives.
    deserialize = cast("Callable[[bytes], list[tuple[str, _Told]]]", safetensors.deserialize)  # pyright: ignore[reportUnknownMemberType]
    try:
        tensors = dict(deserialize(data))
    except safetensors.SafetensorError as error:
        raise PackError(f"{name} is no safetensors file ({error}). Install the pack again.") from error
    told = tensors.get(projection.tensor)
    if told is None:
        listed = ", ".join(f"'{tensor}'" for tensor in sorted(tensors)) or "nothing"
        raise PackError(
            f"{name} has no tensor '{projection.tensor}', only {listed}. Correct the pack's description."
        )
    shape, kind = told["shape"], _KINDS.get(told["dtype"])
    if kind is None:
        raise PackError(
            f"{name} holds '{projection.tensor}' as {told['dtype']}; F32 and F16 can be used. "
            "Convert it, or use another export."
        )
    if len(shape) != _MATRIX or shape[0] != pack.dimension:
        raise PackError(
            f"{name} holds '{projection.tensor}' with the shape {shape}, but its pack promises vectors of dimension "
            f"{pack.dimension}. Correct the pack's description."
        )
    matrix = np.frombuffer(told["data"], kind).reshape(shape)
    return ProjectionMatrix(np.ascontiguousarray(matrix.T, np.float32))
