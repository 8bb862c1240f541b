"""The hub's proof that it knows this client, asked for before the token is sent.

The hub keeps SHA-256("proof" + token) and answers an HMAC with it over our nonce and the port. Whoever merely listens
on the port cannot, and one who asks the real hub for us gets an answer for the real hub's port.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

NONCE_BYTES = 32
_PURPOSE = b"bowerbird-proof-1\0"


def new_nonce() -> bytes:
    """Make a nonce that was never used before."""
    return secrets.token_bytes(NONCE_BYTES)


def expected_proof(token: str, nonce: bytes, port: int) -> str:
    """Compute what the hub on a port must answer, in base64url without padding."""
    key = hashlib.sha256(b"proof" + token.encode("ascii")).digest()
    message = _PURPOSE + nonce + b"\0" + str(port).encode("ascii")
    return encoded(hmac.new(key, message, hashlib.sha256).digest())


def proves(answer: str | None, token: str, nonce: bytes, port: int) -> bool:
    """Tell whether an answer proves that the hub knows the token; takes as long for a wrong one as for a right one."""
    given = (answer or "").rstrip("=").encode("utf-8", "replace")
    return hmac.compare_digest(given, expected_proof(token, nonce, port).encode("ascii"))


def encoded(data: bytes) -> str:
    """Write bytes in base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
