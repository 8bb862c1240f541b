"""The calls of the client: what they send, what they make of the answers, and their errors."""

from __future__ import annotations

import json
import os
import stat
import time
from pathlib import Path

import pytest

from bowerbird_client import (
    BowerbirdClientError,
    BusyError,
    ChangedError,
    Client,
    Credential,
    GarbledError,
    HubTooNewError,
    NotPairedError,
    NotRunningError,
    OfflineError,
    Picture,
    Place,
    ProblemError,
    Query,
    RawPixels,
    RefusedError,
    Region,
    StorageError,
    TimedOutError,
    UnknownError,
    WrongLibraryError,
)
from fakes.client_hub import CLIENT, LIBRARY, PIXELS, TOKEN, ClientHub, problem, serving

PNG = b"\x89PNG\r\n\x1a\n" + b"rest"


def test_a_search_sends_what_was_given_and_nothing_else(hub: ClientHub, client: Client) -> None:
    """Words, letters, folders and limit go as JSON; what was not given is left out; the token is in the header."""
    page = client.search(Query(text="red mug", inside=("1", "2"), limit=5, avoid=""), cursor="3")

    sent = hub.asked("POST", "/v1/search")[0]
    assert sent.json == {"text": "red mug", "inside": ["1", "2"], "limit": 5, "cursor": "3"}
    client.search(Query(letters="A1", avoid="blue, people"))
    assert hub.asked("POST", "/v1/search")[1].json == {"letters": "A1", "avoid": "blue, people", "limit": 50}
    assert sent.headers["content-type"] == "application/json"
    assert sent.headers["authorization"] == f"Bearer {TOKEN}"
    assert sent.headers["bowerbird-library"] == LIBRARY
    assert sent.headers["host"] == f"127.0.0.1:{hub.port}"
    assert (page.entry, [hit.id for hit in page.hits], page.next) == ("words", ["A3", "A4", "A5"], "6")
    assert not any(TOKEN in seen.path for seen in hub.seen)


def test_a_picture_is_uploaded_and_searched_with(hub: ClientHub, client: Client) -> None:
    """The bytes of a file go with their own type, and the search names what the hub made of them, with the region."""
    client.search(Query(picture=Picture.file(PNG), region=Region(0, 0, 0.5, 1)))

    upload = hub.asked("POST", "/v1/query-images")[0]
    assert (upload.body, upload.headers["content-type"]) == (PNG, "image/png")
    assert hub.asked("POST", "/v1/search")[0].json == {
        "like": {"query_image": "q1"},
        "region": {"x": 0, "y": 0, "width": 0.5, "height": 1},
        "limit": 50,
    }


def test_raw_pixels_go_with_their_size(hub: ClientHub, client: Client) -> None:
    """A canvas goes as it is, its width and height in the query."""
    image = client.upload(Picture.rgba(2, 3, bytes(24)))

    upload = hub.asked("POST", "/v1/query-images")[0]
    assert (upload.path, len(upload.body)) == ("/v1/query-images?width=2&height=3", 24)
    assert upload.headers["content-type"] == "application/octet-stream"
    assert image.id == "q1"


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBP", "image/webp"),
        (b"#?RADIANCE\n", "image/vnd.radiance"),
        (b"#?RGBE\n", "image/vnd.radiance"),
        (b"\x76\x2f\x31\x01", "image/x-exr"),
        (b"GIF89a", "image/gif"),
        (b"BM", "image/bmp"),
        (b"II*\0", "image/tiff"),
        (b"MM\0*", "image/tiff"),
        (b"\0\0\0\x1cftypavif\0\0\0\0mif1miaf", "image/avif"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif", "image/avif"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "image/heic"),
    ],
)
def test_a_file_is_told_by_its_first_bytes(head: bytes, media_type: str) -> None:
    """Each kind that the hub takes is named by what it begins with."""
    assert Picture.file(head + bytes(40)).media_type == media_type


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: Picture.file(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "unsupported_media_type"),
        (lambda: Picture.file(b"<!doctype html><p>GIF89a"), "unsupported_media_type"),
        (lambda: Picture.file(b"\0\0\0\x18ftypisom\0\0\0\0isomavc1"), "unsupported_media_type"),
        (lambda: Picture.file(PNG + bytes(33 * 1024 * 1024)), "too_large"),
        (lambda: Picture.rgba(2, 2, bytes(15)), "invalid"),
        (lambda: Picture.rgba(0, 2, b""), "invalid"),
        (lambda: Picture.rgba(100_000, 1, bytes(400_000)), "invalid"),
    ],
)
def test_a_picture_that_the_hub_would_refuse_is_not_sent(make: object, code: str) -> None:
    """Kind, size and pixels are checked before anything goes out."""
    assert callable(make)
    with pytest.raises(ProblemError) as caught:
        make()

    assert caught.value.code == code


