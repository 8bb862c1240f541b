"""Searching in the page: words, codes, pictures and parts of them; the slider, the folders, and what one does with a hit."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from fakes import light_files
from fakes.live_hub import LiveHub
from fakes.pictures import HEIC, encoded, two_halves
from fakes.sampled import SAMPLES, SampledLibrary
from hosts.page.browsing import Visit, picture_bytes
from hosts.page.proofs import DROP

PASTE = """async (bytes) => {
  const blob = new Blob([new Uint8Array(bytes)], { type: "image/png" });
  await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
}"""


def asked(visit: Visit) -> list[dict[str, Any]]:
    """Give the bodies of the searches so far."""
    return [
        json.loads(request.post_data or "")
        for request in visit.requests
        if request.url.endswith("/v1/search")
    ]


def test_words_find_pictures_and_the_box_says_why(visit: Visit, sampled_library: SampledLibrary) -> None:
    """Words are taken as a description, the page says so and why, and each hit has its similarity and reason."""
    visit.search("a bar chart")
    expect(visit.page.locator(".entry")).to_have_text(["Description"])
    expect(visit.page.locator(".why-line")).not_to_be_empty()
    assert visit.names()
    first = visit.options.first
    expect(first).to_have_accessible_name(re.compile(r"\.\w+ \d+ % alike .*(match|file name)"))
    expect(first.locator("img")).to_have_js_property("complete", value=True)


def test_a_code_is_found_by_its_letters(visit: Visit, sampled_library: SampledLibrary) -> None:
    """A code is taken as letters in the picture, and the picture that holds it comes first."""
    visit.search(f'"{sampled_library.code}"')
    expect(visit.page.locator(".entry").first).to_contain_text("Letters")
    assert visit.names()[0] in {sampled_library.label.name, "copy.jpg"}
    expect(visit.options.first.locator(".reason")).to_contain_text("reads")


def test_what_is_avoided_comes_last_and_stays_asked(visit: Visit) -> None:
    """A word in the field puts such pictures last, which say so; it stays in the address until it is taken out."""
    visit.search("a picture")
    field = visit.page.get_by_label("Without")
    before = visit.names()
    field.fill("green")
    expect(visit.page.locator(".why-line")).to_contain_text("“green” comes after the rest")
    visit.settled()
    assert asked(visit)[-1]["avoid"] == "green"
    assert sorted(visit.names()) == sorted(before)
    assert visit.names() != before
    expect(visit.page.locator(".cell .reason.avoided").first).to_contain_text("which you want to avoid")

    visit.page.reload()
    expect(field).to_have_value("green")
    expect(visit.page.locator(".why-line")).to_contain_text("comes after the rest")
    field.press("Escape")
    expect(visit.page.locator(".why-line")).not_to_contain_text("comes after the rest")
    visit.settled()
    assert "avoid" not in asked(visit)[-1]
    assert visit.names() == before


def test_the_person_overrules_the_entry(visit: Visit) -> None:
    """What was typed can be taken as a file name instead, and back."""
    visit.search("bar chart")
    visit.page.get_by_role("button", name="Take it otherwise").click()
    visit.page.get_by_role("menuitemradio", name="A file name").click()
    expect(visit.page.locator(".entry")).to_have_text(["File name"])
    visit.page.get_by_role("button", name="As you chose").click()
    visit.page.get_by_role("menuitemradio", name="Let Bowerbird decide").click()
    expect(visit.page.locator(".entry").first).to_have_text("Description")


def test_the_slider_filters_without_asking_again(visit: Visit) -> None:
    """The slider hides what is less alike at once, by itself, and brings it back."""
    visit.search("a bar chart")
    everything = len(visit.names())
    before = len(asked(visit))
    slider = visit.page.get_by_label("At least so much alike")
    slider.fill("60")
    expect(visit.page.locator(".count")).to_contain_text(" of ")
    shown = [float(text.split()[0]) for text in visit.page.locator(".cell .percent").all_inner_texts()]
    assert 0 < len(shown) < everything
    assert min(shown) >= 59.5
    slider.fill("100")
    expect(visit.page.get_by_text("Nothing is that much alike")).to_be_visible()
    visit.page.get_by_role("button", name="Show them").click()
    assert len(visit.names()) == everything
    assert len(asked(visit)) == before


def test_a_folder_narrows_the_search(visit: Visit) -> None:
    """Searching in one folder alone, and leaving it out, both go to the hub and change what is found."""
    visit.search("a picture")
    expect(visit.page.locator(".cell").first).to_be_visible()
    visit.page.get_by_role("button", name="Folders: All folders").click()
    visit.page.get_by_role("button", name="Only: diagrams").click()
    visit.page.keyboard.press("Escape")
    expect(visit.page.get_by_role("button", name="Folders: diagrams")).to_be_visible()
    visit.settled()
    assert asked(visit)[-1]["inside"]
    assert visit.page.locator(".cell").count() == 2
    visit.page.get_by_role("button", name="Folders: diagrams").click()
    visit.page.get_by_role("button", name="Leave out: diagrams").click()
    visit.page.keyboard.press("Escape")
    expect(visit.page.get_by_role("button", name="Folders: Without diagrams")).to_be_visible()
    visit.settled()
    assert asked(visit)[-1]["outside"]
    assert "inside" not in asked(visit)[-1]


def test_a_pasted_picture_is_searched_with(visit: Visit, sampled_library: SampledLibrary) -> None:
    """Ctrl+V with a picture searches with it: it is uploaded once, and the same picture is the best hit."""
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chart = next(sampled_library.folder.glob("diagrams/*.png"))
    visit.evaluate(PASTE, picture_bytes(chart))
    with visit.page.expect_response("**/v1/search"):
        visit.page.keyboard.press("Control+V")
    visit.settled()
    expect(visit.page.locator(".entry")).to_have_text(["Picture"])
    assert visit.names()[0] == chart.name
    visit.search("but blue")
    expect(visit.page.locator(".entry")).to_have_text(["Picture", "Description"])
    assert len(visit.paths("/v1/query-images")) == 1


@pytest.mark.parametrize("kind", ["gif", "bmp", "avif"])
def test_what_every_browser_shows_goes_as_it_is(
    visit: Visit, sampled_library: SampledLibrary, kind: str
) -> None:
    """A GIF, BMP or AVIF file is sent untouched, shown in the box, and finds the picture that it was made of."""
    chart = next(sampled_library.folder.glob("diagrams/*.png"))
    with Image.open(chart) as picture:
        picture.thumbnail((128, 128))  # numbers go into the page one by one
        data = encoded(picture.convert("RGB"), kind)
    with visit.page.expect_response("**/v1/search"):
        visit.evaluate(DROP, [list(data), f"image/{kind}", f"chart.{kind}"])
    visit.settled()
    assert visit.names()[0] == chart.name
    expect(visit.page.locator(".chip-picture img")).to_be_visible()
    sent = next(request for request in visit.requests if request.url.endswith("/v1/query-images"))
    assert sent.headers["content-type"] == f"image/{kind}"


@pytest.mark.parametrize(
    ("kind", "media_type", "data"),
    [("tif", "image/tiff", encoded(two_halves(), "TIFF")), ("heic", "image/heic", HEIC)],
    ids=["TIFF", "HEIC"],
)
def test_what_not_every_browser_shows_goes_as_it_is(
    visit: Visit, kind: str, media_type: str, data: bytes
) -> None:
    """A TIFF or HEIC file goes to the hub untouched, also where the system names no type; a drawing stands for it."""
    with visit.page.expect_response("**/v1/search"):
        visit.evaluate(DROP, [list(data), "", f"Halves.{kind.upper()}"])
    visit.settled()
    expect(visit.page.locator(".entry")).to_have_text(["Picture"])
    expect(visit.page.locator(".chip-picture svg")).to_be_visible()
    sent = next(request for request in visit.requests if request.url.endswith("/v1/query-images"))
    assert sent.headers["content-type"] == media_type


@pytest.mark.parametrize(("kind", "media_type"), [("jpg", "image/jpeg"), ("png", "image/png")])
def test_a_dropped_picture_is_searched_with(
    visit: Visit, sampled_library: SampledLibrary, kind: str, media_type: str
) -> None:
    """A file that is dropped anywhere on the page is searched with."""
    dropped = next(
        path for path in sorted(sampled_library.folder.rglob(f"*.{kind}")) if path.name != "broken.jpg"
    )
    with visit.page.expect_response("**/v1/search"):
        visit.evaluate(DROP, [picture_bytes(dropped), media_type, dropped.name])
    visit.settled()
    assert dropped.name in visit.names()[:2]


@pytest.mark.parametrize("kind", ["hdr", "exr"])
def test_a_dropped_picture_of_light_is_searched_with(visit: Visit, kind: str) -> None:
    """A Radiance or OpenEXR file, which no browser shows, goes to the hub as it is; a drawing stands for it in the box."""
    light = light_files.corners((128, 96))
    data = light_files.radiance(light) if kind == "hdr" else light_files.openexr(light_files.rgb(light))
    with visit.page.expect_response("**/v1/search"):
        visit.evaluate(DROP, [list(data), "", f"Studio.{kind.upper()}"])
    visit.settled()
    expect(visit.page.locator(".entry")).to_have_text(["Picture"])
    expect(visit.page.locator(".chip-picture svg")).to_be_visible()
    expect(visit.page.get_by_role("button", name="Search by a part of this picture")).to_have_count(0)
    sent = next(request for request in visit.requests if request.url.endswith("/v1/query-images"))
    assert sent.headers["content-type"] == {"hdr": "image/vnd.radiance", "exr": "image/x-exr"}[kind]


def test_a_dropped_text_is_refused_in_plain_words(visit: Visit) -> None:
    """What is no picture is not sent anywhere: the page says what can be dropped."""
    visit.evaluate(DROP, [[1, 2, 3], "text/plain", "note.txt"])
    visit.notice("Only picture files can be dropped here")
    assert visit.paths("/v1/query-images") == []


def test_a_file_that_is_no_picture_is_named(visit: Visit) -> None:
    """A damaged picture is named with the hub's own reason."""
    visit.evaluate(DROP, [[1, 2, 3], "image/png", "broken.png"])
    expect(visit.page.get_by_role("heading", name="That did not work")).to_be_visible()


