"""The connection with the hub: found, lost, found again, by itself and whenever the person does something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bowerbird_client import (
    BowerbirdClientError,
    CannotStartError,
    Connected,
    Folder,
    GarbledError,
    NotPairedError,
    NotRunningError,
    Outcome,
    Page,
    RogueHubError,
    SavedSearch,
    StorageError,
    VersionError,
    WrongLibraryError,
)

from . import notices
from .places import places
from .slot import Slot
from .state import Connection, Remedy
from .status_notes import notes_of
from .world import World

RETRY_MS = (2_000, 4_000, 8_000, 15_000, 30_000, 60_000)
"""A hub that was stopped on purpose is not started again by that: only what the person does starts one."""

REFINEMENTS = ("core", "filters", "sort", "verified", "weight")
"""What hubs of an older version cannot do to a search."""

_LOST = (NotRunningError, NotPairedError, RogueHubError, VersionError)
"""After these, nothing else can go well either."""


class _MovedError(BowerbirdClientError):
    """Say that an answer came from another library than the one that was found."""


class Link:
    """Knows how the window stands with the hub. `ready` is called each time that it is there (again)."""

    def __init__(self, world: World, *, ready: Callable[[], object], moved: Callable[[], object]) -> None:
        """Say who wants to know that the hub is there, and that it has `moved` to another library."""
        self._world = world
        self._board = world.board
        self._ready, self._moved = ready, moved
        self._connecting, self._retry, self._folders, self._leaving = Slot(), Slot(), Slot(), Slot()
        self._saved = Slot()
        self._below: dict[str, tuple[Folder, ...]] = {}
        self._tries = 0
        self._known: Connected | None = None
        self._was_ready = False
        self._strayed = False
        """Whether the last answer came from another library than the one that was found."""

    @property
    def is_ready(self) -> bool:
        """Whether anything may be sent."""
        return self._board.state.connection is Connection.READY

    @property
    def is_leaving(self) -> bool:
        """Whether the hub is just being told to forget this plug-in."""
        return self._leaving.taken

    @property
    def library_id(self) -> str:
        """The library of the hub that was found last."""
        return "" if self._known is None else self._known.hub.library_id

    @property
    def status_notes(self) -> tuple[str, ...]:
        """What the hub says of its library, beside any results."""
        status = None if self._known is None else self._known.status
        return () if status is None else notes_of(status)

    def can(self, capability: str) -> bool:
        """Tell whether the hub can do something."""
        return self._known is not None and self._known.hub.can(capability)

    def connect(self) -> None:
        """Find the hub, and start it where it does not run: the person wants it."""
        state = self._board.state
        if state.connection is Connection.PAIRING or self._leaving.taken:
            return
        self._tries = 0
        if state.connection in {Connection.NOT_RUNNING, Connection.TROUBLE}:
            self._set(Connection.CONNECTING)
            # What looks by itself starts no hub; this does.
            self._connecting.free()
        if not self._connecting.taken:
            self._look(start=True)

    def fault(self, error: BowerbirdClientError) -> bool:
        """Take note of what went wrong anywhere, and tell whether the connection is lost with it."""
        if isinstance(error, _MovedError):
            self._look_who_is_there()
            return True
        if not isinstance(error, _LOST):
            return False
        self._stand(error)
        return True

    def checked(self, outcome: Outcome[Page]) -> Outcome[Page]:
        """Make an error of an answer that is of another library: nothing of it may stand beside what is here."""
        if outcome.error is not None:
            return outcome
        library_id, before = outcome.value.library_id, self._strayed
        self._strayed = library_id is not None and self.library_id not in {"", library_id}
        if not self._strayed:
            return outcome
        said = "An answer came from another library than the one that is connected."
        if not before:
            return Outcome(None, _MovedError(said))
        # Looking anew has changed nothing, and is not done in a circle.
        self._strayed = False
        return Outcome(None, GarbledError(said))

    def arrived(self, connected: Connected) -> None:
        """Take over a connection that stands, and may be used."""
        before = self.library_id
        self._retry.free()
        self._connecting.free()
        self._tries = 0
        again = self.is_ready
        self._known, self._was_ready = connected, True
        size = connected.status.searchable
        refines = frozenset(each for each in REFINEMENTS if self.can(f"search.{each}"))
        self._board.put(
            replace(
                self._board.state,
                connection=Connection.READY,
                pairing=None,
                library_size=size,
                refines=refines,
            )
        )
        if not again:
            self._board.stand(None)
        if before and before != connected.hub.library_id:
            self._moved()
        self._folders.hold(self._world.hub.folders(self._folders.take(self._folders_came)).cancel)
        self._ready()
        self.list_saved()

    def list_saved(self) -> None:
        """Ask which searches are kept under names; a hub that keeps none has none."""
        if self.is_ready and self.can("saved_searches"):
            self._saved.hold(self._world.hub.saved_searches(self._saved.take(self._saved_came)).cancel)

    def disconnect(self) -> None:
        """Have the hub forget this plug-in, and the token with it."""
        self.rest()
        self._was_ready = False
        self._set(Connection.CONNECTING)
        self._leaving.hold(self._world.hub.disconnect(self._leaving.take(self._left)).cancel)

    def rest(self) -> None:
        """Look for nothing any more, until somebody asks for it."""
        for slot in (self._connecting, self._retry, self._folders, self._saved):
            slot.free()

    def close(self) -> None:
        """End."""
        self.rest()
        self._leaving.free()

    def _look_who_is_there(self) -> None:
        """Let go of what belongs to the library that was found, and find the hub anew."""
        self._known = None
        self._folders.free()
        self._moved()
        self._set(Connection.CONNECTING)
        self._connecting.free()
        self._look(start=True)

    def _look(self, *, start: bool) -> None:
        self._retry.free()
        if self._world.kept.unconfirmed_now():
            if self._world.kept.settings.unconfirmed:
                # A window was closed, or its program killed, before the person had said that the code was right.
                self.disconnect()
            else:
                # In another window of this profile the person is just about to say so.
                self._wait_for_the_other()
            return
        self._connecting.hold(
            self._world.hub.connect(self._connecting.take(self._looked), start=start).cancel
        )

    def _wait_for_the_other(self) -> None:
        """Send nothing with a token that another window has got, until it is confirmed there."""
        self._set(Connection.NOT_PAIRED)
        self._board.stand(notices.not_paired(self._world.program, before=False))
        self._try_later()

    def _looked(self, outcome: Outcome[Connected]) -> None:
        if outcome.error is None:
            self.arrived(outcome.value)
        else:
            self._stand(outcome.error)

    def _stand(self, error: BowerbirdClientError) -> None:
        """Be without a connection."""
        if self._board.state.connection is Connection.PAIRING:
            # What was asked before the pairing began says nothing of what comes after it.
            return
        self._folders.free()
        if isinstance(error, NotPairedError):
            self._connecting.free()
            self._set(Connection.NOT_PAIRED)
            self._board.stand(notices.not_paired(self._world.program, before=self._was_ready))
            return
        lost = isinstance(error, NotRunningError) and not isinstance(error, WrongLibraryError)
        self._set(Connection.NOT_RUNNING if lost else Connection.TROUBLE)
        notice = notices.of_error(self._world.program, error)
        if isinstance(error, StorageError):
            # Connecting anew writes the file anew.
            notice = replace(notice, remedy=Remedy.PAIR)
        elif notice.remedy in {Remedy.NONE, Remedy.SEARCH_AGAIN}:
            notice = replace(notice, remedy=Remedy.CONNECT)
        if not (lost and error.code == NotRunningError.code and self._could_not_start()):
            self._board.stand(notice)
        self._try_later()

    def _could_not_start(self) -> bool:
        """Tell whether it is said already why no hub could be started: that none runs is no news then."""
        standing = self._board.state.standing
        return standing is not None and standing.details == CannotStartError.code

    def _try_later(self) -> None:
        if self._retry.taken or self._connecting.taken:
            return
        wait = RETRY_MS[min(self._tries, len(RETRY_MS) - 1)]
        self._tries += 1
        self._retry.take_later(self._world.host.after, wait, lambda: self._look(start=False))

    def _left(self, outcome: Outcome[None]) -> None:
        if outcome.error is not None:
            # The token may be there still: `unconfirmed` stays, and it is tried again.
            self._set(Connection.TROUBLE)
            self._board.stand(notices.of_error(self._world.program, outcome.error))
            self._try_later()
            return
        self._world.kept.change(lambda settings: replace(settings, unconfirmed=False))
        self._world.kept.save()
        self._set(Connection.NOT_PAIRED)
        self._board.stand(notices.not_paired(self._world.program, before=False))

    def _folders_came(self, outcome: Outcome[tuple[Folder, ...]]) -> None:
        if outcome.error is None:
            self._below = {}
            self._put_folders(outcome.value)
            self._list_below(outcome.value)
        else:
            self.fault(outcome.error)

    def _saved_came(self, outcome: Outcome[tuple[SavedSearch, ...]]) -> None:
        if outcome.error is None:
            self._board.put(replace(self._board.state, saved=outcome.value))
        else:
            self.fault(outcome.error)

    def _list_below(self, folders: tuple[Folder, ...]) -> None:
        """Ask for what lies below each folder, one after the other; a hub that cannot say so has only these."""
        folder = next((each for each in folders if each.id not in self._below), None)
        if folder is None:
            return

        def came(outcome: Outcome[tuple[Folder, ...]]) -> None:
            if outcome.error is not None and self.fault(outcome.error):
                return
            self._below[folder.id] = () if outcome.error is not None else outcome.value
            self._put_folders(folders)
            self._list_below(folders)

        self._folders.hold(self._world.hub.subfolders(folder.id, self._folders.take(came)).cancel)

    def _put_folders(self, folders: tuple[Folder, ...]) -> None:
        listed = places(folders, self._below)
        self._board.put(replace(self._board.state, folders=folders, places=listed))

    def _set(self, connection: Connection) -> None:
        self._board.put(replace(self._board.state, connection=connection, pairing=None))
