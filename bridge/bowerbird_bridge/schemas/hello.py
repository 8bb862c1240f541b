"""What a hub says of itself before anybody has shown a token, and how it proves that it is the right one."""

from __future__ import annotations

import enum
from typing import Annotated

import msgspec
from msgspec import Meta

from bowerbird_bridge.schemas.fields import PLAIN_FORM, Id


class HubState(enum.StrEnum):
    """How far a hub is."""

    STARTING = "starting"
    READY = "ready"
    STOPPING = "stopping"


class ApiVersions(msgspec.Struct, frozen=True):
    """The versions of the API that this hub speaks, from the oldest to the newest."""

    min: int
    max: int


class Hello(msgspec.Struct, frozen=True):
    """What this hub is and can do. `server_id` is new with each start; `library_id` stays with the library."""

    product: str
    version: str
    api: ApiVersions
    server_id: str
    library_id: str
    capabilities: list[str]
    state: HubState


class ProofRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ask for a proof: 16 to 64 bytes by chance, in base64url."""

    client_id: Id
    nonce: Annotated[
        str,
        Meta(
            pattern=r"^[A-Za-z0-9_-]{22,86}={0,2}$",
            max_length=88,
            extra={PLAIN_FORM: "16 to 64 bytes in base64url"},
        ),
    ]


class Proof(msgspec.Struct, frozen=True):
    """The HMAC that only the hub which knows the client can compute, in base64url."""

    proof: str


class Stopping(msgspec.Struct, frozen=True):
    """The hub will end."""

    state: HubState
