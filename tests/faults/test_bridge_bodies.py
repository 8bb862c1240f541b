"""What is in a request: reading changes nothing, and no JSON whatever is an error of ours."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bowerbird_bridge.access.clients import ALL_SCOPES, Scope
from bowerbird_bridge.app import create_app
from fakes.gate import Gate
from fakes.hostile_requests import Asked
from fakes.live_hub import Caller, LiveHub
from fakes.raw_http import Answer, request, send, status_of
from fakes.routes import asked_of
from fakes.sampled import SampledLibrary

LIBRARY = "Bowerbird-Library"
NOT_OURS = range(400, 500)
DEEP = b"[" * 30_000
HOSTILE_JSON = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"true",
    b"3",
    b'"x"',
    b"NaN",
    b"[NaN, Infinity, -Infinity]",
    DEEP,
    DEEP + b"]" * 30_000,
    b'{"text":' + DEEP,
    b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    b'"' + b"x" * 60_000 + b'"',
    b"9" * 5000,
    b"-" + b"9" * 5000 + b".5e999999",
    b'{"text": "\\ud800"}',
    b'{"text": "a\\u0000b"}',
    b'{"text": "\x00"}',
    b'{"text": "\xff"}',
    b'{"text": "\xc0\xaf"}',
    '{"text": "x"}'.encode("utf-16"),
    b'\xef\xbb\xbf{"text": "x"}',
    b'{"text": "a", "text": "b"}',
    b'{"text": "a",}',
    b"{'text': 'a'}",
    b'{"text": "a"} {"text": "b"}',
)
WORDS = ('"', "*", "zz:cat", "NEAR(", "NEAR(a b, 3)", "a AND", "OR", "^a", "-", "'", "%", "_", "\\", "a" * 60_000, "x " * 10_000)  # fmt: skip
LIMITS = (b"-1", b"0", b"1000000000", b"1e9", b"NaN", b"1.5", b'"5"', b"null", b"true", b"[]", b"9" * 400)


@pytest.fixture(scope="module")
def owner(live_hub: LiveHub) -> Caller:
    """Give the owner's key."""
    return live_hub.owner()


def _json_routes(hub: LiveHub) -> list[Asked]:
    return [asked for asked in asked_of(create_app(hub.hub)) if asked.method in {"POST", "PATCH"} and asked.media_type == "application/json"]  # fmt: skip


def _post(caller: Caller, asked: Asked, body: bytes) -> Answer:
    hub = caller.hub
    headers = [
        ("Content-Type", "application/json"),
        ("Authorization", f"Bearer {caller.token}"),
        (LIBRARY, hub.hub.engine.library_id),
    ]
    return send(hub.port, request(asked.method, asked.target, headers, body, host=f"127.0.0.1:{hub.port}"))


def test_no_json_is_an_error_of_ours(live_hub: LiveHub, owner: Caller) -> None:
    """Check 24: on every route that takes JSON, hostile bodies are 4xx problems, never 5xx, and change nothing."""
    before = _state(live_hub.hub.settings.state_dir)
    for asked in _json_routes(live_hub):
        for body in HOSTILE_JSON:
            answer = _post(owner, asked, body)
            assert answer.status in NOT_OURS or (asked.target, answer.status) == ("/v1/search", 200), (asked, body[:40], answer.raw)  # fmt: skip
            if answer.status in NOT_OURS:
                assert answer.header("Content-Type") == "application/problem+json"
                assert json.loads(answer.body)["status"] == answer.status
    assert _state(live_hub.hub.settings.state_dir) == before


def test_a_naive_handler_would_fail() -> None:
    """The control of check 24: an application that trusts its JSON fails on these very bodies."""

    def naive(environ: Any, start_response: Any) -> list[bytes]:
        body = json.loads(environ["wsgi.input"].read())
        words = body["text"].encode()
        start_response("200 OK", [("Content-Length", str(len(words)))])
        return [words]

    failed = 0
    with Gate(naive) as gate:
        for body in HOSTILE_JSON:
            data = request("POST", "/v1/search", {"Content-Type": "application/json"}, body, host=gate.host)
            failed += send(gate.port, data).status == 500
    assert failed > 15


def test_no_words_are_an_error_of_ours(owner: Caller) -> None:
    """Check 24: what means something to a search engine's own language is words like any others."""
    search = Asked("POST", "/v1/search")
    for words in WORDS:
        for body in ({"text": words}, {"letters": words}, {"text": words, "letters": words}):
            answer = _post(owner, search, json.dumps(body).encode())
            assert answer.status == 200 or answer.status in NOT_OURS, (words[:40], answer.raw)


