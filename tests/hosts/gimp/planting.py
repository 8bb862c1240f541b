"""Changes in a plug-in that is installed: a fault, or a patience that a test can wait for."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from hosts.gimp.inside_gimp import InsideGimp


@contextmanager
def planted(gimp: InsideGimp, file: str, before: str, after: str) -> Generator[None]:
    """Have other text stand in a file of the plug-in for the length of the block, for windows that open within it."""
    path = gimp.profile / "plug-ins" / "bowerbird_gimp" / file
    kept = path.read_text()
    assert kept.count(before) == 1, f"{before!r} stands {kept.count(before)} times in {file}"
    path.write_text(kept.replace(before, after))
    try:
        yield
    finally:
        path.write_text(kept)
