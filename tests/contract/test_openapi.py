"""The specification and the hub are one: every route is documented, every documented one served, every answer fits."""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import jsonschema_rs
import pytest

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.openapi import as_text, problem_codes, specification
from bowerbird_bridge.problems import STATUSES
from bowerbird_bridge.v1.all_routes import all_routes
from fakes.conformance import BreachError, Conformance, the_specification
from fakes.live_hub import Answer, LiveHub
from fakes.sampled import SampledLibrary

COMMITTED = Path(__file__).parents[2] / "docs" / "api" / "openapi.json"
METHODS = ("get", "head", "post", "put", "patch", "delete")

WITHOUT_A_TOKEN = {
    ("get", "/"),
    ("get", "/page/{file}"),
    ("get", "/v1/hello"),
    ("post", "/v1/proof"),
    ("post", "/v1/pairings"),
    ("post", "/v1/pairings/{pairing_id}/claim"),
    ("post", "/v1/sessions"),
}
"""Frozen: whoever adds a route here opens it to every program of every user of the machine."""

Json = dict[str, Any]


def _operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def _send(hub: LiveHub, method: str, path: str, token: str | None) -> Answer:
    """Send the least that an operation could take."""
    headers = {"Bowerbird-Library": hub.engine.library_id}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    address = re.sub(r"\{\w+\}", "x", path)
    if path == "/v1/query-images" and method == "post":
        return hub.send("POST", address, data=b"x", headers={**headers, "Content-Type": "image/png"})
    content: Json | None = {} if method in {"post", "patch"} else None
    return hub.send(method.upper(), address, content, headers=headers)


def test_the_committed_specification_is_that_of_the_code() -> None:
    """docs/api/openapi.json is what the table of routes says."""
    assert COMMITTED.read_text(encoding="utf-8") == as_text(specification(all_routes())), (
        "run: python -m bowerbird_bridge.openapi docs/api/openapi.json"
    )


def test_every_route_is_documented_and_every_documented_one_is_served(live_hub: LiveHub) -> None:
    """Flask's table and the specification name the same methods of the same addresses (check 67)."""
    served = {
        (method.lower(), re.sub(r"<(\w+)>", r"{\1}", rule.rule))
        for rule in live_hub.app.url_map.iter_rules()
        for method in rule.methods or ()
    }
    documented = {(method, path) for method, path, _ in _operations(the_specification())}
    # HEAD is served wherever GET is; the specification says so once, in words.
    heads = {(method, path) for method, path in served - documented if method == "head"}
    assert served - heads == documented
    assert {("get", path) for _, path in heads} <= served


def test_the_specification_is_well_formed() -> None:
    """Every reference leads somewhere, every schema is one, every operation has a name and a summary of its own."""
    document = the_specification()
    assert document["openapi"] == "3.1.0"
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)):
        found: Any = document
        for step in reference.split("/"):
            found = found[step]
    for schema in document["components"]["schemas"].values():
        jsonschema_rs.meta.validate({**schema, "$schema": "https://json-schema.org/draft/2020-12/schema"})
    operations = [operation for _, _, operation in _operations(document)]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for operation in operations:
        assert operation["summary"].endswith("."), operation
    for method, path, operation in _operations(document):
        named = {each["name"] for each in operation.get("parameters", []) if each["in"] == "path"}
        assert named == set(re.findall(r"\{(\w+)\}", path)), (method, path)


def test_every_problem_has_a_status_of_its_own_choice() -> None:
    """A code that a route names and nobody has given a status would be 500."""
    codes = {code for route in all_routes() for code in problem_codes(route)}
    assert codes <= set(STATUSES)


def test_the_routes_without_a_token_are_a_frozen_list() -> None:
    """What anybody may call is listed here by hand (check 7)."""
    open_ = {
        (method, path)
        for method, path, operation in _operations(the_specification())
        if not operation["security"]
    }
    assert open_ == WITHOUT_A_TOKEN


def _breaches(hub: LiveHub, document: Json) -> list[str]:
    """Send every operation with no token and with each scope alone; name what is not as `security` says."""
    found: list[str] = []
    for method, path, operation in _operations(document):
        security = operation["security"]
        for scope in (None, *Scope):
            # A new one each time: one of the operations forgets it.
            token = None if scope is None else hub.client(scope).token
            answer = _send(hub, method, path, token)
            if not security:
                expected = answer.status != 401
            elif scope is None:
                expected = answer.status == 401
            elif security[0]["token"] and scope not in security[0]["token"]:
                expected = answer.status == 403 and (method == "head" or answer.code == "insufficient_scope")
            else:
                # Only the owner's own key opens the page; that is more than a scope.
                owner_only = path == "/v1/session-codes"
                expected = answer.status not in {401, 403} or owner_only
            if not expected:
                found.append(f"{method} {path} with {scope}: {answer.status}")
    return found


def test_each_scope_opens_what_it_says_and_nothing_else(live_hub: LiveHub) -> None:
    """Five scopes and none, on all routes, as the `security` blocks say (check 13)."""
    assert _breaches(live_hub, the_specification()) == []


def test_a_scope_that_is_not_held_is_seen(live_hub: LiveHub) -> None:
    """The control: a specification that asks for more, or for less, than the hub does."""
    stricter, laxer = copy.deepcopy(the_specification()), copy.deepcopy(the_specification())
    stricter["paths"] = {"/v1/status": stricter["paths"]["/v1/status"]}
    stricter["paths"]["/v1/status"]["get"]["security"] = [{"token": ["admin"]}]
    assert _breaches(live_hub, stricter)
    laxer["paths"] = {"/v1/status": laxer["paths"]["/v1/status"]}
    laxer["paths"]["/v1/status"]["get"]["security"] = []
    assert _breaches(live_hub, laxer)


