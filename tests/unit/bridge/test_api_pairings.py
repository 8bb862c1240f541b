"""Pairing and clients over HTTP: from the question to the token, and to its end."""

from __future__ import annotations

import errno
import tempfile
import time
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any

import pytest

from fakes.live_hub import Answer, Caller, LiveHub
from fakes.sampled import SampledLibrary


@pytest.fixture
def hub(sampled_library: SampledLibrary, tmp_path: Path) -> Generator[LiveHub]:
    """Run a hub that has seen no question yet."""
    with LiveHub(sampled_library.copy(tmp_path / "home")) as running:
        yield running


def _ask(
    hub: LiveHub, scopes: tuple[str, ...] = ("search",), headers: Mapping[str, str] | None = None
) -> Answer:
    return hub.send("POST", "/v1/pairings", {"name": "GIMP", "scopes": list(scopes)}, headers=headers)


def _claim(hub: LiveHub, ticket: dict[str, Any], secret: str | None = None) -> Answer:
    return hub.send("POST", f"/v1/pairings/{ticket['id']}/claim", {"secret": secret or ticket["secret"]})


def test_from_the_question_to_the_token(hub: LiveHub) -> None:
    """Both sides show one code, the token is given once, and has the scopes that were approved (check 18)."""
    owner = hub.owner()
    ticket = _ask(hub, scopes=("search", "thumbnails", "originals")).json
    assert (ticket["expires_in"], ticket["poll_after"]) == (120, 1)
    assert _claim(hub, ticket).json == {
        "state": "waiting", "token": None, "client_id": None, "library_id": None, "scopes": None
    }  # fmt: skip
    shown = owner.get("/v1/pairings").json["pairings"]
    assert [(each["id"], each["code"], each["name"]) for each in shown] == [
        (ticket["id"], ticket["code"], "GIMP")
    ]
    approval = {"code": ticket["code"], "scopes": ["search", "thumbnails"]}
    assert owner.post(f"/v1/pairings/{ticket['id']}/approve", approval).status == 204
    assert owner.get("/v1/pairings").json == {"pairings": []}
    got = _claim(hub, ticket).json
    assert (got["state"], got["scopes"], got["library_id"]) == (
        "approved", ["search", "thumbnails"], hub.engine.library_id
    )  # fmt: skip
    again = _claim(hub, ticket)
    assert (again.status, again.code) == (410, "pairing_gone")
    paired = Caller(hub, got["token"], got["client_id"])
    assert paired.get("/v1/me").json == {
        "client_id": got["client_id"],
        "name": "GIMP",
        "scopes": ["search", "thumbnails"],
        "library_id": hub.engine.library_id,
        "kind": "plugin",
    }
    hit = paired.post("/v1/search", {"text": "a"}).json["hits"][0]
    assert paired.get(f"/v1/assets/{hit['id']}/thumbnail").status == 200
    assert paired.get(f"/v1/assets/{hit['id']}/original").code == "insufficient_scope"


def test_a_denied_pairing(hub: LiveHub) -> None:
    """A no is told to the program (check 18)."""
    ticket = _ask(hub).json
    owner = hub.owner()
    assert owner.post(f"/v1/pairings/{ticket['id']}/deny").status == 204
    answer = _claim(hub, ticket)
    assert (answer.status, answer.code) == (403, "pairing_denied")
    assert owner.post(f"/v1/pairings/{ticket['id']}/deny").code == "pairing_gone"


def test_nobody_else_fetches_the_token(hub: LiveHub) -> None:
    """Without the secret a pairing looks like one that never was."""
    ticket = _ask(hub).json
    hub.owner().post(f"/v1/pairings/{ticket['id']}/approve", {"code": ticket["code"]})
    wrong, unknown = _claim(hub, ticket, "x"), _claim(hub, {"id": "x", "secret": "x"})
    assert wrong.status == unknown.status == 410
    assert wrong.body == unknown.body
    assert _claim(hub, ticket).json["state"] == "approved"


