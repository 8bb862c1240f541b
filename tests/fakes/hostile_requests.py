"""Requests that no program of ours sends: what web pages, rebound names and odd clients do, on any route."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fakes.raw_http import request

EVIL_ORIGIN = "https://evil.example"
WRITES = ("POST", "PATCH", "PUT")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that is in order, but for its token."""

    method: str
    target: str
    media_type: str = "application/json"
    body: bytes = b"{}"
    token: str | None = None
    rule: str = ""
    """What the route map calls its address."""

    def headers(self) -> list[tuple[str, str]]:
        """Give the headers of a good client, Host aside."""
        headers: list[tuple[str, str]] = []
        if self.method in WRITES:
            headers.append(("Content-Type", self.media_type))
        if self.token is not None:
            headers.append(("Authorization", f"Bearer {self.token}"))
        return headers

    def sent(self, host: str, *more: tuple[str, str]) -> bytes:
        """Write it down, with more headers."""
        body = self.body if self.method in WRITES else b""
        return request(self.method, self.target, [*self.headers(), *more], body, host=host)


@dataclass(frozen=True, slots=True)
class Hostile:
    """One request that must be refused, and how."""

    name: str
    data: bytes
    statuses: frozenset[int] = frozenset({403})


def hostile(asked: Asked, port: int) -> Iterator[Hostile]:
    """Turn a request into all that must be refused wherever it goes."""
    yield from _hosts(asked, port)
    yield from _pages(asked, port)
    yield from _forms(asked, port)
    yield from _targets(asked, port)


def _hosts(asked: Asked, port: int) -> Iterator[Hostile]:
    for host in (
        "evil.com",
        f"evil.com:{port}",
        f"localhost.:{port}",
        f"127.0.0.1.evil.com:{port}",
        f"127.1:{port}",
        f"2130706433:{port}",
        f"0.0.0.0:{port}",
        f"[::1]:{port}",
        f"[::ffff:127.0.0.1]:{port}",
        f"127.0.0.1:{port}@evil.com",
        f"127.0.0.1:{port + 1}",
        "127.0.0.1",
        "localhost",
        "a" * 5000,
        "",
        "[",
        "%00",
    ):
        yield Hostile(f"Host {host[:40]}", asked.sent(host))
    body = asked.body if asked.method in WRITES else b""
    own = ("Host", f"127.0.0.1:{port}")
    twice = request(asked.method, asked.target, [*asked.headers(), own, own], body)
    yield Hostile("two Host lines", twice)
    mixed = request(asked.method, asked.target, [*asked.headers(), own, ("Host", "evil.com")], body)
    yield Hostile("two different Host lines", mixed)
    yield Hostile("no Host", request(asked.method, asked.target, asked.headers(), body))
    old = request(asked.method, asked.target, asked.headers(), body, version="HTTP/1.0")
    yield Hostile("HTTP/1.0", old)


def _pages(asked: Asked, port: int) -> Iterator[Hostile]:
    own = f"127.0.0.1:{port}"
    for origin in (
        EVIL_ORIGIN,
        "null",
        "",
        "file://",
        "http://localhost:3000",
        "vscode-webview://x",
        f"http://127.0.0.1:{port}.evil.com",
        f"HTTP://127.0.0.1:{port}",
        f"http://127.0.0.1:{port + 1}",
    ):
        yield Hostile(f"Origin {origin}", asked.sent(own, ("Origin", origin)))
    for site in ("cross-site", "same-site"):
        yield Hostile(f"site {site}", asked.sent(own, ("Sec-Fetch-Site", site)))
    typed = (("Sec-Fetch-Site", "none"), ("Sec-Fetch-Mode", "navigate"))
    if not (asked.method in {"GET", "HEAD"} and asked.target == "/"):
        yield Hostile("typed in", asked.sent(own, *typed))
    yield Hostile("none, not by navigation", asked.sent(own, typed[0], ("Sec-Fetch-Mode", "no-cors")))
    asks = (("Origin", EVIL_ORIGIN), ("Access-Control-Request-Method", asked.method))
    private = ("Access-Control-Request-Private-Network", "true")
    preflight = request("OPTIONS", asked.target, [*asks, private], host=own)
    yield Hostile("preflight", preflight)
    yield Hostile("OPTIONS", request("OPTIONS", asked.target, host=own), frozenset({403, 405}))


def _forms(asked: Asked, port: int) -> Iterator[Hostile]:
    if asked.method not in {"POST", "PATCH"}:
        return
    token = [] if asked.token is None else [("Authorization", f"Bearer {asked.token}")]
    for media_type in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/html",
        "application/xml",
    ):
        form = request(
            asked.method,
            asked.target,
            [*token, ("Content-Type", media_type)],
            asked.body,
            host=f"localhost:{port}",
        )
        yield Hostile(f"form {media_type}", form, frozenset({415}))
    bare = request(asked.method, asked.target, token, asked.body, host=f"localhost:{port}")
    yield Hostile("no Content-Type", bare, frozenset({415}))


def _targets(asked: Asked, port: int) -> Iterator[Hostile]:
    body = asked.body if asked.method in WRITES else b""
    for name, target in (
        ("absolute-form", f"http://127.0.0.1:{port}{asked.target}"),
        ("absolute-form of another", f"http://evil.com{asked.target}"),
        ("two slashes", f"/{asked.target}"),
        ("fragment", f"{asked.target}#x"),
        ("backslash", f"{asked.target}\\"),
        ("escaped backslash", f"{asked.target}%5c"),
        ("escaped NUL", f"{asked.target}%00"),
        ("escaped line feed", f"{asked.target}%0a"),
        ("dots", f"/page/..{asked.target}"),
        ("escaped dots", f"/page/%2e%2e{asked.target}"),
        ("latin-1", f"{asked.target}\xe9"),
    ):
        data = request(asked.method, target, asked.headers(), body, host=f"127.0.0.1:{port}")
        # What is not even ASCII does not get as far as the guard.
        yield Hostile(name, data, frozenset({400, 403} if name == "latin-1" else {403}))
