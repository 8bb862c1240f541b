"""How the page is opened: one code, one session, and nothing of it in an address, a cookie or a log."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from fakes.live_hub import LiveHub
from hosts.harness.pages import until
from hosts.page.browsing import Visit
from hosts.page.conftest import Browse

POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "frame-ancestors 'none'",
    "form-action 'none'",
)


def test_without_a_code_it_says_how_to_open_it(browse: Browse, live_hub: LiveHub) -> None:
    """A person who comes without a code learns the command, and nothing of the library is asked for."""
    with browse(live_hub) as visit:
        visit.page.goto(visit.address)
        expect(visit.page.get_by_text("bowerbird open", exact=True)).to_be_visible()
        assert visit.paths("/v1/") == []


def test_the_code_leaves_the_address_and_works_once(browse: Browse, live_hub: LiveHub) -> None:
    """The code is gone from the address and the history at once, and a second use is refused in plain words."""
    code = live_hub.hub.sessions.mint()
    with browse(live_hub) as visit:
        visit.page.goto(f"{visit.address}#code={code}")
        expect(visit.page.get_by_role("search")).to_be_visible()
        assert code not in visit.page.url
        visit.page.go_back()
        assert code not in visit.page.url
    with browse(live_hub) as visit:
        visit.page.goto(f"{visit.address}#code={code}")
        expect(visit.page.get_by_role("heading", level=1)).to_contain_text("used already")
        expect(visit.page.get_by_text("bowerbird open", exact=True)).to_be_visible()


def test_a_reload_keeps_the_session_and_another_tab_has_none(browse: Browse, live_hub: LiveHub) -> None:
    """The session belongs to one tab: a reload keeps it, a second tab of the same browser does not have it."""
    with browse(live_hub) as visit:
        visit.enter()
        visit.page.reload()
        expect(visit.page.get_by_role("search")).to_be_visible()
        other = visit.page.context.new_page()
        other.goto(visit.address)
        expect(other.get_by_text("bowerbird open", exact=True)).to_be_visible()


def test_the_token_travels_in_the_header_alone(visit: Visit) -> None:
    """No address, no cookie and no lasting store ever holds the token (D3)."""
    visit.search("red mug")
    token = visit.evaluate("JSON.parse(sessionStorage.getItem('bowerbird.session')).token")
    assert re.fullmatch(r"hub_[\w-]{43}", token)
    assert not [request.url for request in visit.requests if token in request.url or "code=" in request.url]
    assert visit.page.context.cookies() == []
    assert visit.evaluate("document.cookie") == ""
    assert token not in visit.evaluate("JSON.stringify(localStorage)")
    assert any(request.headers.get("authorization") == f"Bearer {token}" for request in visit.requests)


def test_an_ended_session_says_so(visit: Visit) -> None:
    """When the hub no longer knows the session, the page closes, forgets it and says how to open it again."""
    visit.hub.hub.sessions.revoke(visit.evaluate("'none'"))
    for client in visit.hub.owner().get("/v1/clients").json["clients"]:
        if client["kind"] == "session":
            visit.hub.owner().delete(f"/v1/clients/{client['id']}")
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("closed by the hub")
    assert visit.evaluate("sessionStorage.length") == 0


def test_everything_works_under_the_strict_policy(visit: Visit) -> None:
    """The page comes with a policy that lets nothing foreign or inline in, and never breaks it (check 10)."""
    response = visit.page.reload()
    assert response is not None
    for directive in POLICY:
        assert directive in response.headers["content-security-policy"]
    visit.search("red mug")
    for view in ("plugins", "folders", "models", "problems", "health", "preferences"):
        visit.go(f"#/{view}")
        expect(visit.page.locator(".manage h1")).to_be_visible()
    origins = {
        "/".join(request.url.split("/")[:3])
        for request in visit.requests
        if not request.url.startswith("blob:")
    }
    assert origins == {visit.address.rstrip("/")}


def test_a_breach_of_the_policy_is_seen(browse: Browse, live_hub: LiveHub) -> None:
    """Control: an inline style and a picture from elsewhere are refused by the browser, and our watch notices."""
    with browse(live_hub, careful=False) as visit:
        visit.enter()
        visit.evaluate(
            """() => {
              document.body.setAttribute("style", "color: red");
              const picture = document.createElement("img");
              picture.src = "http://127.0.0.1:9/elsewhere.png";
              document.body.append(picture);
            }"""
        )
        expect(visit.page.locator("body")).to_be_visible()
        until(visit.page, "() => true")
        assert any("style-src" in complaint for complaint in visit.complaints)
        assert any("img-src" in complaint for complaint in visit.complaints)
