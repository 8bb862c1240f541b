"""What is proved of a hit, in the page: labels that come after the hits, boxes over the picture, and the order that stays."""

from __future__ import annotations

import re
from typing import Any

import pytest
from PIL import Image, ImageOps
from playwright.sync_api import expect

from fakes.pictures import encoded
from fakes.sampled import SampledLibrary
from hosts.harness.pages import until
from hosts.page.browsing import Visit
from hosts.page.proofs import DROP, Answer, asked, asking, prove, rewrite

CROP = {
    "labels": ["crop_of", "mirrored"],
    "boxes": [[0.0, 0.0, 0.5, 0.0, 0.5, 0.5, 0.0, 0.5]],
    "query_box": [0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0],
}


def first_id(visit: Visit) -> str:
    """Give the id of a picture of the library."""
    visit.search("a bar chart")
    return str(visit.options.first.get_attribute("data-id"))


def test_labels_come_after_the_hits(visit: Visit) -> None:
    """The same query is asked once more with proofs; its labels come onto the pictures that are shown, and are said."""
    like = first_id(visit)
    prove(visit, {1: CROP})
    visit.go(f"#/?like={like}")
    chips = visit.options.nth(1).locator(".badge.proof")
    expect(chips).to_have_text(["Crop of this", "Mirrored"])
    expect(visit.options.nth(1)).to_have_accessible_name(re.compile("Crop of this"))
    expect(visit.options.nth(2).locator(".badge.proof")).to_have_count(0)
    expect(visit.page.locator(".proving")).to_have_text("Proved: crop of this (1)")
    plain, proved = asked(visit)[-2:]
    assert "verified" not in plain
    assert proved == {**plain, "verified": True}


def test_words_alone_ask_for_no_proof(visit: Visit) -> None:
    """Control: there is nothing to prove where no picture was given."""
    visit.search("a bar chart")
    visit.page.wait_for_timeout(300)
    assert not any("verified" in body for body in asked(visit))
    expect(visit.page.locator(".proving")).to_have_count(0)


def test_what_is_proved_comes_first_while_nobody_looks(visit: Visit) -> None:
    """The order that the proofs give is taken where nobody has scrolled, chosen or opened anything."""
    like = first_id(visit)
    prove(visit, {3: {"labels": ["same_picture"]}}, first=3)
    visit.go(f"#/?like={like}")
    expect(visit.options.first.locator(".badge.proof")).to_have_text("Same picture")
    expect(visit.page.locator(".better")).to_be_hidden()


def test_the_order_stays_under_the_pointer(visit: Visit) -> None:
    """Where a picture is chosen, labels come and nothing moves; the better order is taken when it is asked for."""
    like = first_id(visit)
    held: list[Any] = []
    visit.page.route("**/v1/search", lambda route: _hold_proof(route, held))
    visit.go(f"#/?like={like}")
    expect(visit.page.locator(".proving")).to_have_text("Checking what is the same…")
    visit.options.nth(1).click(modifiers=["Control"])
    before = visit.names()
    content = held[0].fetch().json()
    content["verified"] = True
    content["hits"][3]["labels"] = ["same_picture"]
    content["hits"].insert(0, content["hits"].pop(3))
    held[0].fulfill(json=content)
    expect(visit.options.nth(3).locator(".badge.proof")).to_have_text("Same picture")
    assert visit.names() == before
    expect(visit.options.nth(1)).to_be_focused()
    expect(visit.page.get_by_role("option", selected=True)).to_have_count(1)
    visit.page.get_by_role("button", name="Show the better order").click()
    expect(visit.options.first.locator(".badge.proof")).to_have_text("Same picture")
    assert visit.names() == [before[3], *before[:3], *before[4:]]
    expect(visit.page.get_by_role("option", selected=True)).to_have_accessible_name(re.compile(before[1]))


def _hold_proof(route: Any, held: list[Any]) -> None:
    if '"verified"' in route.request.post_data:
        held.append(route)
    else:
        route.continue_()


