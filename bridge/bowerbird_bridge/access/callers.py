"""Who asks: whoever has a token, whether it was paired for good or for a session of the owner's page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bowerbird_bridge.access.clients import Client, ClientBook
from bowerbird_bridge.access.sessions import SessionDesk


@dataclass(frozen=True, slots=True)
class Callers:
    """The clients and the sessions together, as a request meets them: by its header Authorization."""

    book: ClientBook
    sessions: SessionDesk

    def authenticate(self, authorization: str) -> Client | None:
        """Give who sends this header, and note that they were here; None when it is nobody."""
        token = _bearer(authorization)
        # Whoever comes with the owner's page is looked for second: plug-ins ask far more often.
        return self.book.authenticate(token) or self.sessions.authenticate(token) if token else None

    def identify(self, authorization: str) -> str | None:
        """Give the id of who sends this header, and note nothing: it neither waits nor writes."""
        token = _bearer(authorization)
        if not token:
            return None
        client = self.book.identify(token) or self.sessions.authenticate(token)
        return None if client is None else client.id

    def when_revoked(self, callback: Callable[[str], None]) -> None:
        """Call back with the id of each client or session that is revoked, from the thread that revokes it."""
        self.book.when_revoked(callback)
        self.sessions.when_revoked(callback)


def _bearer(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    return token if scheme.lower() == "bearer" and token.isascii() else ""
