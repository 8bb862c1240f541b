"""`bowerbird collections`, and the collection that an option names."""

from __future__ import annotations

from dataclasses import replace

import click

from bowerbird_bridge.commands import terminal
from bowerbird_bridge.commands.output import dump, json_option, open_engine, out
from bowerbird_engine import Engine, SearchQuery


@click.command()
@json_option
def collections(*, as_json: bool) -> None:
    """List the collections, each with its id and its number of pictures.

    They are made on the hub's page: bowerbird open. `bowerbird search --collection NAME` looks inside one.
    """
    with open_engine() as engine:
        found = engine.collections()
    if as_json:
        dump(
            {
                "collections": [
                    {
                        "id": each.id,
                        "name": each.name,
                        "created": each.created.isoformat(),
                        "pictures": each.pictures,
                    }
                    for each in found
                ]
            }
        )
        return
    for each in found:
        pictures = "1 picture" if each.pictures == 1 else f"{each.pictures:,} pictures"
        out().print(f"{each.id}  {terminal.printable(each.name)}  ({pictures})", markup=False)
    if not found:
        out().print("No collection yet. Make one on the hub's page: bowerbird open")


def with_collection_id(engine: Engine, query: SearchQuery) -> SearchQuery:
    """Give the query with the id of the collection that it names by its name, in whatever capitals, or by its id.

    What names none is left as it is, for the engine to refuse.
    """
    named = query.filters.collection
    if not isinstance(named, str):
        return query
    wanted, found = named.strip().casefold(), engine.collections()
    ids = [each.id for each in found if each.name.casefold() == wanted]
    ids += [each.id for each in found if each.id.casefold() == wanted]
    return replace(query, filters=replace(query.filters, collection=ids[0])) if ids else query
