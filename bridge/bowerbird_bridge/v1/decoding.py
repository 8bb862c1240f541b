"""Strict decoding of what clients send. Whatever it is, the outcome is a value of the declared form or a problem."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec

from bowerbird_bridge.v1.misfits import Misfit, misfit
from bowerbird_bridge.v1.refusals import Refused

T = TypeVar("T", bound=msgspec.Struct)


def decode_body(data: bytes, form: type[T]) -> T:
    """Decode a JSON body. Raises Refused: `bad_request` for what is no JSON, `invalid` for what does not fit."""
    try:
        value = msgspec.json.decode(data, type=form)
        # msgspec lets a key that comes twice pass; two readers of such a body may see two different requests.
        json.loads(data, object_pairs_hook=_unique)
    except msgspec.ValidationError as error:
        raise _invalid(misfit(error, form, "field")) from error
    # ValueError is that of msgspec's decoder, of bytes that are no UTF-8, and of a key that comes twice.
    except (ValueError, RecursionError) as error:
        raise Refused("bad_request", "The body is no JSON in UTF-8, or a key comes twice in it.") from error
    return value


def decode_query(arguments: Mapping[str, Sequence[str]], form: type[T]) -> T:
    """Decode the parameters of an address. Raises Refused `invalid`."""
    for name, values in arguments.items():
        if len(values) > 1:
            raise Refused("invalid", f"The parameter {name} comes more than once.", field=name)
    try:
        return msgspec.convert({name: values[0] for name, values in arguments.items()}, form, strict=False)
    except msgspec.ValidationError as error:
        raise _invalid(misfit(error, form, "parameter")) from error


def _invalid(found: Misfit) -> Refused:
    return Refused("invalid", found.detail, field=found.field)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key comes twice")
    return found
