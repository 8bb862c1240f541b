"""Connecting a plug-in to the hub: it asks, both sides show the same code, the owner approves, the token is kept.

The code must be shown to the person until the answer is there: it is what tells them that they approve this plug-in
and no other. Poll no more often than `poll_after` says.

Where nothing but a port leads to the hub, whoever listens there could approve itself. `must_be_seen` says so, and
`caution` in words: the host goes on only when the person says that Bowerbird itself shows the code.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from urllib.parse import quote

from .client import Client
from .credentials import Credential, CredentialFile
from .discovery import Place
from .errors import CancelledError, GarbledError, PairingDeniedError, PairingExpiredError
from .fields import Json, needed, number, text

SCOPES = ("search", "thumbnails")
EXPIRES_S, POLL_S = 120.0, 1.0


class Pairing:
    """One request to pair, from asking to the token."""

    def __init__(
        self,
        name: str,
        scopes: Sequence[str] = SCOPES,
        *,
        keep: CredentialFile | None = None,
        place: Place | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Say who asks for which rights, and where the token is to be kept. Nothing is asked yet."""
        self.name = name
        self.scopes = tuple(scopes)
        self.code: str | None = None
        """What the person compares, once `request` has been answered."""
        self.must_be_seen = False
        """Whether nothing here shows that it is the hub: the person must see the code in Bowerbird itself."""
        self.poll_after = POLL_S
        self._keep = keep
        self._client = Client(place=place)
        self._clock = clock
        self._id = self._secret = ""
        self._ends = 0.0

    def request(self) -> str:
        """Ask the hub, and give the code to show."""
        asked = {"name": self.name, "scopes": list(self.scopes)}
        self._client.connection.only = None
        fields = self._ask("/v1/pairings", asked)
        # Whoever was asked is the only one who may answer.
        hub = self._client.connection.only = self._client.connection.hub
        self.must_be_seen = hub is None or not (hub.noted and hub.alive)
        self._id, self._secret = needed(fields, "id"), needed(fields, "secret")
        self.code = needed(fields, "code")
        self.poll_after = max(0.05, number(fields, "poll_after") or POLL_S)
        self._ends = self._clock() + (number(fields, "expires_in") or EXPIRES_S)
        return self.code

    @property
    def caution(self) -> str:
        """What to tell the person beside the code; empty where nothing is to be feared."""
        if self.code is None or not self.must_be_seen:
            return ""
        return (
            f"Open Bowerbird itself and look whether it shows {self.code} too. If it does not, cancel here: another"
            " program answers in its place."
        )

    @property
    def seconds_left(self) -> float:
        """How long the code is good for."""
        return max(0.0, self._ends - self._clock())

    def poll(self) -> Credential | None:
        """Ask once whether the owner has approved; None while the answer is open. What comes is kept in the file.

        Raises PairingDeniedError and PairingExpiredError.
        """
        if not self._id:
            raise CancelledError("No request to connect is under way.")
        try:
            path = f"/v1/pairings/{quote(self._id, safe='')}/claim"
            fields = self._ask(path, {"secret": self._secret})
        except (PairingDeniedError, PairingExpiredError):
            self.cancel()
            raise
        state = text(fields, "state")
        if state == "waiting":
            if self.seconds_left <= 0:
                self.cancel()
                raise PairingExpiredError("The request to connect was not approved in time.")
            return None
        if state != "approved":
            raise GarbledError("The answer to the request to connect is neither yes nor no.")
        credential = Credential(
            needed(fields, "client_id"), needed(fields, "token"), needed(fields, "library_id")
        )
        self.cancel()
        if self._keep is not None:
            self._keep.save(credential)
        return credential

    def wait(self, given_up: Callable[[], bool] = lambda: False) -> Credential:
        """Poll until there is an answer. For programs that have nothing else to do."""
        while not given_up():
            credential = self.poll()
            if credential is not None:
                return credential
            time.sleep(self.poll_after)
        self.cancel()
        raise CancelledError("The request to connect was given up.")

    def cancel(self) -> None:
        """Give the request up; an approval that comes later goes nowhere."""
        self._id = self._secret = ""
        self.code = None
        self._client.close()

    def cut(self) -> None:
        """Break off what runs, from another thread."""
        self._client.cut()

    def _ask(self, path: str, fields: Json) -> Json:
        try:
            return self._client.connection.ask("POST", path, fields)
        finally:
            # Seconds pass until the next one, and the person may have walked away.
            self._client.connection.hang_up()
