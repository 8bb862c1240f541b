"""The connection is lost while somebody searches and inserts, and comes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from hosts.harness.hubs import PersonsHub
from hosts.vscode import owner
from hosts.vscode.search_view import SearchView, let_in
from hosts.vscode.workbench import Workbench

MUG = "mug-red-front.jpg"
WORDS = "red mug"
OTHER = "teapot"


@pytest.fixture
def view(workbench: Workbench) -> SearchView:
    """Give the view of an editor that is let in, with results in it."""
    view = let_in(workbench)
    view.search(WORDS, MUG)
    return view


def _finds_the_other(view: SearchView) -> None:
    expect(view.cells.first).to_contain_text(OTHER)
    expect(view.words).to_have_value(OTHER)
    expect(view.notice).to_have_count(0)


def test_words_that_were_typed_without_a_hub_are_searched_for_when_it_is_back(
    view: SearchView, hub: PersonsHub
) -> None:
    """Nobody has to press Enter again, and nobody is told of a change that was none."""
    hub.stop()
    view.ask(OTHER)
    hub.start()
    _finds_the_other(view)


def test_words_that_were_typed_without_rights_are_searched_for_when_they_are_back(
    view: SearchView, hub: PersonsHub
) -> None:
    """The editor is let in anew, and what was searched for meanwhile is there."""
    owner.revoke(hub)
    view.ask(OTHER)
    button = view.inside.get_by_role("button", name="Connect…")
    button.click()
    view.workbench.let_in()
    _finds_the_other(view)


def test_a_hub_that_was_away_for_a_moment_has_changed_nothing(view: SearchView, hub: PersonsHub) -> None:
    """The results stay, and nothing says that they are old."""
    hub.stop()
    expect(view.notice).to_be_visible()
    hub.start()
    expect(view.notice).to_have_count(0)
    view.workbench.page.wait_for_timeout(3000)
    expect(view.notice).to_have_count(0)
    expect(view.cells.first).to_contain_text("mug")
