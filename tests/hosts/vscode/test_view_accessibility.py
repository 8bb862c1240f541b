"""The rules of axe (WCAG 2.2 A and AA, and best practices) hold in every state of the view, theme and width."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from hosts.vscode.view_page import (
    BROAD,
    EXTENSION,
    LOW,
    NARROW,
    THEMES,
    USUAL,
    OpenView,
    Stage,
    hit,
    small_webp,
)

pytest_plugins = ("hosts.vscode.view_fixtures",)

RUN = """() => axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
  .then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ") + " " + (node.any[0]?.message ?? "")).join("; ")}`))"""

FOLDERS = [
    {"id": "f1", "name": "Photographs", "depth": 0, "online": True},
    {"id": "f2", "name": "2019", "depth": 1, "online": False},
]
HISTORY = [
    {"words": "lamp", "avoid": "blue", "picture": None},
    {
        "words": "",
        "avoid": "",
        "picture": {"name": "mug.jpg", "source": "library", "assetId": "asset-1", "content": f"{1:064x}"},
    },
]
NOTICE = {
    "sentence": "Bowerbird does not answer.",
    "advice": "It may be busy.",
    "remedy": "connect",
    "button": "Connect again",
    "isError": True,
    "code": "timed_out",
}


def violations(stage: Stage, axe: str) -> list[str]:
    """Run axe on what is shown."""
    if not stage.page.evaluate("'axe' in window"):
        stage.page.evaluate(axe)
    found: Any = stage.page.evaluate(RUN)
    return [str(each) for each in found]


def idle(stage: Stage) -> None:
    """Ask nothing yet."""
    expect(stage.page.get_by_role("heading", name="What are you looking for?")).to_be_visible()


def results(stage: Stage) -> None:
    """Show results, with one away and one chosen."""
    hits = [hit(number, copies=number % 2) for number in range(30)]
    hits[2] |= {"online": False, "disk": "Archive 2019"}
    stage.serve({each["id"]: {"content": each["content"], "webp": small_webp()} for each in hits})
    stage.show(hits, folders=FOLDERS, history=HISTORY, canGoBack=True, notes=["A disk is away."])
    stage.option(3).click()
    stage.settled()


def several(stage: Stage) -> None:
    """Choose several."""
    results(stage)
    stage.option(1).click(modifiers=["Shift"])


def busy(stage: Stage) -> None:
    """Fetch a picture, with a notice and no editor."""
    results(stage)
    stage.show(
        [hit(number) for number in range(30)],
        notice=NOTICE,
        target=None,
        activity="fetching",
        progress=0.4,
        said="Inserted picture 1.jpg into guide.md.",
        clue={
            "words": "but blue",
            "avoid": "people",
            "picture": {"name": "clipboard.png", "source": "outside", "assetId": None, "content": None},
        },
    )


def waiting(stage: Stage) -> None:
    """Search for the first time."""
    stage.show([], activity="searching", search=0)


def nothing(stage: Stage) -> None:
    """Find nothing."""
    stage.show([])
    expect(stage.page.get_by_text("No pictures found", exact=True)).to_be_visible()


def hidden(stage: Stage) -> None:
    """Let nothing pass the slider."""
    stage.show([hit(number) for number in range(5)], similarity=100)
    expect(stage.page.get_by_text("Nothing is that much alike")).to_be_visible()


def menu(stage: Stage) -> None:
    """Open the other ways to insert."""
    results(stage)
    stage.page.get_by_role("button", name="Other ways to insert").click()
    expect(stage.page.get_by_role("menu")).to_be_visible()


def history(stage: Stage) -> None:
    """Open the earlier searches."""
    results(stage)
    stage.words.press("Alt+ArrowDown")
    expect(stage.page.get_by_role("listbox", name="Earlier searches")).to_be_visible()


def preview(stage: Stage) -> None:
    """Look at a picture in large."""
    results(stage)
    stage.press("Space")
    expect(stage.page.get_by_role("tooltip")).to_be_visible()


def boxes(stage: Stage) -> None:
    """Look at a picture in large, with where it matches drawn on it and told."""
    webp = small_webp()
    hits = [hit(number, boxes=[[0.5, 0.1, 0.9, 0.1, 0.9, 0.4, 0.5, 0.4]]) for number in range(30)]
    stage.serve({each["id"]: {"content": each["content"], "webp": webp} for each in hits})
    stage.show(hits)
    stage.words.press("ArrowDown")
    stage.press("Space")
    expect(stage.page.locator(".overlay .line")).to_have_count(1)
    expect(stage.page.get_by_role("button", name="Show boxes on the picture (B)")).to_be_visible()


