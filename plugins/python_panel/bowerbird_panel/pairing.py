"""Pairing from inside the window: the code, the seconds that it is good for, and what the person has to say to it."""

from __future__ import annotations

import math
from dataclasses import replace

from bowerbird_client import BowerbirdClientError, CodeToCompare, Connected, Outcome, PairingError

from . import notices
from .connecting import Link
from .slot import Slot
from .state import Connection, PairingCode, Remedy
from .world import World

_TICK_MS = 1_000


class PairingFlow:
    """One request at a time.

    Where nothing shows that it is the hub that answers, nothing counts until the person says that Bowerbird shows the
    same code: not even that the answer was yes.
    """

    def __init__(self, world: World, link: Link) -> None:
        """Say which connection is made by it."""
        self._world = world
        self._board = world.board
        self._link = link
        self._asking, self._tick = Slot(), Slot()
        self._ends = 0.0
        self._held: Connected | None = None

    def pair(self) -> None:
        """Ask the owner for rights."""
        if self._world.kept.unconfirmed_now():
            # Left by a window that was closed too early, or that the person has turned away from. A denial of what is asked now would make it good.
            self._world.kept.change(lambda settings: replace(settings, unconfirmed=True))
            self._link.disconnect()
            return
        self._link.rest()
        self._held = None
        self._board.stand(None)
        self._board.put(replace(self._board.state, connection=Connection.PAIRING, pairing=None))
        done = self._asking.take(self._answered)
        self._asking.hold(self._world.hub.pair(self._asking.watch(self._shown), done).cancel)

    def confirm(self, *, same: bool) -> None:
        """Take what the person says: that Bowerbird shows the same code, or not."""
        code = self._board.state.pairing
        if code is None:
            return
        if not same:
            self.cancel()
            return
        if code.must_be_seen:
            self._trust(unconfirmed=False)
        self._board.put(replace(self._board.state, pairing=replace(code, confirmed=True)))
        held, self._held = self._held, None
        if held is not None:
            self._enter(held)

    def cancel(self) -> None:
        """Give the request up; a token that has come already is forgotten where nobody has confirmed it."""
        if self._board.state.connection is not Connection.PAIRING:
            return
        self._end()
        self._board.put(replace(self._board.state, connection=Connection.NOT_PAIRED, pairing=None))
        if self._world.kept.settings.unconfirmed:
            self._link.disconnect()
        else:
            # Whoever was connected before still is.
            self._link.connect()

    def close(self) -> None:
        """End. What is not confirmed is forgotten the next time: the settings say so."""
        self._end()

    def _shown(self, code: CodeToCompare) -> None:
        self._ends = self._world.clock() + code.seconds
        if code.must_be_seen:
            self._trust(unconfirmed=True)
        shown = PairingCode(code.code, self._seconds_left(), code.must_be_seen, code.caution)
        self._board.put(replace(self._board.state, pairing=shown))
        self._count_down()

    def _count_down(self) -> None:
        self._tick.take_later(self._world.host.after, _TICK_MS, self._ticked)

    def _ticked(self) -> None:
        code = self._board.state.pairing
        if code is None:
            return
        self._board.put(replace(self._board.state, pairing=replace(code, seconds_left=self._seconds_left())))
        self._count_down()

    def _seconds_left(self) -> int:
        return max(0, math.ceil(self._ends - self._world.clock()))

    def _answered(self, outcome: Outcome[Connected]) -> None:
        if outcome.error is not None:
            self._failed(outcome.error)
            return
        code = self._board.state.pairing
        if code is not None and code.must_be_seen and not code.confirmed:
            self._held = outcome.value
        else:
            self._enter(outcome.value)

    def _failed(self, error: BowerbirdClientError) -> None:
        self._end()
        unconfirmed = self._world.kept.settings.unconfirmed
        self._board.put(replace(self._board.state, connection=Connection.NOT_PAIRED, pairing=None))
        if isinstance(error, PairingError):
            # Then no token has come, and one that was there before is as good as it was.
            self._trust(unconfirmed=False)
            self._board.tell(notices.of_error(self._world.program, error))
        elif unconfirmed:
            self._link.disconnect()
        elif not self._link.fault(error):
            self._board.tell(replace(notices.of_error(self._world.program, error), remedy=Remedy.PAIR))

    def _enter(self, connected: Connected) -> None:
        self._end()
        self._trust(unconfirmed=False)
        self._link.arrived(connected)

    def _end(self) -> None:
        self._held = None
        self._asking.free()
        self._tick.free()

    def _trust(self, *, unconfirmed: bool) -> None:
        # Written before anything else happens: whoever starts after a crash must know.
        self._world.kept.change(lambda settings: replace(settings, unconfirmed=unconfirmed))
        self._world.kept.save()
