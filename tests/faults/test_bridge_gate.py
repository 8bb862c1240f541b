"""The gate, with raw requests to the real server in front of the real application: every route, every odd request.

Each check has its control: the same requests to the same application without the guard.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from bowerbird_bridge.access.clients import ALL_SCOPES
from bowerbird_bridge.app import create_app
from bowerbird_bridge.serving.guard import SECURITY_HEADERS
from fakes.gate import Gate
from fakes.hostile_requests import EVIL_ORIGIN, Asked, hostile
from fakes.live_hub import LiveHub
from fakes.raw_http import Answer, request, send
from fakes.routes import asked_of

# The page, where to find out whom one talks to, and the ways to a token: nothing else is ever served without one.
WITHOUT_A_TOKEN = {
    ("GET", "/"),
    ("GET", "/page/<file>"),
    ("GET", "/v1/hello"),
    ("POST", "/v1/proof"),
    ("POST", "/v1/pairings"),
    ("POST", "/v1/pairings/<pairing_id>/claim"),
    ("POST", "/v1/sessions"),
}
ELSEWHERE = (
    Asked("GET", "/nowhere"),
    Asked("GET", "/v1/nowhere"),
    Asked("POST", "/v1/nowhere"),
    Asked("PUT", "/v1/me"),
)


@pytest.fixture(scope="module")
def token(live_hub: LiveHub) -> str:
    """Give a token that is good for everything."""
    return live_hub.owner().token


@pytest.fixture(scope="module")
def gate(live_hub: LiveHub) -> Iterator[Gate]:
    """Serve the real application behind the guard, and watch what reaches it."""
    with Gate(create_app(live_hub.hub), origins=live_hub.hub.book.origins) as gate:
        yield gate


@pytest.fixture(scope="module")
def unguarded(live_hub: LiveHub) -> Iterator[Gate]:
    """Serve the same application without the guard."""
    with Gate(create_app(live_hub.hub), guarded=False) as gate:
        yield gate


def _routes(hub: LiveHub, token: str | None = None) -> list[Asked]:
    return [*asked_of(create_app(hub.hub), token=token), *ELSEWHERE]


def _tells_nothing(answer: Answer) -> bool:
    text = answer.raw.lower()
    return not any(
        word in text for word in (b"traceback", b".py", b"/home/", b"/tmp/", b"werkzeug", b"waitress")
    )


def test_every_hostile_request_is_refused_on_every_route(live_hub: LiveHub, gate: Gate, token: str) -> None:
    """Checks 1-5 and 8: with the best token, on each route, nothing reaches the application or opens to other pages."""
    live_hub.hub.book.allow_origin("https://paired.example")
    bodies: dict[int, set[bytes]] = {}
    wrong: list[str] = []
    tried = 0
    for asked in _routes(live_hub, token):
        for case in hostile(asked, gate.port):
            answer = send(gate.port, case.data, method=asked.method)
            tried += 1
            bodies.setdefault(answer.status, set()).add(answer.body)
            if answer.status not in case.statuses or answer.cors or not _tells_nothing(answer):
                wrong.append(f"{asked.method} {asked.target}: {case.name}: {answer.raw!r}")
    assert wrong == []
    assert gate.seen == []
    assert tried > 2500
    # One body for all that is forbidden, and an empty one for HEAD.
    assert len(bodies[403] - {b""}) == 1
    assert len(gate.refusals) >= tried * 0.95
    assert send(gate.port, request("GET", "/v1/hello", host=gate.host)).status == 200


def test_without_the_guard_they_come_in(live_hub: LiveHub, unguarded: Gate) -> None:
    """The control of checks 1-5 and 8: without the guard the same requests reach the application."""
    asked = Asked("POST", "/v1/search", token=live_hub.owner().token)
    came_in: Counter[str] = Counter()
    for case in hostile(asked, unguarded.port):
        before = len(unguarded.seen)
        send(unguarded.port, case.data)
        came_in[case.name.partition(" ")[0]] += len(unguarded.seen) - before
    for kind in (
        "Host",
        "two",
        "no",
        "HTTP/1.0",
        "Origin",
        "site",
        "typed",
        "preflight",
        "form",
        "absolute-form",
    ):
        assert came_in[kind] > 0, kind


def test_without_the_guard_a_rebound_page_reads_the_library(
    live_hub: LiveHub, gate: Gate, unguarded: Gate
) -> None:
    """The control of check 1: a page under another name gets data where there is no guard, and none where there is."""
    asked = Asked("GET", "/v1/status", token=live_hub.owner().token)
    evil = asked.sent("evil.com")
    assert b"library_id" in send(unguarded.port, evil).body
    answer = send(gate.port, evil)
    assert answer.status == 403
    assert b"library_id" not in answer.raw


def test_orderly_requests_do_come_in(live_hub: LiveHub, gate: Gate) -> None:
    """The guard is no wall: the same routes, asked in order, reach the application, each once."""
    before = len(gate.seen)
    routes = _routes(live_hub)
    for asked in routes:
        for host in (gate.host, f"LOCALHOST:{gate.port}"):
            answer = send(gate.port, asked.sent(host), method=asked.method)
            assert answer.status not in {0, 403, 413, 415, 500}, asked
    assert len(gate.seen) - before == 2 * len(routes)


def test_routes_without_a_token_are_a_frozen_list(live_hub: LiveHub, gate: Gate) -> None:
    """Check 7: exactly these routes answer anything but 401 to who has no token."""
    opened = {
        (asked.method, asked.rule)
        for asked in asked_of(create_app(live_hub.hub))
        if send(gate.port, asked.sent(gate.host), method=asked.method).status != 401
    }
    heads = {("HEAD", rule) for method, rule in WITHOUT_A_TOKEN if method == "GET"}
    assert opened == WITHOUT_A_TOKEN | heads


def _bad_credentials(token: str, revoked: str) -> list[tuple[str, str]]:
    good = f"Bearer {token}"
    return [
        ("Authorization", ""),
        ("Authorization", "Bearer"),
        ("Authorization", "Bearer "),
        ("Authorization", f"Bearer {'hub_' + 'A' * 43}"),
        ("Authorization", f"Bearer {revoked}"),
        ("Authorization", f"Basic {token}"),
        ("Authorization", token),
        ("Authorization", good[:-1]),
        ("Authorization", good[:30]),
        ("Authorization", f"{good}A"),
        ("Authorization", f"{good}, {good}"),
        ("Authorization", "Bearer " + "A" * 9000),
        ("Authorization", "Bearer \xe9"),
        ("Authorization", f"{good}\xe9"),
        ("Authorization", f"{good}\0"),
        ("Cookie", f"token={token}; Authorization={good}"),
        ("X-Api-Key", token),
        ("Proxy-Authorization", good),
    ]


def test_no_other_token_is_good(live_hub: LiveHub, gate: Gate, token: str) -> None:
    """Check 7: on every other route whatever is not the token is 401, says how to come in, and is never an error."""
    client = live_hub.client(*ALL_SCOPES)
    live_hub.hub.book.revoke(client.client_id)
    bodies: set[bytes] = set()
    tried = 0
    for asked in asked_of(create_app(live_hub.hub)):
        if ("GET" if asked.method == "HEAD" else asked.method, asked.rule) in WITHOUT_A_TOKEN:
            continue
        for name, value in _bad_credentials(token, client.token):
            answer = send(gate.port, asked.sent(gate.host, (name, value)), method=asked.method)
            tried += 1
            if "\0" in value:
                assert answer.status in {400, 401}
                continue
            assert answer.status == 401, (asked, name, value)
            assert answer.header("WWW-Authenticate") == "Bearer"
            bodies.add(answer.body)
    assert tried > 500
    assert len(bodies - {b""}) == 1


def test_a_token_in_the_address_is_worth_nothing(live_hub: LiveHub, gate: Gate, token: str) -> None:
    """Check 7: a token in the query opens nothing, and comes back nowhere."""
    for name in ("token", "access_token", "Authorization", "key"):
        answer = send(gate.port, request("GET", f"/v1/status?{name}={token}", host=gate.host))
        assert answer.status == 401
        assert token.encode() not in answer.raw


def test_the_right_token_opens(live_hub: LiveHub, gate: Gate, token: str) -> None:
    """The control of check 7: with the token the same requests are answered."""
    good = ("Authorization", f"Bearer {token}")
    for target in ("/v1/status", "/v1/me", "/v1/clients", "/v1/preferences"):
        assert send(gate.port, Asked("GET", target).sent(gate.host, good)).status == 200


def test_every_answer_is_closed_to_other_pages(live_hub: LiveHub, gate: Gate, token: str) -> None:
    """Checks 10 and 12: on answers, refusals and errors of the server itself: the headers, no cookie, no name of it."""
    answers = [
        send(gate.port, data, method=method)
        for method, data in [
            *((asked.method, asked.sent(gate.host)) for asked in _routes(live_hub)),
            *(
                (asked.method, asked.sent(gate.host))
                for asked in _routes(live_hub, token)
                if asked.method in {"GET", "HEAD"} and asked.target != "/v1/events"
            ),
            ("GET", request("GET", "/v1/status", host="evil.com")),
            ("GET", b"\xff\r\n\r\n"),
            ("GET", b"GET / HTTP/1.1\nHost: x\n\n"),
            ("GET", request("GET", "/", {"X": "a" * 20_000}, host=gate.host)),
            ("POST", request("POST", "/v1/search", {"Content-Length": "99999999999"}, host=gate.host)),
            ("POST", request("POST", "/v1/search", {"Content-Length": "-1"}, host=gate.host)),
            ("POST", request("POST", "/v1/search", {"Transfer-Encoding": "chunked"}, host=gate.host)),
        ]
    ]
    statuses = Counter(answer.status for answer in answers)
    assert {200, 400, 401, 403, 404, 405, 411, 413, 422, 431} <= statuses.keys(), statuses
    for answer in answers:
        names = [name for name, _ in answer.headers]
        assert len(names) == len(set(names)), answer.raw
        assert {name.lower() for name in SECURITY_HEADERS} <= set(names), answer.raw
        assert answer.header("Cache-Control") == "no-store"
        assert answer.header("X-Content-Type-Options") == "nosniff"
        assert answer.header("Cross-Origin-Resource-Policy") == "same-origin"
        assert "frame-ancestors 'none'" in str(answer.header("Content-Security-Policy"))
        assert not {"server", "via", "set-cookie", "x-powered-by"} & set(names)
        assert not answer.cors
        assert _tells_nothing(answer) or answer.status == 200
        if answer.status >= 400 and answer.body:
            assert answer.header("Content-Type") == "application/problem+json"


def test_without_the_guard_the_headers_are_missing(unguarded: Gate) -> None:
    """The control of check 10: the application alone does not have them."""
    answer = send(unguarded.port, request("GET", "/v1/hello", host=unguarded.host))
    assert answer.status == 200
    assert answer.header("Cross-Origin-Resource-Policy") is None


def test_a_paired_origin_is_let_in_without_credentials(live_hub: LiveHub, gate: Gate, token: str) -> None:
    """D1: exactly the origin that the owner paired may read the API, with a token, without cookies; no other page."""
    origin = live_hub.hub.book.allow_origin("https://editor.example")
    across = (("Origin", origin), ("Sec-Fetch-Site", "cross-site"))
    asked = Asked("GET", "/v1/status", token=token)
    answer = send(gate.port, asked.sent(gate.host, *across))
    assert answer.status == 200
    assert answer.header("Access-Control-Allow-Origin") == origin
    assert answer.header("Access-Control-Allow-Credentials") is None
    asks = ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Private-Network", "true")
    preflight = send(gate.port, request("OPTIONS", "/v1/status", [*across, *asks], host=gate.host))
    assert preflight.status in {200, 204}
    assert preflight.header("Access-Control-Allow-Origin") == origin
    assert "access-control-allow-private-network" not in preflight.cors
    assert send(gate.port, Asked("GET", "/v1/status").sent(gate.host, *across)).status == 401
    for other in (EVIL_ORIGIN, "null", f"{origin}.evil.example", origin.upper()):
        refused = send(gate.port, asked.sent(gate.host, ("Origin", other)))
        assert (refused.status, refused.cors) == (403, [])
    live_hub.hub.book.forbid_origin(origin)
    refused = send(gate.port, asked.sent(gate.host, *across))
    assert (refused.status, refused.cors) == (403, [])
