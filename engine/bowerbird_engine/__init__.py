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
        Filters,
        IndexReport,
        Label,
        LibraryStatus,
        Original,
        PackChoice,
        PictureFacts,
        Progress,
        Quad,
        RawPixels,
        Reason,
        Region,
        RemovedPack,
        Root,
        SearchHit,
        SearchPage,
        SearchQuery,
        Shape,
        Sort,
        SwitchReport,
        TextEntry,
        TextRegion,
        Volume,
    )
    from bowerbird_engine.choosing import PackInfo
    from bowerbird_engine.curation.health import FolderHealth, name_advice
    from bowerbird_engine.doctor import Check
    from bowerbird_engine.documents import PictureWords, Rendition, RenditionForm
    from bowerbird_engine.encoding.agreement import Agreement
    from bowerbird_engine.encoding.description import PRECISIONS, Precision
    from bowerbird_engine.encoding.packs import BrokenPack
    from bowerbird_engine.engine import Engine
    from bowerbird_engine.errors import (
        AssetChangedError,
        AssetGoneError,
        AssetOfflineError,
        BowerbirdError,
        CollectionNameError,
        DiskFullError,
        LibraryBusyError,
        NoCuratedFolderError,
        PictureError,
        UnknownAssetError,
        UnknownCollectionError,
        UnknownPackError,
        UsageError,
    )
    from bowerbird_engine.imaging.formats import PICTURE_MEDIA_TYPES
    from bowerbird_engine.imaging.raw_pixels import wrap_rgba
    from bowerbird_engine.imaging.renditions import THUMBNAIL_SIDES
    from bowerbird_engine.keepsakes import (
        UNCHANGED,
        AssetPage,
        Collection,
        CuratedCopy,
        CuratedPage,
        PreferenceChanges,
        Preferences,
        Unchanged,
    )
    from bowerbird_engine.models.registry import KnownPack
    from bowerbird_engine.models.shelf import WantedFile
    from bowerbird_engine.scanning.ignore import SKIP_REASONS
    from bowerbird_engine.scanning.volumes import mounted_volumes
    from bowerbird_engine.scanning.watch_state import WatchState
    from bowerbird_engine.scanning.watcher import Watch
    from bowerbird_engine.settings import Settings, load_settings, pictures_folder

_HOMES = {
    "Agreement": "encoding.agreement",
    "Asset": "assets",
    "AssetChangedError": "errors",
    "AssetFailure": "assets",
    "AssetGoneError": "errors",
    "AssetId": "assets",
    "AssetOfflineError": "errors",
    "AssetPage": "keepsakes",
    "BowerbirdError": "errors",
    "BrokenPack": "encoding.packs",
    "Check": "doctor",
    "Collection": "keepsakes",
    "CollectionNameError": "errors",
    "CuratedCopy": "keepsakes",
    "CuratedPage": "keepsakes",
    "DiskFullError": "errors",
    "Engine": "engine",
    "FileStatus": "assets",
    "Filters": "assets",
    "FolderHealth": "curation.health",
    "IndexReport": "assets",
    "KnownPack": "models.registry",
    "Label": "assets",
    "LibraryBusyError": "errors",
    "LibraryStatus": "assets",
    "NoCuratedFolderError": "errors",
    "Original": "assets",
    "PICTURE_MEDIA_TYPES": "imaging.formats",
    "PRECISIONS": "encoding.description",
    "PackChoice": "assets",
    "PackInfo": "choosing",
    "PictureError": "errors",
    "PictureFacts": "assets",
    "PictureWords": "documents",
    "Precision": "encoding.description",
    "PreferenceChanges": "keepsakes",
    "Preferences": "keepsakes",
    "Progress": "assets",
    "Quad": "assets",
    "RawPixels": "assets",
    "Reason": "assets",
    "Region": "assets",
    "RemovedPack": "assets",
    "Rendition": "documents",
    "RenditionForm": "documents",
    "Root": "assets",
    "SKIP_REASONS": "scanning.ignore",
    "SearchHit": "assets",
    "SearchPage": "assets",
    "SearchQuery": "assets",
    "Settings": "settings",
    "Shape": "assets",
    "Sort": "assets",
    "SwitchReport": "assets",
    "THUMBNAIL_SIDES": "imaging.renditions",
    "TextEntry": "assets",
    "TextRegion": "assets",
    "UNCHANGED": "keepsakes",
    "Unchanged": "keepsakes",
    "UnknownAssetError": "errors",
    "UnknownCollectionError": "errors",
    "UnknownPackError": "errors",
    "UsageError": "errors",
    "Volume": "assets",
    "WantedFile": "models.shelf",
    "Watch": "scanning.watcher",
    "WatchState": "scanning.watch_state",
    "load_settings": "settings",
    "mounted_volumes": "scanning.volumes",
    "name_advice": "curation.health",
    "pictures_folder": "settings",
    "wrap_rgba": "imaging.raw_pixels",
}

__all__ = [
    "PICTURE_MEDIA_TYPES",
    "PRECISIONS",
    "SKIP_REASONS",
    "THUMBNAIL_SIDES",
    "UNCHANGED",
    "Agreement",
    "Asset",
    "AssetChangedError",
    "AssetFailure",
    "AssetGoneError",
    "AssetId",
    "AssetOfflineError",
    "AssetPage",
    "BowerbirdError",
    "BrokenPack",
    "Check",
    "Collection",
    "CollectionNameError",
    "CuratedCopy",
    "CuratedPage",
    "DiskFullError",
    "Engine",
    "FileStatus",
    "Filters",
    "FolderHealth",
    "IndexReport",
    "KnownPack",
    "Label",
    "LibraryBusyError",
    "LibraryStatus",
    "NoCuratedFolderError",
    "Original",
    "PackChoice",
    "PackInfo",
    "PictureError",
    "PictureFacts",
    "PictureWords",
    "Precision",
    "PreferenceChanges",
    "Preferences",
    "Progress",
    "Quad",
    "RawPixels",
    "Reason",
    "Region",
    "RemovedPack",
    "Rendition",
    "RenditionForm",
    "Root",
    "SearchHit",
    "SearchPage",
    "SearchQuery",
    "Settings",
    "Shape",
    "Sort",
    "SwitchReport",
    "TextEntry",
    "TextRegion",
    "Unchanged",
    "UnknownAssetError",
    "UnknownCollectionError",
    "UnknownPackError",
    "UsageError",
    "Volume",
    "WantedFile",
    "Watch",
    "WatchState",
    "load_settings",
    "mounted_volumes",
    "name_advice",
    "pictures_folder",
    "wrap_rgba",
]


def __getattr__(name: str) -> object:
    """Load a public name from its home."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
