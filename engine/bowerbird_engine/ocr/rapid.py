"""Reading letters with rapidocr 3.10 or later, on onnxruntime."""

from __future__ import annotations

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

DISTRIBUTION: Final = "rapidocr"


DETECTED_SIDE: Final = 1280
"""Lines are looked for at this many pixels of the long side and read at full size. The package's own choice, at least
736 of the short side, took twice as long on labels of 18 to 72 pixels in pictures of up to 2,000 and read 90 % of the
codes instead of all, as it misses large letters."""

_SPREAD: Final = 1.6
"""The package's own choice of how much larger than its ink a line is."""


class _Output(Protocol):
    boxes: npt.NDArray[np.float32] | None
    txts: tuple[str, ...] | None
    scores: tuple[float, ...] | None


class _Lines(Protocol):
    @property
    def txts(self) -> tuple[str, ...] | None: ...

    @property
    def scores(self) -> Sequence[float]: ...


class _Found(Protocol):
    boxes: Boxes | None


class _Detector(Protocol):
    mean: list[float]
    std: list[float]

    def session(self, prepared: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]: ...

    def __call__(self, img: Uint8Array) -> _Found: ...

    def sorted_boxes(self, dt_boxes: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]: ...


class _Engine(Protocol):
    quick: bool
    """Whether a picture that shows no letters at a quick look is left unread."""
    textless: bool
    """Whether the last one was."""

    def __call__(self, img_content: Uint8Array) -> _Output: ...


class RapidRecognizer:
    """Read lines with the models inside rapidocr's wheel. For one thread at a time."""

    def __init__(self, threads: int | None = None) -> None:
        with starting(DISTRIBUTION):
            models = packaged_models(DISTRIBUTION)
            self._read_by = models.read
            self._identity = f"{DISTRIBUTION}:{models.names}"
            self._engine = _start(
                {
                    "Global.log_level": "critical",
                    "Det.model_path": str(models.detect),
                    "Det.limit_type": "max",
                    "Det.limit_side_len": DETECTED_SIDE,
                    "Cls.model_path": str(models.turn),
                    "Rec.model_path": str(models.read),
                    "EngineConfig.onnxruntime.intra_op_num_threads": threads or usable_threads(),
                    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                }
            )

    @property
    def identity(self) -> str:
        """The models that read; a release of rapidocr with the same models reads the same."""
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
            output = self._engine(framed.pixels)
        except Exception as error:  # a third party's failure on one picture must not look like our own
            raise RecognizerError(f"Reading the letters failed inside {DISTRIBUTION}: {error}") from error
        if self._engine.textless:
            return None
        if output.boxes is None or output.txts is None or output.scores is None:
            return ()
        return regions(framed, output.boxes, output.txts, output.scores)


def _start(params: dict[str, str | int]) -> _Engine:
    forbid_telemetry()
    # Imported here: it takes a second and sets up its own logging, and only the letters pass needs it.
    from rapidocr import RapidOCR  # noqa: PLC0415
    from rapidocr.ch_ppocr_det.utils import DBPostProcess, DetPreProcess, TextDetOutput  # noqa: PLC0415
    from rapidocr.ch_ppocr_rec.typings import TextRecOutput  # noqa: PLC0415
    from rapidocr.main import RapidOCRError  # noqa: PLC0415

    doubtful_lines = DBPostProcess(thresh=INK, box_thresh=LINE, unclip_ratio=_SPREAD, use_dilation=True)

    class Skimming(RapidOCR):
        """The package's steps, with a quick look before them, and doubtful lines read the other way round as well."""

        quick = False
        textless = False

        def detect_and_crop(
            self, img: Uint8Array, op_record: dict[str, object]
        ) -> tuple[list[Uint8Array], TextDetOutput]:
            del op_record  # The package would pad strips first, and note it here; `frame` has done so.
            detector = cast("Callable[[], _Detector]", self._load_det_model)()
            side = glance_side(img)
            seen: Boxes = np.empty((0, 4, 2), np.int32)
            scores: list[float] = []
            if side is not None:
                prepare = DetPreProcess(side, "max", detector.mean, detector.std)
                prepared = cast("npt.NDArray[np.float32]", prepare(reduced(img, side)))
                seen, scores = doubtful_lines(detector.session(prepared), img.shape[:2])
                self.textless = self.quick and not shows_letters(
                    img, seen, scores, partial(self._one, img), lambda piece: _number(detector(piece))
                )
            found = TextDetOutput() if self.textless else detector(img)
            lines = seen[:0] if found.boxes is None else found.boxes
            more = missed(seen, scores, lines)
            if not len(lines) + len(more):
                raise RapidOCRError("no lines")
            boxes = detector.sorted_boxes(np.concatenate([lines, more]).astype(np.float32))
            sure = [1.0] * len(boxes)  # of no use to what comes after, but expected
            return self.crop_text_regions(img, boxes), TextDetOutput(img, boxes, sure)

        def _one(self, img: Uint8Array, box: Box) -> Reading:
            upright, _ = self.cls_and_rotate(self.crop_text_regions(img, box[np.newaxis].astype(np.float32)))
            return _readings(super().recognize_txt(upright))[0]

        def recognize_txt(self, img: list[Uint8Array]) -> TextRecOutput:
            lines = super().recognize_txt(img)

            def read(turned: list[Uint8Array]) -> list[Reading]:
                return _readings(super(Skimming, self).recognize_txt(turned))

            kept = both_ways(img, _readings(lines), read)
            lines.txts = cast("tuple[str]", tuple(text for text, _ in kept))
            lines.scores = [score for _, score in kept]
            return lines

    return cast("_Engine", Skimming(params=params))


def _number(found: _Found) -> int:
    return 0 if found.boxes is None else len(found.boxes)


def _readings(lines: _Lines) -> list[Reading]:
    return list(zip(lines.txts or (), lines.scores, strict=True))
