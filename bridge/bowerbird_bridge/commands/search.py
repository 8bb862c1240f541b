"""`bowerbird search` and `bowerbird similar`."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import IO

import click

from bowerbird_bridge.commands import json_forms, terminal
from bowerbird_bridge.commands.named_collections import with_collection_id
from bowerbird_bridge.commands.output import dump, json_option, open_engine, out
from bowerbird_bridge.commands.query_lines import query_from_line
from bowerbird_bridge.commands.query_options import ULID_LENGTH, picture_clue, query_options
from bowerbird_engine import BowerbirdError, SearchQuery

DEFAULT_LIMIT = 20


@click.command()
@query_options
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
    *,
    query: SearchQuery,
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
    bowerbird search --like street.jpg --part 0.5,0,0.5,1
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
    if batch is None:
        limit = DEFAULT_LIMIT if limit is None else limit
        _answer(replace(query, limit=limit, cursor=cursor), as_json=as_json)
        return
    if query != SearchQuery() or cursor is not None or limit is not None:
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
    _answer(SearchQuery(like=picture_clue(picture), limit=limit), as_json=as_json)


def _is_nothing(picture: str) -> bool:
    """Tell whether a text is no id, and no path of a file that might be there either."""
    clue = picture_clue(picture)
    return isinstance(clue, Path) and picture == clue.name and picture[0] != "~" and not os.path.lexists(clue)


def _answer(query: SearchQuery, *, as_json: bool) -> None:
    with open_engine() as engine:
        page = engine.search(with_collection_id(engine, query))
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
                dump(
                    json_forms.page_as_json(engine.search(with_collection_id(engine, query_from_line(line))))
                )
            except BowerbirdError as error:
                failed = True
                dump(json_forms.error_as_json(error))
    if failed:
        raise click.exceptions.Exit(1)