def test_methods_that_are_not_documented_are_refused(live_hub: LiveHub) -> None:
    """Any other method of any address is 405, and names those that there are."""
    owner = live_hub.owner()
    for path, methods in the_specification()["paths"].items():
        address = re.sub(r"\{\w+\}", "x", path)
        for method in METHODS:
            if method in methods or (method == "head" and "get" in methods):
                continue
            if (method, path) == ("post", "/v1/query-images/{query_image_id}"):
                continue  # the guard cannot tell what it should be
            content: Json | None = {} if method in {"post", "patch", "put"} else None
            answer = owner.send(method.upper(), address, content)
            assert answer.status in {404, 405} if method == "put" else answer.status == 405, (
                method,
                path,
                answer,
            )
            if answer.status == 405:
                allowed = {each.strip().lower() for each in answer.headers["allow"].split(",")}
                assert set(methods) <= allowed <= {*methods, "head"}, (method, path, allowed)


def test_a_foreign_host_reaches_nothing(
    live_hub: LiveHub, sampled_library: SampledLibrary, tmp_path: Path
) -> None:
    """For every address and method a foreign Host is one constant answer, and nobody behind the guard hears of it (check 1)."""
    token = live_hub.owner().token
    before = list(live_hub.reached)
    answers = {
        _foreign(live_hub, method, re.sub(r"\{\w+\}", "x", path), token)
        for path in (*the_specification()["paths"], "/nothing", "/v1/nothing")
        for method in (*METHODS, "options")
    }
    assert live_hub.reached == before
    assert {status for status, _ in answers} == {403}
    assert len({body for _, body in answers if body}) == 1
    # The control: without the guard it comes in.
    with LiveHub(sampled_library.copy(tmp_path / "home"), guard=False) as bare:
        assert _foreign(bare, "get", "/v1/hello", "")[0] == 200
        assert bare.reached == ["/v1/hello"]


def _foreign(hub: LiveHub, method: str, path: str, token: str) -> tuple[int, bytes]:
    lines = [
        f"{method.upper()} {path} HTTP/1.1",
        "Host: evil.example",
        f"Authorization: Bearer {token}",
        "Connection: close",
    ]
    if method in {"post", "patch", "put"}:
        lines += ["Content-Type: application/json", "Content-Length: 2"]
    body = "{}" if method in {"post", "patch", "put"} else ""
    head, _, answer = hub.raw("\r\n".join([*lines, "", body]).encode()).partition(b"\r\n\r\n")
    return int(head.split()[1]), answer


def test_reading_changes_nothing(live_hub: LiveHub) -> None:
    """After every GET there is, the catalogue and the list of clients are as before (check 9)."""
    owner = live_hub.owner()
    hit = owner.post("/v1/search", {"text": "a"}).json["hits"][0]["id"]
    _send(live_hub, "get", "/v1/status", owner.token)
    before = _state(live_hub)
    for method, path, _ in _operations(the_specification()):
        if method in {"get", "head"}:
            _send(live_hub, method, path, owner.token)
            _send(live_hub, method, path.replace("{asset_id}", hit), owner.token)
    assert _state(live_hub) == before
    # The control: a write is seen.
    assert owner.post("/v1/collections", {"name": "Birds"}).status == 201
    assert _state(live_hub) != before


def _state(hub: LiveHub) -> tuple[str, list[Any]]:
    catalogue = apsw.Connection(str(hub.engine.settings.catalogue_path), flags=apsw.SQLITE_OPEN_READONLY)
    digest = hashlib.sha256(catalogue.serialize("main")).hexdigest()
    catalogue.close()
    clients = json.loads((hub.engine.settings.state_dir / "clients.json").read_text(encoding="utf-8"))
    return digest, [{**client, "last_used": None} for client in clients["clients"]]


@pytest.mark.parametrize(
    ("method", "path", "status", "content", "breach"),
    [
        ("GET", "/v1/nowhere", 200, {}, "no such operation"),
        ("PUT", "/v1/hello", 200, {}, "no such operation"),
        ("GET", "/v1/hello", 201, {}, "not documented"),
        ("GET", "/v1/hello", 200, {}, "required"),
        ("DELETE", "/v1/me", 204, {}, "no content"),
        ("GET", "/v1/me", 404, {"code": "not_found"}, "required"),
    ],
)
def test_an_answer_that_does_not_fit_is_seen(
    method: str, path: str, status: int, content: Json, breach: str
) -> None:
    """The control of the judge that all tests of the API send their answers through."""
    kind = "application/problem+json" if status == 404 else "application/json"
    with pytest.raises(BreachError, match=breach):
        Conformance().check(method, path, status, {"content-type": kind}, json.dumps(content).encode())


def test_an_answer_that_fits_but_for_its_kind_is_seen(live_hub: LiveHub) -> None:
    """The content type belongs to the specification, and the header of a tagged answer too."""
    hello = live_hub.send("GET", "/v1/hello")
    judge = Conformance()
    judge.check("GET", "/v1/hello", 200, hello.headers, hello.body)
    with pytest.raises(BreachError, match="not among"):
        judge.check("GET", "/v1/hello", 200, {"content-type": "text/html"}, hello.body)
    with pytest.raises(BreachError, match="missing"):
        judge.check("GET", "/v1/assets/x", 200, {"content-type": "application/json"}, b"{}")
    wrong = {**hello.json, "state": "asleep"}
    with pytest.raises(BreachError, match="asleep"):
        judge.check("GET", "/v1/hello", 200, hello.headers, json.dumps(wrong).encode())