def test_a_part_of_the_picture_is_searched_with(visit: Visit) -> None:
    """A box that is drawn on the picture goes along as fractions, and can be taken back."""
    visit.search("a bar chart")
    visit.options.first.click()
    visit.page.get_by_role("button", name="More like this").click()
    expect(visit.page.locator(".entry")).to_have_text(["Picture"])
    visit.page.get_by_role("button", name="Search by a part of this picture").click()
    field = visit.page.get_by_role("application")
    box = field.bounding_box()
    assert box is not None
    visit.page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.25)
    visit.page.mouse.down()
    visit.page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.75, steps=4)
    visit.page.mouse.up()
    with visit.page.expect_response("**/v1/search"):
        visit.page.get_by_role("button", name="Search this part").click()
    region = asked(visit)[-1]["region"]
    assert region == pytest.approx({"x": 0.25, "y": 0.25, "width": 0.5, "height": 0.5}, abs=0.02)
    visit.settled()
    visit.page.get_by_role("button", name="Change the part to search by").click()
    with visit.page.expect_response("**/v1/search"):
        visit.page.get_by_role("button", name="Whole picture").click()
    assert "region" not in asked(visit)[-1]


def test_more_like_this_and_back(visit: Visit) -> None:
    """More like this searches with a hit, and the browser's own way back leads to the words again."""
    visit.search("a bar chart")
    first = visit.names()[0]
    visit.options.first.click()
    visit.page.get_by_role("button", name="More like this").click()
    expect(visit.page.locator(".entry")).to_have_text(["Picture"])
    visit.settled()
    assert "like" in asked(visit)[-1]
    visit.page.go_back()
    expect(visit.page.locator(".entry")).to_have_text(["Description"])
    visit.settled()
    assert visit.names()[0] == first


