"""The hub: all that one running process holds, put together in one place, begun and ended in order."""

from __future__ import annotations

import contextlib
import functools
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Self

from bowerbird_bridge.access.callers import Callers
from bowerbird_bridge.access.clients import ClientBook
from bowerbird_bridge.access.pairing import PairingDesk
from bowerbird_bridge.access.sessions import SessionDesk
from bowerbird_bridge.background.jobs import Jobs
from bowerbird_bridge.background.upkeep import Upkeep
from bowerbird_bridge.news.events import Events
from bowerbird_bridge.news.reporter import Reporter, announce_job
from bowerbird_bridge.news.status_board import StatusBoard
from bowerbird_bridge.page_files import PageFile, page_files
from bowerbird_bridge.query_pictures import QueryPictures
from bowerbird_bridge.schemas.hello import HubState
from bowerbird_engine import Engine, Settings

CLIENTS_FILE = "clients.json"


@dataclass(slots=True)
class Hub:
    """One library that is being served on one port."""

    engine: Engine
    settings: Settings
    book: ClientBook
    pairings: PairingDesk
    sessions: SessionDesk
    jobs: Jobs
    events: Events
    board: StatusBoard
    reporter: Reporter
    upkeep: Upkeep
    query_pictures: QueryPictures
    page_files: Mapping[str, PageFile]
    port: int
    server_id: str = field(default_factory=lambda: secrets.token_hex(16))
    state: HubState = HubState.STARTING
    when_asked_to_stop: Callable[[], None] = lambda: None
    """What POST /v1/shutdown sets off; it returns at once."""
    _held: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    @classmethod
    def of(cls, engine: Engine, port: int) -> Self:
        """Put a hub together around an engine, which stays its caller's to close. `port` is the one listened on."""
        book = ClientBook(engine.settings.state_dir / CLIENTS_FILE)
        pairings, events = PairingDesk(book), Events()
        jobs = Jobs(engine, functools.partial(announce_job, events))
        upkeep = Upkeep.with_jobs(engine, jobs)
        board = StatusBoard(engine, jobs, upkeep.state, upkeep.waits)
        return cls(
            engine=engine,
            settings=engine.settings,
            book=book,
            pairings=pairings,
            sessions=SessionDesk(),
            jobs=jobs,
            events=events,
            board=board,
            reporter=Reporter(events, board, lambda: len(pairings.pending())),
            upkeep=upkeep,
            query_pictures=QueryPictures(),
            page_files=page_files(),
            port=port,
        )

    @property
    def callers(self) -> Callers:
        """Everybody who has a token of this hub."""
        return Callers(self.book, self.sessions)

    def start(self, *, keep_up: bool = True) -> None:
        """Own the library and begin, with `keep_up` to look after the folders by itself.

        Raises LibraryBusyError, which names the process that owns it.
        """
        self._held.enter_context(self.engine.hold("the hub"))
        for forget in (self.events.cut, self.query_pictures.discard_all_of):
            self.callers.when_revoked(forget)
        self.reporter.start()
        if keep_up:
            self.upkeep.start()
        self.state = HubState.READY

    def ask_to_stop(self) -> None:
        """Have whoever runs this hub end it, soon and from another thread."""
        self.state = HubState.STOPPING
        self.when_asked_to_stop()

    def close(self) -> None:
        """End everything within seconds, and let go of the library."""
        self.state = HubState.STOPPING
        self.events.close()
        # Side by side: each may have to wait a few seconds for what is under way, and all together must not take ten.
        ends = (self.reporter.close, self.upkeep.close, self.jobs.close)
        threads = [threading.Thread(target=end, name="ending") for end in ends]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.book.save_last_used()
        self._held.close()
