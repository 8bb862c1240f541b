"""The hub for scripts: calls that wait, with the token that the window has got."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator
from typing import TypeVar

from bowerbird_client import (
    BowerbirdClientError,
    CannotStartError,
    Client,
    NotPairedError,
    NotRunningError,
    Starter,
    WrongLibraryError,
)

from ..model.words import _
from .places import clear_fetched, credential_file, settings_file

T = TypeVar("T")


class ScriptHub:
    """One connection for one call of a procedure."""

    def __init__(self, client: Client) -> None:
        """Take over a client."""
        self._client = client

    @property
    def library_id(self) -> str:
        """The library that this GIMP is connected with."""
        return self._client.library_id or ""

    def ask(self, work: Callable[[Client], T]) -> T:
        """Do something with the hub; start it once where it does not run. Raises BowerbirdClientError."""
        try:
            try:
                return work(self._client)
            except (CannotStartError, WrongLibraryError):
                raise
            except NotRunningError:
                Starter().start_hub()
                return work(self._client)
        except NotPairedError as error:
            raise _not_connected(error.sentence) from error


@contextlib.contextmanager
def connected() -> Generator[ScriptHub]:
    """Give the hub that this GIMP is connected with. Raises NotPairedError where it is with none."""
    clear_fetched()
    credential = credential_file().load()
    if credential is None or settings_file().load().unconfirmed:
        raise _not_connected(_("GIMP is not connected with Bowerbird yet."))
    with Client(credential) as client:
        yield ScriptHub(client)


def _not_connected(sentence: str) -> BowerbirdClientError:
    return NotPairedError(
        sentence,
        _(
            "Open Tools > Bowerbird > Find and Insert Pictures… in GIMP once, and connect there; then try again."
        ),
    )
