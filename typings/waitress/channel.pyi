from collections.abc import Callable, MutableMapping
from socket import socket as Socket
from threading import Condition

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer
from waitress.task import ErrorTask, WSGITask

class ClientDisconnected(Exception): ...

class HTTPChannel(wasyncore.dispatcher):
    adj: Adjustments
    close_when_flushed: bool
    error_task_class: type[ErrorTask]
    outbuf_lock: Condition
    parser_class: Callable[[Adjustments], HTTPRequestParser]
    request: HTTPRequestParser | None
    requests: list[HTTPRequestParser]
    server: BaseWSGIServer
    task_class: type[WSGITask]
    total_outbufs_len: int
    will_close: bool
    def __init__(
        self,
        server: BaseWSGIServer,
        sock: Socket,
        addr: tuple[str, int],
        adj: Adjustments,
        map: MutableMapping[int, wasyncore.dispatcher] | None = None,
    ) -> None: ...
    def received(self, data: bytes) -> bool: ...
    def service(self) -> None: ...
    def write_soon(self, data: bytes) -> int: ...
    def _flush_outbufs_below_high_watermark(self) -> None: ...
    def _flush_some(self, do_close: bool = True) -> bool: ...
