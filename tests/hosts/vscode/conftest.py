"""What the tests in VS Code share."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from hosts.page.browsing import find_chromium
from hosts.vscode.code_server import find_code_server
from hosts.vscode.extension import build, unpack


@pytest.fixture(scope="session")
def vsix(shared: Path) -> Path:
    """Build the extension."""
    return build(shared / "vsix")


@pytest.fixture(scope="session")
def unpacked(vsix: Path, shared: Path) -> Path:
    """Lay out what the extension host loads without installing it."""
    return unpack(vsix, shared / "unpacked")


@pytest.fixture(scope="module")
def playwright() -> Generator[Playwright]:
    """Start Playwright for one module: while it runs, other tests cannot have an event loop."""
    find_chromium()
    find_code_server()
    with sync_playwright() as started:
        yield started