STATES: tuple[Callable[[Stage], None], ...] = (
    *(idle, results, several, busy, waiting, nothing, hidden, menu, history, preview, boxes),
)


@pytest.mark.parametrize("size", [NARROW, USUAL, BROAD, LOW], ids=["240", "320", "560", "panel"])
@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast", "high-contrast-light"])
def test_no_state_breaks_a_rule(
    open_view: OpenView, view_axe: str, theme: str, size: tuple[int, int]
) -> None:
    """The checker finds no violation in any state."""
    broken: list[str] = []
    for show in STATES:
        with open_view(theme=theme, size=size, careful=False) as stage:
            show(stage)
            broken += [f"{show.__name__}: {each}" for each in violations(stage, view_axe)]
    assert broken == []


@pytest.mark.parametrize("theme", ["light-modern", "dark-modern"])
def test_the_themes_before_break_no_rule_either(open_view: OpenView, view_axe: str, theme: str) -> None:
    """The oldest editor that we support has other default themes."""
    for show in (idle, results, busy):
        with open_view(theme=theme, careful=False) as stage:
            show(stage)
            assert violations(stage, view_axe) == []


def test_a_violation_is_found(open_view: OpenView, view_axe: str) -> None:
    """Control: a picture without words, a button without a name and pale text are found."""
    with open_view(careful=False) as stage:
        stage.page.evaluate(
            """() => {
              const pale = document.createElement("p");
              pale.textContent = "Hard to read";
              pale.style.color = "#333";
              document.querySelector("main").append(document.createElement("img"), document.createElement("button"), pale);
            }"""
        )
        found = " ".join(violations(stage, view_axe))
        for rule in ("image-alt", "button-name", "color-contrast"):
            assert rule in found


def test_every_colour_is_one_of_the_editor() -> None:
    """The style sheets name no colour of their own, and only tokens that some default theme of the editor sets."""
    known = {token for theme in THEMES.values() for token in theme["tokens"]}
    system = {"Highlight", "Canvas", "CanvasText", "GrayText", "currentcolor", "transparent"}
    for path in sorted((EXTENSION / "src" / "webview" / "css").glob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert set(re.findall(r"--vscode-[\w-]+", text)) - known == set(), path.name
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|color-mix)a?\(", text) == [], path.name
        for value in re.findall(r"(?:color|background|stroke|fill)\s*:\s*([a-zA-Z]+);", text):
            assert value in system | {"none", "inherit"}, path.name


def test_nothing_is_lost_at_200_percent(open_view: OpenView) -> None:
    """In a sidebar of 320 pixels at 200 % everything is reached: nothing is cut off to the side."""
    with open_view(size=(160, 380), density=2) as stage:
        stage.show([hit(number) for number in range(30)], folders=FOLDERS, history=HISTORY, canGoBack=True)
        stage.option(1).click()
        assert stage.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for locator in (stage.words, stage.option(1), stage.page.get_by_role("button", name="Insert into")):
            locator.scroll_into_view_if_needed()
            box = locator.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 160
            assert box["y"] + box["height"] <= 380


def test_forced_colours_keep_similarity_and_selection(open_view: OpenView) -> None:
    """With the system's own high contrast the bars, the ring and the numbers are still there."""
    with open_view(theme="high-contrast") as stage:
        results(stage)
        stage.page.emulate_media(forced_colors="active")
        expect(stage.option(3)).to_contain_text("96")
        ring = "(element) => getComputedStyle(element).outlineStyle"
        assert stage.option(3).locator(".frame").evaluate(ring) == "solid"
        part = "(element) => [getComputedStyle(element).backgroundColor, getComputedStyle(element.parentElement).backgroundColor]"
        filled, empty = stage.option(3).locator(".meter-part").evaluate(part)
        assert filled != empty


def test_less_motion_is_none(open_view: OpenView) -> None:
    """Nothing moves for those who ask the system or the editor for less motion; for others something does."""
    moving = "() => document.getAnimations().length"
    with open_view(motion=True) as stage:
        waiting(stage)
        assert stage.page.evaluate(moving) > 0
        stage.page.evaluate("document.body.classList.add('vscode-reduce-motion')")
        assert stage.page.evaluate(moving) == 0
    with open_view() as stage:
        waiting(stage)
        assert stage.page.evaluate(moving) == 0
