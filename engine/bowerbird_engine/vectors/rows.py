"""Where the vectors lie in memory: blocks that only grow at their end, and frozen views of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.vectors.kernels import Float16Array

# Big enough that a block's own cost vanishes in the scan, small enough that an empty tail weighs little.
# Untouched pages of a fresh block take no memory.
BLOCK_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RowView:
    """A consistent state of the rows. Later writes go to places that no view covers, so it needs no lock."""

    blocks: tuple[Float16Array, ...]
    inverse_lengths: Float32Array
    """By row: 1 / length, so that the scan ranks by cosine although float16 rounding bent the lengths."""
    keys: Int64Array
    """The live keys, sorted."""
    rows: Int64Array | None
    """The row of each live key; None when key number n lies in row n."""

    @property
    def row_count(self) -> int:
        """The rows that were written, those of forgotten keys among them."""
        return len(self.inverse_lengths)

    def rows_of(self, positions: Int64Array) -> Int64Array:
        """Turn positions in `keys` into rows."""
        return positions if self.rows is None else self.rows[positions]

    def gather(self, rows: Int64Array) -> Float16Array:
        """Copy these rows [len(rows), D], in the order asked for."""
        if len(self.blocks) == 1:
            return self.blocks[0][rows]
        dimension = self.blocks[0].shape[1] if self.blocks else 0
        gathered = np.empty((len(rows), dimension), np.float16)
        firsts = np.cumsum([0, *(len(block) for block in self.blocks[:-1])])
        block_of = np.searchsorted(firsts, rows, side="right") - 1
        for number in np.unique(block_of).tolist():
            here = np.flatnonzero(block_of == number)
            gathered[here] = self.blocks[number][rows[here] - firsts[number]]
        return gathered

    def cuts(self, length: int) -> Int64Array:
        """Cut all rows into pieces of `length` at most, none over two blocks: the first row of each, and the end."""
        firsts, first = [np.empty(0, np.int64)], 0
        for block in self.blocks:
            firsts.append(np.arange(first, first + len(block), length, dtype=np.int64))
            first += len(block)
        return np.append(np.concatenate(firsts), first)

    def piece(self, start: int, end: int) -> Float16Array:
        """View the rows from one cut to the next where they lie."""
        for block in self.blocks:
            if start < len(block):
                return block[start:end]
            start, end = start - len(block), end - len(block)
        return self.gather(np.empty(0, np.int64))


class RowStore:
    """Append rows without ever copying those already there. Not safe for two writers at once."""

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._block_rows = max(1, BLOCK_BYTES // (2 * dimension))
        self._blocks: list[Float16Array] = []
        self._filled: list[int] = []
        self._view = RowView((), np.empty(0, np.float32), np.empty(0, np.int64), None)
        self._pending: list[tuple[Int64Array, Float32Array]] = []

    def adopt(self, keys: Int64Array, vectors: Float16Array, inverse_lengths: Float32Array) -> None:
        """Take over an array as the first block, without copying it. The store must be empty; keys sorted."""
        self._blocks, self._filled = [vectors], [len(vectors)]
        self._view = RowView((vectors,), inverse_lengths, keys, None)

    def append(self, keys: Int64Array, vectors: Float16Array, inverse_lengths: Float32Array) -> None:
        """Write rows at the end; the next view knows them, and for a key given twice the later row holds."""
        written = 0
        while written < len(vectors):
            if not self._blocks or self._filled[-1] == len(self._blocks[-1]):
                self._blocks.append(np.empty((self._block_rows, self._dimension), np.float16))
                self._filled.append(0)
            start = self._filled[-1]
            take = min(len(vectors) - written, len(self._blocks[-1]) - start)
            self._blocks[-1][start : start + take] = vectors[written : written + take]
            # Both or neither: a failure to get the next block leaves rows and keys in step.
            self._pending.append((keys[written : written + take], inverse_lengths[written : written + take]))
            self._filled[-1] += take
            written += take

    def forget(self, keys: Int64Array) -> None:
        """Drop keys; their rows stay until a quarter of all rows is dead."""
        view = self.view()
        gone = np.isin(view.keys, keys)
        if gone.any():
            live = np.flatnonzero(~gone)
            self._view = self._with_keys(view.keys[live], view.rows_of(live), view.inverse_lengths)
            self._compact()

    def view(self) -> RowView:
        """Freeze the present state. Costs something only after a write, and then in keys, not in vectors."""
        if self._pending:
            keys, rows, inverse_lengths = self._merged()
            self._pending.clear()
            self._view = self._with_keys(keys, rows, inverse_lengths)
            self._compact()
        return self._view

    def _merged(self) -> tuple[Int64Array, Int64Array, Float32Array]:
        old = self._view
        added = np.concatenate([keys for keys, _ in self._pending])
        inverse_lengths = np.concatenate([old.inverse_lengths, *(lengths for _, lengths in self._pending)])
        added_rows = np.arange(old.row_count, old.row_count + len(added), dtype=np.int64)
        every_key = np.concatenate([old.keys, added])
        every_row = np.concatenate([old.rows_of(np.arange(len(old.keys), dtype=np.int64)), added_rows])
        if np.all(every_key[1:] > every_key[:-1]):
            return every_key, every_row, inverse_lengths
        # A stable sort keeps the rows of one key in the order in which they were written: the last one holds.
        order = np.argsort(every_key, kind="stable")
        every_key, every_row = every_key[order], every_row[order]
        last = np.append(every_key[1:] != every_key[:-1], True)
        return every_key[last], every_row[last], inverse_lengths

    def _with_keys(self, keys: Int64Array, rows: Int64Array, inverse_lengths: Float32Array) -> RowView:
        blocks = tuple(block[:filled] for block, filled in zip(self._blocks, self._filled, strict=True))
        # Rows are unique: as many sorted keys as rows, in rising rows, can only be row n for key n.
        in_place = len(rows) == len(inverse_lengths) and bool(np.all(rows[1:] > rows[:-1]))
        return RowView(blocks, inverse_lengths, keys, None if in_place else rows)

    def _compact(self) -> None:
        view = self._view
        dead = view.row_count - len(view.keys)
        if dead < self._block_rows or 4 * dead < view.row_count:
            return
        rows = view.rows_of(np.arange(len(view.keys), dtype=np.int64))
        self._blocks, self._filled = [], []
        for start in range(0, len(rows), self._block_rows):
            part = rows[start : start + self._block_rows]
            block = np.empty((self._block_rows, self._dimension), np.float16)
            block[: len(part)] = view.gather(part)
            self._blocks.append(block)
            self._filled.append(len(part))
        self._view = self._with_keys(
            view.keys, np.arange(len(rows), dtype=np.int64), view.inverse_lengths[rows]
        )
