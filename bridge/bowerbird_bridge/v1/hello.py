"""The handshake: what this hub is, and the proof that it is the one that a client was paired with."""

from __future__ import annotations

import base64
import binascii
import functools
import importlib.metadata
from typing import Final

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.hello import ApiVersions, Hello, Proof, ProofRequest, Stopping
from bowerbird_bridge.v1.refusals import Refused
from bowerbird_bridge.v1.routing import Call, Nothing, Route, route

API: Final = ApiVersions(min=1, max=1)

CAPABILITIES: Final = (
    "asset_words",
    "collections",
    "curated_copies",
    "curated_copies.template",
    "duplicates",
    "events",
    "facets",
    "jobs",
    "models",
    "originals",
    "pairing",
    "proxies",
    "query_images",
    "recipes",
    "renditions",
    "reveal",
    "saved_searches",
    "search.among",
    "search.avoid",
    "search.collapse",
    "search.core",
    "search.directions",
    "search.entry",
    "search.examples",
    "search.filters",
    "search.letters",
    "search.picture",
    "search.region",
    "search.sort",
    "search.verified",
    "search.weight",
    "search.words",
    "self_test",
    "thumbnails",
    "thumbnails.rgba",
    "watching",
)
"""What a client may count on beyond the search by words. Names are added, never taken away within a version."""

_NONCE_BYTES: Final = range(16, 65)


@route("GET", "/v1/hello", scope=None)
def hello(call: Call) -> Hello:
    """Tell what this hub is and can do.

    A client begins here: it goes on only where the versions of the API overlap with its own.
    """
    return Hello(
        product="bowerbird",
        version=_version(),
        api=API,
        server_id=call.hub.server_id,
        library_id=call.hub.engine.library_id,
        capabilities=list(CAPABILITIES),
        state=call.hub.state,
    )


@route("POST", "/v1/proof", scope=None, problems=("unknown_client",))
def prove(call: Call, body: ProofRequest) -> Proof:
    """Prove to a client that this is its hub, before it sends its token.

    The proof is HMAC-SHA256 with the key SHA-256("proof" + token) over "bowerbird-proof-1", a zero byte, the nonce, a
    zero byte and the port in decimal digits. A client compares it with its own before it sends anything else.
    """
    proof = call.hub.book.proof(body.client_id, _nonce(body.nonce), call.hub.port)
    if proof is None:
        raise Refused("unknown_client", "This hub does not know the client. Pair with it again.")
    return Proof(base64.urlsafe_b64encode(proof).rstrip(b"=").decode())


@route("POST", "/v1/shutdown", scope=Scope.ADMIN, status=202)
def shut_down(call: Call, body: Nothing) -> Stopping:  # noqa: ARG001  its emptiness is checked
    """End the hub: what is under way is finished or put back, and the library is free for others."""
    call.hub.ask_to_stop()
    return Stopping(call.hub.state)


@functools.cache
def _version() -> str:
    return importlib.metadata.version("bowerbird")


def _nonce(text: str) -> bytes:
    bare = text.rstrip("=")
    try:
        nonce = base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise Refused("invalid", "The nonce is no base64url.", field="nonce") from error
    if len(nonce) not in _NONCE_BYTES:
        raise Refused("invalid", "A nonce has 16 to 64 bytes.", field="nonce")
    return nonce


ROUTES: Final[tuple[Route, ...]] = (hello, prove, shut_down)