def test_details_show_and_copy_the_path(visit: Visit, sampled_library: SampledLibrary) -> None:
    """The panel shows the picture large, why it is here and where it lies, and copies that path."""
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.search("a bar chart")
    name = visit.names()[0]
    visit.options.first.click()
    panel = visit.page.get_by_role("complementary")
    expect(panel.get_by_role("heading", level=2)).to_have_text(name)
    expect(panel.locator(".preview")).to_have_class("preview sharp")
    expect(panel.get_by_text("Why it is here")).to_be_visible()
    panel.get_by_role("button", name="Copy path").click()
    visit.notice("Path copied.")
    copied = Path(visit.evaluate("navigator.clipboard.readText()"))
    assert copied.name == name
    assert copied.is_file()


def test_reveal_says_what_came_of_it(visit: Visit) -> None:
    """Showing a file where there is no desktop says where it lies."""
    visit.search("a bar chart")
    visit.options.first.click()
    visit.page.get_by_role("button", name="Show in folder").click()
    expect(visit.page.get_by_role("log")).to_contain_text("file manager")


def test_a_picture_is_dragged_out_as_file_path_and_id(visit: Visit) -> None:
    """A drag carries the file itself for file managers, its path for texts, and its id for plug-ins."""
    visit.search("a bar chart")
    with visit.page.expect_response("**/original"):
        visit.options.first.hover()
    visit.page.wait_for_timeout(200)
    carried = visit.evaluate(
        """() => {
          const data = new DataTransfer();
          document.querySelector(".cell").dispatchEvent(new DragEvent("dragstart", { bubbles: true, dataTransfer: data }));
          document.dispatchEvent(new DragEvent("dragend", { bubbles: true }));
          return Object.fromEntries([...data.types].map((type) => [type, data.getData(type)]));
        }"""
    )
    name = visit.names()[0]
    assert Path(carried["text/plain"]).is_file()
    assert carried["text/uri-list"].startswith("file:///")
    assert carried["text/uri-list"].endswith(name)
    assert carried["application/x-bowerbird-asset"]
    media_type, file_name, url = carried["downloadurl"].split(":", 2)
    assert (media_type, file_name) == ("image/png", name)
    assert url.startswith("blob:")


