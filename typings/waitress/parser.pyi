from waitress.adjustments import Adjustments
from waitress.utilities import Error

class ParsingError(Exception): ...

class HTTPRequestParser:
    adj: Adjustments
    body_rcv: object | None
    chunked: bool
    command: str
    completed: bool
    content_length: int
    error: Error | None
    expect_continue: bool
    header_plus: bytes
    headers: dict[str, str]
    headers_finished: bool
    path: str
    request_uri: str
    version: str
    def __init__(self, adj: Adjustments) -> None: ...
    def received(self, data: bytes) -> int: ...
    def parse_header(self, header_plus: bytes) -> None: ...
