"""Filters, order and searching within results, in the page: chips that can be taken away, and the address that keeps them."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from hosts.page.browsing import Visit
from hosts.page.proofs import asked, asking, last_asked


def chip(visit: Visit, text: str) -> str:
    """Find the text of the chip with these words, once it is there."""
    item = visit.page.locator(".narrowing").filter(has_text=text)
    expect(item).to_be_visible()
    return item.inner_text()


def open_refine(visit: Visit) -> None:
    """Open the panel with the keyboard."""
    visit.page.get_by_role("button", name=re.compile("^Refine")).press("Enter")
    expect(visit.page.get_by_role("dialog", name="Refine the search")).to_be_visible()
    expect(visit.page.get_by_label("Order")).to_be_focused()


def test_a_shape_is_asked_shown_and_taken_away(visit: Visit) -> None:
    """A filter of the panel goes to the hub, shows as a chip and on the button, and its chip takes it back."""
    visit.search("a picture")
    everything = len(visit.names())
    open_refine(visit)
    with asking(visit):
        visit.page.get_by_role("button", name="Square").press("Enter")
    visit.settled()
    assert last_asked(visit)["filters"] == {"shape": "square"}
    visit.page.keyboard.press("Escape")
    chip(visit, "Square")
    expect(visit.page.get_by_role("button", name="Refine 1 chosen")).to_be_visible()
    assert len(visit.names()) < everything
    with asking(visit):
        visit.page.get_by_role("button", name="Take away: Square").press("Enter")
    visit.settled()
    assert "filters" not in last_asked(visit)
    assert len(visit.names()) == everything
    expect(visit.page.locator(".narrowings")).to_be_hidden()
    expect(visit.page.get_by_label("Search your pictures")).to_be_focused()


def test_the_address_keeps_filters_and_order(visit: Visit) -> None:
    """Back, forward and a reload keep what was chosen; what is no filter in an address is passed over."""
    visit.search("a picture")
    open_refine(visit)
    with asking(visit):
        visit.page.get_by_label("Order").select_option("name")
    visit.settled()
    assert last_asked(visit)["sort"] == "name"
    named = visit.names()
    assert len(named) > 1
    assert named == sorted(named, key=str.lower)
    with asking(visit):
        visit.page.get_by_role("button", name="Square").click()
    visit.page.keyboard.press("Escape")
    chip(visit, "By file name")
    visit.settled()
    square = visit.names()
    assert square != named
    with asking(visit):
        visit.page.reload()
    chip(visit, "Square")
    visit.settled()
    assert visit.names() == square
    with asking(visit):
        visit.page.go_back()
    expect(visit.page.locator(".narrowing")).to_have_count(1)
    visit.settled()
    assert visit.names() == named
    with asking(visit):
        visit.page.go_forward()
    chip(visit, "Square")
    with asking(visit):
        visit.go("#/?q=a+picture&shape=round&width=-3&from=2024-02-31x&sort=luck&here=maybe&type=")
    expect(visit.page.locator(".narrowings")).to_be_hidden()
    assert not {"filters", "sort"} & last_asked(visit).keys()


def test_many_filters_at_once_are_one_query(visit: Visit) -> None:
    """Everything that an address names goes to the hub under the hub's names, and each has a chip of its own."""
    with asking(visit):
        visit.go(
            "#/?q=x&shape=tall&width=100&height=50&type=image/png&type=image/jpeg&from=2020-01-02&to=2021-03-04"
            "&camera=Nikon&key=sea&key=boat&colour=teal&here=1&sort=oldest&copies=1"
        )
    assert last_asked(visit)["filters"] == {
        "shape": "tall",
        "min_width": 100,
        "min_height": 50,
        "media_types": ["image/png", "image/jpeg"],
        "taken_from": "2020-01-02",
        "taken_to": "2021-03-04",
        "camera": "Nikon",
        "keywords": ["sea", "boat"],
        "colour": "teal",
        "online": True,
    }
    assert visit.page.locator(".narrowing span:not(.swatch)").all_inner_texts() == [
        "Tall",
        "At least 100 \u00d7 50",
        "PNG and JPEG",
        "Taken 2 Jan 2020 to 4 Mar 2021",
        "Nikon",
        "sea",
        "boat",
        "Colour: teal",
        "Only what is here",
        "Oldest first",
        "Copies one by one",
    ]
    with asking(visit):
        visit.page.locator(".narrowings").get_by_role("button", name="Take away: boat").click()
    assert last_asked(visit)["filters"]["keywords"] == ["sea"]
    with asking(visit):
        visit.page.get_by_role("button", name="Take all away").click()
    assert not {"filters", "sort"} & last_asked(visit).keys()
    assert last_asked(visit)["collapse"] is True


