"""Help with a description, in the page: four parts, words to start from, one sentence that is searched for."""

from __future__ import annotations

from playwright.sync_api import expect

from hosts.page.browsing import Visit
from hosts.page.proofs import asking, last_asked


def test_the_parts_become_one_description(visit: Visit) -> None:
    """Subject and scene are joined, style and light follow behind commas; what is not filled in is left out."""
    visit.page.get_by_role("button", name="Help me describe it").first.press("Enter")
    panel = visit.page.get_by_role("dialog", name="Describe what you are looking for")
    expect(panel.get_by_label("Subject", exact=True)).to_be_focused()
    visit.page.keyboard.type("a red mug")
    panel.get_by_role("button", name="on a table").press("Enter")
    panel.get_by_role("button", name="watercolour").press("Enter")
    panel.get_by_role("button", name="soft light").click()
    composed = panel.locator(".composed")
    expect(composed).to_have_text("“a red mug on a table, watercolour, soft light”")
    panel.get_by_role("button", name="watercolour").press("Enter")
    expect(panel.get_by_role("button", name="watercolour")).to_have_attribute("aria-pressed", "false")
    expect(composed).to_have_text("“a red mug on a table, soft light”")
    with asking(visit):
        panel.get_by_label("Light or mood", exact=True).press("Enter")
    expect(panel).to_be_hidden()
    assert last_asked(visit)["text"] == "a red mug on a table, soft light"
    expect(visit.page.get_by_label("Search your pictures")).to_have_value("a red mug on a table, soft light")


def test_it_begins_with_what_was_typed(visit: Visit) -> None:
    """The words in the box are the subject; beside a picture they say how it shall differ, and the field is empty."""
    visit.search("bar chart")
    visit.page.get_by_role("button", name="Help me describe it").click()
    subject = visit.page.get_by_label("Subject", exact=True)
    expect(subject).to_have_value("bar chart")
    visit.page.keyboard.press("Escape")
    visit.go(f"#/?q=warmer&like={visit.options.first.get_attribute('data-id')}")
    expect(visit.page.locator(".beside")).to_be_visible()
    visit.page.get_by_role("button", name="Help me describe it").click()
    expect(subject).to_have_value("")


def test_nothing_is_not_searched_for(visit: Visit) -> None:
    """Without a word the panel stays, with the keyboard in its first field."""
    visit.page.get_by_role("button", name="Help me describe it…").click()
    panel = visit.page.get_by_role("dialog", name="Describe what you are looking for")
    panel.get_by_role("button", name="Search", exact=True).press("Enter")
    expect(panel).to_be_visible()
    expect(panel.get_by_label("Subject", exact=True)).to_be_focused()
    assert not visit.paths("/v1/search")
