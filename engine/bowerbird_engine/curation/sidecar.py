"""What is written beside a curated copy: where it comes from, so that it can be told years later and by any program."""

from __future__ import annotations

import json
import os
from datetime import datetime

from bowerbird_engine.assets import Asset
from bowerbird_engine.catalog.places import printable
from bowerbird_engine.release import version


def describe(
    asset: Asset, *, query: str | None, project: str | None, subject: str | None, copied: datetime
) -> bytes:
    """Write the sidecar of a copy as JSON in UTF-8."""
    about = {
        "source": printable(os.fspath(asset.path)),
        "asset_id": asset.id,
        "sha256": asset.content_hash.hex(),
        "bytes": asset.byte_size,
        "media_type": asset.media_type,
        "width": asset.width,
        "height": asset.height,
        "disk": asset.volume_label,
        "query": None if query is None else printable(query),
        "project": None if project is None else printable(project),
        "subject": None if subject is None else printable(subject),
        "copied": copied.isoformat(timespec="seconds"),
        "copied_by": f"Bowerbird {version()}",
    }
    return f"{json.dumps(about, ensure_ascii=False, indent=2)}\n".encode()
