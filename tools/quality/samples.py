"""The sample library with the questions of its manifest: small, and the same everywhere."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def build(data: Path, to: Path, *, seed: int, size: int) -> None:  # noqa: ARG001  it is what it is
    """Copy the sample library, and turn its manifest into a truth file."""
    manifest: dict[str, Any] = json.loads((SAMPLES / "manifest.json").read_text(encoding="utf-8"))
    for picture in manifest["pictures"]:
        target = to / "library" / picture["file"]
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SAMPLES / picture["file"], target)
    queries: list[dict[str, object]] = [
        {"group": kind, "kind": kind, "text": asked["text"], "right": asked["expect"]}
        for kind in ("words", "letters")
        for asked in manifest["queries"][kind]
    ]
    for asked in manifest["queries"]["pictures"]:
        (to / asked["file"]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SAMPLES / asked["file"], to / asked["file"])
        queries.append(
            {"group": "picture", "kind": "picture", "picture": asked["file"], "right": asked["expect"]}
        )
    told = json.dumps({"library": "library", "queries": queries}, indent=1, ensure_ascii=False)
    (to / "truth.json").write_text(told + "\n", encoding="utf-8")
