"""Connections: waitress made strict about what it takes, quick to give up, and silent about what it is.

No thread waits for a reader: an answer is put by whole, and the next request of the same connection begins when most of
it has been taken. Only an answer in pieces waits, for READER_S in all.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
import threading
import time
from collections import deque
from collections.abc import Generator, MutableMapping
from wsgiref.types import WSGIApplication

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from bowerbird_bridge.access.callers import Callers
from bowerbird_bridge.problems import UNAUTHORIZED, Problem
from bowerbird_bridge.serving.guard import MOST_JSON, Guard
from bowerbird_bridge.serving.lanes import Lane, lane_of
from bowerbird_bridge.serving.requests import Answering, Refusing, Request

IDLE_S = 60.0
HEAD_S = 30.0
WHOLE_S = 60.0
STALLED_S = 60.0
"""How long a connection may be silent, take for its head and for its whole request, and leave an answer unread."""
READER_S = 15.0
"""How long an answer in pieces may hold its thread in all, while its reader takes too few of them."""
STILL_S = 1.0
"""Whoever has taken nothing of an answer for so long makes room when there is none, and holds up no stop."""
LINGER_S = 3.0
"""A client that still sends what was refused gets to read why, and is not cut off."""

MOST_REQUESTS = 2
"""One at work, and one sent ahead."""
MOST_HELD = 256 * 1024 * 1024
"""Bytes of large bodies in memory, all connections together; one client's have half of it at most."""

_SWEEP_EVERY_S = 0.25
_HANDS_FULL = Problem(
    "busy", "Too many pictures are being sent at once. Try again in a moment.", retry_after=1
)
# Closed so, the system takes back what it has not delivered.
_TAKEN_BACK = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Dispatcher(ThreadedTaskDispatcher):
    """Without waitress' line in the log for each request that waits for a thread."""

    def add_task(self, task: HTTPChannel) -> None:
        """Hand a request to the next free thread."""
        with self.lock:
            self.queue.append(task)
            self.queue_cv.notify()


class Channel(HTTPChannel):
    """One connection, with a clock."""

    task_class = Answering
    error_task_class = Refusing

    def __init__(
        self,
        server: ConnectionServer,
        sock: socket.socket,
        addr: tuple[str, int],
        adj: Adjustments,
        map: MutableMapping[int, wasyncore.dispatcher] | None = None,  # noqa: A002  the name is waitress'
    ) -> None:
        self._owner = server
        self._since = time.monotonic()
        self._refused = False
        self._lingers = False
        self._patience_s = READER_S
        self._answered: str | None = None
        self.parser_class = lambda adj: Request(adj, server, self)
        super().__init__(server, sock, addr, adj, map=map)

    @property
    def asked(self) -> list[Request]:
        """What the client has asked that is not answered yet, in this order; the last one may still be coming in."""
        return [each for each in (*tuple(self.requests), self.request) if isinstance(each, Request)]

    @property
    def full(self) -> bool:
        """Whether the client has sent as many requests ahead as it may."""
        return len(self.requests) >= MOST_REQUESTS

    @property
    def answering(self) -> bool:
        """Whether a request is being worked on, or its answer is not out yet."""
        return bool(self.requests or self.total_outbufs_len or self.close_when_flushed)

    @property
    def choked(self) -> bool:
        """Whether so much of what was answered is still here that nothing should be added."""
        return self.total_outbufs_len > self.adj.outbuf_high_watermark

    @property
    def streaming(self) -> bool:
        """Whether the answer under way is one that never ends by itself."""
        return any(lane_of(request.path) is Lane.STREAMS for request in tuple(self.requests))

    @property
    def waiting_since(self) -> float:
        """When the client last did what we are waiting for; never, while we work for it or it reads."""
        if self.total_outbufs_len:
            return self._since if self.stands_still(time.monotonic()) else float("inf")
        return float("inf") if self.answering else self._since

    def stands_still(self, now: float) -> bool:
        """Tell whether there is an answer that nobody reads."""
        return bool(self.total_outbufs_len) and now - self._since > STILL_S

    def overdue(self, now: float) -> bool:
        """Tell whether this connection has had all the time that it gets."""
        request = self.request
        if self._patience_s <= 0:
            return True
        if self._lingers:
            most = LINGER_S
        elif self.total_outbufs_len:
            most = STALLED_S
        elif self.requests:
            return False
        elif request is None:
            most = IDLE_S
        else:
            most = WHOLE_S if request.headers_finished else HEAD_S
        return now - self._since > most

    def serves(self, client_id: str) -> bool:
        """Tell whether something is asked or answered here for this client."""
        answered = bool(self.total_outbufs_len) and self._answered == client_id
        return answered or any(request.caller == client_id for request in self.asked)

    def received(self, data: bytes) -> bool:
        """Take what has come in; nothing, after a request that was refused: it may be the rest of its body."""
        if self._lingers or any(request.error for request in tuple(self.requests)):
            return False
        before = self.request
        done = super().received(data)
        if self.request is not before:
            self._since = time.monotonic()
        return done

    def service(self) -> None:
        """Answer one request, in a thread."""
        request = self.asked[0]
        self._refused = bool(request.error)
        self._answered = request.caller
        self._patience_s = READER_S
        with self._owner.at_work(self):
            super().service()
        self._since = time.monotonic()

    def write_soon(self, data: bytes) -> int:
        """Put by a piece of the answer, once enough of what came before has been read. Raises ClientDisconnected."""
        with self.outbuf_lock:
            while self.connected and self.choked:
                if self._patience_s <= 0:
                    self.server.pull_trigger()  # it is overdue
                    raise ClientDisconnected
                started = time.monotonic()
                self.server.pull_trigger()
                self.outbuf_lock.wait(self._patience_s)
                self._patience_s -= time.monotonic() - started
        return super().write_soon(data)

    def _flush_outbufs_below_high_watermark(self) -> None:
        """Wait for nobody: `write_soon` has waited, and what comes next is put off by the server."""

    def _flush_some(self, do_close: bool = True) -> bool:
        sent = super()._flush_some(do_close=do_close)
        if sent:
            self._since = time.monotonic()
        return sent

    def handle_close(self) -> None:
        """Close, after a refusal only once the client has read it."""
        # With bytes unread, closing would make the system take back the answer that says why they were not read.
        if self._refused and self.connected and not self._lingers and self.socket is not None:
            self._lingers = True
            self._since = time.monotonic()
            self.will_close = self.close_when_flushed = False
            with contextlib.suppress(OSError):
                self.socket.shutdown(socket.SHUT_WR)
                return
        super().handle_close()

    def handle_expt(self) -> None:
        """Close on out-of-band data: nobody sends it for good."""
        self.give_up()

    def give_up(self) -> None:
        """Close now, whatever is under way."""
        self._lingers = True
        self.handle_close()

    def take_back(self) -> None:
        """Close now, and deliver nothing more, not even what the system has been handed."""
        if self.socket is not None:
            with contextlib.suppress(OSError):
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _TAKEN_BACK)
        self.give_up()