def test_thumbnails_come_with_their_tag(hub: ClientHub, client: Client) -> None:
    """A thumbnail is fetched once; with its tag the hub says that it is still right."""
    rendition = client.thumbnail("A1", size=160)
    assert rendition is not None
    assert (rendition.data, rendition.etag) == (b"webp of A1", '"A1"')
    assert hub.seen[-1].path == "/v1/assets/A1/thumbnail?size=160"

    assert client.thumbnail("A1", etag=rendition.etag) is None


def test_thumbnails_come_as_pixels(hub: ClientHub, client: Client) -> None:
    """A host that decodes nothing gets the pixels with their size, and with their tag hears that they are right."""
    pixels = client.thumbnail_pixels("A1", size=160)
    assert pixels is not None
    assert pixels == RawPixels(2, 1, PIXELS, '"A1"')
    assert hub.seen[-1].path == "/v1/assets/A1/thumbnail?size=160&form=rgba"

    assert client.thumbnail_pixels("A1", etag=pixels.etag) is None


@pytest.mark.parametrize(
    ("width", "height", "body"),
    [
        ("2", "1", PIXELS[:-1]),
        ("2", "1", PIXELS + b"x"),
        ("2", "1", b""),
        ("1", "1", PIXELS),
        ("0", "0", b""),
        ("0", "2", b""),
        ("-2", "-1", PIXELS),
        ("2.0", "1", PIXELS),
        ("\u0662", "1", PIXELS),
        ("", "1", PIXELS),
        (None, "1", PIXELS),
        ("2", None, PIXELS),
        ("161", "1", bytes(161 * 4)),
        ("1", "161", bytes(161 * 4)),
        ("9" * 5000, "1", PIXELS),
    ],
)
def test_pixels_that_do_not_fit_their_size_are_refused(
    hub: ClientHub, client: Client, width: str | None, height: str | None, body: bytes
) -> None:
    """What a host would read beyond its end, or as a picture of another size, is no answer of a hub."""
    told = {"Bowerbird-Width": width, "Bowerbird-Height": height}
    headers = {
        name: value.encode("utf-8").decode("latin-1") for name, value in told.items() if value is not None
    }
    hub.overrides["GET", "/v1/assets/A1/thumbnail"] = lambda _seen: (200, headers, body)

    with pytest.raises(GarbledError):
        client.thumbnail_pixels("A1", size=160)


def test_a_proxy_is_saved_in_a_file_of_the_owner_alone(
    hub: ClientHub, client: Client, tmp_path: Path
) -> None:
    """It appears when it is complete, and nothing of one that does not come."""
    saved = client.save_proxy("A1", tmp_path / "a.webp")
    assert saved.read_bytes() == b"proxy of A1"
    if os.name == "posix":
        assert stat.S_IMODE(saved.stat().st_mode) == 0o600

    hub.overrides["GET", "/v1/assets/A1/proxy"] = lambda _seen: problem(409, "asset_offline", "Plug in Blue.")
    with pytest.raises(OfflineError, match="Plug in Blue"):
        client.save_proxy("A1", tmp_path / "b.webp")
    assert _names(tmp_path) == ["a.webp", "hub"]


