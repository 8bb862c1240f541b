"""Versions of pictures for documents, and what pictures say, over the API."""

from __future__ import annotations

import io
import threading
from collections.abc import Generator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bowerbird_bridge.serving.lanes import WIDTHS, Lane
from bowerbird_engine import Engine, Rendition, RenditionForm, documents, load_settings
from fakes import pictures
from fakes.live_hub import Answer, Caller, LiveHub
from fakes.sampled import SampledLibrary

SAID = "Zwei Möwen"


@pytest.fixture(scope="module")
def owner(live_hub: LiveHub) -> Caller:
    """Make a client that may everything."""
    return live_hub.owner()


@pytest.fixture(scope="module")
def label(owner: Caller, sampled_library: SampledLibrary) -> dict[str, Any]:
    """Find the hit of the label."""
    hits = owner.post("/v1/search", {"letters": sampled_library.code}).json["hits"]
    found: dict[str, Any] = hits[0]
    return found


@pytest.fixture
def own_hub(tmp_path: Path) -> Generator[LiveHub]:
    """Run a hub with one picture that has a caption."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    exif = Image.Exif()
    exif[0x010E] = SAID.encode()
    # A folder that nothing is left in counts as a disk that is away.
    (folder / "note.txt").write_text("so that it is not empty")
    (folder / "gulls.jpg").write_bytes(pictures.encoded(pictures.two_halves((800, 600)), "JPEG", exif=exif))
    with Engine(load_settings(tmp_path / "home")) as engine:
        engine.add_folder(folder)
        engine.index(ocr=False)
    with LiveHub(tmp_path / "home") as hub:
        yield hub


def only(hub: LiveHub) -> str:
    """Give the id of the only picture."""
    (hit,) = hub.owner().post("/v1/search", {"text": "a"}).json["hits"]
    return str(hit["id"])


@pytest.mark.parametrize("kind", ["webp", "avif", "jpeg", "png"])
def test_a_rendition(owner: Caller, label: dict[str, Any], kind: str) -> None:
    """It has the format and size that were asked for, tells its size, and has a tag of its own."""
    address = f"/v1/assets/{label['id']}/rendition?format={kind}&long_side=300"
    answer = owner.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, f"image/{kind}")
    with Image.open(io.BytesIO(answer.body)) as image:
        assert max(image.size) == 300
        told = (int(answer.headers["bowerbird-width"]), int(answer.headers["bowerbird-height"]))
        assert image.size == told
    assert owner.get(address).body == answer.body
    again = owner.get(address, If_None_Match=answer.headers["etag"])
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", answer.headers["etag"])


def test_each_form_has_its_tag(owner: Caller, label: dict[str, Any]) -> None:
    """What differs in its bytes differs in its tag, and no tag is that of the original or a thumbnail."""
    address = f"/v1/assets/{label['id']}"
    forms = (
        "format=webp", "format=jpeg", "format=png", "format=webp&long_side=100", "format=webp&long_side=101",
        "format=webp&quality=50",
    )  # fmt: skip
    answers = [owner.get(f"{address}/rendition?{form}") for form in forms]
    others = [owner.get(f"{address}{kind}") for kind in ("/original", "/thumbnail", "/proxy", "")]
    assert len({answer.headers["etag"] for answer in (*answers, *others)}) == len(forms) + len(others)
    assert len({answer.body for answer in answers}) == len(forms)
    # What has no effect makes no other version.
    same = [f"{address}/rendition?format=png&quality={quality}" for quality in (1, 100)]
    assert len({owner.get(each).headers["etag"] for each in same}) == 1
    assert (
        owner.get(f"{address}/rendition?format=webp&quality=82").headers["etag"] == answers[0].headers["etag"]
    )


@pytest.mark.parametrize(
    "query",
    [
        "", "format=gif", "format=", "format=WEBP", "format=webp&long_side=0", "format=webp&long_side=8193",
        "format=webp&long_side=big", "format=webp&long_side=", "format=webp&long_side=null", "format=webp&quality=0",
        "format=webp&quality=101", "format=webp&quality=82.5", "format=webp&format=png", "format=webp&side=100",
    ],
)  # fmt: skip
def test_forms_that_there_are_not(owner: Caller, label: dict[str, Any], query: str) -> None:
    """What does not fit is refused before anything is opened."""
    answer = owner.get(f"/v1/assets/{label['id']}/rendition?{query}")
    assert (answer.status, answer.code) == (422, "invalid")


def test_a_rendition_needs_the_scope_of_the_originals(live_hub: LiveHub, label: dict[str, Any]) -> None:
    """Who may see small versions alone gets no large one; the words are for whoever may search."""
    address = f"/v1/assets/{label['id']}"
    for scope in ("search", "thumbnails", "curate", "admin"):
        client = live_hub.client(scope)
        answer = client.get(f"{address}/rendition?format=webp")
        assert (answer.status, answer.code) == (403, "insufficient_scope")
        assert client.get(f"{address}/words").status == (200 if scope == "search" else 403)
    assert live_hub.client("originals").get(f"{address}/rendition?format=webp").status == 200


def test_what_a_picture_says(
    owner: Caller, label: dict[str, Any], sampled_library: SampledLibrary, own_hub: LiveHub
) -> None:
    """The letters of a label and the caption of a photo."""
    words = owner.get(f"/v1/assets/{label['id']}/words").json
    assert sampled_library.code in "".join(words["letters"])
    assert own_hub.client("search").get(f"/v1/assets/{only(own_hub)}/words").json == {
        "letters": [],
        "caption": SAID,
    }


def test_a_picture_that_there_is_not(owner: Caller) -> None:
    """An id of nothing is told as everywhere."""
    for kind in ("words", "rendition?format=webp"):
        answer = owner.get(f"/v1/assets/{'01' * 13}/{kind}")
        assert (answer.status, answer.code) == (404, "unknown_asset")


def test_a_picture_that_is_not_there_now(own_hub: LiveHub, tmp_path: Path) -> None:
    """What is gone is told for a version; who has it already needs it not; it has no caption, and that is no error."""
    owner, address = own_hub.owner(), f"/v1/assets/{only(own_hub)}"
    tag = owner.get(f"{address}/rendition?format=webp").headers["etag"]
    (tmp_path / "pictures" / "gulls.jpg").unlink()
    answer = owner.get(f"{address}/rendition?format=webp")
    assert (answer.status, answer.code) == (410, "asset_gone")
    assert owner.get(f"{address}/rendition?format=webp", If_None_Match=tag).status == 304
    assert owner.get(f"{address}/words").json == {"letters": [], "caption": None}


def test_a_format_that_this_installation_cannot_write(
    owner: Caller, label: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sentence says so, with a code of its own."""
    monkeypatch.setattr(documents, "can_write", "webp".__eq__)
    answer = owner.get(f"/v1/assets/{label['id']}/rendition?format=avif")
    assert (answer.status, answer.code) == (501, "format_unavailable")
    assert "cannot write AVIF" in answer.json["detail"]


