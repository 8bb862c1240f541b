"""What the hub costs on top of the engine, and how it holds out under load.

    python benchmarks/bridge.py [--pictures 10000] [--rounds 300]

A synthetic library is served by the real hub in a process of its own: engine, application, guard, lanes, server. The
client is the standard library's, on one kept connection, as plug-ins do it. Each request takes turns with the bare
engine call on the same library in this process, so that whatever else the machine does hits both.

Health is `GET /v1/hello` and `GET /v1/status`, asked while 300 connections drip their requests byte by byte and eight
searches by a picture that takes long to decode, or eight handlers that do not come back at all, hold their threads.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.search import WARM_UP, fill_catalogue, take_turns

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.app import create_app
from bowerbird_bridge.hub import Hub
from bowerbird_bridge.serving.guard import Guard
from bowerbird_bridge.serving.lanes import Lanes
from bowerbird_bridge.serving.server import HOST, HubServer, listen
from bowerbird_engine import AssetId, Engine, SearchPage, SearchQuery, load_settings
from bowerbird_engine.encoding.packs import starter_pack
from bowerbird_engine.imaging.renditions import Renditions
from fakes.pictures import encoded, two_halves

HITS = 50
WORDS = "a red mug on a white background"
STUCK = "this search does not come back"
STUCK_S = 60.0

SEARCH_MS, THUMBNAIL_MS, PIXELS_MS, HEALTH_MS = 3.0, 1.0, 2.0, 200.0
CLIENTS, CLIENT_S = 8, 10.0
DRIPPING, STUCK_HANDLERS = 300, 8


class SlowEngine(Engine):
    """An engine of which one search never comes back."""

    def search(self, query: SearchQuery) -> SearchPage:
        if query.text == STUCK:
            time.sleep(STUCK_S)
        return super().search(query)


def serve(home: Path) -> None:
    """Serve a library until the standard input ends; say where, and with which token."""
    with SlowEngine(load_settings(home)) as engine:
        sock, _ = listen([0])
        hub = Hub.of(engine, sock.getsockname()[1])
        _, token = hub.book.add("benchmark", [Scope.SEARCH, Scope.THUMBNAILS])
        server = HubServer(
            Guard(Lanes(create_app(hub)), port=hub.port, origins=hub.book.origins),
            sock,
            callers=hub.callers,
        )
        hub.start(keep_up=False)

        def close_at_the_end() -> None:
            sys.stdin.read()
            server.close()

        threading.Thread(target=close_at_the_end, daemon=True).start()
        print(json.dumps({"port": hub.port, "token": token}), flush=True)
        server.run()
        hub.close()


@dataclass
class Client:
    """One kept connection to the hub."""

    port: int
    token: str
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        """Make the connection, which opens with the first request."""
        self.connection = http.client.HTTPConnection(HOST, self.port, timeout=STUCK_S)

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> bytes:
        """Send a request and give the answer's body. Raises RuntimeError for any other status than success."""
        headers = {"Authorization": f"Bearer {self.token}"}
        if body is not None:
            headers["Content-Type"] = kind
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:200]!r}")
        return content

    def json(self, method: str, path: str, content: object = None) -> Any:  # noqa: ANN401
        """Send JSON, or nothing, and read JSON."""
        return json.loads(self.ask(method, path, None if content is None else json.dumps(content).encode()))


