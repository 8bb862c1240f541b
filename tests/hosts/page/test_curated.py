"""The curated folder in the page: its template with a preview, what a copy asks for, and the list of what was copied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from fakes.live_hub import LiveHub
from hosts.page.browsing import Visit
from hosts.page.conftest import Browse


@pytest.fixture
def folder(tmp_path: Path, live_hub: LiveHub) -> Path:
    """Choose a curated folder, with the template that there is at first."""
    live_hub.owner().patch("/v1/preferences", {"curated_folder": str(tmp_path), "curated_template": None})
    return tmp_path


@pytest.fixture
def curating(browse: Browse, live_hub: LiveHub, folder: Path) -> Iterator[Visit]:
    """Open the page of a hub with that folder."""
    with browse(live_hub) as opened:
        opened.enter()
        yield opened


def template(visit: Visit) -> str:
    """Give the template that the hub has."""
    return str(visit.hub.owner().get("/v1/preferences").json["curated_template"])


def test_a_template_is_tried_while_it_is_written(curating: Visit) -> None:
    """The preview follows every key, a mistake is marked at its place and cannot be kept, and what is right is."""
    visit = curating
    visit.go("#/preferences")
    field = visit.page.get_by_label("Where copies go in it")
    use = visit.page.get_by_role("button", name="Use it")
    preview = visit.page.locator(".template-preview")
    expect(use).to_be_disabled()
    field.fill("{project}/mugs/{subject}")
    expect(preview).to_contain_text("Spring campaign/mugs/red mug.")
    expect(use).to_be_enabled()

    field.fill("{project}/{yeer}/{subject}")
    expect(visit.page.get_by_role("alert").filter(has_text="{yeer}")).to_be_visible()
    expect(visit.page.locator(".wrong-place mark")).to_have_text("{yeer}")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(use).to_be_disabled()
    field.press("Enter")
    assert template(visit) == "{name}"

    field.fill("")
    expect(visit.page.locator(".template-wrong")).to_contain_text("at least a name")
    visit.page.get_by_role("button", name="By project and month").click()
    expect(field).to_be_focused()
    expect(use).to_be_enabled()
    expect(visit.page.locator(".template-wrong")).to_be_empty()
    field.press("Enter")
    visit.notice("Copies go there from now on.")
    assert template(visit) == "{project}/{year}-{month}/{subject}"


def test_a_field_is_put_in_where_one_writes(curating: Visit) -> None:
    """The buttons put their field at the place of the caret."""
    curating.go("#/preferences")
    field = curating.page.get_by_label("Where copies go in it")
    field.fill("a-")
    curating.page.get_by_role("button", name="{folder}", exact=True).click()
    expect(field).to_have_value("a-{folder}")
    expect(curating.page.locator(".template-preview")).to_contain_text("a-")


def test_a_copy_asks_for_project_and_subject_where_they_have_a_place(curating: Visit, folder: Path) -> None:
    """The dialog shows where it goes while one types; Escape copies nothing; the project is known the next time."""
    visit = curating
    visit.hub.owner().patch("/v1/preferences", {"curated_template": "{project}/{subject}"})
    visit.search("a bar chart")
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("k")
    dialog = visit.page.get_by_role("dialog")
    expect(dialog.get_by_label("Subject")).to_have_value("a bar chart")
    visit.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert list(folder.iterdir()) == []

    visit.page.keyboard.press("k")
    dialog.get_by_label("Project").fill("Annual report")
    expect(dialog.locator(".copy-preview")).to_contain_text("Annual report/a bar chart.")
    dialog.get_by_label("Project").press("Enter")
    visit.notice("1 picture copied to your curated folder.")
    assert [path.stem for path in (folder / "Annual report").glob("*.png")] == ["a bar chart"]

    visit.page.keyboard.press("ArrowRight")
    visit.page.keyboard.press("k")
    expect(dialog.get_by_label("Project")).to_have_value("Annual report")


def test_a_plain_template_asks_nothing(curating: Visit) -> None:
    """Control: without project and subject a copy is one press."""
    curating.search("a bar chart")
    curating.page.keyboard.press("ArrowDown")
    curating.page.keyboard.press("k")
    curating.notice("copied to your curated folder.")
    expect(curating.page.get_by_role("dialog")).to_have_count(0)


def test_the_list_says_what_was_copied_from_where(curating: Visit, folder: Path) -> None:
    """Each copy has its search, its project, where it is from and whether it is still there; it can be revealed."""
    visit = curating
    owner = visit.hub.owner()
    visit.go("#/curated")
    hit = owner.post("/v1/search", {"text": "a bar chart", "limit": 1}).json["hits"][0]
    copies = owner.post(
        "/v1/curated-copies", {"assets": [hit["id"]], "query": "a bar <b>chart</b>", "project": "Museum"}
    )
    copy = copies.json["copies"][0]
    visit.page.reload()
    row = visit.page.get_by_role("listitem").filter(has_text=copy["name"]).filter(has_text=folder.name)
    expect(row).to_contain_text("found by “a bar <b>chart</b>”")
    expect(row).to_contain_text("project Museum")
    expect(row).to_contain_text(f"From {hit['path']}")
    expect(row).not_to_contain_text("gone")
    with visit.page.expect_response("**/reveal"):
        row.get_by_role("button", name=f"Show the original of {copy['name']}").click()

    Path(copy["path"]).unlink()
    visit.page.reload()
    expect(row).to_contain_text("The copy is gone")


def test_nothing_copied_teaches_how(browse: Browse, live_hub: LiveHub) -> None:
    """The empty list says how a picture is copied; control: not where there is a copy."""
    with browse(live_hub) as visit:
        visit.page.route(
            "**/v1/curated-copies?*", lambda route: route.fulfill(json={"copies": [], "next": None})
        )
        visit.enter("#/curated")
        expect(visit.page.get_by_role("heading", name="Nothing was copied yet")).to_be_visible()
