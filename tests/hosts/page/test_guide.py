"""The guide on the page: found where a person looks for help, led to by its headings, and there without a network."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from tools.guide.__main__ import SOURCE

from fakes.live_hub import LiveHub
from hosts.page.browsing import Visit
from hosts.page.conftest import Browse


def test_the_guide_is_one_press_away(visit: Visit) -> None:
    """The empty search leads to what it needs, and the places to the whole."""
    visit.page.get_by_role("link", name="How to search, in the guide").click()
    expect(visit.page.get_by_role("heading", name="Which clue for which picture")).to_be_focused()
    expect(visit.page.get_by_role("heading", name="Which clue for which picture")).to_be_in_viewport()
    visit.page.get_by_role("navigation", name="Bowerbird").get_by_role("link", name="Guide").click()
    expect(visit.page.get_by_role("heading", level=1, name="Guide")).to_be_focused()


def test_every_part_is_led_to(visit: Visit) -> None:
    """Each link of the list of parts brings its heading into view, and Back returns."""
    parts = re.findall(r"^## (.+)$", SOURCE.read_text(encoding="utf-8"), re.MULTILINE)
    visit.go("#/guide")
    links = visit.page.get_by_role("navigation", name="Parts of the guide").get_by_role("link")
    expect(links).to_have_text(parts)
    for part in parts:
        links.filter(has_text=re.compile(f"^{re.escape(part)}$")).click()
        heading = visit.page.get_by_role("heading", level=2, name=part, exact=True)
        expect(heading).to_be_focused()
        expect(heading).to_be_in_viewport()
    visit.page.go_back()
    expect(visit.page.get_by_role("heading", level=2, name=parts[-2], exact=True)).to_be_in_viewport()


def test_the_guide_stays_when_the_hub_is_gone(browse: Browse, live_hub: LiveHub) -> None:
    """It came with the page: nothing is fetched for it, and nothing is asked of anybody else."""
    with browse(live_hub, careful=False) as visit:
        visit.enter()
        visit.page.context.set_offline(True)
        visit.go("#/guide")
        expect(visit.page.get_by_role("heading", level=1, name="Guide")).to_be_visible()
        expect(visit.page.get_by_role("table").first).to_be_visible()
        assert "red mug" in visit.page.locator(".guide-text pre").nth(1).inner_text()
        assert all(request.url.startswith(visit.address) for request in visit.requests)


def test_a_part_that_is_not_there_shows_the_guide(visit: Visit) -> None:
    """An old link to a heading that was renamed still leads to the guide."""
    visit.go("#/guide/nowhere%20at%22all")
    expect(visit.page.get_by_role("heading", level=1, name="Guide")).to_be_visible()
