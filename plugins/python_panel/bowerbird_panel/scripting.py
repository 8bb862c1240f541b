"""The hub for scripts: calls that wait, with the token that the window has got."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from bowerbird_client import (
    Asset,
    BowerbirdClientError,
    CannotStartError,
    Client,
    CredentialFile,
    NotPairedError,
    NotRunningError,
    Page,
    ProblemError,
    Starter,
    WrongLibraryError,
)

from . import places
from .absent import is_absent
from .fetched import FetchFolder
from .foreign import quoted
from .host import CANNOT_LOAD, HostTrouble
from .provenance import ORIGINAL, PROXY, file_name
from .settings import SettingsFile
from .words import _

T = TypeVar("T")


class BadArgument(Exception):  # noqa: N818  it is told to whoever wrote the script
    """Say what a script has given wrongly."""


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


def with_file(hub: ScriptHub, asset: Asset, parent: Path, use: Callable[[Path, str], T]) -> T:
    """Use a picture's file, or the preview while it is not there or where the program cannot load the file.

    `use` gets the file, which lies in a folder below `parent` until then, and which rendition it is.
    """
    try:
        # What the hub knows of the disk may be a moment old.
        return with_original(hub, asset, parent, use)
    except ProblemError as error:
        if not is_absent(asset, error):
            raise
    except HostTrouble as trouble:
        if trouble.code != CANNOT_LOAD:
            raise
    with contextlib.closing(FetchFolder(parent)) as folder:
        file = folder.room_for(file_name(asset, PROXY))
        hub.ask(lambda client: client.save_proxy(asset.id, file))
        return use(file, PROXY)


def with_original(hub: ScriptHub, asset: Asset, parent: Path, use: Callable[[Path, str], T]) -> T:
    """Use a picture's own file, and nothing else. Raises OfflineError while its disk is away."""
    with contextlib.closing(FetchFolder(parent)) as folder:
        file = folder.room_for(file_name(asset, ORIGINAL))
        hub.ask(lambda client: client.original(asset.id, file))
        return use(file, ORIGINAL)


def folder_named(client: Client, wish: str) -> str:
    """Find a folder of the library, or one below, by its name, its path or its id. Raises BadArgument."""
    folders = client.folders()
    found = places.named(places.places(folders, {}), wish)
    if not found:
        below = {folder.id: client.subfolders(folder.id) for folder in folders}
        found = places.named(places.places(folders, below), wish)
    if len(found) == 1:
        return found[0].id
    if not found:
        known = ", ".join(folder.name or folder.id for folder in folders)
        raise BadArgument(
            _("No folder of the library is called {name}. It has: {folders}.").format(
                name=quoted(wish), folders=known
            )
        )
    raise BadArgument(
        _("Several folders of the library are called {name}: give the path or the id.").format(
            name=quoted(wish)
        )
    )


def as_fields(page: Page) -> dict[str, object]:
    """Give an answer for JSON; what the hub did not say of a picture is left out."""
    fields = asdict(page)
    fields["hits"] = [
        {name: value for name, value in hit.items() if value is not None} for hit in fields["hits"]
    ]
    return fields
