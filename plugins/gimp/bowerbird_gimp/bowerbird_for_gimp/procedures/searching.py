"""Searches for scripts."""

from __future__ import annotations

import json
from dataclasses import asdict

from bowerbird_client import Client, Page, Picture, Query
from bowerbird_panel import places
from bowerbird_panel.foreign import quoted
from bowerbird_panel.words import _

from ..host import pixels
from ..host.edge import run_through
from ..model.sources import Source
from .call import BadArgument, Call, Values
from .hub import connected

MOST = 200


def by_words(call: Call) -> Values:
    """Search with words and letters."""
    letters = call.text("letters")
    if not call.text("words") and not letters:
        raise BadArgument(_("There is nothing to look for: give words or letters."))
    return _search(call, None, letters)


def by_canvas(call: Call) -> Values:
    """Search with what is seen of the image."""
    return _by_pixels(call, Source.CANVAS)


def by_selection(call: Call) -> Values:
    """Search with what is selected."""
    return _by_pixels(call, Source.SELECTION)


def by_layer(call: Call) -> Values:
    """Search with the active layer."""
    return _by_pixels(call, Source.LAYER)


def _by_pixels(call: Call, source: Source) -> Values:
    taken = run_through(pixels.take(source, call.image))
    return _search(call, Picture.rgba(taken.width, taken.height, taken.rgba), "")


def _search(call: Call, picture: Picture | None, letters: str) -> Values:
    limit = call.number("limit")
    if not 1 <= limit <= MOST:
        raise BadArgument(_("limit must be from 1 to {most}.").format(most=MOST))
    with connected() as hub:
        named = call.text("folder")
        inside = (hub.ask(lambda client: _folder_id(client, named)),) if named else ()
        query = Query(
            text=call.text("words") or None,
            letters=letters or None,
            avoid=call.text("avoid") or None,
            picture=picture,
            inside=inside,
            limit=limit,
        )
        page = hub.ask(lambda client: client.search(query))
    return [hit.id for hit in page.hits], [hit.name or "" for hit in page.hits], json.dumps(_told(page))


def _folder_id(client: Client, wish: str) -> str:
    """Find a folder of the library, or one below, by its name, its path or its id. Raises BadArgument."""
    folders = client.folders()
    found = places.named(places.places(folders, {}), wish)
    if not found:
        below = {folder.id: client.subfolders(folder.id) for folder in folders}
        found = places.named(places.places(folders, below), wish)
    if len(found) == 1:
        return found[0].id
    if not found:
        known = ", ".join(folder.name or folder.id for folder in folders)
        raise BadArgument(
            _("No folder of the library is called {name}. It has: {folders}.").format(
                name=quoted(wish), folders=known
            )
        )
    raise BadArgument(
        _("Several folders of the library are called {name}: give the path or the id.").format(
            name=quoted(wish)
        )
    )


def _told(page: Page) -> dict[str, object]:
    told = asdict(page)
    told["hits"] = [{name: value for name, value in hit.items() if value is not None} for hit in told["hits"]]
    return told
