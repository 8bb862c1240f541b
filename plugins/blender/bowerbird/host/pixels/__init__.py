"""What is seen in Blender, as pixels to search with. The person's file is only read, and keeps nothing of it."""

from __future__ import annotations

from .taking import take

__all__ = ["take"]
