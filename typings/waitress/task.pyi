from collections import deque
from threading import Condition, Lock

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser

class Task:
    channel: HTTPChannel
    content_length: int | None
    request: HTTPRequestParser
    response_headers: list[tuple[str, str]]
    status: str
    def __init__(self, channel: HTTPChannel, request: HTTPRequestParser) -> None: ...
    def set_close_on_finish(self) -> None: ...
    def write(self, data: bytes) -> None: ...

class WSGITask(Task):
    def get_environment(self) -> dict[str, object]: ...

class ErrorTask(Task):
    def execute(self) -> None: ...

class ThreadedTaskDispatcher:
    lock: Lock
    queue: deque[HTTPChannel]
    queue_cv: Condition
    def add_task(self, task: HTTPChannel) -> None: ...
    def set_thread_count(self, count: int) -> None: ...
    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool: ...
