from collections.abc import Sequence
from socket import socket

class Adjustments:
    ident: str | None
    connection_limit: int
    outbuf_high_watermark: int
    def __init__(
        self,
        *,
        threads: int = 4,
        ident: str | None = "waitress",
        recv_bytes: int = 8192,
        outbuf_overflow: int = 1048576,
        outbuf_high_watermark: int = 16777216,
        inbuf_overflow: int = 524288,
        connection_limit: int = 100,
        log_socket_errors: bool = True,
        max_request_header_size: int = 262144,
        max_request_body_size: int = 1073741824,
        channel_request_lookahead: int = 0,
        server_name: str = "waitress.invalid",
        sockets: Sequence[socket] = (),
    ) -> None: ...
