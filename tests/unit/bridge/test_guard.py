"""The guard's judgement, case by case, and that nothing whatever makes it fail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_bridge.serving.guard import MOST_JSON, MOST_PICTURE, Refusal, judge
from fakes.environs import HOST, JSON, OWN, PAIRED, PORT, environ

FILES = (
    "image/avif",
    "image/bmp",
    "image/gif",
    "image/heic",
    "image/jpeg",
    "image/png",
    "image/tiff",
    "image/vnd.radiance",
    "image/webp",
    "image/x-exr",
)


def reason(asked: Mapping[str, object], origins: Iterable[str] = (PAIRED,)) -> str | None:
    """Tell why a request is refused; None when it is let in."""
    refusal = judge(asked, PORT, frozenset(origins))
    return None if refusal is None else refusal.reason


@pytest.mark.parametrize("host", [HOST, f"localhost:{PORT}", f"LOCALHOST:{PORT}", f"LocalHost:{PORT}"])
def test_own_names_are_let_in(host: str) -> None:
    """Check 5: this machine's two names pass, in any case of letters."""
    assert reason(environ(HTTP_HOST=host)) is None


@pytest.mark.parametrize(
    "host",
    [
        "evil.com",
        f"evil.com:{PORT}",
        "127.0.0.1",
        "localhost",
        f"localhost.:{PORT}",
        f"127.0.0.1.evil.com:{PORT}",
        f"127.1:{PORT}",
        f"2130706433:{PORT}",
        f"0.0.0.0:{PORT}",
        f"[::1]:{PORT}",
        f"[::ffff:127.0.0.1]:{PORT}",
        f"127.0.0.1:{PORT}@evil.com",
        f"127.0.0.1:{PORT + 1}",
        f"127.0.0.1:{PORT}, 127.0.0.1:{PORT}",
        f"localhost6:{PORT}",
        f"127.0.0.1:{PORT} ",
        f"ⓛocalhost:{PORT}",
        "a" * 5000,
        "",
        "[",
        "%00",
    ],
)
def test_other_names_are_refused(host: str) -> None:
    """Check 5: every other Host is refused, however much it looks like ours."""
    assert reason(environ(HTTP_HOST=host)) == "host"


def test_without_a_host_nobody_comes_in() -> None:
    """Check 5: a request without Host is refused."""
    asked = environ()
    del asked["HTTP_HOST"]
    assert reason(asked) == "host"


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "",
        "file://",
        "http://localhost:3000",
        "vscode-webview://x",
        f"http://127.0.0.1:{PORT}.evil.com",
        f"HTTP://127.0.0.1:{PORT}",
        f"https://127.0.0.1:{PORT}",
        f"http://localhost:{PORT}",
        f"{PAIRED}.evil.com",
        PAIRED.upper(),
        f"{PAIRED}:443",
        f"{PAIRED}, {PAIRED}",
    ],
)
def test_other_origins_are_refused(origin: str) -> None:
    """Check 2: an Origin is the page's own, exactly, or one that was paired."""
    assert reason(environ("POST", "/v1/search", HTTP_ORIGIN=origin, **JSON)) == "origin"


def test_the_own_page_is_let_in() -> None:
    """The hub's own page, by either of its names, may ask."""
    assert reason(environ("POST", HTTP_ORIGIN=OWN, HTTP_SEC_FETCH_SITE="same-origin", **JSON)) is None
    asked = environ(HTTP_HOST=f"localhost:{PORT}", HTTP_ORIGIN=f"http://localhost:{PORT}")
    assert reason(asked) is None


def test_a_paired_origin_reaches_the_api_alone() -> None:
    """A paired origin may ask the API, and may ask about it first, and reaches no page."""
    across = {"HTTP_ORIGIN": PAIRED, "HTTP_SEC_FETCH_SITE": "cross-site"}
    assert reason(environ("POST", "/v1/search", **across, **JSON)) is None
    assert reason(environ("OPTIONS", "/v1/search", **across)) is None
    assert reason(environ("GET", "/", **across)) == "origin"
    assert reason(environ("OPTIONS", "/page/app.js", **across)) == "origin"
    assert reason(environ("POST", "/v1/search", **across, **JSON), origins=()) == "origin"


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", "", "same-origin, cross-site", "x"])
def test_other_sites_are_refused(site: str) -> None:
    """Check 3: only requests of the page itself, or without the header, reach the API."""
    assert reason(environ(HTTP_SEC_FETCH_SITE=site)) == "site"


