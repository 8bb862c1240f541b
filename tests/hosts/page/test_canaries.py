"""Markup in names and reasons is text, everywhere in the page (check 35)."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bowerbird_engine import Engine, load_settings
from fakes.live_hub import LiveHub
from fakes.sampled import SampledLibrary
from hosts.page.browsing import stub_search
from hosts.page.conftest import Browse

CANARIES = (
    "<img src=x onerror=alert(1)>",
    '"><script>alert(2)<',
    "javascript:alert(3)",
    "\u202egnp.exe\u200d\u2066",
    "{{constructor.constructor('alert(4)')()}}",
)
HARMLESS = '() => !document.querySelector(\'script:not([src]), img[src="x"], [onerror], iframe, object, a[href^="javascript:"]\')'


@pytest.fixture(scope="module")
def trapped(sampled_library: SampledLibrary, tmp_path_factory: pytest.TempPathFactory) -> Generator[LiveHub]:
    """Run a hub over pictures, a folder, a plug-in, a pairing and a collection that are named like attacks."""
    base = tmp_path_factory.mktemp("trapped")
    folder = base / CANARIES[0].replace("/", "")
    folder.mkdir()
    chart = next(sampled_library.folder.glob("diagrams/*.png"))
    for canary in CANARIES:
        shutil.copyfile(chart, folder / f"{canary}.png")
        (folder / f"{canary}.jpg").write_bytes(b"this is no picture")
    home = base / "home"
    with Engine(load_settings(home)) as engine:
        engine.add_folder(folder)
        engine.index(ocr=False)
    with LiveHub(home) as hub:
        hub.client("search", name=CANARIES[0])
        hub.send("POST", "/v1/pairings", {"name": CANARIES[1], "scopes": ["search"]})
        hub.owner().post("/v1/collections", {"name": CANARIES[0]})
        yield hub


def test_every_view_shows_them_as_text(browse: Browse, trapped: LiveHub) -> None:
    """Names of files, folders, plug-ins and collections are shown as they are; no dialog opens, no policy is broken."""
    with browse(trapped) as visit:
        visit.enter()
        visit.search(CANARIES[0])
        cell = visit.page.locator(".cell").first
        cell.click()
        expect(visit.page.get_by_role("complementary")).to_contain_text(".png")
        visit.page.keyboard.press("Shift+F10")
        visit.page.keyboard.press("Escape")
        visit.page.get_by_role("button", name="Folders: All folders").click()
        expect(visit.page.get_by_role("dialog").get_by_text(CANARIES[0])).to_be_visible()
        visit.page.keyboard.press("Escape")
        for view, canary in (
            ("plugins", CANARIES[0]),
            ("plugins", CANARIES[1]),
            ("folders", CANARIES[0]),
            ("problems", CANARIES[2]),
            ("health", "Health"),
        ):
            visit.go(f"#/{view}")
            expect(visit.page.get_by_role("main").get_by_text(canary).first).to_be_visible()
            assert visit.evaluate(HARMLESS)
        expect(visit.page.get_by_role("navigation")).to_contain_text(CANARIES[0])
        visit.page.wait_for_timeout(200)
        assert visit.dialogs == []


def test_what_the_hub_says_is_text_too(browse: Browse, trapped: LiveHub) -> None:
    """Reasons, letters read in pictures, disks, notes and errors are shown as they are."""
    with browse(trapped) as visit:
        visit.enter()
        [hit, *_] = trapped.owner().post("/v1/search", {"text": "a picture"}).json["hits"]
        evil = {
            **hit,
            "reasons": [{"signal": "letters", "detail": f"reads {canary}"} for canary in CANARIES],
            "online": False,
            "disk": CANARIES[0],
            "offline_reason": CANARIES[1],
        }
        stub_search(visit, [evil])
        visit.search("anything")
        visit.page.locator(".cell").first.click()
        panel = visit.page.get_by_role("complementary")
        for canary in CANARIES[:2]:
            expect(panel).to_contain_text(canary)
        assert visit.evaluate(HARMLESS)
        problem = {"type": "x", "title": "x", "status": 422, "detail": CANARIES[0], "code": "invalid"}
        visit.page.route(
            "**/v1/search",
            lambda route: route.fulfill(status=422, content_type="application/problem+json", json=problem),
        )
        visit.search("broken")
        expect(visit.page.get_by_role("main").get_by_text(CANARIES[0]).first).to_be_visible()
        assert visit.evaluate(HARMLESS)


def test_a_canary_that_is_taken_as_markup_is_seen(browse: Browse, trapped: LiveHub) -> None:
    """Control: were a name put into the page as markup, the watch would notice: here the policy itself refuses it."""
    with browse(trapped, careful=False) as visit:
        visit.enter()
        refused = visit.evaluate(
            "(canary) => { try { document.querySelector('main').innerHTML = canary; return ''; } catch (error) { return String(error); } }",
            CANARIES[0],
        )
        assert "TrustedHTML" in refused or not visit.evaluate(HARMLESS)
        assert visit.complaints


def test_no_module_puts_text_in_as_markup() -> None:
    """No module of the page uses what reads text as markup or as code."""
    web = Path(__file__).parents[3] / "bridge" / "bowerbird_bridge" / "web"
    banned = (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "DOMParser",
        "srcdoc",
        "document.cookie",
    )
    found = [
        (path.name, word)
        for path in sorted(web.glob("*.js"))
        for word in banned
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []
    assert "textContent" in (web / "notices.js").read_text(encoding="utf-8")
