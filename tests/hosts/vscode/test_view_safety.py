"""What others wrote is text, the policy holds, and no message breaks the view (checks 35 and 59)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from hosts.vscode.view_page import EXTENSION, STAGE, OpenView, Stage, hit, state

pytest_plugins = ("hosts.vscode.view_fixtures",)

CANARIES = (
    "<img src=x onerror=alert(1)>",
    '"><script>alert(2)</script>',
    "javascript:alert(3)",
    "\u202egnp.exe\u200d\u2066",
    "{{constructor.constructor('alert(4)')()}}",
    "</option></select><iframe srcdoc='<script>alert(5)</script>'>",
)
HARMLESS = """() => !document.querySelector(
  'script:not([nonce]), img[src="x"], [onerror], iframe, object, embed, a[href], base, form, style')"""


def evil_state(canary: str) -> dict[str, Any]:
    """Give a state in which every text is a canary."""
    clue = {
        "words": canary,
        "avoid": canary,
        "picture": {"name": canary, "source": "outside", "assetId": None, "content": None},
    }
    return state(
        clue=clue,
        entry=canary,
        why=canary,
        search=1,
        total=1,
        folders=[{"id": canary, "name": canary, "depth": 2, "online": False}],
        notice={
            "sentence": canary,
            "advice": canary,
            "remedy": "connect",
            "button": canary,
            "isError": True,
            "code": canary,
        },
        notes=[canary],
        said=canary,
        history=[clue],
        canGoBack=True,
        target=canary,
    )


def evil_hit(canary: str) -> dict[str, Any]:
    """Give a hit in which every text is a canary."""
    return hit(
        0,
        id=canary,
        content=canary,
        name=canary,
        folder=canary,
        path=canary,
        reasons=[{"signal": canary, "detail": canary}],
        labels=[canary],
        mediaType=canary,
        online=False,
        disk=canary,
        offlineReason=canary,
        copies=2,
    )


@pytest.mark.parametrize("canary", CANARIES)
def test_names_reasons_and_everything_else_are_text(open_view: OpenView, canary: str) -> None:
    """Shown as it is, in every place where a text of others can stand."""
    with open_view() as stage:
        stage.say(
            {"type": "state", "state": evil_state(canary)},
            {"type": "hits", "search": 1, "from": 0, "hits": [evil_hit(canary)]},
        )
        stage.option(1).click()
        stage.press("Space")
        for place in (
            ".cell-name",
            ".details-name",
            ".card-name",
            ".why",
            ".note",
            ".said",
            ".notice",
            ".chip",
        ):
            expect(stage.page.locator(place)).to_contain_text(canary)
        stage.press("Escape")
        stage.option(1).click(button="right")
        stage.words.press("Alt+ArrowDown")
        expect(stage.page.get_by_role("listbox", name="Earlier searches")).to_contain_text(canary)
        assert stage.page.evaluate(HARMLESS)
        assert stage.last("choose")["ids"] == [canary]


def test_names_of_another_direction_are_isolated(stage: Stage) -> None:
    """A name that runs from right to left turns nothing around it: it stands in an element of its own."""
    name = "\u05e9\u05dc\u05d5\u05dd \u202egnp.exe"
    stage.show([hit(0, name=name)], target=name)
    stage.option(1).click()
    for place in (".cell-name", ".details-name", ".insert-text"):
        expect(stage.page.locator(f"{place} bdi")).to_have_text(name)


def test_words_of_a_bundle_are_text(stage: Stage) -> None:
    """A translation is no markup either."""
    stage.say({"type": "words", "language": "de", "bundle": {"What are you looking for?": CANARIES[0]}})
    expect(stage.page.get_by_role("heading", level=2)).to_have_text(CANARIES[0])
    assert stage.page.evaluate(HARMLESS)


def test_a_breach_of_the_policy_is_seen(open_view: OpenView) -> None:
    """Control: markup, a style, an address and code are refused by the policy, and reported."""
    with open_view(careful=False) as stage:
        stage.page.evaluate(
            """async () => {
              document.querySelector("main").innerHTML = "<img src=x onerror=alert(1)><p style='color: red'>";
              await fetch("https://example.org/").catch(() => null);
              try { eval("1"); } catch { /* refused */ }
              await new Promise((done) => setTimeout(done, 200));
            }"""
        )
        assert not stage.page.evaluate(HARMLESS)
        found = " ".join(stage.breaches)
        for directive in ("img-src", "style-src-attr", "connect-src", "script-src"):
            assert directive in found
        assert not any(each.startswith("dialog") for each in stage.breaches)


def test_the_policy_is_that_of_the_editors_view() -> None:
    """What is tried here is what the extension writes into its page."""
    source = (EXTENSION / "src" / "host" / "search_view.ts").read_text(encoding="utf-8")
    page = (STAGE / "stage.html").read_text(encoding="utf-8")
    for part in ("default-src 'none'", "img-src blob:", "style-src 'nonce-", "script-src 'nonce-"):
        assert part in source
        assert part in page


def test_no_module_reads_text_as_markup_or_code() -> None:
    """Nor does any reach for the network, or for what the editor gives to nobody."""
    banned = (
        *("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser", "srcdoc"),
        *(
            "eval(",
            "new Function",
            "fetch(",
            "XMLHttpRequest",
            "WebSocket",
            "localStorage",
            "document.cookie",
        ),
    )
    modules = sorted((EXTENSION / "src" / "webview").glob("*.ts"))
    assert len(modules) > 20
    found = [
        (path.name, word) for path in modules for word in banned if word in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_messages_that_nobody_knows_break_nothing(stage: Stage) -> None:
    """Unknown types, wrong shapes, and messages of other windows."""
    stage.show([hit(number) for number in range(5)])
    stage.page.evaluate(
        """() => {
          for (const message of [null, 7, "state", [], {}, { type: "nonsense" }, { type: "state" }, { type: "state", state: null },
            { type: "state", state: { clue: null } }, { type: "hits" }, { type: "hits", search: 1, from: 0, hits: [null] },
            { type: "hits", search: -1, from: 0, hits: [] }, { type: "hits", search: 1, from: 99, hits: [] },
            { type: "thumbnail", content: "x", side: 7, bytes: null }, { type: "words", bundle: null }, { type: "__proto__" }]) {
            stage.say(message);
          }
        }"""
    )
    stage.say({"type": "focus"})
    expect(stage.words).to_be_focused()
    expect(stage.options).to_have_count(5)


def test_a_window_of_another_origin_is_not_heard(stage: Stage) -> None:
    """Only the frame around the view speaks to it."""
    stage.show([hit(number) for number in range(5)])
    stage.page.evaluate(
        """() => dispatchEvent(new MessageEvent("message", { origin: "https://example.org",
          data: { type: "hits", search: 9, from: 0, hits: [] } }))"""
    )
    expect(stage.options).to_have_count(5)


def test_messages_in_any_order_show_the_same(open_view: OpenView) -> None:
    """Hits before the state, thumbnails before the hits, words last."""
    hits = [hit(number) for number in range(5)]
    clue = {"words": "red mug", "avoid": "", "picture": None}
    shown = {"type": "state", "state": state(clue=clue, search=3, total=5)}
    coming = {"type": "hits", "search": 3, "from": 0, "hits": hits}
    old = {"type": "hits", "search": 2, "from": 0, "hits": [hit(77)]}
    words = {"type": "words", "language": "de", "bundle": {"{0} pictures": "{0} Bilder"}}
    for order in ((coming, old, shown, words), (words, shown, coming, old), (old, shown, words, coming)):
        with open_view() as stage:
            stage.say(*order)
            expect(stage.options).to_have_count(5)
            expect(stage.page.locator(".count")).to_have_text("5 Bilder")
            expect(stage.words).to_have_value("red mug")


def test_other_words_keep_what_was_typed(stage: Stage) -> None:
    """The view is written anew in another language, and the person goes on typing."""
    stage.words.fill("half a thou")
    stage.say({"type": "words", "language": "de", "bundle": {"Search your pictures": "Bilder suchen"}})
    field = stage.page.get_by_label("Bilder suchen")
    expect(field).to_have_value("half a thou")
    assert stage.page.evaluate("document.documentElement.lang") == "de"