def test_only_the_page_can_be_typed_in() -> None:
    """Check 3: `none` is for opening the page itself, by navigation."""
    typed = {"HTTP_SEC_FETCH_SITE": "none", "HTTP_SEC_FETCH_MODE": "navigate"}
    assert reason(environ("GET", "/", **typed)) is None
    assert reason(environ("GET", "/page/app.js", **typed)) == "site"
    assert reason(environ("POST", "/", **typed, **JSON)) == "site"
    assert reason(environ("GET", "/", **{**typed, "HTTP_SEC_FETCH_MODE": "no-cors"})) == "site"
    assert reason(environ("GET", "/", HTTP_SEC_FETCH_SITE="none")) == "site"


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:28471/v1/status",
        "//evil.com/v1/status",
        "127.0.0.1:80",
        "*",
        "",
        "/v1/status#x",
        "/v1\\status",
        "/v1/\x00",
        "/v1/ü",
        "/v1/\x7f",
        "/v1/a b",
    ],
)
def test_odd_targets_are_refused(target: str) -> None:
    """The target is a path from one slash on, in printable ASCII."""
    assert reason(environ(target=target)) == "target"


@pytest.mark.parametrize("path", ["/v1/\x00", "/v1/a\nb", "/v1/a\\b", "/v1/../x", "/page/./x", "v1", ""])
def test_odd_paths_behind_escapes_are_refused(path: str) -> None:
    """What percent signs hid is looked at once more."""
    assert reason({**environ(), "PATH_INFO": path}) == "target"


def test_connect_and_old_protocols_are_refused() -> None:
    """No proxying, and nothing without a Host line by design."""
    assert reason(environ("CONNECT")) == "target"
    assert reason(environ(SERVER_PROTOCOL="HTTP/1.0")) == "protocol"


def test_a_preflight_gets_nothing() -> None:
    """Check 4: nobody may ask about methods, save paired origins."""
    refusal = judge(environ("OPTIONS"), PORT, ())
    assert refusal is not None
    assert refusal.problem.status == 405


@pytest.mark.parametrize(
    "extra",
    [{"HTTP_ORIGIN": OWN}, {"HTTP_SEC_FETCH_SITE": "same-origin"}, {"HTTP_SEC_FETCH_DEST": "empty"}],
)
@pytest.mark.parametrize("target", ["/v1/pairings", "/v1/pairings/"])
def test_a_browser_cannot_ask_to_be_paired(extra: dict[str, str], target: str) -> None:
    """Check 19: whatever says that it is a browser, our own page included, is refused."""
    assert reason(environ("POST", target, **extra, **JSON)) == "pairing"
    assert reason(environ("POST", target, **JSON)) is None


@pytest.mark.parametrize(
    "media_type",
    [
        None,
        "",
        "text/plain",
        "text/plain;application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/jsonx",
        "image/png",
    ],
)
def test_only_json_is_written(media_type: str | None) -> None:
    """Check 8: what a form can send is not taken."""
    more = (
        {"CONTENT_LENGTH": "2"} if media_type is None else {"CONTENT_TYPE": media_type, "CONTENT_LENGTH": "2"}
    )
    assert reason(environ("POST", "/v1/search", **more)) == "media type"
    assert reason(environ("PATCH", "/v1/preferences", **more)) == "media type"


@pytest.mark.parametrize(
    "media_type", ["application/json", "Application/JSON; charset=UTF-8", "application/json;"]
)
def test_json_is_written(media_type: str) -> None:
    """JSON is taken however it is spelled."""
    assert reason(environ("POST", CONTENT_TYPE=media_type, CONTENT_LENGTH="2")) is None


