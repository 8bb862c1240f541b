"""The catalogues of translated words: read from the code, kept as text, compiled; the same code gives the same bytes.

No date, version or line number stands in them: a catalogue changes when words do, and at no other time.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from tools.translations.labels import labels

TRANSLATORS = "Translators:"
"""How a comment in the code begins that is meant for translators."""

KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
"""The functions that take words, and which of their arguments: `c` marks a context. `N_` only marks."""

_HEADER = """\
# {title}
# This file is distributed under the licence of Bowerbird, MIT.
#"""
_WIDTH = 110
_KEPT_HEADERS = frozenset(
    {
        "Project-Id-Version",
        "Language",
        "Plural-Forms",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
    }
)


@dataclass(frozen=True)
class Domain:
    """The words of one program: its gettext domain, where its code lies, and where its catalogues do."""

    name: str
    title: str
    code: Path
    locale: Path
    languages: tuple[str, ...]
    has_labels: bool = False
    """Whether the program itself shows words of the code's classes and properties, as Blender does."""

    @property
    def template(self) -> Path:
        """The file with all words and no translation."""
        return self.locale / f"{self.name}.pot"

    def po(self, language: str) -> Path:
        """Give the file that translators edit."""
        return self.locale / language / "LC_MESSAGES" / f"{self.name}.po"

    def mo(self, language: str) -> Path:
        """Give the file that the program reads."""
        return self.po(language).with_suffix(".mo")


class Undated(Catalog):
    """A catalogue whose header says nothing of when, by whom and with which version it was made."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Give the lines of the header."""
        title = ("Project-Id-Version", self.project)
        return [
            title if name == title[0] else (name, value)
            for name, value in super().mime_headers
            if name in _KEPT_HEADERS
        ]

    @mime_headers.setter
    def mime_headers(self, value: Iterable[tuple[str, str]]) -> None:
        """Take no header from a file: it follows from the language."""


def python_files(code: Path) -> Iterator[Path]:
    """Give the modules of a program in an order that every machine has."""
    yield from sorted(code.rglob("*.py"), key=lambda path: path.relative_to(code).as_posix())


def read_code(domain: Domain) -> Catalog:
    """Gather the words of the code, in its order, with the comments for translators."""
    template = _empty(domain, None)
    for path in python_files(domain.code):
        place = path.relative_to(domain.code.parent).as_posix()
        with path.open("rb") as file:
            for _, words, comments, context in extract(
                "python", file, keywords=KEYWORDS, comment_tags=[TRANSLATORS], strip_comment_tags=True
            ):
                message = template.add(words, locations=[(place, 0)], auto_comments=comments, context=context)
                _without_false_flag(message)
        for _line, label in labels(path.read_text("utf-8")) if domain.has_labels else ():
            _without_false_flag(template.add(label, locations=[(place, 0)]))
    return template


def read_translations(domain: Domain, language: str) -> Catalog:
    """Read what translators wrote; an absent file is an empty catalogue."""
    path = domain.po(language)
    catalogue = _empty(domain, language)
    if path.is_file():
        with path.open("rb") as file:
            for message in read_po(file, locale=language, domain=domain.name):
                if message.id:
                    catalogue[message.id] = message
    return catalogue


def merge(domain: Domain, language: str, template: Catalog) -> Catalog:
    """Bring the translations up to date with the code.

    What the code no longer says is dropped. Nothing is guessed from words that look alike.
    """
    old = read_translations(domain, language)
    new = _empty(domain, language)
    for message in messages_of(template):
        known = old.get(message.id, message.context)
        same = known is not None and known.pluralizable == message.pluralizable
        merged = new.add(
            message.id,
            known.string if known is not None and same else None,
            locations=message.locations,
            flags=message.flags | (known.flags & {"fuzzy"} if known is not None and same else set()),
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known is not None else (),
            context=message.context,
        )
        _without_false_flag(merged)
    return new


def messages_of(catalogue: Catalog) -> Iterator[Message]:
    """Give the messages without the header."""
    for message in catalogue:
        if message.id:
            yield message


def as_text(catalogue: Catalog) -> bytes:
    """Write a catalogue for people."""
    written = io.BytesIO()
    write_po(written, catalogue, width=_WIDTH, include_lineno=False, ignore_obsolete=True)
    return written.getvalue().rstrip(b"\n") + b"\n"


def compiled(catalogue: Catalog) -> bytes:
    """Write a catalogue for the program; unfinished translations are left out."""
    written = io.BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def _without_false_flag(message: Message) -> None:
    """Take back that a text is filled in with `%`: in one with braces, a `%` is a percent sign."""
    if message.python_brace_format:
        message.flags.discard("python-format")


def _empty(domain: Domain, language: str | None) -> Catalog:
    title = (
        f"The words of {domain.title}."
        if language is None
        else f"The words of {domain.title} in another language."
    )
    return Undated(
        locale=language,
        domain=domain.name,
        project=domain.title,
        header_comment=_HEADER.format(title=title),
        fuzzy=False,
    )
