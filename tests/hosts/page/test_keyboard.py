"""The page without a mouse: everything is reached, the focus is always seen, and it never gets lost."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from fakes.live_hub import LiveHub
from hosts.page.browsing import NARROW, Visit
from hosts.page.conftest import Browse

FOCUSED = "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent || document.activeElement.tagName"
# The box shows the focus of its field, and a picture that of its cell: the ring is drawn around what is seen.
SEEN = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const element = document.activeElement;
  const seen = element.matches(".cell") ? element.querySelector(".frame") : element.closest(".search-box:has(:focus):not(:has(button:focus))") ?? element;
  const style = getComputedStyle(seen);
  const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  const box = element.getBoundingClientRect();
  return ring && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
}"""


def active(visit: Visit) -> int:
    """Give the place of the picture with the focus among all results, from 1; 0 where it is elsewhere."""
    place = visit.evaluate("document.activeElement.getAttribute('aria-posinset')")
    return int(place or 0)


def press(visit: Visit, *keys: str) -> None:
    """Press one key after the other."""
    for key in keys:
        visit.page.keyboard.press(key)


def test_search_choose_open_and_return_without_a_mouse(visit: Visit) -> None:
    """`/`, words, Enter, arrow down, arrows, Enter for details, Escape back to the same picture."""
    press(visit, "Tab", "Tab", "/")
    expect(visit.page.get_by_label("Search your pictures")).to_be_focused()
    with visit.page.expect_response("**/v1/search"):
        visit.page.keyboard.type("a bar chart")
        press(visit, "Enter")
    visit.settled()
    press(visit, "ArrowDown")
    assert active(visit) == 1
    press(visit, "ArrowRight", "ArrowRight", "ArrowLeft")
    assert active(visit) == 2
    assert visit.evaluate(SEEN)
    name = visit.page.locator(".cell[tabindex='0'] .name").inner_text()
    press(visit, "Enter")
    heading = visit.page.get_by_role("complementary").get_by_role("heading", level=2)
    expect(heading).to_be_focused()
    expect(heading).to_have_text(name)
    press(visit, "ArrowRight")
    expect(heading).not_to_have_text(name)
    press(visit, "ArrowLeft", "Escape")
    expect(visit.page.get_by_role("complementary")).to_be_hidden()
    assert active(visit) == 2
    press(visit, "/")
    expect(visit.page.get_by_label("Search your pictures")).to_be_focused()


def test_the_keys_of_the_grid(visit: Visit) -> None:
    """Home, End, the page keys and the arrows up and down move by what is seen; one picture alone is in the tab order."""
    visit.search("a picture")
    press(visit, "ArrowDown", "End")
    last = active(visit)
    assert last == visit.page.locator(".cell").count() > 8
    press(visit, "Home")
    assert active(visit) == 1
    press(visit, "ArrowDown")
    below = active(visit)
    assert below > 1
    press(visit, "ArrowUp")
    assert active(visit) == 1
    press(visit, "PageDown")
    assert active(visit) >= below
    press(visit, "PageUp")
    assert active(visit) <= below
    assert visit.page.locator(".cell[tabindex='0']").count() == 1


def test_pictures_are_chosen_with_the_keyboard(visit: Visit) -> None:
    """Space chooses, Shift with arrows chooses a span, Ctrl+A all, Escape none."""
    visit.search("a picture")
    bar = visit.page.get_by_role("toolbar", name="Chosen pictures")
    press(visit, "ArrowDown", "Space")
    expect(bar).to_contain_text("1 picture chosen")
    press(visit, "Shift+ArrowRight", "Shift+ArrowRight")
    expect(bar).to_contain_text("3 pictures chosen")
    assert visit.page.get_by_role("option", selected=True).count() == 3
    press(visit, "Control+a")
    expect(bar).to_contain_text(f"{visit.page.locator('.cell').count()} pictures chosen")
    press(visit, "Escape")
    expect(bar).to_be_hidden()