def test_an_original_appears_when_it_is_complete(hub: ClientHub, client: Client, tmp_path: Path) -> None:
    """The file is written beside its place and moved there; progress counts the bytes."""
    told: list[int] = []
    saved = client.original("A1", tmp_path / "a.jpg", progress=told.append)

    assert saved.read_bytes() == b"A1" * 100_000
    assert told == sorted(told)
    assert told[-1] == 200_000
    assert _names(tmp_path) == ["a.jpg", "hub"]


def test_an_original_that_breaks_off_leaves_nothing(hub: ClientHub, client: Client, tmp_path: Path) -> None:
    """What was there stays, and no piece remains: when it is too large, refused, given up, or the disk refuses."""
    target = tmp_path / "a.jpg"
    target.write_bytes(b"before")

    def give_up(_done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(GarbledError):
        client.original("A1", target, most=1000)
    with pytest.raises(KeyboardInterrupt):
        client.original("A1", target, progress=give_up)
    hub.overrides["GET", "/v1/assets/A1/original"] = lambda _seen: problem(
        409, "asset_offline", "Plug in Blue."
    )
    with pytest.raises(OfflineError, match="Plug in Blue"):
        client.original("A1", target)
    with pytest.raises(StorageError):
        client.original("A1", tmp_path / "absent" / "a.jpg")

    assert target.read_bytes() == b"before"
    assert _names(tmp_path) == ["a.jpg", "hub"]
    assert client.me().name == "Test"


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (401, "unauthorized", NotPairedError),
        (403, "insufficient_scope", RefusedError),
        (404, "unknown_asset", UnknownError),
        (404, "not_found", UnknownError),
        (404, "unknown_client", UnknownError),
        (409, "asset_offline", OfflineError),
        (409, "asset_changed", ChangedError),
        (410, "asset_gone", ChangedError),
        (409, "library_busy", BusyError),
        (412, "wrong_library", WrongLibraryError),
        (422, "empty_query", ProblemError),
        (426, "api_version", HubTooNewError),
        (429, "too_many_requests", BusyError),
        (500, "error", ProblemError),
        (503, "busy", BusyError),
        (507, "a code of the future", ProblemError),
    ],
)
def test_each_problem_has_its_error(
    hub: ClientHub, client: Client, status: int, code: str, error: type[BowerbirdClientError]
) -> None:
    """A problem becomes the error of its kind, with a sentence for a person."""
    hub.overrides["GET", "/v1/folders"] = lambda _seen: problem(status, code, "Said plainly.")

    with pytest.raises(error) as caught:
        client.folders()

    assert type(caught.value) is error
    assert len(str(caught.value)) > 10
    if isinstance(caught.value, ProblemError) and not isinstance(caught.value, RefusedError):
        assert (caught.value.code, caught.value.status) == (code, status)
        assert caught.value.sentence == "Said plainly."


def test_a_refusal_names_the_right_that_is_lacking(hub: ClientHub, client: Client, tmp_path: Path) -> None:
    """The scope is told as a value and in the sentence."""
    hub.overrides["GET", "/v1/assets/A1/original"] = lambda _seen: problem(403, "insufficient_scope")

    with pytest.raises(RefusedError, match="'originals'") as caught:
        client.original("A1", tmp_path / "a")

    assert caught.value.scope == "originals"


def test_a_busy_hub_says_how_long_to_wait(hub: ClientHub, client: Client) -> None:
    """Retry-After arrives as a number; one that is none does not."""
    reply = problem(503, "busy", "Full.", **{"Retry-After": "2"})
    hub.overrides["GET", "/v1/folders"] = lambda _seen: reply
    with pytest.raises(BusyError) as caught:
        client.folders()
    assert caught.value.retry_after == 2

    hub.overrides["GET", "/v1/folders"] = lambda _seen: problem(503, "busy", **{"Retry-After": "soon"})
    with pytest.raises(BusyError) as caught:
        client.folders()
    assert caught.value.retry_after is None


@pytest.mark.parametrize("status", [301, 302, 304, 307, 418])
def test_an_odd_status_is_an_error(hub: ClientHub, client: Client, status: int) -> None:
    """Redirects and other answers without a problem still give a plain sentence."""
    hub.overrides["GET", "/v1/folders"] = lambda _seen: (status, {"Location": "http://127.0.0.1:1/"}, b"")

    with pytest.raises(ProblemError, match=str(status)):
        client.folders()


