"""The guard in front of the web framework: no request of a foreign page, or of an odd form, gets past it (D2).

`judge` decides, purely and for any environment whatever. Only the Host check stops a page whose name was bound to
127.0.0.1 after it was loaded (such a page is not "trustworthy", so browsers send no Sec-Fetch headers for it); Origin
and Sec-Fetch-Site stop all others, those on another port of this machine included.
"""

from __future__ import annotations

import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from bowerbird_bridge.problems import Problem, problem_response
from bowerbird_engine import PICTURE_MEDIA_TYPES

PAGE = "/"
API = "/v1/"
PAIRINGS = "/v1/pairings"
QUERY_IMAGES = "/v1/query-images"
RECIPES = "/v1/recipes/replay"

JSON_TYPES = frozenset({"application/json"})
RAW_PIXELS = "application/octet-stream"
PICTURE_TYPES = frozenset({*PICTURE_MEDIA_TYPES, RAW_PIXELS})
MOST_JSON = 64 * 1024
MOST_RECIPE = 2 * 1024 * 1024
MOST_PICTURE = 32 * 1024 * 1024
"""Bytes."""

METHODS = ("GET", "HEAD", "POST", "PATCH", "DELETE")

SECURITY_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
)
"""On every answer; one that sets its own Cache-Control or Content-Security-Policy keeps them."""

LINE_EVERY_S = 60.0

_log = logging.getLogger(__name__)

