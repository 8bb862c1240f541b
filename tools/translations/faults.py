"""What is wrong with catalogues: words that cannot be gathered, translations that are missing, unsure or do not fit."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator, Sequence
from typing import cast

from babel.messages.catalog import Catalog, Message
from tools.translations.catalogues import (
    KEYWORDS,
    Domain,
    as_text,
    compiled,
    merge,
    messages_of,
    python_files,
    read_code,
    read_translations,
)

_PERCENT = re.compile(r"%(?:\(\w+\))?[#0+-]*\d*(?:\.\d+)?[sdfgirx%]")
_WORDS = {"ngettext": 2, "pgettext": 2, "npgettext": 3}
"""How many arguments are words; of the other functions one."""
_ENDS = re.compile(r"(?:…|\.\.\.|[:.?!])?\s*$")


def faults(domain: Domain) -> Iterator[str]:
    """Find everything that keeps a person from reading the program in each of its languages."""
    lost = list(ungathered(domain))
    yield from lost
    if lost:
        return
    template = read_code(domain)
    if _read(domain, None) != as_text(template):
        yield f"{domain.template.name} is not what the code says"
    for language in domain.languages:
        yield from (f"{language}: {fault}" for fault in _faults_of(domain, language, template))


def ungathered(domain: Domain) -> Iterator[str]:
    """Find words in the code that no tool can gather; what follows from the others means nothing before they are."""
    for path in python_files(domain.code):
        place = path.relative_to(domain.code).as_posix()
        for line, call in not_gathered(path.read_text("utf-8")):
            yield f"{place}:{line}: {call} stands in an f-string or is given something else than a text, so its words are lost"


def _faults_of(domain: Domain, language: str, template: Catalog) -> Iterator[str]:
    for message in messages_of(merge(domain, language, template)):
        yield from (f"{_first(message)!r}: {fault}" for fault in misfits(message))
    if _read(domain, language) != as_text(merge(domain, language, template)):
        yield f"{domain.po(language).name} is not up to date with the code"
    mo = domain.mo(language)
    if not mo.is_file() or mo.read_bytes() != compiled(read_translations(domain, language)):
        yield f"{mo.name} is not what {domain.po(language).name} gives"


def not_gathered(source: str) -> Iterator[tuple[int, str]]:
    """Find calls whose words stand nowhere in the code as one text, as in `_(f"…")` or `_(name)`.

    Neither may a call stand inside an f-string: only the tokens of Python 3.12 and later have its words.

    The module that defines `_` is left out there: it hands on what others give it.
    """
    nodes = list(ast.walk(ast.parse(source)))
    within = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    watched = KEYWORDS.keys() - {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in watched:
            wanted = _WORDS.get(node.func.id, 1)
            words = node.args[:wanted]
            if id(node) in within or len(words) < wanted or not all(_is_text(word) for word in words):
                yield node.lineno, node.func.id


def misfits(message: Message) -> Iterator[str]:
    """Find what a translation lacks or has too much."""
    sources = _texts(message.id)
    translations = _texts(message.string)
    if not translations or not all(translations):
        yield "not translated"
        return
    if message.fuzzy:
        yield "marked as unsure (fuzzy)"
    for number, translation in enumerate(translations):
        source = sources[min(number, len(sources) - 1)]
        if fields(translation) not in [fields(text) for text in sources]:
            yield f"its placeholders are {sorted(fields(translation))}, not {sorted(fields(source))}"
        if mnemonics(translation) != mnemonics(source):
            yield "one of the two has a key to press (_) and the other has none"
        if re.search(r"\w", source) and _ENDS.findall(translation)[0] != _ENDS.findall(source)[0]:
            yield "it does not end as the English does"


def fields(text: str) -> frozenset[str]:
    """Name what is filled in. A text with unpaired braces has none."""
    found = set(_PERCENT.findall(text))
    try:
        found |= {f"{{{name}}}" for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        found.add("unpaired brace")
    return frozenset(found)


def mnemonics(text: str) -> int:
    """Count the keys to press that a label marks: an underscore outside of what is filled in."""
    return re.sub(r"\{[^}]*\}|%\(\w+\)", "", text).count("_")


def _texts(words: object) -> Sequence[str]:
    if isinstance(words, str):
        return (words,)
    return tuple(map(str, cast("Sequence[object]", words))) if isinstance(words, tuple | list) else ()


def _first(message: Message) -> str:
    return _texts(message.id)[0]


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _read(domain: Domain, language: str | None) -> bytes | None:
    path = domain.template if language is None else domain.po(language)
    return path.read_bytes() if path.is_file() else None
