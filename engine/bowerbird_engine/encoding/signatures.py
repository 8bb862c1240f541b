"""What a graph takes and gives, held against what its pack describes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bowerbird_engine.errors import PackError

if TYPE_CHECKING:
    import onnxruntime

PIXELS: Final = ("tensor(float)", "tensor(float16)")
TOKENS: Final = ("tensor(int64)", "tensor(int32)")

MAX_FIXED_BATCH = 64
"""A graph for more pictures than this at once would make a search by one picture take seconds."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What can be given to an input: types, the preferred one first, and the shape of a row; None is any size."""

    kinds: tuple[str, ...]
    row: tuple[int | None, ...]


def fixed_batch(session: onnxruntime.InferenceSession, wanted: Mapping[str, Wanted], name: str) -> int | None:
    """Check the inputs, and find how many rows the graph takes at once, if it takes no other number.

    Raises PackError when they are not those that are wanted.
    """
    given = {node.name: node for node in session.get_inputs()}
    if set(given) != set(wanted):
        raise PackError(
            f"{name} wants the inputs {_listed(given)}, but its pack describes {_listed(wanted)}. "
            "Use a pack whose description fits its graphs."
        )
    fixed: set[int] = set()
    for key, can in wanted.items():
        node = given[key]
        if node.type not in can.kinds or not _fits(node.shape, (None, *can.row)):
            raise PackError(
                f"{name} wants its input '{key}' as {node.type} {node.shape}, but its pack describes "
                f"{' or '.join(can.kinds)} {[None, *can.row]}. Use a pack whose description fits its graphs."
            )
        fixed |= {size for size in node.shape[:1] if isinstance(size, int)}
    if not fixed:
        return None
    if len(fixed) > 1 or not 1 <= min(fixed) <= MAX_FIXED_BATCH:
        raise PackError(
            f"{name} wants {' and '.join(str(size) for size in sorted(fixed))} rows at once; graphs for any number, "
            f"or for 1 to {MAX_FIXED_BATCH}, can be used. Use another export."
        )
    return fixed.pop()


def check_output(
    session: onnxruntime.InferenceSession,
    output: str,
    width: int,
    batch: int | None,
    name: str,
    *,
    projected: bool,
) -> None:
    """Check that the graph gives [N, width]; `projected` tells whose the width is. Raises PackError if not."""
    given = {node.name: node for node in session.get_outputs()}
    if output not in given:
        raise PackError(
            f"{name} has no output '{output}', only {_listed(given)}. Correct the pack's description."
        )
    if not _fits(given[output].shape, (batch, width)):
        promise = "has a projection from" if projected else "promises vectors of"
        raise PackError(
            f"{name} gives {given[output].shape}, but its pack {promise} dimension {width}. "
            "Correct the pack's description."
        )


def _fits(declared: list[int | str | None], wanted: tuple[int | None, ...]) -> bool:
    """Compare shapes; a name or None in either stands for any size.

    A graph that declares no shape at all passes here; its results are looked at one by one.
    """
    if not declared:
        return True
    if len(declared) != len(wanted):
        return False
    return all(
        not isinstance(here, int) or there is None or here == there
        for here, there in zip(declared, wanted, strict=True)
    )


def _listed(names: Mapping[str, object]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names))