def test_a_failing_proof_leaves_the_hits(visit: Visit) -> None:
    """The hits stand as they were where the proofs cannot be had."""
    like = first_id(visit)
    visit.page.route(
        "**/v1/search",
        lambda route: route.abort() if '"verified"' in (route.request.post_data or "") else route.continue_(),
    )
    visit.go(f"#/?like={like}")
    expect(visit.page.locator(".entry")).to_have_text(["Picture"])
    expect(visit.page.locator(".proving")).to_have_count(0)
    assert visit.names()


def test_the_details_draw_the_overlap_and_say_it(visit: Visit) -> None:
    """The panel draws the box over the preview and on the given picture, says both in words, and can hide the box."""
    like = first_id(visit)
    prove(visit, {1: CROP})
    visit.go(f"#/?like={like}")
    expect(visit.options.nth(1).locator(".badge.proof").first).to_be_visible()
    visit.options.nth(1).click()
    panel = visit.page.get_by_role("complementary")
    drawn = panel.get_by_role("img", name="What matches is 25 % of the picture, at the top on the left.")
    expect(drawn).to_be_visible()
    expect(panel.get_by_text("Your picture is a crop of this one.")).to_be_visible()
    expect(panel.get_by_text("It shows the whole of your picture.").first).to_be_visible()
    frame = panel.locator(".preview").bounding_box()
    edge = drawn.locator(".edge").bounding_box()
    assert frame is not None
    assert edge is not None
    assert edge["width"] == pytest.approx(frame["width"] / 2, abs=4)
    assert edge["height"] == pytest.approx(frame["height"] / 2, abs=4)
    panel.get_by_role("button", name="Boxes").click()
    expect(drawn).to_be_hidden()
    panel.get_by_role("button", name="Boxes").press("Enter")
    expect(drawn).to_be_visible()


def test_labels_reach_details_that_are_open(visit: Visit) -> None:
    """A panel that is open takes the labels in without losing the keyboard or its place."""
    like = first_id(visit)
    held: list[Any] = []
    visit.page.route("**/v1/search", lambda route: _hold_proof(route, held))
    visit.go(f"#/?like={like}")
    expect(visit.page.locator(".entry")).to_have_text(["Picture"])
    visit.options.nth(1).click()
    close = visit.page.get_by_role("button", name="Close details")
    close.focus()
    until(visit.page, "() => document.querySelector('.preview.sharp') !== null")
    content = held[0].fetch().json()
    content["hits"][1] |= CROP
    held[0].fulfill(json=content)
    expect(visit.page.get_by_role("complementary").locator(".tag.proof").first).to_have_text("Crop of this")
    expect(visit.page.locator(".preview.sharp .overlay")).to_be_visible()
    expect(close).to_be_focused()


def test_letters_that_match_are_marked(visit: Visit, sampled_library: SampledLibrary) -> None:
    """A code that was read has its box on the picture, with where it stands in words."""

    def change(_: dict[str, Any], content: Answer) -> None:
        content["hits"][0] |= {
            "reasons": [{"signal": "letters", "detail": "reads it"}],
            "boxes": [[0.1, 0.7, 0.4, 0.7, 0.4, 0.9, 0.1, 0.9]],
        }

    rewrite(visit, change)
    visit.search(f'"{sampled_library.code}"')
    visit.options.first.click()
    panel = visit.page.get_by_role("complementary")
    expect(panel.get_by_role("img", name=re.compile("The letters that match stand in 6 %"))).to_be_visible()


def test_a_list_without_curves_shows_ranks(visit: Visit) -> None:
    """Where the percentages tell the rank alone, ranks stand in their place, and the panel says why."""

    def change(_: dict[str, Any], content: Answer) -> None:
        for hit in content["hits"]:
            hit["calibrated"] = False

    rewrite(visit, change)
    visit.search("a bar chart")
    assert [text.strip() for text in visit.page.locator(".cell .percent").all_inner_texts()][:3] == [
        "no. 1",
        "no. 2",
        "no. 3",
    ]
    slider = visit.page.get_by_label("Only the best")
    slider.fill("40")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^the first \d+$"))
    visit.options.first.click()
    expect(visit.page.get_by_role("complementary")).to_contain_text("not how much alike they are")


