"""Write figures as a table that people read."""

from collections.abc import Iterable, Iterator, Mapping

WIDTH = 58


def _plain(value: object) -> bool:
    return not isinstance(value, Mapping)


def _told(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _row(name: str, columns: Mapping[str, object], keys: Iterable[str], indent: int) -> str:
    """Write a line of a table: the name, then a column for each key."""
    if "not measured" in columns:
        return f"{' ' * indent}{name:<{WIDTH - indent}} not measured: {columns['not measured']}"
    cells = "".join(
        f"{_told(columns[key]) if key in columns else '':>{max(9, len(key) + 2)}}" for key in keys
    )
    return f"{' ' * indent}{name:<{WIDTH - indent}}{cells}"


def _is_table(value: Mapping[str, object]) -> bool:
    """Tell whether all values are rows of plain values themselves."""
    return bool(value) and all(
        isinstance(row, Mapping) and all(_plain(cell) for cell in row.values()) for row in value.values()
    )


def lines(found: Mapping[str, object], indent: int = 0) -> Iterator[str]:
    """Write figures line by line; mappings of rows become tables with a head."""
    for name, value in found.items():
        if not isinstance(value, Mapping):
            yield f"{' ' * indent}{name:<{WIDTH - indent}}{_told(value):>9}"
            continue
        inner = {str(key): part for key, part in value.items()}
        if not _is_table(inner):
            yield f"{' ' * indent}{name}"
            yield from lines(inner, indent + 2)
            continue
        rows = {key: dict(row) for key, row in inner.items() if isinstance(row, Mapping)}
        keys = list(dict.fromkeys(key for row in rows.values() for key in row if key != "not measured"))
        yield _row(name, {key: key for key in keys}, keys, indent)
        for key, row in rows.items():
            yield _row(key, row, keys, indent + 2)
