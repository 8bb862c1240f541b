"""All that a plug-in with a screen needs: nothing here waits, answers come through callbacks on the host's thread."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from .client import Client, Rendition
from .credentials import Credential, CredentialFile
from .discovery import Place, find_hub
from .errors import (
    CancelledError,
    CannotStartError,
    GarbledError,
    NotPairedError,
    NotRunningError,
    RogueHubError,
    StorageError,
    TimedOutError,
    UnknownError,
    WrongLibraryError,
)
from .pairing import SCOPES, Pairing
from .pixels import RawPixels
from .query import Picture, Query
from .renditions import CACHE_BYTES, RenditionCache, is_lasting
from .starting import Starter
from .values import Asset, CuratedCopy, Folder, Hub, Me, Page, SavedSearch, Status
from .worker import DRAIN_MOST, DRAIN_SECONDS, Again, Outcome, Ticket, Worker

T = TypeVar("T")
Done = Callable[[Outcome[T]], object]

FIRST, SOON, WHEN_IDLE = 0, 1, 2
_UPLOADS_KEPT = 8


@dataclass(frozen=True)
class Connected:
    """The hub, how it knows this plug-in, and what the library holds."""

    hub: Hub
    me: Me
    status: Status


@dataclass(frozen=True)
class CodeToCompare:
    """What to show while the owner decides: the code, and for how many seconds it is good.

    With `must_be_seen` nothing here shows that it is the hub that answers: show `caution` beside the code, and go on
    only when the person says that Bowerbird itself shows the same one.
    """

    code: str
    seconds: float
    must_be_seen: bool = False
    caution: str = ""


class Session:
    """One plug-in's conversation with the hub.

    Call it from the host's main thread. Every method returns at once with a `Ticket` that can be cancelled; `done`
    gets an `Outcome` later, on the thread that calls `drain`, or by `deliver`.
    """

    def __init__(
        self,
        name: str,
        credentials: CredentialFile,
        *,
        scopes: Sequence[str] = SCOPES,
        deliver: Callable[[Callable[[], bool]], object] | None = None,
        start: bool = True,
        starter: Starter | None = None,
        place: Place | None = None,
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        """Say who asks, where its token is kept, and for which rights it asks when it pairs.

        `deliver` runs a function on the host's main thread, as `GLib.idle_add`; without it call `drain` from a timer.
        With `start`, a hub that does not run is started, at most once in a while.
        """
        self.name = name
        self.scopes = tuple(scopes)
        self._credentials = credentials
        self._place = Place() if place is None else place
        self._starter = (starter or Starter(folder=self._place.folder)) if start else None
        self._cache = RenditionCache(cache_bytes)
        self._uploads: OrderedDict[str, str] = OrderedDict()
        self._client: Client | None = None
        self._pairing: Pairing | None = None
        self._last: tuple[Query, str] | None = None
        self._worker = Worker(deliver=deliver, interrupt=self._cut)

    def drain(self, limit: int = DRAIN_MOST, budget_seconds: float = DRAIN_SECONDS) -> bool:
        """Deliver what has come, on the calling thread, and tell whether more is there. Call it from a timer."""
        return self._worker.drain(limit, budget_seconds)

    def close(self) -> bool:
        """End everything within about a second; nothing is delivered any more. Tell whether the thread has ended."""
        ended = self._worker.close()
        self._cache.clear()
        if ended and self._client is not None:
            self._client.close()
        return ended

    @property
    def busy(self) -> bool:
        """Whether something asked for has not been delivered yet."""
        return self._worker.pending > 0

    def connect(self, done: Done[Connected], *, start: bool = True) -> Ticket:
        """Find the hub, have it prove itself, and learn what it can do.

        Starts it where that is allowed, but not without `start`: for a host that looks by itself now and then, and must
        not bring back a hub that its owner has stopped.
        """
        return self._worker.submit(
            lambda ticket: self._with_hub(lambda: _look_around(self._known()), ticket, start=start),
            done,
            channel="connect",
            newest_only=True,
            priority=FIRST,
        )

    def pair(self, shown: Callable[[CodeToCompare], object], done: Done[Connected]) -> Ticket:
        """Ask the owner for the rights of this plug-in. `shown` gets the code to show until `done` is called."""
        pairing = Pairing(self.name, self.scopes, keep=self._credentials, place=self._place)

        def work(ticket: Ticket) -> Connected | Again:
            if pairing.code is None:
                self._pairing = pairing
                self._with_hub(pairing.request, ticket)
                code = CodeToCompare(
                    pairing.code or "", pairing.seconds_left, pairing.must_be_seen, pairing.caution
                )
                self._worker.post(ticket, lambda: shown(code))
                return Again(pairing.poll_after)
            credential = pairing.poll()
            if credential is None:
                return Again(pairing.poll_after)
            return _look_around(self._renewed(credential))

        return self._worker.submit(work, done, channel="pair", newest_only=True)

    def disconnect(self, done: Done[None]) -> Ticket:
        """Have the hub forget this plug-in, and keep no token any more, whether the hub answers or not."""

        def work(_ticket: Ticket) -> None:
            try:
                self._known().forget_me()
            except (NotPairedError, NotRunningError, RogueHubError, StorageError, TimedOutError):
                # Then there is no hub to tell it to, or nothing to tell.
                pass
            finally:
                self._drop_client()
                self._credentials.forget()

        return self._worker.submit(work, done, channel="connect")

    def search(self, query: Query, done: Done[Page]) -> Ticket:
        """Search. Only the newest search is delivered; those before it are given up."""
        self._worker.cancel("more")
        self._last = None
        return self._search(query, None, done, channel="search")

    def more(self, done: Done[Page]) -> Ticket | None:
        """Fetch the next page of the search that was delivered last; None when there is none."""
        if self._last is None:
            return None
        query, cursor = self._last
        self._last = None
        return self._search(query, cursor, done, channel="more")

    def proofs(self, query: Query, done: Done[Page]) -> Ticket:
        """Ask the same once more with the labels that local features prove; `more` goes on with the search itself."""
        proved = replace(query, verified=True)

        def find(client: Client) -> Page:
            return self._found(client, proved, None)

        return self.ask(find, done, priority=WHEN_IDLE, channel="proofs", newest_only=True)

    def saved_searches(self, done: Done[tuple[SavedSearch, ...]]) -> Ticket:
        """List the saved searches."""
        return self.ask(Client.saved_searches, done)

    def cached_thumbnail(self, asset: Asset, size: int = 320) -> bytes | None:
        """Give a thumbnail that is here already."""
        kept = self._cache.get(asset, size)
        return None if kept is None else kept.data

    def thumbnail(self, asset: Asset, done: Done[bytes], *, size: int = 320) -> Ticket:
        """Fetch a thumbnail as WebP, 160, 320 or 640 px on the long side, once searches have their turn."""
        kept = self._cache.get(asset, size)
        if kept is not None and is_lasting(asset):
            ticket = self._worker.ticket("thumbnails")
            self._worker.post(ticket, lambda: done(Outcome(kept.data, None)))
            return ticket

        def fetch(client: Client) -> bytes:
            fresh = client.thumbnail(asset.id, size=size, etag=None if kept is None else kept.etag)
            rendition = kept if fresh is None else fresh
            if rendition is None:
                rendition = client.thumbnail(asset.id, size=size) or Rendition(b"", None)
            self._cache.put(asset, size, rendition)
            return rendition.data

        return self.ask(fetch, done, priority=WHEN_IDLE, channel="thumbnails")

    def cached_pixels(self, asset: Asset, size: int = 320) -> RawPixels | None:
        """Give the pixels of a thumbnail that are here already."""
        return self._cache.pixels(asset, size)

    def thumbnail_pixels(self, asset: Asset, done: Done[RawPixels], *, size: int = 320) -> Ticket:
        """Fetch a thumbnail as pixels, for a host that decodes no WebP, in the order of other thumbnails."""
        kept = self._cache.pixels(asset, size)
        if kept is not None and is_lasting(asset):
            ticket = self._worker.ticket("thumbnails")
            self._worker.post(ticket, lambda: done(Outcome(kept, None)))
            return ticket

        def fetch(client: Client) -> RawPixels:
            fresh = client.thumbnail_pixels(asset.id, size=size, etag=None if kept is None else kept.etag)
            pixels = kept if fresh is None else fresh
            if pixels is None:
                raise GarbledError("A thumbnail was said to be unchanged that had not come yet.")
            self._cache.put(asset, size, pixels)
            return pixels

        return self.ask(fetch, done, priority=WHEN_IDLE, channel="thumbnails")

    def cancel_thumbnails(self) -> None:
        """Give up all thumbnails that have not come yet: they have scrolled away."""
        self._worker.cancel("thumbnails")

    def original(self, asset_id: str, target: Path | str, done: Done[Path]) -> Ticket:
        """Save a picture's file as it is to `target`."""
        return self._save(lambda look: self._known().original(asset_id, target, progress=look), done)

    def proxy(self, asset_id: str, target: Path | str, done: Done[Path]) -> Ticket:
        """Save a picture at 1,024 px on the long side, a WebP file, to `target`; its disk may be away."""
        return self._save(lambda look: self._known().save_proxy(asset_id, target, progress=look), done)

    def asset(self, asset_id: str, done: Done[Asset]) -> Ticket:
        """Look up a picture by its id."""
        return self.ask(lambda client: client.asset(asset_id), done)

    def folders(self, done: Done[tuple[Folder, ...]]) -> Ticket:
        """List the folders of the library."""
        return self.ask(Client.folders, done)

    def subfolders(self, folder_id: str, done: Done[tuple[Folder, ...]]) -> Ticket:
        """List the folders below one."""
        return self.ask(lambda client: client.subfolders(folder_id), done)

    def reveal(self, asset_id: str, done: Done[tuple[bool, str | None]]) -> Ticket:
        """Show a picture in the file manager."""
        return self.ask(lambda client: client.reveal(asset_id), done)

    def copy_curated(
        self, assets: Sequence[str], done: Done[tuple[CuratedCopy, ...]], *, query: str | None = None
    ) -> Ticket:
        """Copy pictures into the owner's curated folder."""
        chosen = tuple(assets)
        return self.ask(lambda client: client.copy_curated(chosen, query=query), done)

    def ask(
        self,
        work: Callable[[Client], T],
        done: Done[T],
        *,
        priority: int = SOON,
        channel: str = "",
        newest_only: bool = False,
    ) -> Ticket:
        """Have any calls of `Client` made on the worker thread. `work` must touch nothing of the host."""
        return self._worker.submit(
            lambda ticket: self._with_hub(lambda: work(self._known()), ticket),
            done,
            channel=channel,
            newest_only=newest_only,
            priority=priority,
        )

    def _save(self, save: Callable[[Callable[[int], None]], Path], done: Done[Path]) -> Ticket:
        def work(ticket: Ticket) -> Path:
            def look(_bytes: int) -> None:
                if ticket.cancelled:
                    raise CancelledError("Fetching the picture was given up.")

            return self._with_hub(lambda: save(look), ticket)

        return self._worker.submit(work, done, channel="originals", priority=SOON)

    def _search(self, query: Query, cursor: str | None, done: Done[Page], channel: str) -> Ticket:
        def deliver(outcome: Outcome[Page]) -> None:
            if outcome.error is None and outcome.value.next is not None:
                self._last = (query, outcome.value.next)
            done(outcome)

        def find(client: Client) -> Page:
            return self._found(client, query, cursor)

        return self.ask(find, deliver, priority=FIRST, channel=channel, newest_only=True)

    # What follows runs on the worker thread alone.

    def _found(self, client: Client, query: Query, cursor: str | None) -> Page:
        if query.picture is None:
            return client.search(query, cursor=cursor)
        try:
            return client.search(query, query_image=self._uploaded(client, query.picture), cursor=cursor)
        except UnknownError as error:
            if error.code != "unknown_query_image":
                raise
        # The hub keeps uploads for some minutes, and not over a restart.
        self._uploads.pop(query.picture.digest, None)
        return client.search(query, query_image=self._uploaded(client, query.picture), cursor=cursor)

    def _uploaded(self, client: Client, picture: Picture) -> str:
        kept = self._uploads.get(picture.digest)
        if kept is None:
            kept = self._uploads[picture.digest] = client.upload(picture).id
            while len(self._uploads) > _UPLOADS_KEPT:
                self._uploads.popitem(last=False)
        return kept

    def _known(self) -> Client:
        """Give the client with the token that is kept."""
        if self._client is None:
            credential = self._credentials.load()
            if credential is None:
                raise NotPairedError("This plug-in is not connected to Bowerbird yet.")
            self._client = Client(credential, place=self._place)
        return self._client

    def _renewed(self, credential: Credential) -> Client:
        self._drop_client()
        self._client = Client(credential, place=self._place)
        return self._client

    def _drop_client(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None
        self._uploads.clear()

    def _with_hub(self, call: Callable[[], T], ticket: Ticket, *, start: bool = True) -> T:
        """Do something that needs the hub; start it once where it does not run and may be started."""
        try:
            return call()
        except (CannotStartError, WrongLibraryError):
            raise
        except NotPairedError:
            # The owner may have paired anew in another window of the host: what is kept is read again next time.
            self._drop_client()
            raise
        except NotRunningError:
            if self._starter is None or ticket.cancelled or not start:
                raise
        if not self._runs():
            self._starter.start_hub(find=self._find, given_up=lambda: ticket.cancelled)
        return call()

    def _runs(self) -> bool:
        """Look whether only the connection was cut, and the hub is there."""
        try:
            self._find()
        except WrongLibraryError:
            raise
        except NotRunningError:
            return False
        return True

    def _find(self) -> Hub:
        wanted = self._place.library_id if self._client is None else self._client.library_id
        return find_hub(
            wanted, folder=self._place.folder, ports=self._place.ports, by_ports=self._place.by_ports
        )

    def _cut(self) -> None:
        for talking in (self._client, self._pairing):
            if talking is not None:
                talking.cut()


def _look_around(client: Client) -> Connected:
    return Connected(client.hub(), client.me(), client.status())
