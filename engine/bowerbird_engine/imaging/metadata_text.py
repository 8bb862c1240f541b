"""What of a file's own words becomes a time, a camera or a keyword. Pure, bounded, and without Pillow."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time
from typing import Final

from bowerbird_engine.imaging.captions_text import decoded, plain_line

MOST_KEYWORDS: Final = 100
LONGEST_KEYWORD: Final = 80
"""Characters. What is longer is no keyword, and is left out rather than cut off."""
LONGEST_CAMERA: Final = 80

_MOST_RAW: Final = 1000
"""Texts looked at for keywords: a hundred are kept, and a file can hold a million."""
_LONGEST_RAW: Final = 4096

_FIRST_YEAR: Final = 1826
"""Of the oldest photograph that is left. What lies before it is a clock that was never set."""
_LAST_YEAR: Final = 2199

_MOMENT: Final = re.compile(
    r"\s*(\d{4})[:./-]?(\d\d)[:./-]?(\d\d)(?:[T\s]\s*(\d\d):?(\d\d)(?::?(\d\d))?)?", re.ASCII
)


def taken_in(text: str | bytes) -> str | None:
    """Give the day and time that EXIF, IPTC or XMP writes, as `YYYY-MM-DDTHH:MM:SS`; None for none that can be.

    Zones and fractions are left out: what counts is what the clock of the camera showed. Without a good time it is midnight.
    """
    line = (decoded(text[:_LONGEST_RAW]) if isinstance(text, bytes) else text)[:64]
    found = _MOMENT.match(line)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part) if part else 0 for part in found.groups())
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        on = date(year, month, day)
    except ValueError:
        return None
    try:
        at = time(hour, minute, second)
    except ValueError:
        at = time()
    return f"{on.isoformat()}T{at.isoformat('seconds')}"


def camera_in(make: str | bytes | None, model: str | bytes | None) -> str | None:
    """Join maker and model, the maker once: `Canon EOS 5D`, `Apple iPhone 12`."""
    maker, name = _line(make), _line(model)
    first = maker.partition(" ")[0].casefold()
    if name and first and name.casefold().startswith(first):
        maker = ""
    return f"{maker} {name}".strip()[:LONGEST_CAMERA].rstrip() or None


def keywords_in(texts: Iterable[str | bytes]) -> tuple[str, ...]:
    """Give the keywords that stand in these texts, each once whatever its case.

    A text may hold several, separated by semicolons, or a path of a hierarchy (`Animals|Birds`), of which each step is one.
    """
    found: dict[str, str] = {}
    for _, text in zip(range(_MOST_RAW), texts, strict=False):
        raw = decoded(text[:_LONGEST_RAW]) if isinstance(text, bytes) else text[:_LONGEST_RAW]
        for part in re.split(r"[;|\0]", raw):
            keyword = plain_line(part)
            if any(map(str.isalnum, keyword)) and len(keyword) <= LONGEST_KEYWORD:
                found.setdefault(keyword.casefold(), keyword)
        if len(found) >= MOST_KEYWORDS:
            break
    return tuple(found.values())[:MOST_KEYWORDS]


def _line(text: str | bytes | None) -> str:
    if text is None:
        return ""
    line = plain_line(decoded(text[:_LONGEST_RAW]) if isinstance(text, bytes) else text[:_LONGEST_RAW])
    return line if any(map(str.isalnum, line)) else ""
