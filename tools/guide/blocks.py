"""The part of Markdown that docs/guide.md is written in, as blocks of plain data. Pure.

A block is a list that begins with its kind: `["h2", id, spans]`, `["p", spans]`, `["ul" | "ol", items]`,
`["sh", text]`, `["table", head, rows]`. Spans are texts and `["code" | "b" | "i" | "a", …]`; a link within the guide is
`["a", id, spans]`, and of one that leads out of it only the words stay, since nothing else lies beside the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

Span: TypeAlias = "str | list[Span]"
Block: TypeAlias = "list[Span]"

_FENCE: Final = "```"
_HEADING: Final = re.compile(r"^(#{1,3}) (.+)$")
_BULLET: Final = re.compile(r"^- (.+)$")
_NUMBER: Final = re.compile(r"^\d+\. (.+)$")
_SPAN: Final = re.compile(r"`([^`]+)`|\*\*(.+?)\*\*|\*(.+?)\*|\[([^\]]+)\]\(([^)]+)\)")
_RULE: Final = re.compile(r"^\|[-| ]+\|$")


class GuideError(ValueError):
    """Say which line of the guide is in no form that the page knows."""


def blocks_of(text: str) -> list[Block]:
    """Read the guide."""
    lines = text.splitlines()
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
        elif line.startswith(_FENCE):
            end = lines.index(_FENCE, at + 1)
            blocks.append(["sh", "\n".join(lines[at + 1 : end])])
            at = end + 1
        else:
            end = next((i for i in range(at, len(lines)) if not lines[i].strip()), len(lines))
            blocks.append(_block(lines[at:end]))
            at = end
    return blocks


def spans_of(text: str) -> list[Span]:
    """Read what stands within a line: code, strong and slanted words, links."""
    return list(_spans(text))


def slug(text: str) -> str:
    """Name a heading as GitHub does, so that a link within the guide works there and on the page."""
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")


def _block(lines: Sequence[str]) -> Block:
    first = lines[0]
    if heading := _HEADING.match(first):
        if len(lines) > 1:
            raise GuideError(f"a heading stands alone: {first}")
        return [f"h{len(heading[1])}", slug(heading[2]), spans_of(heading[2])]
    if first.startswith("|"):
        return _table(lines)
    for kind, mark in (("ul", _BULLET), ("ol", _NUMBER)):
        if mark.match(first):
            return [kind, [spans_of(item) for item in _items(lines, mark)]]
    if first.startswith((" ", "#", ">", "!", "* ", "<")):
        raise GuideError(f"the page knows no such form: {first}")
    return ["p", spans_of(" ".join(lines))]


def _items(lines: Sequence[str], mark: re.Pattern[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if begun := mark.match(line):
            items.append(begun[1])
        elif line.startswith(" "):
            items[-1] += f" {line.strip()}"
        else:
            raise GuideError(f"neither a point of a list nor the rest of one: {line}")
    return items


def _table(lines: Sequence[str]) -> Block:
    if len(lines) < 3 or not _RULE.match(lines[1]):
        raise GuideError(f"no table: {lines[0]}")
    head, *rows = ([spans_of(cell) for cell in _cells(line)] for line in (lines[0], *lines[2:]))
    if any(len(row) != len(head) for row in rows):
        raise GuideError(f"rows of different lengths: {lines[0]}")
    return ["table", [*head], [[*row] for row in rows]]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _spans(text: str) -> Iterator[Span]:
    at = 0
    for found in _SPAN.finditer(text):
        if found.start() > at:
            yield text[at : found.start()]
        code, strong, slanted, words, target = found.groups()
        if code is not None:
            yield ["code", code]
        elif strong is not None:
            yield ["b", *spans_of(strong)]
        elif slanted is not None:
            yield ["i", *spans_of(slanted)]
        elif target.startswith("#"):
            yield ["a", target[1:], *spans_of(words)]
        else:
            yield from spans_of(words)
        at = found.end()
    if at < len(text):
        yield text[at:]
