"""The hub goes away and comes back: the page says so, goes on by itself, and nothing shown is lost."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from fakes.live_hub import LiveHub
from fakes.sampled import SampledLibrary
from hosts.page.browsing import Visit
from hosts.page.conftest import Browse

PARSE = """async (pieces) => {
  const { EventParser } = await import("/page/events.js");
  const parser = new EventParser();
  return pieces.flatMap((piece) => parser.push(piece)).map(({ name, data }) => [name, data]);
}"""
STREAM = (
    'event: status\r\ndata: {"a":1}\r\n\r\n: still here\n\nevent: job\ndata: one\ndata: two\n\ndata:bare\n\n'
)
EVENTS = [["status", '{"a":1}'], ["job", "one\ntwo"], ["message", "bare"]]


def test_the_page_comes_back_by_itself(visit: Visit) -> None:
    """Without the hub a banner says so and the results stay; once it answers again, everything goes on."""
    visit.search("a bar chart")
    shown = visit.names()
    visit.page.context.set_offline(True)
    visit.search_without_answer("something else")
    banner = visit.page.get_by_role("alert").filter(has_text="The hub does not answer.")
    expect(banner).to_be_visible()
    assert visit.names() == shown
    banner.get_by_role("button", name="Try now").click()
    expect(banner).to_be_visible()
    visit.page.context.set_offline(False)
    expect(banner).to_be_hidden(timeout=15_000)
    visit.notice("The hub is back.")
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("something else")
    visit.settled()
    assert visit.names() != shown
    visit.search("a bar chart")
    assert visit.names() == shown


def test_a_stopped_hub_is_noticed(browse: Browse, sampled_library: SampledLibrary, tmp_path: Path) -> None:
    """When the hub stops, the page says so by itself, and what it shows stays to be seen."""
    hub = LiveHub(sampled_library.copy(tmp_path / "home"))
    with hub, browse(hub) as visit:
        visit.enter()
        visit.search("a bar chart")
        shown = visit.names()
        hub.hub.events.close()
        hub.server.close()
        expect(visit.page.get_by_role("alert").filter(has_text="The hub does not answer.")).to_be_visible()
        assert visit.names() == shown


def test_events_arrive_by_themselves(visit: Visit) -> None:
    """What another client does shows in the page without asking: here a collection's job and a pairing."""
    expect(visit.page.locator(".work")).to_contain_text("Up to date")
    visit.hub.owner().post("/v1/jobs", {"kind": "index"})
    visit.page.wait_for_timeout(200)
    expect(visit.page.locator(".work")).to_contain_text("Up to date", timeout=60_000)
    visit.hub.send("POST", "/v1/pairings", {"name": "GIMP", "scopes": ["search"]})
    expect(visit.page.get_by_role("link", name="Plug-ins")).to_contain_text("1")


def test_events_are_read_in_any_pieces(visit: Visit) -> None:
    """However a stream is cut, the same events come out of it."""
    assert visit.evaluate(PARSE, [STREAM]) == EVENTS
    assert visit.evaluate(PARSE, list(STREAM)) == EVENTS
    for cut in range(1, len(STREAM)):
        assert visit.evaluate(PARSE, [STREAM[:cut], STREAM[cut:]]) == EVENTS
