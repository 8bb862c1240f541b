"""The rules of axe (WCAG 2.2 A and AA, and best practices) hold in every view, in both themes and both widths."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from fakes.live_hub import LiveHub
from hosts.harness.pages import until
from hosts.page.browsing import NARROW, WIDE, Theme, Visit
from hosts.page.conftest import Browse
from hosts.page.proofs import prove

RUN = """() => axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
  .then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ") + " " + (node.any[0]?.message ?? "")).join("; ")}`))"""


HALF = [0.0, 0.0, 0.5, 0.0, 0.5, 0.5, 0.0, 0.5]


def violations(visit: Visit, axe: str) -> list[str]:
    """Run axe on what is shown."""
    if not visit.evaluate("'axe' in window"):
        visit.evaluate(axe)
    found: Any = visit.evaluate(RUN)
    return [str(each) for each in found]


def home(visit: Visit) -> None:
    """Ask nothing yet."""
    expect(visit.page.get_by_role("heading", level=1)).to_be_visible()


def results(visit: Visit) -> None:
    """Show results, with one chosen."""
    visit.search("a picture")
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("Space")
    expect(visit.page.get_by_role("option", selected=True)).to_have_count(1)
    until(visit.page, "() => !document.querySelector('.frame.waiting')")


def details(visit: Visit) -> None:
    """Open the panel of one picture."""
    results(visit)
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator(".preview.sharp")).to_be_visible()


def nothing(visit: Visit) -> None:
    """Let nothing pass the slider."""
    visit.search("a picture")
    visit.page.get_by_label("At least so much alike").fill("100")
    expect(visit.page.get_by_text("Nothing is that much alike")).to_be_visible()


def folder_filter(visit: Visit) -> None:
    """Open the list of folders."""
    visit.search("a picture")
    visit.page.get_by_role("button", name="Folders: All folders").click()
    expect(visit.page.get_by_role("button", name="Only: diagrams")).to_be_visible()


def refining(visit: Visit) -> None:
    """Open the panel of filters, with some chosen."""
    visit.go("#/?q=a+picture&shape=wide&colour=white&sort=name")
    expect(visit.page.locator(".narrowing")).to_have_count(3)
    visit.settled()
    visit.page.get_by_role("button", name="Refine 3 chosen").click()
    expect(visit.page.get_by_role("group", name="Colour")).to_be_visible()


def describing(visit: Visit) -> None:
    """Open the help with a description."""
    visit.page.get_by_role("button", name="Help me describe it…").click()
    visit.page.get_by_role("button", name="soft light", exact=True).click()
    expect(visit.page.locator(".composed")).to_have_text("“soft light”")


def proved(visit: Visit) -> None:
    """Search with two pictures and words, lock one, and open a picture of which something is proved."""
    visit.search("a picture")
    prove(
        visit, {1: {"labels": ["crop_of", "mirrored"], "boxes": [HALF], "query_box": HALF, "curated": True}}
    )
    ids = [str(visit.options.nth(place).get_attribute("data-id")) for place in (0, 1)]
    visit.go(f"#/?q=warmer&like={ids[0]}&and=a:{ids[1]}")
    expect(visit.page.locator(".badge.proof").first).to_be_visible(timeout=20_000)
    visit.options.nth(1).click()
    expect(visit.page.locator(".overlay").first).to_be_visible()
    until(visit.page, "() => !document.querySelector('.frame.waiting')")


def hidden(visit: Visit) -> None:
    """Let the filters hide everything."""
    visit.go("#/?q=a+picture&shape=tall&width=900000")
    expect(visit.page.get_by_text("pictures without it").first).to_be_visible()


def menu(visit: Visit) -> None:
    """Open the menu of a picture."""
    visit.search("a picture")
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("Shift+F10")
    expect(visit.page.get_by_role("menu")).to_be_visible()


def part(visit: Visit) -> None:
    """Open the dialog for a part of the picture."""
    visit.search("a picture")
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("m")
    visit.page.get_by_role("button", name="Search by a part of this picture").click()
    expect(visit.page.get_by_role("application")).to_be_visible()


def ask(hub: LiveHub) -> None:
    """Ask to be paired, as a plug-in does."""
    hub.send("POST", "/v1/pairings", {"name": "GIMP 3.0", "scopes": ["search", "originals"]})


