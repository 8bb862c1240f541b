"""No page but the hub's own gets anything from the hub, or changes anything in it, in a real Chromium (check 63, D1 to D3).

The guard's decisions are tested without a browser elsewhere. Here a browser does what browsers really do: which headers
it sends, what it leaves out where a name was rebound, and what it lets a page see.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from bowerbird_bridge.schemas.hello import HubState
from fakes.sampled import SampledLibrary
from hosts.page.browsing import FLAGS, find_chromium
from hosts.page.foreign_pages import (
    KINDS,
    PAIRING,
    SETTLE_MS,
    Kind,
    Scene,
    ask,
    attack,
    bare_plan,
    full_plan,
    held,
    open_page,
    open_plan,
    scene,
    watch,
    window,
)
from hosts.page.foreign_sites import Server, foreign_site, open_server

RESOLVING = ["--host-resolver-rules=MAP *.test 127.0.0.1", "--no-proxy-server"]
"""As if a name of the web had been bound to this machine."""

BLIND = {
    "link without referrer",
    "sendBeacon of text",
    "sendBeacon of JSON",
    "fetch that outlives the page",
    "ping",
    "prefetch",
}
"""Ways to send that give nothing back, from whomever."""

READ_WITH_ORIGIN = {
    "fetch",
    "fetch with the token",
    "HEAD",
    "XMLHttpRequest",
    "timing",
}
"""Ways in which a paired page says its origin and may read the answer."""


@pytest.fixture(scope="module")
def chromium() -> Generator[Browser]:
    """Start a Chromium to which all names below `test` are this machine."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=find_chromium(), args=[*FLAGS, *RESOLVING])
        yield started
        started.close()


@pytest.fixture(scope="module")
def site() -> Generator[Server]:
    """Serve the page that attacks."""
    with foreign_site() as server:
        yield server


@pytest.fixture(scope="module")
def guarded(
    chromium: Browser, sampled_library: SampledLibrary, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Scene]:
    """Run one hub that all kinds of pages attack."""
    home = sampled_library.copy(tmp_path_factory.mktemp("guarded") / "home")
    with scene(chromium, home) as opened:
        yield opened


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_a_foreign_page_gets_nothing_and_changes_nothing(
    chromium: Browser, site: Server, guarded: Scene, kind: Kind
) -> None:
    """Check 63: by no way that a browser has does a page read, show or change anything, even with the owner's token.

    The last one is the rebound page, which shares its name and port with the hub, and so may read that it is refused.
    """
    hub = guarded.hub
    hub.reached.clear()
    plan = full_plan(guarded, site, *kind.hosts)
    before, turned_away = held(hub), len(hub.refusals)
    with window(chromium) as context:
        page = guarded.rebound if kind.open is None else kind.open(context, site.port)
        seen = watch(page.context if isinstance(page, Page) else context, plan["bases"])
        told = attack(page, plan)
        (page if isinstance(page, Page) else page.page).wait_for_timeout(SETTLE_MS)
        assert told["got"] == []
        assert set(seen.statuses) == {403}
        assert seen.frames == []
        assert told["late"] == []
    assert held(hub) == before
    assert before.reached == ()
    assert not before.used
    assert before.state is HubState.READY
    # The requests did come, and were turned away.
    assert len(hub.refusals) - turned_away > told["tried"] * 0.9
    # The one-time code is still good: nobody has used it up.
    session, _ = hub.hub.sessions.exchange(plan["code"])
    assert hub.hub.sessions.revoke(session.id)
    assert hub.send("GET", "/v1/hello").status == 200


def test_an_open_server_is_read_in_every_way(chromium: Browser, site: Server) -> None:
    """Control: from a server that allows everything the same page gets something in each way that can give anything."""
    with open_server() as server, window(chromium) as context:
        page = open_page(context, f"http://evil.test:{site.port}/page")
        base = f"http://127.0.0.1:{server.port}"
        seen = watch(context, [base])
        told = attack(page, open_plan(base, site))
        page.wait_for_timeout(SETTLE_MS)
        gave = {each["how"] for each in told["got"]}
        assert {*told["names"], "timing"} - gave == BLIND
        assert gave.isdisjoint(BLIND)
        assert {how for how, _ in server.arrived} >= set(told["names"])
        assert {method for _, method in server.arrived} == {"GET", "HEAD", "POST", "PATCH", "DELETE"}
        assert seen.statuses[200]
        assert seen.frames


