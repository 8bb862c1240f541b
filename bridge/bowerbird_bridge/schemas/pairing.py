"""Pairing: the question of a program, and the owner's answer."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.fields import NO_NUL

Scopes = Annotated[tuple[Scope, ...], Meta(min_length=1, max_length=len(Scope))]


class PairingRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who asks, and for what."""

    name: Annotated[str, Meta(min_length=1, max_length=200, pattern=NO_NUL)]
    scopes: Scopes


class PairingTicket(msgspec.Struct, frozen=True):
    """A question that was asked. Show `code`; ask with `secret` every `poll_after` seconds what became of it."""

    id: str
    secret: str
    code: str
    expires_in: int
    poll_after: int


class PairingClaim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The secret of the ticket."""

    secret: Annotated[str, Meta(min_length=1, max_length=200, pattern=NO_NUL)]


class PairingState(msgspec.Struct, frozen=True):
    """What became of a question. The token is given once; all but `state` is null while the owner has not answered."""

    state: Literal["waiting", "approved"]
    token: str | None
    client_id: str | None
    library_id: str | None
    scopes: list[Scope] | None


class PendingPairing(msgspec.Struct, frozen=True):
    """A question that waits for the owner."""

    id: str
    name: str
    scopes: list[Scope]
    code: str
    expires_in: int


class PairingList(msgspec.Struct, frozen=True):
    """The questions that wait, oldest first."""

    pairings: list[PendingPairing]


class PairingApproval(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Yes, with the code that the program shows; `scopes` where it is less than was asked for."""

    code: Annotated[str, Meta(min_length=1, max_length=40, pattern=NO_NUL)]
    scopes: Scopes | None = None
