"""What the library can be filtered by, in the panel and in the details of a picture: cameras, days, keywords, colours, kinds."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from PIL import ExifTags, Image
from playwright.sync_api import expect

from bowerbird_engine import Engine, load_settings
from fakes.live_hub import LiveHub
from hosts.page.browsing import Visit
from hosts.page.conftest import Browse
from hosts.page.proofs import asking, last_asked

XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag>{}</rdf:Bag></dc:subject>'
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
)


def photo(
    path: Path, colour: tuple[int, int, int], *, model: str, taken: str, keywords: tuple[str, ...]
) -> None:
    """Write a plain photo whose file says who took it, when, and what is on it."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Optika"
    exif[ExifTags.Base.Model] = model
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    xmp = XMP.format("".join(f"<rdf:li>{escape(word)}</rdf:li>" for word in keywords)).encode()
    picture = Image.new("RGB", (320, 200), colour)
    picture.paste(tuple(255 - value for value in colour), (20, 20, 70, 60))
    picture.save(path, exif=exif, xmp=xmp)


@pytest.fixture(scope="module")
def told_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Learn four pictures that say much of themselves; gives the home."""
    base = tmp_path_factory.mktemp("told")
    folder = base / "pictures"
    folder.mkdir()
    photo(
        folder / "sea.jpg", (20, 60, 200), model="Z 5", taken="2021:07:03 10:00:00", keywords=("sea", "boat")
    )
    photo(folder / "shore.jpg", (30, 70, 190), model="Z 5", taken="2022:08:04 11:00:00", keywords=("sea",))
    photo(
        folder / "barn.jpg",
        (190, 30, 20),
        model="K <b>3</b>",
        taken="2022:01:05 12:00:00",
        keywords=("<i>barn</i>",),
    )
    Image.new("RGB", (200, 320), (20, 120, 40)).save(folder / "lawn.png")
    with Engine(load_settings(base / "home")) as engine:
        engine.add_folder(folder)
        engine.index(ocr=False)
    return base / "home"


@pytest.fixture
def told(browse: Browse, told_home: Path) -> Generator[Visit]:
    """Open the page over these pictures, with all of them found and the panel open."""
    with LiveHub(told_home) as hub, browse(hub) as visit:
        visit.enter()
        visit.search("a picture")
        assert len(visit.names()) == 4
        visit.page.get_by_role("button", name="Refine").click()
        expect(visit.page.get_by_role("group", name="Colour")).to_be_visible()
        yield visit


def test_keywords_add_up(told: Visit) -> None:
    """Each keyword says how many pictures have it; two of them must both be there. What files say is never markup."""
    group = told.page.get_by_role("group", name="Keywords")
    expect(group.get_by_role("button")).to_have_text(["sea2", "<i>barn</i>1", "boat1"])
    with asking(told):
        group.get_by_role("button", name="sea").press("Enter")
    told.settled()
    assert sorted(told.names()) == ["sea.jpg", "shore.jpg"]
    with asking(told):
        group.get_by_role("button", name="boat").click()
    told.settled()
    assert told.names() == ["sea.jpg"]
    assert last_asked(told)["filters"] == {"keywords": ["sea", "boat"]}


def test_a_camera_and_a_year(told: Visit) -> None:
    """A camera is chosen from those that there are; a year stands for its days, which can then be changed."""
    with asking(told):
        told.page.get_by_label("Camera").select_option(label="Optika Z 5 (2)")
    told.settled()
    assert sorted(told.names()) == ["sea.jpg", "shore.jpg"]
    taken = told.page.get_by_role("group", name="Taken")
    with asking(told):
        taken.get_by_role("button", name="2022").click()
    told.settled()
    assert told.names() == ["shore.jpg"]
    expect(taken.get_by_label("From")).to_have_value("2022-01-01")
    expect(taken.get_by_label("To")).to_have_value("2022-12-31")
    with asking(told):
        taken.get_by_label("To").fill("2022-08-03")
        taken.get_by_label("To").blur()
    expect(told.page.get_by_role("heading", name="No picture passes")).to_be_visible()
    told.page.keyboard.press("Escape")
    expect(told.page.locator(".drops li")).to_have_count(2)
    expect(told.page.locator(".drops li").first).to_contain_text("Taken 1 Jan 2022 to 3 Aug 2022")
    expect(told.page.locator(".drops li").first).to_contain_text("pictures without it")


def test_a_colour_and_a_kind(told: Visit) -> None:
    """A colour by its name and spot, and the kind of file, with numbers."""
    with asking(told):
        told.page.get_by_role("group", name="Colour").get_by_role("button", name="green").click()
    told.settled()
    assert told.names() == ["lawn.png"]
    kinds = told.page.get_by_role("group", name="Kind of file")
    with asking(told):
        kinds.get_by_role("button", name="PNG").click()
    told.settled()
    assert told.names() == ["lawn.png"]
    with asking(told):
        told.page.get_by_role("button", name="Clear").press("Enter")
    told.settled()
    assert len(told.names()) == 4
    expect(told.page.get_by_label("Order")).to_be_focused()
    expect(told.page.get_by_role("button", name="green")).to_have_attribute("aria-pressed", "false")


def test_a_collection(told: Visit) -> None:
    """Only what is in a collection, by its name."""
    owner = told.hub.owner()
    lawn = next(
        hit
        for hit in owner.post("/v1/search", {"text": "a picture"}).json["hits"]
        if hit["name"] == "lawn.png"
    )
    made = owner.post("/v1/collections", {"name": "Gardens"}).json
    owner.post(f"/v1/collections/{made['id']}/assets", {"assets": [lawn["id"]]})
    told.page.reload()
    told.settled()
    told.page.get_by_role("button", name="Refine").click()
    with asking(told):
        told.page.get_by_label("Collection", exact=True).select_option(label="Gardens")
    told.page.keyboard.press("Escape")
    expect(told.page.get_by_text("In “Gardens”")).to_be_visible()
    told.settled()
    assert told.names() == ["lawn.png"]


def test_the_details_tell_what_the_file_says(told: Visit) -> None:
    """The panel shows day, camera, keywords and colours as text, and a press on one filters by it."""
    told.page.keyboard.press("Escape")
    told.options.filter(has_text="barn.jpg").click()
    said = told.page.locator(".said")
    expect(said).to_contain_text("5 Jan 2022, 12:00")
    expect(said).to_contain_text("Optika K <b>3</b>")
    with asking(told):
        said.get_by_role("button", name="red").press("Enter")
    told.settled()
    assert told.names() == ["barn.jpg"]
    with asking(told):
        said.get_by_role("button", name="<i>barn</i>").click()
    assert last_asked(told)["filters"] == {"colour": "red", "keywords": ["<i>barn</i>"]}
