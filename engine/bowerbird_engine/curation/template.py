"""Where in the curated folder a copy goes: a template of folders and a name, filled with what is known of the copy.

`{project}/{year}-{month}/{subject}` puts a copy of the project Museum, made in November 2026 for the words "red mug",
at `Museum/2026-11/red mug.jpg`. The last part names the file; its ending is that of the picture. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NoReturn

from bowerbird_engine.curation.names import clean_part
from bowerbird_engine.errors import TemplateError

FIELDS: Final = ("project", "subject", "year", "month", "day", "folder", "name")
"""`year`, `month` and `day` are those of the copying, `folder` and `name` those of the original."""

PLAIN_TEMPLATE: Final = "{name}"
"""Every copy lies in the curated folder itself, under its own name."""

TEMPLATE_CHARACTERS: Final = 200
MOST_FOLDERS: Final = 4
FOLDER_BYTES: Final = 40
NAME_BYTES: Final = 60
"""With these, four folders, a number and the endings have 240 bytes: a path on Windows has 259 characters in all."""

_FORBIDDEN: Final = frozenset('<>:"\\|?*')
_PIECE: Final = re.compile(r"\{([^{}/]*)\}|([^{}/]+)|([{}])")
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a copy. `name` and `folder` are those of the original, `when` is the time in the person's zone."""

    name: str
    folder: str
    when: datetime
    project: str = ""
    subject: str = ""

    @property
    def fields(self) -> Mapping[str, str]:
        """The value of each field; what is not known is empty."""
        return {
            "project": self.project,
            "subject": self.subject,
            "year": f"{self.when.year:04}",
            "month": f"{self.when.month:02}",
            "day": f"{self.when.day:02}",
            "folder": self.folder,
            "name": self.name,
        }


@dataclass(frozen=True, slots=True)
class Place:
    """Where a copy goes: the folders below the curated one, from the outside in, and the name without its ending."""

    folders: tuple[str, ...]
    stem: str


@dataclass(frozen=True, slots=True)
class Template:
    """A template that was read. `parts` are folders and, last, the name; each is made of texts and of fields."""

    parts: tuple[tuple[_Piece, ...], ...]

    def place(self, known: Known) -> Place:
        """Fill it. A folder of which nothing is known is left out, and the name is the original's then.

        Every part is one name that all systems take, so that no value leads anywhere else.
        """
        values = known.fields
        *folders, name = self.parts
        filled = (clean_part(_filled(part, values), FOLDER_BYTES) for part in folders)
        plain = self.parts == _PLAIN
        stem = clean_part(_filled(name, values), None if plain else NAME_BYTES)
        stem = stem or clean_part(known.name, None if plain else NAME_BYTES)
        return Place(tuple(folder for folder in filled if folder), stem or "picture")


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    is_field: bool


_PLAIN: Final = ((_Piece("name", is_field=True),),)


def read_template(text: str) -> Template:
    """Read a template. Raises TemplateError, which names the place where it is wrong."""
    if not text.strip():
        raise TemplateError(f"A template needs at least a name, such as {PLAIN_TEMPLATE}.")
    if len(text) > TEMPLATE_CHARACTERS:
        raise TemplateError(f"This template has {len(text)} characters; it may have {TEMPLATE_CHARACTERS}.")
    for at, sign in enumerate(text):
        if sign in _FORBIDDEN:
            _wrong(text, at, f"{sign} cannot be in a name on every system")
        if unicodedata.category(sign) in _INVISIBLE:
            _wrong(text, at, "a character that cannot be seen is of no use in a name")
    parts: list[tuple[_Piece, ...]] = []
    start = 0
    for part in text.split("/"):
        parts.append(_read_part(text, part, start))
        start += len(part) + 1
    if len(parts) > MOST_FOLDERS + 1:
        raise TemplateError(
            f"This template has {len(parts) - 1} folders, one in another; it may have {MOST_FOLDERS}."
        )
    return Template(tuple(parts))


def _read_part(whole: str, part: str, start: int) -> tuple[_Piece, ...]:
    if not part.strip():
        _wrong(whole, start, "a folder or the name is empty here")
    if not part.strip(" ."):
        _wrong(whole, start, "a folder of dots would lead elsewhere")
    pieces = tuple(_pieces(whole, part, start))
    if not any(piece.is_field for piece in pieces) and not clean_part(part, FOLDER_BYTES):
        _wrong(whole, start, "nothing of this can be in a name")
    return pieces


def _pieces(whole: str, part: str, start: int) -> Iterator[_Piece]:
    for found in _PIECE.finditer(part):
        field, text, brace = found.groups()
        if brace is not None:
            _wrong(whole, start + found.start(), "a field begins with { and ends with }, such as {name}")
        if field is not None and field not in FIELDS:
            _wrong(
                whole,
                start + found.start(),
                f"there is no field {{{field}}}; there are {', '.join(f'{{{name}}}' for name in FIELDS)}",
            )
        yield _Piece(text, is_field=False) if field is None else _Piece(field, is_field=True)


def _filled(part: tuple[_Piece, ...], values: Mapping[str, str]) -> str:
    """Fill a part; empty where it has fields and none of them has a value, lest a dash alone become a folder."""
    fields = [piece for piece in part if piece.is_field]
    if fields and not any(values[piece.text].strip() for piece in fields):
        return ""
    return "".join(values[piece.text] if piece.is_field else piece.text for piece in part)


def _wrong(text: str, at: int, why: str) -> NoReturn:
    raise TemplateError(
        f"The template is wrong at character {at + 1}, \u2018{text[at : at + 20]}\u2019: {why}."
    )
