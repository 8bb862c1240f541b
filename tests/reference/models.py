"""The reference: a small CLIP and a small SigLIP of the transformers library, with seeded random weights.

Everything about their structure is real but the numbers of layers and the widths, which differ between the towers where
they can. The image towers keep the library's own initialisation. The matrices of the text towers are doubled: SigLIP's
would else hardly look at its words, and two texts would share 0.95.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from reference.libraries import CLIPImageProcessor, SiglipImageProcessor, torch, transformers

SIDE = 224
CLIP_WIDTHS = {"image": 96, "text": 64, "space": 48}
SIGLIP_WIDTH = 72
SIGLIP_CONTEXT = 64
CLIP_CONTEXT = 77
CLIP_VOCABULARY = 49_408
_BATCH = 32

Vectors = npt.NDArray[np.float64]
Pixels = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reference:
    """A model of the library and its own processor for pictures."""

    model: Any
    processor: Any

    def see(self, pixels: Pixels) -> Vectors:
        """Encode what the processor made [N, 3, side, side] into unit vectors [N, dimension]."""
        return self._run(self.model.get_image_features, "pixel_values", pixels)

    def read(self, ids: Ids) -> Vectors:
        """Encode token ids [N, context] into unit vectors [N, dimension]."""
        return self._run(self.model.get_text_features, "input_ids", ids)

    def _run(self, encode: Any, name: str, rows: npt.NDArray[Any]) -> Vectors:
        parts: list[Vectors] = []
        with torch.no_grad():
            for start in range(0, len(rows), _BATCH):
                made = encode(**{name: torch.from_numpy(rows[start : start + _BATCH])})
                parts.append(made.pooler_output.double().numpy())
        vectors = np.concatenate(parts)
        units: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return units


def make_clip() -> Reference:
    """Make a CLIP like ViT-B/32: patches of 32 pixels, a causal text tower that is read at its end token."""
    torch.manual_seed(2047)
    config = transformers.CLIPConfig(
        projection_dim=CLIP_WIDTHS["space"],
        vision_config={
            "hidden_size": CLIP_WIDTHS["image"],
            "intermediate_size": 4 * CLIP_WIDTHS["image"],
            "num_hidden_layers": 4,
            "num_attention_heads": 4,
            "image_size": SIDE,
            "patch_size": 32,
        },
        text_config={
            "hidden_size": CLIP_WIDTHS["text"],
            "intermediate_size": 4 * CLIP_WIDTHS["text"],
            "num_hidden_layers": 3,
            "num_attention_heads": 4,
            "vocab_size": CLIP_VOCABULARY,
            "max_position_embeddings": CLIP_CONTEXT,
            "bos_token_id": CLIP_VOCABULARY - 2,
            "eos_token_id": CLIP_VOCABULARY - 1,
            "pad_token_id": CLIP_VOCABULARY - 1,
        },
    )
    return _reference(transformers.CLIPModel(config), CLIPImageProcessor())


def make_siglip(vocabulary: int) -> Reference:
    """Make a SigLIP like base/16: patches of 16 pixels, attention pooling, texts read at their last place."""
    torch.manual_seed(2048)
    tower = {
        "hidden_size": SIGLIP_WIDTH,
        "intermediate_size": 4 * SIGLIP_WIDTH,
        "num_hidden_layers": 3,
        "num_attention_heads": 4,
    }
    config = transformers.SiglipConfig(
        vision_config={**tower, "image_size": SIDE, "patch_size": 16},
        text_config={
            **tower,
            "vocab_size": vocabulary,
            "max_position_embeddings": SIGLIP_CONTEXT,
            "bos_token_id": None,
            "eos_token_id": 1,
            "pad_token_id": 1,
        },
    )
    return _reference(transformers.SiglipModel(config), SiglipImageProcessor())


def _reference(model: Any, processor: Any) -> Reference:
    with torch.no_grad():
        for name, weights in model.text_model.encoder.named_parameters():
            if name.endswith("weight") and "norm" not in name:
                weights.mul_(2)
    return Reference(model.eval(), processor)
