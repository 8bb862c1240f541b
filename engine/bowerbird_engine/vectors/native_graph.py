"""The only home of usearch: how it is loaded, and with which settings a graph is made."""

from __future__ import annotations

import contextlib
import ctypes
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from usearch.index import Index

# Measured at 1,000,000 clustered vectors (ADR 0034): half the expansion loses neighbours that no search finds again, and
# more links for each vector make the graph larger and slower.
CONNECTIVITY: Final = 16
EXPANSION: Final = 128


def written_by() -> str:
    """Name what makes the bytes of a graph: no other version is trusted to read them."""
    return f"usearch {version('usearch')}, l2sq i8"


def new_native_graph(dimension: int) -> Index:
    """Make an empty graph over vectors of bytes, which names them by their numbers."""
    _settle_cpp_runtime()
    from usearch.index import Index  # noqa: PLC0415  only large libraries pay for it

    return Index(
        ndim=dimension,
        metric="l2sq",
        dtype="i8",
        connectivity=CONNECTIVITY,
        expansion_add=EXPANSION,
        expansion_search=EXPANSION,
        enable_key_lookups=False,
    )


def _settle_cpp_runtime() -> None:
    """Have the system's C++ runtime number its locale facets before usearch's own copy of that runtime does.

    On Linux both share these numbers, and the system's runtime knows more facets. Where usearch 2.26 comes first, onnxruntime
    then ends the process as it is imported.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL("libstdc++.so.6")["_ZNSt6locale7classicEv"]()
