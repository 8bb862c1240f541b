"""Pairing: a program asks, the owner compares the code that both show, and the program fetches its token once."""

from __future__ import annotations

from typing import Final

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.access.pairing import POLL_AFTER_S, Pairing, Waiting
from bowerbird_bridge.schemas.pairing import (
    PairingApproval,
    PairingClaim,
    PairingList,
    PairingRequest,
    PairingState,
    PairingTicket,
    PendingPairing,
)
from bowerbird_bridge.v1.routing import Call, Nothing, Route, route


@route("POST", "/v1/pairings", scope=None, status=201, problems=("too_many_requests",))
def request_pairing(call: Call, body: PairingRequest) -> PairingTicket:
    """Ask to be paired. A program may ask; a web page may not, and is refused by its Origin or Sec-Fetch headers."""
    ticket = call.hub.pairings.request(body.name, body.scopes)
    return PairingTicket(ticket.id, ticket.secret, ticket.code, ticket.expires_in, POLL_AFTER_S)


@route(
    "POST",
    "/v1/pairings/{pairing_id}/claim",
    scope=None,
    problems=("pairing_gone", "pairing_denied", "disk_full"),
)
def claim_pairing(call: Call, pairing_id: str, body: PairingClaim) -> PairingState:
    """Ask what became of a question, and take the token when the owner has said yes. It is given once."""
    found = call.hub.pairings.claim(pairing_id, body.secret)
    if isinstance(found, Waiting):
        return PairingState("waiting", None, None, None, None)
    client = found.client
    return PairingState("approved", found.token, client.id, call.hub.engine.library_id, sorted(client.scopes))


@route("GET", "/v1/pairings", scope=Scope.ADMIN)
def list_pairings(call: Call) -> PairingList:
    """List the questions that wait for the owner."""
    return PairingList([_pending(pairing) for pairing in call.hub.pairings.pending()])


@route(
    "POST",
    "/v1/pairings/{pairing_id}/approve",
    scope=Scope.ADMIN,
    status=204,
    problems=("pairing_gone", "wrong_code"),
)
def approve_pairing(call: Call, pairing_id: str, body: PairingApproval) -> None:
    """Say yes, with the code that the program shows, to all that it asked for or to less."""
    call.hub.pairings.approve(pairing_id, body.code, body.scopes)


@route("POST", "/v1/pairings/{pairing_id}/deny", scope=Scope.ADMIN, status=204, problems=("pairing_gone",))
def deny_pairing(call: Call, pairing_id: str, body: Nothing) -> None:  # noqa: ARG001  its emptiness is checked
    """Say no."""
    call.hub.pairings.deny(pairing_id)


def _pending(pairing: Pairing) -> PendingPairing:
    return PendingPairing(pairing.id, pairing.name, sorted(pairing.scopes), pairing.code, pairing.expires_in)


ROUTES: Final[tuple[Route, ...]] = (
    request_pairing,
    claim_pairing,
    list_pairings,
    approve_pairing,
    deny_pairing,
)
