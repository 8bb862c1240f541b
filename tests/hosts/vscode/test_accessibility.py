"""The rules of axe hold for the view where it really lies: in the window, with the colours of the editor's themes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from hosts.page.conftest import AXE
from hosts.page.test_accessibility import RUN
from hosts.vscode.search_view import SearchView, let_in
from hosts.vscode.workbench import Workbench

MUG = "mug-red-front.jpg"
WORDS = "red mug"
THEMES = ("Light Modern", "Dark Modern", "Default High Contrast", "Default High Contrast Light")

WITH_WHAT_IS_BEHIND = """
() => { document.documentElement.style.background = "var(--vscode-sideBar-background)"; }"""
"""A view has no ground of its own: the window's shows through, which no script in the view can know."""


def violations(view: SearchView) -> list[str]:
    """Run axe on what the view shows."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: `make vscode` gets it where there is npm")
    frame = view.workbench.view_frame
    frame.evaluate(WITH_WHAT_IS_BEHIND)
    if not frame.evaluate("'axe' in window"):
        frame.evaluate(AXE.read_text(encoding="utf-8"))
    found: Any = frame.evaluate(RUN)
    return [str(each) for each in found]


@pytest.mark.parametrize("theme", THEMES)
def test_no_theme_breaks_a_rule(window: Workbench, site: Path, theme: str) -> None:
    """Before a search, with results and a chosen picture, and with a notice, nothing is broken in any theme."""
    window.server.place.configure(workbench__colorTheme=theme)
    window.open(site)
    view = let_in(window)
    expect(view.inside.locator("body")).to_have_attribute("data-vscode-theme-id", theme)
    broken = [f"before: {each}" for each in violations(view)]
    view.search(WORDS, MUG)
    view.choose(MUG)
    broken += [f"results: {each}" for each in violations(view)]
    view.slide(100)
    expect(view.cells).to_have_count(0)
    broken += [f"nothing: {each}" for each in violations(view)]
    if broken:
        pytest.fail("\n".join(broken))


def test_a_violation_is_found(workbench: Workbench) -> None:
    """Control: a button without a name and pale text in the view are found."""
    view = let_in(workbench)
    workbench.view_frame.evaluate(
        """() => {
          const pale = document.createElement("p");
          pale.textContent = "Hard to read";
          pale.style.color = "#ddd";
          pale.style.background = "#fff";
          document.querySelector("main").append(document.createElement("button"), pale);
        }"""
    )
    found = " ".join(violations(view))
    assert "button-name" in found
    assert "color-contrast" in found
