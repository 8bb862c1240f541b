"""What a model pack costs: loading it, and encoding with it against bare onnxruntime.

    python benchmarks/encoders.py [PACK_FOLDER] [--batches 1 8 32] [--rounds 5] [--threads N] [--against FOLDER ...]

Without a folder it measures the built-in starter pack; `benchmarks/clip_sized.py` makes one of CLIP's size. All
figures are processor time of all threads, which other programs on the machine disturb least. Encoding alternates
with bare onnxruntime (same file, same options, arrays made before), and the ratio of the best rounds is what counts:
1.05 is the most it may be. `--against` names other precisions of the same model: what they cost, and how far they
agree with the first.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import onnxruntime

from bowerbird_engine.encoding.agreement import agreement
from bowerbird_engine.encoding.batching import SIZES
from bowerbird_engine.encoding.graphs import look_into
from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder, OnnxTextEncoder
from bowerbird_engine.encoding.packs import ModelPack, read_pack, starter_pack
from bowerbird_engine.encoding.sessions import session_options
from bowerbird_engine.encoding.tokens import TextTokenizer


def processor_ms(work: Callable[[], object]) -> float:
    """Measure the processor time of all threads, in milliseconds."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1e3


def best_of(rounds: int, contestants: list[Callable[[], object]]) -> list[float]:
    """Let each run in turn and keep the best processor time of each, in milliseconds."""
    best = [float("inf")] * len(contestants)
    for run in contestants:
        run()
    for _ in range(rounds):
        for place, run in enumerate(contestants):
            best[place] = min(best[place], processor_ms(run))
    return best


def measure_loading(pack: ModelPack, threads: int) -> None:
    """Print what the first search by words and the first picture pay."""
    print("loading, processor time")
    print(f"  tokenizer        {processor_ms(lambda: TextTokenizer(pack)):7.0f} ms")
    for name, file in (("text tower", pack.text.file), ("image tower", pack.image.file)):
        size = pack.path(file).stat().st_size / 2**20
        digest = processor_ms(partial(pack.check, file))
        look = processor_ms(partial(look_into, pack.path(file)))
        session = processor_ms(partial(bare_session, pack.path(file), threads))
        print(
            f"  {name:11} {size:4.0f} MiB: digest {digest:.0f}, look inside {look:.0f}, session {session:.0f} ms"
        )


def bare_session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    """Open a graph with the product's options and nothing around it."""
    return onnxruntime.InferenceSession(
        str(path), session_options(threads), providers=["CPUExecutionProvider"]
    )


def measure_pictures(pack: ModelPack, batches: list[int], rounds: int, threads: int) -> None:
    """Print the time of a picture by size of batch, beside bare onnxruntime."""
    encoder = OnnxImageEncoder(pack, threads)
    bare = bare_session(pack.path(pack.image.file), threads)
    side = pack.preprocessing.size
    numbers = np.random.default_rng(0)
    while encoder.batch_size is None:
        encoder.encode(numbers.integers(0, 256, (max(SIZES), side, side, 3), dtype=np.uint8))
    print(f"pictures, {encoder.batch_size} at once by the encoder's own choice")
    for batch in batches:
        pictures = numbers.integers(0, 256, (batch, side, side, 3), dtype=np.uint8)
        feed = {pack.image.input: numbers.standard_normal((batch, 3, side, side), dtype=np.float32)}
        ours, theirs = best_of(
            rounds,
            [
                partial(encoder.encode, pictures),
                partial(bare.run, [pack.image.output], feed),
            ],
        )
        print(
            f"  batch of {batch:3}: {ours / batch:7.2f} core-ms a picture, {ours / theirs:.3f} x bare onnxruntime"
        )


def measure_precisions(pack: ModelPack, others: list[ModelPack], rounds: int, threads: int) -> None:
    """Print what other precisions of a pack cost against it, and how far their vectors agree with its."""
    numbers = np.random.default_rng(0)
    side = pack.preprocessing.size
    pictures = numbers.integers(0, 256, (8, side, side, 3), dtype=np.uint8)
    text = ["a product shot of a red lamp on a white background"]
    packs = [pack, *others]
    seen = best_of(rounds, [partial(OnnxImageEncoder(each, threads).encode, pictures) for each in packs])
    read = best_of(rounds, [partial(OnnxTextEncoder(each, threads).encode, text) for each in packs])
    print("precisions")
    for place, each in enumerate(packs):
        close = agreement(each, pack, threads)
        size = sum(each.path(file).stat().st_size for file in each.files) / 2**20
        print(
            f"  {each.description.precision:8} {size:5.0f} MiB, {seen[place] / 8:6.1f} core-ms a picture, "
            f"{read[place]:6.1f} a text; agreement of pictures {close.pictures_lowest:.5f} at the lowest, "
            f"{close.pictures_mean:.5f} in the mean, of texts {close.texts_lowest:.5f} and {close.texts_mean:.5f}"
        )


def measure_words(pack: ModelPack, rounds: int, threads: int) -> None:
    """Print the time of a query, beside the bare text tower."""
    encoder = OnnxTextEncoder(pack, threads)
    bare = bare_session(pack.path(pack.text.file), threads)
    text = "a product shot of a red lamp on a white background"
    ids, mask = TextTokenizer(pack)(text)
    feed = {pack.text.input: ids}
    if pack.text.attention_mask is not None:
        feed[pack.text.attention_mask] = mask
    ours, theirs = best_of(
        4 * rounds, [partial(encoder.encode, [text]), partial(bare.run, [pack.text.output], feed)]
    )
    print(f"words\n  {ours:.2f} core-ms a query, {ours - theirs:.2f} of it outside the text tower")


def main() -> None:
    """Measure the pack that the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pack", type=Path, nargs="?")
    parser.add_argument("--batches", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--against", type=Path, nargs="+", default=[])
    asked = parser.parse_args()
    pack = starter_pack() if asked.pack is None else read_pack(asked.pack, verify=False)
    print(f"{pack.description.title}, {asked.threads} threads")
    measure_loading(pack, asked.threads)
    measure_pictures(pack, asked.batches, asked.rounds, asked.threads)
    measure_words(pack, asked.rounds, asked.threads)
    if asked.against:
        others = [read_pack(folder, verify=False) for folder in asked.against]
        measure_precisions(pack, others, asked.rounds, asked.threads)


if __name__ == "__main__":
    main()
