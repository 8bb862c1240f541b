"""Foreign pages in front of a hub: how each kind is opened, what it tries, and what is then to be seen of it."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw
from playwright.sync_api import Browser, BrowserContext, Frame, Page, Response

from bowerbird_bridge.schemas.hello import HubState
from bowerbird_engine import SearchQuery
from fakes.live_hub import Caller, LiveHub
from hosts.harness.pages import until
from hosts.page.foreign_sites import SCRIPT, Server, foreign_site

PAIRING = json.dumps({"name": "Evil", "scopes": ["search"]})
SETTLE_MS = 300

ASK = """([url, options]) => fetch(url, options).then(
  async (response) => `${response.status} ${await response.text()}`,
  () => null,
)"""

Plan = dict[str, Any]


@dataclass(frozen=True)
class Held:
    """All that a page may want to see changed."""

    catalogue: str
    clients: bytes
    waiting: int
    """Questions to be paired, pictures to search with, sessions and jobs."""
    state: HubState
    reached: tuple[str, ...]
    used: bool
    """Whether any token has ever been good for anything."""


def held(hub: LiveHub) -> Held:
    """Look at the hub without asking it anything."""
    catalogue = apsw.Connection(str(hub.engine.settings.catalogue_path), flags=apsw.SQLITE_OPEN_READONLY)
    digest = hashlib.sha256(catalogue.serialize("main")).hexdigest()
    catalogue.close()
    inside = hub.hub
    return Held(
        catalogue=digest,
        clients=(hub.engine.settings.state_dir / "clients.json").read_bytes(),
        waiting=len(inside.pairings.pending())
        + inside.query_pictures.count()
        + len(inside.sessions.sessions())
        + len(inside.jobs.all()),
        state=inside.state,
        reached=tuple(hub.reached),
        used=any(client.last_used for client in inside.book.clients()),
    )


@contextlib.contextmanager
def window(chromium: Browser) -> Generator[BrowserContext]:
    """Open a private window."""
    context = chromium.new_context()
    context.set_default_timeout(60_000)
    try:
        yield context
    finally:
        context.close()


@dataclass(frozen=True)
class Scene:
    """A hub, and a page that was loaded from its port by a name of the web before the hub was there."""

    hub: LiveHub
    rebound: Page
    owner: Caller
    asset: str

    def bases(self, *hosts: str) -> list[str]:
        """Give the hub's addresses by these names."""
        return [f"http://{host}:{self.hub.port}" for host in hosts]


@contextlib.contextmanager
def scene(chromium: Browser, home: Path, *, guard: bool = True) -> Generator[Scene]:
    """Load a page from a port, close its server, and start a hub on the very port, while the page stays open."""
    with window(chromium) as context:
        page = context.new_page()
        with foreign_site() as first:
            page.goto(f"http://evil.test:{first.port}/page")
        with LiveHub(home, guard=guard, port=first.port) as hub:
            asset = hub.engine.search(SearchQuery(text="label", limit=1)).hits[0].asset.id
            yield Scene(hub, page, hub.owner(), str(asset))


def full_plan(on: Scene, site: Server, *hosts: str) -> Plan:
    """Every way, on every kind of address of the hub."""
    asset = f"/v1/assets/{on.asset}"
    code = on.hub.hub.sessions.mint()
    pairings = {"path": "/v1/pairings", "body": PAIRING}
    folders = {"path": "/v1/folders", "body": '{"path": "/"}'}
    return {
        "bases": on.bases(*hosts),
        "detour": f"http://localhost:{site.port}",
        "code": code,
        "token": on.owner.token,
        "library": on.hub.engine.library_id,
        "refusal": on.hub.send("GET", "/v1/hello", headers={"Host": "evil.test"}).body.decode(),
        "reads": [
            "/",
            "/page/main.js",
            "/page/base.css",
            "/page/bowerbird.svg",
            "/v1/hello",
            "/v1/search",
            "/v1/folders",
            "/v1/pairings",
            "/v1/events",
            f"{asset}/thumbnail?size=160",
            f"{asset}/original",
            "/v1/nowhere",
        ],
        "opens": ["/", "/page/main.js", "/v1/hello", f"{asset}/original"],
        "forms": [pairings, folders, "/v1/shutdown"],
        "writes": [
            pairings,
            folders,
            {"path": "/v1/search", "body": '{"text": "label"}'},
            {"path": "/v1/query-images", "body": "GIF89a", "type": "application/octet-stream"},
            {"path": "/v1/proof", "body": json.dumps({"client_id": on.owner.client_id, "nonce": "A" * 22})},
            {"path": "/v1/sessions", "body": json.dumps({"code": code})},
            {"path": "/v1/collections", "body": '{"name": "Evil"}'},
            {"path": "/v1/origins", "body": '{"origin": "http://evil.test"}'},
            {"path": "/v1/jobs", "body": '{"kind": "index"}'},
            "/v1/shutdown",
        ],
        "changes": [
            "/v1/me",
            f"/v1/clients/{on.owner.client_id}",
            {"path": "/v1/preferences", "body": '{"watch": false}'},
        ],
    }


