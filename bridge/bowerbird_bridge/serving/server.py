"""The HTTP server: one listening socket of this machine alone, and the loop that serves it until it is told to stop."""

from __future__ import annotations

import contextlib
import errno
import socket
import sys
import time
from collections.abc import MutableMapping, Sequence
from wsgiref.types import WSGIApplication

from waitress import wasyncore
from waitress.adjustments import Adjustments

from bowerbird_bridge.access.callers import Callers
from bowerbird_bridge.serving.connections import ConnectionServer, Dispatcher
from bowerbird_bridge.serving.guard import MOST_PICTURE, Guard
from bowerbird_bridge.serving.lanes import THREADS
from bowerbird_bridge.serving.requests import MOST_HEAD
from bowerbird_engine import BowerbirdError

HOST = "127.0.0.1"

GRACE_S = 5.0
THREADS_S = 2.0
"""A stop waits so long for answers under way, and then for the threads: together well under ten seconds."""

MOST_CONNECTIONS = 400 if sys.platform == "win32" else 1000  # select() on Windows takes 512
_BACKLOG = 128
_RECV_BYTES = 64 * 1024
_PENDING_OUT = 1024 * 1024
_TICK_S = 1.0


class NoPortError(BowerbirdError):
    """Say that every port is taken, and by whom."""

    code = "no_port"


def listen(ports: Sequence[int]) -> tuple[socket.socket, list[str]]:
    """Listen on the first of these ports that is free, on this machine alone; sentences say which were taken, by whom.

    Raises NoPortError.
    """
    taken: list[str] = []
    for port in ports:
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            if sys.platform == "win32":
                # There, SO_REUSEADDR would let any other program take over the port of a running hub.
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind((HOST, port))
            sock.listen(_BACKLOG)
        except OSError as error:
            sock.close()
            taken.append(_why_taken(port, error))
        else:
            return sock, [f"{each[0].upper()}{each[1:]}." for each in taken]
    raise NoPortError(
        f"The hub cannot start: {'; '.join(taken)}. Stop one of these programs, and start it again."
    )


def _why_taken(port: int, error: OSError) -> str:
    if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
        return f"port {port} cannot be used ({error.strerror})"
    import psutil  # noqa: PLC0415  only when there is something to find out

    with contextlib.suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("tcp"):
            # Empty where there is no address.
            if connection.status == psutil.CONN_LISTEN and connection.pid and port in connection.laddr[1:]:
                name = "".join(filter(str.isprintable, psutil.Process(connection.pid).name()))
                return f"port {port} is taken by process {connection.pid} ({name})"
    return f"port {port} is taken by a program of another user"


class HubServer:
    """Serves one application on one listening socket, which must be of this machine alone.

    `callers` tells whose token a request shows, so that nobody without one sends much or holds much room, and what is
    under way for a client that is revoked ends.
    """

    def __init__(
        self,
        app: WSGIApplication,
        sock: socket.socket,
        *,
        callers: Callers | None = None,
        threads: int = THREADS,
    ) -> None:
        host, port = sock.getsockname()[:2]
        if host != HOST:
            raise ValueError(f"the hub listens on {HOST} only, not on {host}")
        self.port: int = port
        self._map: MutableMapping[int, wasyncore.dispatcher] = {}
        self._dispatcher = Dispatcher()
        self._dispatcher.set_thread_count(threads)
        self._server = ConnectionServer(
            app, sock, adj=_adjustments(sock), dispatcher=self._dispatcher, map=self._map
        )
        self._server.guard = app if isinstance(app, Guard) else None
        self._server.callers = callers
        if callers is not None:
            callers.when_revoked(self._server.cut)
        # No event, whose lock would be asked for twice where a signal comes while one is handled.
        self._stopping = False

    def run(self) -> None:
        """Serve until `close` is called, then end what is under way; in under ten seconds."""
        try:
            while not self._stopping:
                self._turn(_TICK_S)
            self._drain()
        finally:
            self.end()

    def end(self) -> None:
        """Let go of connections, threads and sockets. `run` does so at its end; a server that never ran needs to be told."""
        for channel in self._server.channels():
            channel.give_up()  # whoever still writes to it is told so
        self._dispatcher.shutdown(timeout=THREADS_S)
        self._server.close()
        self._map.clear()

    def close(self) -> None:
        """Ask `run` to end, from any thread or a signal handler. New connections are refused from then on."""
        self._stopping = True
        with contextlib.suppress(OSError):
            self._server.pull_trigger()

    def _turn(self, timeout: float) -> None:
        wasyncore.loop(timeout, use_poll=True, map=self._map, count=1)
        self._server.sweep()

    def _drain(self) -> None:
        wasyncore.dispatcher.close(self._server)  # the listening socket; the trigger still wakes this loop
        deadline = time.monotonic() + GRACE_S
        while time.monotonic() < deadline:
            channels = self._server.channels()
            for channel in channels:
                if not channel.answering or channel.stands_still(time.monotonic()):
                    channel.give_up()
            if not any(channel.answering and not channel.streaming for channel in channels):
                return
            self._turn(0.05)


def _adjustments(sock: socket.socket) -> Adjustments:
    return Adjustments(
        sockets=[sock],
        ident=None,
        server_name=HOST,
        recv_bytes=_RECV_BYTES,
        connection_limit=min(MOST_CONNECTIONS, _open_files() // 2),
        max_request_header_size=MOST_HEAD,
        max_request_body_size=MOST_PICTURE + 1,
        inbuf_overflow=MOST_PICTURE + 1,  # never a file on the disk
        outbuf_overflow=64 * 1024 * 1024,
        outbuf_high_watermark=_PENDING_OUT,
        channel_request_lookahead=1,  # else nobody notices that a client has gone while it waits
        log_socket_errors=False,
    )


def _open_files() -> int:
    """Allow as many open files as the system lets us have, within reason, and give their number."""
    if sys.platform == "win32":
        return 2 * MOST_CONNECTIONS
    else:  # noqa: RET505  type checkers follow the platform through else alone
        import resource  # noqa: PLC0415  there is none on Windows

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 4096 if hard == resource.RLIM_INFINITY else min(4096, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
                soft = wanted
        return wanted if soft == resource.RLIM_INFINITY else soft