def test_no_number_is_an_error_of_ours(owner: Caller) -> None:
    """Check 24: limits and regions are numbers within bounds, or a problem."""
    search = Asked("POST", "/v1/search")
    for limit in LIMITS:
        answer = _post(owner, search, b'{"text": "x", "limit": ' + limit + b"}")
        assert answer.status in NOT_OURS or limit == b"null", (limit, answer.raw)
        target = f"/v1/collections?limit={limit.decode()}"
        assert send(owner.hub.port, Asked("GET", target, token=owner.token).sent(f"127.0.0.1:{owner.hub.port}")).status < 500  # fmt: skip
    for number in (b"-1", b"2", b"1e308", b"1e999", b"NaN", b'"0"'):
        region = b'{"x": 0, "y": 0, "width": ' + number + b', "height": 1}'
        body = b'{"like": {"asset": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}, "region": ' + region + b"}"
        assert _post(owner, search, body).status in NOT_OURS


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    ["text", "letters", "like", "region", "inside", "outside", "limit", "cursor", "name", "assets", "scopes", "code",
     "secret", "nonce", "client_id", "kind", "origin", "path", "place", "curated_folder", "watch", "query", "precision"]
)  # fmt: skip
REAL_SHAPES = st.dictionaries(FIELDS, JSON_VALUES, max_size=5)
HARMLESS = (
    "/v1/search",
    "/v1/proof",
    "/v1/pairings/01ARZ3NDEKTSV4RRFFQ69G5FAV/claim",
    "/v1/sessions",
    "/v1/collections/01ARZ3NDEKTSV4RRFFQ69G5FAV/assets",
    "/v1/curated-copies",
    "/v1/pairings/01ARZ3NDEKTSV4RRFFQ69G5FAV/approve",
)


@settings(max_examples=300)
@given(target=st.sampled_from(HARMLESS), body=REAL_SHAPES | JSON_VALUES)
def test_no_value_is_an_error_of_ours(owner: Caller, target: str, body: Any) -> None:
    """Check 24: well-formed JSON of every shape, with the fields that there are, is answered or a problem of the asker."""
    answer = _post(owner, Asked("POST", target), json.dumps(body).encode("utf-8", "surrogatepass"))
    assert answer.status < 500, (target, body, answer.raw)


def _state(state_dir: Path) -> dict[str, object]:
    """Give all that is kept: every row of every database, and what the list of clients says but for the last use."""
    kept: dict[str, object] = {}
    for path in sorted(state_dir.rglob("*")):
        if path.suffix in {".db", ".sqlite", ".sqlite3"}:
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
                tables = [
                    name
                    for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
                ]
                for table in sorted(tables):
                    try:
                        rows = database.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608  its own name
                    except sqlite3.OperationalError:  # a kind of table that this SQLite does not know
                        continue
                    kept[f"{path.name} {table}"] = sorted(map(repr, rows))
        elif path.name == "clients.json":
            clients = json.loads(path.read_text())
            for client in clients["clients"]:
                del client["last_used"]
            kept[path.name] = clients
    return kept


@pytest.fixture
def hub(sampled_library: SampledLibrary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveHub]:
    """Run a hub of this test's own, whose library nobody else changes."""
    with LiveHub(sampled_library.copy(tmp_path_factory.mktemp("hub") / "home")) as hub:
        yield hub


def test_reading_changes_nothing(hub: LiveHub) -> None:
    """Check 9: after a GET and a HEAD of every route, with ids that exist, all that is kept is as before."""
    owner = hub.client(*ALL_SCOPES, kind="owner")
    (hit,) = owner.post("/v1/search", {"text": "label", "limit": 1}).json["hits"]
    folder = owner.get("/v1/folders").json["folders"][0]["id"]
    collection = owner.post("/v1/collections", {"name": "best"}).json["id"]
    filled = {"asset_id": hit["id"], "folder_id": folder, "collection_id": collection, "file": "app.js"}
    before = _state(hub.hub.settings.state_dir)
    answered = 0
    for asked in asked_of(create_app(hub.hub), token=owner.token):
        if asked.method not in {"GET", "HEAD"}:
            continue
        target = asked.rule
        for name, value in filled.items():
            target = target.replace(f"<{name}>", str(value))
        for query in ("", "?limit=5", "?delete=1&method=DELETE", "?_method=POST"):
            data = Asked(asked.method, target + query, token=owner.token)
            status = status_of(
                hub.port, data.sent(f"127.0.0.1:{hub.port}", ("X-HTTP-Method-Override", "DELETE"))
            )
            assert status < 500, target
            answered += status == 200
    assert answered > 30
    assert before
    assert _state(hub.hub.settings.state_dir) == before


def test_a_change_would_be_seen(hub: LiveHub) -> None:
    """The control of check 9: a POST, and a client more, do change what is kept."""
    before = _state(hub.hub.settings.state_dir)
    owner = hub.owner()
    paired = _state(hub.hub.settings.state_dir)
    assert paired != before
    owner.post("/v1/collections", {"name": "best"})
    assert _state(hub.hub.settings.state_dir) != paired


def test_a_token_of_one_scope_is_enough_to_be_safe(live_hub: LiveHub) -> None:
    """Check 24: with the least token hostile bodies are refused before they are read."""
    caller = live_hub.client(Scope.THUMBNAILS)
    for body in HOSTILE_JSON:
        assert _post(caller, Asked("POST", "/v1/search"), body).status == 403