def test_the_menu_of_a_picture_opens_by_key(visit: Visit) -> None:
    """Shift+F10 opens the menu at the picture, arrows walk it, Escape gives the focus back."""
    visit.search("a picture")
    press(visit, "ArrowDown", "Shift+F10")
    menu = visit.page.get_by_role("menu")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    press(visit, "ArrowDown")
    expect(menu.get_by_role("menuitem").nth(1)).to_be_focused()
    press(visit, "Escape")
    expect(menu).to_be_hidden()
    assert active(visit) == 1
    press(visit, "m")
    expect(visit.page.locator(".entry")).to_have_text(["Picture"])


def test_a_part_is_chosen_with_the_keyboard(visit: Visit) -> None:
    """The box of a part moves and grows by arrow keys, says where it is, and searches by Enter."""
    visit.search("a bar chart")
    press(visit, "ArrowDown", "m")
    visit.settled()
    visit.page.get_by_role("button", name="Search by a part of this picture").focus()
    press(visit, "Enter")
    expect(visit.page.get_by_role("application")).to_be_focused()
    press(visit, "ArrowRight", "Shift+ArrowUp")
    expect(visit.page.locator("dialog").get_by_role("status")).to_contain_text("From the left 22 %")
    with visit.page.expect_request("**/v1/search") as asked:
        press(visit, "Enter")
    region = json.loads(asked.value.post_data or "")["region"]
    assert region == pytest.approx({"x": 0.22, "y": 0.2, "width": 0.6, "height": 0.58}, abs=1e-4)


def test_a_tour_by_tab_reaches_everything_and_shows_where_it_is(visit: Visit) -> None:
    """Tab goes through every control of the search view, each seen with the focus, and comes around."""
    visit.search("a picture")
    wanted = [
        "Search with a picture",
        "At least so much alike",
        "Folders: All folders",
        "Small",
        "Medium",
        "Large",
        "alike",
    ]
    met: list[str] = []
    for _ in range(60):
        press(visit, "Tab")
        met.append(str(visit.evaluate(FOCUSED)))
        if visit.evaluate("document.hasFocus() && document.activeElement !== document.body"):
            assert visit.evaluate(SEEN), met[-1]
    for each in [*wanted, "Plug-ins", "Preferences", "New collection"]:
        assert any(each in name for name in met), (each, met)


def test_each_view_is_announced_by_its_heading(visit: Visit) -> None:
    """Following a link moves the focus to the heading of the view, so that a screen reader says where one is."""
    kept = ("Saved searches", "Curated copies", "Duplicates")
    for name in (*kept, "Plug-ins", "Folders", "Models", "Problems", "Health", "Preferences", "Guide"):
        link = visit.page.get_by_role("navigation").get_by_role("link", name=name)
        link.focus()
        press(visit, "Enter")
        expect(visit.page.get_by_role("heading", level=1, name=name)).to_be_focused()
        assert visit.page.title() == f"{name} · Bowerbird"
        expect(link).to_have_attribute("aria-current", "page")


def test_the_drawer_of_a_narrow_window(browse: Browse, live_hub: LiveHub) -> None:
    """In a narrow window the places are a drawer that opens and closes by key, and is out of the tab order when shut."""
    with browse(live_hub, size=NARROW) as visit:
        visit.enter()
        link = visit.page.get_by_role("link", name="Health")
        expect(link).to_be_hidden()
        visit.page.get_by_role("button", name="Menu").focus()
        press(visit, "Enter")
        expect(link).to_be_visible()
        press(visit, "Escape")
        expect(link).to_be_hidden()


def test_counts_are_read_out(visit: Visit) -> None:
    """The number of hits and why they are here is said in a live region, and changes with the slider."""
    visit.search("a bar chart")
    spoken = visit.page.locator(".notice-room [role=status]")
    expect(spoken).to_contain_text("pictures")
    visit.page.get_by_label("At least so much alike").fill("60")
    expect(spoken).to_contain_text(" of ")
