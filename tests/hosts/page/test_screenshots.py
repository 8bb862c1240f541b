"""The pictures of the page in docs/images: taken from the real page, and kept where BOWERBIRD_SCREENSHOTS says."""

from __future__ import annotations

import os
from collections.abc import Generator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Route, expect

from fakes.live_hub import LiveHub
from hosts.harness.pages import until
from hosts.page.browsing import NARROW, Theme, Visit
from hosts.page.conftest import Browse

KEEP = "BOWERBIRD_SCREENSHOTS"
QUIET = "() => !document.querySelector('.frame.waiting, .skeleton')"


@pytest.fixture(scope="module")
def shown_hub(whole_library: Path) -> Generator[LiveHub]:
    """Run a hub over all samples, with a plug-in that waits and some that are connected."""
    with LiveHub(whole_library) as hub:
        hub.client("search", "thumbnails", "originals", name="Blender 4.5")
        hub.client("search", "thumbnails", "originals", "curate", name="Visual Studio Code")
        owner = hub.owner()
        for name in ("Autumn campaign", "Mood board"):
            made = owner.post("/v1/collections", {"name": name}).json
            hits = owner.post("/v1/search", {"text": f"{name} warm light", "limit": 6}).json["hits"]
            owner.post(f"/v1/collections/{made['id']}/assets", {"assets": [hit["id"] for hit in hits]})
        yield hub


@pytest.fixture
def first_hub(tmp_path: Path) -> Generator[LiveHub]:
    """Run a hub over nothing."""
    with LiveHub(tmp_path / "home") as hub:
        yield hub


def anybody(route: Route) -> None:
    """Let the pictures lie where anybody's could: a path of one machine has no place in the documents."""
    content = route.fetch().json()
    for hit in content["hits"]:
        hit["path"] = f"/home/anna/Pictures/{hit['folder']['name']}/{hit['name']}"
    route.fulfill(json=content)


def keep(visit: Visit, name: str) -> None:
    """Take the picture, see that something is on it, and keep it where that is wanted."""
    until(visit.page, QUIET)
    picture = visit.page.screenshot(animations="disabled", caret="hide")
    with Image.open(BytesIO(picture)) as opened:
        colours = opened.convert("RGB").getcolors(opened.width * opened.height)
    assert colours is not None
    assert len(colours) > 500
    if folder := os.environ.get(KEEP):
        (Path(folder) / f"{name}.png").write_bytes(picture)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_has_its_picture_taken(browse: Browse, shown_hub: LiveHub, theme: Theme) -> None:
    """Home, results with details, and plug-ins, in both themes, with nothing left loading."""
    with browse(shown_hub, theme=theme) as visit:
        visit.page.route("**/v1/search", anybody)
        visit.enter()
        expect(visit.page.locator(".work")).to_contain_text("pictures")
        keep(visit, f"page-home-{theme}")
        visit.search("warm sunset, tree silhouette")
        visit.options.nth(1).click()
        expect(visit.page.locator(".preview.sharp")).to_be_visible()
        keep(visit, f"page-search-{theme}")
        shown_hub.send(
            "POST", "/v1/pairings", {"name": "GIMP 3.0", "scopes": ["search", "thumbnails", "originals"]}
        )
        visit.go("#/plugins")
        expect(visit.page.locator(".pairing-code").first).to_be_visible()
        keep(visit, f"page-plugins-{theme}")
        for pairing in shown_hub.owner().get("/v1/pairings").json["pairings"]:
            shown_hub.owner().post(f"/v1/pairings/{pairing['id']}/deny")


def test_the_narrow_page_has_its_picture_taken(browse: Browse, shown_hub: LiveHub) -> None:
    """Results in a narrow window."""
    with browse(shown_hub, size=NARROW, theme="dark") as visit:
        visit.enter()
        visit.search("red mug on white")
        keep(visit, "page-narrow-dark")


def test_the_first_run_has_its_picture_taken(browse: Browse, first_hub: LiveHub) -> None:
    """The first run, with no place of this machine in it."""
    places: list[dict[str, object]] = [
        {
            "id": "a",
            "name": "Pictures",
            "path": "/home/anna/Pictures",
            "kind": "suggested",
            "advice": [],
            "has_folders": True,
            "in_library": False,
        },
        {
            "id": "b",
            "name": "anna",
            "path": "/home/anna",
            "kind": "suggested",
            "advice": [
                "This is everything that you have. One to three folders of your best pictures are a better start."
            ],
            "has_folders": True,
            "in_library": False,
        },
        {
            "id": "c",
            "name": "Blue Passport",
            "path": "/media/anna/Blue Passport",
            "kind": "suggested",
            "advice": [],
            "has_folders": True,
            "in_library": False,
        },
    ]
    with browse(first_hub) as visit:
        visit.page.route(
            "**/v1/places*", lambda route: route.fulfill(json={"places": places, "parent": None})
        )
        visit.enter()
        visit.page.get_by_role("button", name="Choose: Pictures").click()
        keep(visit, "page-first-run-light")