def test_a_late_answer_does_not_replace_a_newer_one(visit: Visit) -> None:
    """While typing, only the answer to what stands in the box is shown."""
    held: list[Any] = []

    def hold_first(route: Any) -> None:
        if "slow" in route.request.post_data:
            held.append(route)
        else:
            route.continue_()

    visit.page.route("**/v1/search", hold_first)
    box = visit.page.get_by_label("Search your pictures")
    box.fill("slow words")
    box.press("Enter")
    visit.page.wait_for_timeout(100)
    with visit.page.expect_response("**/v1/search"):
        box.fill("bar chart")
        box.press("Enter")
    visit.settled()
    assert held
    shown = visit.names()
    held[0].fulfill(
        json={
            "entry": "words",
            "why": "late",
            "hits": [],
            "next": None,
            "notes": [],
            "library_id": "",
            "model": None,
        }
    )
    visit.page.wait_for_timeout(200)
    assert visit.names() == shown
    expect(visit.page.locator(".why-line")).not_to_have_text("late")


def test_an_error_of_the_hub_is_told_in_its_own_words(visit: Visit) -> None:
    """The page shows the sentence of the problem, and asks again when told to."""
    problem = {
        "type": "urn:bowerbird:problem:busy",
        "title": "Busy",
        "status": 503,
        "detail": "Many searches are under way: wait a moment.",
        "code": "busy",
    }
    visit.page.route(
        "**/v1/search",
        lambda route: route.fulfill(status=503, content_type="application/problem+json", json=problem),
    )
    visit.search("anything")
    expect(visit.page.get_by_text("Many searches are under way: wait a moment.")).to_be_visible()
    visit.page.unroute("**/v1/search")
    visit.page.get_by_role("button", name="Try again").click()
    expect(visit.page.locator(".cell").first).to_be_visible()


def test_the_code_of_the_label_is_a_real_one(sampled_library: SampledLibrary, live_hub: LiveHub) -> None:
    """Control: what the tests look for stands in the samples, and the hub finds it without the page."""
    assert (SAMPLES / "manifest.json").read_text(encoding="utf-8").count(sampled_library.code)
    found = live_hub.owner().post("/v1/search", {"letters": sampled_library.code}).json["hits"]
    assert found
