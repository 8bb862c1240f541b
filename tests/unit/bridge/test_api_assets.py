"""Pictures by id: facts, thumbnails, proxies, originals with ranges, and the file manager."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import time
from collections.abc import Generator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bowerbird_bridge.serving.lanes import THREADS
from bowerbird_engine import AssetId, Engine, Original, load_settings
from fakes.indexed import make_picture
from fakes.live_hub import Answer, Caller, LiveHub
from fakes.sampled import SampledLibrary

KINDS = ("", "/thumbnail", "/proxy", "/original", "/similar")


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


def test_facts_of_a_picture(owner: Caller, label: dict[str, Any]) -> None:
    """A picture tells what its hit told, less what belongs to the search, and what its file says beside it."""
    facts = owner.get(f"/v1/assets/{label['id']}").json
    more = {name: facts.pop(name) for name in ("taken", "camera", "title", "caption", "keywords", "colours")}
    assert facts == {name: label[name] for name in facts}
    assert (more["taken"], more["camera"], more["title"], more["caption"], more["keywords"]) == (
        *[None] * 4,
        [],
    )
    assert more["colours"]
    assert all(0.05 <= colour["share"] <= 1 for colour in more["colours"])
    assert set(label) - set(facts) == {
        "similarity", "calibrated", "reasons", "labels", "boxes", "query_box", "group", "variants", "core", "curated",
        "copies", "copy_paths",
    }  # fmt: skip
    assert facts["content"] == hashlib.sha256(Path(facts["path"]).read_bytes()).hexdigest()


def test_facts_without_the_scope_have_no_path(live_hub: LiveHub, label: dict[str, Any]) -> None:
    """Where the file lies is told only to who may read it (check 13)."""
    assert live_hub.client("search").get(f"/v1/assets/{label['id']}").json["path"] is None


@pytest.mark.parametrize("kind", KINDS[:-1])
def test_what_is_known_is_not_sent_again(owner: Caller, label: dict[str, Any], kind: str) -> None:
    """An ETag that comes back is answered by 304, and another one by all of it."""
    address = f"/v1/assets/{label['id']}{kind}"
    first = owner.get(address)
    etag = first.headers["etag"]
    again = owner.get(address, If_None_Match=f'"other", {etag}')
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", etag)
    assert owner.get(address, If_None_Match='"other"').body == first.body


@pytest.mark.parametrize("size", [160, 320, 640])
def test_thumbnails_of_three_sizes(owner: Caller, label: dict[str, Any], size: int) -> None:
    """A thumbnail is a WebP file with the long side that was asked for."""
    answer = owner.get(f"/v1/assets/{label['id']}/thumbnail?size={size}")
    assert answer.headers["content-type"] == "image/webp"
    assert max(_webp_size(answer.body)) == size


@pytest.mark.parametrize("size", [160, 320, 640])
def test_thumbnails_as_pixels(owner: Caller, label: dict[str, Any], size: int) -> None:
    """A program without a decoder gets the same picture as pixels, all of them opaque, with a tag of their own."""
    address = f"/v1/assets/{label['id']}/thumbnail?size={size}"
    file, raw = owner.get(address), owner.get(f"{address}&form=rgba")
    told = int(raw.headers["bowerbird-width"]), int(raw.headers["bowerbird-height"])
    assert (raw.headers["content-type"], told) == ("application/octet-stream", _webp_size(file.body))
    with Image.open(BytesIO(file.body)) as shown:
        assert shown.convert("RGBA").tobytes() == raw.body

    etag = raw.headers["etag"]
    assert etag != file.headers["etag"]
    again = owner.get(f"{address}&form=rgba", If_None_Match=etag)
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", etag)
    assert owner.get(f"{address}&form=rgba", If_None_Match=file.headers["etag"]).body == raw.body
    assert owner.get(f"{address}&form=webp", If_None_Match=file.headers["etag"]).status == 304


def test_the_proxy_fills_a_screen(owner: Caller, label: dict[str, Any]) -> None:
    """A proxy is a WebP file too, and larger than a thumbnail."""
    answer = owner.get(f"/v1/assets/{label['id']}/proxy")
    assert answer.headers["content-type"] == "image/webp"
    assert max(_webp_size(answer.body)) > 640


@pytest.mark.parametrize(
    "query", ["size=0", "size=321", "size=big", "size=160&size=160", "side=160", "size=", "form=png", "form="]
)
def test_other_sizes_are_refused(owner: Caller, label: dict[str, Any], query: str) -> None:
    """A size that is not one of the three is no size, and neither is an unknown parameter."""
    answer = owner.get(f"/v1/assets/{label['id']}/thumbnail?{query}")
    assert (answer.status, answer.code) == (422, "invalid")


def test_the_original_byte_for_byte(owner: Caller, label: dict[str, Any]) -> None:
    """The file comes as it is, to be saved and not to be shown, whatever it holds (check 43)."""
    answer = owner.get(f"/v1/assets/{label['id']}/original")
    content = Path(label["path"]).read_bytes()
    assert answer.body == content
    assert answer.headers["content-type"] == label["media_type"] == "image/jpeg"
    assert answer.headers["etag"] == f'"{hashlib.sha256(content).hexdigest()}"'
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{label['name']}"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    head = owner.send("HEAD", f"/v1/assets/{label['id']}/original")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(content)))


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=2-5", 2, 6),
        ("bytes=100-", 100, None),
        ("bytes=-7", -7, None),
        ("bytes=5-99999999", 5, None),
        ("bytes=-99999999", 0, None),
    ],
)
def test_one_range_is_served(
    owner: Caller, label: dict[str, Any], asked: str, start: int, end: int | None
) -> None:
    """A part of the file comes as 206 with its place in the whole."""
    content = Path(label["path"]).read_bytes()
    answer = owner.get(f"/v1/assets/{label['id']}/original", Range=asked)
    assert (answer.status, answer.body) == (206, content[start:end])
    first = start % len(content)
    last = first + len(answer.body) - 1
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(content)}"


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-1,4-5",
        "bytes=" + ",".join("0-1" for _ in range(1000)),
        "bytes=5-2",
        "lines=1-2",
        "bytes",
        "bytes=a-b",
        "bytes=--1",
    ],
)
def test_other_ranges_get_the_whole_file(owner: Caller, label: dict[str, Any], asked: str) -> None:
    """Many ranges, and what is none, are answered with the file itself, once (check 43)."""
    answer = owner.get(f"/v1/assets/{label['id']}/original", Range=asked)
    assert (answer.status, answer.body) == (200, Path(label["path"]).read_bytes())


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=999999999-1000000000"])
def test_a_range_past_the_end_is_refused(owner: Caller, label: dict[str, Any], asked: str) -> None:
    """There is nothing beyond the end (check 43)."""
    answer = owner.get(f"/v1/assets/{label['id']}/original", Range=asked)
    assert (answer.status, answer.code) == (416, "bad_range")
    assert answer.headers["content-range"] == f"bytes */{label['bytes']}"


def test_a_range_of_another_state_gets_the_whole_file(owner: Caller, label: dict[str, Any]) -> None:
    """If-Range keeps the parts of two files from being put together."""
    address, etag = f"/v1/assets/{label['id']}/original", f'"{label["content"]}"'
    assert owner.send("GET", address, headers={"Range": "bytes=0-1", "If-Range": etag}).status == 206
    assert owner.send("GET", address, headers={"Range": "bytes=0-1", "If-Range": '"old"'}).status == 200


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "asset_id", ["nothing", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "%00", "a" * 3000, "..%2f..%2fetc", "-1"]
)
def test_unknown_ids_are_one_answer(owner: Caller, kind: str, asset_id: str) -> None:
    """No id leads out of the library, and one that is not known looks like any other (checks 11, 39)."""
    answer = owner.get(f"/v1/assets/{asset_id}{kind}")
    assert answer.status in {403, 404}
    assert answer.code in {"unknown_asset", "not_found", "forbidden"}


def test_unknown_and_foreign_ids_take_the_same_time_and_body(live_hub: LiveHub) -> None:
    """Without the scope an id that exists is refused just as one that does not (check 11)."""
    known = live_hub.owner().post("/v1/search", {"text": "a"}).json["hits"][0]["id"]
    stranger = live_hub.client("thumbnails")
    answers = [stranger.get(f"/v1/assets/{asset_id}/original") for asset_id in (known, "nothing")]
    assert answers[0].body == answers[1].body
    assert {answer.status for answer in answers} == {403}
    answers = [live_hub.send("GET", f"/v1/assets/{asset_id}/original") for asset_id in (known, "nothing")]
    assert answers[0].body == answers[1].body
    assert {answer.status for answer in answers} == {401}


def test_reveal_says_whether_it_could(
    owner: Caller, label: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no desktop is there the path is told all the same."""
    shown: list[Path] = []

    def reveal(path: Path) -> bool:
        shown.append(path)
        return False

    monkeypatch.setattr("bowerbird_bridge.v1.assets.reveal_in_file_manager", reveal)
    answer = owner.post(f"/v1/assets/{label['id']}/reveal")
    assert answer.json == {"shown": False, "path": label["path"]}
    assert shown == [Path(label["path"])]


