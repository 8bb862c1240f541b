"""What a user without privileges may not do, also where the tests run as root."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Generator


@contextlib.contextmanager
def ordinary_user() -> Generator[None]:
    """Run a block as a user without privileges: to root nothing is forbidden."""
    if sys.platform == "win32" or os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
