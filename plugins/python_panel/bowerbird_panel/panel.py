"""The one thing that the window talks to: what a person can do, and the state that follows from it.

Everything here runs on the main thread and returns at once. After each change of `state` the listeners are called. No
order of what the person, the hub and the program do leads to an error: what comes too late goes nowhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bowerbird_client import Hit, SavedSearch

from . import notices
from .board import Board
from .connecting import Link
from .fetched import FetchFolder
from .host import Host
from .hub import Hub
from .hub_page import HubPage
from .pairing import PairingFlow
from .refining import Refining
from .results import found
from .searching import Searching
from .settings import Kept, Settings, SettingsFile
from .slot import Slot
from .state import Clue, Connection, Notice, PanelState, Remedy
from .taking import Taking
from .targets import Targets
from .using import Using
from .world import World

_SAVE_MS = 2_000
_FETCHED = "fetched"


class Panel:
    """A window's mind. After `close` nothing happens any more, whatever is called."""

    def __init__(
        self,
        session: Hub,
        settings: SettingsFile,
        host: Host,
        data_folder: Path,
        *,
        page: HubPage | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        """Say which hub, which program, and where settings and what is fetched are kept. Nothing is asked yet."""
        kept = Kept(settings)
        remembered = kept.settings
        self._board = Board(
            PanelState(
                similarity=remembered.similarity,
                folder=remembered.folder,
                placing=remembered.placing,
                history=remembered.history,
            )
        )
        self._world = World(session, host, self._board, kept, clock, now)
        self._page = HubPage() if page is None else page
        self._saving = Slot()
        self._closed = False
        self._fetched = FetchFolder(data_folder / _FETCHED)
        self._targets = Targets(self._board, host)
        self._link = Link(self._world, ready=self._ready, moved=self._moved)
        self._pairing = PairingFlow(self._world, self._link)
        self._searching = Searching(self._world, self._link, self._save_soon)
        self._refining = Refining(self._world, self._searching)
        self._taking = Taking(self._world, self._targets, self._searching.search)
        self._using = Using(
            self._world,
            self._link,
            self._targets,
            self._fetched,
            words=lambda: self._searching.words,
            used=self._searching.remember,
            save_soon=self._save_soon,
        )

    @property
    def state(self) -> PanelState:
        """What the window shows."""
        return self._board.state

    @property
    def settings(self) -> Settings:
        """What is remembered, with the window's place."""
        return self._world.kept.settings

    def listen(self, callback: Callable[[], object]) -> None:
        """Call after each change, on the main thread."""
        self._board.listen(callback)

    # The hub.

    def connect(self) -> None:
        """Find the hub, and start it where it does not run."""
        if not self._closed:
            self._link.connect()

    def pair(self) -> None:
        """Ask the owner for rights."""
        if self._closed or self.state.connection is Connection.PAIRING or self._link.is_leaving:
            return
        # What still runs must not go out with rights that nobody has confirmed.
        self._world.hub.cancel_thumbnails()
        self._using.stop()
        self._searching.pause()
        self._pairing.pair()

    def cancel_pairing(self) -> None:
        """Give that up."""
        if not self._closed:
            self._pairing.cancel()

    def confirm_code(self, same: bool) -> None:
        """Say whether Bowerbird shows the same code."""
        if not self._closed:
            self._pairing.confirm(same=same)

    def disconnect(self) -> None:
        """Have the hub forget this program. Words and settings stay."""
        if self._closed or self.state.connection is Connection.PAIRING or self._link.is_leaving:
            return
        self.stop()
        self._link.disconnect()

    def open_hub_page(self) -> None:
        """Show Bowerbird's own page in the browser."""
        if not self._closed and not self._page.open():
            self._board.tell(notices.page_not_opened())

    # Searching.

    def set_words(self, text: str) -> None:
        """Take the words, and search with them when `search` is called."""
        if not self._closed:
            self._searching.set_words(text)

    def set_avoid(self, text: str) -> None:
        """Take the words to avoid, likewise."""
        if not self._closed:
            self._searching.set_avoid(text)

    def type(self, text: str) -> None:
        """Take the words, and search when no other key comes for 300 ms."""
        if not self._closed:
            self._searching.type(text)

    def search(self) -> None:
        """Search at once. With nothing to look for, show how large the library is."""
        if not self._closed:
            self._searching.search()

    def search_with(self, source: str, target_id: int | None = None) -> None:
        """Search with what is seen in the program, together with the words that stand there."""
        if not self._closed:
            self._taking.take(source, target_id)

    def clear_picture(self) -> None:
        """Search without a picture."""
        if self._closed:
            return
        self._taking.stop()
        self._board.put(
            replace(self.state, clue=replace(self.state.clue, like=None, pixels=None, saved=None))
        )
        self._searching.search()

    def more_like(self, hit: Hit) -> None:
        """Search with a picture that was found."""
        if not self._closed:
            self._taking.stop()
            self._searching.more_like(hit)

    def back(self) -> None:
        """Show what was there before the last search."""
        if not self._closed:
            self._taking.stop()
            self._searching.back()

    def search_history(self, clue: Clue) -> None:
        """Search for earlier words again."""
        if not self._closed:
            self._taking.stop()
            self._searching.look_for(Clue(clue.words, clue.avoid).narrowed_as(self.state.clue))

    def search_saved(self, saved: SavedSearch) -> None:
        """Search as one of those that are kept under names."""
        if not self._closed:
            self._taking.stop()
            self._searching.look_for(Clue(saved=saved))

    def look_for_saved(self) -> None:
        """Look which searches are kept now: for when somebody wants to choose one."""
        if not self._closed:
            self._link.list_saved()

    def lock(self) -> None:
        """Lock what passes the slider: it stays on top, and the list grows around it."""
        if not self._closed:
            self._refining.lock()

    def unlock(self) -> None:
        """Let go of that."""
        if not self._closed:
            self._refining.unlock()

    def set_weight(self, weight: float) -> None:
        """Say how much the words count beside the picture: 0 is the picture alone, 1 the words alone."""
        if not self._closed:
            self._refining.set_weight(weight)

    def set_shape(self, shape: str) -> None:
        """Find only what is `wide`, `tall` or `square`; "" is all."""
        if not self._closed:
            self._refining.set_shape(shape)

    def set_sort(self, sort: str) -> None:
        """Put what is found into another order."""
        if not self._closed:
            self._refining.set_sort(sort)

    def forget_history(self) -> None:
        """Forget all earlier words."""
        if self._closed:
            return
        self._world.kept.change(lambda settings: replace(settings, history=()))
        self._save_soon()
        self._board.put(replace(self.state, history=()))

    def set_similarity(self, percent: int) -> None:
        """Show what is so similar; nothing is searched for that."""
        if not self._closed:
            self._searching.set_similarity(percent)

    def set_folder(self, folder_id: str | None) -> None:
        """Search inside that folder only; None: in all."""
        if not self._closed:
            self._searching.set_folder(folder_id)

    def clear_filters(self) -> None:
        """Search everywhere, avoid nothing, and show all."""
        if not self._closed:
            self._searching.clear_filters()

    def more(self) -> None:
        """Fetch the next page."""
        if not self._closed:
            self._searching.more()

    # Using.

    def choose(self, asset_id: str | None) -> None:
        """Choose the hit that the actions are for."""
        if not self._closed and (asset_id is None or found(self.state.hits, asset_id) is not None):
            self._board.put(replace(self.state, chosen=asset_id))

    def set_placing(self, placing: str) -> None:
        """Say how pictures come into the program from now on."""
        if self._closed:
            return
        self._world.kept.change(lambda settings: replace(settings, placing=placing))
        self._save_soon()
        self._board.put(replace(self.state, placing=placing))

    def set_target(self, target_id: int) -> None:
        """Say into which of those that are open."""
        if not self._closed:
            self._targets.prefer(target_id)

    def insert(self, asset_id: str | None = None, placing: str | None = None) -> None:
        """Bring a picture into the program: the chosen one where none is named, in the usual way where none is."""
        if not self._closed:
            self._using.insert(asset_id, placing)

    def insert_last(self, placing: str | None = None) -> None:
        """Bring the picture that was inserted last into the program once more."""
        if not self._closed:
            self._using.insert_last(placing)

    def copy_curated(self) -> None:
        """Copy the chosen picture into the curated folder."""
        if not self._closed:
            self._using.copy_curated()

    def reveal(self) -> None:
        """Show the chosen picture in its folder."""
        if not self._closed:
            self._using.reveal()

    # The window.

    def refresh_targets(self) -> None:
        """Look what is open: for when the person comes to the window."""
        if not self._closed:
            self._targets.refresh()

    def came_from(self, target_id: int | None) -> None:
        """Note from which of those that are open the person comes."""
        if not self._closed:
            self._targets.prefer(target_id)

    def remedy(self, notice: Notice | None = None) -> None:
        """Do what the button of a notice says: that one's, or that of what was told last."""
        notice = self.state.notice if notice is None else notice
        if self._closed or notice is None:
            return
        {
            Remedy.NONE: self.dismiss,
            Remedy.CONNECT: self.connect,
            Remedy.PAIR: self.pair,
            Remedy.SEARCH_AGAIN: self.search,
            Remedy.LOWER_SIMILARITY: self._searching.lower_similarity,
            Remedy.CLEAR_FILTERS: self.clear_filters,
            Remedy.OPEN_HUB_PAGE: self.open_hub_page,
        }[notice.remedy]()

    def tell(self, notice: Notice) -> None:
        """Show what went wrong in the program itself, outside of anything that was asked here."""
        if not self._closed:
            self._board.tell(notice)

    def unsay(self) -> None:
        """Take what was done last off the screen: the person has taken it back."""
        if not self._closed and self.state.said:
            self._board.put(replace(self.state, said=""))

    def dismiss(self) -> None:
        """Take what went wrong off the screen."""
        if not self._closed:
            self._board.tell(None)

    def stop(self) -> None:
        """Give up what is being searched, taken or fetched; what is on the screen stays."""
        if self._closed:
            return
        self._taking.stop()
        self._searching.stop()
        self._using.stop()

    def keep_window(self, x: int, y: int, width: int, height: int) -> None:
        """Remember where the window is and how large."""
        if self._closed:
            return
        self._world.kept.change(lambda settings: replace(settings, x=x, y=y, width=width, height=height))
        self._save_soon()

    def close(self) -> None:
        """End everything: nothing is called any more, and nothing that was fetched stays."""
        if self._closed:
            return
        self.stop()
        self._closed = True
        self._board.close()
        self._pairing.close()
        self._link.close()
        self._saving.free()
        self._world.kept.save()
        # First the thread that may still write there, then what it wrote.
        self._world.hub.close()
        self._fetched.close()

    def _ready(self) -> None:
        self._searching.ready()
        self._using.ready()

    def _moved(self) -> None:
        self._using.stop()
        self._searching.moved()

    def _save_soon(self) -> None:
        if self._saving.taken:
            return
        self._saving.take_later(self._world.host.after, _SAVE_MS, self._world.kept.save)
