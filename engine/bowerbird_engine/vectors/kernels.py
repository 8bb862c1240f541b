"""The only home of the SIMD kernels: numkong, which usearch computes with and brings along."""

from __future__ import annotations

import numkong
import numpy as np
import numpy.typing as npt

Float16Array = npt.NDArray[np.float16]
Float64Array = npt.NDArray[np.float64]


def dot_products(query: Float16Array, rows: Float16Array) -> Float64Array:
    """Multiply one vector [D] with every row [N, D]; single precision inside, without the interpreter's lock.

    One thread: at 100,000 x 512 the scan is bound by memory, a second thread gained a sixth and would take a core
    from whoever else is searching or indexing.
    """
    if not len(rows):
        return np.empty(0, np.float64)
    # The result's own type is float64; asking for float32 makes the kernel convert pair by pair, 30 times slower.
    products: Float64Array = np.asarray(numkong.cdist(query[np.newaxis, :], rows, "dot"), dtype=np.float64)
    return products.reshape(-1)


def lengths(rows: Float16Array) -> Float64Array:
    """Measure every row [N, D]; a row that holds NaN or infinity measures NaN or infinity."""
    if not len(rows):
        return np.empty(0, np.float64)
    origin = np.zeros((1, rows.shape[1]), np.float16)
    squares: Float64Array = np.asarray(numkong.cdist(origin, rows, "sqeuclidean"), dtype=np.float64)
    return np.sqrt(squares.reshape(-1))


def exact_cosines(query: Float64Array, rows: Float16Array) -> Float64Array:
    """Compute the cosines of a unit vector [D] with rows [N, D] in double precision.

    Each row is summed on its own and in an order that depends on D alone, so a value depends on its two vectors and
    not on the row's position or neighbours. numpy's own loops do that; a BLAS product chooses its order by the shape.
    """
    # Exact either way; numpy alone widens float16 value by value, three times slower.
    single = np.empty(rows.shape, np.float32)
    numkong.astype(rows, "float32", out=single)
    wide = single.astype(np.float64)
    dots: Float64Array = np.einsum("nd,d->n", wide, query)
    squares: Float64Array = np.einsum("nd,nd->n", wide, wide)
    return dots / np.sqrt(squares)
