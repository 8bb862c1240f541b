"""Who has a token: the client itself, all of them for the owner, the owner's page, and origins of web pages."""

from __future__ import annotations

from typing import Final

from bowerbird_bridge.access.clients import Client, Scope
from bowerbird_bridge.access.sessions import CODE_S, SESSION_S
from bowerbird_bridge.schemas.client import (
    ClientList,
    KnownClient,
    Me,
    OriginList,
    OriginRequest,
    Session,
    SessionCode,
    SessionRequest,
)
from bowerbird_bridge.v1.refusals import Refused
from bowerbird_bridge.v1.routing import Call, Nothing, Route, route


@route("GET", "/v1/me", scope="any")
def show_me(call: Call) -> Me:
    """Tell whose token this is and what it is good for."""
    client = call.client
    return Me(client.id, client.name, sorted(client.scopes), call.hub.engine.library_id, client.kind)


@route("DELETE", "/v1/me", scope="any", status=204)
def forget_me(call: Call) -> None:
    """Forget this client: its token is good for nothing from now on."""
    _revoke(call, call.client.id)


@route("GET", "/v1/clients", scope=Scope.ADMIN)
def list_clients(call: Call) -> ClientList:
    """List everybody who has a token, and when each was last here."""
    everybody = (*call.hub.book.clients(), *call.hub.sessions.sessions())
    return ClientList([_known(client) for client in everybody])


@route(
    "DELETE",
    "/v1/clients/{client_id}",
    scope=Scope.ADMIN,
    status=204,
    problems=("unknown_client", "disk_full"),
)
def revoke_client(call: Call, client_id: str) -> None:
    """Take a client's token back, at once: its streams end too."""
    if not _revoke(call, client_id):
        raise Refused("unknown_client", "No program has this id; `bowerbird clients` lists them.")


@route("POST", "/v1/sessions", scope=None, problems=("session_code_gone",))
def open_session(call: Call, body: SessionRequest) -> Session:
    """Exchange the owner's one-time code for a session of the hub's page."""
    client, token = call.hub.sessions.exchange(body.code)
    return Session(token, client.id, call.hub.engine.library_id, sorted(client.scopes), int(SESSION_S))


@route("POST", "/v1/session-codes", scope=Scope.ADMIN)
def make_session_code(call: Call, body: Nothing) -> SessionCode:  # noqa: ARG001  its emptiness is checked
    """Make a one-time code for the hub's page. Only the owner's own key may: a page cannot open further ones."""
    if call.client.kind != "owner":
        raise Refused("insufficient_scope", "Only the owner's own key opens the page: `bowerbird open`.")
    code = call.hub.sessions.mint()
    # In the fragment, which no browser sends and no log sees.
    return SessionCode(code, int(CODE_S), f"http://127.0.0.1:{call.hub.port}/#code={code}")


@route("GET", "/v1/origins", scope=Scope.ADMIN)
def list_origins(call: Call) -> OriginList:
    """List the origins of web pages that the owner has paired by hand."""
    return _origins(call)


@route("POST", "/v1/origins", scope=Scope.ADMIN, problems=("bad_origin", "disk_full"))
def allow_origin(call: Call, body: OriginRequest) -> OriginList:
    """Let pages of this exact origin read what the hub answers to a token of theirs."""
    call.hub.book.allow_origin(body.origin)
    return _origins(call)


@route("POST", "/v1/origins/remove", scope=Scope.ADMIN)
def forbid_origin(call: Call, body: OriginRequest) -> OriginList:
    """Take an origin out again; one that was not there is none afterwards either."""
    call.hub.book.forbid_origin(body.origin)
    return _origins(call)


def _revoke(call: Call, client_id: str) -> bool:
    return call.hub.book.revoke(client_id) or call.hub.sessions.revoke(client_id)


def _known(client: Client) -> KnownClient:
    return KnownClient(
        client.id, client.name, client.kind, sorted(client.scopes), client.created, client.last_used
    )


def _origins(call: Call) -> OriginList:
    return OriginList(sorted(call.hub.book.origins()))


ROUTES: Final[tuple[Route, ...]] = (
    show_me,
    forget_me,
    list_clients,
    revoke_client,
    open_session,
    make_session_code,
    list_origins,
    allow_origin,
    forbid_origin,
)
