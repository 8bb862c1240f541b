"""Pictures that are sent to search with: files, raw pixels, and their limits."""

from __future__ import annotations

import io
import struct
import threading
import zlib

import pytest
from PIL import Image

from bowerbird_bridge.query_pictures import QueryPictures, UnknownQueryImageError
from fakes.live_hub import Answer, Caller, LiveHub
from fakes.pictures import HEIC
from fakes.sampled import SampledLibrary

RAW = "application/octet-stream"


@pytest.fixture(scope="module")
def client(live_hub: LiveHub) -> Caller:
    """Make a client that may search."""
    return live_hub.client("search")


def _send(client: Caller, data: bytes, kind: str = "image/png", size: str = "") -> Answer:
    return client.send("POST", f"/v1/query-images{size}", data=data, headers={"Content-Type": kind})


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "gif", "tiff", "bmp", "avif"])
def test_one_upload_serves_several_searches(
    client: Caller, sampled_library: SampledLibrary, kind: str
) -> None:
    """A picture is sent once, searched with, searched with in part, and forgotten."""
    with Image.open(sampled_library.label) as picture:
        data = io.BytesIO()
        picture.save(data, kind)
        size = picture.size
    sent = _send(client, data.getvalue(), f"image/{kind}")
    assert sent.status == 201
    assert (sent.json["width"], sent.json["height"], sent.json["expires_in"]) == (*size, 600)
    like = {"query_image": sent.json["id"]}
    whole = client.post("/v1/search", {"like": like}).json
    assert whole["hits"][0]["name"] in {sampled_library.label.name, "copy.jpg"}
    assert whole["hits"][0]["similarity"] > 90
    region = {"x": 0.25, "y": 0.25, "width": 0.5, "height": 0.5}
    part = client.post("/v1/search", {"like": like, "region": region}).json
    assert [hit["similarity"] for hit in part["hits"]] != [hit["similarity"] for hit in whole["hits"]]
    assert client.delete(f"/v1/query-images/{sent.json['id']}").status == 204
    assert client.post("/v1/search", {"like": like}).code == "unknown_query_image"
    assert client.delete(f"/v1/query-images/{sent.json['id']}").code == "unknown_query_image"


def test_heic_is_taken(client: Caller) -> None:
    """A HEIC file goes as it is, and the size is that of the picture as it is seen."""
    sent = _send(client, HEIC, "image/heic")
    assert (sent.status, sent.json["width"], sent.json["height"]) == (201, 64, 48)
    assert client.post("/v1/search", {"like": {"query_image": sent.json["id"]}}).status == 200


@pytest.mark.parametrize("kind", ["image/png", "image/gif", "image/tiff", "image/heic"])
@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7\n",
    ],
    ids=["SVG", "HTML", "PDF"],
)
def test_documents_are_not_read_whatever_they_are_called(client: Caller, kind: str, data: bytes) -> None:
    """The name of a picture opens no way in for what is none: the bytes decide."""
    sent = _send(client, data, kind)
    assert (sent.status, sent.code) == (422, "unreadable_picture")


def test_raw_pixels_are_the_picture_that_they_make(client: Caller, sampled_library: SampledLibrary) -> None:
    """RGBA from a canvas finds what the file finds."""
    with Image.open(sampled_library.label) as picture:
        width, height = picture.size
        data = picture.convert("RGBA").tobytes()
    sent = _send(client, data, RAW, f"?width={width}&height={height}").json
    assert (sent["width"], sent["height"]) == (width, height)
    hits = client.post("/v1/search", {"like": {"query_image": sent["id"]}}).json["hits"]
    assert hits[0]["name"] in {sampled_library.label.name, "copy.jpg"}


def test_a_picture_is_its_client_s_alone(
    live_hub: LiveHub, client: Caller, sampled_library: SampledLibrary
) -> None:
    """Another client's picture is as unknown as one that never was (check 11)."""
    sent = _send(client, sampled_library.label.read_bytes(), "image/jpeg").json
    stranger = live_hub.client("search")
    foreign = stranger.post("/v1/search", {"like": {"query_image": sent["id"]}})
    unknown = stranger.post("/v1/search", {"like": {"query_image": "x"}})
    assert (foreign.status, foreign.body) == (404, unknown.body)
    assert stranger.delete(f"/v1/query-images/{sent['id']}").status == 404
    assert client.post("/v1/search", {"like": {"query_image": sent["id"]}}).status == 200


