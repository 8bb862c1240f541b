"""A query in a form that can be kept: pictures by content, folders by the name of their root and the way down. Pure.

In a library's own saved searches a picture of it is named by its id as well, and a root by its number: both survive
moves. In a recipe, which may go to another machine, neither would mean anything, and only contents and names are told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

from bowerbird_engine.assets import Filters, Region, Sort, TextEntry

NO_FILTERS: Final = Filters()


@dataclass(frozen=True, slots=True)
class PictureName:
    """A picture by the SHA-256 of its bytes, in hexadecimal, or by its id in the library, or by both."""

    content: str | None = None
    asset: str | None = None


@dataclass(frozen=True, slots=True)
class FolderName:
    """A folder by the name of the root that it lies in, the way down with `/`, and in its own library the root's number."""

    label: str
    path: str = ""
    root: int | None = None

    def __str__(self) -> str:
        """Give the name that people know it by."""
        return f"{self.label}/{self.path}" if self.path else self.label


@dataclass(frozen=True, slots=True)
class QueryForm:
    """All of a search but the page. `filters.collection` is an id in saved searches and a name in recipes."""

    text: str | None = None
    letters: str | None = None
    like: PictureName | None = None
    region: Region | None = None
    avoid: str | None = None
    inside: tuple[FolderName, ...] = ()
    outside: tuple[FolderName, ...] = ()
    entry: TextEntry | None = None
    examples: tuple[PictureName, ...] = ()
    core: tuple[PictureName, ...] = ()
    weight: float | None = None
    filters: Filters = NO_FILTERS
    among: tuple[PictureName, ...] | None = None
    sort: Sort = "best"
    verified: bool = False
    collapse: bool = False

    @property
    def given(self) -> tuple[PictureName, ...]:
        """The pictures that are compared with."""
        return (*(() if self.like is None else (self.like,)), *self.examples)

    def says(self) -> str:
        """Describe the query in a few words."""
        return "; ".join((*_said(self), *_said_of_places(self)))


def _said(form: QueryForm) -> Iterator[str]:
    for before, text in (("", form.text), ("letters ", form.letters)):
        if text is not None:
            yield f"{before}\u201c{text}\u201d"
    if form.like is not None:
        yield "like a part of a picture" if form.region is not None else "like a picture"
    if form.examples:
        yield f"like {len(form.examples)} more" if form.like else f"like {len(form.examples)} pictures"
    if form.core:
        yield f"around {len(form.core)} locked"
    if form.avoid is not None:
        yield f"not \u201c{form.avoid}\u201d"


def _said_of_places(form: QueryForm) -> Iterator[str]:
    for before, folders in (("in", form.inside), ("not in", form.outside)):
        if folders:
            yield f"{before} {', '.join(map(str, folders))}"
    if form.among is not None:
        yield f"among {len(form.among):,} pictures"
    usual = NO_FILTERS
    number = sum(getattr(form.filters, each.name) != getattr(usual, each.name) for each in fields(usual))
    if number:
        yield "1 filter" if number == 1 else f"{number} filters"
    if form.sort != "best":
        yield "by name" if form.sort == "name" else f"{form.sort} first"
