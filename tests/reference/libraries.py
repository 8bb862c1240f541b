"""The reference libraries, most of which stand in `.venv-reference` alone; no type checker of the project knows them."""

from __future__ import annotations

import importlib
import logging
from typing import Any

torch: Any = importlib.import_module("torch")
transformers: Any = importlib.import_module("transformers")
onnx: Any = importlib.import_module("onnx")
pi_heif: Any = importlib.import_module("pi_heif")
sentencepiece: Any = importlib.import_module("sentencepiece")
safetensors_torch: Any = importlib.import_module("safetensors.torch")
onnx_float16: Any = importlib.import_module("onnxruntime.transformers.float16")
quantization: Any = importlib.import_module("onnxruntime.quantization")

CLIPImageProcessor: Any = importlib.import_module(
    "transformers.models.clip.image_processing_pil_clip"
).CLIPImageProcessorPil
SiglipImageProcessor: Any = importlib.import_module(
    "transformers.models.siglip.image_processing_pil_siglip"
).SiglipImageProcessorPil
"""Both on Pillow, as OpenAI's and Google's own recipes are; the ones on torchvision resize whole tensors."""

transformers.logging.set_verbosity_error()
logging.getLogger("torch.onnx").setLevel(logging.ERROR)
