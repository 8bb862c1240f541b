"""What is kept of searches: under names that can be run, changed and brought back, and as recipes that are replayed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from fakes.live_hub import LiveHub
from fakes.sampled import SAMPLES, SampledLibrary
from hosts.page.browsing import Visit, picture_bytes
from hosts.page.conftest import Browse
from hosts.page.proofs import DROP, asking, last_asked

DROP_JSON = DROP.replace("new Uint8Array(bytes)", "bytes")
"""Drop a text file on the page."""


@pytest.fixture
def visit(browse: Browse, live_hub: LiveHub) -> Iterator[Visit]:
    """Open the page of a hub that has no saved search."""
    owner = live_hub.owner()
    for saved in owner.get("/v1/saved-searches").json["saved_searches"]:
        owner.delete(f"/v1/saved-searches/{saved['id']}")
    with browse(live_hub) as opened:
        opened.enter()
        yield opened


def names(visit: Visit) -> list[str]:
    """Give the names of the saved searches, as the hub has them."""
    return [each["name"] for each in visit.hub.owner().get("/v1/saved-searches").json["saved_searches"]]


def choose(visit: Visit, item: str) -> None:
    """Choose from the menu that keeps a search, with the keyboard alone."""
    visit.page.get_by_role("button", name="Keep this search").focus()
    visit.page.keyboard.press("Enter")
    visit.page.get_by_role("menuitem", name=item, exact=True).focus()
    visit.page.keyboard.press("Enter")


def save(visit: Visit, name: str) -> None:
    """Save what is asked under a name."""
    choose(visit, "Save this search…")
    field = visit.page.get_by_role("dialog").get_by_label("Name")
    expect(field).to_be_focused()
    field.fill(name)
    field.press("Enter")


def row(visit: Visit, name: str) -> Locator:
    """Give the row of a saved search."""
    return visit.page.get_by_role("listitem").filter(has_text=name)


def test_a_search_is_saved_with_all_that_narrows_it_and_run_again(visit: Visit) -> None:
    """Words, what is avoided and filters come back as they were, from the list and from where a search begins."""
    visit.go("#/?q=a+picture&without=green&shape=wide&sort=name&copies=1")
    visit.settled()
    before = last_asked(visit)
    save(visit, "Wide ones")
    visit.notice("Saved as “Wide ones”.")
    expect(visit.page.get_by_role("link", name="Saved searches")).to_contain_text("1 saved")

    visit.search("something else")
    visit.go("#/saved")
    with asking(visit):
        visit.page.get_by_role("button", name="Search: Wide ones").click()
    assert last_asked(visit) == before
    expect(visit.page.get_by_label("Search your pictures")).to_have_value("a picture")

    visit.go("#/")
    with asking(visit):
        visit.page.get_by_role("button", name="Wide ones").click()
    assert last_asked(visit) == before


def test_a_search_with_a_dropped_picture_works_after_the_picture_is_gone(
    browse: Browse, visit: Visit, sampled_library: SampledLibrary
) -> None:
    """In another tab, which never had the picture, the saved search finds the same and shows what it is like."""
    with asking(visit):
        visit.evaluate(DROP, [picture_bytes(sampled_library.label), "image/jpeg", "label.jpg"])
    visit.settled()
    found = visit.names()
    save(visit, "Like the label")
    visit.notice("Saved as")
    with browse(visit.hub) as other:
        other.enter("#/saved")
        with asking(other):
            other.page.get_by_role("button", name="Search: Like the label").click()
        other.settled()
        assert other.names()[0] == found[0]
        expect(other.page.locator(".picture-slot img")).to_have_js_property("complete", value=True)
        assert other.evaluate("document.querySelector('.picture-slot img').naturalWidth") > 0


def test_a_name_that_is_taken_is_asked_for_again(visit: Visit) -> None:
    """The hub's sentence is shown, the dialog keeps what was typed, and another name is taken."""
    visit.search("a bar chart")
    save(visit, "Charts")
    visit.notice("Saved as “Charts”.")
    save(visit, "CHARTS")
    expect(visit.page.get_by_role("log").locator(".bad")).to_be_visible()
    field = visit.page.get_by_role("dialog").get_by_label("Name")
    expect(field).to_have_value("CHARTS")
    field.fill("More charts")
    field.press("Enter")
    visit.notice("Saved as “More charts”.")
    assert names(visit) == ["Charts", "More charts"]


def test_a_saved_search_is_renamed_deleted_and_brought_back(visit: Visit) -> None:
    """Each is one press; what was deleted is whole again after Undo, and the keyboard is not lost meanwhile."""
    owner = visit.hub.owner()
    for name in ("One", "Two"):
        owner.post(
            "/v1/saved-searches", {"name": name, "search": {"text": f"a picture {name}", "sort": "name"}}
        )
    visit.go("#/saved")
    visit.page.get_by_role("button", name="Rename One").click()
    field = visit.page.get_by_role("dialog").get_by_label("Name")
    field.fill("First <b>one</b>")
    field.press("Enter")
    expect(row(visit, "First <b>one</b>")).to_be_visible()
    visit.page.get_by_role("button", name="Delete First <b>one</b>").click()
    expect(row(visit, "First")).to_have_count(0)
    expect(visit.page.get_by_role("button", name="Delete Two")).to_be_focused()
    assert names(visit) == ["Two"]
    visit.page.get_by_role("log").get_by_role("button", name="Undo").click()
    visit.notice("is back")
    with asking(visit):
        visit.page.get_by_role("button", name="Search: First <b>one</b>").click()
    assert last_asked(visit)["text"] == "a picture One"
    assert last_asked(visit)["sort"] == "name"


