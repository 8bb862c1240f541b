"""Where the library's own files lie, and the limits that hold everywhere. One loader, no environment reads elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class DecodeLimits:
    """Limits for one picture in one decoding worker."""

    max_pixels: int = 100_000_000
    """Above this a JPEG may still pass at a reduced scale; every other format is refused."""
    max_jpeg_pixels: int = 400_000_000
    max_file_bytes: int = 512 * MIB
    seconds: float = 20.0
    memory_bytes: int = 1024 * MIB
    min_side: int = 32
    """Smaller pictures are icons and spacers: they are skipped, and counted."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a person or a test may choose about one library."""

    state_dir: Path
    """The catalogue and what cannot be made again."""
    cache_dir: Path
    """Thumbnails, proxies and vector caches: safe to delete at any time."""
    decode: DecodeLimits = field(default_factory=DecodeLimits)
    workers: int = 2
    thumbnail_budget_bytes: int = 2048 * MIB
    ocr_long_side: int = 2000
    """Letters of a small label stay readable in a 12-megapixel photo at this size; the recognizer itself shrinks beyond it."""
    details: bool = True
    """Whether the index looks for the details that copies are found by: 50 core-ms a picture. `BOWERBIRD_DETAILS=0` says no."""
    ocr_thorough: bool = False
    """Whether pictures that seem to have no letters are read all the same. `BOWERBIRD_OCR_THOROUGH=1` says yes."""
    hub_endpoint: str | None = None
    """Where models are downloaded from instead of the hub itself: a mirror of it, as `HF_ENDPOINT` names it."""

    @property
    def catalogue_path(self) -> Path:
        """The SQLite file of the library."""
        return self.state_dir / "catalogue.sqlite"

    @property
    def backups_dir(self) -> Path:
        """The folder of backups where a person names no other one."""
        return self.state_dir / "backups"

    @property
    def packs_dir(self) -> Path:
        """The folder of installed model packs."""
        return self.state_dir / "packs"

    @property
    def ignore_file(self) -> Path:
        """The person's own ignore rules for all folders, in `.gitignore` syntax."""
        return self.state_dir / "ignore"


def load_settings(home: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Resolve the folders: an explicit home, else `BOWERBIRD_HOME`, else the platform's own places."""
    environ = os.environ if environ is None else environ
    if home is None and environ.get("BOWERBIRD_HOME"):
        home = Path(environ["BOWERBIRD_HOME"])
    workers = max(1, min(8, _usable_cores()))
    hub = environ.get("HF_ENDPOINT") or None
    details = environ.get("BOWERBIRD_DETAILS") != "0"
    thorough = environ.get("BOWERBIRD_OCR_THOROUGH", "0") not in {"", "0"}
    if home is not None:
        home = Path(os.path.expanduser(home)).absolute()  # noqa: PTH111  unlike pathlib's it leaves an unknown user as written
        return Settings(
            state_dir=home,
            cache_dir=home / "cache",
            workers=workers,
            details=details,
            ocr_thorough=thorough,
            hub_endpoint=hub,
        )
    places = platformdirs.PlatformDirs("bowerbird", appauthor=False)
    return Settings(
        state_dir=places.user_data_path,
        cache_dir=places.user_cache_path,
        workers=workers,
        details=details,
        ocr_thorough=thorough,
        hub_endpoint=hub,
    )


def pictures_folder() -> Path:
    """Give the place where this platform keeps a person's pictures, whether there is such a folder or not."""
    return platformdirs.PlatformDirs().user_pictures_path


def _usable_cores() -> int:
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    else:  # noqa: RET505  type checkers follow the platform through else alone
        return os.cpu_count() or 1
