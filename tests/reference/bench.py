"""The bench on which packs are laid beside the reference: hub files in, through install and encoders, to cosines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bowerbird_engine.assets import Uint8Array
from bowerbird_engine.encoding.description import Cleaning
from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder, OnnxTextEncoder
from bowerbird_engine.encoding.packs import ModelPack
from bowerbird_engine.models.shelf import ModelShelf
from reference.comparison import Cosines, Seen, compare
from reference.hub_folders import EXACT, REDUCED, Models
from reference.models import CLIP_CONTEXT, SIGLIP_CONTEXT, Ids, Reference, Vectors
from reference.tokens import Golden, reference_ids

THREADS = 2


class Bench:
    """Packs of every layout, and what the reference makes of the same pictures and texts."""

    def __init__(self, folder: Path, models: Models, golden: Golden, seen: dict[str, Seen]) -> None:
        assert golden.ids.shape == (len(golden.texts), CLIP_CONTEXT)
        self.models = models
        self.golden = golden
        self.seen = seen
        self.read: dict[str, Ids] = {
            "clip": golden.ids,
            "siglip": reference_ids(models.siglip_tokenizer, golden.texts, SIGLIP_CONTEXT),
        }
        """The ids of all texts by family: OpenAI's own for CLIP, those of the library's tokenizer for SigLIP."""
        self._hub = folder / "hub"
        self._shelf = ModelShelf(folder / "packs", threads=THREADS)
        self._packs: dict[str, ModelPack] = {}
        self._theirs: dict[str, Vectors] = {}
        self._agreed: dict[str, Cosines] = {}

    def pack(self, layout: str) -> ModelPack:
        """Give the pack of a layout, which is written and installed as a person side-loads it, once."""
        if layout not in self._packs:
            (EXACT | REDUCED)[layout](self._hub / layout, self.models)
            self._packs[layout] = self._shelf.add(self._hub / layout)
        return self._packs[layout]

    def reference(self, family: str) -> Reference:
        """Give the model of a family."""
        return self.models.clip if family == "clip" else self.models.siglip

    def pictures(
        self, layout: str, *, pack: ModelPack | None = None, ours: Uint8Array | None = None
    ) -> Cosines:
        """Compare the vectors of all pictures; `pack` and `ours` stand in for the pack and the fitted pictures."""
        if pack is None and ours is None:
            return self._once(f"pictures of {layout}", lambda: self._pictures(layout, None, None))
        return self._pictures(layout, pack, ours)

    def texts(self, layout: str, *, pack: ModelPack | None = None) -> Cosines:
        """Compare the vectors of all texts; `pack` stands in for the pack."""
        if pack is None:
            return self._once(f"texts of {layout}", lambda: self._texts(layout, None))
        return self._texts(layout, pack)

    def their_pictures(self, family: str) -> Vectors:
        """Give the reference's vectors of all pictures."""
        if family not in self._theirs:
            self._theirs[family] = self.reference(family).see(self.seen[family].theirs)
        return self._theirs[family]

    def _pictures(self, layout: str, pack: ModelPack | None, ours: Uint8Array | None) -> Cosines:
        family = family_of(layout)
        here = self.seen[family]
        encoder = OnnxImageEncoder(pack or self.pack(layout), THREADS)
        vectors = encoder.encode(here.ours if ours is None else ours)
        return compare(vectors, self.their_pictures(family), here.names)

    def _texts(self, layout: str, pack: ModelPack | None) -> Cosines:
        family = family_of(layout)
        vectors = OnnxTextEncoder(pack or self.pack(layout), THREADS).encode(self.golden.texts)
        return compare(vectors, self.reference(family).read(self.read[family]), self.golden.texts)

    def _once(self, key: str, make: Callable[[], Cosines]) -> Cosines:
        if key not in self._agreed:
            self._agreed[key] = make()
        return self._agreed[key]


def cleaned_as(pack: ModelPack, cleaning: Cleaning) -> ModelPack:
    """Give the same pack with another cleaning of its texts."""
    text = replace(pack.text, cleaning=cleaning)
    return replace(pack, description=replace(pack.description, text=text))


def family_of(layout: str) -> str:
    """Tell whose model a layout holds."""
    return layout.partition("-")[0]
