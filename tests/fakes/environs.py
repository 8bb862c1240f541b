"""The environment of a request as a WSGI server makes it, in order but for what a test changes."""

from __future__ import annotations

PORT = 28471
HOST = f"127.0.0.1:{PORT}"
OWN = f"http://{HOST}"
PAIRED = "https://editor.example"
JSON = {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": "2"}


def environ(method: str = "GET", target: str = "/v1/status", **more: str) -> dict[str, object]:
    """Make the environment of a request that is let in, but for what `more` changes."""
    return {
        "REQUEST_METHOD": method,
        "REQUEST_URI": target,
        "PATH_INFO": target.partition("?")[0],
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": HOST,
        **more,
    }
