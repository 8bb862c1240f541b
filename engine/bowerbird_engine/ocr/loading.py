"""Which text recognizer is used: the first that is installed, or the one that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Final

from bowerbird_engine.errors import RecognizerError
from bowerbird_engine.ocr import rapid, rapid_onnxruntime
from bowerbird_engine.ocr.alphabets import characters, languages
from bowerbird_engine.ocr.glance import glanced
from bowerbird_engine.ocr.packaged import packaged_models
from bowerbird_engine.ocr.recognizer import TextRecognizer

RECOGNIZERS: Final[dict[str, Callable[[int | None], TextRecognizer]]] = {
    rapid.DISTRIBUTION: rapid.RapidRecognizer,
    rapid_onnxruntime.DISTRIBUTION: rapid_onnxruntime.RapidOnnxruntimeRecognizer,
}
"""Every recognizer by the package that brings it, the preferred one first."""


def installed_recognizers() -> tuple[str, ...]:
    """Name the recognizers whose packages are installed, the preferred one first. Loads nothing."""
    return tuple(name for name in RECOGNIZERS if _installed(name))


def load_recognizer(preferred: str | None = None, *, threads: int | None = None) -> TextRecognizer:
    """Start a recognizer. Raises RecognizerError, with what to install, when there is none that starts."""
    if preferred is not None:
        if preferred not in RECOGNIZERS:
            raise RecognizerError(
                f"There is no recognizer named {preferred!r}. Choose one of: {', '.join(RECOGNIZERS)}."
            )
        return RECOGNIZERS[preferred](threads)
    installed = installed_recognizers()
    if not installed:
        raise RecognizerError(
            f"No text recognizer is installed, so letters in pictures are not read. "
            f"Install one with: pip install {rapid.DISTRIBUTION}"
        )
    failures: list[str] = []
    for name in installed:
        try:
            return RECOGNIZERS[name](threads)
        except RecognizerError as error:
            failures.append(str(error))
    raise RecognizerError(" ".join(failures))


@dataclass(frozen=True, slots=True)
class RecognizerSource:
    """A recognizer that can be started: how pictures are read, known without starting it (None: not at all), and how."""

    identity: str | None
    load: Callable[[], TextRecognizer]
    languages: Callable[[], tuple[str, ...]] = tuple
    """Names what it can write down. Reads the model's file, loads nothing."""


def installed_recognizer(*, thorough: bool = False) -> RecognizerSource:
    """Name the recognizer that `load_recognizer` would start, and the way in which pictures are read. Loads nothing."""
    for name in installed_recognizers():
        try:
            models = packaged_models(name)
        except RecognizerError:
            continue
        identity = f"{name}:{models.names}"
        return RecognizerSource(
            identity if thorough else glanced(identity),
            load_recognizer,
            partial(_languages, models.read),
        )
    return RecognizerSource(None, load_recognizer)


def _languages(model: Path) -> tuple[str, ...]:
    return languages(characters(model))


def _installed(distribution: str) -> bool:
    try:
        metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return False
    return True
