"""What the guard makes of answers: the headers that are always there, those that never are, and the count of refusals."""

from __future__ import annotations

import logging

import pytest

from bowerbird_bridge.problems import Problem
from bowerbird_bridge.serving.guard import SECURITY_HEADERS, Guard, Refusal, RefusalLog, secured
from fakes.environs import OWN, PAIRED, PORT, environ


def answer(guard: Guard, asked: dict[str, object]) -> tuple[str, dict[str, str], bytes]:
    """Give status, headers by small names, and body."""
    said: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None, /) -> None:
        said.append((status, headers))

    body = b"".join(guard(asked, start))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    return said[0][0], {name.lower(): value for name, value in said[0][1]}, body


def talkative(_environ: object, start: object) -> list[bytes]:
    """Be an application that sends what it should not."""
    assert callable(start)
    start(
        "200 OK",
        [
            ("Content-Type", "text/html"),
            ("Server", "Werkzeug/3"),
            ("Set-Cookie", "a=b"),
            ("X-Powered-By", "x"),
            ("Access-Control-Allow-Origin", "*"),
            ("X-Frame-Options", "ALLOWALL"),
            ("Content-Security-Policy", "default-src 'self'"),
        ],
    )
    return [b"ok"]


def test_every_answer_has_the_security_headers() -> None:
    """Check 10: the headers are on answers and refusals alike, and an application's own policy stays."""
    guard = Guard(talkative, port=PORT)
    for asked in (environ(), environ(HTTP_HOST="evil.com"), environ("OPTIONS")):
        _, headers, _ = answer(guard, asked)
        assert {name.lower() for name in SECURITY_HEADERS} <= headers.keys()
    _, headers, body = answer(guard, environ())
    assert headers["x-frame-options"] == "DENY"
    assert headers["content-security-policy"] == "default-src 'self'"
    assert body == b"ok"


def test_what_must_not_be_sent_is_taken_out() -> None:
    """Checks 10 and 12: no cookie, no name of the server, no opening for other pages, whatever the application says."""
    _, headers, _ = answer(Guard(talkative, port=PORT), environ())
    assert not headers.keys() & {"server", "set-cookie", "x-powered-by", "access-control-allow-origin"}


def test_only_a_paired_origin_keeps_its_opening() -> None:
    """The headers of CORS pass for a paired origin, on the API."""
    guard = Guard(talkative, port=PORT, origins=lambda: {PAIRED})
    _, headers, _ = answer(guard, environ(HTTP_ORIGIN=PAIRED))
    assert headers["access-control-allow-origin"] == "*"
    _, headers, _ = answer(guard, environ(HTTP_ORIGIN=OWN))
    assert "access-control-allow-origin" not in headers


def test_a_refusal_is_one_answer_and_is_counted() -> None:
    """Check 1: all refusals of one status look the same, and each is heard of."""
    heard: list[str] = []
    guard = Guard(talkative, port=PORT, on_refused=lambda refusal: heard.append(refusal.reason))
    answers = {
        answer(guard, asked)[2]
        for asked in (environ(HTTP_HOST="evil.com"), environ(HTTP_ORIGIN="null"), environ(target="//x"))
    }
    assert len(answers) == 1
    assert heard == ["host", "origin", "target"]
    assert answer(guard, environ("HEAD", HTTP_HOST="evil.com"))[2] == b""


def test_own_words_replace_the_headers_once() -> None:
    """No header is there twice."""
    names = [
        name.lower() for name, _ in secured([("cache-control", "private"), ("X-Content-Type-Options", "x")])
    ]
    assert len(names) == len(set(names))


def test_refusals_do_not_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """Check 21: thousands of refusals are a line a minute, and every one is counted."""
    now = [0.0]
    log = RefusalLog(clock=lambda: now[0])
    refusal = Refusal("host", Problem("forbidden", "no"))
    with caplog.at_level(logging.WARNING):
        for second in range(200):
            now[0] = float(second)
            for _ in range(50):
                log(refusal)
    assert len(caplog.records) == 4
    assert log.counts["host"] == 10_000
    assert "9001 requests" not in caplog.text
    assert "3000 requests" in caplog.text
