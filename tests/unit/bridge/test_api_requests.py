"""What all routes do with requests: tokens, strict JSON, addresses, methods, origins, and errors of our own."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from bowerbird_engine import BowerbirdError
from fakes.live_hub import Caller, LiveHub
from fakes.sampled import SampledLibrary

EVIL = "https://evil.example"


@pytest.fixture(scope="module")
def searcher(live_hub: LiveHub) -> Caller:
    """Make a client that may search."""
    return live_hub.client("search")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"1",
        b'"text"',
        b'{"text": NaN}',
        b'{"limit": Infinity}',
        b'{"limit": -Infinity, "text": "a"}',
        b'{"text": "a", "limit": ' + b"9" * 5000 + b"}",
        b'{"text": "a", "limit": 1e999}',
        b"[" * 30_000,
        b'{"like":' * 7_000,
        b'{"text": "\\ud800"}',
        b'{"text": "\\ud800 and more of it"}',
        b'{"text": "\\udc00\\ud800"}',
        b'{"text": "\\u0000"}',
        b'{"text": "\x00"}',
        b'{"text": "\xff\xfe"}',
        b'{"text": "\xed\xa0\x80"}',
        b'{"text": "a", "text": "b"}',
        b'{"text": "a", "like": {"asset": "x", "asset": "y"}}',
        '{"text": "a"}'.encode("utf-16"),
        '{"text": "a"}'.encode("utf-32"),
        b'\xef\xbb\xbf{"text": "a"}',
        b'{"text": "a"} and more',
        b'{"text": "' + b"a" * 60_000 + b'"}',
        b"{'text': 'a'}",
        b'{"text": "a",}',
        b'{"vector": [1.0, 2.0]}',
    ],
    ids=range(30),
)
def test_hostile_json_is_a_problem(searcher: Caller, body: bytes) -> None:
    """Whatever the bytes, the answer is a problem of the client, never of ours (check 24)."""
    answer = searcher.send("POST", "/v1/search", data=body, headers={"Content-Type": "application/json"})
    assert answer.status in {400, 422}, answer.body
    assert answer.code in {"bad_request", "invalid"}
    assert answer.headers["content-type"] == "application/problem+json"


def test_ten_megabytes_of_json_are_too_many(searcher: Caller) -> None:
    """A body beyond all sense is not even read (check 24)."""
    body = b'{"text": "' + b"a" * (10 << 20) + b'"}'
    try:
        answer = searcher.send("POST", "/v1/search", data=body, headers={"Content-Type": "application/json"})
    except (BrokenPipeError, ConnectionResetError):
        return  # refused by its head, while we were still sending
    assert (answer.status, answer.code) == (413, "too_large")


def test_the_field_that_does_not_fit_is_named(searcher: Caller) -> None:
    """A form can show the problem beside its field."""
    wrong: dict[str, Any] = {"like": {"asset": "x"}, "region": {"x": 0.5, "y": 2, "width": 1, "height": 1}}
    assert searcher.post("/v1/search", wrong).json["field"] == "region.y"
    assert searcher.post("/v1/search", {"text": "a", "colour": 1}).json["field"] == "colour"
    assert searcher.post("/v1/search", {"text": "a", "inside": ["1", 2]}).json["field"] == "inside[1]"
    assert searcher.get("/v1/assets/x/similar?limit=0").json["field"] == "limit"
    assert searcher.get("/v1/assets/x/similar?token=x").json["field"] == "token"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic aHViOng=",
        "Bearer x",
        "Bearer hub_" + "A" * 43,
        "Bearer hub_" + "A" * 9000,
        "Bearer \xe9",
        "bearer\thub_x",
        "{half}",
        "{token}x",
        "Bearer {token} {token}",
        "{token}",
    ],
)
def test_no_token_but_the_right_one_comes_in(live_hub: LiveHub, searcher: Caller, value: str) -> None:
    """Everything else is one answer, with the way in (check 7)."""
    sent = value.replace("{token}", searcher.token).replace("{half}", f"Bearer {searcher.token[:30]}")
    answer = live_hub.send("GET", "/v1/me", headers={"Authorization": sent})
    assert (answer.status, answer.code) == (401, "unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.body == live_hub.send("GET", "/v1/me").body


def test_a_token_in_the_address_is_no_token(live_hub: LiveHub, searcher: Caller) -> None:
    """Addresses end up in logs: none takes a token (check 7)."""
    assert live_hub.send("GET", f"/v1/me?token={searcher.token}").status == 401


def test_the_scheme_has_no_case(live_hub: LiveHub, searcher: Caller) -> None:
    """Bearer is a word that may be written in any case."""
    assert live_hub.send("GET", "/v1/me", headers={"Authorization": f"BEARER {searcher.token}"}).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/v1/",
        "/v1",
        "/v1/nothing",
        "/v1/hello/",
        "/V1/hello",
        "/page/",
        "/page/nothing.js",
        "/page/x/y",
        "/favicon.ico",
        "/static/x",
        "/v1/assets/a/b/c",
    ],
)
def test_an_address_that_is_none(live_hub: LiveHub, path: str) -> None:
    """An unknown address is a problem like all others, and says nothing of the inside (check 10)."""
    answer = live_hub.send("GET", path)
    assert (answer.status, answer.code) == (404, "not_found")
    assert b"werkzeug" not in answer.body.lower()


@pytest.mark.parametrize("path", ["/v2/hello", "/v0/search", "/v12/assets/x"])
def test_another_version_is_told_which_there_is(live_hub: LiveHub, path: str) -> None:
    """A program of another time learns that one of the two has to be updated (check 71)."""
    answer = live_hub.send("GET", path)
    assert (answer.status, answer.code) == (426, "api_version")
    assert "version 1" in answer.json["detail"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/v1/hello"),
        ("DELETE", "/v1/hello"),
        ("POST", "/v1/me"),
        ("GET", "/v1/search"),
        ("TRACE", "/v1/hello"),
        ("BREW", "/v1/hello"),
    ],
)
def test_another_method_is_told_which_there_are(live_hub: LiveHub, method: str, path: str) -> None:
    """A method that an address does not take is refused with those that it takes."""
    answer = live_hub.send(method, path, {} if method in {"POST", "PATCH"} else None)
    assert answer.status == 405
    assert "Allow" in {name.title() for name in answer.headers}


def test_an_error_of_ours_says_nothing_of_the_inside(
    live_hub: LiveHub, searcher: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What a handler did not expect is logged, and told as a constant (check 10)."""

    def fail(*_: object) -> None:
        raise ValueError(f"secret at {__file__}")

    monkeypatch.setattr(live_hub.engine, "search", fail)
    answer = searcher.post("/v1/search", {"text": "a"})
    assert (answer.status, answer.code) == (500, "error")
    assert b"secret" not in answer.body
    assert b"ValueError" not in answer.body
    assert os.path.basename(__file__).encode() not in answer.body  # noqa: PTH119
    assert "secret at" in caplog.text


