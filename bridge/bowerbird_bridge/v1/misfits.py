"""What does not fit, in plain words: what stands in a request's form, not what the decoder says, is what people are told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast

import msgspec
from msgspec import inspect

from bowerbird_bridge.schemas.fields import NO_NUL, PLAIN_FORM

Given = Literal["field", "parameter"]
"""What the values of a request are called: the fields of a body, the parameters of an address."""

_PLACE: Final = re.compile(r"(?P<said>.*) - at `(?:key in )?\$\.?(?P<place>[^`]*)`", re.DOTALL)
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(?P<name>.*)`", re.DOTALL)
_MISSING: Final = re.compile(r"Object missing required field `(?P<name>.*)`", re.DOTALL)
_STEP: Final = re.compile(r"[^.\[\]]+|\[[^\]]*\]")
_LONGEST_NAME: Final = 60

_Sized = inspect.StrType | inspect.ListType | inspect.VarTupleType


@dataclass(frozen=True, slots=True)
class Misfit:
    """A sentence for people, and the field that it is about, where there is one."""

    detail: str
    field: str | None


def misfit(error: msgspec.ValidationError, form: type[msgspec.Struct], given: Given) -> Misfit:
    """Say which value of a request does not fit its form, and what would."""
    said = str(error)
    at = _PLACE.fullmatch(said)
    sentence, place = (said, "") if at is None else (at["said"], at["place"])
    if isinstance(error.__cause__, ValueError):
        # A check of the form's own, which speaks plainly.
        about = f" ({place})" if place else ""
        return Misfit(f"{sentence}{about}.", place or None)
    there = _at(inspect.type_info(form), place)
    if (unknown := _UNKNOWN.fullmatch(sentence)) is not None:
        return _unknown(unknown["name"], place, there, given)
    if (missing := _MISSING.fullmatch(sentence)) is not None:
        name = _joined(place, missing["name"])
        return Misfit(f"The {given} '{name}' is missing.", name)
    subject = place or "The body"
    return Misfit(f"{subject} must be {_allowed(there, nulls=given == 'field')}.", place or None)


def _unknown(name: str, place: str, there: inspect.Type | None, given: Given) -> Misfit:
    known = _fields(there)
    shown = name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
    where = f" in {place}" if place else ""
    which = f"known are {_list(known, 'and')}" if len(known) > 1 else f"known is {''.join(known)}"
    return Misfit(
        f"There is no {given} '{shown}'{where}; {which if known else 'none is known here'}.",
        _joined(place, name),
    )


def _joined(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _at(kind: inspect.Type, place: str) -> inspect.Type | None:
    """Find the kind of value that belongs at a place such as `region.x` or `inside[1]`."""
    at: inspect.Type | None = kind
    for step in _STEP.findall(place):
        at = next((found for one in _kinds(at) if (found := _below(one, step)) is not None), None)
    return at


def _below(kind: inspect.Type, step: str) -> inspect.Type | None:
    if isinstance(kind, inspect.StructType):
        return next((field.type for field in kind.fields if field.encode_name == step), None)
    if isinstance(kind, (inspect.ListType, inspect.VarTupleType)):
        return kind.item_type
    return None


def _kinds(kind: inspect.Type | None) -> Sequence[inspect.Type]:
    if isinstance(kind, inspect.Metadata):
        return _kinds(kind.type)
    if isinstance(kind, inspect.UnionType):
        return [one for each in kind.types for one in _kinds(each)]
    return [] if kind is None else [kind]


def _fields(kind: inspect.Type | None) -> list[str]:
    structs = (one for one in _kinds(kind) if isinstance(one, inspect.StructType))
    return [field.encode_name for struct in structs for field in struct.fields]


def _allowed(kind: inspect.Type | None, *, nulls: bool) -> str:
    """Say what a value may be. An address cannot say null."""
    if isinstance(kind, inspect.Metadata):
        extra = cast("Mapping[str, object]", kind.extra or {})  # pyright: ignore[reportUnknownMemberType]  a bare dict
        if PLAIN_FORM in extra:
            return str(extra[PLAIN_FORM])
    kinds = _kinds(kind)
    words = [_one(one) for one in kinds if not isinstance(one, inspect.NoneType)]
    if nulls and len(words) < len(kinds):
        words.append("null")
    return ", or ".join(words) if words else "something else"


def _one(kind: inspect.Type) -> str:  # noqa: PLR0911  a table of kinds
    match kind:
        case inspect.LiteralType():
            return _list([_value(value) for value in kind.values], "or")
        case inspect.EnumType():
            return _list([_value(member.value) for member in kind.cls], "or")
        case inspect.BoolType():
            return "true or false"
        case inspect.IntType() | inspect.FloatType():
            return _number(kind)
        case inspect.StrType():
            apart = ", none of them NUL" if kind.pattern == NO_NUL else ""
            return f"text{_size(kind, 'characters')}{apart}"
        case inspect.ListType() | inspect.VarTupleType():
            return f"a list{_size(kind, 'entries')}"
        case inspect.StructType() | inspect.DictType():
            return "an object"
        case inspect.DateType():
            return "a day such as 2026-11-29"
        case inspect.DateTimeType():
            return "a time with its zone such as 2026-11-29T17:30:00Z"
        case _:
            return "something else"


def _number(kind: inspect.IntType | inspect.FloatType) -> str:
    what = "a whole number" if isinstance(kind, inspect.IntType) else "a number"
    if kind.ge is not None and kind.le is not None:
        return f"{what} from {_figure(kind.ge)} to {_figure(kind.le)}"
    limits = (
        ("at least", kind.ge),
        ("more than", kind.gt),
        ("at most", kind.le),
        ("less than", kind.lt),
    )
    said = " and ".join(f"{words} {_figure(limit)}" for words, limit in limits if limit is not None)
    return f"{what} {said}".rstrip()


def _size(kind: _Sized, unit: str) -> str:
    least, most = kind.min_length or 0, kind.max_length
    if most is None:
        return f" of at least {_figure(least)} {unit}" if least else ""
    return (
        f" of {_figure(least)} to {_figure(most)} {unit}" if least else f" of at most {_figure(most)} {unit}"
    )


def _figure(number: float) -> str:
    return f"{number:,}" if isinstance(number, int) else f"{number:g}"


def _value(value: object) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)


def _list(words: Iterable[str], last: str) -> str:
    *others, end = words
    return f"{', '.join(others)} {last} {end}" if others else end
