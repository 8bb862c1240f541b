"""Figures as a table, as JSON, and beside those of an earlier run. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Final, cast

from benchmarks.quality.metrics import Figures

ALL: Final = "all"
FORMAT: Final = 1
_HEAD: Final = (
    "queries", "first", "R@1", "R@5", "R@10", "mAP", "ECE", "80: right", "80: of right", "labels", "wrong", "ms", "slow ms",
)  # fmt: skip
_COMPARED: Final = {
    "recall_1": "R@1",
    "recall_10": "R@10",
    "mean_average_precision": "mAP",
    "calibration_error": "ECE",
    "wrong_labels": "wrong labels",
}


def table(groups: Mapping[str, Figures]) -> str:
    """Lay the figures out, a line for each group."""
    rows = [("group", *_HEAD), *((name, *_cells(found)) for name, found in groups.items())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def as_json(groups: Mapping[str, Figures], about: Mapping[str, object]) -> dict[str, object]:
    """Give figures, and what they are about, as JSON says it."""
    return {
        "format": FORMAT,
        "about": dict(about),
        "groups": {name: dataclasses.asdict(found) for name, found in groups.items()},
    }


def compared(now: Mapping[str, Figures], before: object) -> str:
    """Say what changed against the JSON of an earlier run. Raises ValueError when it is none."""
    told: Mapping[str, object] = cast("Mapping[str, object]", before) if isinstance(before, dict) else {}
    groups = told.get("groups")
    if told.get("format") != FORMAT or not isinstance(groups, dict):
        raise ValueError("it is not what --json wrote")
    earlier = cast("Mapping[str, Mapping[str, object]]", groups)
    lines: list[str] = []
    for name, found in now.items():
        if name not in earlier:
            lines.append(f"{name}: new")
            continue
        changes = _changes(cast("Mapping[str, object]", dataclasses.asdict(found)), earlier[name])
        lines.append(f"{name}: {', '.join(changes) or 'the same'}")
    return "\n".join(lines)


def _changes(now: Mapping[str, object], before: Mapping[str, object]) -> Sequence[str]:
    changes: list[str] = []
    for field, title in _COMPARED.items():
        one, other = before.get(field), now[field]
        if not isinstance(one, int | float) or not isinstance(other, int | float):
            continue
        if abs(other - one) >= 0.0005:
            form = "{:.0f}" if field == "wrong_labels" else "{:.3f}"
            changes.append(f"{title} {form.format(one)} -> {form.format(other)}")
    return changes


def _cells(found: Figures) -> tuple[str, ...]:
    return (
        f"{found.queries:,}",
        "-" if found.first is None else f"{found.first:g}",
        *(_share(value) for value in (found.recall_1, found.recall_5, found.recall_10)),
        f"{found.mean_average_precision:.3f}",
        "-" if found.calibration_error is None else f"{found.calibration_error:.3f}",
        *(_share(value) for value in (found.right_above, found.above_of_right, found.labels_right)),
        f"{found.wrong_labels:,}",
        f"{found.median_ms:.1f}",
        f"{found.slowest_tenth_ms:.1f}",
    )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"
