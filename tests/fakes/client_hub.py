"""A hub for tests of its client: a real HTTP server in a thread, with knobs, and servers that misbehave on purpose.

It computes the proof on its own, from the words of the specification, and not with the client's code.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import http.server
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TOKEN = "hub_" + "t" * 43
CLIENT = "client-1"
LIBRARY = "library-1"
API = {"min": 1, "max": 1}
PIXELS = b"\x01\x02\x03\xff\x04\x05\x06\xff"
"""Of every thumbnail: two pixels beside each other."""

Reply = tuple[int, Mapping[str, str], bytes]


@dataclass
class Seen:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class ClientHub:
    """What the hub answers, and what it was asked. Change the fields at any time."""

    token: str = TOKEN
    client_id: str = CLIENT
    library_id: str = LIBRARY
    server_id: str = "start-1"
    state: str = "ready"
    api: Mapping[str, int] = field(default_factory=lambda: dict(API))
    scopes: tuple[str, ...] = ("search", "thumbnails", "originals")
    hits: int = 3
    delay: Callable[[Seen], float] = lambda _seen: 0.0
    overrides: dict[tuple[str, str], Callable[[Seen], Reply]] = field(
        default_factory=dict[tuple[str, str], Callable[[Seen], Reply]]
    )
    pairing: str = "waiting"
    """What becomes of a request to pair: `waiting`, `approved` (once), `denied`, or anything else: gone."""
    port: int = 0
    seen: list[Seen] = field(default_factory=list[Seen])
    uploads: dict[str, bytes] = field(default_factory=dict[str, bytes])
    connections: int = 0
    sockets: list[socket.socket] = field(default_factory=list[socket.socket])

    def hang_up(self) -> None:
        """End all connections, as a hub that ends does."""
        for connection in self.sockets:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def asked(self, method: str, path: str) -> list[Seen]:
        """Give the requests for one route, whatever stands behind the question mark."""
        return [seen for seen in self.seen if seen.method == method and urlsplit(seen.path).path == path]

    def announce(self, folder: Path, **changes: object) -> Path:
        """Write the runtime file as a hub does when it starts."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        path = folder / f"hub-{self.library_id}.json"
        about = {
            "port": self.port,
            "pid": os.getpid(),
            "executable": ["bowerbird", "serve"],
            "api": dict(self.api),
            "server_id": self.server_id,
            "library_id": self.library_id,
            "started": "2026-01-01T00:00:00Z",
            **changes,
        }
        path.write_text(json.dumps(about))
        path.chmod(0o600)
        return path

    def proof(self, nonce: str, port: int) -> str:
        """Prove that the token is known, for a port."""
        raw = base64.urlsafe_b64decode(nonce + "=" * (-len(nonce) % 4))
        key = hashlib.sha256(b"proof" + self.token.encode()).digest()
        message = b"bowerbird-proof-1\0" + raw + b"\0" + str(port).encode()
        return base64.urlsafe_b64encode(hmac.digest(key, message, "sha256")).decode().rstrip("=")

    def reply(self, seen: Seen) -> Reply:
        """Answer a request."""
        path = urlsplit(seen.path).path
        override = self.overrides.get((seen.method, path))
        if override is not None:
            return override(seen)
        open_route = self._reply_openly(seen, path)
        if open_route is not None:
            return open_route
        if seen.headers.get("authorization") != f"Bearer {self.token}":
            return problem(401, "unauthorized")
        return self._reply_known(seen, path)

    def _reply_openly(self, seen: Seen, path: str) -> Reply | None:  # noqa: PLR0911  a table of routes
        if (seen.method, path) == ("GET", "/v1/hello"):
            hello = {
                "product": "bowerbird",
                "version": "0.1.0",
                "api": dict(self.api),
                "server_id": self.server_id,
                "library_id": self.library_id,
                "capabilities": ["search.words", "thumbnails", "of-the-future"],
                "state": self.state,
                "of_the_future": {"x": 1},
            }
            return as_json(hello)
        if (seen.method, path) == ("POST", "/v1/proof"):
            if seen.json["client_id"] != self.client_id:
                return problem(404, "unknown_client")
            return as_json({"proof": self.proof(seen.json["nonce"], self.port)})
        if (seen.method, path) == ("POST", "/v1/pairings"):
            pairing = {
                "id": "p1",
                "secret": "s3cret",
                "code": "123-456",
                "expires_in": 120,
                "poll_after": 0.05,
            }
            return as_json(pairing, 201)
        if (seen.method, path) == ("POST", "/v1/pairings/p1/claim"):
            if self.pairing == "denied":
                return problem(403, "pairing_denied")
            if self.pairing != "approved" or seen.json != {"secret": "s3cret"}:
                return (
                    as_json({"state": "waiting"})
                    if self.pairing == "waiting"
                    else problem(410, "pairing_gone")
                )
            self.pairing = "claimed"
            token = {"token": self.token, "client_id": self.client_id, "library_id": self.library_id}
            return as_json({"state": "approved", **token, "scopes": list(self.scopes)})
        return None

    def _reply_known(self, seen: Seen, path: str) -> Reply:  # noqa: PLR0911  a table of routes
        match seen.method, path.removeprefix("/v1").split("/")[1:]:
            case "GET", ["me"]:
                me = {"client_id": self.client_id, "name": "Test", "scopes": list(self.scopes)}
                return as_json({**me, "library_id": self.library_id, "kind": "plugin"})
            case "DELETE", ["me"]:
                self.token = f"{self.token[:-1]}-"
                return 204, {}, b""
            case "GET", ["status"]:
                parts = {"index": {"state": "ready", "detail": "", "progress": None}}
                counts = {"pictures": 10, "searchable": 8, "folders": {"online": 1, "offline": 0}}
                return as_json({"library_id": self.library_id, **counts, "parts": parts})
            case "POST", ["search"]:
                return self._search(seen)
            case "POST", ["query-images"]:
                name = f"q{len(self.uploads) + 1}"
                self.uploads[name] = seen.body
                return as_json({"id": name, "width": 1, "height": 1, "expires_in": 600}, 201)
            case "GET", ["assets", asset, kind]:
                return self._reply_picture(seen, asset, kind)
            case "GET", ["folders"]:
                folder = {"id": "1", "name": "Pictures", "path": None, "online": True, "pictures": 10}
                return as_json({"folders": [folder]})
            case _:
                return problem(404, "not_found")

    def _reply_picture(self, seen: Seen, asset: str, kind: str) -> Reply:
        tag = f'"{asset}"'
        if kind in {"thumbnail", "proxy"} and seen.headers.get("if-none-match") == tag:
            return 304, {"ETag": tag}, b""
        if kind == "thumbnail" and seen.path.endswith("&form=rgba"):
            size = {"Bowerbird-Width": "2", "Bowerbird-Height": "1"}
            return 200, {"Content-Type": "application/octet-stream", "ETag": tag, **size}, PIXELS
        match kind:
            case "thumbnail":
                return 200, {"Content-Type": "image/webp", "ETag": tag}, b"webp of " + asset.encode()
            case "proxy":
                return 200, {"Content-Type": "image/webp", "ETag": tag}, b"proxy of " + asset.encode()
            case "original":
                return 200, {"Content-Type": "image/jpeg"}, asset.encode() * 100_000
            case _:
                return problem(404, "not_found")

    def _search(self, seen: Seen) -> Reply:
        asked = seen.json
        like = asked.get("like", {})
        if "query_image" in like and like["query_image"] not in self.uploads:
            return problem(404, "unknown_query_image")
        start = int(asked.get("cursor") or 0)
        hits = [a_hit(f"A{start + n}") for n in range(self.hits)]
        answer = {"entry": "words", "why": asked.get("text") or "a picture", "hits": hits, "notes": []}
        return as_json(
            {**answer, "next": str(start + self.hits), "library_id": self.library_id, "model": "m"}
        )


