"""What a person does must never end in a dead window: an error in a handler is told, and the window goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from .toolkit import GLib

_log = logging.getLogger(__name__)


class Guard:
    """Handlers of signals and timers, with a net under them."""

    def __init__(self, tell: Callable[[BaseException], object]) -> None:
        """Say whom to tell about an error."""
        self._tell = tell

    def safe(self, handler: Callable[..., Any], otherwise: object = None) -> Callable[..., Any]:
        """Give a handler that returns `otherwise` where it would raise."""

        def called(*given: object) -> object:
            try:
                return handler(*given)
            except Exception as error:  # noqa: BLE001  that is what it is for
                _log.exception("The window could not do something.")
                try:
                    self._tell(error)
                except Exception:  # noqa: BLE001  nothing is left to try
                    _log.exception("Nor could it tell so.")
                return otherwise

        return called

    def on(
        self,
        widget: Any,
        signal: str,
        handler: Callable[..., Any],
        otherwise: object = None,
    ) -> int:
        """Connect a handler, which is called without the widget; give the handler's number."""
        safe = self.safe(handler, otherwise)
        return int(widget.connect(signal, lambda _widget, *given: safe(*given)))

    def soon(self, call: Callable[[], object], priority: int | None = None) -> int:
        """Call once from the main loop: after what the person does, and where no priority is given, when it is idle."""
        safe = self.safe(call)

        def run() -> bool:
            safe()
            return False

        return int(GLib.idle_add(run, priority=GLib.PRIORITY_DEFAULT_IDLE if priority is None else priority))

    def while_idle(self, work: Callable[[], bool]) -> int:
        """Call again and again while it returns True, when nothing else is to be done."""
        return int(GLib.idle_add(self.safe(work, otherwise=False)))

    def later(self, milliseconds: int, call: Callable[[], object]) -> int:
        """Call once, after a while; the number ends it before."""
        safe = self.safe(call)

        def run() -> bool:
            safe()
            return False

        return int(GLib.timeout_add(milliseconds, run))
