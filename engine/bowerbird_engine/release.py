"""Which Bowerbird this is."""

from __future__ import annotations

from importlib import metadata


def version() -> str:
    """Give the version of the installed distribution."""
    try:
        return metadata.version("bowerbird")
    except metadata.PackageNotFoundError:  # run from a folder that was never installed
        return "(unknown version)"