def test_an_error_of_the_engine_keeps_its_code(
    live_hub: LiveHub, searcher: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A code that has no status of its own is 500, with its sentence: nothing is swallowed."""

    class OddError(BowerbirdError):
        code = "odd"

    def fail(*_: object) -> None:
        raise OddError("The moon is in the wrong house; wait for the next one.")

    monkeypatch.setattr(live_hub.engine, "search", fail)
    answer = searcher.post("/v1/search", {"text": "a"})
    assert (answer.status, answer.code) == (500, "odd")
    assert answer.json["detail"].startswith("The moon")


def test_no_cors_header_without_a_paired_origin(live_hub: LiveHub, searcher: Caller) -> None:
    """With an empty list there is no CORS at all (D1, check 4)."""
    for answer in (
        searcher.get("/v1/me"),
        live_hub.send("GET", "/v1/hello"),
        live_hub.send(
            "OPTIONS", "/v1/search", headers={"Origin": EVIL, "Access-Control-Request-Method": "POST"}
        ),
        live_hub.send("GET", "/v1/nothing"),
    ):
        assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_a_paired_origin_and_no_other(sampled_library: SampledLibrary, tmp_path: Path) -> None:
    """The owner pairs an exact origin; it may read, without credentials, until it is taken out again (D1)."""
    editor = "https://editor.example:8443"
    with LiveHub(sampled_library.copy(tmp_path / "home")) as hub:
        owner, plugin = hub.owner(), hub.client("search")
        refused = plugin.get("/v1/me", Origin=editor)
        assert (refused.status, _cors(refused.headers)) == (403, {})
        assert owner.post("/v1/origins", {"origin": editor}).json == {"origins": [editor]}
        answer = plugin.get("/v1/me", Origin=editor, Sec_Fetch_Site="cross-site")
        assert answer.status == 200
        assert _cors(answer.headers)["access-control-allow-origin"] == editor
        assert "access-control-allow-credentials" not in answer.headers
        # Problems can be read too, or the editor could not tell what is wrong.
        assert _cors(hub.send("GET", "/v1/me", headers={"Origin": editor}).headers)
        preflight = hub.send(
            "OPTIONS",
            "/v1/search",
            headers={
                "Origin": editor,
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization,content-type,x-other",
                "Access-Control-Request-Private-Network": "true",
            },
        )
        assert preflight.status == 204
        allowed = _cors(preflight.headers)
        assert set(allowed["access-control-allow-headers"].split(", ")) == {"authorization", "content-type"}
        assert "access-control-allow-private-network" not in allowed
        for other in (
            EVIL,
            "https://editor.example",
            "http://editor.example:8443",
            editor + ".evil.example",
            "null",
        ):
            answer = plugin.get("/v1/me", Origin=other)
            assert (answer.status, _cors(answer.headers)) == (403, {})
        # Without an Origin nothing is said of any; nor anywhere but in the API.
        assert _cors(plugin.get("/v1/me").headers) == {}
        page = hub.send("GET", "/", headers={"Origin": editor})
        assert (page.status, _cors(page.headers)) == (403, {})
        assert owner.post("/v1/origins/remove", {"origin": editor}).json == {"origins": []}
        refused = plugin.get("/v1/me", Origin=editor)
        assert (refused.status, _cors(refused.headers)) == (403, {})


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "null",
        "https://*.example",
        "https://a.example/path",
        "file://",
        "a.example",
        "https://a.example:99999999",
    ],
)
def test_only_exact_origins_can_be_paired(live_hub: LiveHub, origin: str) -> None:
    """A pattern is no origin (D1)."""
    answer = live_hub.owner().post("/v1/origins", {"origin": origin})
    assert (answer.status, answer.code) == (422, "bad_origin")
    assert live_hub.owner().get("/v1/origins").json == {"origins": []}


def test_the_page_is_served_with_a_strict_policy(live_hub: LiveHub) -> None:
    """The page may load what is its own, and nothing inline or from elsewhere; no file is served but its own."""
    page = live_hub.send("GET", "/")
    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = dict(part.split(" ", 1) for part in page.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in page.headers["content-security-policy"]
    assert live_hub.send("GET", "/", headers={"If-None-Match": page.headers["etag"]}).status == 304
    for name, file in live_hub.hub.page_files.items():
        answer = live_hub.send("GET", f"/page/{name}")
        assert (answer.status, answer.body) == (200, file.body)
        assert answer.headers["content-type"] == file.media_type
    for name in ("..%2fhub.py", "%2e%2e/hub.py", "hub.py", "__init__.py"):
        assert live_hub.send("GET", f"/page/{name}").status in {403, 404}


def test_every_answer_has_the_headers_of_the_guard(live_hub: LiveHub, searcher: Caller) -> None:
    """No cookie, no server's name, nothing kept, nothing guessed (checks 10, 12)."""
    for answer in (
        live_hub.send("GET", "/"),
        live_hub.send("GET", "/v1/hello"),
        searcher.post("/v1/search", {"text": "a"}),
        searcher.post("/v1/search", {}),
        live_hub.send("GET", "/nothing"),
        live_hub.send("GET", "/v1/me"),
    ):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert not {"server", "set-cookie", "x-powered-by"} & set(answer.headers)


def test_answers_are_json_to_the_last_byte(searcher: Caller) -> None:
    """What goes out is UTF-8 and parses."""
    json.loads(searcher.post("/v1/search", {"text": "a"}).body.decode("utf-8"))


def _cors(headers: Any) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.startswith("access-control-")}
