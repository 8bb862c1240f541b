"""The pictures that the library is searched with: cut out of its own, compressed hard, and kept out of the index."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

FOLDER = "queries"
IGNORE_FILE = ".bowerbirdignore"

_RULES = f"""# The pictures in here are questions, not part of the library.
{FOLDER}/
"""


def query_file(like: str) -> str:
    """Name the file of the query that is cut out of a picture."""
    return f"{FOLDER}/{Path(like).stem}.jpg"


def write(library: Path, queries: Sequence[tuple[str, tuple[float, float, float, float], int]]) -> None:
    """Cut each query (picture; left, top, width, height as fractions; JPEG quality) out of the finished library."""
    (library / FOLDER).mkdir(exist_ok=True)
    (library / IGNORE_FILE).write_text(_RULES, encoding="utf-8")
    for like, (left, top, width, height), quality in queries:
        with Image.open(library / like) as picture:
            box = (
                round(left * picture.width),
                round(top * picture.height),
                round((left + width) * picture.width),
                round((top + height) * picture.height),
            )
            picture.convert("RGB").crop(box).save(library / query_file(like), quality=quality)
