"""Take the two projections of CLIP out of a file with all of its weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, cast

import numpy as np
import numpy.typing as npt

from bowerbird_engine.errors import PackError

IMAGE_PROJECTION = "visual_projection.weight"
TEXT_PROJECTION = "text_projection.weight"

_MATRIX = 2
_KINDS = ("F32", "F16")


class _Part(Protocol):
    """A tensor that is not read yet."""

    def get_shape(self) -> list[int]: ...
    def get_dtype(self) -> str: ...


class _Opening(Protocol):
    """A file of tensors that is open for reading."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def keys(self) -> list[str]: ...
    def get_slice(self, name: str) -> _Part: ...
    def get_tensor(self, name: str) -> npt.NDArray[np.generic]: ...


def copy_projections(weights: Path, tensors: Sequence[str], into: Path) -> Mapping[str, tuple[int, int]]:
    """Write some matrices of a safetensors file into a new one, and give their shapes [dimension, width].

    Raises PackError when the file is no safetensors file, lacks one of them, or holds it in another type or shape.
    """
    from safetensors import SafetensorError, safe_open  # noqa: PLC0415  wanted by few packs
    from safetensors.numpy import save_file  # noqa: PLC0415  # pyright: ignore[reportUnknownVariableType]  as above

    name = weights.name
    shapes: dict[str, tuple[int, int]] = {}
    matrices: dict[str, npt.NDArray[np.generic]] = {}
    try:
        # The package's stubs leave the opened file open.
        with cast("_Opening", safe_open(weights, framework="numpy")) as opened:
            held = set(opened.keys())
            for tensor in tensors:
                if tensor not in held:
                    raise PackError(
                        f"{name} has no tensor '{tensor}'. Add the model.safetensors of the whole model, which has it."
                    )
                part = opened.get_slice(tensor)
                shape, kind = part.get_shape(), part.get_dtype()
                if kind not in _KINDS or len(shape) != _MATRIX:
                    raise PackError(
                        f"{name} holds '{tensor}' as {kind} {list(shape)}; a matrix of F32 or F16 can be used. "
                        "Use another export."
                    )
                shapes[tensor] = (shape[0], shape[1])
                matrices[tensor] = opened.get_tensor(tensor)
        save_file(matrices, into)
    except SafetensorError as error:
        raise PackError(f"{name} is no safetensors file ({error}). Fetch the file again.") from error
    return shapes
