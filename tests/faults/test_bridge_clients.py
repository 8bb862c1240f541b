"""Who may do what, over raw connections to the real hub: scopes, ids that tell nothing, pairing, revoking, bad tokens."""

from __future__ import annotations

import contextlib
import json
import logging
import threading
import time
from collections.abc import Generator, Iterable, Iterator
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from bowerbird_bridge.access.clients import ALL_SCOPES, Scope
from bowerbird_bridge.app import create_app
from bowerbird_bridge.openapi import specification
from bowerbird_bridge.v1.all_routes import all_routes
from fakes.gate import Gate
from fakes.hostile_requests import Asked
from fakes.live_hub import Caller, LiveHub
from fakes.raw_http import Answer, connection, read_answer, request, send, status_of, wait_for_end
from fakes.routes import asked_of
from fakes.sampled import SampledLibrary

NOBODY = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
AT_ONCE_S = 0.1
BAD_TOKENS = 10_000


@pytest.fixture
def hub(sampled_library: SampledLibrary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveHub]:
    """Run a hub of this test's own: limits on pairing are shared by all who ask."""
    with LiveHub(sampled_library.copy(tmp_path_factory.mktemp("hub") / "home")) as hub:
        yield hub


def _ask(hub: LiveHub, asked: Asked, *more: tuple[str, str]) -> Answer:
    return send(hub.port, asked.sent(f"127.0.0.1:{hub.port}", *more), method=asked.method)


def _documented_scopes() -> dict[tuple[str, str], frozenset[str] | None]:
    """Give what the specification says that each operation needs: None where no token is needed."""
    document = specification(all_routes())
    needs: dict[tuple[str, str], frozenset[str] | None] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            security = operation["security"]
            needs[method.upper(), path] = frozenset(security[0]["token"]) if security else None
    return needs


def test_each_scope_opens_what_the_specification_says(live_hub: LiveHub) -> None:
    """Check 13: five scopes times all routes, each cell as the specification's security blocks have it."""
    needs = _documented_scopes()
    host = f"127.0.0.1:{live_hub.port}"
    wrong: list[str] = []
    cells = {True: 0, False: 0}
    for scope in Scope:
        for asked in asked_of(create_app(live_hub.hub)):
            rule = asked.rule.replace("<", "{").replace(">", "}")
            method = "GET" if asked.method == "HEAD" else asked.method
            needed = needs[method, rule]
            if needed is None:
                continue
            # A client for each: some of these forget themselves.
            caller = live_hub.client(scope)
            data = asked.sent(host, ("Authorization", f"Bearer {caller.token}"))
            refused = status_of(live_hub.port, data) == 403
            allowed = not needed or scope in needed
            cells[allowed] += 1
            if refused == allowed:
                wrong.append(f"{scope} at {asked.method} {rule}")
    assert wrong == []
    assert min(cells.values()) > 50


def test_a_route_that_says_no_scope_would_be_seen(live_hub: LiveHub) -> None:
    """The control of check 13: every route of the map is in the specification, and the free ones are few."""
    needs = _documented_scopes()
    served = {
        ("GET" if asked.method == "HEAD" else asked.method, asked.rule.replace("<", "{").replace(">", "}"))
        for asked in asked_of(create_app(live_hub.hub))
    }
    assert served == {key for key in needs if key[0] != "HEAD"}
    assert len([key for key, needed in needs.items() if needed is None]) == 7


def test_insufficient_scope_is_told_as_such(live_hub: LiveHub) -> None:
    """Check 13: the refusal says which scope is lacking, and has its own code."""
    asked = Asked("GET", "/v1/clients", token=live_hub.client(Scope.SEARCH).token)
    answer = _ask(live_hub, asked)
    assert answer.status == 403
    assert b'"insufficient_scope"' in answer.body


def _known_asset(hub: LiveHub) -> str:
    (hit,) = hub.owner().post("/v1/search", {"text": "label", "limit": 1}).json["hits"]
    return str(hit["id"])


