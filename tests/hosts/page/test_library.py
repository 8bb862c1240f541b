"""The library in the page: the first run, folders, collections, copies, problems, health and preferences."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from fakes.live_hub import LiveHub
from fakes.sampled import SampledLibrary
from hosts.page.browsing import Visit
from hosts.page.conftest import Browse


@pytest.fixture
def new_hub(tmp_path: Path) -> Generator[LiveHub]:
    """Run a hub over a library without a folder."""
    with LiveHub(tmp_path / "home") as hub:
        yield hub


def test_the_first_run_leads_to_the_first_search(
    browse: Browse, new_hub: LiveHub, sampled_library: SampledLibrary
) -> None:
    """Without a folder the page asks for one to three, says what the hub refuses, learns, and then searches."""
    with browse(new_hub) as visit:
        visit.enter()
        expect(visit.page.get_by_role("heading", level=1)).to_contain_text("Which pictures")
        expect(visit.page.get_by_text("Good places to start")).to_be_visible()
        start = visit.page.get_by_role("button", name="Start")
        expect(start).to_be_disabled()
        field = visit.page.get_by_label("Or type where it lies")
        field.fill(str(sampled_library.folder / "nowhere"))
        field.press("Enter")
        start.click()
        expect(visit.page.get_by_role("log")).to_contain_text("nowhere")
        visit.page.get_by_role("button", name="Do not add nowhere").click()
        field.fill(str(sampled_library.folder))
        field.press("Enter")
        expect(visit.page.get_by_role("button", name="Start with 1 folder")).to_be_enabled()
        visit.page.get_by_role("button", name="Start with 1 folder").click()
        expect(visit.page.get_by_role("heading", level=1)).to_contain_text("What are you looking for?")
        progress = visit.page.locator(".work")
        expect(progress.get_by_role("progressbar")).to_be_visible()
        expect(progress).to_contain_text("Up to date", timeout=120_000)
        visit.search("a bar chart")
        assert visit.names()


def test_more_than_three_folders_are_advised_against(
    browse: Browse, new_hub: LiveHub, tmp_path: Path
) -> None:
    """The fourth folder is taken, with a word on why fewer are better."""
    with browse(new_hub) as visit:
        visit.enter()
        field = visit.page.get_by_label("Or type where it lies")
        for number in range(4):
            expect(visit.page.get_by_text("More than three folders")).to_be_hidden()
            field.fill(str(tmp_path / f"folder {number}"))
            field.press("Enter")
        expect(visit.page.get_by_text("More than three folders")).to_be_visible()


def test_folders_are_found_by_looking_around(
    browse: Browse, new_hub: LiveHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A suggested place opens, shows its folders and its advice, leads back, and is chosen."""
    person = tmp_path / "anna"
    (person / "Pictures" / "Best of the year").mkdir(parents=True)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(person))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    with browse(new_hub) as visit:
        visit.enter()
        expect(
            visit.page.get_by_role("listitem").filter(has_text="anna").get_by_text("One to three")
        ).to_be_visible()
        visit.page.get_by_role("button", name="Open: Pictures").click()
        visit.page.get_by_role("button", name="Choose: Best of the year").click()
        visit.page.get_by_role("button", name="Back").click()
        expect(visit.page.get_by_text("Good places to start")).to_be_visible()
        expect(visit.page.get_by_role("button", name="Start with 1 folder")).to_be_enabled()


def test_a_folder_is_added_and_taken_out(
    visit: Visit, tmp_path: Path, sampled_library: SampledLibrary
) -> None:
    """Adding starts the learning at once; taking out asks first, and touches no file."""
    folder = tmp_path / "extra"
    shutil.copytree(sampled_library.folder / "diagrams", folder)
    visit.go("#/folders")
    visit.page.get_by_role("button", name="Add a folder").click()
    visit.page.get_by_label("Or type where it lies").fill(str(folder))
    visit.page.get_by_role("dialog").get_by_role("button", name="Add", exact=True).last.click()
    visit.notice("“extra” is added.")
    taking = visit.page.get_by_role("button", name="Take out… extra")
    expect(taking).to_be_visible()
    expect(visit.page.locator(".work")).to_contain_text("Up to date", timeout=60_000)
    taking.click()
    visit.page.get_by_role("dialog").get_by_role("button", name="Take it out").click()
    visit.notice("none was touched on the disk")
    expect(taking).to_have_count(0)
    assert len(list(folder.iterdir())) == 2