class ConnectionServer(TcpWSGIServer):
    """The listening socket and all connections that came from it."""

    channel_class = Channel
    guard: Guard | None = None
    callers: Callers | None = None
    """Who may ask; without it, everybody is the same nobody."""
    _swept = 0.0

    def __init__(
        self,
        app: WSGIApplication,
        sock: socket.socket,
        *,
        adj: Adjustments,
        dispatcher: Dispatcher,
        map: MutableMapping[int, wasyncore.dispatcher],  # noqa: A002  the name is waitress'
    ) -> None:
        self._put_off: deque[Channel] = deque()
        self._cut_off: deque[tuple[str, Channel | None]] = deque()
        self._thread = threading.local()
        super().__init__(
            app,
            map=map,
            _sock=sock,
            dispatcher=dispatcher,
            adj=adj,
            sockinfo=(sock.family, sock.type, sock.proto, sock.getsockname()),
            bind_socket=False,
        )

    def set_reuse_addr(self) -> None:
        """Leave the socket as it is: on Windows this would open it to other programs."""

    def channels(self) -> list[Channel]:
        """Give the open connections."""
        return [channel for channel in self.active_channels.values() if isinstance(channel, Channel)]

    def readable(self) -> bool:
        """Tell whether there is room for another connection."""
        return self.accepting and len(self.active_channels) < self.adj.connection_limit

    def add_task(self, task: HTTPChannel) -> None:
        """Have a request answered as soon as a thread is free and its client has read what came before."""
        if isinstance(task, Channel) and task.choked:
            self._put_off.append(task)
            self.pull_trigger()
        else:
            self.task_dispatcher.add_task(task)

    @contextlib.contextmanager
    def at_work(self, channel: Channel) -> Generator[None]:
        """Note which connection this thread answers."""
        self._thread.channel = channel
        try:
            yield
        finally:
            self._thread.channel = None

    def cut(self, client_id: str) -> None:
        """Give up what is under way for a client, from any thread; not the answer to who asks for just that."""
        self._cut_off.append((client_id, getattr(self._thread, "channel", None)))
        with contextlib.suppress(OSError):
            self.pull_trigger()

    def sweep(self) -> None:
        """Do what the loop's turn is for: begin what was put off, and close what is cut off or overdue.

        When there is no room left, whoever has kept us waiting longest goes.
        """
        self._take_up()
        self._cut()
        now = time.monotonic()
        full = len(self.active_channels) >= self.adj.connection_limit
        if not full and now - self._swept < _SWEEP_EVERY_S:
            return
        self._swept = now
        channels = self.channels()
        for channel in channels:
            if channel.overdue(now):
                channel.give_up()
        if full:
            longest = min(channels, key=lambda channel: channel.waiting_since)
            if longest.waiting_since < float("inf"):
                longest.give_up()

    def _take_up(self) -> None:
        for _ in range(len(self._put_off)):
            channel = self._put_off.popleft()
            if channel.choked:
                self._put_off.append(channel)
            elif channel.connected:
                self.task_dispatcher.add_task(channel)

    def _cut(self) -> None:
        while self._cut_off:
            client_id, spared = self._cut_off.popleft()
            for channel in self.channels():
                if channel is not spared and channel.serves(client_id):
                    channel.take_back()

    def gate(self, request: Request) -> Problem | None:
        """Decide on a request before its body is read."""
        problem = self.guard.refuse(request.environ()) if self.guard else None
        if problem is not None:
            return problem
        if self.callers is not None:
            request.caller = self.callers.identify(request.headers.get("AUTHORIZATION", ""))
            request.asked_for_caller = True
        if request.content_length <= MOST_JSON:
            return None
        if self.callers is not None and request.caller is None:
            return UNAUTHORIZED
        return None if self._has_room_for(request) else _HANDS_FULL

    def _has_room_for(self, request: Request) -> bool:
        held = [
            (each.caller, each.content_length)
            for channel in self.channels()
            for each in channel.asked
            if each.error is None
        ]
        own = sum(length for caller, length in held if caller == request.caller)
        one_of_many = request.caller is not None and own > MOST_HELD // 2
        return not one_of_many and sum(length for _, length in held) <= MOST_HELD
