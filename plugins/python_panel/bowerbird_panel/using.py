"""What is done with a picture that was found: into the program, into the curated folder, shown in its own folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bowerbird_client import (
    Asset,
    BowerbirdClientError,
    CuratedCopy,
    Hit,
    OfflineError,
    Outcome,
    StorageError,
)

from . import notices
from .absent import is_absent, is_lost
from .connecting import Link
from .fetched import FetchFolder
from .foreign import quoted
from .host import CANNOT_LOAD, HostTrouble
from .provenance import ORIGINAL, PROXY, file_name, origin_of
from .results import found
from .settings import LastResult
from .slot import Slot
from .state import Activity, Target
from .targets import Targets
from .words import _
from .world import World

DOUBLE_CLICK_S = 0.4
PATIENCE_S = 60.0
"""How long a wish waits for the hub; after that it would come as a surprise."""
_PROGRESS_MS = 200


@dataclass(frozen=True)
class _Use:
    """One picture on its way into the program."""

    asset: Asset
    placing: str
    target: Target | None
    query: str
    rendition: str = ORIGINAL
    file: Path | None = None
    is_away: bool = False
    """Whether it is not there: what a search said of it may be long ago."""

    @property
    def name(self) -> str:
        """The name of its file."""
        return self.asset.name or self.asset.id


class Using:
    """One thing at a time: what is asked for meanwhile is taken for the second half of a double click."""

    def __init__(
        self,
        world: World,
        link: Link,
        targets: Targets,
        folder: FetchFolder,
        *,
        words: Callable[[], str],
        used: Callable[[], object],
        save_soon: Callable[[], None],
    ) -> None:
        """Say where from, where to, and what to look up: the `words` that found it, and who hears that it was `used`."""
        self._world = world
        self._board = world.board
        self._link = link
        self._targets = targets
        self._folder = folder
        self._words, self._used, self._save_soon = words, used, save_soon
        self._busy, self._showing, self._progress = Slot(), Slot(), Slot()
        self._file: Path | None = None
        self._before: tuple[float, str | None, str | None] = (-DOUBLE_CLICK_S, None, None)
        self._waits: tuple[float, Callable[[], None]] | None = None

    def insert(self, asset_id: str | None, placing: str | None) -> None:
        """Bring a picture into the program: that one, or the chosen one."""
        state = self._board.state
        wanted = state.chosen if asset_id is None else asset_id
        placing = state.placing if placing is None else placing
        if self._busy.taken or self._is_second_click(wanted, placing):
            return
        target = self._targets.refresh()
        if wanted is None:
            self._board.tell(notices.nothing_chosen())
        elif target is None and (lack := self._world.host.lacks(placing)) is not None:
            self._board.tell(notices.of_trouble(self._world.program, lack))
        elif self._may_ask(lambda: self._insert(wanted, placing, target)):
            self._insert(wanted, placing, target)

    def insert_last(self, placing: str | None) -> None:
        """Bring the picture that was inserted last into the program once more."""
        if not self._may_ask(lambda: self.insert_last(placing)):
            return
        last = self._world.kept.settings.last
        if last is None or last.library_id != self._link.library_id:
            self._board.tell(notices.nothing_inserted())
        else:
            self.insert(last.asset, last.placing if placing is None else placing)

    def copy_curated(self) -> None:
        """Copy the chosen picture into the owner's curated folder."""
        hit = self._chosen()
        if self._busy.taken or hit is None or not self._may_ask(self.copy_curated, "curated_copies"):
            return
        self._used()
        self._board.begin(Activity.COPYING)

        def came(outcome: Outcome[tuple[CuratedCopy, ...]]) -> None:
            self._copied(hit, outcome)

        done = self._busy.take(came)
        self._busy.hold(self._world.hub.copy_curated([hit.id], done, query=self._words() or None).cancel)

    def reveal(self) -> None:
        """Show the chosen picture in its folder."""
        hit = self._chosen()
        if hit is None or not self._may_ask(self.reveal, "reveal"):
            return

        def came(outcome: Outcome[tuple[bool, str | None]]) -> None:
            self._revealed(hit, outcome)

        done = self._showing.take(came)
        self._showing.hold(self._world.hub.reveal(hit.id, done).cancel)

    def ready(self) -> None:
        """Do what has waited for the hub."""
        waits, self._waits = self._waits, None
        if waits is not None and self._world.clock() - waits[0] < PATIENCE_S:
            waits[1]()

    def stop(self) -> None:
        """Give up what runs, and leave nothing of it."""
        self._waits = None
        for slot in (self._busy, self._showing, self._progress):
            slot.free()
        self._done_with_file()
        self._board.end(Activity.FETCHING, Activity.INSERTING, Activity.COPYING)

    def _chosen(self) -> Hit | None:
        hit = found(self._board.state.hits, self._board.state.chosen)
        if hit is None:
            self._board.tell(notices.nothing_chosen())
        return hit

    def _insert(self, wanted: str, placing: str, target: Target | None) -> None:
        if self._busy.taken:
            return
        hit = found(self._board.state.hits, wanted)
        if hit is None:
            self._look_up(wanted, placing, target)
        else:
            self._fetch(_Use(hit, placing, target, self._words()))

    def _may_ask(self, later: Callable[[], None], capability: str | None = None) -> bool:
        """Tell whether the hub can be asked; where it is not there, it is looked for, and asked `later`."""
        if not self._link.is_ready:
            self._waits = (self._world.clock(), later)
            self._link.connect()
            return False
        if capability is not None and not self._link.can(capability):
            self._board.tell(notices.not_offered())
            return False
        return True

    def _is_second_click(self, wanted: str | None, placing: str) -> bool:
        now = self._world.clock()
        before, self._before = self._before, (now, wanted, placing)
        return before[1:] == self._before[1:] and now - before[0] < DOUBLE_CLICK_S

    def _look_up(self, asset_id: str, placing: str, target: Target | None) -> None:
        def came(outcome: Outcome[Asset]) -> None:
            if outcome.error is None:
                self._fetch(_Use(outcome.value, placing, target, ""))
            else:
                self._failed(outcome.error)

        self._board.begin(Activity.FETCHING)
        self._busy.hold(self._world.hub.asset(asset_id, self._busy.take(came)).cancel)

    def _fetch(self, use: _Use) -> None:
        """Have the file come: the picture itself, or what stands in for it."""
        hub, own = self._world.hub, use.rendition == ORIGINAL
        self._done_with_file()
        try:
            file = self._file = self._folder.room_for(file_name(use.asset, use.rendition))
        except StorageError as error:
            self._failed(error)
            return
        use = replace(use, file=file)
        self._board.put(replace(self._board.state, progress=None))
        self._board.begin(Activity.FETCHING)

        def came(outcome: Outcome[Path]) -> None:
            self._came(use, outcome)

        done = self._busy.take(came)
        fetch = hub.original if own else hub.proxy
        self._busy.hold(fetch(use.asset.id, file, done).cancel)
        if own and use.asset.bytes:
            self._watch(file, use.asset.bytes)

    def _watch(self, file: Path, whole: int) -> None:
        def looked() -> None:
            part = min(1.0, self._folder.size_of(file) / whole)
            self._board.put(replace(self._board.state, progress=part))
            self._watch(file, whole)

        self._progress.take_later(self._world.host.after, _PROGRESS_MS, looked)

    def _came(self, use: _Use, outcome: Outcome[Path]) -> None:
        self._progress.free()
        if use.rendition == ORIGINAL and is_absent(use.asset, outcome.error):
            self._fetch(replace(use, rendition=PROXY, is_away=True))
        elif outcome.error is not None:
            self._failed(outcome.error)
        else:
            self._put(use, outcome.value)

    def _put(self, use: _Use, file: Path) -> None:
        self._board.end(Activity.FETCHING)
        self._board.begin(Activity.INSERTING)

        def came(trouble: HostTrouble | None) -> None:
            self._inserted(use, trouble)

        came_once = self._busy.take(came)
        target = None if use.target is None else use.target.id
        origin = origin_of(
            use.asset, self._link.library_id, use.rendition, self._world.now(), query=use.query
        )
        self._busy.hold(
            self._world.host.insert(
                file, use.placing, target, origin, lambda _name, trouble: came_once(trouble)
            )
        )

    def _inserted(self, use: _Use, trouble: HostTrouble | None) -> None:
        if trouble is not None and trouble.code == CANNOT_LOAD and use.rendition == ORIGINAL:
            self._board.end(Activity.INSERTING)
            self._fetch(replace(use, rendition=PROXY))
            return
        self._end()
        self._targets.refresh()
        if trouble is not None:
            self._board.tell(notices.of_trouble(self._world.program, trouble))
            return
        last = LastResult(use.asset.id, use.name, self._link.library_id, use.placing)
        self._world.kept.change(lambda settings: replace(settings, last=last))
        self._save_soon()
        self._used()
        self._board.say(self._said(use))

    def _copied(self, hit: Hit, outcome: Outcome[tuple[CuratedCopy, ...]]) -> None:
        if isinstance(outcome.error, OfflineError) and hit.disk:
            self._end()
            self._board.tell(notices.nothing_to_copy_from(hit.name or hit.id, hit.disk))
            return
        if outcome.error is not None:
            self._failed(outcome.error, hit)
            return
        self._end()
        name = quoted(hit.name or hit.id)
        if any(copy.created for copy in outcome.value):
            self._board.say(_("Copied {name} into the curated folder.").format(name=name))
        else:
            self._board.say(_("{name} is in the curated folder already.").format(name=name))

    def _revealed(self, hit: Hit, outcome: Outcome[tuple[bool, str | None]]) -> None:
        if outcome.error is not None:
            self._failed(outcome.error, hit, ends=False)
            return
        shown, path = outcome.value
        name = quoted(hit.name or hit.id)
        if shown:
            self._board.say(_("Showed {name} in its folder.").format(name=name))
        elif path:
            self._board.say(
                _("No file manager could be opened. {name} is {path}").format(name=name, path=quoted(path))
            )
        else:
            self._board.say(_("No file manager could be opened for {name}.").format(name=name))

    def _failed(self, error: BowerbirdClientError, hit: Hit | None = None, *, ends: bool = True) -> None:
        if ends:
            self._end()
        if self._link.fault(error):
            return
        if hit is not None and is_lost(hit) and is_absent(hit, error):
            self._board.tell(notices.not_found(hit.name or hit.id, error))
        else:
            self._board.tell(notices.of_error(self._world.program, error))

    def _end(self) -> None:
        self._progress.free()
        self._done_with_file()
        self._board.end(Activity.FETCHING, Activity.INSERTING, Activity.COPYING)

    def _done_with_file(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            self._folder.remove(file)

    def _said(self, use: _Use) -> str:
        """Say what was done."""
        name, target = quoted(use.name), quoted("" if use.target is None else use.target.name)
        if use.rendition == PROXY and use.is_away:
            if use.asset.disk:
                return _(
                    "The disk “{disk}” is away: a preview of 1,024 px was inserted, marked to be relinked."
                ).format(disk=quoted(use.asset.disk))
            if is_lost(use.asset):
                return _(
                    "{name} was not found: a preview of 1,024 px was inserted, marked to be relinked."
                ).format(name=name)
            return _(
                "The disk with {name} is away: a preview of 1,024 px was inserted, marked to be relinked."
            ).format(name=name)
        if use.rendition == PROXY:
            return _(
                "{program} cannot open {name}: a preview of 1,024 px was inserted, marked to be relinked."
            ).format(program=self._world.program, name=name)
        return self._world.host.has_inserted(use.placing, name, target)
