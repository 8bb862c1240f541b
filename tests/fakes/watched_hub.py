"""A hub that notes when each request came and when its answer was ready."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

from fakes.live_hub import LiveHub


@dataclass(frozen=True)
class Request:
    """One request: when it came, and when its answer was ready."""

    path: str
    came: float
    answered: float


class WatchedHub(LiveHub):
    """A hub that notes its requests."""

    def __init__(self, home: Path) -> None:
        self.requests: list[Request] = []
        super().__init__(home)

    def _counted(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        came = time.perf_counter()
        answer = self.app(environ, start_response)
        self.requests.append(Request(str(environ["PATH_INFO"]), came, time.perf_counter()))
        return answer

    def after(self, began: float, part: str) -> list[Request]:
        """Give the requests since then whose path holds a part, in the order of their answers."""
        found = [each for each in self.requests if each.came >= began and part in each.path]
        return sorted(found, key=lambda each: each.answered)

    def parts(self, clicked: float, seen: int) -> dict[str, float]:
        """Split a search with pixels into its parts, in milliseconds, up to as many thumbnails as are seen."""
        (upload, *_) = self.after(clicked, "/v1/query-images")
        (search, *_) = self.after(clicked, "/v1/search")
        thumbnails = self.after(clicked, "/thumbnail")[:seen]
        ends = {
            "export": upload.came,
            "upload": upload.answered,
            "search": search.answered,
            "first thumbnail": thumbnails[0].answered,
            f"{seen} thumbnails": thumbnails[-1].answered,
        }
        begins = (clicked, *ends.values())
        return {part: (end - begin) * 1000 for (part, end), begin in zip(ends.items(), begins, strict=False)}
