"""The specification of the API, OpenAPI 3.1, made from the table of routes and nothing else.

`python -m bowerbird_bridge.openapi docs/api/openapi.json` writes it; a test compares the file with what the code says.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from inspect import cleandoc
from pathlib import Path
from typing import Any, Final, cast

import msgspec

from bowerbird_bridge.access.clients import Scope, describe_scopes
from bowerbird_bridge.problems import PROBLEM_TYPE, Problem
from bowerbird_bridge.schemas import problem as problem_schema
from bowerbird_bridge.v1.all_routes import all_routes
from bowerbird_bridge.v1.routing import LIBRARY_HEADER, PART, Nothing, Route

Json = dict[str, Any]

PORTS: Final = ("28471", "28472", "28473", "28474")

_REF: Final = "#/components/schemas/{name}"
_PART: Final = re.compile(r"\{(\w+)\}")
_DESCRIPTION: Final = """\
The local API of a Bowerbird hub: programs of this machine search and use the pictures of its library.

Begin with `GET /v1/hello`, have the hub prove itself with `POST /v1/proof`, and send the token only then. Errors are
problems (RFC 9457) with a stable `code`. Within version 1 fields and codes are only added: ignore what you do not
know. Where GET is served HEAD is too. Every answer is `Cache-Control: no-store`; a list goes on where `next` is not
null: send it as `cursor`."""

_EVERYWHERE: Final = (
    "bad_request",
    "busy",
    "error",
    "forbidden",
    "headers_too_large",
    "invalid",
    "request_timeout",
    "too_large",
)
_ON_WRITING: Final = ("disk_full", "library_required", "wrong_library")
_PROBLEM_HEADERS: Final = {
    401: ("WWW-Authenticate", "string"),
    429: ("Retry-After", "integer"),
    503: ("Retry-After", "integer"),
}
_PARTIAL: Final = 206


def specification(routes: Iterable[Route]) -> Json:
    """Make the document."""
    routes = tuple(routes)
    paths: dict[str, Json] = defaultdict(dict)
    for route in routes:
        paths[route.path][route.method.lower()] = _operation(route)
        if route.heads:
            paths[route.path]["head"] = _head(route)
    problems: dict[str, Json] = {}
    for route in routes:
        problems |= {_named(codes): _problem(codes) for codes in _by_status(route)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Bowerbird",
            "version": "1",
            "summary": "Search and use the pictures of your own library",
            "description": _DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [
            {
                "url": "http://127.0.0.1:{port}",
                "description": "The hub of this machine",
                "variables": {"port": {"enum": list(PORTS), "default": PORTS[0]}},
            }
        ],
        "paths": dict(paths),
        "components": {
            "schemas": _schemas(routes),
            "responses": dict(sorted(problems.items())),
            "securitySchemes": {"token": _scheme()},
        },
    }


def as_text(document: Json) -> str:
    """Write the document so that a change of it can be read line by line."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _operation(route: Route) -> Json:
    summary, _, description = cleandoc(route.handler.__doc__ or "").partition("\n")
    operation: Json = {
        "operationId": route.name,
        "tags": [route.handler.__module__.rpartition(".")[2]],
        "summary": summary,
        "security": _security(route),
        "responses": _responses(route),
    }
    if description.strip():
        operation["description"] = " ".join(description.split())
    if parameters := _parameters(route):
        operation["parameters"] = parameters
    if route.takes:
        content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in route.takes}
        operation["requestBody"] = {"required": True, "content": content}
    elif route.forms.body is not None:
        content = {"application/json": {"schema": _ref(route.forms.body)}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _head(route: Route) -> Json:
    operation = _operation(route)
    return operation | {
        "operationId": f"head_{route.name}",
        "summary": f"Ask for the headers alone. {operation['summary']}",
        "responses": {
            # A problem is described by a reference: its content is not sent either, which goes without saying.
            status: {key: value for key, value in answer.items() if key != "content"}
            for status, answer in operation["responses"].items()
        },
    }


def _security(route: Route) -> list[Json]:
    if route.scope is None:
        return []
    return [{"token": [route.scope.value] if isinstance(route.scope, Scope) else []}]


def _parameters(route: Route) -> list[Json]:
    found: list[Json] = [
        {
            "name": part,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "pattern": PART},
        }
        for part in _PART.findall(route.path)
    ]
    form = _definition(route.forms.query)
    for name, schema in form.get("properties", {}).items():
        # A parameter that is left out is not there; there is no way to write null.
        given = next((kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}), schema)
        default = schema.get("default")
        shown = given if default is None else given | {"default": default}
        found.append(
            {"name": name, "in": "query", "required": name in form.get("required", ()), "schema": shown}
        )
    if route.names_library:
        found.append(
            {
                "name": LIBRARY_HEADER,
                "in": "header",
                "required": True,
                "description": "The `library_id` that the request means.",
                "schema": {"type": "string"},
            }
        )
    optional = (
        ("If-None-Match", route.tagged),
        ("Range", _PARTIAL in route.also),
        ("If-Range", _PARTIAL in route.also),
    )
    found.extend(
        {"name": name, "in": "header", "required": False, "schema": {"type": "string"}}
        for name, taken in optional
        if taken
    )
    return found


