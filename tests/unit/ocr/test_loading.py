"""Which recognizer is used, that it stays inside its package, and what is said when there is none."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from importlib import metadata
from pathlib import Path

import pytest

from bowerbird_engine.errors import RecognizerError
from bowerbird_engine.ocr import installed_recognizers, load_recognizer, loading, packaged
from bowerbird_engine.ocr.glance import glanced
from bowerbird_engine.ocr.loading import installed_recognizer
from bowerbird_engine.ocr.packaged import MAX_THREADS, packaged_models, usable_threads
from bowerbird_engine.ocr.recognizer import TextRecognizer

OFFLINE = """
    import socket, sys

    def refuse(*_: object, **__: object) -> None:
        raise SystemExit(97)

    socket.socket.connect = socket.socket.connect_ex = refuse
    socket.getaddrinfo = socket.create_connection = refuse
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    """Run a piece of Python in a process of its own."""
    return subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", "-c", textwrap.dedent(code)],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_never_reaches_for_the_network() -> None:
    """Starting and reading need no connection: every attempt to open one would end the process."""
    done = run(
        OFFLINE
        + """
    import numpy as np
    from bowerbird_engine.ocr import load_recognizer
    load_recognizer().recognize(np.full((200, 300, 3), 255, np.uint8))
    print("read")
    """
    )
    assert (done.returncode, done.stdout) == (0, "read\n"), done.stderr


def test_the_guard_notices_a_connection() -> None:
    """Control of the test above: with the guard, something that does connect ends the process."""
    done = run(OFFLINE + "\n    import urllib.request\n    urllib.request.urlopen('http://127.0.0.1:9')\n")
    assert done.returncode == 97


def test_importing_loads_no_model() -> None:
    """The engine's modules load neither the recognizer's package nor OpenCV."""
    done = run(
        """
    import sys
    import bowerbird_engine.ocr
    from bowerbird_engine.ocr.loading import installed_recognizer
    assert installed_recognizer().identity
    print(sorted({"cv2", "rapidocr", "rapidocr_onnxruntime", "onnxruntime"} & set(sys.modules)))
    """
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


def test_models_lie_inside_the_package() -> None:
    """The models in use are files of the installed distribution."""
    for name in installed_recognizers():
        models = packaged_models(name)
        owned = {Path(str(file.locate())) for file in metadata.files(name) or []}
        assert {models.detect, models.turn, models.read} <= owned


def test_identity_is_known_without_starting() -> None:
    """What the source says before anything is loaded is what the recognizer says of itself."""
    assert load_recognizer().identity == installed_recognizer(thorough=True).identity
    assert glanced(load_recognizer().identity) == installed_recognizer().identity


def test_unknown_recognizer() -> None:
    """A name that is none is refused with the names that are."""
    with pytest.raises(RecognizerError, match="rapidocr-onnxruntime"):
        load_recognizer("tesseract")


def test_none_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any recognizer the error says what to install."""

    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    assert installed_recognizers() == ()
    assert installed_recognizer().identity is None
    with pytest.raises(RecognizerError, match="pip install rapidocr"):
        load_recognizer()


@pytest.mark.parametrize("name", list(loading.RECOGNIZERS))
def test_missing_package_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for a recognizer whose package is not there says how to get it."""

    def missing(distribution: str) -> list[metadata.PackagePath]:
        raise metadata.PackageNotFoundError(distribution)

    monkeypatch.setattr(metadata, "files", missing)
    with pytest.raises(RecognizerError, match=f"pip install {name}"):
        load_recognizer(name)


def test_missing_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package whose models are gone is not mended by a download: the error says how to install it again."""
    name = installed_recognizers()[0]
    kept = [file for file in metadata.files(name) or [] if "_det_" not in file.name]

    def files(_: str) -> list[metadata.PackagePath]:
        return kept

    monkeypatch.setattr(metadata, "files", files)
    with pytest.raises(RecognizerError, match="force-reinstall"):
        load_recognizer(name)


def test_the_next_recognizer_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the preferred recognizer does not start, the next one is used; when none does, each reason is told."""

    def broken(_: int | None) -> packaged.PackagedModels:
        raise RecognizerError("It is broken.")

    def good(_: int | None) -> TextRecognizer:
        return started

    started = load_recognizer()
    monkeypatch.setattr(loading, "installed_recognizers", lambda: ("broken", "good"))
    monkeypatch.setattr(loading, "RECOGNIZERS", {"broken": broken, "good": good})
    assert load_recognizer() is started
    monkeypatch.setattr(loading, "RECOGNIZERS", {"broken": broken, "good": broken})
    with pytest.raises(RecognizerError, match=r"It is broken\. It is broken\."):
        load_recognizer()


def test_threads_are_limited() -> None:
    """Reading takes a few threads at most, whatever the machine."""
    assert 1 <= usable_threads() <= MAX_THREADS
