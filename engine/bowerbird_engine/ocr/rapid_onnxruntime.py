"""Reading letters with rapidocr-onnxruntime 1.4, the predecessor of rapidocr: the extra of the same name."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, Protocol, cast

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import TextRegion, Uint8Array
from bowerbird_engine.errors import RecognizerError
from bowerbird_engine.ocr.alphabets import characters, languages
from bowerbird_engine.ocr.framing import frame, regions
from bowerbird_engine.ocr.glance import INK, LINE, Box, Boxes, glance_side, missed, reduced, shows_letters
from bowerbird_engine.ocr.packaged import packaged_models, starting, usable_threads
from bowerbird_engine.ocr.turning import Reading, both_ways
from bowerbird_engine.telemetry import forbid_telemetry

DISTRIBUTION: Final = "rapidocr-onnxruntime"
_SPREAD: Final = 1.6
"""The package's own choice of how much larger than its ink a line is."""

_LOGGERS: Final = ("RapidOCR", "OrtInferSession")
_Line = tuple[Sequence[Sequence[float]], str, float]


class _Detector(Protocol):
    mean: list[float]
    std: list[float]

    def infer(self, prepared: npt.NDArray[np.float32]) -> Sequence[npt.NDArray[np.float32]]: ...

    def __call__(self, img: Uint8Array) -> tuple[npt.NDArray[np.float32] | None, float]: ...


_Read = tuple[Sequence[tuple[str, float]], float]
"""What lines say and how sure that is; and how long it took."""


class _Reader(Protocol):
    def __call__(self, img_list: list[Uint8Array], /, *more: object) -> _Read: ...


class _Engine(Protocol):
    text_det: _Detector
    text_rec: _Reader
    text_cls: Callable[[list[Uint8Array]], tuple[list[Uint8Array], object, float]]
    auto_text_det: Callable[[Uint8Array], tuple[Sequence[npt.NDArray[np.float32]] | None, float]]

    def get_crop_img_list(self, img: Uint8Array, dt_boxes: npt.NDArray[np.float32]) -> list[Uint8Array]: ...

    def sorted_boxes(self, dt_boxes: npt.NDArray[np.float32]) -> Sequence[npt.NDArray[np.float32]]: ...

    def __call__(self, img_content: Uint8Array) -> tuple[Sequence[_Line] | None, object]: ...


class _Looking(Protocol):
    def DetPreProcess(  # noqa: N802  the package's own name
        self, limit_side_len: int, limit_type: str, mean: list[float], std: list[float]
    ) -> Callable[[Uint8Array], npt.NDArray[np.float32]]: ...

    def DBPostProcess(  # noqa: N802  the package's own name
        self, *, thresh: float, box_thresh: float, unclip_ratio: float, use_dilation: bool
    ) -> Callable[
        [npt.NDArray[np.float32], tuple[int, int]], tuple[npt.NDArray[np.int32], Sequence[float]]
    ]: ...


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
            self._read_by = models.read
            self._identity = f"{DISTRIBUTION}:{models.names}"
            self._engine = _Started(
                str(models.detect), str(models.turn), str(models.read), threads or usable_threads()
            )
        for name in _LOGGERS:
            # It gives these a handler of their own on stderr, which would write into a progress bar.
            logging.getLogger(name).setLevel(logging.CRITICAL)

    @property
    def identity(self) -> str:
        """The models that read."""
        return self._identity

    @property
    def languages(self) -> tuple[str, ...]:
        """Those whose letters the reading model knows."""
        return languages(characters(self._read_by))

    def skim(self, picture: Uint8Array) -> tuple[TextRegion, ...] | None:
        """Read an RGB picture [H, W, 3] as `recognize` does, unless it shows no letters at a quick look: None then."""
        return self._read(picture, quick=True)

    def recognize(self, picture: Uint8Array) -> tuple[TextRegion, ...]:
        """Read an RGB picture [H, W, 3]; regions come in reading order, empty when there are no letters."""
        return self._read(picture, quick=False) or ()

    def _read(self, picture: Uint8Array, *, quick: bool) -> tuple[TextRegion, ...] | None:
        framed = frame(picture)
        self._engine.quick, self._engine.textless = quick, False
        try:
            lines = self._engine(framed.pixels)
        except Exception as error:  # a third party's failure on one picture must not look like our own
            raise RecognizerError(f"Reading the letters failed inside {DISTRIBUTION}: {error}") from error
        if self._engine.textless:
            return None
        boxes = [np.asarray(line[0], np.float32) for line in lines]
        return regions(framed, boxes, [line[1] for line in lines], [line[2] for line in lines])


