"""What the .vsix may hold: what the extension needs at work, in little space, and nothing that tells of who built it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

MOST_BYTES: Final = 300_000
ALLOWED: Final = re.compile(
    r"""
    \[Content_Types\]\.xml | extension\.vsixmanifest
    | extension/(
        package\.json | package\.nls(\.[a-z-]+)?\.json | readme\.md | changelog\.md | LICENSE\.txt
        | bowerbird-installed\.json
        | dist/[\w-]+\.cjs | dist/webview/[\w-]+\.(js|css)
        | l10n/bundle\.l10n(\.[a-z-]+)?\.json
        | media/([\w-]+/)*[\w-]+\.(svg|png|md)
    )
    """,
    re.VERBOSE,
)
NEEDED: Final = frozenset(
    {
        "[Content_Types].xml",
        "extension.vsixmanifest",
        "extension/LICENSE.txt",
        "extension/bowerbird-installed.json",
        "extension/package.json",
    }
)
SECRETS: Final = re.compile(
    rb"\bhub_[\w-]{20,}|\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bnpm_\w{30,}|\bAKIA[0-9A-Z]{16}\b|\bxox[abprs]-[\w-]{10,}"
    rb"|\bsk-[\w-]{20,}|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}|-----BEGIN [A-Z ]*PRIVATE KEY|:_authToken"
)
"""What tokens look like: Bowerbird's own, and those of the services that code is kept at."""
_MAP: Final = re.compile(rb"[#@] sourceMappingURL=")


def package_troubles(data: bytes, checkout: Path) -> Iterator[str]:
    """Find what is wrong with a .vsix."""
    if len(data) > MOST_BYTES:
        yield f"The .vsix has {len(data):,} bytes, and may have {MOST_BYTES:,}."
    homes = [str(path).encode() for path in {checkout.resolve(), Path.home()} if len(path.parts) > 1]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        for name in sorted(NEEDED - {*names}):
            yield f"The .vsix lacks {name}."
        for name in names:
            if not ALLOWED.fullmatch(name):
                yield f"The .vsix holds {name}, which has no business there."
            content = archive.read(name)
            if SECRETS.search(content):
                yield f"{name} holds what looks like a token."
            if _MAP.search(content):
                yield f"{name} points to a map of the sources."
            if any(home in content for home in homes):
                yield f"{name} names a folder of the machine that built it."
