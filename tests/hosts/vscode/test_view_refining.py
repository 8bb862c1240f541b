"""Searches that are refined in the view: labels, a locked set, shapes and orders, words against a picture, saved searches."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from hosts.vscode.view_page import OpenView, Stage, hit, sample_hits, sample_thumbnails

pytest_plugins = ("hosts.vscode.view_fixtures",)

PICTURE = {"name": "room.png", "source": "outside", "assetId": None, "content": None}
LIKE = {"words": "", "avoid": "", "picture": PICTURE}


def slide(stage: Stage, percent: int) -> None:
    """Move the slider."""
    stage.page.get_by_label("At least").evaluate(
        "(input, percent) => { input.value = percent; input.dispatchEvent(new Event('input', { bubbles: true })); }",
        percent,
    )


def test_labels_come_to_hits_that_are_shown(stage: Stage) -> None:
    """They are seen on the picture, read out as a part of its name, and told in the details; what is chosen stays."""
    hits = [hit(number) for number in range(8)]
    stage.show(hits, clue=LIKE, entry="picture")
    stage.option(3).click()
    assert "Same picture" not in stage.page.locator(".grid").inner_text()

    proved = [
        each | ({"labels": ["same_picture", "mirrored"]} if at == 2 else {}) for at, each in enumerate(hits)
    ]
    stage.say({"type": "hits", "search": 1, "from": 0, "hits": proved})
    expect(stage.option(3).locator(".badge.proof")).to_have_text(["Same picture", "Mirrored"])
    expect(stage.page.get_by_role("option", name="Same picture, Mirrored")).to_have_count(1)
    expect(stage.page.get_by_role("list", name="What is proved")).to_contain_text("Same picture")
    assert stage.chosen() == ["picture 2.jpg"]
    # Control: the others have none.
    expect(stage.page.locator(".badge.proof")).to_have_count(2)


def test_what_passes_the_slider_is_locked_and_let_go_of(stage: Stage) -> None:
    """The button says how many; the slider goes back to let others in; the locked ones pass whatever it says."""
    hits = [hit(number, similarity=95.0 - 10 * number) for number in range(6)]
    stage.show(hits, clue=LIKE)
    lock = stage.page.get_by_role("button", name="Lock th")
    expect(lock).to_be_hidden()
    slide(stage, 80)
    expect(lock).to_have_text("Lock these 2")
    lock.click()
    assert stage.last("lock")["ids"] == ["asset-0", "asset-1"]
    expect(stage.page.get_by_label("At least")).to_have_value("56")

    locked = [each | {"core": at < 2} for at, each in enumerate(hits)]
    stage.show(locked, search=2, clue=LIKE | {"locked": 2})
    expect(stage.page.locator(".locked-count")).to_have_text("2 locked")
    expect(stage.page.get_by_role("option", name="Locked")).to_have_count(2)
    expect(stage.page.get_by_role("option", name="Variant")).to_have_count(2)
    slide(stage, 100)
    expect(stage.options).to_have_count(2)
    stage.page.get_by_role("button", name="Unlock").click()
    assert len(stage.said("unlock")) == 1
    stage.show(hits, search=3, clue=LIKE, refines=[])
    slide(stage, 80)
    expect(stage.page.locator(".locking")).to_be_hidden()


def test_shape_order_and_weight_are_refined(stage: Stage) -> None:
    """They unfold under a button; the weight is there where words stand beside a picture, and a hub that can."""
    stage.show([hit(0), hit(1)], clue=LIKE)
    stage.page.get_by_role("button", name="Refine").click()
    stage.page.get_by_label("Shape").select_option("wide")
    stage.page.get_by_label("Order").select_option("newest")
    assert (stage.last("shape")["shape"], stage.last("sort")["sort"]) == ("wide", "newest")
    weight = stage.page.get_by_label("Picture or words")
    expect(weight).to_be_hidden()
    stage.show([hit(0), hit(1)], search=2, clue=LIKE | {"words": "blue"})
    expect(weight).to_have_attribute("aria-valuetext", "Words 50\u202f%, picture 50\u202f%")
    weight.fill("0.8")
    assert stage.last("weight")["weight"] == 0.8
    stage.show([hit(0)], search=3, clue=LIKE, refines=[])
    expect(stage.page.get_by_role("button", name="Refine")).to_be_hidden()


def test_saved_searches_stand_with_the_earlier_ones(stage: Stage) -> None:
    """They come first in the list, are asked for anew when it opens, and stand where a picture would."""
    saved = [{"id": "s1", "name": "Mugs", "says": "red mug"}]
    history: list[dict[str, Any]] = [{"words": "chair", "avoid": "", "picture": None}]
    stage.show([hit(0)], saved=saved, history=history)
    stage.page.get_by_role("button", name="Earlier searches").click()
    options = stage.page.get_by_role("listbox", name="Earlier searches").get_by_role("option")
    expect(options).to_have_text(["Mugs", "chair"])
    assert len(stage.said("list-saved")) == 1
    stage.press("Enter")
    assert stage.last("saved")["id"] == "s1"
    stage.page.get_by_role("button", name="Earlier searches").click()
    stage.press("ArrowDown", "Enter")
    assert stage.last("history")["index"] == 0

    stage.show(
        [hit(0)], search=2, saved=saved, clue={"words": "", "avoid": "", "picture": None, "saved": "Mugs"}
    )
    chip = stage.page.get_by_role("group", name="Picture to search with")
    expect(chip).to_contain_text("Saved search: Mugs")
    chip.get_by_role("button").click()
    assert len(stage.said("clear-picture")) == 1


def test_a_model_without_percentages_shows_places(stage: Stage) -> None:
    """The place stands where the percentage would, and nothing is said to be so much alike."""
    stage.show([hit(0, calibrated=False), hit(1, calibrated=False)], clue=LIKE)
    expect(stage.option(2).locator(".percent")).to_have_text("no. 2")
    expect(stage.option(2).locator(".meter")).to_have_count(0)
    stage.option(2).click()
    expect(stage.page.get_by_text("gives no percentages")).to_be_visible()


def test_all_of_it_has_its_picture_taken(open_view: OpenView) -> None:
    """As a person sees it, in a usual sidebar; kept where that is wanted."""
    hits = sample_hits()[:12]
    hits[0] |= {"labels": ["same_picture"], "core": True, "curated": True}
    hits[1] |= {"labels": ["crop_of", "mirrored"], "core": True}
    hits[2] |= {"labels": ["contains"]}
    for theme in ("light", "dark"):
        with open_view(theme=theme, size=(340, 820)) as stage:
            stage.serve(sample_thumbnails(hits))
            stage.show(
                hits, clue=LIKE | {"words": "on white", "locked": 2, "sort": "best"}, entry="picture+words"
            )
            slide(stage, 60)
            stage.page.get_by_role("button", name="Refine").click()
            stage.option(2).click()
            stage.settled()
            assert stage.page.locator(".badge.proof").count() >= 3
            if folder := os.environ.get("BOWERBIRD_LOOK"):
                stage.page.screenshot(path=Path(folder) / f"g-vscode-{theme}.png")