@pytest.mark.parametrize(
    "size",
    [
        "",
        "?width=8",
        "?height=8",
        "?width=8&height=9",
        "?width=0&height=0",
        "?width=-8&height=-8",
        "?width=8&height=8&depth=4",
        "?width=1e9&height=8",
        "?width=nan&height=8",
    ],
)
def test_raw_pixels_need_their_size(client: Caller, size: str) -> None:
    """Pixels that do not add up to a picture are refused."""
    answer = _send(client, bytes(8 * 8 * 4), RAW, size)
    assert (answer.status, answer.code) == (422, "invalid")


def test_a_file_says_its_own_size(client: Caller, sampled_library: SampledLibrary) -> None:
    """A size beside a picture file is a mistake of the client."""
    answer = _send(client, sampled_library.label.read_bytes(), "image/jpeg", "?width=8&height=8")
    assert (answer.status, answer.code) == (422, "invalid")


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 422, "unreadable_picture"),
        (b"no picture", 422, "unreadable_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422, "unreadable_picture"),
        (b"\x89PNG\r\n\x1a\n", 422, "unreadable_picture"),
    ],
)
def test_what_is_no_picture_is_refused(client: Caller, data: bytes, status: int, code: str) -> None:
    """Bytes that cannot be decoded are the client's problem, in words (check 34)."""
    answer = _send(client, data)
    assert (answer.status, answer.code) == (status, code), answer.body


def test_a_bomb_is_refused_by_its_header(client: Caller) -> None:
    """A picture that says 50,000 x 50,000 pixels is not decoded (check 25)."""
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 6, 0, 0, 0)
    chunk = (
        struct.pack(">I", len(header)) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    )
    answer = _send(client, b"\x89PNG\r\n\x1a\n" + chunk)
    assert answer.status in {413, 422}
    assert answer.code in {"picture_too_large", "unreadable_picture"}


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "application/pdf",
        "image/jxl",
        "image/svg+xml",
        "multipart/form-data; boundary=x",
        "text/html",
        "text/plain",
    ],
)
def test_other_kinds_are_refused(client: Caller, sampled_library: SampledLibrary, kind: str) -> None:
    """Only the documented kinds are taken (check 8)."""
    answer = _send(client, sampled_library.label.read_bytes(), kind)
    assert (answer.status, answer.code) == (415, "unsupported_media_type")


def test_the_oldest_make_room(client: Caller) -> None:
    """What is kept is bounded by number and by bytes, the least recently used goes first, and uses count."""
    clock = [0.0]
    pictures = QueryPictures(most_bytes=100, most_of_one_client=3, clock=lambda: clock[0])
    first, second, third = (pictures.keep("a", bytes(10)) for _ in range(3))
    assert pictures.get("a", first) == bytes(10)
    fourth = pictures.keep("a", bytes(10))
    _gone(pictures, "a", second)
    large = pictures.keep("b", bytes(75))
    _gone(pictures, "a", third)
    assert {len(pictures.get("a", each)) for each in (first, fourth)} == {10}
    assert len(pictures.get("b", large)) == 75
    clock[0] = 599
    pictures.get("b", large)
    clock[0] = 601
    _gone(pictures, "a", first)
    clock[0] = 1198
    assert pictures.get("b", large)
    pictures.discard_all_of("b")
    assert pictures.count() == 0


def test_a_picture_larger_than_all_is_kept_alone() -> None:
    """The limit is on what waits, not on what was just sent."""
    pictures = QueryPictures(most_bytes=10)
    assert pictures.get("a", pictures.keep("a", bytes(20))) == bytes(20)


def test_many_threads_stay_within_the_bounds() -> None:
    """Clients that send at the same time do not get past the limits."""
    pictures = QueryPictures(most_bytes=1000, most_of_one_client=5)

    def send(client_id: str) -> None:
        for _ in range(200):
            pictures.keep(client_id, bytes(50))

    threads = [threading.Thread(target=send, args=(str(number),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pictures.count() <= 20


def _gone(pictures: QueryPictures, client_id: str, picture_id: str) -> None:
    with pytest.raises(UnknownQueryImageError):
        pictures.get(client_id, picture_id)