def test_pictures_are_taken_at_one_place() -> None:
    """Pictures of every format of a library and raw pixels go to the query images."""
    for media_type in (*FILES, "application/octet-stream"):
        more = {"CONTENT_TYPE": media_type, "CONTENT_LENGTH": str(MOST_PICTURE)}
        assert reason(environ("POST", "/v1/query-images", **more)) is None
        assert reason(environ("POST", "/v1/search", **more)) == "media type"


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "application/pdf",
        "application/x-www-form-urlencoded",
        "image/*",
        "image/svg+xml",
        "multipart/form-data",
        "text/html",
        "text/plain",
    ],
)
def test_what_is_no_picture_of_pixels_is_not_taken(media_type: str) -> None:
    """Documents, drawings that can hold a script, and what a form can send are no pictures; the answer names those that are."""
    refusal = judge(
        environ("POST", "/v1/query-images", CONTENT_TYPE=media_type, CONTENT_LENGTH="2"), PORT, set()
    )
    assert refusal is not None
    assert refusal.problem.status == 415
    for taken in (*FILES, "application/octet-stream"):
        assert taken in refusal.problem.detail


@pytest.mark.parametrize(
    ("method", "target", "media_type", "most"),
    [
        ("POST", "/v1/search", "application/json", MOST_JSON),
        ("PATCH", "/v1/preferences", "application/json", MOST_JSON),
        ("POST", "/v1/query-images", "image/png", MOST_PICTURE),
        ("GET", "/v1/status", "application/json", 0),
        ("DELETE", "/v1/me", "application/json", 0),
    ],
)
def test_sizes_have_a_limit(method: str, target: str, media_type: str, most: int) -> None:
    """Check 23: each kind of request has its largest body, to the byte."""
    more = {"CONTENT_TYPE": media_type}
    assert reason(environ(method, target, **more, CONTENT_LENGTH=str(most))) is None
    assert reason(environ(method, target, **more, CONTENT_LENGTH=str(most + 1))) == "size"
    for odd in ("-1", "1e3", "0x10", "٣", "1" * 400, "2, 2"):
        assert reason(environ(method, target, **more, CONTENT_LENGTH=odd)) == "size"


def test_compressed_bodies_are_refused() -> None:
    """A body is as large as it says: nothing is unpacked."""
    assert reason(environ("POST", HTTP_CONTENT_ENCODING="gzip", **JSON)) == "encoding"


KEYS = st.sampled_from(
    [
        "REQUEST_METHOD",
        "REQUEST_URI",
        "PATH_INFO",
        "SERVER_PROTOCOL",
        "HTTP_HOST",
        "HTTP_ORIGIN",
        "HTTP_SEC_FETCH_SITE",
        "HTTP_SEC_FETCH_MODE",
        "CONTENT_TYPE",
        "CONTENT_LENGTH",
        "HTTP_CONTENT_ENCODING",
    ]
)
VALUES = st.one_of(
    st.text(),
    st.sampled_from(
        [HOST, OWN, PAIRED, "GET", "POST", "OPTIONS", "HTTP/1.1", "/", "/v1/search", "none", "navigate"]
    ),
    st.none(),
    st.integers(),
    st.binary(max_size=8),
    st.lists(st.text(max_size=3), max_size=2),
)


def _merged(base: dict[str, object], extra: dict[str, object]) -> dict[str, object]:
    return {**base, **extra}


ENVIRONS = st.builds(
    _merged,
    st.sampled_from([{}, environ(), environ("POST", "/v1/search", **JSON)]),
    st.dictionaries(st.one_of(KEYS, st.text()), VALUES, max_size=8),
)


@given(asked=ENVIRONS, port=st.integers(), origins=st.sets(st.text()))
def test_the_guard_never_fails(asked: dict[str, object], port: int, origins: set[str]) -> None:
    """Check 5: whatever the environment holds, there is a judgement; whoever gets in has a right Host and Origin."""
    refusal = judge(asked, port, origins)
    assert refusal is None or isinstance(refusal, Refusal)
    if refusal is None:
        assert str(asked["HTTP_HOST"]).lower() in {f"127.0.0.1:{port}", f"localhost:{port}"}
        assert asked.get("HTTP_ORIGIN") in {None, f"http://{str(asked['HTTP_HOST']).lower()}", *origins}


class Unreadable(dict[str, object]):
    """An environment that fails at every look."""

    def get(self, key: str, _default: object = None, /) -> object:
        raise RuntimeError(key)


def test_what_cannot_be_judged_stays_outside() -> None:
    """An environment that fails itself is refused like any other."""
    assert reason(Unreadable()) == "unreadable"
