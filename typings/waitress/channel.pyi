from collections.abc import Callable, MutableMapping
from socket import socket as Socket

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer
from waitress.task import ErrorTask

class HTTPChannel(wasyncore.dispatcher):
    adj: Adjustments
    close_when_flushed: bool
    error_task_class: type[ErrorTask]
    parser_class: Callable[[Adjustments], HTTPRequestParser]
    request: HTTPRequestParser | None
    requests: list[HTTPRequestParser]
    server: BaseWSGIServer
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
    def _flush_some(self, do_close: bool = True) -> bool: ...
