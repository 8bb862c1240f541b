"""The versions of everything that takes part, and what is private about this machine and the person who uses it."""

from __future__ import annotations

import contextlib
import getpass
import locale
import os
import platform
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Final

_PRODUCT: Final = "bowerbird"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_NUMBERS: Final = re.compile(r"\d+(?:\.\d+)*")
_PLAIN: Final = re.compile(r"[a-z0-9._-]{1,20}")
_ENVIRONMENT: Final = (
    "BOWERBIRD_HOME",
    "BOWERBIRD_DETAILS",
    "HF_ENDPOINT",
    "XDG_DATA_HOME",
    "OMP_NUM_THREADS",
)


def versions() -> dict[str, object]:
    """Name the product, Python, the system and each library with its version; of variables only whether they are set."""
    return {
        "bowerbird": metadata.version(_PRODUCT),
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "system": platform.system(),
        "release": _numbers(platform.release()),
        "distribution": _distribution(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "encoding": sys.getfilesystemencoding(),
        "language_is_utf8": "utf" in locale.getpreferredencoding(do_setlocale=False).lower(),
        "in_a_virtual_environment": sys.prefix != sys.base_prefix,
        "set_in_the_environment": [name for name in _ENVIRONMENT if name in os.environ],
        "libraries": _libraries(),
    }


def private_names() -> dict[str, str]:
    """Give the home, the name of the person's account and that of the machine, each with its placeholder."""
    found: dict[str, str] = {}
    with contextlib.suppress(RuntimeError, OSError):
        home = Path.home()
        found |= {str(home): "<home>", os.path.realpath(home): "<home>"}
        if home.name:
            found[home.name] = "<user>"
    # Raises whatever the system says of a user whom it does not know.
    with contextlib.suppress(Exception):
        found[getpass.getuser()] = "<user>"
    host = platform.node()
    for name in (host, host.partition(".")[0]):
        if name and name.lower() != "localhost":
            found[name] = "<host>"
    return found


def _libraries() -> dict[str, str]:
    found: dict[str, str] = {}
    for requirement in metadata.requires(_PRODUCT) or ():
        named = _NAME.match(requirement)
        if named is not None:
            with contextlib.suppress(metadata.PackageNotFoundError):
                found[named[0]] = metadata.version(named[0])
    return dict(sorted(found.items()))


def _distribution() -> str:
    with contextlib.suppress(OSError, AttributeError):
        told = platform.freedesktop_os_release()
        parts = (told.get("ID", ""), told.get("VERSION_ID", ""))
        return " ".join(part for part in parts if _PLAIN.fullmatch(part))
    return _numbers(platform.version())


def _numbers(text: str) -> str:
    """Keep the number at the beginning: who builds a system may name it."""
    found = _NUMBERS.match(text)
    return "" if found is None else found[0]
