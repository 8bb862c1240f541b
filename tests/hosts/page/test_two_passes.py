"""The two passes of the slider in the page: raise and lock, then let in what is like the locked pictures."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from playwright.sync_api import expect

from fakes.live_hub import LiveHub
from hosts.page.browsing import Visit
from hosts.page.conftest import Browse
from hosts.page.proofs import asked, asking, last_asked


def lock_the_best(visit: Visit) -> list[str]:
    """Raise the slider over a search and lock what is left, by the keyboard; gives the names that were locked."""
    visit.search("a bar chart")
    slider = visit.page.get_by_label("At least so much alike")
    slider.fill("60")
    expect(visit.page.locator(".count")).to_contain_text(" of ")
    names = visit.names()
    button = visit.page.get_by_role("button", name=re.compile("^Lock th"))
    expect(button).to_have_text(re.compile(f"Lock these {len(names)}|Lock this one"))
    with asking(visit):
        button.press("Enter")
    visit.settled()
    return names


def test_what_is_locked_stays_on_top(visit: Visit) -> None:
    """The ids go along as the core; the locked ones come first, marked, whatever the slider asks; others are variants."""
    names = lock_the_best(visit)
    ids = asked(visit)[-1]["core"]
    assert len(ids) == len(names)
    assert asked(visit)[-1]["text"] == "a bar chart"
    slider = visit.page.get_by_label("At least so much alike")
    expect(slider).to_be_focused()
    expect(slider).to_have_value("42")
    visit.notice("Lower the slider to let in more")
    expect(visit.page.locator(".badge.locked")).to_have_count(len(names))
    slider.fill("100")
    assert sorted(visit.names()) == sorted(names)
    before = len(asked(visit))
    slider.fill("0")
    expect(visit.page.locator(".badge.variant").first).to_be_visible()
    assert sorted(visit.names()[: len(names)]) == sorted(names)
    assert len(asked(visit)) == before
    expect(visit.options.first).to_have_accessible_name(re.compile("Locked: stays on top"))


def test_the_advice_about_the_slider_goes_with_the_search(visit: Visit) -> None:
    """In another view there is no slider. Under the pointer a message stays as long as one reads it."""
    lock_the_best(visit)
    visit.notice("Lower the slider to let in more")
    visit.page.get_by_role("log").get_by_text("Lower the slider").hover()
    visit.page.wait_for_timeout(7_000)
    visit.notice("Lower the slider to let in more")
    visit.go("#/duplicates")
    expect(visit.page.get_by_role("heading", level=1, name="Duplicates")).to_be_visible()
    expect(visit.page.get_by_role("log").get_by_text("Lower the slider")).to_have_count(0)


def test_locking_survives_a_reload_and_the_way_back(visit: Visit) -> None:
    """The address keeps the locked set for this tab; going back unlocks it."""
    names = lock_the_best(visit)
    visit.page.reload()
    expect(visit.page.locator(".badge.locked")).to_have_count(len(names))
    visit.page.go_back()
    expect(visit.page.locator(".narrowings")).to_be_hidden()
    visit.settled()
    expect(visit.page.locator(".badge.locked")).to_have_count(0)
    assert "core" not in asked(visit)[-1]


def test_unlocking(visit: Visit) -> None:
    """The chip that tells how many are locked takes that back."""
    names = lock_the_best(visit)
    chip = visit.page.get_by_role("listitem").filter(has_text=f"{len(names)} locked")
    chip.get_by_role("button", name="Unlock").press("Enter")
    expect(chip).to_have_count(0)
    visit.settled()
    assert "core" not in asked(visit)[-1]
    expect(visit.page.locator(".badge.locked, .badge.variant")).to_have_count(0)


def test_nothing_is_offered_where_the_slider_chose_nothing(visit: Visit) -> None:
    """Control: with the slider down there is nothing to lock."""
    visit.search("a bar chart")
    expect(visit.page.locator(".cell").first).to_be_visible()
    expect(visit.page.get_by_role("button", name=re.compile("^Lock th"))).to_have_count(0)


def test_more_like_a_selection(visit: Visit) -> None:
    """Several chosen pictures become the examples of a search; or are locked, from the bar or with a key."""
    visit.search("a bar chart")
    for place in (0, 1, 2):
        visit.options.nth(place).click(modifiers=["Control"])
    ids = [visit.options.nth(place).get_attribute("data-id") for place in (0, 1, 2)]
    visit.page.get_by_role("button", name="More like these").click()
    expect(visit.page.locator(".chip-text")).to_have_text("Like these 3")
    visit.settled()
    plain = last_asked(visit)
    assert [plain["like"]["asset"], *(each["asset"] for each in plain["examples"])] == ids
    assert "text" not in plain
    visit.page.go_back()
    expect(visit.page.locator(".entry")).to_have_text(["Description"])
    visit.settled()
    visit.options.nth(1).click(modifiers=["Control"])
    with asking(visit):
        visit.page.keyboard.press("o")
    visit.settled()
    assert asked(visit)[-1]["core"] == [ids[1]]
    expect(visit.options.first.locator(".badge.locked")).to_be_visible()


def test_more_like_very_many(browse: Browse, whole_library: Path, tmp_path: Path) -> None:
    """More pictures than a search takes as examples are locked, and the list grows from their middle without words."""
    home = shutil.copytree(whole_library, tmp_path / "home")
    with LiveHub(home) as hub, browse(hub) as visit:
        visit.enter()
        visit.search("a red mug")
        visit.page.get_by_label("Search your pictures").press("ArrowDown")
        visit.page.keyboard.press("Control+A")
        with asking(visit):
            visit.page.get_by_role("button", name="More like these").click()
        visit.settled()
        assert 17 < len(last_asked(visit)["core"]) <= 200
        assert not {"text", "like", "examples"} & last_asked(visit).keys()
        expect(visit.options.first.locator(".badge.locked")).to_be_visible()


def test_a_set_of_another_tab_is_said_to_be_away(visit: Visit) -> None:
    """An address that names a set which this tab does not have searches without it, and says so."""
    visit.go("#/?q=chart&locked=unknown&among=unknown")
    expect(visit.page.get_by_text("Locked in another tab")).to_be_visible()
    expect(visit.page.get_by_text("In results of another tab")).to_be_visible()
    expect(visit.page.locator(".cell").first).to_be_visible()
    assert not {"core", "among"} & asked(visit)[-1].keys()
