"""Put the bundle together: what is made of known fields as it is, and every other text through the redactor."""

from __future__ import annotations

import contextlib
import json
import secrets
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from bowerbird_bridge.commands.diagnostics.hub_lines import last_lines
from bowerbird_bridge.commands.diagnostics.redaction import Redactor
from bowerbird_bridge.commands.diagnostics.this_machine import private_names, versions
from bowerbird_bridge.commands.diagnostics.timings import timings
from bowerbird_bridge.commands.diagnostics.vocabulary import vocabulary
from bowerbird_engine import Check, Settings, describe_library

README: Final = """This is what `bowerbird diagnostics` wrote down about one installation of Bowerbird, for somebody who helps.
It was written on the machine itself and sent nowhere.

versions.json  the product, Python, the system and the libraries, each with its version
doctor.json    what `bowerbird doctor` found
library.json   settings, and the library in numbers: files by state, failures by code, sizes, models
timings.json   how long a few searches take, in milliseconds
hub-log.txt    the last lines of the hub's log
errors.txt     the last errors in it

Nothing in it names a person, a machine, a folder, a file or a search. Placeholders stand for what was taken out, the
same one for the same thing: <folder 1> for a folder of the library, <backups 1> for one of backups, <home>, <library>,
<cache>, <path 1> for any other path, <name 1> for what stood in quotes, and <word 1> for each word that is none of
Bowerbird's own.
"""

_MASK: Final = "(taken out)"
_ORDER: Final = {"bad": 0, "note": 1, "ok": 2}


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of a bundle by name. `withheld` are those that were left out because something private was in them."""

    files: Mapping[str, str]
    withheld: Sequence[str] = ()

    def as_zip(self) -> bytes:
        """Pack the files."""
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in self.files.items():
                # The time is none of anybody's business, and the same bundle is the same bytes.
                archive.writestr(zipfile.ZipInfo(f"bowerbird-diagnostics/{name}"), text.encode())
        return packed.getvalue()


def make_bundle(settings: Settings, checks: Sequence[Check]) -> Bundle:
    """Describe this installation and its library, and tell what the doctor found."""
    library = describe_library(settings)
    redactor = Redactor({**private_names(), **library.private}, vocabulary())
    lines, errors = last_lines(settings.state_dir)
    return sealed(
        redactor,
        {
            "versions.json": _json(versions()),
            "doctor.json": _json([_check(check, redactor) for check in sorted(checks, key=_rank)]),
            "library.json": _json(library.facts),
            "timings.json": _json(timings(settings)),
            "hub-log.txt": "".join(f"{redactor(line)}\n" for line in lines),
            "errors.txt": "".join(f"{redactor(line)}\n" for line in errors),
        },
    )


def write_bundle(place: Path, data: bytes, *, replace: bool) -> None:
    """Write a file wholly or not at all: over nothing, or in place of what was there once the new one is whole."""
    fresh = place.parent / f".{secrets.token_hex(8)}.part" if replace else place
    file = fresh.open("xb")
    try:
        with file:
            file.write(data)
        if replace:
            fresh.replace(place)
    except BaseException:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise


def sealed(redactor: Redactor, files: Mapping[str, str]) -> Bundle:
    """Look through all of it once more: a file in which something private still stands is left out."""
    withheld = tuple(name for name, text in files.items() if redactor.finds(text))
    kept = {name: _MASK if name in withheld else text for name, text in files.items()}
    return Bundle({"README.txt": README, **kept}, withheld)


def _check(check: Check, redactor: Redactor) -> dict[str, str]:
    return {
        "name": redactor(check.name),
        "state": check.state,
        "code": check.code,
        "detail": redactor(_on_one_line(check.detail)),
        "advice": redactor(_on_one_line(check.advice)),
    }


def _on_one_line(text: str) -> str:
    """Our own sentences break no lines: where one is broken a name does it, and a name stays whole."""
    return " ".join(text.splitlines())


def _rank(check: Check) -> int:
    return _ORDER[check.state]


def _json(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=True) + "\n"