_OWN_WORDS = frozenset({"cache-control", "content-security-policy"})
_NEVER_SENT = frozenset({"server", "set-cookie", "x-powered-by"})
# Printable ASCII, one slash at the start; no fragment, no backslash (some read it as a slash).
_TARGET = re.compile(r"/(?!/)[!\"$-\[\]-~]*", re.ASCII)
_LENGTH = re.compile(r"[0-9]{1,18}", re.ASCII)
_FORBIDDEN = Problem(
    "forbidden", "This address is for programs of this machine that are paired with the hub."
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not let in: `reason` for our own count, `problem` for the answer, the same each time."""

    reason: str
    problem: Problem


_HOST = Refusal("host", _FORBIDDEN)
_ORIGIN = Refusal("origin", _FORBIDDEN)
_SITE = Refusal("site", _FORBIDDEN)
_TARGET_FORM = Refusal("target", _FORBIDDEN)
_PROTOCOL = Refusal("protocol", _FORBIDDEN)
_BROWSER_PAIRING = Refusal("pairing", _FORBIDDEN)
_UNREADABLE = Refusal("unreadable", _FORBIDDEN)
_PREFLIGHT = Refusal(
    "preflight",
    Problem("method_not_allowed", "There is nothing to be asked about with OPTIONS.", allow=METHODS),
)
_ENCODED = Refusal("encoding", Problem("unsupported_media_type", "Send the body as it is, not compressed."))
_NOT_JSON = Refusal(
    "media type", Problem("unsupported_media_type", "Send JSON, with Content-Type: application/json.")
)
_NOT_PICTURE = Refusal(
    "media type",
    Problem(
        "unsupported_media_type",
        f"Send a picture file as {', '.join(PICTURE_MEDIA_TYPES[:-1])} or {PICTURE_MEDIA_TYPES[-1]}, or raw pixels as "
        f"{RAW_PIXELS}.",
    ),
)
_BODILESS = Refusal("size", Problem("too_large", "A request of this kind has no body."))
_LARGE_JSON = Refusal(
    "size", Problem("too_large", f"The body of a request has at most {MOST_JSON // 1024} KiB.")
)
_LARGE_RECIPE = Refusal(
    "size", Problem("too_large", f"A recipe to replay has at most {MOST_RECIPE // 1024**2} MiB.")
)
_LARGE_PICTURE = Refusal(
    "size", Problem("too_large", f"A picture to search with has at most {MOST_PICTURE // 1024**2} MiB.")
)

_MOST_POSTED: Mapping[str, int] = MappingProxyType({QUERY_IMAGES: MOST_PICTURE, RECIPES: MOST_RECIPE})
_TOO_LARGE: Mapping[int, Refusal] = MappingProxyType(
    {0: _BODILESS, MOST_JSON: _LARGE_JSON, MOST_RECIPE: _LARGE_RECIPE, MOST_PICTURE: _LARGE_PICTURE}
)

Judge = Callable[[Mapping[str, object], int, Collection[str]], Refusal | None]


def judge(environ: Mapping[str, object], port: int, origins: Collection[str]) -> Refusal | None:
    """Decide on a request by its environment alone; None lets it in. `origins` are those that the owner has paired."""
    try:
        return (
            _judge_line(environ)
            or _judge_host(environ, port)
            or _judge_origin(environ, origins)
            or _judge_form(environ)
        )
    except Exception:  # noqa: BLE001  whatever it is that cannot be judged stays outside
        return _UNREADABLE


def _judge_line(environ: Mapping[str, object]) -> Refusal | None:
    if _text(environ, "REQUEST_METHOD") in {None, "", "CONNECT"}:
        return _TARGET_FORM
    # Nothing that we serve speaks 1.0, and 0.9 has no headers to judge by.
    if environ.get("SERVER_PROTOCOL") != "HTTP/1.1":
        return _PROTOCOL
    target = _text(environ, "REQUEST_URI")
    path = _text(environ, "PATH_INFO")
    if target is None or path is None or _TARGET.fullmatch(target) is None:
        return _TARGET_FORM
    # The same once more after decoding: %00, %0a, %5c and %2e%2e.
    if not path.startswith("/") or any(char < " " or char in "\\\x7f" for char in path):
        return _TARGET_FORM
    if {".", ".."} & set(path.split("/")):
        return _TARGET_FORM
    return None


def _judge_host(environ: Mapping[str, object], port: int) -> Refusal | None:
    host = _text(environ, "HTTP_HOST")
    if host is None or not host.isascii() or host.lower() not in {f"127.0.0.1:{port}", f"localhost:{port}"}:
        return _HOST
    return None


def _judge_origin(environ: Mapping[str, object], origins: Collection[str]) -> Refusal | None:
    method, path = _text(environ, "REQUEST_METHOD"), _text(environ, "PATH_INFO") or ""
    origin, site = environ.get("HTTP_ORIGIN"), environ.get("HTTP_SEC_FETCH_SITE")
    # Only a program may ask to be paired: a page could ask again and again until somebody says yes.
    if method == "POST" and path.rstrip("/") == PAIRINGS and _from_browser(environ):
        return _BROWSER_PAIRING
    paired = path.startswith(API) and isinstance(origin, str) and origin in origins
    own = f"http://{str(environ.get('HTTP_HOST')).lower()}"
    if origin is not None and origin != own and not paired:
        return _ORIGIN
    if site in {None, "same-origin"} or paired:
        return _PREFLIGHT if method == "OPTIONS" and not paired else None
    typed = site == "none" and environ.get("HTTP_SEC_FETCH_MODE") == "navigate"
    if typed and method in {"GET", "HEAD"} and path == PAGE:
        return None
    return _SITE


def _judge_form(environ: Mapping[str, object]) -> Refusal | None:
    if environ.get("HTTP_CONTENT_ENCODING") is not None:
        return _ENCODED
    method, path = _text(environ, "REQUEST_METHOD") or "", _text(environ, "PATH_INFO") or ""
    picture = path == QUERY_IMAGES
    if method in {"POST", "PATCH"}:
        media_type = _media_type(_text(environ, "CONTENT_TYPE") or "")
        if media_type not in (PICTURE_TYPES if picture and method == "POST" else JSON_TYPES):
            return _NOT_PICTURE if picture else _NOT_JSON
    length = _text(environ, "CONTENT_LENGTH") or "0"
    most = body_limit(method, path)
    if _LENGTH.fullmatch(length) is None or int(length) > most:
        return _TOO_LARGE[most]
    return None


def body_limit(method: str, path: str) -> int:
    """Give the most bytes that the body of a request may have."""
    if method in {"GET", "HEAD", "DELETE", "OPTIONS"}:
        return 0
    return _MOST_POSTED.get(path, MOST_JSON) if method == "POST" else MOST_JSON


def _from_browser(environ: Mapping[str, object]) -> bool:
    return any(key == "HTTP_ORIGIN" or key.startswith("HTTP_SEC_FETCH_") for key in environ)


def _media_type(content_type: str) -> str | None:
    """Give the bare type; None when a parameter says anything but UTF-8."""
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    if any(parameter.replace('"', "") not in {"", "charset=utf-8"} for parameter in parameters):
        return None
    return media_type


def _text(environ: Mapping[str, object], key: str) -> str | None:
    value = environ.get(key)
    return value if isinstance(value, str) else None


class Guard:
    """The WSGI application around ours: refuses, and puts the security headers on every answer.

    `on_refused` hears of each refusal, instead of a line in the log now and then; `decide` is another judge, for tests that show what this one is good for.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        port: int,
        origins: Callable[[], Collection[str]] = frozenset,
        on_refused: Callable[[Refusal], None] | None = None,
        decide: Judge = judge,
    ) -> None:
        self._app = app
        self._port = port
        self._origins = origins
        self._on_refused = RefusalLog() if on_refused is None else on_refused
        self._decide = decide

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        origins = self._origins()
        problem = self.refuse(environ)
        readable = environ.get("HTTP_ORIGIN") in origins and str(environ.get("PATH_INFO")).startswith(API)

        def guarded(
            status: str, headers: list[tuple[str, str]], exc_info: object = None, /
        ) -> Callable[[bytes], object]:
            safe = secured(headers, cors=readable)
            # The server tells a second call with an error from one without by whether it is given.
            return start_response(status, safe, exc_info) if exc_info else start_response(status, safe)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

        if problem is not None:
            body = problem_response(problem, guarded)
            return [] if environ.get("REQUEST_METHOD") == "HEAD" else body
        return self._app(environ, guarded)

    def refuse(self, environ: Mapping[str, object]) -> Problem | None:
        """Give the problem with which a request is refused, and count it. The server asks before it reads a body."""
        refusal = self._decide(environ, self._port, self._origins())
        if refusal is None:
            return None
        self._on_refused(refusal)
        return refusal.problem


