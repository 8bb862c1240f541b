"""How graphs are loaded and run: lazily, from any folder, without holding the interpreter."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from bowerbird_engine.encoding.description import PackFile
from bowerbird_engine.encoding.graphs import GraphContents, look_into
from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder, OnnxTextEncoder
from bowerbird_engine.encoding.packs import FileStamp, ModelPack, read_pack
from bowerbird_engine.errors import PackError
from fakes.pack_variants import beside
from fakes.packs import make_pack


def test_nothing_is_loaded_before_the_first_call(tmp_path: Path) -> None:
    """Reading packs and making encoders imports neither the runtime nor the tokenizers."""
    folder = make_pack(tmp_path / "pack")
    program = (
        "import sys; from pathlib import Path\n"
        "from bowerbird_engine.encoding.packs import read_pack\n"
        "from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder, OnnxTextEncoder\n"
        "pack = read_pack(Path(sys.argv[1])); OnnxImageEncoder(pack, 1); encoder = OnnxTextEncoder(pack, 1)\n"
        "heavy = {'onnxruntime', 'tokenizers', 'safetensors', 'ftfy'}; early = heavy & set(sys.modules)\n"
        "encoder.encode(['sky'])\n"
        "print(sorted(early), {'onnxruntime', 'tokenizers'} <= set(sys.modules))\n"
    )
    ran = subprocess.run([sys.executable, "-c", program, folder], capture_output=True, text=True, check=True)
    assert ran.stdout == "[] True\n"
    assert ran.stderr == ""


@pytest.mark.parametrize(
    "name", ["with space", "ünïcode 猫", b"not \xff text".decode(errors="surrogateescape")]
)
def test_packs_load_from_oddly_named_folders(name: str, tmp_path: Path) -> None:
    """Spaces, other scripts and bytes that are no text in a folder's name do not matter."""
    if sys.platform != "linux" and not name.isprintable():
        pytest.skip("this system has no such names")
    pack = read_pack(make_pack(tmp_path / name))
    assert OnnxTextEncoder(pack, 1).encode(["sky"]).shape == (1, 16)


def test_a_graph_exchanged_between_check_and_load_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever swaps the file after its digest was taken gets nothing run."""
    folder = make_pack(tmp_path / "pack")
    other = make_pack(tmp_path / "other", seed=1) / "image.onnx"

    def swap(path: Path) -> GraphContents:
        contents = look_into(path)
        other.replace(path)
        return contents

    monkeypatch.setattr("bowerbird_engine.encoding.sessions.look_into", swap)
    with pytest.raises(PackError, match="changed while it was loaded"):
        OnnxImageEncoder(read_pack(folder), 1).encode(np.zeros((1, 32, 32, 3), np.uint8))


def test_weights_exchanged_between_check_and_load_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever swaps the weights beside a graph after their digest was taken gets nothing run."""
    pack = read_pack(make_pack(tmp_path / "pack", edit=beside()))
    other = make_pack(tmp_path / "other", seed=1, edit=beside()) / "image.onnx_data"
    check = ModelPack.check

    def swap(self: ModelPack, file: PackFile) -> FileStamp:
        stamp = check(self, file)
        if file.name == "image.onnx_data":
            other.replace(pack.path(file))
        return stamp

    monkeypatch.setattr(ModelPack, "check", swap)
    with pytest.raises(PackError, match="onnx_data was changed while it was loaded"):
        OnnxImageEncoder(pack, 1).encode(np.zeros((1, 32, 32, 3), np.uint8))


def test_weights_beside_a_graph_need_a_readable_place(tmp_path: Path) -> None:
    """In a folder whose name is no text the runtime could only be given bytes, and would look for weights elsewhere."""
    if sys.platform != "linux":
        pytest.skip("this system has no such names")
    folder = tmp_path / b"not \xff text".decode(errors="surrogateescape")
    pack = read_pack(make_pack(folder, edit=beside()))
    with pytest.raises(PackError, match="Move the pack"):
        OnnxTextEncoder(pack, 1).encode(["sky"])


def test_encoding_leaves_the_interpreter_free(tmp_path: Path) -> None:
    """While a thread encodes for a long time, the main thread goes on working all along."""
    encoder = OnnxImageEncoder(read_pack(make_pack(tmp_path / "pack", size=448)), 1)
    pictures = np.zeros((48, 448, 448, 3), np.uint8)
    encoder.encode(pictures[:1])
    done = threading.Event()

    def encode() -> None:
        for _ in range(4):
            encoder.encode(pictures)
        done.set()

    worker = threading.Thread(target=encode)
    start = last = time.perf_counter()
    longest = 0.0
    worker.start()
    while not done.is_set():
        time.sleep(0.001)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    worker.join()
    # A call that held the interpreter would show as one gap of nearly a quarter of the whole.
    assert longest < 0.15 * (last - start) + 0.05


def test_a_pipe_in_a_files_place_does_not_hang(tmp_path: Path) -> None:
    """A named pipe instead of a graph is refused at once."""
    if sys.platform == "win32":
        pytest.skip("no named pipes in folders")
    import os  # noqa: PLC0415  its mkfifo is missing on Windows

    folder = make_pack(tmp_path / "pack")
    (folder / "text.onnx").unlink()
    os.mkfifo(folder / "text.onnx")
    with pytest.raises(PackError):
        read_pack(folder)