@pytest.fixture
def own_hub(tmp_path: Path) -> Generator[LiveHub]:
    """Run a hub whose pictures a test may do anything to."""
    folder = tmp_path / "pictures"
    for seed in range(4):
        make_picture(folder / f"picture {seed}.png", seed)
    (folder / os.fsdecode(b"odd \xff name.png")).write_bytes((folder / "picture 3.png").read_bytes() + b"\0")
    with Engine(load_settings(tmp_path / "home")) as engine:
        engine.add_folder(folder)
        engine.index(ocr=False)
    with LiveHub(tmp_path / "home") as hub:
        yield hub


def _named(hub: LiveHub, beginning: str) -> dict[str, Any]:
    hits = hub.owner().post("/v1/search", {"text": "a"}).json["hits"]
    found: dict[str, Any] = next(hit for hit in hits if hit["name"].startswith(beginning))
    return found


@pytest.mark.skipif(os.name != "posix" or os.uname().sysname == "Darwin", reason="names that are no text")
def test_a_name_that_is_no_text(own_hub: LiveHub) -> None:
    """A name of bytes that are no text is shown with question marks, and its file is served by id (check 44)."""
    odd = _named(own_hub, "odd")
    assert odd["name"] == "odd ? name.png"
    answer = own_hub.owner().get(f"/v1/assets/{odd['id']}/original")
    assert answer.status == 200
    assert answer.headers["content-disposition"].endswith("odd%20%3F%20name.png")


