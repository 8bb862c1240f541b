"""What comes in for the window: kept until there is one, and read with care."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Receive = Callable[["dict[str, Any]", "int | None"], None]


class Inbox:
    """The requests that have come in, until there is a window to take them."""

    def __init__(self) -> None:
        """Begin empty."""
        self._waiting: list[tuple[dict[str, Any], int | None]] = []
        self._receive: Receive | None = None

    def put(self, request: dict[str, Any], image_id: int | None) -> None:
        """Take a request."""
        if self._receive is None:
            self._waiting.append((request, image_id))
        else:
            self._receive(request, image_id)

    def put_text(self, request: str, image_id: int | None) -> None:
        """Take a request as another process wrote it; what is none is passed over."""
        try:
            asked = json.loads(request)
        except (ValueError, RecursionError):
            return
        if isinstance(asked, dict):
            self.put(asked, image_id)

    def hand_to(self, receive: Receive) -> None:
        """Hand over all that has come and that comes from now on."""
        self._receive = receive
        waiting, self._waiting = self._waiting, []
        for request, image_id in waiting:
            receive(request, image_id)