def test_many_renditions_hold_up_nothing_else(
    live_hub: LiveHub, owner: Caller, label: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With all places of renditions taken, searches and thumbnails come at once, and one more is told to come again."""
    go, begun = threading.Event(), threading.Semaphore(0)

    def waiting(_asset_id: str, _form: RenditionForm) -> Rendition:
        begun.release()
        assert go.wait(20)
        return Rendition(b"x", "image/webp", 1, 1)

    monkeypatch.setattr(live_hub.engine, "rendition", waiting)
    width = WIDTHS[Lane.RENDITIONS]
    askers = [live_hub.client("originals") for _ in range(width.at_work)]
    address = f"/v1/assets/{label['id']}"
    under_way: list[Future[Answer]] = []

    def ask(client: Caller, into: Future[Answer]) -> None:
        into.set_result(client.get(f"{address}/rendition?format=webp"))

    threads: list[threading.Thread] = []
    for client in askers:
        for _ in range((width.at_work + width.waiting) // width.at_work):
            under_way.append(Future())
            threads.append(threading.Thread(target=ask, args=(client, under_way[-1])))
            threads[-1].start()
    try:
        for _ in range(width.at_work):
            assert begun.acquire(timeout=20)
        assert owner.post("/v1/search", {"text": "a", "limit": 1}).status == 200
        assert owner.get(f"{address}/thumbnail").status == 200
        assert owner.get(f"{address}/words").status == 200
    finally:
        go.set()
        for thread in threads:
            thread.join(30)
    assert {future.result(1).status for future in under_way} == {200}
