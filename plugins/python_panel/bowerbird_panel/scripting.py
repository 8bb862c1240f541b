"""The hub for scripts: calls that wait, with the token that the window has got."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator
from typing import TypeVar

from bowerbird_client import (
    BowerbirdClientError,
    CannotStartError,
    Client,
    CredentialFile,
    NotPairedError,
    NotRunningError,
    Starter,
    WrongLibraryError,
)

from .settings import SettingsFile
from .words import _

T = TypeVar("T")


class ScriptHub:
    """One connection for one call of a script."""

    def __init__(self, client: Client) -> None:
        """Take over a client."""
        self._client = client

    @property
    def library_id(self) -> str:
        """The library that the program is connected with."""
        return self._client.library_id or ""

    def ask(self, work: Callable[[Client], T]) -> T:
        """Do something with the hub; start it once where it does not run. Raises BowerbirdClientError."""
        try:
            return work(self._client)
        except (CannotStartError, WrongLibraryError):
            raise
        except NotRunningError:
            Starter().start_hub()
            return work(self._client)


@contextlib.contextmanager
def connected(
    program: str, credentials: CredentialFile, settings: SettingsFile, *, how_to_connect: str
) -> Generator[ScriptHub]:
    """Give the hub that the program is connected with.

    Raises NotPairedError where it is with none, or no longer; `how_to_connect` is said then.
    """
    credential = credentials.load()
    if credential is None or settings.load().unconfirmed:
        sentence = _("{program} is not connected to Bowerbird yet.").format(program=program)
        raise NotPairedError(sentence, how_to_connect)
    with Client(credential) as client:
        try:
            yield ScriptHub(client)
        except NotPairedError as error:
            raise _not_connected(error, how_to_connect) from error


def _not_connected(error: NotPairedError, how_to_connect: str) -> BowerbirdClientError:
    return NotPairedError(error.sentence, how_to_connect)