@contextlib.contextmanager
def served(home: Path) -> Generator[tuple[Callable[[], Client], psutil.Process]]:
    """Run the hub for a block; give what makes clients of it, and its process."""
    command = [sys.executable, __file__, "--serve", str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None or process.stdin is None:
            raise RuntimeError("the hub has no streams")
        facts = json.loads(process.stdout.readline())
        try:
            yield partial(Client, facts["port"], facts["token"]), psutil.Process(process.pid)
        finally:
            process.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(15)
            process.kill()


@dataclass
class Comparison:
    """Requests beside bare calls, and the processor time of the hub's process, which no other load falsifies."""

    hub: psutil.Process
    rounds: int

    def print(self, name: str, bare: Callable[[], object], asked: Callable[[], object], most: float) -> None:
        """Print what a request costs beside the bare call."""
        before = self._processor_ms()
        alone, whole = take_turns(bare, asked, self.rounds)
        hub_cpu = (self._processor_ms() - before) / (self.rounds + WARM_UP)
        engine_cpu = statistics.fmean(cpu for _, cpu in alone)
        client_cpu = statistics.fmean(cpu for _, cpu in whole)
        pairs = [(ours, theirs) for (ours, _), (theirs, _) in zip(whole, alone, strict=True)]
        quiet = sorted(pairs, key=sum)[: max(1, len(pairs) // 4)]
        between, at_rest = (
            statistics.median(ours - theirs for ours, theirs in some) for some in (pairs, quiet)
        )
        whole_ms, alone_ms = (statistics.median(costs) for costs in zip(*pairs, strict=True))
        verdict = "as it should be" if between < most else "TOO SLOW"
        print(
            f"  {name:<25} engine {alone_ms:6.2f} ms, request {whole_ms:6.2f} ms ({whole_ms / alone_ms:5.2f} x); "
            f"difference {between:5.2f} ms, of the quickest quarter {at_rest:5.2f} ms, to be under {most:g}: {verdict}"
        )
        print(
            f"  {'':<25} processor: engine {engine_cpu:6.2f} ms, hub {hub_cpu:6.2f} ms, client {client_cpu:5.2f} ms"
        )

    def _processor_ms(self) -> float:
        times = self.hub.cpu_times()
        return float(times.user + times.system) * 1000


def measure_overhead(engine: Engine, client: Client, comparison: Comparison) -> None:
    """Print what the hub adds to searches and thumbnails."""
    print(f"overhead of the hub, medians of {comparison.rounds} pairs, a kept connection")
    hits = engine.search(SearchQuery(text=WORDS, limit=HITS)).hits
    if len(hits) < HITS:
        sys.exit("the library does not answer as it should")
    asset = hits[0].asset.id
    asked = client.json("POST", "/v1/search", {"text": WORDS, "limit": HITS})
    if [hit["id"] for hit in asked["hits"]] != [hit.asset.id for hit in hits]:
        sys.exit("the hub finds something else than the engine")
    searches: dict[str, tuple[SearchQuery, dict[str, object]]] = {
        "search by words": (SearchQuery(text=WORDS, limit=HITS), {"text": WORDS, "limit": HITS}),
        "more like this": (SearchQuery(like=asset, limit=HITS), {"like": {"asset": asset}, "limit": HITS}),
    }
    for name, (query, body) in searches.items():
        sent = json.dumps(body).encode()
        comparison.print(
            f"{name}, {HITS} hits",
            partial(engine.search, query),
            partial(client.ask, "POST", "/v1/search", sent),
            SEARCH_MS,
        )
    comparison.print(
        "thumbnail from the cache",
        partial(engine.thumbnail, asset),
        partial(client.ask, "GET", f"/v1/assets/{asset}/thumbnail"),
        THUMBNAIL_MS,
    )
    # A host that decodes nothing fetches a windowful of these: 50 in a tenth of a second.
    comparison.print(
        "thumbnail as raw pixels",
        partial(engine.thumbnail_pixels, asset),
        partial(client.ask, "GET", f"/v1/assets/{asset}/thumbnail?form=rgba"),
        PIXELS_MS,
    )
    for name, path in (("hello", "/v1/hello"), ("status", "/v1/status")):
        took = milliseconds(partial(client.ask, "GET", path), comparison.rounds)
        print(f"  {name:<28} {statistics.median(took):7.3f} ms")


def measure_clients(make: Callable[[], Client], assets: Sequence[AssetId]) -> None:
    """Let several clients search and fetch thumbnails at once, and count what goes wrong."""
    until = time.monotonic() + CLIENT_S
    expected = {
        hit["id"] for hit in make().json("POST", "/v1/search", {"text": WORDS, "limit": HITS})["hits"]
    }
    took: dict[str, list[float]] = {"search": [], "thumbnail": []}
    errors: list[str] = []

    def work(seed: int) -> None:
        client, choice = make(), random.Random(seed)
        while time.monotonic() < until:
            began = time.perf_counter()
            try:
                if choice.random() < 0.2:
                    kind = "search"
                    found = client.json("POST", "/v1/search", {"text": WORDS, "limit": HITS})
                    if {hit["id"] for hit in found["hits"]} != expected:
                        errors.append("another answer than before")
                else:
                    kind = "thumbnail"
                    client.ask("GET", f"/v1/assets/{choice.choice(assets)}/thumbnail")
            except (OSError, RuntimeError, http.client.HTTPException) as error:
                errors.append(str(error))
                continue
            took[kind].append((time.perf_counter() - began) * 1000)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{CLIENTS} clients at once for {CLIENT_S:g} s, in one process, errors to be 0: {len(errors)}")
    for kind, costs in took.items():
        costs.sort()
        print(
            f"  {kind:<10} {len(costs) / CLIENT_S:8.0f} a second, median {statistics.median(costs):6.2f} ms, "
            f"95 of 100 within {costs[int(len(costs) * 0.95)]:6.2f} ms"
        )
    for error in sorted(set(errors))[:3]:
        print(f"  {error}")


def measure_health(make: Callable[[], Client]) -> None:
    """Ask for health while connections drip and handlers are held."""
    print(f"health, to be under {HEALTH_MS:g} ms at its worst")
    large = encoded(Image.new("RGB", (9000, 9000)), "PNG")
    image = json.loads(make().ask("POST", "/v1/query-images", large, "image/png"))["id"]
    health(make, "in peace")
    with dripping(make()):
        health(make, f"{DRIPPING} dripping connections")
        with held(make, {"like": {"query_image": image}}):
            health(make, f"... and {STUCK_HANDLERS} searches by 81 megapixels")
        # The last one: these handlers are held until the hub ends.
        with held(make, {"text": STUCK}):
            health(make, f"... and {STUCK_HANDLERS} handlers that do not come back")


def health(make: Callable[[], Client], when: str) -> None:
    """Ask for health over kept and over new connections, for a few seconds."""
    took: dict[str, list[float]] = {"/v1/hello": [], "/v1/status": []}
    until = time.monotonic() + 4
    kept = make()
    while time.monotonic() < until:
        for path, costs in took.items():
            for client in (kept, make()):
                costs.extend(milliseconds(partial(client.ask, "GET", path), 1, warm_up=0))
        time.sleep(0.05)
    worst = max(max(costs) for costs in took.values())
    told = ", ".join(
        f"{path} median {statistics.median(costs):5.1f}, 99 of 100 {sorted(costs)[int(len(costs) * 0.99)]:5.1f}, worst {max(costs):5.1f}"
        for path, costs in took.items()
    )
    print(f"  {when:<46} {told} ms: {'as it should be' if worst < HEALTH_MS else 'TOO SLOW'}")


@contextlib.contextmanager
def dripping(client: Client) -> Generator[None]:
    """Hold connections open that send their request a byte at a time."""
    request = f"GET /v1/hello HTTP/1.1\r\nHost: {HOST}:{client.port}\r\nX-Padding: {'x' * 2000}"
    sockets = [socket.create_connection((HOST, client.port)) for _ in range(DRIPPING)]
    done = threading.Event()

    def drip() -> None:
        for byte in request.encode():
            for sock in sockets:
                with contextlib.suppress(OSError):
                    sock.send(bytes([byte]))
            if done.wait(0.2):
                return

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        for sock in sockets:
            sock.close()


@contextlib.contextmanager
def held(make: Callable[[], Client], search: dict[str, object]) -> Generator[None]:
    """Keep handlers busy with searches that take long, each one after the other."""
    clients = [make() for _ in range(STUCK_HANDLERS)]
    done = threading.Event()

    def work(client: Client) -> None:
        while not done.is_set():
            with contextlib.suppress(OSError, RuntimeError, http.client.HTTPException, AttributeError):
                client.json("POST", "/v1/search", search)

    threads = [threading.Thread(target=work, args=(client,), daemon=True) for client in clients]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    try:
        yield
    finally:
        done.set()
        for client in clients:
            if client.connection.sock is not None:
                with contextlib.suppress(OSError):
                    client.connection.sock.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(5)


def milliseconds(call: Callable[[], object], rounds: int, warm_up: int = 3) -> list[float]:
    """Time calls."""
    took: list[float] = []
    for number in range(rounds + warm_up):
        began = time.perf_counter()
        call()
        if number >= warm_up:
            took.append((time.perf_counter() - began) * 1000)
    return took


def main() -> int:
    """Measure everything."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pictures", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve is not None:
        serve(options.serve)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder).resolve()
        fill_catalogue(home, starter_pack(), options.pictures)
        with Engine(load_settings(home)) as engine:
            hits = engine.search(SearchQuery(text=WORDS, limit=HITS)).hits
            renditions = Renditions(engine.settings.cache_dir, engine.settings.thumbnail_budget_bytes)
            thumbnail = encoded(two_halves((320, 240)), "WEBP", quality=90)
            for hit in hits:
                renditions.put(hit.asset.content_hash, "thumbnail", thumbnail)
            print(f"{options.pictures:,} pictures; thumbnails of {len(thumbnail):,} bytes")
            with served(home) as (make, process):
                measure_overhead(engine, make(), Comparison(process, options.rounds))
                measure_clients(make, [hit.asset.id for hit in hits])
                measure_health(make)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
