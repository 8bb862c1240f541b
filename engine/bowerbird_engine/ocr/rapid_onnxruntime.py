"""Reading letters with rapidocr-onnxruntime 1.4, the predecessor of rapidocr: the extra of the same name."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Sequence
from typing import Final, Protocol, cast

import numpy as np

from bowerbird_engine.assets import TextRegion, Uint8Array
from bowerbird_engine.errors import RecognizerError
from bowerbird_engine.ocr.framing import frame, regions
from bowerbird_engine.ocr.packaged import packaged_models, starting, usable_threads
from bowerbird_engine.telemetry import forbid_telemetry

DISTRIBUTION: Final = "rapidocr-onnxruntime"
_LOGGERS: Final = ("RapidOCR", "OrtInferSession")
_Line = tuple[Sequence[Sequence[float]], str, float]


class _Engine(Protocol):
    def __call__(self, img_content: Uint8Array) -> tuple[Sequence[_Line] | None, object]: ...


class _Package(Protocol):
    def RapidOCR(  # noqa: N802  the package's own name
        self,
        *,
        det_limit_type: str,
        det_model_path: str,
        cls_model_path: str,
        rec_model_path: str,
        intra_op_num_threads: int,
        inter_op_num_threads: int,
    ) -> _Engine: ...


class RapidOnnxruntimeRecognizer:
    """Read lines with the models inside the wheel of rapidocr-onnxruntime. For one thread at a time."""

    def __init__(self, threads: int | None = None) -> None:
        with starting(DISTRIBUTION):
            models = packaged_models(DISTRIBUTION)
            self._identity = f"{DISTRIBUTION}:{models.names}"
            self._engine = _start(
                str(models.detect), str(models.turn), str(models.read), threads or usable_threads()
            )
        for name in _LOGGERS:
            # It gives these a handler of their own on stderr, which would write into a progress bar.
            logging.getLogger(name).setLevel(logging.CRITICAL)

    @property
    def identity(self) -> str:
        """The models that read."""
        return self._identity

    def recognize(self, picture: Uint8Array) -> tuple[TextRegion, ...]:
        """Read an RGB picture [H, W, 3]; regions come in reading order, empty when there are no letters."""
        framed = frame(picture)
        try:
            lines, _ = self._engine(framed.pixels)
        except Exception as error:  # a third party's failure on one picture must not look like our own
            raise RecognizerError(f"Reading the letters failed inside {DISTRIBUTION}: {error}") from error
        if not lines:
            return ()
        boxes = [np.asarray(line[0], np.float32) for line in lines]
        return regions(framed, boxes, [line[1] for line in lines], [line[2] for line in lines])


def _start(detect: str, turn: str, read: str, threads: int) -> _Engine:
    forbid_telemetry()
    # Imported by name and now: it takes a second, only the letters pass needs it, and most installations lack it.
    package = cast("_Package", importlib.import_module("rapidocr_onnxruntime"))
    return package.RapidOCR(
        # It then looks at 960, 1,500 or 2,000 pixels of the long side, whatever side is asked for.
        det_limit_type="max",
        det_model_path=detect,
        cls_model_path=turn,
        rec_model_path=read,
        intra_op_num_threads=threads,
        inter_op_num_threads=1,
    )
