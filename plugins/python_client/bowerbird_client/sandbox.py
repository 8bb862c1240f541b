"""What a sandbox hides from a program, told by the marks that it leaves: Flatpak, Snap, and the App Sandbox of macOS.

A folder that is not there means something only where it would be seen if it were.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

FLATPAK_INFO = Path("/.flatpak-info")
_WHOLE_HOME = frozenset({"home", "host"})


def is_sandboxed(environ: Mapping[str, str] | None = None, flatpak_info: Path = FLATPAK_INFO) -> bool:
    """Tell whether this program sees less of the machine than its user does."""
    environ = os.environ if environ is None else environ
    return "SNAP" in environ or "APP_SANDBOX_CONTAINER_ID" in environ or flatpak_info.exists()


def hides_the_home(environ: Mapping[str, str] | None = None, flatpak_info: Path = FLATPAK_INFO) -> bool:
    """Tell whether something below the user's home may be there although it seems not to be.

    A snap may be forbidden to read it, but is not told that it is absent, once it knows where the real home is.
    """
    environ = os.environ if environ is None else environ
    if "APP_SANDBOX_CONTAINER_ID" in environ:
        return True
    if "SNAP" in environ and "SNAP_REAL_HOME" not in environ:
        return True
    try:
        told = flatpak_info.read_text("utf-8", "replace")
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return not any(
        entry.partition(":")[0] in _WHOLE_HOME
        for line in told.splitlines()
        if line.startswith("filesystems=")
        for entry in line.partition("=")[2].split(";")
    )
