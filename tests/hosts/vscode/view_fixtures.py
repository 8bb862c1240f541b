"""What the tests of the search view share: a plug-in of pytest, named by each of their modules."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from hosts.page.browsing import FLAGS, find_chromium
from hosts.vscode.view_page import ROOT, OpenView, Stage, build_view, on_stage

AXE = ROOT / "tools" / "hosts" / "page" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def built_view(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Bundle the view once."""
    return build_view(tmp_path_factory.mktemp("view"))


@pytest.fixture(scope="module")
def view_browser() -> Generator[Browser]:
    """Start a browser for one module, with the scroll bars that a person has."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=find_chromium(), args=FLAGS, ignore_default_args=["--hide-scrollbars"]
        )
        yield started
        started.close()


@pytest.fixture
def open_view(view_browser: Browser, built_view: Path) -> OpenView:
    """Open views of any theme and size."""
    return partial(on_stage, view_browser, built_view)


@pytest.fixture
def stage(open_view: OpenView) -> Generator[Stage]:
    """Open one view."""
    with open_view() as opened:
        yield opened


@pytest.fixture(scope="session")
def view_axe() -> str:
    """Read the checker of accessibility, or skip."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: `make page` gets it where there is npm")
    return AXE.read_text(encoding="utf-8")
