"""The client as the panel sees it, without a hub: every answer comes when the test says so, in the order it says."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bowerbird_client import (
    Asset,
    BowerbirdClientError,
    CannotStartError,
    ChangedError,
    CodeToCompare,
    Connected,
    CuratedCopy,
    Folder,
    Hit,
    Hub,
    Me,
    NotPairedError,
    NotRunningError,
    OfflineError,
    Outcome,
    Page,
    PairingDeniedError,
    PairingExpiredError,
    Query,
    SavedSearch,
    Status,
    StorageError,
    Ticket,
    UnknownError,
)
from bowerbird_panel.connecting import REFINEMENTS
from bowerbird_panel.hub import Done
from fakes.client_hub import LIBRARY, a_hit

ALL = (
    "curated_copies",
    "originals",
    "proxies",
    "query_images",
    "reveal",
    "search.avoid",
    "search.letters",
    "search.picture",
    "search.words",
    "thumbnails",
)
REFINING = ("saved_searches", *(f"search.{each}" for each in REFINEMENTS))
"""What hubs of an older version cannot do."""
CODE = "123-456"


def hit(asset: str, **changes: object) -> Hit:
    """Make a hit."""
    return Hit.read(a_hit(asset, **changes))


@dataclass
class Job:
    """Something that was asked for."""

    kind: str
    asked: Any
    ticket: Ticket
    work: Callable[[], Any]
    done: Callable[[Outcome[Any]], object]


@dataclass
class PanelHub:
    """What the hub is like. Change the fields at any time; answers are made when they are delivered."""

    running: bool = True
    startable: bool = False
    paired: bool = True
    library_id: str = LIBRARY
    answers_of: str | None = None
    """The library that it names in its answers, where that is another one."""
    capabilities: tuple[str, ...] = ALL
    searchable: int = 10
    library: list[Hit] = field(default_factory=lambda: [hit(f"a{number}") for number in range(150)])
    below: tuple[str, ...] = ("Shoot", "Shoot/Clothing")
    """The folders below the one that the library has, by their ways."""
    notes: tuple[str, ...] = ()
    """What it remarks of every search."""
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """What is proved of pictures, by their ids."""
    saved: tuple[SavedSearch, ...] = ()
    curated: bool = True
    must_be_seen: bool = False
    errors: dict[str, BowerbirdClientError] = field(default_factory=dict[str, BowerbirdClientError])
    """What goes wrong with a kind of call, until it is taken out."""
    jobs: list[Job] = field(default_factory=list[Job])
    calls: list[tuple[str, Any]] = field(default_factory=list[tuple[str, Any]])
    """All that was asked, in its order."""
    sent: list[str] = field(default_factory=list[str])
    """What reached the hub: the kinds of the calls that it saw."""
    closed: bool = False
    delivers_late: bool = False
    """Whether also what was given up calls back: the real client never does, and the panel does not rely on it."""
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _next: tuple[Query, int] | None = None

    # What the panel calls.

    def connect(self, done: Done[Connected], *, start: bool = True) -> Ticket:
        self._give_up("connect")
        return self._submit("connect", start, lambda: self._connected(start=start), done)

    def pair(self, shown: Callable[[CodeToCompare], object], done: Done[Connected]) -> Ticket:
        self._give_up("pair")
        job = self._submit("pair", None, lambda: None, done)

        def show() -> None:
            self._reach("pair", start=True)
            caution = "Look at Bowerbird." if self.must_be_seen else ""
            shown(CodeToCompare(CODE, 120.0, self.must_be_seen, caution))

        self.jobs[-1:] = [Job("show", None, job, show, lambda outcome: self._showing_failed(outcome, done))]
        self._pairing = (job, done)
        return job

    def disconnect(self, done: Done[None]) -> Ticket:
        def work() -> None:
            if self.running:
                self.sent.append("disconnect")
            if "disconnect" in self.errors:
                raise self.errors["disconnect"]
            self.paired = False

        return self._submit("disconnect", None, work, done)

    def search(self, query: Query, done: Done[Page]) -> Ticket:
        self._give_up("more")
        self._give_up("search")
        self._next = None
        return self._submit("search", query, lambda: self._page("search", query, 0), done)

    def more(self, done: Done[Page]) -> Ticket | None:
        if self._next is None:
            return None
        (query, start), self._next = self._next, None
        return self._submit("more", query, lambda: self._page("more", query, start), done)

    def proofs(self, query: Query, done: Done[Page]) -> Ticket:
        self._give_up("proofs")

        def work() -> Page:
            kept = self._next
            page = self._page("proofs", query, 0)
            self._next = kept
            proved = [replace(hit, labels=self.labels.get(hit.id, ())) for hit in page.hits]
            proved.sort(key=lambda hit: not hit.labels)
            return replace(page, hits=tuple(proved), verified=True)

        return self._submit("proofs", query, work, done)

    def saved_searches(self, done: Done[tuple[SavedSearch, ...]]) -> Ticket:
        def work() -> tuple[SavedSearch, ...]:
            self._reach("saved_searches")
            return self.saved

        return self._submit("saved_searches", None, work, done)

    def original(self, asset_id: str, target: Path | str, done: Done[Path]) -> Ticket:
        def work() -> Path:
            self._reach("original")
            found = self._found(asset_id)
            if not found.online and found.disk is None:
                raise ChangedError(f"{found.name} was not there.", code="asset_gone")
            if not found.online:
                raise OfflineError(f"{found.name} lies on the disk {found.disk}.", code="asset_offline")
            return _save(Path(target), original_of(asset_id))

        return self._submit("original", asset_id, work, done)

    def proxy(self, asset_id: str, target: Path | str, done: Done[Path]) -> Ticket:
        def work() -> Path:
            self._reach("proxy")
            return _save(Path(target), proxy_of(self._found(asset_id).id))

        return self._submit("proxy", asset_id, work, done)

    def asset(self, asset_id: str, done: Done[Asset]) -> Ticket:
        def work() -> Asset:
            self._reach("asset")
            found = self._found(asset_id)
            return Asset(**{name: getattr(found, name) for name in Asset.__dataclass_fields__})

        return self._submit("asset", asset_id, work, done)

    def folders(self, done: Done[tuple[Folder, ...]]) -> Ticket:
        def work() -> tuple[Folder, ...]:
            self._reach("folders")
            return (
                Folder(
                    "f1", "Pictures", None, online=True, offline_reason=None, disk=None, pictures=3, advice=()
                ),
            )

        return self._submit("folders", None, work, done)

    def subfolders(self, folder_id: str, done: Done[tuple[Folder, ...]]) -> Ticket:
        def work() -> tuple[Folder, ...]:
            self._reach("subfolders")
            return tuple(
                Folder(
                    f"{folder_id}-{number}",
                    way,
                    None,
                    online=True,
                    offline_reason=None,
                    disk=None,
                    pictures=1,
                    advice=(),
                )
                for number, way in enumerate(self.below)
            )

        return self._submit("subfolders", folder_id, work, done)

    def reveal(self, asset_id: str, done: Done[tuple[bool, str | None]]) -> Ticket:
        def work() -> tuple[bool, str | None]:
            self._reach("reveal")
            return True, self._found(asset_id).name

        return self._submit("reveal", asset_id, work, done)

    def copy_curated(
        self, assets: Sequence[str], done: Done[tuple[CuratedCopy, ...]], *, query: str | None = None
    ) -> Ticket:
        def work() -> tuple[CuratedCopy, ...]:
            self._reach("copy_curated")
            return tuple(CuratedCopy(each, each, None, None, created=True) for each in assets)

        return self._submit("copy_curated", (tuple(assets), query), work, done)

    def cancel_thumbnails(self) -> None:
        self.calls.append(("cancel_thumbnails", None))

    def close(self) -> bool:
        for job in self.jobs:
            job.ticket.cancel()
        self.jobs.clear()
        self.closed = True
        return True

    # What the test does.

    def waiting(self, kind: str) -> list[Job]:
        """List what was asked for and neither given up nor answered."""
        return [job for job in self.jobs if job.kind == kind and not job.ticket.cancelled]

    def deliver(self, kind: str | None = None) -> bool:
        """Answer what has waited longest, of that kind; tell whether there was anything."""
        job = next((job for job in self.jobs if kind in {None, job.kind}), None)
        if job is None:
            return False
        self.jobs.remove(job)
        if job.ticket.cancelled and not self.delivers_late:
            return True
        try:
            outcome = Outcome[Any](job.work(), None)
        except BowerbirdClientError as error:
            outcome = Outcome[Any](None, error)
        # It may have been given up by what its own work called.
        given_up = job.ticket.cancelled and not self.delivers_late
        if not given_up and not (job.kind == "show" and outcome.error is None):
            job.done(outcome)
        return True

    def settle(self) -> None:
        """Answer everything, until nothing is asked any more."""
        for _ in range(1000):
            if not self.deliver():
                return
        raise AssertionError("it goes on for ever")

    def decide(self, answer: str) -> None:
        """Have the owner approve or deny, or the time run out: `approve`, `deny`, `expire`."""
        ticket, done = self._pairing
        if ticket.cancelled:
            return
        ticket.cancel()
        errors: dict[str, BowerbirdClientError] = {
            "deny": PairingDeniedError("The request to connect was denied."),
            "expire": PairingExpiredError("The request to connect was not approved in time."),
        }
        error = errors.get(answer)
        if error is not None:
            done(Outcome(None, error))
            return
        self.paired = True
        try:
            outcome = Outcome(self._connected(start=True), None)
        except BowerbirdClientError as failed:
            outcome = Outcome[Connected](None, failed)
        done(outcome)

    _pairing: Any = None

    def _showing_failed(self, outcome: Outcome[Any], done: Callable[[Outcome[Any]], object]) -> None:
        done(outcome)

    def _submit(
        self, kind: str, asked: Any, work: Callable[[], Any], done: Callable[[Outcome[Any]], object]
    ) -> Ticket:
        ticket = Ticket(next(self._numbers), kind)
        self.calls.append((kind, asked))
        if self.closed:
            ticket.cancel()
        else:
            self.jobs.append(Job(kind, asked, ticket, work, done))
        return ticket

    def _give_up(self, kind: str) -> None:
        for job in self.jobs:
            if job.kind in {kind, "show" if kind == "pair" else kind}:
                job.ticket.cancel()

    def _reach(self, kind: str, *, start: bool = True) -> None:
        if not self.running:
            if not self.startable:
                raise NotRunningError("Bowerbird is not running.")
            if not start:
                raise NotRunningError("Bowerbird is not running.")
            self.running = True
        self.sent.append(kind)
        if kind in self.errors:
            raise self.errors[kind]
        if not self.paired and kind != "pair":
            raise NotPairedError("Bowerbird does not know this plug-in (any more).")

    def _connected(self, *, start: bool) -> Connected:
        self._reach("connect", start=start)
        hub = Hub(
            1, "start-1", self.library_id, "1", 1, 1, self.capabilities, "ready", noted=True, alive=True
        )
        return Connected(
            hub,
            Me("client-1", "GIMP", ("search",), self.library_id),
            Status(self.library_id, self.searchable, self.searchable, (), 0),
        )

    def _page(self, kind: str, query: Query, start: int) -> Page:
        self._reach(kind)
        words = query.text or ""
        found = [each for each in self.library if "no-" + words not in (each.name or "")]
        if words.startswith("nothing"):
            found = []
        core = [replace(each, core=True) for each in found if each.id in query.core]
        found = core + [each for each in found if each.id not in query.core]
        hits = tuple(found[start : start + query.limit])
        more = start + query.limit < len(found)
        self._next = (query, start + query.limit) if more else None
        return Page(
            "meaning",
            f"Looked for {words}.",
            hits,
            "c" if more else None,
            self.notes,
            self.answers_of or self.library_id,
            None,
        )

    def _found(self, asset_id: str) -> Hit:
        found = next((each for each in self.library if each.id == asset_id), None)
        if found is None:
            raise UnknownError("There is no such picture.", code="unknown_asset", status=404)
        return found


def original_of(asset_id: str) -> bytes:
    """Give the bytes of a picture's file."""
    return b"original of " + hashlib.sha256(asset_id.encode()).digest()


def proxy_of(asset_id: str) -> bytes:
    """Give the bytes of what stands in for it."""
    return b"proxy of " + hashlib.sha256(asset_id.encode()).digest()


def _save(target: Path, data: bytes) -> Path:
    try:
        target.write_bytes(data)
        target.chmod(0o600)
    except OSError as error:
        raise StorageError(f"{target} cannot be written: {error.strerror}.") from error
    return target


def cannot_start() -> CannotStartError:
    """Say what a starter says that has nothing to start."""
    return CannotStartError("Nothing here says how to start it.")
