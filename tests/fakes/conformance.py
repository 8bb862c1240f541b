"""Holds the answers of a hub against its specification: the address, the status, the kind and the content."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs

from bowerbird_bridge.openapi import specification
from bowerbird_bridge.v1.all_routes import all_routes

# Before there is a route, or an answer of the server itself: any address may get these.
ANYWHERE = frozenset({400, 403, 404, 405, 408, 411, 413, 426, 431, 501, 503})
PROBLEM = "application/problem+json"

Json = dict[str, Any]


@functools.cache
def the_specification() -> Json:
    """Make the specification once."""
    return specification(all_routes())


class BreachError(AssertionError):
    """Say that an answer is not what the specification says."""


@dataclass(frozen=True)
class Conformance:
    """The judge of answers, by one specification."""

    document: Json = field(default_factory=the_specification)

    def check(self, method: str, path: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """Raise BreachError for an answer that is not as documented."""
        if method == "OPTIONS" and status == 204:
            return  # the answer to a browser that asks for a paired origin
        kind = headers.get("content-type", "").partition(";")[0]
        where = f"{method} {path} -> {status}"
        operation = self.operation(method, path)
        if status in ANYWHERE and kind == PROBLEM:
            schema: Json | None = {"$ref": "#/components/schemas/Problem"}
        elif operation is None:
            raise BreachError(f"{where}: the specification has no such operation")
        else:
            schema = self._schema_of(operation, where, status, kind, headers)
        if schema is None:
            if body:
                raise BreachError(f"{where}: there should be no content")
        elif kind.endswith("json") and method != "HEAD":
            self._fits(schema, body, where)

    def _schema_of(
        self, operation: Json, where: str, status: int, kind: str, headers: Mapping[str, str]
    ) -> Json | None:
        answer = operation["responses"].get(str(status))
        if answer is None:
            raise BreachError(f"{where}: a status that is not documented")
        if "$ref" in answer:
            answer = self.document["components"]["responses"][answer["$ref"].rpartition("/")[2]]
        for name, header in answer.get("headers", {}).items():
            if header.get("required", True) and name.lower() not in headers:
                raise BreachError(f"{where}: the header {name} is missing")
        content: Json = answer.get("content", {})
        if not content:
            return None
        documented = next((each for each in content if kind == each or _of_family(kind, each)), None)
        if documented is None:
            raise BreachError(f"{where}: {kind} is not among {list(content)}")
        schema: Json = content[documented]["schema"]
        return schema

    def operation(self, method: str, path: str) -> Json | None:
        """Find what the specification says of a method of an address."""
        path = path.partition("?")[0]
        for template, methods in self.document["paths"].items():
            if _pattern(template).fullmatch(path):
                # HEAD is served wherever GET is.
                found: Json | None = methods.get(method.lower()) or (
                    methods.get("get") if method == "HEAD" else None
                )
                if found is not None:
                    return found
        return None

    def _fits(self, schema: Json, body: bytes, where: str) -> None:
        try:
            value = json.loads(body)
        except ValueError as error:
            raise BreachError(f"{where}: no JSON: {body[:100]!r}") from error
        errors = list(self._validator(schema).iter_errors(value))
        if errors:
            raise BreachError(f"{where}: {errors[0].message} at {errors[0].instance_path}")

    def _validator(self, schema: Json) -> jsonschema_rs.Draft202012Validator:
        # The components go along: that is where the references lead.
        return _validator(json.dumps({**schema, "components": self.document["components"]}))


@functools.lru_cache(maxsize=256)
def _validator(schema: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(schema))


@functools.cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)))


def _of_family(kind: str, documented: str) -> bool:
    return documented.endswith("/*") and kind.startswith(documented[:-1])
