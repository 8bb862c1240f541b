"""The client of Bowerbird's local hub, for programs that carry their own Python: GIMP, Blender, scripts.

Standard library alone, relative imports alone, Python 3.9 or newer; copied into each plug-in as it is. It speaks with
127.0.0.1 and nothing else, by no proxy, follows no redirect, and sends its token only over a connection on which the
hub has proved itself. Every call has a time limit, every answer a limit of size, and all that can go wrong is a
`BowerbirdClientError` with a `code`, a plain `sentence` and `advice`.

With a screen: `Session`
    Nothing waits. Each method returns a `Ticket` that can be cancelled, and calls back with an `Outcome` on the host's
    main thread: from `drain`, which the host calls in a timer, or by the host's own `deliver`.

        session = Session("GIMP", CredentialFile(path), deliver=GLib.idle_add)
        session.connect(done)                 Connected(hub, me, status); starts the hub if need be
        session.pair(shown, done)             shown(CodeToCompare(code, seconds, must_be_seen, caution)), then as connect
        session.search(Query(text="red mug"), done)          Page; only the newest search is delivered
        session.search(Query(picture=Picture.rgba(w, h, pixels), region=Region(0, 0, .5, 1)), done)
        session.proofs(query, done)           the same, with the labels that local features prove: up to a second
        session.more(done)                    the next page of the search that was delivered last
        session.thumbnail(hit, done)          WebP bytes; cached_thumbnail(hit), cancel_thumbnails()
        session.thumbnail_pixels(hit, done)   the same as RawPixels(width, height, rgba); cached_pixels(hit)
        session.original(hit.id, target, done)               the file as it is; proxy(hit.id, target, done): 1,024 px
        session.folders(done), subfolders(id, done), asset(id, done), reveal(id, done), copy_curated(ids, done), saved_searches(done)
        session.ask(lambda client: client.status(), done)    any calls of `Client`
        session.disconnect(done), session.close()

Without one: `Client`
    The same as calls that wait. `Pairing` asks for a token, `CredentialFile` keeps it in a file of the owner alone.

        token_file = CredentialFile(path)
        credential = token_file.load()
        if credential is None:
            pairing = Pairing("my script", keep=token_file)
            print("Approve", pairing.request(), pairing.caution)
            credential = pairing.wait()
        with Client(credential) as client:
            for hit in client.search(Query(text="red mug")).hits:
                print(hit.similarity, hit.name)

Beneath: `find_hub`, `running_hubs`, `hub_folder`, `start_command` (where a hub is), `Starter` (starting it), `Place`
(where to look instead), `Worker` (the thread), and the values `Hub`, `Me`, `Status`, `Page`, `Hit`, `Asset`, `Folder`,
`CuratedCopy`, `Collection`, `SavedSearch`, `QueryImage`, `Rendition`. A field that a hub does not send is None or empty, one that is
not known here is passed over, and `hub.can("search.region")` tells what a hub can do.
"""

from __future__ import annotations

from .client import Client, Rendition
from .connection import Connection
from .credentials import Credential, CredentialFile
from .discovery import (
    API_MAX,
    API_MIN,
    PORTS,
    Place,
    RunningHub,
    find_hub,
    hub_folder,
    running_hubs,
    start_command,
)
from .errors import (
    BowerbirdClientError,
    BusyError,
    CancelledError,
    CannotStartError,
    ChangedError,
    GarbledError,
    HubTooNewError,
    HubTooOldError,
    NotPairedError,
    NotRunningError,
    OfflineError,
    PairingDeniedError,
    PairingError,
    PairingExpiredError,
    ProblemError,
    RefusedError,
    RogueHubError,
    StorageError,
    TimedOutError,
    UnknownError,
    VersionError,
    WrongLibraryError,
)
from .pairing import Pairing
from .pixels import RawPixels
from .query import Filters, Picture, Query, Region
from .session import CodeToCompare, Connected, Session
from .starting import Starter
from .values import (
    Asset,
    Collection,
    CuratedCopy,
    Folder,
    FolderName,
    Hit,
    Hub,
    Me,
    Page,
    Part,
    QueryImage,
    Reason,
    SavedSearch,
    Status,
)
from .worker import Again, Outcome, Ticket, Worker

__all__ = [
    "API_MAX",
    "API_MIN",
    "PORTS",
    "Again",
    "Asset",
    "BowerbirdClientError",
    "BusyError",
    "CancelledError",
    "CannotStartError",
    "ChangedError",
    "Client",
    "CodeToCompare",
    "Collection",
    "Connected",
    "Connection",
    "Credential",
    "CredentialFile",
    "CuratedCopy",
    "Filters",
    "Folder",
    "FolderName",
    "GarbledError",
    "Hit",
    "Hub",
    "HubTooNewError",
    "HubTooOldError",
    "Me",
    "NotPairedError",
    "NotRunningError",
    "OfflineError",
    "Outcome",
    "Page",
    "Pairing",
    "PairingDeniedError",
    "PairingError",
    "PairingExpiredError",
    "Part",
    "Picture",
    "Place",
    "ProblemError",
    "Query",
    "QueryImage",
    "RawPixels",
    "Reason",
    "RefusedError",
    "Region",
    "Rendition",
    "RogueHubError",
    "RunningHub",
    "SavedSearch",
    "Session",
    "Starter",
    "Status",
    "StorageError",
    "Ticket",
    "TimedOutError",
    "UnknownError",
    "VersionError",
    "Worker",
    "WrongLibraryError",
    "find_hub",
    "hub_folder",
    "running_hubs",
    "start_command",
]