def test_the_wrong_code_approves_nothing(hub: LiveHub) -> None:
    """The owner has to compare the codes."""
    ticket = _ask(hub).json
    wrong = "000-000" if ticket["code"] != "000-000" else "111-111"
    answer = hub.owner().post(f"/v1/pairings/{ticket['id']}/approve", {"code": wrong})
    assert (answer.status, answer.code) == (422, "wrong_code")
    assert _claim(hub, ticket).json["state"] == "waiting"


def test_more_than_was_asked_for_cannot_be_approved(hub: LiveHub) -> None:
    """The scopes of the question are the most."""
    ticket = _ask(hub).json
    answer = hub.owner().post(
        f"/v1/pairings/{ticket['id']}/approve", {"code": ticket["code"], "scopes": ["search", "admin"]}
    )
    assert (answer.status, answer.code) == (422, "invalid")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Dest": "empty"},
    ],
)
def test_a_browser_cannot_ask(hub: LiveHub, headers: dict[str, str]) -> None:
    """A question that comes from a page is refused, also from our own (check 19)."""
    answer = _ask(hub, headers=headers)
    assert (answer.status, answer.code) == (403, "forbidden")
    assert hub.owner().get("/v1/pairings").json == {"pairings": []}


def test_questions_are_limited(hub: LiveHub) -> None:
    """No more than three wait, and no more than five come in a minute (check 19)."""
    owner = hub.owner()
    tickets = [_ask(hub).json for _ in range(3)]
    full = _ask(hub)
    assert (full.status, full.code) == (429, "too_many_requests")
    assert 0 < int(full.headers["retry-after"]) <= 120
    for ticket in tickets:
        owner.post(f"/v1/pairings/{ticket['id']}/deny")
    assert [_ask(hub).status for _ in range(3)] == [201, 201, 429]


@pytest.mark.parametrize(
    "question",
    [
        {"name": "", "scopes": ["search"]},
        {"name": " \u202e ", "scopes": ["search"]},
        {"name": "x" * 100, "scopes": ["search"]},
        {"name": "GIMP", "scopes": []},
        {"name": "GIMP", "scopes": ["everything"]},
        {"name": "GIMP", "scopes": "search"},
        {"scopes": ["search"]},
        {"name": "GIMP"},
        {"name": "GIMP", "scopes": ["search"], "kind": "owner"},
    ],
)
def test_an_odd_question_is_refused(live_hub: LiveHub, question: Any) -> None:
    """A question says a name that can be shown, and scopes that there are."""
    answer = live_hub.send("POST", "/v1/pairings", question)
    assert (answer.status, answer.code) == (422, "invalid")


def test_a_revoked_client_is_out_at_once(hub: LiveHub) -> None:
    """Revoking takes effect with the next request, for that client alone (check 20)."""
    owner, gone, stays = hub.owner(), hub.client("search"), hub.client("search")
    ids = {each["id"] for each in owner.get("/v1/clients").json["clients"]}
    assert {owner.client_id, gone.client_id, stays.client_id} == ids
    assert gone.get("/v1/me").status == 200
    assert owner.delete(f"/v1/clients/{gone.client_id}").status == 204
    began = time.perf_counter()
    refused = gone.get("/v1/me")
    assert time.perf_counter() - began < 5
    assert refused.status == 401
    assert refused.body == hub.send("GET", "/v1/me").body
    assert stays.get("/v1/me").status == 200
    again = owner.delete(f"/v1/clients/{gone.client_id}")
    assert (again.status, again.code) == (404, "unknown_client")


@pytest.mark.parametrize("scope", ["search", "thumbnails", "originals", "curate", "admin"])
def test_a_client_forgets_itself(live_hub: LiveHub, scope: str) -> None:
    """Whoever has a token may give it back."""
    client = live_hub.client(scope)
    assert client.delete("/v1/me").status == 204
    assert client.get("/v1/me").status == 401


