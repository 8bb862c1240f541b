"""The guide that travels with the page says what docs/guide.md says, and what the page cannot show is refused."""

from __future__ import annotations

import re

import pytest
from tools.guide.__main__ import SOURCE, TARGET, main, module_of
from tools.guide.blocks import Block, GuideError, Span, blocks_of, slug, spans_of


def test_the_page_has_the_guide_that_is_in_docs() -> None:
    """What was made last is what would be made now, and another guide would be noticed."""
    text = SOURCE.read_text(encoding="utf-8")

    assert TARGET.read_text(encoding="utf-8") == module_of(text), "run python -m tools.guide"
    assert main(["--check"]) == 0
    assert module_of(f"{text}\nOne more line.\n") != module_of(text)


def test_no_word_of_the_guide_is_lost() -> None:
    """All words of the source are in the blocks, in their order."""
    text = SOURCE.read_text(encoding="utf-8")
    shown = " ".join(_words(block) for block in blocks_of(text))
    source = re.sub(r"^```.*$|^\|[-| ]+\|$|^#+ |^- |^\d+\. ", "", text, flags=re.MULTILINE)
    source = re.sub(r"\]\([^)]*\)", "", source)

    assert _letters(shown) == _letters(source)


def test_links_within_the_guide_lead_to_its_headings() -> None:
    """Each of them, and those in the page's own modules, names a heading."""
    blocks = blocks_of(SOURCE.read_text(encoding="utf-8"))
    headings = {str(block[1]) for block in blocks if block[0] in {"h1", "h2", "h3"}}
    asked = {target for block in blocks for target in _targets(block)}
    for module in TARGET.parent.glob("*.js"):
        asked |= set(re.findall(r'view: "guide", id: "([^"]+)"', module.read_text(encoding="utf-8")))

    assert asked
    assert asked <= headings
    assert set(_targets(["p", spans_of("[nowhere](#nowhere)")])) == {"nowhere"}


def test_forms() -> None:
    """Every form of the guide becomes its block."""
    assert blocks_of("# A guide") == [["h1", "a-guide", ["A guide"]]]
    assert blocks_of("one\ntwo") == [["p", ["one two"]]]
    assert blocks_of("- one\n  more\n- two") == [["ul", [["one more"], ["two"]]]]
    assert blocks_of("1. one\n2. two") == [["ol", [["one"], ["two"]]]]
    assert blocks_of("```sh\na  b\n\nc\n```") == [["sh", "a  b\n\nc"]]
    assert blocks_of("| | a |\n|---|---|\n| b | c |") == [["table", [[], ["a"]], [[["b"], ["c"]]]]]
    assert spans_of("a `b` **c *d* e** [e](x.md) [f](#g)") == [
        "a ", ["code", "b"], " ", ["b", "c ", ["i", "d"], " e"], " ", "e", " ", ["a", "g", "f"],
    ]  # fmt: skip
    assert slug("The slider, in two passes") == "the-slider-in-two-passes"


@pytest.mark.parametrize(
    "text",
    ["# a\nb", "> a", "<b>a</b>", "| a |", "| a |\n|---|\n| b | c |", "- a\nb", "* a", "#### a", "  a"],
)
def test_what_the_page_cannot_show_is_refused(text: str) -> None:
    """A form that would be shown wrongly stops the making of the guide."""
    with pytest.raises(GuideError):
        blocks_of(text)


def _words(span: Span | Block) -> str:
    if isinstance(span, str):
        return span
    kind = span[0] if span and isinstance(span[0], str) else ""
    unseen = (
        2
        if kind in {"h1", "h2", "h3", "a"}
        else int(kind in {"p", "ul", "ol", "sh", "table", "code", "b", "i"})
    )
    return " ".join(_words(inner) for inner in span[unseen:])


def _targets(span: Span | Block) -> list[str]:
    if isinstance(span, str):
        return []
    own = [span[1]] if len(span) > 1 and span[0] == "a" and isinstance(span[1], str) else []
    return own + [target for inner in span for target in _targets(inner)]


def _letters(text: str) -> str:
    return re.sub(r"[^\w%{}/-]", "", text)