def test_a_changed_file_is_not_given_for_the_indexed_one(own_hub: LiveHub) -> None:
    """What lies at the place now is not what was indexed (check 43)."""
    hit = _named(own_hub, "picture 0")
    Path(hit["path"]).write_bytes(b"something else")
    answer = own_hub.owner().get(f"/v1/assets/{hit['id']}/original")
    assert (answer.status, answer.code) == (409, "asset_changed")
    # The thumbnail is ours, and stays.
    assert own_hub.owner().get(f"/v1/assets/{hit['id']}/thumbnail").status == 200


def test_a_link_in_its_place_is_not_followed(own_hub: LiveHub, tmp_path: Path) -> None:
    """A link that takes the file's place leads nowhere (checks 37, 38, 43)."""
    hit = _named(own_hub, "picture 1")
    secret = tmp_path / "secret.png"
    shutil.copy2(hit["path"], secret)
    Path(hit["path"]).unlink()
    Path(hit["path"]).symlink_to(secret)
    answer = own_hub.owner().get(f"/v1/assets/{hit['id']}/original")
    assert answer.code in {"asset_changed", "asset_gone"}


def test_a_file_that_is_gone(own_hub: LiveHub) -> None:
    """A file that was deleted is gone, for reading and for the file manager alike (check 43)."""
    hit = _named(own_hub, "picture 2")
    Path(hit["path"]).unlink()
    for answer in (
        own_hub.owner().get(f"/v1/assets/{hit['id']}/original"),
        own_hub.owner().post(f"/v1/assets/{hit['id']}/reveal"),
    ):
        assert (answer.status, answer.code) == (410, "asset_gone")