def a_hit(asset: str, **changes: object) -> dict[str, object]:
    """Give a hit as the API freezes it."""
    return {
        "id": asset,
        "name": f"{asset}.jpg",
        "path": None,
        "folder": {"id": "1", "name": "Pictures"},
        "similarity": 61.5,
        "calibrated": None,
        "reasons": [{"signal": "words", "detail": "looks like it"}],
        "labels": None,
        "boxes": None,
        "group": None,
        "variants": None,
        "width": 640,
        "height": 480,
        "media_type": "image/jpeg",
        "bytes": 1000,
        "content": hashlib.sha256(asset.encode()).hexdigest(),
        "online": True,
        "disk": None,
        "offline_reason": None,
        "copies": 0,
        "copy_paths": None,
        **changes,
    }


def as_json(value: object, status: int = 200) -> Reply:
    """Answer with JSON."""
    return status, {"Content-Type": "application/json"}, json.dumps(value).encode()


def problem(status: int, code: str, detail: str = "It went wrong.", **headers: str) -> Reply:
    """Answer with a problem."""
    body = {
        "type": f"urn:bowerbird:problem:{code}",
        "title": code,
        "status": status,
        "detail": detail,
        "code": code,
    }
    return status, {"Content-Type": "application/problem+json", **headers}, json.dumps(body).encode()


@contextlib.contextmanager
def serving(hub: ClientHub, port: int = 0) -> Generator[ClientHub]:
    """Serve a hub on a port of 127.0.0.1 for the length of the block."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def setup(self) -> None:
            hub.connections += 1
            hub.sockets.append(self.request)
            super().setup()

        def answer(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            seen = Seen(self.command, self.path, headers, self.rfile.read(size))
            hub.seen.append(seen)
            time.sleep(hub.delay(seen))
            status, extra, body = hub.reply(seen)
            with contextlib.suppress(OSError):
                self.send_response(status)
                for name, value in extra.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        do_GET = do_POST = do_DELETE = do_PATCH = do_HEAD = answer  # noqa: N815  the names that the server calls

        def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002  the server's own name

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", port), Handler) as server:
        hub.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield hub
        finally:
            server.shutdown()
            thread.join(5)
            hub.hang_up()


@dataclass
class Listener:
    """A bare listener that does what a script says with each connection, and keeps all that it was sent."""

    port: int = 0
    received: bytearray = field(default_factory=bytearray)

    def receive(self, connection: socket.socket) -> bytes:
        """Take what comes, and keep it."""
        data = connection.recv(65536)
        self.received += data
        return data


@contextlib.contextmanager
def listening(script: Callable[[Listener, socket.socket], object]) -> Generator[Listener]:
    """Run a script for each connection to a port of 127.0.0.1."""
    listener = Listener()
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        listener.port = server.getsockname()[1]
        threads: list[threading.Thread] = []

        def run(connection: socket.socket) -> None:
            with connection, contextlib.suppress(OSError):
                connection.settimeout(5)
                script(listener, connection)

        def accept() -> None:
            while not ended.is_set():
                with contextlib.suppress(OSError):
                    connection, _ = server.accept()
                    threads.append(threading.Thread(target=run, args=(connection,), daemon=True))
                    threads[-1].start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield listener
        finally:
            ended.set()
            accepting.join(5)
            for thread in threads:
                thread.join(6)


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
