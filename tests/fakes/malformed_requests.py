"""Requests that are too large, of two minds about their length, or no HTTP/1.1 at all: all but their Host is wrong."""

from __future__ import annotations

from fakes.raw_http import request

JSON = {"Content-Type": "application/json"}
PNG = {"Content-Type": "image/png"}
MIB = 1024 * 1024


def malformed(host: str) -> dict[str, bytes]:
    """Give each with a name; `host` is the server's own."""
    many = b"a" * 300_000
    return {
        "2 GiB announced": request("POST", "/v1/search", {**JSON, "Content-Length": "2147483648"}, host=host),
        "2 GiB picture announced": request(
            "POST", "/v1/query-images", {**PNG, "Content-Length": "2147483648"}, host=host
        ),
        "33 MiB body": request("POST", "/v1/query-images", PNG, bytes(33 * MIB), host=host),
        "33 MiB of JSON": request("POST", "/v1/search", JSON, bytes(33 * MIB), host=host),
        "65 KiB of JSON": request("POST", "/v1/search", JSON, b" " * (64 * 1024 + 1), host=host),
        "body of a GET": request("GET", "/v1/status", {}, b"{}", host=host),
        "asks to go on": request(
            "POST",
            "/v1/search",
            {**JSON, "Content-Length": "2147483648", "Expect": "100-continue"},
            host=host,
        ),
        "chunks": request(
            "POST", "/v1/search", {**JSON, "Transfer-Encoding": "chunked"}, b"2\r\n{}\r\n0\r\n\r\n", host=host
        ),
        "chunks and a length": request(
            "POST",
            "/v1/search",
            {**JSON, "Content-Length": "12", "Transfer-Encoding": "chunked"},
            b"2\r\n{}\r\n0\r\n\r\n",
            host=host,
        ),
        "chunks of an odd coding": request(
            "POST", "/v1/search", {**JSON, "Transfer-Encoding": "gzip, chunked"}, host=host
        ),
        "an odd coding": request("POST", "/v1/search", {**JSON, "Transfer-Encoding": "xchunked"}, host=host),
        "two lengths": request(
            "POST",
            "/v1/search",
            [*JSON.items(), ("Content-Length", "2"), ("Content-Length", "2")],
            b"{}",
            host=host,
        ),
        "two different lengths": request(
            "POST",
            "/v1/search",
            [*JSON.items(), ("Content-Length", "2"), ("Content-Length", "3")],
            b"{}",
            host=host,
        ),
        "negative length": request("POST", "/v1/search", {**JSON, "Content-Length": "-1"}, b"{}", host=host),
        "signed length": request("POST", "/v1/search", {**JSON, "Content-Length": "+2"}, b"{}", host=host),
        "hexadecimal length": request(
            "POST", "/v1/search", {**JSON, "Content-Length": "0x2"}, b"{}", host=host
        ),
        "length of many digits": request(
            "POST", "/v1/search", {**JSON, "Content-Length": "9" * 5000}, b"{}", host=host
        ),
        "300 KB header": request("GET", "/v1/status", {"X": many.decode()}, host=host),
        "300 KB target": request("GET", f"/{many.decode()}", host=host),
        "300 KB without a line": many,
        "10,000 headers": request("GET", "/v1/status", [("X", "a")] * 10_000, host=host),
        "bare line feeds": f"GET / HTTP/1.1\nHost: {host}\n\n".encode(),
        "one bare line feed": f"GET / HTTP/1.1\r\nX: a\nHost: {host}\r\n\r\n".encode(),
        "bare carriage return": f"GET / HTTP/1.1\r\nX: a\rb\r\nHost: {host}\r\n\r\n".encode(),
        "folded header": f"GET / HTTP/1.1\r\nHost: {host}\r\nX: a\r\n b\r\n\r\n".encode(),
        "folded Host": f"GET / HTTP/1.1\r\nHost:\r\n {host}\r\n\r\n".encode(),
        "space before the colon": f"GET / HTTP/1.1\r\nHost : {host}\r\n\r\n".encode(),
        "NUL in a header": request("GET", "/v1/status", {"X": "\0"}, host=host),
        "no version": b"GET /\r\n\r\n",
        "another version": request("GET", "/v1/status", host=host, version="HTTP/2.0"),
        "small method": request("get", "/v1/status", host=host),
        "CONNECT": request("CONNECT", "evil.com:443", host=host),
        "no target": f"GET  HTTP/1.1\r\nHost: {host}\r\n\r\n".encode(),
        "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        "nothing of the kind": b"\x00\xff\xfe\r\n\r\n",
    }