def test_copies_and_the_curated_folder_are_marked(visit: Visit) -> None:
    """Pictures that fold copies say how many, what is curated says so, and the copies can be listed one by one."""

    def change(_: dict[str, Any], content: Answer) -> None:
        content["hits"][0] |= {"variants": 2, "copies": 1, "curated": True, "group": "g"}

    rewrite(visit, change)
    visit.search("a bar chart")
    expect(visit.options.first).to_have_accessible_name(
        re.compile("Already in your curated folder.*3 other copies")
    )
    expect(visit.options.first.locator(".badge.copies")).to_contain_text("+3")
    visit.options.first.click()
    panel = visit.page.get_by_role("complementary")
    expect(panel.get_by_text("Already in your curated folder")).to_be_visible()
    assert asked(visit)[-1]["collapse"] is True
    panel.get_by_role("button", name="List them").click()
    expect(visit.page.get_by_role("listitem").filter(has_text="Copies one by one")).to_be_visible()
    visit.settled()
    assert "collapse" not in asked(visit)[-1]


def drop(visit: Visit, picture: Image.Image) -> None:
    """Drop a picture on the page and wait for what is found."""
    data = encoded(picture, "png")
    with asking(visit):
        visit.evaluate(DROP, [list(data), "image/png", "given.png"])
    visit.settled()


def test_a_real_crop_is_proved(visit: Visit, sampled_library: SampledLibrary) -> None:
    """A part of a picture of the library, mirrored, is proved by the hub itself, with its box; no other picture is."""
    with Image.open(sampled_library.label) as opened:
        width, height = opened.size
        part = opened.convert("RGB").crop((0, 0, width * 3 // 5, height * 3 // 5))
    part.thumbnail((200, 200))  # numbers go into the page one by one
    drop(visit, ImageOps.mirror(part))
    found = visit.page.locator(".cell").filter(has=visit.page.locator(".badge.proof"))
    expect(found).to_have_count(1, timeout=20_000)  # the features of all pictures are computed for it
    expect(found.locator(".badge.proof")).to_have_text(["Crop of this", "Mirrored"])
    expect(visit.options.first.locator("bdi.name")).to_have_text(
        re.compile(f"{re.escape(sampled_library.label.name)}|copy.jpg")
    )
    visit.options.first.click()
    expect(
        visit.page.get_by_role("img", name=re.compile("What matches is 3. % of the picture"))
    ).to_be_visible()


def test_a_poor_picture_is_warned_of(visit: Visit, sampled_library: SampledLibrary) -> None:
    """A tiny picture is searched with, and right under it stands why little can be told from it."""
    with Image.open(sampled_library.label) as opened:
        small = opened.convert("RGB").resize((40, 32))
    drop(visit, small)
    warning = visit.page.locator(".note.reference")
    expect(warning).to_contain_text("measures only 40 x 32 pixels")
    expect(visit.page.get_by_text("Checking what is the same…")).to_have_count(0)
    expect(warning).to_have_count(1)
    box = visit.page.locator(".search-box").bounding_box()
    line = warning.bounding_box()
    assert box is not None
    assert line is not None
    assert line["y"] - (box["y"] + box["height"]) < 60


def test_an_ordinary_picture_is_not_warned_of(visit: Visit, sampled_library: SampledLibrary) -> None:
    """Control: the same picture at an ordinary size has no warning."""
    with Image.open(sampled_library.label) as opened:
        picture = opened.convert("RGB")
    picture.thumbnail((240, 240))
    drop(visit, picture)
    expect(visit.page.locator(".badge.proof").first).to_be_visible(timeout=20_000)
    expect(visit.page.locator(".note.reference")).to_have_count(0)
