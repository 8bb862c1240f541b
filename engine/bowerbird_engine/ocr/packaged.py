"""Where the models lie that a recognizer's wheel brings along. Nothing else is ever used, so nothing is downloaded."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from bowerbird_engine.errors import RecognizerError

MAX_THREADS: Final = 4
"""The recognizers' graphs are small: on more threads they burn more and finish no sooner."""


@dataclass(frozen=True, slots=True)
class PackagedModels:
    """The three networks of a recognizer: find lines, turn them upright, read them."""

    detect: Path
    turn: Path
    read: Path

    @property
    def names(self) -> str:
        """Name the networks that decide what is read, for the recognizer's identity."""
        return f"{self.detect.stem}+{self.read.stem}"


def packaged_models(distribution: str) -> PackagedModels:
    """Find the models among the files that a distribution installed. Raises RecognizerError when one is missing."""
    try:
        files = metadata.files(distribution) or []
    except metadata.PackageNotFoundError as error:
        raise RecognizerError(
            f"{distribution} is not installed. Install it with: pip install {distribution}"
        ) from error
    models = sorted(file for file in files if file.suffix == ".onnx")
    found: dict[str, Path] = {}
    for role in ("det", "cls", "rec"):
        paths = [Path(str(file.locate())) for file in models if f"_{role}_" in f"_{file.stem}_"]
        present = [path for path in paths if path.is_file()]
        if not present:
            raise RecognizerError(
                f"The installation of {distribution} lacks its {role!r} model. "
                f"Install it again with: pip install --force-reinstall {distribution}"
            )
        found[role] = present[-1]
    return PackagedModels(found["det"], found["cls"], found["rec"])


def usable_threads() -> int:
    """Count the threads that reading letters should take on this machine."""
    if sys.platform == "linux":
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    return max(1, min(MAX_THREADS, cores))


@contextmanager
def starting(name: str) -> Generator[None]:
    """Report whatever keeps a recognizer from starting as a RecognizerError that says what to do."""
    try:
        yield
    except RecognizerError:
        raise
    except ImportError as error:
        raise RecognizerError(
            f"{name} cannot be loaded ({error}). Install it with: pip install {name}"
        ) from error
    except (
        Exception
    ) as error:  # a third party's start: missing libraries, damaged models, settings of its own
        raise RecognizerError(
            f"{name} did not start ({type(error).__name__}: {error}). "
            f"Install it again with: pip install --force-reinstall {name}"
        ) from error
