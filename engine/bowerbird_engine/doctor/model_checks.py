"""Whether the models answer: their files, what executes them, which one was chosen, and what they have learned."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata

import numpy as np

from bowerbird_engine.assets import Root, Space
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.doctor.findings import Check, bad, note
from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder, OnnxTextEncoder
from bowerbird_engine.encoding.packs import ModelPack, read_pack, survey_packs
from bowerbird_engine.encoding.providers import CPU_NAME, Execution
from bowerbird_engine.errors import BowerbirdError
from bowerbird_engine.reports import PackChoice
from bowerbird_engine.search.readiness import ReadyContents
from bowerbird_engine.settings import Settings

_AGAIN = "Install Bowerbird again, or install the pack again: `bowerbird models install`."


def pack_files(pack: ModelPack) -> Iterator[Check]:
    """Compare the files of the pack that answers with their digests."""
    try:
        read_pack(pack.folder, verify=True)
    except BowerbirdError as error:
        yield bad("model pack", "pack_damaged", str(error), _AGAIN)
        return
    title = f"{pack.description.title} ({pack.id} {pack.description.version})"
    yield Check("model pack", "ok", f"{title}, files as recorded")


def encoders(image_encoder: OnnxImageEncoder, text_encoder: OnnxTextEncoder) -> Iterator[Check]:
    """Encode a grey picture and three words, and say what executed them."""
    size = image_encoder.preprocessing.size
    try:
        image_encoder.encode(np.full((1, size, size, 3), 127, dtype=np.uint8))
        text_encoder.encode(["a picture"])
        pictures, words = image_encoder.execution, text_encoder.execution
    except BowerbirdError as error:
        yield bad("encoders", "encoder_failed", str(error), _AGAIN)
        return
    notes = dict.fromkeys(execution.note for execution in (pictures, words) if execution.note)
    detail = f"pictures are encoded on {_where(pictures)}, words on {_where(words)}"
    if pictures.provider == words.provider:
        detail = f"pictures and words are encoded on {_where(pictures)}"
    if notes:
        yield note("encoders", "slower_provider", detail, " ".join(notes))
    else:
        yield Check("encoders", "ok", detail)


def choice_of(choice: PackChoice) -> Iterator[Check]:
    """Say what keeps the chosen model from answering."""
    if choice.trouble:
        if choice.answers:
            answers = f"\u2018{choice.answers_title}\u2019 answers: {choice.trouble}"
            yield note("model choice", "another_model_answers", answers)
        else:
            yield bad("model choice", "no_model_answers", f"no model answers: {choice.trouble}")
    if choice.under_way:
        yield note(
            "model choice",
            "model_being_learned",
            f"\u2018{choice.chosen_title}\u2019 is being learned ({choice.learned:,} of {choice.contents:,}),"
            f" \u2018{choice.answers_title}\u2019 answers meanwhile",
            "Run `bowerbird index`; for pictures on a disk that is not here, plug it in first.",
        )


def broken_packs(settings: Settings) -> Iterator[Check]:
    """Name the installed packs that cannot be used."""
    for broken in survey_packs(settings.packs_dir)[1]:
        yield note(
            "model pack",
            "pack_unusable",
            f"{broken.folder.name} cannot be used: {broken.reason}",
            "Install it again, or remove its folder.",
        )


def readiness(catalogue: Catalogue, space: Space, roots: list[Root]) -> Iterator[Check]:
    """Count what the model that answers has not learned."""
    live = catalogue.files.live_contents(None)
    ready = ReadyContents(catalogue, space).of(live, None, {root.id: root for root in roots})
    if ready.here or ready.away:
        yield note(
            "model",
            "not_learned",
            f"{ready.here + ready.away:,} pictures are not learned with this model and cannot be found by words or looks",
            "Run `bowerbird index`; for pictures on a disk that is not here, plug it in first.",
        )
    if ready.refused:
        yield note(
            "model",
            "refused",
            f"{ready.refused:,} pictures cannot be read or digested by this model; letters and names find them",
            "Another model may digest them: `bowerbird models list`.",
        )


def opencv() -> Iterator[Check]:
    """See whether two packages of OpenCV have overwritten each other."""
    names = {dist.metadata["Name"].lower() for dist in metadata.distributions() if dist.metadata["Name"]}
    if {"opencv-python", "opencv-python-headless"} <= names:
        yield bad(
            "opencv",
            "opencv_twice",
            "opencv-python and opencv-python-headless are both installed and overwrite each other's files",
            "Uninstall both, then install opencv-python-headless.",
        )


def _where(execution: Execution) -> str:
    return f"the {execution.provider}" if execution.provider == CPU_NAME else execution.provider