def test_a_collection_gathers_pictures(visit: Visit) -> None:
    """Chosen pictures go into a new collection, which shows them, is renamed, loses one, and is deleted."""
    visit.search("a picture")
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("Space")
    visit.page.keyboard.press("Shift+ArrowRight")
    chosen = visit.names()[:2]
    visit.page.get_by_role("button", name="Collect…").click()
    visit.page.get_by_role("menuitem", name="New collection…").click()
    visit.page.get_by_role("textbox", name="Name").fill("Mood board")
    visit.page.get_by_role("button", name="Make it").click()
    visit.notice("2 pictures added to “Mood board”.")
    visit.page.get_by_role("navigation").get_by_role("link", name="Mood board").click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Mood board")
    expect(visit.page.locator(".cell")).to_have_count(2)
    assert sorted(visit.names()) == sorted(chosen)
    visit.page.get_by_role("button", name="Rename").click()
    visit.page.get_by_role("textbox", name="Name").fill("Second board")
    visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Second board")
    visit.page.locator(".cell").first.focus()
    visit.page.keyboard.press("Delete")
    expect(visit.page.locator(".cell")).to_have_count(1)
    visit.page.get_by_role("button", name="Delete", exact=True).click()
    visit.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(visit.page.get_by_role("search")).to_be_visible()
    assert visit.hub.owner().get("/v1/collections").json["collections"] == []


def test_a_copy_goes_to_the_curated_folder(visit: Visit, tmp_path: Path) -> None:
    """The first copy asks for the folder; the same picture is not copied twice."""
    visit.search("a bar chart")
    visit.options.first.click()
    visit.page.get_by_role("button", name="Copy to curated").click()
    visit.page.get_by_role("dialog").get_by_label("Or type where it lies").fill(str(tmp_path))
    visit.page.get_by_role("dialog").get_by_role("button", name="Use this folder", exact=True).last.click()
    visit.notice("1 picture copied to your curated folder.")
    assert [path for path in tmp_path.rglob("*") if path.suffix == ".png"]
    visit.page.get_by_role("button", name="Copy to curated").click()
    visit.notice("1 picture was there already.")


def test_a_problem_is_named_with_its_reason(visit: Visit) -> None:
    """A file that is no picture stands in the list with its state and the reason."""
    visit.go("#/problems")
    row = visit.page.get_by_role("row").filter(has_text="broken.jpg")
    expect(row).to_contain_text("Cannot be read")
    assert len(row.get_by_role("cell").last.inner_text()) > 10


def test_health_shows_parts_and_checks(visit: Visit) -> None:
    """Every part has a state in words, and the checks follow."""
    visit.go("#/health")
    for name in ("Catalogue", "Index", "Model", "Letters in pictures", "Watching folders"):
        expect(visit.page.get_by_text(name, exact=True)).to_be_visible()
    expect(visit.page.locator(".finding").first).to_be_visible(timeout=30_000)


def test_models_say_which_one_answers(visit: Visit) -> None:
    """The starter answers, and others can be had with their size and licence."""
    visit.go("#/models")
    expect(visit.page.get_by_role("listitem").filter(has_text="Bowerbird starter")).to_contain_text("Answers")
    expect(visit.page.get_by_role("button", name="Install CLIP ViT-B/32 (OpenAI)")).to_be_visible()


def test_a_model_without_curves_says_that_percentages_are_ranks(visit: Visit) -> None:
    """And the starter, which has them, says nothing of the kind."""
    ranks = "Percentages are ranks"
    row = visit.page.get_by_role("listitem").filter(has_text="Bowerbird starter")
    visit.go("#/models")
    expect(row).to_contain_text("Answers")
    expect(row).not_to_contain_text(ranks)

    def uncalibrated(route: Route) -> None:
        models = route.fetch().json()
        for model in models["installed"]:
            model["calibrated"] = False
        route.fulfill(json=models)

    visit.page.route("**/v1/models", uncalibrated)
    visit.page.reload()
    expect(row).to_contain_text(ranks)


def test_a_preference_holds_at_once(visit: Visit) -> None:
    """A switch is kept by the hub, and shows so after a reload."""
    visit.go("#/preferences")
    switch = visit.page.get_by_role("switch", name="Rest while the computer is busy")
    before = switch.is_checked()
    with visit.page.expect_response("**/v1/preferences"):
        switch.click()
    assert visit.hub.owner().get("/v1/preferences").json["pause_under_load"] is not before
    visit.page.reload()
    expect(switch).to_be_checked(checked=not before)
