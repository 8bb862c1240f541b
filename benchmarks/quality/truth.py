"""The truth file: what is asked, and what the right answers are. Read strictly: a slip in it would be taken for a figure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final, Literal, cast

Kind = Literal["picture", "words", "letters", "name", "box"]
KINDS: Final[tuple[Kind, ...]] = ("picture", "words", "letters", "name", "box")
_FIELDS: Final = frozenset({"group", "kind", "text", "picture", "right", "label", "verified"})


class TruthError(ValueError):
    """Say in a sentence what is wrong with a truth file."""


@dataclass(frozen=True, slots=True)
class Question:
    """One query with its right answers, as paths in the library with `/`."""

    group: str
    kind: Kind
    text: str | None
    picture: Path | None
    right: frozenset[str]
    label: str | None
    verified: bool


@dataclass(frozen=True, slots=True)
class Truth:
    """A library and the questions about it."""

    library: Path
    questions: tuple[Question, ...]


def read_truth(file: Path) -> Truth:
    """Read a truth file. Raises TruthError when it, or a file that it names, is not as it should be."""
    try:
        told = cast("object", json.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise TruthError(
            f"{file} cannot be read ({error.strerror}). Make a set with `python -m tools.quality`, or name its truth"
            " file with --truth."
        ) from error
    except ValueError as error:
        raise TruthError(f"{file} is no valid JSON: {error}.") from error
    try:
        return _parse(told, file.resolve().parent)
    except TruthError as error:
        raise TruthError(f"{file}: {error}") from None


def _parse(told: object, base: Path) -> Truth:
    fields = _object(told, "the whole")
    library = base / _text(fields, "library", "the whole", default=".")
    if not library.is_dir():
        raise TruthError(f"its library {library} is no folder.")
    queries = fields.get("queries")
    if not isinstance(queries, list) or not queries:
        raise TruthError("'queries' must be a list that is not empty.")
    listed = cast("list[object]", queries)
    known: dict[str, bool] = {}
    return Truth(
        library,
        tuple(_question(told, f"queries[{n}]", base, library, known) for n, told in enumerate(listed)),
    )


def _question(told: object, where: str, base: Path, library: Path, known: dict[str, bool]) -> Question:
    fields = _object(told, where)
    if unknown := sorted(fields.keys() - _FIELDS):
        raise TruthError(
            f"{where} has an unknown field '{unknown[0]}'; there are {', '.join(sorted(_FIELDS))}."
        )
    kind = _text(fields, "kind", where)
    if kind not in KINDS:
        raise TruthError(f"'{where}.kind' must be one of {', '.join(KINDS)}, not '{kind}'.")
    text = _text(fields, "text", where) if "text" in fields else None
    picture = base / _text(fields, "picture", where) if "picture" in fields else None
    if picture is None and (kind == "picture" or text is None):
        raise TruthError(f"{where} asks nothing: give it a '{'picture' if kind == 'picture' else 'text'}'.")
    if picture is not None and not picture.is_file():
        raise TruthError(f"'{where}.picture': there is no file {picture}.")
    verified = fields.get("verified", False)
    if not isinstance(verified, bool):
        raise TruthError(f"'{where}.verified' must be true or false.")
    label = _text(fields, "label", where) if "label" in fields else None
    return Question(
        group=_text(fields, "group", where),
        kind=kind,
        text=text,
        picture=picture,
        right=_right(fields.get("right"), where, library, known),
        label=label,
        verified=verified or label is not None,
    )


def _right(told: object, where: str, library: Path, known: dict[str, bool]) -> frozenset[str]:
    if not isinstance(told, list) or not told:
        raise TruthError(f"'{where}.right' must list at least one file of the library.")
    names = cast("list[object]", told)
    right: set[str] = set()
    for name in names:
        if (
            not isinstance(name, str)
            or name != PurePosixPath(name).as_posix()
            or name.startswith(("/", "../"))
        ):
            raise TruthError(f"'{where}.right': {name!r} is no path in the library, written with '/'.")
        if name not in known:
            known[name] = (library / name).is_file()
        if not known[name]:
            raise TruthError(f"'{where}.right': there is no file {library / name}.")
        right.add(name)
    return frozenset(right)


def _object(told: object, where: str) -> Mapping[str, object]:
    if not isinstance(told, dict):
        raise TruthError(f"{where} must be an object.")
    return cast("Mapping[str, object]", told)


def _text(fields: Mapping[str, object], key: str, where: str, default: str | None = None) -> str:
    value = fields.get(key, default)
    if not isinstance(value, str) or not value:
        raise TruthError(f"'{where}.{key}' must be a text that is not empty.")
    return value
