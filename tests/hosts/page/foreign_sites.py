"""Servers of foreign pages: one that has the page with every way to attack, and an open one that gives all it can."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import struct
import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from urllib.parse import parse_qs, unquote, urlsplit

SCRIPT = Path(__file__).with_name("foreign_page.js")
PAGE = b'<!doctype html><meta charset="utf-8"><title>A foreign page</title><body><script src="/attack.js"></script>'
SANDBOX = b'<!doctype html><title>A frame</title><iframe sandbox="allow-scripts allow-forms allow-popups" src="/page"></iframe>'
WITH_FRAME = b'<!doctype html><title>Open</title><body>All is open.<iframe srcdoc="<p>inside"></iframe>'

# What the browser wants it for, and what it then gets.
_GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_SAMPLES = bytes([128] * 800)
_WAV = (
    b"RIFF" + struct.pack("<I", 36 + len(_SAMPLES)) + b"WAVEfmt "
    + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"data" + struct.pack("<I", len(_SAMPLES)) + _SAMPLES
)  # fmt: skip
_BY_DESTINATION = {
    "image": ("image/gif", _GIF),
    "object": ("image/gif", _GIF),
    "audio": ("audio/wav", _WAV),
    "script": ("text/javascript", b"globalThis.open_server = 1;"),
    "style": ("text/css", b"p { color: red }"),
    "iframe": ("text/html", WITH_FRAME),
    "document": ("text/html", WITH_FRAME),
}
_SOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class _Handler(BaseHTTPRequestHandler):
    """One request on a connection, so that nothing holds the port once the server is closed."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its name in the base class
        """Write nothing."""

    def answer(self, media_type: str, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": media_type,
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            "Connection": "close",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    @property
    def parameters(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}

    def redirect(self) -> None:
        """Send the browser elsewhere, a request with a body included, as any page's server may."""
        asked = self.parameters
        origin = self.headers.get("Origin", "*")
        self.answer(
            "text/plain", b"", int(asked["status"]), Location=asked["to"], Access_Control_Allow_Origin=origin
        )


class _PageHandler(_Handler):
    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/page":
            self.answer("text/html", PAGE)
        elif path == "/sandbox":
            self.answer("text/html", SANDBOX)
        elif path == "/attack.js":
            self.answer("text/javascript", SCRIPT.read_bytes())
        elif path == "/redirect":
            self.redirect()
        else:
            self.answer("text/plain", b"", 404)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.redirect()


class _OpenHandler(_Handler):
    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.command != "OPTIONS":
            assert isinstance(self.server, Server)
            self.server.arrived.append((unquote(urlsplit(self.path).path[1:]), self.command))
        if self.headers.get("Upgrade") == "websocket":
            self._upgrade()
            return
        wanted = self.headers.get("Sec-Fetch-Dest", "")
        if self.headers.get("Accept") == "text/event-stream":
            media_type, body = "text/event-stream", b"data: open\n\n"
        else:
            media_type, body = _BY_DESTINATION.get(wanted, ("text/plain", b"open"))
        self.answer(
            media_type,
            body,
            Access_Control_Allow_Origin=self.headers.get("Origin", "*"),
            Access_Control_Allow_Credentials="true",
            Access_Control_Allow_Headers="Authorization, Content-Type, Bowerbird-Library",
            Access_Control_Allow_Methods="GET, HEAD, POST, PATCH, DELETE",
            Timing_Allow_Origin="*",
        )

    do_HEAD = do_POST = do_PATCH = do_DELETE = do_OPTIONS = do_GET  # noqa: N815  the base class looks for these

    def _upgrade(self) -> None:
        key = self.headers["Sec-WebSocket-Key"] + _SOCKET_GUID
        accept = base64.b64encode(hashlib.sha1(key.encode(), usedforsecurity=False).digest()).decode()
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", accept)
        self.end_headers()
        self.close_connection = True


class Server(ThreadingTCPServer):
    """A small server of this machine; `arrived` has the path and the method of what came to an open one."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, handler: type[_Handler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.port: int = self.socket.getsockname()[1]
        self.arrived: list[tuple[str, str]] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """Let a browser hang up when it likes."""


@contextlib.contextmanager
def _serving(handler: type[_Handler]) -> Generator[Server]:
    with Server(handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(10)


def foreign_site() -> contextlib.AbstractContextManager[Server]:
    """Serve the page that attacks, on a port of its own."""
    return _serving(_PageHandler)


def open_server() -> contextlib.AbstractContextManager[Server]:
    """Serve everything to everybody: what any way of getting something gets something from."""
    return _serving(_OpenHandler)