def plugins(visit: Visit) -> None:
    """Show a plug-in that waits, and one that is connected."""
    if not visit.hub.owner().get("/v1/pairings").json["pairings"]:
        ask(visit.hub)  # the one before waited for minutes, and its time is over
    visit.go("#/plugins")
    expect(visit.page.locator(".pairing-code")).to_be_visible()


def adding(visit: Visit) -> None:
    """Open the dialog for adding a folder."""
    visit.go("#/folders")
    visit.page.get_by_role("button", name="Add a folder").click()
    expect(visit.page.get_by_text("Good places to start")).to_be_visible()


def health(visit: Visit) -> None:
    """Wait for the checks."""
    visit.go("#/health")
    expect(visit.page.get_by_role("heading", name="Checks")).to_be_visible()
    expect(visit.page.locator(".finding").first).to_be_visible(timeout=30_000)


def manage(view: str) -> Callable[[Visit], None]:
    """Make the step to another view."""

    def step(visit: Visit) -> None:
        visit.go(f"#/{view}")
        expect(visit.page.locator(".manage-body .skeleton")).to_have_count(0)
        expect(visit.page.locator(".manage-body > *").first).to_be_visible()

    step.__name__ = view
    return step


def away(visit: Visit) -> None:
    """Take the hub away."""
    visit.page.context.set_offline(True)
    visit.go("#/?q=anything")
    expect(visit.page.get_by_role("alert").filter(has_text="does not answer").first).to_be_visible()


STEPS: tuple[Callable[[Visit], None], ...] = (
    *(home, results, details, nothing, folder_filter, refining, describing, hidden, menu, part),
    *(plugins, adding, health),
    *(manage(view) for view in ("folders", "models", "problems", "preferences", "guide")),
    *(manage(view) for view in ("saved", "curated", "selftest", "duplicates")),
    proved,  # from here on the hub's answers are changed
    away,  # the last: it stays away
)


@pytest.fixture(scope="module")
def asked(live_hub: LiveHub) -> LiveHub:
    """Have one plug-in connected, another one waiting, and a collection."""
    live_hub.client("search", "thumbnails", name="Blender 4.5")
    ask(live_hub)
    live_hub.owner().post("/v1/collections", {"name": "Mood board"})
    return live_hub


# The theme decides what has contrast, the width what lies beside what: each is met once.
@pytest.mark.parametrize(
    ("theme", "size"), [("light", NARROW), ("dark", WIDE)], ids=["light-narrow", "dark-wide"]
)
def test_no_view_breaks_a_rule(
    browse: Browse, asked: LiveHub, axe: str, theme: Theme, size: tuple[int, int]
) -> None:
    """The checker finds no violation in any view."""
    broken: list[str] = []
    with browse(asked, theme=theme, size=size, careful=False) as visit:
        visit.enter()
        for step in STEPS:
            visit.page.goto(f"{visit.address}#/")
            visit.page.reload()
            visit.page.locator(".shell main > *").first.wait_for()
            step(visit)
            broken += [f"{step.__name__}: {each}" for each in violations(visit, axe)]
    if broken:
        pytest.fail("\n".join(broken))


def test_a_violation_is_found(browse: Browse, live_hub: LiveHub, axe: str) -> None:
    """Control: a picture without words, a button without a name and pale text are found."""
    with browse(live_hub, careful=False) as visit:
        visit.enter()
        visit.evaluate(
            """() => {
              const pale = document.createElement("p");
              pale.textContent = "Hard to read";
              pale.style.color = "#ddd";
              const picture = document.createElement("img");
              document.querySelector("main").append(document.createElement("button"), picture, pale);
            }"""
        )
        found = " ".join(violations(visit, axe))
    assert "button-name" in found
    assert "image-alt" in found
    assert "color-contrast" in found


def test_the_closed_door_breaks_no_rule(browse: Browse, live_hub: LiveHub, axe: str) -> None:
    """The page for those without a code keeps the rules too."""
    with browse(live_hub) as visit:
        visit.page.goto(visit.address)
        expect(visit.page.get_by_role("main")).to_be_visible()
        assert violations(visit, axe) == []