def open_plan(base: str, site: Server) -> Plan:
    """Every way, once, on a server, with the way's name for a path."""
    anything = ["/anything"]
    return {
        "bases": [base],
        "detour": f"http://localhost:{site.port}",
        "token": "hub_x",
        "library": "x",
        "refusal": "",
        "mark": True,
        **dict.fromkeys(("reads", "opens", "writes", "forms", "changes"), anything),
    }


def bare_plan(on: Scene, site: Server, host: str) -> Plan:
    """Keep to what does no harm where there is no guard, beyond asking to be paired."""
    pairings = [{"path": "/v1/pairings", "body": PAIRING}]
    picture = f"/v1/assets/{on.asset}/thumbnail?size=160"
    reads = ["/page/phrases.js", "/page/base.css", "/page/bowerbird.svg", "/v1/hello", "/v1/folders", picture]
    return full_plan(on, site, host) | {
        "reads": reads,
        "opens": ["/", "/v1/hello"],
        "writes": pairings,
        "forms": pairings,
        "changes": [],
    }


def ask(
    page: Page, url: str, token: str | None, content: object = None, *, credentials: str = "omit"
) -> str | None:
    """Fetch from within a page: the status and the answer where it may read them."""
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    options: dict[str, object] = {"headers": headers, "credentials": credentials}
    if content is not None:
        headers["Content-Type"] = "application/json"
        options |= {"method": "POST", "body": json.dumps(content)}
    answer = page.evaluate(ASK, [url, options])
    return None if answer is None else str(answer)


def attack(frame: Page | Frame, plan: Plan) -> Any:
    """Let the page try."""
    return frame.evaluate("(plan) => attack(plan)", plan)


@dataclass(frozen=True)
class Seen:
    """What a window got from the hub, as the browser itself knows it, whatever a page may see of it."""

    statuses: Counter[int]
    frames: list[str]
    """Addresses of the hub that a frame within a page has shown."""


def watch(context: BrowserContext, bases: list[str]) -> Seen:
    """Note what comes from the hub from now on."""
    seen = Seen(Counter(), [])

    def answered(response: Response) -> None:
        if response.url.startswith(tuple(bases)):
            seen.statuses[response.status] += 1

    def went(frame: Frame) -> None:
        if frame.parent_frame is not None and frame.url.startswith(tuple(bases)):
            seen.frames.append(frame.url)

    def opened(page: Page) -> None:
        page.on("framenavigated", went)

    context.on("response", answered)
    context.on("page", opened)
    for page in context.pages:
        opened(page)
    return seen


def open_page(context: BrowserContext, address: str) -> Page:
    """Open a page by its address."""
    page = context.new_page()
    page.goto(address)
    return page


def frame_of(context: BrowserContext, address: str) -> Frame:
    """Open a page with a sandboxed frame, and give the frame."""
    [frame] = open_page(context, address).main_frame.child_frames
    until(frame, "typeof attack === 'function'")
    assert frame.evaluate("self.origin") == "null"
    return frame


def secure_page(context: BrowserContext) -> Page:
    """Open a page by https, which this machine counts among what such a page may ask, once its visitor has allowed it."""
    address = "https://secure.test/page"
    context.grant_permissions(["local-network-access"], origin="https://secure.test")
    body = f"<!doctype html><body><script>{SCRIPT.read_text(encoding='utf-8')}</script>"
    context.route(address, lambda route: route.fulfill(content_type="text/html", body=body))
    page = open_page(context, address)
    context.unroute_all()
    return page


@dataclass(frozen=True)
class Kind:
    """A kind of foreign page: how it is opened, and the names by which it comes to the hub."""

    open: Callable[[BrowserContext, int], Page | Frame] | None
    hosts: tuple[str, ...]


KINDS = {
    "a name of the web": Kind(
        lambda context, port: open_page(context, f"http://evil.test:{port}/page"), ("127.0.0.1", "evil.test")
    ),
    "another port of localhost": Kind(
        lambda context, port: open_page(context, f"http://localhost:{port}/page"), ("localhost",)
    ),
    "another port of 127.0.0.1": Kind(
        lambda context, port: open_page(context, f"http://127.0.0.1:{port}/page"), ("127.0.0.1",)
    ),
    "a sandboxed frame": Kind(
        lambda context, port: frame_of(context, f"http://localhost:{port}/sandbox"), ("localhost",)
    ),
    "a page by https": Kind(lambda context, _: secure_page(context), ("127.0.0.1",)),
    "rebound to the hub's own port": Kind(None, ("evil.test",)),
}
