"""The files of the hub's page, read once at the start into a table, so that no request names a path."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final

MEDIA_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".png": "image/png",
        ".svg": "image/svg+xml",
        ".webmanifest": "application/manifest+json",
        ".woff2": "font/woff2",
    }
)


@dataclass(frozen=True, slots=True)
class PageFile:
    """One file of the page."""

    body: bytes
    media_type: str

    @property
    def etag(self) -> str:
        """What tells this state of the file from another."""
        return hashlib.sha256(self.body).hexdigest()[:32]


def page_files() -> Mapping[str, PageFile]:
    """Read the files of the page that come with the package."""
    folder = resources.files("bowerbird_bridge") / "web"
    if not folder.is_dir():
        return {}
    return {
        file.name: PageFile(file.read_bytes(), MEDIA_TYPES[PurePosixPath(file.name).suffix])
        for file in folder.iterdir()
        if PurePosixPath(file.name).suffix in MEDIA_TYPES
    }
