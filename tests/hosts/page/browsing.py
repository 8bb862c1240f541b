"""A person in front of the hub's page: a real Chromium, with everything in view that the page must not do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Error,
    Locator,
    Page,
    Request,
    expect,
)
from playwright.sync_api import Playwright as PlaywrightApi

from fakes.live_hub import LiveHub

Theme = Literal["light", "dark"]

WIDE = (1280, 800)
NARROW = (420, 860)

FLAGS = ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"]

REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


def find_chromium() -> str:
    """Find Debian's Chromium, or skip; where skips are forbidden, that is a failure."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("there is no chromium on the PATH: `make page` gets it where it can")
    return found


def start_browser(playwright: PlaywrightApi) -> Browser:
    """Start a Chromium without a window."""
    return playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)


@dataclass
class Visit:
    """One tab on the hub's page."""

    page: Page
    hub: LiveHub
    complaints: list[str] = field(default_factory=list[str])
    """Breaches of the content security policy, exceptions, errors on the console, and dialogs."""
    requests: list[Request] = field(default_factory=list[Request])
    dialogs: list[str] = field(default_factory=list[str])

    @property
    def address(self) -> str:
        """Where the page lies."""
        return f"http://127.0.0.1:{self.hub.port}/"

    def enter(self, fragment: str = "") -> None:
        """Open the page as `bowerbird open` does, with a fresh code, and wait until it is there."""
        self.page.goto(f"{self.address}#code={self.hub.hub.sessions.mint()}")
        self.page.locator(".shell main > *").first.wait_for()
        if fragment:
            self.go(fragment)

    def go(self, fragment: str) -> None:
        """Follow a link within the page."""
        self.page.evaluate("(fragment) => { location.hash = fragment; }", fragment)

    def search(self, text: str) -> None:
        """Type into the box, press Enter, and wait for the answer."""
        box = self.page.get_by_label("Search your pictures")
        box.fill(text)
        with self.page.expect_response("**/v1/search"):
            box.press("Enter")
        self.settled()

    def search_without_answer(self, text: str) -> None:
        """Type into the box and press Enter."""
        box = self.page.get_by_label("Search your pictures")
        box.fill(text)
        box.press("Enter")

    def settled(self) -> None:
        """Wait until the answer to a search is shown."""
        expect(self.page.locator(".search-view")).to_have_attribute("aria-busy", "false")

    @property
    def options(self) -> Locator:
        """The pictures that are in the document."""
        return self.page.get_by_role("option")

    def names(self) -> list[str]:
        """Give the names of the pictures in the document, in the order of the results."""
        return [str(name) for name in self.page.locator(".cell bdi.name").all_inner_texts()]

    def paths(self, part: str) -> list[str]:
        """Give the addresses that were asked for and hold `part`."""
        return [request.url for request in self.requests if part in request.url]

    def notice(self, text: str) -> None:
        """Wait for a message."""
        expect(self.page.get_by_role("log").get_by_text(text)).to_be_visible()

    def evaluate(self, script: str, argument: Any = None) -> Any:
        """Run a script in the page."""
        return self.page.evaluate(script, argument)


def _watch(visit: Visit) -> None:
    def heard(message: ConsoleMessage) -> None:
        # What the hub refuses is the test's own business; Chromium notes each refusal as an error.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            visit.complaints.append(f"console: {message.text}")

    def opened(dialog: Dialog) -> None:
        visit.dialogs.append(dialog.message)
        visit.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def raised(error: Error) -> None:
        visit.complaints.append(f"exception: {error}")

    visit.page.on("console", heard)
    visit.page.on("pageerror", raised)
    visit.page.on("dialog", opened)
    visit.page.on("request", lambda request: visit.requests.append(request))  # noqa: PLW0108  playwright marks what it is given


def new_context(browser: Browser, theme: Theme = "light", size: tuple[int, int] = WIDE) -> BrowserContext:
    """Make what a private window is: nothing is remembered from another one."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=theme, reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    context.add_init_script(REPORT_VIOLATIONS)
    return context


@contextmanager
def browsing(
    browser: Browser,
    hub: LiveHub,
    *,
    theme: Theme = "light",
    size: tuple[int, int] = WIDE,
    careful: bool = True,
) -> Generator[Visit]:
    """Open a tab; with `careful` the page must not have done anything wrong in it by the end."""
    context = new_context(browser, theme, size)
    try:
        visit = Visit(context.new_page(), hub)
        _watch(visit)
        yield visit
        if careful:
            assert visit.complaints == []
    finally:
        context.close()


def picture_bytes(path: Path) -> list[int]:
    """Give a file as JavaScript wants it."""
    return list(path.read_bytes())


def stub_search(visit: Visit, hits: Sequence[Mapping[str, object]]) -> None:
    """Answer searches with these hits, page by page, as the hub would."""

    def answer(route: Any) -> None:
        asked = json.loads(route.request.post_data)
        start = int(asked.get("cursor") or 0)
        end = start + int(asked.get("limit", 50))
        route.fulfill(
            json={
                "entry": "words",
                "why": "It reads like a description: pictures that match it.",
                "hits": list(hits[start:end]),
                "next": str(end) if end < len(hits) else None,
                "notes": [],
                "library_id": visit.hub.engine.library_id,
                "model": "starter",
            }
        )

    visit.page.route("**/v1/search", answer)
