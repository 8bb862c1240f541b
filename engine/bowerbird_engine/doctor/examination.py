"""Checks of everything that can be checked on one machine, each with what to do about it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from importlib import metadata
from typing import Literal

import numpy as np

from bowerbird_engine.assets import FileStatus, Root, Space
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.doctor.findings import Check
from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder, OnnxTextEncoder
from bowerbird_engine.encoding.packs import ModelPack, read_pack, survey_packs
from bowerbird_engine.encoding.providers import CPU_NAME, Execution
from bowerbird_engine.errors import BowerbirdError
from bowerbird_engine.ocr.recognizer import TextRecognizer
from bowerbird_engine.replay.self_test import SelfTests
from bowerbird_engine.reports import PackChoice
from bowerbird_engine.search.readiness import ReadyContents
from bowerbird_engine.settings import MIB, Settings

LOW_DISK_BYTES = 1024 * MIB
"""Thumbnails of 50,000 pictures take about this much."""


def examine(
    catalogue: Catalogue,
    *,
    settings: Settings,
    pack: ModelPack | None,
    encoders: tuple[OnnxImageEncoder, OnnxTextEncoder] | None,
    choice: PackChoice,
    recognizer_factory: Callable[[], TextRecognizer],
    roots: list[Root],
) -> list[Check]:
    """Run every check; none raises, a failure is a finding. Without a pack no model can answer."""
    return [
        _catalogue(catalogue),
        _disk(settings),
        *([] if pack is None else _readiness(catalogue, pack.space, roots)),
        *([] if pack is None else [_pack(pack)]),
        *([] if encoders is None else [_encoders(*encoders)]),
        *_choice(choice),
        *_broken_packs(settings),
        _letters(recognizer_factory),
        *_opencv(),
        *_folders(roots),
        *_problem_files(catalogue, roots),
    ]


def examine_unopened(
    error: BowerbirdError, *, settings: Settings, recognizer_factory: Callable[[], TextRecognizer]
) -> list[Check]:
    """Run the checks that need no library, after `error` kept it from being opened."""
    return [
        Check(
            "library", "bad", str(error), f"Its files lie in {settings.state_dir}; your pictures are safe."
        ),
        _disk(settings),
        _letters(recognizer_factory),
        *_opencv(),
    ]


def examine_self_test(tests: SelfTests) -> Iterator[Check]:
    """Run the person's own self-test: whether their searches still find what they found."""
    try:
        if tests.get() is None:
            yield Check(
                "self-test",
                "ok",
                "none is set up",
                "Name a few pictures and words of your own, and every change can be checked:"
                " `bowerbird selftest set --help`.",
            )
            return
        report = tests.run()
    except BowerbirdError as error:
        yield Check("self-test", "note", str(error))
        return
    if report.verdict != "look":
        yield Check("self-test", "ok", report.says)
        return
    moved = [result.says for result in report.probes if result.verdict == "look"]
    yield Check(
        "self-test",
        "note",
        " ".join((f"{report.says}.", *moved)),
        "See the lists with `bowerbird selftest run`; where the new ones are right, keep them with"
        " `bowerbird selftest keep`.",
    )


def _readiness(catalogue: Catalogue, space: Space, roots: list[Root]) -> Iterator[Check]:
    live = catalogue.files.live_contents(None)
    ready = ReadyContents(catalogue, space).of(live, None, {root.id: root for root in roots})
    if ready.here or ready.away:
        yield Check(
            "model",
            "note",
            f"{ready.here + ready.away:,} pictures are not learned with this model and cannot be found by words or looks",
            "Run `bowerbird index`; for pictures on a disk that is not here, plug it in first.",
        )
    if ready.refused:
        yield Check(
            "model",
            "note",
            f"{ready.refused:,} pictures cannot be read or digested by this model; letters and names find them",
            "Another model may digest them: `bowerbird models list`.",
        )


def _catalogue(catalogue: Catalogue) -> Check:
    try:
        problems = catalogue.integrity_problems()
    except BowerbirdError as error:
        problems = [str(error)]
    if problems:
        return Check(
            "catalogue",
            "bad",
            f"damaged: {problems[0]}",
            "Your pictures are safe: keep a copy of the file, move it away, add your folders and index them again.",
        )
    return Check("catalogue", "ok", "intact")


