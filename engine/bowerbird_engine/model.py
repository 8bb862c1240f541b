"""A model pack that can be asked, and how the packs of a library stand."""

from __future__ import annotations

from dataclasses import dataclass

from bowerbird_engine.assets import Space
from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder, OnnxTextEncoder
from bowerbird_engine.encoding.packs import ModelPack
from bowerbird_engine.errors import EmbeddingError, PackError
from bowerbird_engine.reports import PackChoice


class Model:
    """A pack with the encoders that run it, which load their towers when they are first used."""

    def __init__(self, pack: ModelPack, threads: int) -> None:
        self.pack = pack
        self.image_encoder = OnnxImageEncoder(pack, threads)
        self.text_encoder = OnnxTextEncoder(pack, threads)

    @property
    def title(self) -> str:
        """What people call it."""
        return self.pack.description.title

    def load(self) -> None:
        """Load both towers now. Raises PackError when the model cannot be used."""
        try:
            _ = self.image_encoder.execution
            self.text_encoder.encode(["a picture"])
        except EmbeddingError as error:
            raise PackError(str(error)) from error


@dataclass(frozen=True, slots=True)
class Standing:
    """A choice of which nothing is counted yet, and the spaces of the packs that answer and were chosen; None for none."""

    choice: PackChoice
    answers: Space | None
    chosen: Space | None
