"""The `bowerbird searches` commands: queries that are kept under names, and asked again."""

from __future__ import annotations

from dataclasses import replace

import click

from bowerbird_bridge.commands import json_forms, terminal
from bowerbird_bridge.commands.keeping import keeper_for
from bowerbird_bridge.commands.named_collections import with_collection_id
from bowerbird_bridge.commands.output import dump, json_option, open_engine, out
from bowerbird_bridge.commands.query_options import query_options
from bowerbird_bridge.commands.search import DEFAULT_LIMIT
from bowerbird_engine import Engine, SavedSearch, SearchQuery, UnknownSavedSearchError

Json = dict[str, object]


@click.group(invoke_without_command=True)
@click.pass_context
def searches(context: click.Context) -> None:
    """Keep searches under names, and ask them again.

    Without a command: `list`.
    """
    if context.invoked_subcommand is None:
        _list(as_json=False)


@searches.command("list")
@json_option
def list_searches(*, as_json: bool) -> None:
    """List the saved searches."""
    _list(as_json=as_json)


@searches.command()
@click.argument("name")
@query_options
@json_option
def save(*, name: str, query: SearchQuery, as_json: bool) -> None:
    """Keep a search: a name, then what to look for, as for `bowerbird search`.

    Of each picture that it compares with a small file is kept, so that it works when the picture is gone.

    \b
    bowerbird searches save "Mugs for the shop" red mug --in ~/Pictures/best
    """  # noqa: D301  click reads the escape that keeps lines as they are
    with open_engine() as engine, keeper_for(engine) as keeper:
        saved = keeper.save_search(name, with_collection_id(engine, query))
    if as_json:
        dump(saved_as_json(saved))
    else:
        out().print(
            f"Saved “{terminal.printable(saved.name)}”: {terminal.printable(saved.says)}", markup=False
        )


@searches.command()
@click.argument("name")
@click.option("--limit", default=DEFAULT_LIMIT, show_default=True, metavar="N", help="How many results.")
@click.option("--cursor", metavar="NEXT", help="Go on where an earlier answer's `next` left off.")
@json_option
def run(name: str, *, limit: int, cursor: str | None, as_json: bool) -> None:
    """Ask a saved search again, by its name or id."""
    with open_engine() as engine:
        query = engine.saved_query(_named(engine, name).id)
        page = engine.search(replace(query, limit=limit, cursor=cursor))
    if as_json:
        dump(json_forms.page_as_json(page))
    else:
        terminal.show_page(out(), page)


@searches.command()
@click.argument("name")
@click.argument("new_name")
def rename(name: str, new_name: str) -> None:
    """Give a saved search another name."""
    with open_engine() as engine, keeper_for(engine) as keeper:
        keeper.rename_search(_named(engine, name).id, new_name)


@searches.command()
@click.argument("name")
def remove(name: str) -> None:
    """Forget a saved search. Pictures are not touched."""
    with open_engine() as engine, keeper_for(engine) as keeper:
        keeper.delete_search(_named(engine, name).id)


def saved_as_json(saved: SavedSearch) -> Json:
    """Describe a saved search."""
    return {
        "id": saved.id,
        "name": saved.name,
        "created": saved.created.isoformat(),
        "says": saved.says,
        "pictures": saved.pictures,
    }


def _list(*, as_json: bool) -> None:
    with open_engine() as engine:
        found = engine.saved_searches()
    if as_json:
        dump({"searches": [saved_as_json(each) for each in found]})
        return
    for each in found:
        out().print(f"{terminal.printable(each.name)}: {terminal.printable(each.says)}", markup=False)
    if not found:
        out().print(
            'No search is saved yet. Save one: bowerbird searches save "Red mugs" red mug', markup=False
        )


def _named(engine: Engine, name: str) -> SavedSearch:
    """Find a saved search by its name, in whatever capitals, or by its id."""
    found = engine.saved_searches()
    wanted = name.strip().casefold()
    for each in found:
        if wanted == each.name.casefold():
            return each
    for each in found:
        if wanted == each.id.casefold():
            return each
    raise UnknownSavedSearchError(
        f"No search is saved as “{name}”. `bowerbird searches list` names those that are."
    )
