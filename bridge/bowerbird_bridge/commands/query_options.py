"""What a search asks for on the command line: words and options, made into one query."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final, get_args

import click

from bowerbird_bridge.commands.named_path import NamedPath
from bowerbird_bridge.commands.narrowing_options import Decorator, Given, ids_from, narrowing_options
from bowerbird_bridge.commands.picture_part import PicturePart
from bowerbird_engine import AssetId, Filters, Region, SearchQuery, Sort, TextEntry

FOLDER = NamedPath()
ULID_LENGTH = 26

_OPTIONS: Final[tuple[Decorator, ...]] = (
    click.option(
        "--as",
        "entry",
        type=click.Choice(get_args(TextEntry)),
        help="What the words are taken for, whatever they look like.",
    ),
    click.option(
        "--like",
        "pictures",
        multiple=True,
        type=NamedPath(),
        metavar="FILE",
        help="A picture to look for: a file, or the id of a picture in the library. May be given several times.",
    ),
    click.option(
        "--part",
        type=PicturePart(),
        metavar="LEFT,TOP,WIDTH,HEIGHT",
        help="The part of the first --like that counts, as fractions of its width and height: 0,0,0.5,1 is its left half.",
    ),
    click.option(
        "--letters", metavar="TEXT", help="Letters that can be read in the picture: a code, a label, a title."
    ),
    click.option(
        "--core",
        multiple=True,
        metavar="ID",
        help="A picture of a locked set: the set stays on top, and more like it follow. May be given several times.",
    ),
    click.option(
        "--weight",
        type=float,
        metavar="0…1",
        help="The say of the words beside a picture: 0 is none, 1 the whole order.  [default: 0.5]",
    ),
    click.option(
        "--avoid",
        metavar="TEXT",
        help="What it shall not look like: such pictures come last. Several things are separated by commas.",
    ),
    click.option(
        "--in", "inside", multiple=True, type=FOLDER, metavar="FOLDER", help="Only inside this folder."
    ),
    click.option(
        "--not-in", "outside", multiple=True, type=FOLDER, metavar="FOLDER", help="Not inside this folder."
    ),
    click.option(
        "--among",
        type=click.File("r", encoding="utf-8"),
        metavar="FILE",
        help="Only these pictures: a file of ids, or the JSON of an earlier search; - reads from standard input.",
    ),
    narrowing_options,
    click.option(
        "--sort", type=click.Choice(get_args(Sort)), default="best", help="The order of what was found."
    ),
    click.option(
        "--labels",
        "--verify",
        "verified",
        is_flag=True,
        help="Say what is proved: crop of, mirrored, … Slower.",
    ),
    click.option("--collapse", is_flag=True, help="Show copies of the same picture as one."),
)


def query_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the argument `words` and these options; it gets them as one value, `query`."""

    @functools.wraps(command)
    def collected(  # noqa: PLR0917  click gives them by name
        words: tuple[str, ...],
        entry: TextEntry | None,
        pictures: tuple[Path, ...],
        part: Region | None,
        letters: str | None,
        core: tuple[str, ...],
        weight: float | None,
        avoid: str | None,
        inside: tuple[Path, ...],
        outside: tuple[Path, ...],
        among: IO[str] | None,
        filters: Filters,
        sort: Sort,
        *,
        verified: bool,
        collapse: bool,
        **others: Given,
    ) -> None:
        first, *examples = map(picture_clue, map(str, pictures)) if pictures else (None,)
        query = SearchQuery(
            text=" ".join(words) if words else None,
            letters=letters,
            like=first,
            region=part,
            avoid=avoid,
            inside=inside,
            outside=outside,
            entry=entry,
            examples=tuple(filter(None, examples)),
            core=tuple(AssetId(asset_id.upper()) for asset_id in core),
            weight=weight,
            filters=filters,
            among=None if among is None else ids_from(among),
            sort=sort,
            verified=verified,
            collapse=collapse,
        )
        command(query=query, **others)

    decorated: Callable[..., None] = collected
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return click.argument("words", nargs=-1)(decorated)


def picture_clue(like: str) -> Path | AssetId:
    """Tell whether a picture was named by its id or by its file."""
    looks_like_id = len(like) == ULID_LENGTH and like.isascii() and like.isalnum()
    return AssetId(like.upper()) if looks_like_id and not Path(like).exists() else Path(like)