def test_searching_within_what_is_shown(visit: Visit) -> None:
    """The pictures that are shown bound the next searches, until the chip is taken away."""
    visit.search("a bar chart")
    everything = len(visit.names())
    visit.page.get_by_label("At least so much alike").fill("30")
    expect(visit.page.locator(".count")).to_contain_text(" of ")
    shown = visit.names()
    assert 0 < len(shown) < everything
    open_refine(visit)
    with asking(visit):
        visit.page.get_by_role("button", name=re.compile("^Search in th")).press("Enter")
    chip(visit, f"In {len(shown)} picture")
    expect(visit.page.get_by_label("Search your pictures")).to_be_focused()
    visit.page.get_by_label("At least so much alike").fill("0")
    with asking(visit):
        visit.search_without_answer("something green")
    visit.settled()
    assert len(last_asked(visit)["among"]) == len(shown)
    assert sorted(visit.names()) == sorted(shown)
    visit.page.reload()
    chip(visit, f"In {len(shown)} picture")
    with asking(visit):
        visit.page.get_by_role("button", name=re.compile(r"^Take away: In \d")).click()
    visit.settled()
    assert "among" not in last_asked(visit)
    assert len(visit.names()) == everything


def test_filters_that_hide_everything_say_which(visit: Visit) -> None:
    """Where nothing passes, the page finds out which filter it is, says so, and takes just that one away."""
    visit.go("#/?q=a+picture&shape=wide&width=900000")
    expect(visit.page.get_by_role("heading", name="No picture passes what you asked for")).to_be_visible()
    first = visit.page.locator(".drops li").first
    expect(first).to_contain_text("At least 900,000 px wide")
    expect(first).to_contain_text("pictures without it")
    expect(visit.page.locator(".drops li").nth(1)).to_contain_text("nothing without it either")
    with asking(visit):
        first.get_by_role("button").press("Enter")
    expect(visit.page.locator(".cell").first).to_be_visible()
    assert last_asked(visit)["filters"] == {"shape": "wide"}


def test_one_filter_that_hides_everything(visit: Visit) -> None:
    """A single filter needs no search for the culprit: it is named, and taken away."""
    visit.go("#/?q=a+picture&width=900000")
    expect(visit.page.locator(".drops li")).to_have_count(1)
    assert len(asked(visit)) == 1
    visit.page.locator(".drops button").click()
    expect(visit.page.locator(".cell").first).to_be_visible()


def test_more_like_this_keeps_the_filters(visit: Visit) -> None:
    """What narrows a search narrows the next one by a picture too; the words go."""
    visit.search("a picture")
    with asking(visit):
        visit.go("#/?q=a+picture&shape=wide&sort=name")
    visit.settled()
    visit.options.first.focus()
    with asking(visit):
        visit.page.keyboard.press("m")
    assert last_asked(visit)["filters"] == {"shape": "wide"}
    assert not {"text", "sort"} & last_asked(visit).keys()


def test_escape_closes_the_panel_alone(visit: Visit) -> None:
    """Escape closes the panel and leaves the details open behind it."""
    visit.search("a picture")
    visit.options.first.click()
    open_refine(visit)
    visit.page.keyboard.press("Escape")
    expect(visit.page.get_by_role("dialog", name="Refine the search")).to_be_hidden()
    expect(visit.page.get_by_role("complementary")).to_be_visible()
    expect(visit.page.get_by_role("button", name="Refine")).to_be_focused()