def secured(headers: Iterable[tuple[str, str]], *, cors: bool = False) -> list[tuple[str, str]]:
    """Add the security headers, and take out what must never be sent; `cors` leaves the headers for a paired origin."""
    kept = [
        (name, value)
        for name, value in headers
        if name.lower() not in _NEVER_SENT and (cors or not name.lower().startswith("access-control-"))
    ]
    own = _OWN_WORDS & {name.lower() for name, _ in kept}
    ours = {name: value for name, value in SECURITY_HEADERS.items() if name.lower() not in own}
    replaced = {name.lower() for name in ours}
    return [pair for pair in kept if pair[0].lower() not in replaced] + list(ours.items())


class RefusalLog:
    """Counts refusals by reason, and writes one line a minute at most, however many come."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.counts: Counter[str] = Counter()
        self._clock = clock
        self._said_at = -LINE_EVERY_S
        self._said = 0

    def __call__(self, refusal: Refusal) -> None:
        """Count one."""
        self.counts[refusal.reason] += 1
        now = self._clock()
        if now - self._said_at < LINE_EVERY_S:
            return
        total = self.counts.total()
        _log.warning(
            "Turned away %d requests since the last such line; by reason, since the start: %s.",
            total - self._said,
            ", ".join(f"{reason} {count}" for reason, count in sorted(self.counts.items())),
        )
        self._said_at, self._said = now, total
