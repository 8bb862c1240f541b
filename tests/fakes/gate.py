"""The real server in front of an application that is watched: what reaches it, with the guard and without."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from bowerbird_bridge.access.callers import Callers
from bowerbird_bridge.serving.guard import Guard, Refusal
from bowerbird_bridge.serving.lanes import THREADS, Lanes
from bowerbird_bridge.serving.server import HubServer, listen

SOON_S = 20.0


class Watched:
    """An application around another one that notes what comes in."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self._lock = threading.Lock()
        self.seen: list[tuple[str, str]] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self._lock:
            self.seen.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        return self._app(environ, start_response)


class Gate:
    """The server, with guard and lanes or without, while the context lasts; `seen` is what reached the application."""

    def __init__(
        self,
        app: WSGIApplication,
        *,
        guarded: bool = True,
        origins: Callable[[], Collection[str]] = frozenset,
        callers: Callers | None = None,
        threads: int = THREADS,
    ) -> None:
        self._watched = Watched(app)
        self.refusals: list[Refusal] = []
        sock, _ = listen([0])
        self.port: int = sock.getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        whole: WSGIApplication = self._watched
        if guarded:
            whole = Guard(
                Lanes(self._watched), port=self.port, origins=origins, on_refused=self.refusals.append
            )
        self.server = HubServer(whole, sock, callers=callers, threads=threads)
        self._thread = threading.Thread(target=self.server.run, name="gate", daemon=True)

    @property
    def seen(self) -> list[tuple[str, str]]:
        """Methods and paths that reached the application."""
        return self._watched.seen

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.close()
        self.wait_until_stopped()

    def wait_until_stopped(self) -> None:
        """Wait until the server has ended."""
        self._thread.join(SOON_S)
        assert not self._thread.is_alive()


def plain(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Be an application that reads everything and says so."""
    data = environ["wsgi.input"].read()
    body = b"" if environ["REQUEST_METHOD"] == "HEAD" else b"read %d" % len(data)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


@dataclass(slots=True)
class Held:
    """An application whose heavy requests stay until they are let go."""

    let_go: threading.Event
    arrived: threading.Semaphore

    @classmethod
    def new(cls) -> Self:
        """Make one that holds nobody yet."""
        return cls(threading.Event(), threading.Semaphore(0))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/v1/search":
            self.arrived.release()
            self.let_go.wait(SOON_S)
        return plain(environ, start_response)
