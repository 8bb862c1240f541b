from collections.abc import MutableMapping, Sequence
from socket import socket as Socket
from wsgiref.types import WSGIApplication

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.task import ThreadedTaskDispatcher

class BaseWSGIServer(wasyncore.dispatcher):
    active_channels: dict[int, HTTPChannel]
    adj: Adjustments
    channel_class: type[HTTPChannel]
    task_dispatcher: ThreadedTaskDispatcher
    trigger: wasyncore.dispatcher
    def run(self) -> None: ...
    def __init__(
        self,
        application: WSGIApplication,
        map: MutableMapping[int, wasyncore.dispatcher] | None = None,
        _start: bool = True,
        _sock: Socket | None = None,
        dispatcher: ThreadedTaskDispatcher | None = None,
        adj: Adjustments | None = None,
        sockinfo: object = None,
        bind_socket: bool = True,
    ) -> None: ...
    def add_task(self, task: HTTPChannel) -> None: ...
    def pull_trigger(self) -> None: ...
    def set_reuse_addr(self) -> None: ...

class TcpWSGIServer(BaseWSGIServer): ...

def create_server(application: WSGIApplication, *, sockets: Sequence[Socket] = ()) -> BaseWSGIServer: ...