def _responses(route: Route) -> dict[str, Json]:
    kinds: Mapping[str, Json]
    if route.gives:
        kinds = {kind: {"schema": {}} for kind in route.gives}
    else:
        kinds = (
            {} if route.forms.answer is None else {"application/json": {"schema": _ref(route.forms.answer)}}
        )
    answers: dict[str, Json] = {}
    for status, says in {route.status: "What was asked for.", **route.also}.items():
        answers[str(status)] = {"description": says}
        if kinds:
            answers[str(status)]["content"] = kinds
        if headers := _answer_headers(route):
            answers[str(status)]["headers"] = headers
    if not kinds:
        answers[str(route.status)]["description"] = "Done."
    if route.tagged:
        answers["304"] = {"description": "The client has it already (If-None-Match)."}
    for codes in _by_status(route):
        answers[str(Problem(codes[0], "").status)] = {"$ref": f"#/components/responses/{_named(codes)}"}
    return dict(sorted(answers.items()))


def _answer_headers(route: Route) -> Json:
    told: Json = {"ETag": {"schema": {"type": "string"}}} if route.tagged else {}
    return told | {
        name: {"description": says, "required": False, "schema": {"type": "integer"}}
        for name, says in route.tells.items()
    }


def problem_codes(route: Route) -> frozenset[str]:
    """Name every problem that the route may answer with."""
    codes = {*_EVERYWHERE, *route.problems}
    if route.scope is not None:
        codes.add("unauthorized")
    if isinstance(route.scope, Scope):
        codes.add("insufficient_scope")
    if _PART.search(route.path):
        codes.add("not_found")
    if route.method in {"POST", "PATCH"}:
        codes |= {"unsupported_media_type", "length_required"}
    if route.names_library:
        codes.update(_ON_WRITING)
    return frozenset(codes)


def _by_status(route: Route) -> list[tuple[str, ...]]:
    """Group the codes of a route by their status."""
    groups: dict[int, list[str]] = defaultdict(list)
    for code in sorted(problem_codes(route)):
        groups[Problem(code, "").status].append(code)
    return [tuple(codes) for codes in groups.values()]


def _named(codes: tuple[str, ...]) -> str:
    return ".".join(codes)


def _problem(codes: tuple[str, ...]) -> Json:
    answer: Json = {
        "description": ", ".join(f"`{code}`" for code in codes),
        "content": {PROBLEM_TYPE: {"schema": _ref(problem_schema.Problem)}},
    }
    header = _PROBLEM_HEADERS.get(Problem(codes[0], "").status)
    if header is not None:
        answer["headers"] = {header[0]: {"schema": {"type": header[1]}}}
    return answer


def _schemas(routes: Iterable[Route]) -> dict[str, Json]:
    forms: dict[str, type[msgspec.Struct]] = {"Problem": problem_schema.Problem}
    for route in routes:
        for form in (route.forms.body, route.forms.answer):
            if form is not None:
                forms[form.__name__] = form
    _, found = msgspec.json.schema_components(forms.values(), ref_template=_REF)
    for form in _all_structs(forms.values()):
        found[form.__name__] |= getattr(form, "SCHEMA", {})
    for schema in found.values():
        if "description" in schema:
            schema["description"] = cleandoc(schema["description"])
    return dict(sorted(found.items()))


def _all_structs(forms: Iterable[type[msgspec.Struct]]) -> Iterable[type[msgspec.Struct]]:
    """Give these structs and those that they are made of."""
    seen: set[type[msgspec.Struct]] = set()
    waiting: list[msgspec.inspect.Type] = [msgspec.inspect.type_info(form) for form in forms]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, msgspec.inspect.StructType):
            if kind.cls in seen:
                continue
            seen.add(kind.cls)
            waiting.extend(field.type for field in kind.fields)
        for inside in ("types", "item_type", "item_types", "value_type"):
            found: object = getattr(kind, inside, ())
            parts = cast("tuple[object, ...]", found) if isinstance(found, tuple) else (found,)
            waiting.extend(part for part in parts if isinstance(part, msgspec.inspect.Type))
    return seen


def _definition(form: type[msgspec.Struct]) -> Json:
    if form is Nothing:
        return {}
    _, found = msgspec.json.schema_components((form,), ref_template=_REF)
    definition: Json = found[form.__name__]
    return definition


def _ref(form: type[msgspec.Struct]) -> Json:
    return {"$ref": _REF.format(name=form.__name__)}


def _scheme() -> Json:
    scopes = describe_scopes(tuple(Scope))
    return {
        "type": "http",
        "scheme": "bearer",
        "description": "The token of a paired program, `hub_` and 43 characters. What each scope lets it do: "
        + "; ".join(f"`{scope.value}`: {words}" for scope, words in scopes.items())
        + ".",
        "x-scopes": {scope.value: words for scope, words in scopes.items()},
    }


def main(arguments: list[str]) -> None:
    """Write the document to the file that is named, or to standard output."""
    text = as_text(specification(all_routes()))
    if arguments:
        Path(arguments[0]).write_text(text, encoding="utf-8", newline="\n")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main(sys.argv[1:])
