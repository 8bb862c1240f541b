"""Ten thousand results: a few cells in the document, pages fetched while scrolling, and the keyboard reaches the end."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from bowerbird_bridge.serving.guard import MOST_JSON
from fakes.live_hub import LiveHub
from hosts.page.browsing import Visit, stub_search
from hosts.page.conftest import Browse
from hosts.page.proofs import asking, last_asked

MANY = 10_000
MOST_CELLS = 150


def hits(visit: Visit) -> list[dict[str, object]]:
    """Multiply the pictures of the library."""
    real = visit.hub.owner().post("/v1/search", {"text": "a picture", "limit": 500}).json["hits"]
    return [
        {
            **real[n % len(real)],
            "id": f"{real[n % len(real)]['id']}-{n}",
            "name": f"picture {n + 1}.jpg",
            "similarity": 100 - n / 101,
        }
        for n in range(MANY)
    ]


def test_ten_thousand_results_stay_light(browse: Browse, live_hub: LiveHub) -> None:
    """However far one scrolls, few cells are in the document, and few thumbnails are asked for at once."""
    with browse(live_hub) as visit:
        visit.enter()
        stub_search(visit, hits(visit))
        visit.page.route("**/thumbnail*", lambda route: route.abort())
        visit.search("everything")
        scroller = visit.page.locator(".found .scroller")
        for _ in range(80):
            assert visit.page.locator(".cell").count() < MOST_CELLS
            if visit.page.locator(".count").inner_text() == "10,000 pictures":
                break
            scroller.evaluate("(element) => element.scrollTo(0, element.scrollHeight)")
            visit.page.wait_for_timeout(60)
        expect(visit.page.locator(".count")).to_have_text("10,000 pictures")
        visit.page.locator(".cell").first.focus()
        visit.page.keyboard.press("End")
        expect(visit.page.locator(".cell:focus .name")).to_have_text("picture 10000.jpg")
        expect(visit.page.locator(".cell:focus")).to_have_attribute("aria-setsize", str(MANY))
        visit.page.keyboard.press("Home")
        expect(visit.page.locator(".cell:focus .name")).to_have_text("picture 1.jpg")
        assert visit.page.locator(".cell").count() < MOST_CELLS
        visit.page.get_by_label("At least so much alike").fill("50")
        expect(visit.page.locator(".count")).to_have_text("5,051 of 10,000 pictures")
        assert visit.page.locator(".cell").count() < MOST_CELLS
        visit.page.get_by_role("button", name="Refine").click()
        with asking(visit):
            visit.page.get_by_role("button", name="Search in the first 1,800").click()
        assert len(last_asked(visit)["among"]) == 1800
        assert len(json.dumps({"among": ["0" * 26] * 1800, "core": ["0" * 26] * 200})) < MOST_JSON


def test_what_is_scrolled_past_is_not_fetched(browse: Browse, live_hub: LiveHub) -> None:
    """At most six thumbnails are under way, and those that left the view before their turn are never asked for."""
    with browse(live_hub) as visit:
        visit.enter()
        stub_search(visit, hits(visit))
        held: list[str] = []

        def hold(route: object) -> None:
            held.append("asked")

        visit.page.route("**/thumbnail*", hold)
        visit.search("everything")
        visit.page.wait_for_timeout(300)
        assert len(held) == 6


LAYOUT = """async ([shapes, width]) => {
  const { layOut, between, move } = await import("/page/grid_geometry.js");
  const layout = layOut(shapes.map(([width, height]) => ({ width, height })), { width, target: 190, gap: 12, caption: 42 });
  const n = shapes.length;
  const troubles = [];
  for (const row of layout.rows) {
    const end = layout.left[row.end - 1] + layout.width[row.end - 1];
    if (end > width + 0.5) troubles.push(`row at ${row.start} is ${end} wide`);
  }
  for (let i = 0; i < n; i += 1) {
    const row = layout.rows[layout.rowOf[i]];
    if (i < row.start || i >= row.end) troubles.push(`${i} is not in its row`);
    const seen = between(layout, row.top, row.top + 1);
    if (i < seen.start || i >= seen.end) troubles.push(`${i} is not seen where it lies`);
    for (const key of ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", "ArrowLeft", "ArrowRight"]) {
      const to = move(layout, i, key, 500);
      if (!(to >= 0 && to < n)) troubles.push(`${key} leads from ${i} to ${to}`);
    }
  }
  let at = 0;
  for (let steps = 0; steps < n && at !== n - 1; steps += 1) at = move(layout, at, "PageDown", 100);
  if (n && layout.rowOf[at] !== layout.rows.length - 1) troubles.push("PageDown does not come to the last row");
  return troubles;
}"""


@pytest.mark.parametrize("width", [40, 396, 1020, 3000])
@pytest.mark.parametrize("shape", [(4, 3), (3, 4), (1, 1000), (1000, 1), (0, 0)])
def test_the_rows_fit_and_lead_everywhere(visit: Visit, width: int, shape: tuple[int, int]) -> None:
    """For any shape and width every picture lies in a row that fits, is found by its height, and keys lead to pictures."""
    for number in (0, 1, 2, 57):
        assert visit.evaluate(LAYOUT, [[list(shape), [3, 2]] * number, width]) == []
