"""The self-test in the page: why one has it, setting it up, running it, and what it says."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from fakes.live_hub import LiveHub
from fakes.sampled import SampledLibrary
from hosts.page.browsing import Visit
from hosts.page.conftest import Browse

REPORT: dict[str, Any] = {
    "verdict": "look",
    "says": "1 of 2 lists changed: another model answers",
    "kept": "2026-11-01T10:00:00Z",
    "changes": ["another model answers", "3 pictures came into the library"],
    "probes": [
        {
            "name": "“chart”",
            "verdict": "same",
            "overlap": 1.0,
            "added": 0,
            "removed": 0,
            "place_before": None,
            "place_now": None,
            "says": "“chart”: as it was kept.",
        },
        {
            "name": "“mug”",
            "verdict": "look",
            "overlap": 0.4,
            "added": 0,
            "removed": 0,
            "place_before": 1,
            "place_now": None,
            "says": "“mug”: 4 of the first 10 are the same, the expected picture is not found, and was at place 1.",
        },
    ],
}


@pytest.fixture
def visit(browse: Browse, live_hub: LiveHub) -> Iterator[Visit]:
    """Open the page of a hub without a self-test."""
    live_hub.owner().delete("/v1/self-test")
    with browse(live_hub) as opened:
        opened.enter("#/health")
        opened.page.get_by_role("button", name="Open the self-test").click()
        yield opened


def test_it_is_set_up_with_pictures_and_descriptions_and_run(
    visit: Visit, sampled_library: SampledLibrary
) -> None:
    """A picture of the library, one of the computer and a description with what it should find; the run finds them so."""
    expect(visit.page.get_by_text("How would you notice that the search got worse?")).to_be_visible()
    expect(visit.page.get_by_role("link", name="Health")).to_have_attribute("aria-current", "page")
    keep = visit.page.get_by_role("button", name="Keep what they find")
    expect(keep).to_be_disabled()

    visit.page.get_by_role("button", name="Choose picture 1").click()
    dialog = visit.page.get_by_role("dialog")
    dialog.get_by_label("Find it in your library").fill("a bar chart")
    with visit.page.expect_response("**/v1/search"):
        pass
    expect(dialog.locator(".pick").nth(1)).to_be_visible()
    name = dialog.locator(".pick").first.inner_text()
    dialog.get_by_role("button", name=name).click()
    expect(visit.page.get_by_role("button", name=f"Take away {name}")).to_be_focused()
    visit.page.get_by_role("button", name="Choose picture 2").click()
    dialog.locator("input[type=file]").set_input_files(sampled_library.label)
    expect(visit.page.locator(".slot.taken")).to_have_count(2)

    visit.page.get_by_label("Description 1", exact=True).fill("a bar chart")
    visit.page.get_by_role("button", name="Description 1 should find").click()
    expect(dialog.get_by_label("Find it in your library")).to_have_value("a bar chart")
    dialog.locator(".pick").first.click()
    expect(visit.page.get_by_text("2 pictures and 1 description.")).to_be_visible()
    with visit.page.expect_request("**/v1/self-test") as sent:
        keep.click()
    probes = json.loads(sent.value.post_data or "")["probes"]
    assert [sorted(probe) for probe in probes] == [
        ["name", "picture"],
        ["name", "picture"],
        ["expected", "words"],
    ]
    visit.notice("Kept.")
    assert [probe["words"] for probe in visit.hub.owner().get("/v1/self-test").json["probes"]][
        2
    ] == "a bar chart"

    visit.page.get_by_role("button", name="Run it").click()
    result = visit.page.locator(".self-test-result")
    expect(result.get_by_role("heading", name="As it was")).to_be_visible()
    expect(result).to_be_focused()
    expect(result.get_by_role("listitem").filter(has_text="a bar chart")).to_contain_text(
        "the expected picture is at place 1"
    )
    expect(result.get_by_role("button", name="Keep the lists of now")).to_have_count(0)


def test_a_change_is_told_in_plain_words_and_can_be_kept(visit: Visit) -> None:
    """What needs a look comes first, with what changed; the lists of now can be taken for the measure."""
    visit.hub.owner().post("/v1/self-test", {"probes": [{"words": "chart"}, {"words": "mug"}]})
    visit.page.reload()
    visit.page.route("**/v1/self-test/run", lambda route: route.fulfill(json=REPORT))
    visit.page.get_by_role("button", name="Run it").click()
    result = visit.page.locator(".self-test-result")
    expect(result.get_by_role("heading", name="Have a look")).to_be_visible()
    expect(result).to_contain_text("1 of 2 lists changed: another model answers.")
    expect(result.get_by_text("3 pictures came into the library.")).to_be_visible()
    first = result.locator(".probes").get_by_role("listitem").first
    expect(first).to_contain_text("“mug”")
    expect(first).to_contain_text("4 of the first 10 are the same, the expected picture is not found")
    with visit.page.expect_response("**/v1/self-test/keep") as kept:
        result.get_by_role("button", name="Keep the lists of now").click()
    assert kept.value.ok
    expect(result).to_be_hidden()


def test_it_is_set_up_anew_and_forgotten(visit: Visit) -> None:
    """Its descriptions stand in the form again; forgetting asks first and leads back to why one has it."""
    visit.hub.owner().post("/v1/self-test", {"probes": [{"words": "chart"}]})
    visit.page.reload()
    visit.page.get_by_role("button", name="Set it up anew").click()
    field = visit.page.get_by_label("Description 1", exact=True)
    expect(field).to_have_value("chart")
    visit.page.get_by_role("button", name="Cancel").click()
    visit.page.get_by_role("button", name="Forget it…").click()
    visit.page.get_by_role("dialog").get_by_role("button", name="Forget it").click()
    expect(visit.page.get_by_text("How would you notice")).to_be_visible()
    assert visit.hub.owner().get("/v1/self-test").json["set_up"] is False


def test_the_empty_search_leads_to_it_once(browse: Browse, whole_library: Path, tmp_path: Path) -> None:
    """One line, once a library of some size is learned; followed or closed, it does not come back."""
    home = shutil.copytree(whole_library, tmp_path / "home")
    with LiveHub(home) as hub, browse(hub) as visit:
        visit.enter()
        link = visit.page.get_by_role("link", name="Set up a self-test")
        link.click()
        expect(visit.page.get_by_role("heading", level=1, name="Self-test")).to_be_visible()
        _expect_no_line(visit)
        visit.page.evaluate("localStorage.removeItem('self-test-hint')")
        visit.page.reload()
        visit.page.get_by_role("button", name="Do not show this again").click()
        expect(link).to_have_count(0)
        _expect_no_line(visit)


def test_a_small_library_is_not_led_to_it(browse: Browse, live_hub: LiveHub) -> None:
    """Whoever tries a dozen pictures out needs no self-test yet."""
    live_hub.owner().delete("/v1/self-test")
    with browse(live_hub) as visit:
        visit.enter()
        _expect_no_line(visit)


def _expect_no_line(visit: Visit) -> None:
    """Wait until the empty search knows the library, and a little longer."""
    visit.go("#/")
    visit.page.reload()
    expect(visit.page.get_by_text("ready to be found")).to_be_visible()
    visit.page.wait_for_timeout(700)
    expect(visit.page.get_by_role("link", name="Set up a self-test")).to_have_count(0)