def _disk(settings: Settings) -> Check:
    try:
        free = shutil.disk_usage(settings.state_dir).free
    except OSError as error:
        return Check("disk space", "note", f"unknown: {error.strerror}")
    detail = f"{free // MIB:,} MiB free at {settings.state_dir}"
    if free < LOW_DISK_BYTES:
        return Check("disk space", "bad", detail, "Free some space, or move the library with BOWERBIRD_HOME.")
    return Check("disk space", "ok", detail)


def _pack(pack: ModelPack) -> Check:
    try:
        read_pack(pack.folder, verify=True)
    except BowerbirdError as error:
        return Check("model pack", "bad", str(error), "Reinstall Bowerbird, or install the pack again.")
    return Check(
        "model pack",
        "ok",
        f"{pack.description.title} ({pack.id} {pack.description.version}), files as recorded",
    )


def _encoders(image_encoder: OnnxImageEncoder, text_encoder: OnnxTextEncoder) -> Check:
    size = image_encoder.preprocessing.size
    try:
        image_encoder.encode(np.full((1, size, size, 3), 127, dtype=np.uint8))
        text_encoder.encode(["a picture"])
        pictures, words = image_encoder.execution, text_encoder.execution
    except BowerbirdError as error:
        return Check("encoders", "bad", str(error), "Reinstall Bowerbird, or install the pack again.")
    notes = dict.fromkeys(execution.note for execution in (pictures, words) if execution.note)
    detail = f"pictures are encoded on {_where(pictures)}, words on {_where(words)}"
    if pictures.provider == words.provider:
        detail = f"pictures and words are encoded on {_where(pictures)}"
    if notes:
        return Check("encoders", "note", detail, " ".join(notes))
    return Check("encoders", "ok", detail)


def _where(execution: Execution) -> str:
    return f"the {execution.provider}" if execution.provider == CPU_NAME else execution.provider


def _choice(choice: PackChoice) -> Iterator[Check]:
    if choice.trouble:
        state: Literal["note", "bad"] = "note" if choice.answers else "bad"
        answers = f"\u2018{choice.answers_title}\u2019 answers" if choice.answers else "no model answers"
        yield Check("model choice", state, f"{answers}: {choice.trouble}")
    if choice.under_way:
        yield Check(
            "model choice",
            "note",
            f"\u2018{choice.chosen_title}\u2019 is being learned ({choice.learned:,} of {choice.contents:,}),"
            f" \u2018{choice.answers_title}\u2019 answers meanwhile",
            "Run `bowerbird index`; for pictures on a disk that is not here, plug it in first.",
        )


def _broken_packs(settings: Settings) -> Iterator[Check]:
    for broken in survey_packs(settings.packs_dir)[1]:
        yield Check("model pack", "note", f"{broken.folder.name} cannot be used: {broken.reason}")


def _letters(recognizer_factory: Callable[[], TextRecognizer]) -> Check:
    try:
        recognizer = recognizer_factory()
    except BowerbirdError as error:
        return Check(
            "letters", "bad", str(error), "Reinstall Bowerbird; search by words and pictures works meanwhile."
        )
    return Check("letters", "ok", f"read by {recognizer.identity}")


def _opencv() -> Iterator[Check]:
    names = {dist.metadata["Name"].lower() for dist in metadata.distributions() if dist.metadata["Name"]}
    if {"opencv-python", "opencv-python-headless"} <= names:
        yield Check(
            "opencv",
            "bad",
            "opencv-python and opencv-python-headless are both installed and overwrite each other's files",
            "Uninstall both, then install opencv-python-headless.",
        )


def _folders(roots: list[Root]) -> Iterator[Check]:
    if not roots:
        yield Check("folders", "note", "no folder yet", "Add one: `bowerbird add ~/Pictures`.")
    for root in roots:
        if root.online:
            yield Check("folder", "ok", str(root.path))
        else:
            yield Check(
                "folder",
                "note",
                f"{root.path} is offline: {root.offline_reason}",
                "If the folder is gone for good, take it out with `bowerbird remove`.",
            )


def _problem_files(catalogue: Catalogue, roots: list[Root]) -> Iterator[Check]:
    counts = catalogue.files.counts([root.id for root in roots])
    for status, advice in (
        (FileStatus.PENDING, "Run `bowerbird index`."),
        (FileStatus.UNREADABLE, "See `bowerbird status --problems`."),
        (FileStatus.QUARANTINED, "They crashed the decoder twice; see `bowerbird status --problems`."),
    ):
        if counts.get(status):
            yield Check("files", "note", f"{counts[status]:,} {status.value}", advice)
