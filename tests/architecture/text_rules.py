"""What may not stand in any file of the project, as pure functions from a text to what breaks it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from architecture.source_rules import Violation

# A person's own folder, or a place that only one machine has. Names that stand for anybody are fine.
MACHINE_PATH = re.compile(
    r"""(?<![\w.~$/})-])/(?:
        root/
      | work/
      | opt/[a-z]+/
      | (?:home|Users)/(?!(?:anna|me|name|person|someone|user|you|\.\.\.)\b)[A-Za-z][\w-]*
    )""",
    re.VERBOSE,
)

# Package registries and mirrors are called by such names; which one is used is each machine's own business.
REGISTRY_HOST = re.compile(
    r"\b(?:pypi|pythonhosted|registry|npm|npmjs|mirrors?|deb|archive|packages?|index|files)"
    r"(?:\.[a-z0-9-]+)*\.(?:com|dev|io|net|org)\b"
)

REGISTRY_OPTION = re.compile(
    r"(?:--(?:extra-)?index-url|--find-links|--registry|^\s*registry)[ =]+\S*://", re.MULTILINE
)

# What stands in code shows how a link is written, and leads nowhere.
_CODE = re.compile(r"^```.*?^```|(?<!`)(`+)(?!`)(?:[^\n]|\n(?!\n))+?(?<!`)\1(?!`)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def machine_paths(place: PurePosixPath, text: str) -> Iterator[Violation]:
    """Find paths that exist on one machine only."""
    yield from _matches(place, text, MACHINE_PATH, "a path of one machine")


def registry_hosts(place: PurePosixPath, text: str) -> Iterator[Violation]:
    """Find addresses of package registries."""
    yield from _matches(place, text, REGISTRY_HOST, "the address of a registry")
    yield from _matches(place, text, REGISTRY_OPTION, "a registry is set")


def links(text: str) -> Iterator[str]:
    """List the targets of a Markdown text's links to files beside it."""
    for match in LINK.finditer(_CODE.sub("", text)):
        if "://" not in match[1] and not match[1].startswith("mailto:"):
            yield match[1]


def _matches(place: PurePosixPath, text: str, pattern: re.Pattern[str], what: str) -> Iterator[Violation]:
    for match in pattern.finditer(text):
        yield Violation(place, text.count("\n", 0, match.start()) + 1, f"{what}: {match[0]!r}")