def test_nothing_saved_teaches_how(visit: Visit) -> None:
    """The empty list says what saving is good for; control: with one saved it is not shown."""
    visit.go("#/saved")
    expect(visit.page.get_by_role("heading", name="No search is saved yet")).to_be_visible()
    visit.hub.owner().post("/v1/saved-searches", {"name": "One", "search": {"text": "one"}})
    visit.page.reload()
    expect(row(visit, "One").first).to_be_visible()
    expect(visit.page.get_by_role("heading", name="No search is saved yet")).to_have_count(0)


def downloaded(visit: Visit, to: Path) -> Any:
    """Download what is asked as a recipe."""
    with visit.page.expect_download() as download:
        choose(visit, "Download as a recipe")
    assert download.value.suggested_filename == "a-bar-chart.recipe.json"
    download.value.save_as(to)
    return json.loads(to.read_text(encoding="utf-8"))


def test_a_recipe_is_downloaded_and_gives_the_same_list(visit: Visit, tmp_path: Path) -> None:
    """The file holds the slider and what was found; chosen again, it is the same, and the search can be opened."""
    visit.search("a bar chart")
    visit.page.get_by_label("At least so much alike").fill("20")
    shown = visit.page.locator(".cell").count()
    recipe = downloaded(visit, tmp_path / "r.json")
    assert recipe["similarity"] == 20
    assert 0 < len(recipe["hits"]) == shown
    visit.search("something else")
    visit.go("#/saved")
    visit.page.locator(".zone input[type=file]").set_input_files(tmp_path / "r.json")
    expect(visit.page.get_by_role("heading", name="in the same order")).to_contain_text(
        f"The same {shown} picture"
    )
    expect(visit.page.locator(".difference")).to_have_count(0)
    with asking(visit):
        visit.page.get_by_role("button", name="Open this search").click()
    assert last_asked(visit)["text"] == "a bar chart"


def test_what_differs_from_a_recipe_is_said_in_plain_words(visit: Visit, tmp_path: Path) -> None:
    """Dropped anywhere, a recipe with another list says what moved, what is missing and what is new."""
    visit.search("a bar chart")
    recipe = downloaded(visit, tmp_path / "r.json")
    hits = recipe["hits"]
    assert len(hits) > 4
    hits[0], hits[1] = hits[1], hits[0]
    hits[2]["content"] = "3f2a" + 60 * "0"
    visit.evaluate(DROP_JSON, [json.dumps(recipe), "application/json", "other.recipe.json"])
    article = visit.page.locator(".replay")
    expect(article.get_by_role("heading", level=3)).to_contain_text("1 moved, 1 is missing and 1 is new")
    lines = article.locator(".difference")
    expect(lines.nth(0)).to_contain_text("It was no. 3")
    expect(lines.nth(0)).to_contain_text("not in your library; its contents begin with 3f2a0000")
    expect(lines.nth(1)).to_contain_text("It is no. 3")
    expect(lines.nth(2)).to_contain_text("to no. ")
    expect(article).to_contain_text("1 of its")
    expect(article).not_to_contain_text("in the same order")


@pytest.mark.parametrize("content", ["{", "[]", '{"format": "else"}'])
def test_a_file_that_is_no_recipe_is_told(visit: Visit, content: str) -> None:
    """Broken JSON, and JSON of something else, say what a recipe is, and nothing is asked of the hub."""
    visit.evaluate(DROP_JSON, [content, "application/json", "x.json"])
    expect(visit.page.locator(".replayed")).to_contain_text("“x.json” is no recipe")
    assert not visit.paths("/v1/recipes")


def test_a_recipe_that_needs_a_picture_asks_for_it(visit: Visit, tmp_path: Path) -> None:
    """A recipe without its picture says so; with the picture given it replays."""
    picture = SAMPLES / "products" / "mug-red-front.jpg"
    with asking(visit):
        visit.evaluate(DROP, [picture_bytes(picture), "image/jpeg", "mug.jpg"])
    visit.settled()
    with visit.page.expect_download() as download:
        choose(visit, "Download as a recipe")
    download.value.save_as(tmp_path / "r.json")
    visit.go("#/saved")
    visit.page.locator(".zone input[type=file]").set_input_files(tmp_path / "r.json")
    needs = visit.page.locator(".replay-needs")
    expect(needs).to_be_visible()
    needs.locator("input[type=file]").set_input_files(picture)
    expect(visit.page.locator(".replay")).to_contain_text("The same")


def test_small_copies_of_pictures_travel_where_that_is_wanted(visit: Visit, tmp_path: Path) -> None:
    """With them the recipe needs nothing else; without a given picture they are not offered."""
    visit.search("a bar chart")
    visit.page.get_by_role("button", name="Keep this search").click()
    expect(visit.page.get_by_role("menuitem", name="Download as a recipe", exact=True)).to_be_visible()
    expect(visit.page.get_by_role("menuitem", name="with small copies")).to_have_count(0)
    visit.page.keyboard.press("Escape")
    with asking(visit):
        visit.evaluate(
            DROP, [picture_bytes(SAMPLES / "products" / "mug-red-front.jpg"), "image/jpeg", "mug.jpg"]
        )
    visit.settled()
    with visit.page.expect_download() as download:
        choose(visit, "Download as a recipe, with small copies of its pictures")
    download.value.save_as(tmp_path / "r.json")
    visit.go("#/saved")
    visit.page.locator(".zone input[type=file]").set_input_files(tmp_path / "r.json")
    expect(visit.page.locator(".replay")).to_be_visible()
    expect(visit.page.locator(".replay-needs")).to_have_count(0)