def test_without_the_guard_foreign_pages_get_in(
    chromium: Browser, site: Server, sampled_library: SampledLibrary, tmp_path: Path
) -> None:
    """Control: without the guard a foreign page loads pictures and scripts, and a rebound one reads all and asks to be paired."""
    with (
        scene(chromium, sampled_library.copy(tmp_path / "home"), guard=False) as bare,
        window(chromium) as context,
    ):
        hub = bare.hub
        before = held(hub)
        page = open_page(context, f"http://evil.test:{site.port}/page")
        plan = bare_plan(bare, site, "127.0.0.1")
        seen = watch(context, plan["bases"])
        gave = {(each["how"], each["what"]) for each in attack(page, plan)["got"]}
        assert {how for how, _ in gave} >= {"fetch without CORS", "img", "script", "stylesheet", "@import"}
        assert seen.statuses[200]
        assert seen.frames
        assert hub.hub.pairings.pending()
        assert held(hub).waiting > before.waiting
        plan = bare_plan(bare, site, "evil.test")
        read = {
            each["how"]: each["what"]
            for each in attack(bare.rebound, plan)["got"]
            if "/v1/folders" in each["url"]
        }
        assert read["fetch with the token"].startswith('200 {"folders":')
        assert read["XMLHttpRequest"].startswith("401 ")
        assert held(hub).used


def test_a_paired_origin_reads_with_a_token_and_nobody_else_does(
    chromium: Browser, site: Server, guarded: Scene
) -> None:
    """A page of an origin that the owner has paired reads with a token alone, the API alone, and only while it is paired."""
    hub = guarded.hub
    client = hub.client("search", "thumbnails", name="Editor")
    token = client.token
    origin = f"http://editor.test:{site.port}"
    base = f"http://127.0.0.1:{hub.port}"
    pending = len(hub.hub.pairings.pending())
    with window(chromium) as context:
        editor = open_page(context, f"{origin}/page")
        others = [
            open_page(context, f"http://{host}:{site.port}/page")
            for host in ("evil.test", "localhost", "127.0.0.1")
        ]
        others.append(guarded.rebound)
        assert ask(editor, f"{base}/v1/folders", token) is None
        hub.hub.book.allow_origin(origin)
        try:
            assert (ask(editor, f"{base}/v1/folders", token) or "").startswith('200 {"folders":')
            assert (ask(editor, f"{base}/v1/search", token, {"text": "label"}) or "").startswith(
                '200 {"entry":'
            )
            for nobodys in (None, "hub_" + "A" * 43):
                assert (ask(editor, f"{base}/v1/folders", nobodys) or "").startswith("401 ")
            reached = len(hub.reached)
            assert ask(editor, f"{base}/", token) is None
            assert ask(editor, f"{base}/page/main.js", token) is None
            assert ask(editor, f"{base}/v1/folders", token, credentials="include") is None
            assert not (ask(editor, f"{base}/v1/pairings", None, json.loads(PAIRING)) or "").startswith("2")
            for other in others:
                assert ask(other, f"{base}/v1/folders", token) is None
                assert ask(other, f"{base}/v1/search", token, {"text": "label"}) is None
            # Elements of the paired page name no origin and carry no token.
            plan = bare_plan(guarded, site, "127.0.0.1") | {
                "writes": [],
                "forms": [],
                "opens": ["/", "/v1/hello"],
            }
            told = attack(editor, plan)
            assert {each["how"] for each in told["got"]} <= READ_WITH_ORIGIN
            assert len(hub.hub.pairings.pending()) == pending
            assert len(hub.reached) > reached
        finally:
            hub.hub.book.forbid_origin(origin)
        assert ask(editor, f"{base}/v1/folders", token) is None
        assert ask(editor, f"{base}/v1/folders", None) is None
    assert hub.hub.book.revoke(client.client_id)
