"""Reading the letters in pictures, behind one protocol."""

from __future__ import annotations

from bowerbird_engine.ocr.loading import installed_recognizers, load_recognizer
from bowerbird_engine.ocr.recognizer import TextRecognizer

__all__ = ["TextRecognizer", "installed_recognizers", "load_recognizer"]
