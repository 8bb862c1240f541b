"""What a suite inside the extension host asks of the tests around it: the hub, the owner, keys, and what is seen."""

from __future__ import annotations

import http.server
import json
import queue
import re
import secrets
import threading
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fakes.client_hub import ClientHub, Reply, Seen, problem, serving
from hosts.harness.hubs import SCOPES, PersonsHub
from hosts.harness.misbehaving import busy, endless, garbage, nonsense
from hosts.vscode.owner import Decision, decide, revoke

OF_THE_BROWSER = frozenset({"clip", "click", "press", "seen"})


def revoked(_seen: Seen) -> Reply:
    """Answer that the token is known no more."""
    return problem(401, "unauthorized")


def silence(_seen: Seen) -> Reply:
    """Answer nothing for longer than anybody waits."""
    time.sleep(300)
    return problem(503, "busy")


ANSWERS: dict[str, Callable[[Seen], Reply]] = {
    each.__name__: each for each in (garbage, nonsense, endless, busy, revoked, silence)
}


@dataclass(frozen=True)
class Outcome:
    """How a test inside the extension host ended; no error where it passed."""

    title: str
    error: str | None
    milliseconds: int


@dataclass(frozen=True)
class Waiting:
    """What waits for the thread of the tests."""

    what: str
    asked: dict[str, Any]
    answered: queue.Queue[Any] = field(default_factory=lambda: queue.Queue[Any](1))


@dataclass
class Control:
    """Answers a suite.

    The browser belongs to one thread, and a hub ends with the thread that started it: what concerns them waits in
    `waiting` for that thread, which calls `serve`.
    """

    hub: PersonsHub
    pictures: Path
    only: str = ""
    outcomes: list[Outcome] = field(default_factory=list[Outcome])
    waiting: queue.Queue[Waiting] = field(default_factory=queue.Queue[Waiting])
    fake: ClientHub | None = None
    _stack: ExitStack = field(default_factory=ExitStack)

    def answer(self, what: str, asked: dict[str, Any]) -> Any:
        """Do what is asked, here or where `serve` is called, and give its value."""
        if what not in OF_THE_BROWSER | {"hub", "stand-in"}:
            return self._do(what, asked)
        one = Waiting(what, asked)
        self.waiting.put(one)
        value = one.answered.get()
        if isinstance(value, Exception):
            raise value
        return value

    def serve(self, in_browser: Callable[[str, dict[str, Any]], Any]) -> bool:
        """Do the next thing that waits; gives whether there was one."""
        try:
            one = self.waiting.get_nowait()
        except queue.Empty:
            return False
        try:
            known = one.what in OF_THE_BROWSER
            one.answered.put((in_browser if known else self._do)(one.what, one.asked))
        except Exception as error:  # noqa: BLE001  whatever it is, the suite has to hear it
            one.answered.put(error)
        return True

    def _do(self, what: str, asked: dict[str, Any]) -> Any:
        return getattr(self, f"_{what.replace('-', '_')}")(**asked)

    def close(self) -> None:
        """Leave no stand-in behind."""
        self._stack.close()

    def _about(self) -> dict[str, str]:
        return {"pictures": str(self.pictures), "home": str(self.hub.person.home), "only": self.only}

    def _hub(self, do: str) -> None:
        match do:
            case "restart":
                self.hub.stop()
                self.hub.start()
            case "kill":
                self.hub.close()
            case "ensure" | "start" | "stop" | "freeze" | "thaw":
                getattr(self.hub, do)()
            case _:
                raise ValueError(do)

    def _owner(self, method: str, path: str, fields: object) -> Any:
        return self.hub.ask_as_owner(method, path, fields)

    def _pairing(self, decision: Decision) -> str:
        return decide(self.hub, decision)

    def _revoke(self) -> None:
        revoke(self.hub)

    def _stand_in(self, do: str) -> None:
        if do == "stop":
            self._stack.close()
            self.fake = None
            return
        self.hub.stop()
        self.fake = ClientHub(scopes=SCOPES, pairing="approved")
        self._stack.enter_context(serving(self.fake))
        announced = self.fake.announce(self.hub.person.hubs)
        self._stack.callback(announced.unlink, missing_ok=True)

    def _answer(self, method: str, path: str, how: str) -> None:
        assert self.fake is not None, "there is no stand-in"
        if how == "usual":
            self.fake.overrides.pop((method, path), None)
        else:
            self.fake.overrides[method, path] = ANSWERS[how]

    def _asked(self) -> list[dict[str, str]]:
        assert self.fake is not None, "there is no stand-in"
        return [{"method": seen.method, "path": seen.path} for seen in self.fake.seen]

    def _report(self, title: str, error: str | None, milliseconds: int) -> None:
        self.outcomes.append(Outcome(title, error, milliseconds))


@contextmanager
def controlling(control: Control) -> Generator[str]:
    """Serve a suite for the length of the block; gives the address, which nobody else can guess."""
    secret = secrets.token_urlsafe()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = re.fullmatch(rf"/{secret}/([a-z-]+)", self.path)
            if asked is None:
                self.send_error(404)
                return
            fields = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
            try:
                said = {"value": control.answer(asked[1], fields)}
            except Exception as error:  # noqa: BLE001  whatever it is, the suite has to hear it
                said = {"error": f"{type(error).__name__}: {error}"}
            body = json.dumps(said).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002  the server's own name

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/{secret}"
        finally:
            server.shutdown()
            thread.join(5)
            control.close()
