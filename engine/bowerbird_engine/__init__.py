"""The Bowerbird engine: index folders of pictures and search them by words, by picture and by letters.

Everything public is named in `__all__`. Names are loaded on first use, so that a decoding worker, which needs Pillow
alone, does not pay for the model runtime.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bowerbird_engine.assets import (
        Asset,
        AssetFailure,
        AssetId,
        FileStatus,
        IndexReport,
        Progress,
        Reason,
        Root,
        SearchHit,
        SearchPage,
        SearchQuery,
        TextRegion,
    )
    from bowerbird_engine.curation.health import FolderHealth
    from bowerbird_engine.doctor import Check
    from bowerbird_engine.engine import Engine, LibraryStatus, PackInfo
    from bowerbird_engine.errors import BowerbirdError
    from bowerbird_engine.scanning.ignore import SKIP_REASONS
    from bowerbird_engine.settings import Settings, load_settings

_HOMES = {
    "SKIP_REASONS": "scanning.ignore",
    "Asset": "assets",
    "AssetFailure": "assets",
    "AssetId": "assets",
    "BowerbirdError": "errors",
    "Check": "doctor",
    "Engine": "engine",
    "FileStatus": "assets",
    "FolderHealth": "curation.health",
    "IndexReport": "assets",
    "LibraryStatus": "engine",
    "PackInfo": "engine",
    "Progress": "assets",
    "Reason": "assets",
    "Root": "assets",
    "SearchHit": "assets",
    "SearchPage": "assets",
    "SearchQuery": "assets",
    "Settings": "settings",
    "TextRegion": "assets",
    "load_settings": "settings",
}

__all__ = [
    "SKIP_REASONS",
    "Asset",
    "AssetFailure",
    "AssetId",
    "BowerbirdError",
    "Check",
    "Engine",
    "FileStatus",
    "FolderHealth",
    "IndexReport",
    "LibraryStatus",
    "PackInfo",
    "Progress",
    "Reason",
    "Root",
    "SearchHit",
    "SearchPage",
    "SearchQuery",
    "Settings",
    "TextRegion",
    "load_settings",
]


def __getattr__(name: str) -> object:
    """Load a public name from its home."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
