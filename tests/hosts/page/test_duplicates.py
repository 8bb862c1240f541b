"""Duplicates in the page: three tiers, groups side by side, and what the person says is not the same."""

from __future__ import annotations

import shutil
from collections.abc import Generator

import pytest
from PIL import Image, ImageOps
from playwright.sync_api import expect

from bowerbird_engine import Engine, load_settings
from fakes.live_hub import LiveHub
from fakes.sampled import SAMPLES
from hosts.page.browsing import Visit
from hosts.page.conftest import Browse

TWICE, SMALLER, ALONE = "camera-front.jpg", "mug-red-front.jpg", "backpack-ochre.jpg"
PAIR = "teapot-rust-front.jpg"


@pytest.fixture(scope="module")
def twin_hub(tmp_path_factory: pytest.TempPathFactory) -> Generator[LiveHub]:
    """Run a hub over a file that lies there twice, one with a smaller and a mirrored version, and one alone."""
    base = tmp_path_factory.mktemp("twins")
    pictures = base / "pictures"
    (pictures / "backup").mkdir(parents=True)
    for name in (TWICE, SMALLER, ALONE, PAIR):
        shutil.copyfile(SAMPLES / "products" / name, pictures / name)
    shutil.copyfile(pictures / TWICE, pictures / "backup" / "camera again.jpg")
    with Image.open(pictures / SMALLER) as mug:
        mug.resize((mug.width // 2, mug.height // 2)).save(pictures / "mug small.jpg", quality=80)
        ImageOps.mirror(mug).save(pictures / "mug mirrored.jpg", quality=60)
    with Image.open(pictures / PAIR) as teapot:
        teapot.resize((teapot.width // 2, teapot.height // 2)).save(pictures / "teapot small.jpg", quality=80)
    with Engine(load_settings(base / "home")) as engine:
        engine.add_folder(pictures)
        engine.index(ocr=False)
    with LiveHub(base / "home") as hub:
        yield hub


@pytest.fixture
def looking(browse: Browse, twin_hub: LiveHub) -> Generator[Visit]:
    """Open the view."""
    with browse(twin_hub) as visit:
        visit.enter()
        visit.page.get_by_role("link", name="Duplicates").click()
        yield visit


def test_the_tiers_are_tabs_with_groups_side_by_side(looking: Visit) -> None:
    """The arrow keys change the tier; each picture has its size, its folder and a way to it; nothing can be deleted."""
    expect(looking.page.locator(".lead")).to_contain_text("never deletes any")
    group = looking.page.locator(".duplicate-group").filter(has_text=SMALLER)
    expect(group.get_by_role("listitem")).to_have_count(3)
    expect(group.get_by_role("listitem").first).to_contain_text("Largest")
    expect(group.get_by_role("listitem").filter(has_text="mug small.jpg")).to_contain_text("320 \u00d7 240")
    looking.page.get_by_role("tab", name="Same picture").focus()
    looking.page.keyboard.press("ArrowLeft")
    expect(looking.page.get_by_role("tab", name="Same file")).to_be_focused()
    expect(looking.page.get_by_role("tab", selected=True)).to_have_text("Same file")
    groups = looking.page.get_by_role("tabpanel").locator(".duplicate-group")
    expect(groups).to_have_count(1)
    expect(groups).to_contain_text("camera again.jpg")
    expect(groups.get_by_role("listitem").filter(has_text="camera again.jpg")).to_contain_text("backup")
    expect(groups.get_by_role("button", name="Not the same")).to_have_count(0)
    with looking.page.expect_response("**/reveal"):
        groups.get_by_role("button", name="Show in folder: camera again.jpg").click()
    assert looking.page.get_by_role("button", name="Delete").count() == 0
    expect(looking.page.get_by_text(ALONE)).to_have_count(0)
    looking.page.get_by_role("tab", name="Same picture").click()
    expect(group).to_be_visible()


def test_what_is_not_the_same_is_told_apart_and_taken_back(looking: Visit) -> None:
    """The two are in no group together, after a reload neither; Undo and the list of such pairs bring it back."""
    group = looking.page.locator(".duplicate-group").filter(has_text=SMALLER)
    both = group.filter(has_text="mug mirrored.jpg")
    apart = looking.page.locator(".told-apart")
    expect(both).to_be_visible()
    expect(apart).to_be_hidden()
    press = looking.page.get_by_role("button", name="Not the same: mug mirrored.jpg")
    press.focus()
    looking.page.keyboard.press("Enter")
    looking.notice("“mug mirrored.jpg” is not the same as")
    expect(both).to_have_count(0)
    assert looking.evaluate("document.activeElement.matches('.duplicate-group h2')")
    looking.page.get_by_role("log").get_by_role("button", name="Undo").click()
    expect(both).to_be_visible()
    expect(apart).to_be_hidden()

    press.click()
    looking.notice("“mug mirrored.jpg” is not the same as")
    looking.page.reload()
    expect(looking.page.locator(".duplicate-group").filter(has_text=PAIR)).to_be_visible()
    expect(both).to_have_count(0)
    apart.locator("summary").click()
    apart.get_by_role("button", name="Take back").click()
    expect(apart).to_be_hidden()
    expect(both).to_be_visible()


def test_the_last_pair_of_a_group_takes_it_away(looking: Visit) -> None:
    """A group of which nothing is left goes, the keyboard is not lost, and Undo brings it back."""
    group = looking.page.locator(".duplicate-group").filter(has_text=PAIR)
    expect(group.get_by_role("listitem")).to_have_count(2)
    looking.page.get_by_role("button", name="Not the same: teapot small.jpg").click()
    looking.notice("“teapot small.jpg” is not the same as")
    expect(group).to_have_count(0)
    assert looking.evaluate("document.activeElement !== document.body")
    looking.page.get_by_role("log").get_by_role("button", name="Undo").click()
    expect(group.get_by_role("listitem")).to_have_count(2)


def test_a_library_without_duplicates_says_so(looking: Visit) -> None:
    """An empty tier says what would be listed there, with the hub's own notes on what is not known yet."""
    looking.page.route(
        "**/v1/duplicates?*",
        lambda route: route.fulfill(
            json={"groups": [], "next": None, "notes": ["9 pictures were not compared yet."]}
        ),
    )
    looking.page.get_by_role("tab", name="Similar").click()
    expect(looking.page.get_by_role("heading", name="No pictures are that much alike")).to_be_visible()
    expect(looking.page.get_by_text("9 pictures were not compared yet.")).to_be_visible()
