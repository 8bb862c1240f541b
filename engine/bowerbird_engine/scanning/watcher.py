"""Listening to what changes in the library's folders. A hint that it is time to look, and nothing more.

Events get lost: when too many come at once, when a folder is filled before anyone listens to it, when others write to
a network disk. What is true is what the next scan meets.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import stat
import threading
import time
from collections.abc import Callable, Collection, Generator, Sequence
from pathlib import Path
from typing import Final

import watchfiles

from bowerbird_engine.assets import Root
from bowerbird_engine.errors import BowerbirdError
from bowerbird_engine.scanning.disk_events import Change, Meaning, Sieve
from bowerbird_engine.scanning.ignore import Rules
from bowerbird_engine.scanning.reported_changes import LISTENING_REACHES_DOWN, why_unreported
from bowerbird_engine.scanning.settling import Settling
from bowerbird_engine.scanning.volumes import place_on
from bowerbird_engine.scanning.walker import walk
from bowerbird_engine.scanning.watch_state import (
    BEGINNING,
    WatchState,
    beginning_anew,
    is_text,
    state_after,
    state_of,
)

_STEP_MS: Final = 250
"""How often we ask for events, and how soon we see that we are to stop."""

_STORM: Final = 2000
"""More events at once than this are not looked at one by one, and some were probably lost."""

_RENEW_S: Final = 2.0
_RENEW_SHARE: Final = 10.0
"""New folders are listened to from then on, and after a storm all is listened to anew: not more often than this, nor
for more than a tenth of the time."""

_RETRY_S: Final = 10.0
_FIRST_RETRY_S: Final = 0.1
_TROUBLE_RETRY_S: Final = 60.0
"""When nothing can be listened to: a limit may be raised, and a program that used up all may end."""

_COARSE_S: Final = 2.0
"""How exactly the coarsest file system (FAT) notes when a folder changed."""
_CLOSING_S: Final = 5.0

_NO_TEXT: Final = "Unable to decode path"
"""How watchfiles says that something of a name which is no UTF-8 changed. It cannot go on after that."""

_log = logging.getLogger(__name__)

_Events = Generator[set[tuple[watchfiles.Change, str]], None, None]

_CHANGES: Final = {
    watchfiles.Change.added: Change.CAME,
    watchfiles.Change.modified: Change.ALTERED,
    watchfiles.Change.deleted: Change.WENT,
}


class _Interrupted(Exception):  # noqa: N818  no error: all is begun anew
    pass


class Watch:
    """A thread that listens to the folders that are here, and tells when it is time to look.

    `notice` is called from that thread: once when the listening begins, because what changed before was not heard, and
    then once for each burst of changes, a second after it has ended and at most five after something in it has.
    """

    def __init__(
        self,
        notice: Callable[[], None],
        *,
        roots: Callable[[], Sequence[Root]],
        rules: Callable[[], Rules],
        own_folders: Collection[Path] = (),
    ) -> None:
        """Begin to listen. `roots` and `rules` are asked again at each `refresh`; `own_folders` are never listened to."""
        self._notice = notice
        self._roots = roots
        self._rules = rules
        self._own_folders = tuple(folder.resolve() for folder in own_folders)
        self._state = WatchState("off", BEGINNING)
        self._closed = threading.Event()
        self._vanished = 0
        self._anew = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bowerbird-watch", daemon=True)
        self._thread.start()

    @property
    def state(self) -> WatchState:
        """How changes come to be known at present."""
        return self._state

    def refresh(self) -> None:
        """Begin anew, because folders were added or removed or disks came or went. Returns at once."""
        self._anew.set()

    def close(self) -> None:
        """Stop; `notice` is not called any more afterwards."""
        self._closed.set()
        self._anew.set()
        self._thread.join(_CLOSING_S)

    def _run(self) -> None:
        while not self._closed.is_set():
            self._anew.clear()
            if self._closed.is_set():  # closed between the two lines above
                return
            begun = time.monotonic()
            try:
                self._listen()
            except _Interrupted:
                continue
            except (FileNotFoundError, PermissionError):
                # A folder went away or was closed to us since it was listed. In a tree where many come and go that may happen again.
                self._vanished += 1
                self._state = beginning_anew()
                self._anew.wait(min(_RETRY_S, _FIRST_RETRY_S * 2**self._vanished))
            # WatchfilesRustInternalError is a RuntimeError; a thread that died here would leave its last state behind.
            except Exception as error:  # noqa: BLE001
                if _NO_TEXT in str(error):
                    self._anew.wait(max(0.0, begun + _RETRY_S - time.monotonic()))
                else:
                    state = state_after(error)
                    if state != self._state:
                        _log.warning("The folders cannot be watched: %s", error)
                    self._state = state
                    self._anew.wait(max(_TROUBLE_RETRY_S, _RENEW_SHARE * (time.monotonic() - begun)))

    def _listen(self) -> None:
        """Listen until something is to be begun anew."""
        begun, clock = time.monotonic(), time.time()
        here = [root.path for root in self._roots() if root.online]
        reasons = {folder: why_unreported(folder) for folder in here}
        heard = [folder for folder in here if reasons[folder] is None]
        rules = self._own_rules()
        if not heard:
            self._state = state_of(reasons, ())
            self._anew.wait()
            return
        below = heard if LISTENING_REACHES_DOWN else self._folders_below(heard, rules)
        folders = [folder for folder in below if is_text(folder)]
        with contextlib.closing(self._begun(folders, heard)) as events:
            if self._anew.is_set():
                return
            self._vanished = 0
            self._state = state_of(reasons, [folder for folder in below if not is_text(folder)])
            self._notice()
            sieve = Sieve(
                [str(folder) for folder in heard], rules, [str(folder) for folder in self._own_folders]
            )
            pause = max(_RENEW_S, _RENEW_SHARE * (time.monotonic() - begun))
            # What came into a folder after it was listed and before anyone listened to it was not heard.
            renew = not LISTENING_REACHES_DOWN and any(_changed_since(folder, clock) for folder in folders)
            self._follow(events, sieve, renew=renew, renew_from=time.monotonic() + pause)

    def _begun(self, folders: Sequence[Path], roots: Collection[Path]) -> _Events:
        """Begin to listen; folders below the roots that went away since they were listed are left out."""
        while True:
            events = watchfiles.watch(
                *folders,
                watch_filter=None,
                debounce=2 * _STEP_MS,
                step=_STEP_MS,
                rust_timeout=_STEP_MS,
                yield_on_timeout=True,
                stop_event=self._anew,
                force_polling=False,  # not as a variable of the environment says: we look ourselves
                recursive=LISTENING_REACHES_DOWN,
                # More is ignored then than its name says: a reached limit too. Of single folders we give readable ones
                # alone.
                ignore_permission_denied=LISTENING_REACHES_DOWN,
                raise_interrupt=False,
            )
            try:
                next(events, None)
            except OSError:
                left = [folder for folder in folders if folder in roots or _is_there(folder)]
                if len(left) == len(folders):
                    raise
                folders = left
            else:
                return events

    def _follow(self, events: _Events, sieve: Sieve, *, renew: bool, renew_from: float) -> None:
        """Tell of changes as they settle, until new folders or lost events ask for listening anew."""
        settling = Settling()
        for batch in events:
            now = time.monotonic()
            meanings = _meanings(sieve, batch)
            settling.hear(now, [path for path, meaning in meanings.items() if meaning is not Meaning.NOTHING])
            renew = renew or len(batch) > _STORM or Meaning.FOLDER in meanings.values()
            if Meaning.ROOT in meanings.values():
                return
            if settling.due(now) and not self._anew.is_set():
                settling.looked(now)
                self._notice()
            if renew and now >= renew_from and settling.calm:
                return

    def _folders_below(self, roots: Sequence[Path], rules: Rules | None) -> list[Path]:
        """List the folders that a scan looks into."""

        def go_on(_: int) -> None:
            if self._anew.is_set():
                raise _Interrupted

        folders: list[Path] = []
        for root in roots:
            walked = walk(root, rules or Rules(frozenset()), go_on, self._own_folders)
            if walked.vanished:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(root))
            folders += [place_on(root, folder) for folder in walked.folders]
        return folders

    def _own_rules(self) -> Rules | None:
        try:
            return self._rules()
        except BowerbirdError:
            return None  # the next run of the index says what is wrong with them


def _is_there(folder: Path) -> bool:
    try:
        return stat.S_ISDIR(folder.lstat().st_mode) and os.access(folder, os.R_OK)
    except OSError:
        return False


def _changed_since(folder: Path, clock: float) -> bool:
    try:
        return folder.stat().st_mtime >= clock - _COARSE_S
    except OSError:
        return True


def _meanings(sieve: Sieve, batch: Collection[tuple[watchfiles.Change, str]]) -> dict[str, Meaning]:
    """Say what each path's event means, the weightiest where there are several."""
    if len(batch) > _STORM:
        return {path: Meaning.PICTURE for _, path in batch}
    found: dict[str, Meaning] = {}
    for change, path in batch:
        meaning = sieve.meaning(_CHANGES[change], path)
        if meaning.value >= found.get(path, Meaning.NOTHING).value:
            found[path] = meaning
    return found
