"""Search recipes: made of a search, and replayed to the same list or to what differs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.recipes import (
    ListChange,
    RecipeAnswer,
    RecipeRequest,
    ReplayAnswer,
    ReplayRequest,
)
from bowerbird_bridge.v1.discretion import legible, said_to
from bowerbird_bridge.v1.display import page_form
from bowerbird_bridge.v1.refusals import Refused
from bowerbird_bridge.v1.routing import Call, Route, route
from bowerbird_bridge.v1.search_forms import SEARCH_PROBLEMS, query_of, request_of
from bowerbird_engine import ListChange as FoundChange


@route("POST", "/v1/recipes", scope=Scope.SEARCH, problems=(*SEARCH_PROBLEMS, "asset_gone"))
def make_recipe(call: Call, body: RecipeRequest) -> RecipeAnswer:
    """Write down a search with what it finds, so that it can be replayed to the same list, here or elsewhere.

    The recipe holds the words, the names of folders, and the contents (SHA-256) of the pictures that were found.
    """
    # What travels along is pixels of the library, or of what somebody else gave and saved.
    if body.with_pictures and not call.may(Scope.THUMBNAILS):
        raise Refused(
            "insufficient_scope",
            "A recipe with pictures needs the scope thumbnails, which the token does not have. Pair again and ask for it,"
            " or leave the pictures out.",
            field="with_pictures",
        )
    recipe = call.hub.engine.make_recipe(
        query_of(call, body.search), similarity=body.similarity, with_pictures=body.with_pictures
    )
    return RecipeAnswer(recipe)


@route(
    "POST",
    "/v1/recipes/replay",
    scope=Scope.SEARCH,
    problems=(*SEARCH_PROBLEMS, "bad_recipe", "recipe_needs"),
)
def replay_recipe(call: Call, body: ReplayRequest) -> ReplayAnswer:
    """Ask a recipe again, and say what differs from the list in it and why it may.

    Its body may have 2 MiB. Whatever is in a recipe, nothing of it is a path that is opened.
    """
    pictures = [call.hub.query_pictures.get(call.client.id, each) for each in body.query_images]
    found = call.hub.engine.replay_recipe(body.recipe, pictures=pictures)
    comparison = found.comparison
    return ReplayAnswer(
        says=legible(found.says),
        similarity=found.similarity,
        made=found.made,
        same=found.same,
        kept=comparison.kept,
        moved=_changes(comparison.moved),
        missing=_changes(comparison.missing),
        new=_changes(comparison.new),
        drift=comparison.drift,
        why=[said_to(call, sentence) for sentence in found.why],
        search=request_of(call, found.query),
        answer=page_form(call, found.page),
    )


def _changes(found: Iterable[FoundChange]) -> list[ListChange]:
    return [
        ListChange(
            content=each.content,
            before=each.before,
            now=each.now,
            similarity_before=each.similarity_before,
            similarity_now=each.similarity_now,
            in_library=each.in_library,
        )
        for each in found
    ]


ROUTES: Final[tuple[Route, ...]] = (make_recipe, replay_recipe)