@pytest.mark.parametrize("scopes", [(), (Scope.THUMBNAILS,)])
def test_ids_cannot_be_found_out(live_hub: LiveHub, scopes: tuple[Scope, ...]) -> None:
    """Check 11: without the token or its scope, an id that exists and one that does not are the same answer."""
    token = live_hub.client(*scopes).token if scopes else None
    known = _known_asset(live_hub)
    for path in ("/v1/assets/{}", "/v1/assets/{}/original", "/v1/assets/{}/similar"):
        answers = [_ask(live_hub, Asked("GET", path.format(each), token=token)) for each in (known, NOBODY)]
        assert answers[0].status == answers[1].status == (403 if scopes else 401)
        assert answers[0].body == answers[1].body
        assert [name for name, _ in answers[0].headers] == [name for name, _ in answers[1].headers]


def test_with_the_scope_ids_differ(live_hub: LiveHub) -> None:
    """The control of check 11: who may see pictures does see which there are."""
    token = live_hub.client(Scope.SEARCH).token
    known = _known_asset(live_hub)
    answers = [_ask(live_hub, Asked("GET", f"/v1/assets/{each}", token=token)) for each in (known, NOBODY)]
    assert [answer.status for answer in answers] == [200, 404]


def test_what_belongs_to_others_is_not_there(live_hub: LiveHub, sampled_library: SampledLibrary) -> None:
    """Check 11: another client's picture to search with, and one that never was, are the same answer."""
    first, second = live_hub.client(Scope.SEARCH), live_hub.client(Scope.SEARCH)
    picture = sampled_library.label.read_bytes()
    foreign = first.send(
        "POST", "/v1/query-images", data=picture, headers={"Content-Type": "image/jpeg"}
    ).json["id"]
    asked = [
        Asked("DELETE", f"/v1/query-images/{each}", token=second.token)
        for each in (foreign, "A" * len(foreign))
    ]
    answers = [_ask(live_hub, each) for each in asked]
    assert answers[0].status == answers[1].status == 404
    assert answers[0].body == answers[1].body
    assert _ask(live_hub, Asked("DELETE", f"/v1/query-images/{foreign}", token=first.token)).status == 204


def _pairing(hub: LiveHub) -> Answer:
    return _post(hub, "/v1/pairings", {"name": "GIMP", "scopes": ["search", "thumbnails"]})


def _post(hub: LiveHub, path: str, body: object, *more: tuple[str, str]) -> Answer:
    data = json.dumps(body).encode()
    return send(
        hub.port,
        request(
            "POST", path, [("Content-Type", "application/json"), *more], data, host=f"127.0.0.1:{hub.port}"
        ),
    )


def _json(answer: Answer) -> dict[str, object]:
    content: dict[str, object] = json.loads(answer.body)
    return content


def test_pairing_over_http(hub: LiveHub) -> None:
    """Check 18: one code on both sides; approved, the token comes once with exactly these scopes; then it is gone."""
    owner = hub.owner()
    ticket = _json(_pairing(hub))
    (shown,) = owner.get("/v1/pairings").json["pairings"]
    assert shown["code"] == ticket["code"]
    claim, secret = f"/v1/pairings/{ticket['id']}/claim", {"secret": ticket["secret"]}
    assert _json(_post(hub, claim, secret))["state"] == "waiting"
    approval = {"code": ticket["code"], "scopes": ["search"]}
    assert owner.post(f"/v1/pairings/{ticket['id']}/approve", approval).status == 204
    paired = _json(_post(hub, claim, secret))
    assert (paired["state"], paired["scopes"]) == ("approved", ["search"])
    for again in range(2):
        gone = _post(hub, claim, secret)
        assert gone.status == 410, again
        assert str(paired["token"]).encode() not in gone.raw
    token = str(paired["token"])
    assert _ask(hub, Asked("GET", "/v1/status", token=token)).status == 200
    assert _ask(hub, Asked("GET", "/v1/clients", token=token)).status == 403


