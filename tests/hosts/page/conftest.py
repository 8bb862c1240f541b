"""What the tests of the page share: a browser for each module, a tab on the running hub, and the rules of axe."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from bowerbird_engine import Engine, load_settings
from fakes.live_hub import LiveHub
from hosts.page.browsing import Visit, browsing, find_chromium, start_browser

ROOT = Path(__file__).parents[3]
AXE = ROOT / "tools" / "hosts" / "page" / "node_modules" / "axe-core" / "axe.min.js"

Browse = Callable[..., AbstractContextManager[Visit]]


@pytest.fixture(scope="module")
def browser() -> Generator[Browser]:
    """Start a browser for one module: while Playwright runs, other tests cannot have an event loop."""
    find_chromium()
    with sync_playwright() as playwright:
        started = start_browser(playwright)
        yield started
        started.close()


@pytest.fixture
def browse(browser: Browser) -> Browse:
    """Open tabs on a hub of the test's own."""
    return partial(browsing, browser)


@pytest.fixture
def visit(browser: Browser, live_hub: LiveHub) -> Generator[Visit]:
    """Open the page of the running hub, as its owner."""
    with browsing(browser, live_hub) as opened:
        opened.enter()
        yield opened


@pytest.fixture(scope="session")
def axe() -> str:
    """Read the checker of accessibility, or skip."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: `make page` gets it where there is npm")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def whole_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Learn all samples without reading letters, for what wants many pictures; gives the home."""
    home = tmp_path_factory.mktemp("whole") / "home"
    with Engine(load_settings(home)) as engine:
        engine.add_folder(ROOT / "samples")
        engine.index(ocr=False)
    return home


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a real Chromium."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.host)
