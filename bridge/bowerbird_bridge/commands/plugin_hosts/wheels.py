"""Wheels of our own pure packages, for a host that installs wheels: made here, with nothing but the standard library."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from bowerbird_bridge.commands.plugin_hosts.plugin_files import LICENCE
from bowerbird_bridge.commands.plugin_hosts.zips import zip_of

OLDEST_PYTHON: Final = "3.9"
_TAG = "py3-none-any"
_HASH_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Wheel:
    """One wheel: its file's name, and what is in the file."""

    name: str
    data: bytes


def wheel_of(package: str, version: str, files: Mapping[PurePosixPath, bytes]) -> Wheel:
    """Make the wheel of a package from its files, with the licence among them.

    Its version tells what is in it: hosts take two wheels of one version for the same, and keep the one they have.
    """
    full = f"{version}{'.' if '+' in version else '+'}g{_digest(files)}"
    about = PurePosixPath(f"{package}-{full}.dist-info")
    inside = {PurePosixPath(package, place): data for place, data in files.items() if str(place) != LICENCE}
    inside[about / "licenses" / LICENCE] = files[PurePosixPath(LICENCE)]
    inside[about / "METADATA"] = _lines(
        "Metadata-Version: 2.4",
        f"Name: {package.replace('_', '-')}",
        f"Version: {full}",
        "Summary: A part of Bowerbird that its plug-ins bring",
        f"Requires-Python: >={OLDEST_PYTHON}",
        "License-Expression: MIT",
        f"License-File: {LICENCE}",
    )
    inside[about / "WHEEL"] = _lines(
        "Wheel-Version: 1.0", "Generator: bowerbird", "Root-Is-Purelib: true", f"Tag: {_TAG}"
    )
    inside[about / "RECORD"] = _record(inside, about / "RECORD")
    return Wheel(f"{package}-{full}-{_TAG}.whl", zip_of(inside, stored=True))


def _digest(files: Mapping[PurePosixPath, bytes]) -> str:
    whole = hashlib.sha256()
    for place, data in sorted(files.items()):
        for part in (str(place).encode(), data):
            whole.update(len(part).to_bytes(8, "big"))
            whole.update(part)
    return whole.hexdigest()[:_HASH_DIGITS]


def _record(inside: Mapping[PurePosixPath, bytes], itself: PurePosixPath) -> bytes:
    """List the files with their digests, as the format of wheels asks for; the list has no digest of itself."""
    lines = [
        f"{place},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()},{len(data)}"
        for place, data in sorted(inside.items())
    ]
    return _lines(*lines, f"{itself},,")


def _lines(*lines: str) -> bytes:
    return ("\n".join(lines) + "\n").encode()
