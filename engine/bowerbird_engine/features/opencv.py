"""The one door to OpenCV, which takes a fifth of a second to import: only what needs it pays for it."""

from __future__ import annotations

from functools import cache
from types import ModuleType


@cache
def opencv() -> ModuleType:
    """Import OpenCV, once, and keep it to the calling thread.

    Its own threads would fight those of the model for the same cores, and a picture of the working size is too small to
    be worth sharing. What is said here counts for the whole process, the letters' recognizer too.
    """
    import cv2  # noqa: PLC0415  see above

    cv2.setNumThreads(1)
    return cv2
