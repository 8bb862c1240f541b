"""What happens in the hub, as it happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from flask import request

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.events import Greeting, PendingPairings
from bowerbird_bridge.schemas.jobs import job_form
from bowerbird_bridge.v1.routing import Call, Raw, Route, route

EVENT_STREAM: Final = "text/event-stream"


@route(
    "GET",
    "/v1/events",
    scope=Scope.SEARCH,
    gives=(EVENT_STREAM,),
    problems=("too_many_requests",),
)
def follow_events(call: Call) -> Raw:
    """Follow what happens, as server-sent events.

    First `hello`, then `status` as it is and whenever it changes, and `library` when searches may have other results,
    and `gone` when pictures were not found and begin to wait for the owner's word.
    For the owner also `job` and `pairing`. Of several events about one thing a slow client may get only the last.
    """
    stream = call.hub.events.subscribe(call.client, _opening(call), gone=_gone(call))
    return Raw(stream, EVENT_STREAM)


def _opening(call: Call) -> Iterator[tuple[str, object]]:
    yield "hello", Greeting(call.hub.server_id)
    yield "status", call.hub.board.now()
    if call.may(Scope.ADMIN):
        yield "pairing", PendingPairings(len(call.hub.pairings.pending()))
        for job in reversed(call.hub.jobs.all()):
            if not job.state.final:
                yield "job", job_form(job)


def _gone(call: Call) -> Callable[[], bool]:
    """Tell when nobody reads any more, or who does may no longer: a session ends by itself, too."""
    disconnected = request.environ.get("waitress.client_disconnected")
    hub, client = call.hub, call.client
    known = hub.sessions.sessions if client.kind == "session" else hub.book.clients

    def gone() -> bool:
        if callable(disconnected) and disconnected():
            return True
        return all(each.id != client.id for each in known())

    return gone


ROUTES: Final[tuple[Route, ...]] = (follow_events,)
