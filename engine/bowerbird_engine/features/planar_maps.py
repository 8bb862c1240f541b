"""Maps of the plane that are fitted to pairs of points: similarities, affine and projective ones. Pure."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Float64Array = npt.NDArray[np.float64]

_NOTHING: Final = 1e-9


def mapped(matrix: Float64Array, points: Float64Array) -> Float64Array:
    """Map points [N, 2] by a projective map; points at or beyond its horizon come out as infinity."""
    homogeneous = points @ matrix[:, :2].T + matrix[:, 2]
    depth = homogeneous[:, 2:]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(depth > _NOTHING, homogeneous[:, :2] / depth, np.inf)


def similarity(source: Float64Array, target: Float64Array) -> Float64Array | None:
    """Fit a shift, a turn and a scale [3, 3] to points [N, 2], by least squares; None where they are one place."""
    here, there = source[:, 0] + 1j * source[:, 1], target[:, 0] + 1j * target[:, 1]
    around = here - here.mean()
    spread = float(np.dot(around.real, around.real) + np.dot(around.imag, around.imag))
    if spread < _NOTHING:
        return None
    product = np.conj(around) * (there - there.mean())
    turn = complex(product.real.sum(), product.imag.sum()) / spread
    shift = complex(there.mean()) - turn * complex(here.mean())
    return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag], [0, 0, 1]])


def affine(source: Float64Array, target: Float64Array) -> Float64Array | None:
    """Fit an affine map [3, 3] to points [N, 2], by least squares; None where they lie on a line."""
    design = np.column_stack([source, np.ones(len(source))])
    solution, _, rank, _ = np.linalg.lstsq(design, target, rcond=1e-6)
    if rank < design.shape[1]:
        return None
    return np.vstack([solution.T, [0, 0, 1]])


def projective(source: Float64Array, target: Float64Array) -> Float64Array | None:
    """Fit a projective map [3, 3] to points [N, 2]; None where there is none.

    Solves the direct linear transform in coordinates around the middle, as Hartley advises (PAMI 1997).
    """
    frames = [_frame(points) for points in (source, target)]
    x, y = mapped(frames[0], source).T
    u, v = mapped(frames[1], target).T
    nothing, one = np.zeros_like(x), np.ones_like(x)
    rows = np.concatenate(
        [
            np.column_stack([x, y, one, nothing, nothing, nothing, -u * x, -u * y, -u]),
            np.column_stack([nothing, nothing, nothing, x, y, one, -v * x, -v * y, -v]),
        ]
    )
    matrix = np.linalg.svd(rows, full_matrices=False)[2][-1].reshape(3, 3)
    found = np.linalg.inv(frames[1]) @ matrix @ frames[0]
    return None if abs(found[2, 2]) < _NOTHING else found / found[2, 2]


def _frame(points: Float64Array) -> Float64Array:
    middle = points.mean(axis=0)
    scale = np.sqrt(2) / max(_NOTHING, float(np.linalg.norm(points - middle, axis=1).mean()))
    return np.array([[scale, 0, -scale * middle[0]], [0, scale, -scale * middle[1]], [0, 0, 1]])
