"""The hub that serves the person's own library, spoken to with the owner's key."""

from __future__ import annotations

import contextlib
from collections.abc import Generator

from bowerbird_bridge.access.owner import find_key
from bowerbird_bridge.discovery import hub_of_library
from bowerbird_client import Client, Credential, NotRunningError
from bowerbird_engine import BowerbirdError, Engine, Settings


class NoHubError(BowerbirdError):
    """Say that no hub runs for this library."""

    code = "no_hub"


class OwnerKeyError(BowerbirdError):
    """Say that the owner's key cannot be found."""

    code = "owner_key"


def library_with_hub(settings: Settings) -> str | None:
    """Give the id of the library when a hub serves it; None otherwise."""
    with Engine(settings) as engine:
        library_id = engine.library_id
    return None if hub_of_library(library_id, settings.state_dir) is None else library_id


def owner_credential(settings: Settings, library_id: str) -> Credential:
    """Give what the owner comes in with. Raises OwnerKeyError."""
    key = find_key(settings.state_dir, library_id)
    if key is None:
        raise OwnerKeyError(
            "The owner's key cannot be read: the keyring is locked or does not answer. Unlock it, or start the hub"
            " anew with: bowerbird serve --no-keyring"
        )
    return Credential(key.client_id, key.token, library_id)


@contextlib.contextmanager
def own_hub(settings: Settings) -> Generator[Client]:
    """Open the line to the hub of this library. Raises NoHubError, also where it ends meanwhile, and OwnerKeyError."""
    library_id = library_with_hub(settings)
    if library_id is None:
        raise NoHubError("No hub runs for this library. Start it with: bowerbird serve")
    with Client(owner_credential(settings, library_id)) as client:
        try:
            yield client
        except NotRunningError as error:
            # Another library's hub that still answers is none of this person's business here.
            raise NoHubError("The hub has stopped. Start it again with: bowerbird serve") from error