def test_query_images_go_with_their_client(hub: LiveHub, sampled_library: SampledLibrary) -> None:
    """What a client has sent is forgotten with it."""
    client = hub.client("search")
    client.send(
        "POST",
        "/v1/query-images",
        data=sampled_library.label.read_bytes(),
        headers={"Content-Type": "image/jpeg"},
    )
    assert hub.hub.query_pictures.count() == 1
    client.delete("/v1/me")
    assert hub.hub.query_pictures.count() == 0


def test_the_page_gets_a_session_for_a_code(hub: LiveHub) -> None:
    """The owner's key makes a code, the code makes one session, and the session looks after everything."""
    made = hub.owner().post("/v1/session-codes").json
    assert made["url"] == f"http://127.0.0.1:{hub.port}/#code={made['code']}"
    assert made["expires_in"] == 60
    session = hub.send("POST", "/v1/sessions", {"code": made["code"]}).json
    page = Caller(hub, session["token"], session["client_id"])
    me = page.get("/v1/me").json
    assert (me["kind"], set(me["scopes"])) == (
        "session", {"search", "thumbnails", "originals", "curate", "admin"}
    )  # fmt: skip
    assert session["client_id"] in {each["id"] for each in page.get("/v1/clients").json["clients"]}
    # A page makes no further ones: who has got at it for a moment does not stay.
    answer = page.post("/v1/session-codes")
    assert (answer.status, answer.code) == (403, "insufficient_scope")
    assert page.delete("/v1/me").status == 204
    assert page.get("/v1/me").status == 401


def test_a_code_that_is_used_twice_closes_the_page(hub: LiveHub) -> None:
    """A second use says that somebody saw the link: it opens nothing, and what the first one opened is closed."""
    code = hub.owner().post("/v1/session-codes").json["code"]
    session = hub.send("POST", "/v1/sessions", {"code": code}).json
    again = hub.send("POST", "/v1/sessions", {"code": code})

    assert (again.status, again.code) == (410, "session_code_gone")
    assert Caller(hub, session["token"], session["client_id"]).get("/v1/me").status == 401


def test_a_plug_in_opens_no_page(live_hub: LiveHub) -> None:
    """Also a plug-in with the scope admin has no way to a session of the page."""
    assert live_hub.client("admin").post("/v1/session-codes").code == "insufficient_scope"


def test_a_write_names_its_library(live_hub: LiveHub) -> None:
    """What changes something lands in the library that was meant, or nowhere (D5)."""
    owner = live_hub.owner()
    bare = {"Authorization": f"Bearer {owner.token}"}
    missing = live_hub.send("POST", "/v1/session-codes", {}, headers=bare)
    assert (missing.status, missing.code) == (428, "library_required")
    wrong = live_hub.send("POST", "/v1/session-codes", {}, headers={**bare, "Bowerbird-Library": "another"})
    assert (wrong.status, wrong.code) == (412, "wrong_library")
    # Who has no token learns nothing of it.
    assert live_hub.send("POST", "/v1/session-codes", {}).status == 401
    # Searching changes nothing.
    assert live_hub.send("POST", "/v1/search", {"text": "a"}, headers=bare).status == 200


def test_a_full_disk_is_told_and_the_token_can_be_fetched_later(
    hub: LiveHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be kept is not given out; the answer is still there when there is room again."""
    ticket = hub.send("POST", "/v1/pairings", {"name": "GIMP", "scopes": ["search"]}).json
    hub.owner().post(f"/v1/pairings/{ticket['id']}/approve", {"code": ticket["code"]})
    claim = f"/v1/pairings/{ticket['id']}/claim", {"secret": ticket["secret"]}

    def full(*_: object, **__: object) -> tuple[int, str]:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as crowded:
        crowded.setattr(tempfile, "mkstemp", full)
        refused = hub.send("POST", *claim)
    assert (refused.status, refused.code) == (507, "disk_full")
    paired = hub.send("POST", *claim).json
    assert hub.send("GET", "/v1/me", headers={"Authorization": f"Bearer {paired['token']}"}).status == 200
