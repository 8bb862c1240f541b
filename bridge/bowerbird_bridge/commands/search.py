"""`bowerbird search` and `bowerbird similar`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Final, get_args

import click

from bowerbird_bridge.commands import json_forms, terminal
from bowerbird_bridge.commands.named_path import NamedPath
from bowerbird_bridge.commands.narrowing_options import ids_from, narrowing_options
from bowerbird_bridge.commands.output import dump, json_option, open_engine, out
from bowerbird_bridge.commands.query_lines import query_from_line
from bowerbird_engine import AssetId, BowerbirdError, Filters, SearchQuery, Sort, TextEntry

FOLDER = NamedPath()
DEFAULT_LIMIT = 20
ULID_LENGTH = 26

_NO_QUERY: Final = SearchQuery(limit=DEFAULT_LIMIT)


@click.command()
@click.argument("words", nargs=-1)
@click.option(
    "--as",
    "entry",
    type=click.Choice(get_args(TextEntry)),
    help="What the words are taken for, whatever they look like.",
)
@click.option(
    "--like",
    "pictures",
    multiple=True,
    type=NamedPath(),
    metavar="FILE",
    help="A picture to look for: a file, or the id of a picture in the library. May be given several times.",
)
@click.option(
    "--letters", metavar="TEXT", help="Letters that can be read in the picture: a code, a label, a title."
)
@click.option(
    "--core",
    multiple=True,
    metavar="ID",
    help="A picture of a locked set: the set stays on top, and more like it follow. May be given several times.",
)
@click.option(
    "--weight",
    type=float,
    metavar="0…1",
    help="The say of the words beside a picture: 0 is none, 1 the whole order.  [default: 0.5]",
)
@click.option(
    "--avoid",
    metavar="TEXT",
    help="What it shall not look like: such pictures come last. Several things are separated by commas.",
)
@click.option("--in", "inside", multiple=True, type=FOLDER, metavar="FOLDER", help="Only inside this folder.")
@click.option(
    "--not-in", "outside", multiple=True, type=FOLDER, metavar="FOLDER", help="Not inside this folder."
)
@click.option(
    "--among",
    type=click.File("r", encoding="utf-8"),
    metavar="FILE",
    help="Only these pictures: a file of ids, or the JSON of an earlier search; - reads from standard input.",
)
@narrowing_options
@click.option(
    "--sort", type=click.Choice(get_args(Sort)), default="best", help="The order of what was found."
)
@click.option(
    "--labels", "--verify", "verified", is_flag=True, help="Say what is proved: crop of, mirrored, … Slower."
)
@click.option("--collapse", is_flag=True, help="Show copies of the same picture as one.")
@click.option("--limit", type=int, metavar="N", help=f"How many results.  [default: {DEFAULT_LIMIT}]")
@click.option("--cursor", metavar="NEXT", help="Go on where an earlier answer's `next` left off.")
@click.option(
    "--batch",
    type=click.File("rb"),
    metavar="FILE",
    help="One JSON query a line; - reads from standard input.",
)
@json_option
def search(
    words: tuple[str, ...],
    *,
    entry: TextEntry | None,
    pictures: tuple[Path, ...],
    letters: str | None,
    core: tuple[str, ...],
    weight: float | None,
    avoid: str | None,
    inside: tuple[Path, ...],
    outside: tuple[Path, ...],
    among: IO[str] | None,
    filters: Filters,
    sort: Sort,
    verified: bool,
    collapse: bool,
    limit: int | None,
    cursor: str | None,
    batch: IO[bytes] | None,
    as_json: bool,
) -> None:
    """Search by words, by picture or by letters.

    Several clues at once narrow each other.

    \b
    bowerbird search soft light on a wooden table
    bowerbird search --like crop-from-the-web.jpg --labels
    bowerbird search --letters BB-2047-K
    bowerbird search --like mug.jpg blue          words re-order what looks alike
    bowerbird search --like mug.jpg but cleaner   such words are directions
    bowerbird search --like a.jpg --like b.jpg    what looks like both
    bowerbird search mug --avoid "blue, people"   such mugs come behind the others
    bowerbird search SKU-8841                     looks like a code: letters come first
    bowerbird search mug --json | bowerbird search red --among -    inside what was found

    With --batch, each line is one JSON object with text, letters, like (a file), similar (an id), examples, core, weight,
    avoid, in, not_in, filters, among, entry, sort, verified, collapse, limit or cursor, and each result is printed on its
    own line, in order.
    """  # noqa: D301  click reads the escape that keeps lines as they are
    first, *others = map(_clue, map(str, pictures)) if pictures else (None,)
    query = SearchQuery(
        text=" ".join(words) if words else None,
        letters=letters,
        like=first,
        avoid=avoid,
        inside=inside,
        outside=outside,
        limit=DEFAULT_LIMIT if limit is None else limit,
        cursor=cursor,
        entry=entry,
        examples=tuple(filter(None, others)),
        core=tuple(AssetId(asset_id.upper()) for asset_id in core),
        weight=weight,
        filters=filters,
        among=None if among is None else ids_from(among),
        sort=sort,
        verified=verified,
        collapse=collapse,
    )
    if batch is None:
        _answer(query, as_json=as_json)
        return
    if query != _NO_QUERY or limit is not None:
        raise click.UsageError(
            "--batch takes its queries from the file: leave all other clues and options out."
        )
    _run_batch(batch)


@click.command()
@click.argument("picture", metavar="ID|FILE")
@click.option("--limit", default=DEFAULT_LIMIT, show_default=True, metavar="N", help="How many results.")
@json_option
def similar(picture: str, *, limit: int, as_json: bool) -> None:
    """Show more pictures like this one.

    It is given by its id or as a file.
    """
    if _is_nothing(picture):
        raise click.UsageError(
            f"{terminal.printable(picture)} is neither a file nor the id of a picture. Ids have {ULID_LENGTH} letters and"
            " digits; `bowerbird search … --json` shows them."
        )
    _answer(SearchQuery(like=_clue(picture), limit=limit), as_json=as_json)


def _clue(like: str) -> Path | AssetId:
    looks_like_id = len(like) == ULID_LENGTH and like.isascii() and like.isalnum()
    return AssetId(like.upper()) if looks_like_id and not Path(like).exists() else Path(like)


def _is_nothing(picture: str) -> bool:
    """Tell whether a text is no id, and no path of a file that might be there either."""
    clue = _clue(picture)
    return isinstance(clue, Path) and picture == clue.name and picture[0] != "~" and not os.path.lexists(clue)


def _answer(query: SearchQuery, *, as_json: bool) -> None:
    with open_engine() as engine:
        page = engine.search(query)
    if as_json:
        dump(json_forms.page_as_json(page))
    else:
        terminal.show_page(out(), page)


def _run_batch(lines: IO[bytes]) -> None:
    failed = False
    with open_engine() as engine:
        for line in lines:
            if not line.strip():
                continue
            try:
                dump(json_forms.page_as_json(engine.search(query_from_line(line))))
            except BowerbirdError as error:
                failed = True
                dump(json_forms.error_as_json(error))
    if failed:
        raise click.exceptions.Exit(1)