def test_a_disk_that_is_away(own_hub: LiveHub) -> None:
    """A picture of a folder that is away is found, says why it cannot be opened, and keeps its thumbnail."""
    hit = _named(own_hub, "picture 0")
    folder = Path(hit["path"]).parent
    folder.rename(folder.with_name("elsewhere"))
    time.sleep(1.1)  # how long the engine's look at the disks holds
    owner = own_hub.owner()
    found = _named(own_hub, "picture 0")
    assert found["online"] is False
    assert found["offline_reason"]
    assert owner.get(f"/v1/assets/{hit['id']}/thumbnail").status == 200
    for answer in (
        owner.get(f"/v1/assets/{hit['id']}/original"),
        owner.post(f"/v1/assets/{hit['id']}/reveal"),
    ):
        assert (answer.status, answer.code) == (409, "asset_offline")


def test_no_file_stays_open(
    live_hub: LiveHub, owner: Caller, label: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole, in part, known already, headers alone, or refused: the original is closed afterwards (check 70)."""
    opened: list[Original] = []
    really = live_hub.engine.open_original

    def open_original(asset_id: AssetId) -> Original:
        opened.append(really(asset_id))
        return opened[-1]

    monkeypatch.setattr(live_hub.engine, "open_original", open_original)
    address = f"/v1/assets/{label['id']}/original"
    statuses = [
        owner.get(address).status,
        owner.get(address, Range="bytes=0-9").status,
        owner.get(address, If_None_Match=f'"{label["content"]}"').status,
        owner.send("HEAD", address).status,
        owner.get(address, Range="bytes=999999999-").status,
    ]
    assert statuses == [200, 206, 304, 200, 416]
    deadline = time.monotonic() + 10
    while not all(original.stream.closed for original in opened) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert [original.stream.closed for original in opened] == [True] * 5


def test_a_slow_reader_of_an_original_holds_no_thread(own_hub: LiveHub, tmp_path: Path) -> None:
    """Readers who do not read, more than there are threads, leave the hub as quick as it was (checks 22, 70)."""
    large = tmp_path / "pictures" / "large.bmp"
    Image.effect_noise((2400, 1600), 80).convert("RGB").save(large)
    own_hub.engine.index(ocr=False)
    hit = _named(own_hub, "large")
    owner = own_hub.owner()
    request = (
        f"GET /v1/assets/{hit['id']}/original HTTP/1.1\r\nHost: 127.0.0.1:{own_hub.port}\r\n"
        f"Authorization: Bearer {owner.token}\r\n\r\n"
    ).encode()
    readers: list[socket.socket] = []
    try:
        for _ in range(THREADS + 20):
            readers.append(socket.create_connection(("127.0.0.1", own_hub.port), timeout=20))
            readers[-1].sendall(request)
            assert readers[-1].recv(12) == b"HTTP/1.1 200"
        answers: list[Answer] = [owner.get("/v1/me") for _ in range(5)]
        assert {answer.status for answer in answers} == {200}
        assert owner.get(f"/v1/assets/{hit['id']}/thumbnail").status == 200
        received = b""
        while len(received) < large.stat().st_size:
            received += readers[-1].recv(1 << 20)
    finally:
        for reader in readers:
            reader.close()


def _webp_size(data: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(data), formats=["WEBP"]) as picture:
        return picture.size
