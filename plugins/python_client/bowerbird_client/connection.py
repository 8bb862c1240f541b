"""The way to a hub: found, proved on every connection before the token goes over it, and found again when it moved."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Mapping
from http import HTTPStatus

from .credentials import Credential
from .discovery import Place, answering_hubs, check_version
from .errors import (
    BowerbirdClientError,
    BusyError,
    CancelledError,
    NotPairedError,
    NotRunningError,
    PairingExpiredError,
    RogueHubError,
)
from .fields import Json, parse, text
from .line import READ_SECONDS, Answer, Line, Sink
from .problems import problem_of, refusal_of_proof
from .proof import encoded, new_nonce, proves
from .values import Hub

JSON_MOST = 16 * 1024 * 1024
PROOF_MOST = 64 * 1024
AGENT = "bowerbird-client/1"

_SAFE = frozenset({"GET", "HEAD"})


class Connection:
    """One connection to the hub, made when it is needed and made again when it broke. Calls come one at a time."""

    def __init__(self, credential: Credential | None = None, *, place: Place | None = None) -> None:
        """Remember with what to go where. Nothing is opened yet."""
        self.credential = credential
        self.place = Place() if place is None else place
        self.hub: Hub | None = None
        """The hub that the connection goes to, once there was one."""
        self.only: Hub | None = None
        """The hub that was spoken with before, where nobody else will do: a request to pair stays with one."""
        self._line: Line | None = None
        self._lock = threading.RLock()
        self._closed = False

    def request(
        self,
        method: str,
        path: str,
        *,
        fields: Mapping[str, object] | None = None,
        body: bytes | None = None,
        media_type: str = "application/octet-stream",
        headers: Mapping[str, str] | None = None,
        scope: str | None = None,
        seconds: float = READ_SECONDS,
        most: int = JSON_MOST,
        sink: Sink | None = None,
        accept: frozenset[int] = frozenset(),
    ) -> Answer:
        """Ask the hub something, and give its answer when it is a success or among the statuses to `accept`.

        `fields` go as JSON, `body` as bytes of `media_type`. Raises the errors of this package and no others.
        """
        with self._lock:
            line, hub = self._open()
            sent = {"User-Agent": AGENT, **(headers or {})}
            if fields is not None:
                body, media_type = json.dumps(fields).encode("ascii"), "application/json"
            if body is not None:
                sent["Content-Type"] = media_type
            if self.credential is not None:
                sent["Authorization"] = f"Bearer {self.credential.token}"
                if method not in _SAFE:
                    sent["Bowerbird-Library"] = hub.library_id
            try:
                answer = line.exchange(
                    method, path, headers=sent, body=body, seconds=seconds, most=most, sink=sink
                )
            except BowerbirdClientError:
                self._drop()
                raise
        if answer.status in accept or HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            return answer
        raise problem_of(answer, scope)

    def ask(
        self,
        method: str,
        path: str,
        fields: Mapping[str, object] | None = None,
        *,
        scope: str | None = None,
        seconds: float = READ_SECONDS,
    ) -> Json:
        """Ask for JSON and read it; an empty answer gives an empty object."""
        answer = self.request(method, path, fields=fields, scope=scope, seconds=seconds)
        return parse(answer.body) if answer.body else {}

    def _open(self) -> tuple[Line, Hub]:
        if self._closed:
            raise CancelledError("The connection was closed.")
        if self._line is not None and self.hub is not None and self._line.usable():
            return self._line, self.hub
        self._drop()
        self._line, self.hub = self._unknown() if self.credential is None else self._proven(self.credential)
        return self._line, self.hub

    def _unknown(self) -> tuple[Line, Hub]:
        """Go to the first hub that answers, before there is a secret that could be lost."""
        ended = False
        for line, hub in answering_hubs(self.place.library_id, self.place):
            if self.only is None or (hub.port, hub.server_id) == (self.only.port, self.only.server_id):
                try:
                    check_version(hub)
                except BowerbirdClientError:
                    line.close()
                    raise
                return line, hub
            line.close()
            ended = True
        if ended:
            raise PairingExpiredError("The Bowerbird that was asked has ended; another one runs now.")
        raise NotRunningError("Bowerbird is not running.")

    def _proven(self, credential: Credential) -> tuple[Line, Hub]:
        """Go to the hub of our library that proves itself, whoever else may claim to be it."""
        failed: BowerbirdClientError = NotRunningError("Bowerbird is not running.")
        for line, hub in answering_hubs(credential.library_id, self.place):
            error = _not_proven(line, hub, credential)
            if error is None:
                return line, hub
            if not isinstance(failed, RogueHubError):
                failed = error
        raise failed

    def hang_up(self) -> None:
        """Let go of the connection; the next request makes another one."""
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def cut(self) -> None:
        """Break off what runs, from another thread, and open nothing any more."""
        self._closed = True
        line = self._line
        if line is not None:
            line.cut()

    def close(self) -> None:
        """Close the connection."""
        self._closed = True
        with contextlib.suppress(BowerbirdClientError), self._lock:
            self._drop()


def _not_proven(line: Line, hub: Hub, credential: Credential) -> BowerbirdClientError | None:
    """Tell why a hub is not the one to go to; None when it is."""
    try:
        check_version(hub)
        _have_proved(line, hub, credential)
    except BowerbirdClientError as error:
        line.close()
        return error
    except BaseException:
        line.close()
        raise
    return None


def _have_proved(line: Line, hub: Hub, credential: Credential) -> None:
    """Have who listens prove over this very connection that it is the hub; nothing secret goes over it before."""
    nonce = new_nonce()
    question = {"client_id": credential.client_id, "nonce": encoded(nonce)}
    answer = line.exchange(
        "POST",
        "/v1/proof",
        headers={"Content-Type": "application/json", "User-Agent": AGENT},
        body=json.dumps(question).encode("ascii"),
        seconds=READ_SECONDS,
        most=PROOF_MOST,
    )
    error = None if answer.status == HTTPStatus.OK else refusal_of_proof(answer)
    if isinstance(error, NotPairedError) and not hub.noted:
        # Anybody can say so, to be paired with in place of the hub.
        raise RogueHubError(
            f"What listens on port {line.port} does not know this plug-in, and nothing shows that it is your Bowerbird.",
            "Nothing secret was sent to it. Look in Bowerbird itself whether this plug-in is still connected; where it is"
            " not, disconnect here and connect anew, and go on only when Bowerbird itself shows the same code.",
        )
    if isinstance(error, (NotPairedError, BusyError)):
        raise error
    if error is not None or not proves(text(parse(answer.body), "proof"), credential.token, nonce, line.port):
        raise RogueHubError(f"What listens on port {line.port} cannot prove that it is your Bowerbird.")