def test_a_detail_without_end_is_cut(hub: ClientHub, client: Client) -> None:
    """What a problem says may be shown in a small window: it has a limit."""
    hub.overrides["GET", "/v1/folders"] = lambda _seen: problem(422, "invalid", "x" * 100_000)

    with pytest.raises(ProblemError) as caught:
        client.folders()

    assert len(caught.value.sentence) == 500


def test_an_id_cannot_leave_its_place(hub: ClientHub, client: Client) -> None:
    """Whatever an id holds, it stays one part of the path."""
    for odd in ("../me", "a/b?c#d", "\r\nX: y", "ü"):
        with pytest.raises(BowerbirdClientError):
            client.asset(odd)
        assert hub.seen[-1].path.count("/") == 3

    for none in ("", ".", ".."):
        with pytest.raises(ProblemError):
            client.asset(none)


def test_a_restarted_hub_is_found_again(client: Client, hub: ClientHub, folder: Path) -> None:
    """When the hub comes back on another port, the next call goes there without being told."""
    client.me()
    with serving(ClientHub(server_id="start-2")) as restarted:
        restarted.announce(folder)
        client.connection.hang_up()

        assert client.me().client_id
        assert restarted.asked("GET", "/v1/me")


def test_a_hub_that_starts_anew_in_the_middle_is_proved_anew(folder: Path, place: Place) -> None:
    """The hub ends under a client; the next call finds the next start of it, and has it prove itself first."""
    with Client(Credential(CLIENT, TOKEN, LIBRARY), place=place) as client:
        with serving(ClientHub()) as hub:
            hub.announce(folder)
            client.me()
        with pytest.raises(NotRunningError, match="not running"):
            client.me()
        with serving(ClientHub(server_id="start-2"), hub.port) as restarted:
            # Its file still names the start before: that is not this one.
            with pytest.raises(NotRunningError):
                client.me()
            assert not restarted.asked("POST", "/v1/proof")
            restarted.announce(folder)
            assert client.hub().server_id == "start-2"

    assert [seen.path for seen in restarted.seen][-3:] == ["/v1/hello", "/v1/proof", "/v1/hello"]


def test_a_connection_that_went_stale_is_replaced_unseen(hub: ClientHub, client: Client) -> None:
    """A hub that hangs up between two calls costs nothing but another connection."""
    hub.overrides["GET", "/v1/status"] = lambda _seen: (200, {"Connection": "close"}, b"{}")
    client.status()
    time.sleep(0.1)

    assert client.me().client_id
    assert len(hub.asked("POST", "/v1/proof")) == 2


def test_a_call_that_takes_too_long_ends(hub: ClientHub, client: Client) -> None:
    """A hung hub gives the time-out, and the late answer is never taken for the next one's."""
    client.me()
    hub.delay = lambda seen: 1.0 if seen.path == "/v1/slow" else 0.0
    with pytest.raises(TimedOutError):
        client.connection.ask("GET", "/v1/slow", seconds=0.3)

    assert client.me().client_id


def test_without_a_token_nothing_secret_exists(hub: ClientHub, place: Place) -> None:
    """A client that is not paired can ask who is there, and no more."""
    with Client(place=place) as client:
        assert client.hub().library_id == LIBRARY
        with pytest.raises(NotPairedError):
            client.me()

    assert all("authorization" not in seen.headers for seen in hub.seen)


def test_forgetting_oneself_ends_the_token(hub: ClientHub, client: Client) -> None:
    """After that the hub does not know the client any more."""
    client.forget_me()
    client.connection.hang_up()

    with pytest.raises(BowerbirdClientError):
        client.me()


def test_secrets_stay_out_of_what_is_printed(client: Client) -> None:
    """Neither a credential's text nor an error's holds the token."""
    assert TOKEN not in repr(client.connection.credential)
    with pytest.raises(BowerbirdClientError) as caught:
        client.asset("nope")
    assert TOKEN not in json.dumps([str(caught.value), repr(caught.value)])


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
