"""A person's browser with the editor's window in it, and what is in view there."""

from __future__ import annotations

import base64
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import (
    BrowserContext,
    Frame,
    FrameLocator,
    Locator,
    Page,
    Playwright,
)

from hosts.page.browsing import FLAGS, REPORT_VIOLATIONS, find_chromium

Theme = Literal["light", "dark"]

SIZE = (1280, 800)
PATIENCE_MS = 30_000
OPEN_MS = 120_000
"""A window that opens starts a program: nothing of it has been compiled yet, and beside it another host may run."""
INSIDE = "/fake.html"
"""What the address of a webview's inner frame ends with."""

PUT_INTO_CLIPBOARD = """async (encoded) => {
  const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
  await navigator.clipboard.write([new ClipboardItem({"image/png": new Blob([bytes], {type: "image/png"})})]);
}"""


@contextmanager
def browser(
    playwright: Playwright, profile: Path, size: tuple[int, int] = SIZE, theme: Theme = "light"
) -> Generator[BrowserContext]:
    """Start a Chromium that keeps what sites store, as SecretStorage needs it."""
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=find_chromium(),
        args=FLAGS,
        viewport={"width": size[0], "height": size[1]},
        color_scheme=theme,
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(REPORT_VIOLATIONS)
    try:
        yield context
    finally:
        context.close()


def view_of(page: Page, extension: str) -> FrameLocator:
    """Give the inside of an extension's webview: it lies in a frame in a frame."""
    return outer_frame(page, extension).content_frame.frame_locator("iframe#active-frame")


def outer_frame(page: Page, extension: str) -> Locator:
    """Give the frame that an extension's webview lies in."""
    return page.locator(f'iframe.webview.ready[src*="extensionId={extension}"]')


def frames_of_views(page: Page) -> Sequence[Frame]:
    """Give the insides of all webviews that are there."""
    return [frame for frame in page.frames if frame.url.partition("?")[0].endswith(INSIDE)]


def seen(page: Page) -> str:
    """Read the text of the window and of the webviews in it."""
    read = "() => document.body.innerText"
    return "\n".join(str(frame.evaluate(read)) for frame in (page.main_frame, *frames_of_views(page)))


def clip_picture(page: Page, picture: Path) -> None:
    """Put a PNG file into the clipboard."""
    page.evaluate(PUT_INTO_CLIPBOARD, base64.b64encode(picture.read_bytes()).decode())


def saying(page: Page, text: str) -> Locator:
    """Find what says a text in the window or, where it is not there, in one of the webviews."""
    places: list[Callable[[], Locator]] = [
        lambda: page.get_by_text(text, exact=True),
        *(lambda frame=frame: frame.get_by_text(text, exact=True) for frame in frames_of_views(page)),
    ]
    found = [place() for place in places]
    return next((each.first for each in found if each.count()), found[0].first)