class _Started:
    """The package's steps, with a quick look before them, and doubtful lines read the other way round as well."""

    quick = False
    textless = False

    def __init__(self, detect: str, turn: str, read: str, threads: int) -> None:
        forbid_telemetry()
        # Imported by name and now: it takes a second, only the letters pass needs it, and most installations lack it.
        package = cast("_Package", importlib.import_module("rapidocr_onnxruntime"))
        looking = cast("_Looking", importlib.import_module("rapidocr_onnxruntime.ch_ppocr_det.utils"))
        self._engine = package.RapidOCR(
            # It then looks at 960, 1,500 or 2,000 pixels of the long side, whatever side is asked for.
            det_limit_type="max",
            det_model_path=detect,
            cls_model_path=turn,
            rec_model_path=read,
            intra_op_num_threads=threads,
            inter_op_num_threads=1,
        )
        self._prepared = looking.DetPreProcess
        self._doubtful_lines = looking.DBPostProcess(
            thresh=INK, box_thresh=LINE, unclip_ratio=_SPREAD, use_dilation=True
        )
        self._engine.auto_text_det = self._find
        self._read_once = self._engine.text_rec
        self._engine.text_rec = self._read

    def __call__(self, picture: Uint8Array) -> Sequence[_Line]:
        lines, _ = self._engine(picture)
        return lines or ()

    def _find(self, picture: Uint8Array, /) -> tuple[Sequence[npt.NDArray[np.float32]] | None, float]:
        detector, side = self._engine.text_det, glance_side(picture)
        seen: Boxes = np.empty((0, 4, 2), np.int32)
        scores: Sequence[float] = ()
        if side is not None:
            prepared = self._prepared(side, "max", detector.mean, detector.std)(reduced(picture, side))
            height, width = picture.shape[:2]
            seen, scores = self._doubtful_lines(detector.infer(prepared)[0], (height, width))
            self.textless = self.quick and not shows_letters(
                picture, seen, scores, partial(self._one, picture), lambda piece: _number(detector(piece)[0])
            )
        found = None if self.textless else detector(picture)[0]
        lines = seen[:0] if found is None or not len(found) else found
        more = missed(seen, scores, lines.astype(np.int32))
        if not len(lines) + len(more):
            return None, 0.0
        return self._engine.sorted_boxes(np.concatenate([lines, more]).astype(np.float32)), 0.0

    def _one(self, picture: Uint8Array, box: Box) -> Reading:
        upright = self._engine.text_cls(
            self._engine.get_crop_img_list(picture, box[np.newaxis].astype(np.float32))
        )
        return _readings(self._read_once(upright[0], False)[0])[0]

    def _read(self, lines: list[Uint8Array], /, *more: object) -> _Read:
        readings, took = self._read_once(lines, *more)

        def read(turned: list[Uint8Array]) -> list[Reading]:
            return _readings(self._read_once(turned, *more)[0])

        return both_ways(lines, _readings(readings), read), took


def _number(boxes: npt.NDArray[np.float32] | None) -> int:
    return 0 if boxes is None else len(boxes)


def _readings(lines: Sequence[tuple[str, float]]) -> list[Reading]:
    # A place for the boxes of words comes after these two.
    return [(line[0], float(line[1])) for line in lines]
