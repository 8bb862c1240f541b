"""Pictures that are gone, in the page: the notice, the yes, the way back, and a folder that was taken out."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from bowerbird_engine import Engine, PreferenceChanges, load_settings
from fakes.indexed import make_picture
from fakes.live_hub import LiveHub
from hosts.page.browsing import Visit
from hosts.page.conftest import Browse
from hosts.page.test_accessibility import violations

SOON_MS = 60_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Have a library of 40 pictures, 30 of them in one folder."""
    folder = tmp_path / "travels"
    for number in range(40):
        make_picture(folder / ("norway" if number < 30 else "home") / f"{number}.png", number, (320, 240))
    with Engine(dataclasses.replace(load_settings(tmp_path / "home"), details=False)) as engine:
        engine.set_preferences(PreferenceChanges(watch=False, letters=False))
        engine.add_folder(folder)
        engine.index(ocr=False)
    return folder


@pytest.fixture
def looking(
    browse: Browse, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Generator[Visit]:
    """Open the folders of its hub."""
    assert folder.is_dir()
    monkeypatch.setenv("BOWERBIRD_DETAILS", "0")
    with LiveHub(tmp_path / "home") as hub, browse(hub) as visit:
        visit.enter()
        visit.go("#/folders")
        yield visit


def waiting(visit: Visit) -> Locator:
    """Find the group of what waits."""
    return visit.page.locator("section").filter(
        has=visit.page.get_by_role("heading", name="Waiting for your word")
    )


def left(visit: Visit) -> Locator:
    """Find the group of what left."""
    return visit.page.locator("section").filter(
        has=visit.page.get_by_role("heading", name="Left the library")
    )


def lose(visit: Visit, folder: Path) -> None:
    """Put the pictures of one folder away, and have the page look for changes."""
    (folder / "norway").rename(folder.parent / "away")
    visit.page.get_by_role("button", name="Look for changes").click()
    expect(waiting(visit)).to_be_visible(timeout=SOON_MS)


def test_what_waits_is_told_and_ends_when_the_pictures_are_back(
    looking: Visit, folder: Path, axe: str
) -> None:
    """The notice has the count, the folder and what to do; found again, nothing waits, and nothing left the library."""
    expect(looking.page.get_by_role("button", name="Take out… travels")).to_be_visible()
    expect(waiting(looking)).to_have_count(0)
    expect(left(looking)).to_have_count(0)
    lose(looking, folder)
    told = waiting(looking).get_by_role("listitem")
    expect(told).to_contain_text("30 of 40 pictures were not found (75 %)")
    expect(told).to_contain_text("travels/norway")
    expect(looking.page.get_by_role("link", name="Folders")).to_contain_text(
        "30 pictures wait for your word", timeout=SOON_MS
    )
    assert violations(looking, axe) == []
    (folder.parent / "away").rename(folder / "norway")
    again = looking.page.get_by_role("button", name="Look again for the pictures of travels")
    again.focus()
    looking.page.keyboard.press("Enter")
    expect(waiting(looking)).to_have_count(0, timeout=SOON_MS)
    expect(left(looking)).to_have_count(0)


def test_what_waits_is_marked_as_not_found_in_results(looking: Visit, folder: Path) -> None:
    """Not as something to be plugged in, and commands stand as such in the sentence about it."""
    lose(looking, folder)
    looking.go("#/")
    looking.search("a picture")
    expect(looking.page.locator(".badge.offline").first).to_have_text("Not found")
    note = looking.page.locator(".note").filter(has_text="cannot be opened now")
    expect(note.locator("code")).to_have_text("bowerbird gone")
    expect(note).not_to_contain_text("`")


def test_a_yes_drops_them_and_they_come_back(looking: Visit, folder: Path) -> None:
    """It asks first; what left is listed, comes back with Undo and from the list, and waits again then."""
    lose(looking, folder)
    drop = looking.page.get_by_role("button", name="They are gone: drop them… travels")
    drop.click()
    looking.page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(waiting(looking)).to_be_visible()
    drop.click()
    looking.page.get_by_role("dialog").get_by_role("button", name="They are gone").click()
    looking.notice("30 pictures left the library.")
    expect(waiting(looking)).to_have_count(0)
    expect(left(looking).get_by_role("listitem")).to_contain_text("30 pictures of travels")
    assert looking.evaluate("document.activeElement.matches('h1')")
    looking.page.get_by_role("log").get_by_role("button", name="Undo").click()
    expect(waiting(looking)).to_be_visible()
    expect(left(looking)).to_have_count(0)

    drop.click()
    looking.page.get_by_role("dialog").get_by_role("button", name="They are gone").click()
    back = left(looking).get_by_role("button", name="Bring back: travels/norway")
    back.focus()
    looking.page.keyboard.press("Enter")
    looking.notice("30 pictures are back in the library.")
    expect(waiting(looking)).to_be_visible()


def test_a_folder_that_was_taken_out_comes_back_or_is_forgotten(looking: Visit, folder: Path) -> None:
    """From the list for 30 days, as it was; forgotten, it is in no list any more, and its files are where they were."""
    taking = looking.page.get_by_role("button", name="Take out… travels")
    for ends_with in ("Bring back: travels", "Forget… travels"):
        taking.click()
        looking.page.get_by_role("dialog").get_by_role("button", name="Take it out").click()
        expect(left(looking).get_by_role("listitem")).to_contain_text("travels was taken out")
        expect(taking).to_have_count(0)
        left(looking).get_by_role("button", name=ends_with).click()
        if ends_with.startswith("Bring"):
            expect(taking).to_be_visible()
            expect(looking.page.get_by_role("listitem").filter(has=taking)).to_contain_text("40 pictures")
    looking.page.get_by_role("dialog").get_by_role("button", name="Forget it").click()
    looking.notice("Nothing of “travels” is kept.")
    expect(left(looking)).to_have_count(0)
    expect(taking).to_have_count(0)
    assert len(list(folder.rglob("*.png"))) == 40
