"""A real hub in a thread: engine, application, guard, lanes and server, on a port of its own.

Every answer that `send` gets is held against the specification.
"""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from wsgiref.types import StartResponse, WSGIEnvironment

from bowerbird_bridge.access.clients import ALL_SCOPES, ClientKind, Scope
from bowerbird_bridge.app import create_app
from bowerbird_bridge.hub import Hub
from bowerbird_bridge.serving.guard import Guard, Refusal
from bowerbird_bridge.serving.lanes import Lanes
from bowerbird_bridge.serving.server import HubServer, listen
from bowerbird_engine import Engine, load_settings
from fakes.conformance import Conformance

TIMEOUT_S = 30.0


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """By names in small letters."""
    body: bytes

    @property
    def json(self) -> Any:
        """The content."""
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of a problem."""
        return str(self.json["code"])


@dataclass(frozen=True)
class Caller:
    """A client of the hub with its token."""

    hub: LiveHub
    token: str
    client_id: str

    def get(self, path: str, **headers: str) -> Answer:
        """Send a GET; `If_None_Match="x"` is a header."""
        return self.send("GET", path, headers=headers)

    def post(self, path: str, content: object = None, **headers: str) -> Answer:
        """Send JSON by POST; `{}` where there is nothing to say."""
        return self.send("POST", path, {} if content is None else content, headers=headers)

    def patch(self, path: str, content: object, **headers: str) -> Answer:
        """Send JSON by PATCH."""
        return self.send("PATCH", path, content, headers=headers)

    def delete(self, path: str, **headers: str) -> Answer:
        """Send a DELETE."""
        return self.send("DELETE", path, headers=headers)

    def send(
        self,
        method: str,
        path: str,
        content: object = None,
        *,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send anything, with the token and the name of the library."""
        own = {"Authorization": f"Bearer {self.token}", "Bowerbird-Library": self.hub.hub.engine.library_id}
        return self.hub.send(method, path, content, data=data, headers={**own, **(headers or {})})


class LiveHub:
    """A hub that runs while this context lasts. Without the guard it is what a control wants to see fail.

    It looks after its folders by itself only with `keep_up`, and takes any port that is free unless one is named.
    """

    def __init__(self, home: Path, *, guard: bool = True, keep_up: bool = False, port: int = 0) -> None:
        self._keep_up = keep_up
        self.refusals: list[Refusal] = []
        self.reached: list[str] = []
        """The addresses of requests that came as far as the framework."""
        self.engine = Engine(load_settings(home))
        sock, _ = listen([port])
        self.port: int = sock.getsockname()[1]
        self.hub = Hub.of(self.engine, self.port)
        self.app = create_app(self.hub)
        app = Lanes(self._counted)
        self.server = HubServer(
            Guard(app, port=self.port, origins=self.hub.book.origins, on_refused=self.refusals.append)
            if guard
            else app,
            sock,
            callers=self.hub.callers,
        )
        self._conformance = Conformance() if guard else None
        self._thread = threading.Thread(target=self.server.run, name="live hub", daemon=True)

    def __enter__(self) -> Self:
        self.hub.start(keep_up=self._keep_up)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.hub.events.close()
        self.server.close()
        self._thread.join(20)
        self.hub.close()
        self.engine.close()
        assert not self._thread.is_alive()

    def _counted(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.reached.append(str(environ["PATH_INFO"]))
        return self.app(environ, start_response)

    def client(self, *scopes: Scope | str, kind: ClientKind = "plugin", name: str = "A plug-in") -> Caller:
        """Pair a client with these scopes."""
        client, token = self.hub.book.add(name, [Scope(scope) for scope in scopes], kind)
        return Caller(self, token, client.id)

    def owner(self, scopes: Collection[Scope] = ALL_SCOPES) -> Caller:
        """Make a key of the owner."""
        return self.client(*scopes, kind="owner", name="Owner")

    def send(
        self,
        method: str,
        path: str,
        content: object = None,
        *,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request without a token, unless the headers have one."""
        sent = dict(headers or {})
        if content is not None:
            data = json.dumps(content).encode()
            sent.setdefault("Content-Type", "application/json")
        named = {name.replace("_", "-"): value for name, value in sent.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
        try:
            connection.request(method, path, data, named)
            response = connection.getresponse()
            # A stream of events has no end of its own.
            stream = response.headers.get_content_type() == "text/event-stream"
            body = response.read1() if stream else response.read()
        finally:
            connection.close()
        answer = Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)
        if self._conformance is not None:
            self._conformance.check(method, path, answer.status, answer.headers, body)
        return answer

    def raw(self, request: bytes) -> bytes:
        """Send bytes as they are, and give all that comes back until the hub closes or is silent for a second."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT_S) as connection:
            connection.sendall(request)
            connection.settimeout(1.0)
            pieces: list[bytes] = []
            try:
                while piece := connection.recv(65536):
                    pieces.append(piece)
            except TimeoutError:
                pass
            return b"".join(pieces)
