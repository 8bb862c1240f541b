"""Searches for scripts."""

from __future__ import annotations

import json

from bowerbird_client import Picture, Query
from bowerbird_panel.scripting import BadArgument, as_fields, folder_named
from bowerbird_panel.steps import run_through
from bowerbird_panel.words import _

from ..host import pixels
from ..model.sources import Source
from .call import Call, Values
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
        inside = (hub.ask(lambda client: folder_named(client, named)),) if named else ()
        query = Query(
            text=call.text("words") or None,
            letters=letters or None,
            avoid=call.text("avoid") or None,
            picture=picture,
            inside=inside,
            limit=limit,
        )
        page = hub.ask(lambda client: client.search(query))
    return [hit.id for hit in page.hits], [hit.name or "" for hit in page.hits], json.dumps(as_fields(page))
