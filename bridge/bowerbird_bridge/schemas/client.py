"""Clients, the owner's sessions, and the origins of web pages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from bowerbird_bridge.access.clients import ClientKind, Scope
from bowerbird_bridge.schemas.fields import NO_NUL


class Me(msgspec.Struct, frozen=True):
    """Who the token belongs to, and what it is good for."""

    client_id: str
    name: str
    scopes: list[Scope]
    library_id: str
    kind: ClientKind


class KnownClient(msgspec.Struct, frozen=True):
    """Somebody who has a token."""

    id: str
    name: str
    kind: ClientKind
    scopes: list[Scope]
    created: datetime
    last_used: datetime | None


class ClientList(msgspec.Struct, frozen=True):
    """All who have a token, the open pages of the owner included."""

    clients: list[KnownClient]


class SessionRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The one-time code from the address that the owner opened."""

    code: Annotated[str, Meta(min_length=1, max_length=200, pattern=NO_NUL)]


class Session(msgspec.Struct, frozen=True):
    """A session of the owner's page. It ends with the hub, and after `expires_in` seconds."""

    token: str
    client_id: str
    library_id: str
    scopes: list[Scope]
    expires_in: int


class SessionCode(msgspec.Struct, frozen=True):
    """A code that is good once, for `expires_in` seconds, and the address of the page with it."""

    code: str
    expires_in: int
    url: str


class OriginRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An origin as a browser writes it: scheme, host, and the port where there is one."""

    origin: Annotated[str, Meta(min_length=1, max_length=300, pattern=NO_NUL)]


class OriginList(msgspec.Struct, frozen=True):
    """The origins of web pages that may read what this hub answers to a token of theirs."""

    origins: list[str]
