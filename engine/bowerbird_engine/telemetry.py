"""What the model runtime would tell its makers, kept from it before it is loaded."""

from __future__ import annotations

import os
from typing import Final

_SWITCH: Final = "ORT_DISABLE_TELEMETRY"


def forbid_telemetry() -> None:
    """Have onnxruntime send and collect nothing, in this process and its children. To be called before it is imported.

    Its builds for Linux and macOS, too, look up a host of their makers, and keep an id of the machine and
    a queue of events below ~/.cache. Only this variable stops that: its own call comes when all has begun.
    """
    os.environ[_SWITCH] = "1"