def test_pairing_denied_or_too_late(hub: LiveHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Check 18: a denied program is told 403; after two minutes a question is 410, for the owner too."""
    owner = hub.owner()
    ticket = _json(_pairing(hub))
    assert owner.post(f"/v1/pairings/{ticket['id']}/deny").status == 204
    assert _post(hub, f"/v1/pairings/{ticket['id']}/claim", {"secret": ticket["secret"]}).status == 403
    late = _json(_pairing(hub))
    monkeypatch.setattr(hub.hub.pairings, "_clock", lambda: time.monotonic() + 121)
    assert _post(hub, f"/v1/pairings/{late['id']}/claim", {"secret": late["secret"]}).status == 410
    assert owner.post(f"/v1/pairings/{late['id']}/approve", {"code": late["code"]}).status == 410


@pytest.mark.parametrize(
    "header",
    [
        ("Origin", "http://127.0.0.1:{port}"),
        ("Origin", "null"),
        ("Sec-Fetch-Site", "same-origin"),
        ("Sec-Fetch-Site", "none"),
        ("Sec-Fetch-Mode", "cors"),
    ],
)
def test_a_browser_cannot_ask_to_be_paired(hub: LiveHub, header: tuple[str, str]) -> None:
    """Check 19: whatever a page may be, the question is refused and not even counted."""
    name, value = header
    body = {"name": "x", "scopes": ["search"]}
    for _ in range(6):
        assert _post(hub, "/v1/pairings", body, (name, value.format(port=hub.port))).status == 403
    assert hub.owner().get("/v1/pairings").json["pairings"] == []
    assert _pairing(hub).status == 201


def test_without_the_guard_a_page_could_ask(hub: LiveHub) -> None:
    """The control of check 19: the application alone takes the question of a page."""
    with Gate(create_app(hub.hub), guarded=False) as unguarded:
        headers = {"Content-Type": "application/json", "Origin": "https://evil.example"}
        data = b'{"name": "x", "scopes": ["search"]}'
        answer = send(unguarded.port, request("POST", "/v1/pairings", headers, data, host="evil.example"))
    assert answer.status == 201


def test_questions_are_limited_over_http(hub: LiveHub) -> None:
    """Check 19: three wait at most and five come in a minute; the others are told when to come again."""
    owner = hub.owner()
    tickets = [_json(_pairing(hub)) for _ in range(3)]
    fourth = _pairing(hub)
    assert fourth.status == 429
    assert 0 < int(str(fourth.header("Retry-After"))) <= 120
    for ticket in tickets:
        owner.post(f"/v1/pairings/{ticket['id']}/deny")
    assert [_pairing(hub).status for _ in range(3)] == [201, 201, 429]


def test_a_restart_forgets_questions(
    sampled_library: SampledLibrary, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Check 19: what was not approved before a restart is gone, and who was paired still is."""
    home = sampled_library.copy(tmp_path_factory.mktemp("hub") / "home")
    with LiveHub(home) as hub:
        ticket = _json(_pairing(hub))
        token = hub.client(Scope.SEARCH).token
    with LiveHub(home) as hub:
        assert _post(hub, f"/v1/pairings/{ticket['id']}/claim", {"secret": ticket["secret"]}).status == 410
        assert hub.owner().get("/v1/pairings").json["pairings"] == []
        assert _ask(hub, Asked("GET", "/v1/status", token=token)).status == 200


@contextlib.contextmanager
def _following(hub: LiveHub, caller: Caller) -> Generator[tuple[threading.Event, list[float]]]:
    """Follow the events, and note when the stream ends."""
    ended: list[float] = []
    over = threading.Event()
    with connection(hub.port) as line:
        line.sendall(Asked("GET", "/v1/events", token=caller.token).sent(f"127.0.0.1:{hub.port}"))
        assert b"200 OK" in line.recv(65536)

        def follow() -> None:
            if wait_for_end(line, 20) is not None:
                ended.append(time.monotonic())
            over.set()

        thread = threading.Thread(target=follow)
        thread.start()
        yield over, ended
        thread.join()


def test_revoking_takes_effect_at_once(hub: LiveHub) -> None:
    """Check 20: the next request is 401 within 100 ms, open streams end, and nobody else notices."""
    owner, gone, other = hub.owner(), hub.client(Scope.SEARCH), hub.client(Scope.SEARCH)
    asked = Asked("GET", "/v1/status", token=gone.token)
    assert _ask(hub, asked).status == 200
    with connection(hub.port) as still_open, _following(hub, gone) as (over, ended):
        still_open.sendall(asked.sent(f"127.0.0.1:{hub.port}"))
        assert read_answer(still_open).status == 200
        assert owner.delete(f"/v1/clients/{gone.client_id}").status == 204
        revoked = time.monotonic()
        still_open.sendall(asked.sent(f"127.0.0.1:{hub.port}"))
        assert read_answer(still_open).status == 401
        assert time.monotonic() - revoked < AT_ONCE_S
        assert over.wait(10)
    assert len(ended) == 1
    assert ended[0] - revoked < 2
    assert _ask(hub, Asked("GET", "/v1/status", token=other.token)).status == 200


def test_a_stream_that_nobody_revokes_stays(hub: LiveHub) -> None:
    """The control of check 20: another client's stream does not end."""
    owner, gone, other = hub.owner(), hub.client(Scope.SEARCH), hub.client(Scope.SEARCH)
    with _following(hub, other) as (over, _):
        owner.delete(f"/v1/clients/{gone.client_id}")
        assert not over.wait(2)
        owner.delete(f"/v1/clients/{other.client_id}")
        assert over.wait(10)


def _attack(port: int, good: Asked, count: int) -> tuple[list[int], Answer, Answer, float]:
    """Try bad tokens over 8 connections; the right one meanwhile, and afterwards, and how long that took."""
    bad = Asked("GET", "/v1/me", token="hub_" + "A" * 43).sent(f"127.0.0.1:{port}")
    statuses: list[int] = []

    def attack() -> None:
        with connection(port) as line:
            for _ in range(count // 8):
                line.sendall(bad)
                statuses.append(read_answer(line).status)

    attackers = [threading.Thread(target=attack) for _ in range(8)]
    for attacker in attackers:
        attacker.start()
    meanwhile = send(port, good.sent(f"127.0.0.1:{port}"))
    for attacker in attackers:
        attacker.join()
    took: list[float] = []
    answers: list[Answer] = []
    for _ in range(5):
        started = time.monotonic()
        answers.append(send(port, good.sent(f"127.0.0.1:{port}")))
        took.append(time.monotonic() - started)
    # The quickest: something else may keep the machine busy, and a lock or a slow check would do so each time.
    return statuses, meanwhile, answers[-1], min(took)


def test_ten_thousand_bad_tokens_lock_nobody_out(hub: LiveHub, caplog: pytest.LogCaptureFixture) -> None:
    """Check 21: while and after 8 connections try 10,000 tokens, the right one is good at once, and the log is short."""
    good = Asked("GET", "/v1/me", token=hub.client(Scope.SEARCH).token)
    with caplog.at_level(logging.INFO):
        statuses, meanwhile, afterwards, took = _attack(hub.port, good, BAD_TOKENS)
    assert (meanwhile.status, afterwards.status) == (200, 200)
    assert took < AT_ONCE_S
    assert statuses == [401] * BAD_TOKENS
    assert len(caplog.records) <= 20


def test_a_lock_for_all_would_be_seen(hub: LiveHub, caplog: pytest.LogCaptureFixture) -> None:
    """The control of check 21: an application that locks everybody out after bad tokens, and logs each, is caught."""
    app = create_app(hub.hub)
    failures: list[str] = []

    def locking(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if len(failures) >= 50:
            start_response("429 Too Many Requests", [("Content-Length", "0")])
            return []

        def noting(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            if status.startswith("401"):
                failures.append(status)
                logging.getLogger("planted").warning("a bad token")
            return start_response(status, headers, *rest)

        return app(environ, noting)

    good = Asked("GET", "/v1/me", token=hub.client(Scope.SEARCH).token)
    with Gate(locking) as gate:
        afterwards = _attack(gate.port, good, 400)[2]
    assert afterwards.status == 429
    assert len(caplog.records) > 20


def test_every_scope_is_one_that_somebody_needs() -> None:
    """The scopes that can be granted are those that the routes ask for."""
    needed = {scope for scopes in _documented_scopes().values() if scopes for scope in scopes}
    assert needed == {scope.value for scope in ALL_SCOPES}
