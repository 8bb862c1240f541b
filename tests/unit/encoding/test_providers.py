"""Where graphs run: the best accelerator that starts, and the processor when none does, with the reason kept."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
import pytest

from bowerbird_engine.encoding import sessions
from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder, OnnxTextEncoder
from bowerbird_engine.encoding.packs import read_pack
from bowerbird_engine.encoding.providers import (
    CPU,
    Accelerator,
    Execution,
    accelerators,
    first_line,
    provider_options,
    start,
)
from bowerbird_engine.encoding.sessions import GraphSession
from bowerbird_engine.errors import EmbeddingError
from fakes.pack_variants import quantised
from fakes.packs import Edit, make_pack

CUDA, DIRECTML = "CUDAExecutionProvider", "DmlExecutionProvider"
PICTURES = np.random.default_rng(0).integers(0, 256, (6, 32, 32, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    ("available", "wanted", "chosen"),
    [
        ([CPU], "auto", ()),
        (["AzureExecutionProvider", CPU], "auto", ()),
        (["TensorrtExecutionProvider", CUDA, CPU], "auto", (CUDA,)),
        ([CPU, "OpenVINOExecutionProvider"], "auto", ("OpenVINOExecutionProvider",)),
        (["OpenVINOExecutionProvider", DIRECTML, CUDA, CPU], "auto", (CUDA, DIRECTML, "OpenVINOExecutionProvider")),
        (["CoreMLExecutionProvider", CPU], "auto", ("CoreMLExecutionProvider",)),
        ([CUDA, CPU], "cpu", ()),
        ([], "auto", ()),
    ],
)  # fmt: skip
def test_the_choice(available: list[str], wanted: Accelerator, chosen: tuple[str, ...]) -> None:
    """Known accelerators are tried best first, whatever order the runtime lists them in; a service never is."""
    assert accelerators(available, wanted) == chosen


def test_options_suit_the_provider() -> None:
    """One that computes on the processor takes the threads that it is given; what needs nothing gets nothing."""
    assert provider_options("OpenVINOExecutionProvider", 3) == {"num_of_threads": "3"}
    assert provider_options(CUDA, 3)["use_tf32"] == "0"
    assert provider_options(CPU, 3) == provider_options(DIRECTML, 3) == {}


class FakeRuntime:
    """Open sessions that are lists of providers: some providers raise, some are silently left out."""

    def __init__(self, *, raising: Sequence[str] = (), missing: Sequence[str] = ()) -> None:
        self.opened: list[str] = []
        self._raising = raising
        self._missing = missing

    def open(self, provider: str) -> list[str]:
        """Open with one provider; the processor joins by itself."""
        self.opened.append(provider)
        if provider in self._raising:
            raise RuntimeError(f"no device for {provider}.\nand more lines")
        return [each for each in dict.fromkeys([provider, CPU]) if each not in self._missing]

    def start(self, *wanted: str) -> tuple[list[str], Execution]:
        """Start as the product does."""
        return start(wanted, self.open, lambda session: session)


def test_the_first_that_starts_is_taken() -> None:
    """Nothing else is opened once an accelerator runs, and there is nothing to note."""
    runtime = FakeRuntime()
    assert runtime.start(CUDA, DIRECTML) == ([CUDA, CPU], Execution("CUDA"))
    assert runtime.opened == [CUDA]


def test_one_that_raises_gives_way_to_the_next() -> None:
    """An accelerator that fails is noted in its own words, and the next one is used."""
    session, execution = FakeRuntime(raising=[CUDA]).start(CUDA, DIRECTML)
    assert session == [DIRECTML, CPU]
    assert execution.provider == "DirectML"
    assert execution.note == f"CUDA could not be started: no device for {CUDA}."


def test_one_that_is_silently_left_out_is_noticed() -> None:
    """A session that quietly runs on the processor is used as that, and not opened again."""
    runtime = FakeRuntime(missing=[CUDA])
    session, execution = runtime.start(CUDA)
    assert (session, execution.provider) == ([CPU], "CPU")
    assert "offers CUDA, but cannot start it" in str(execution.note)
    assert runtime.opened == [CUDA]


def test_all_reasons_are_kept() -> None:
    """Where no accelerator starts, the processor runs and the note tells of each."""
    runtime = FakeRuntime(raising=[DIRECTML], missing=[CUDA])
    session, execution = runtime.start(CUDA, DIRECTML)
    assert session == [CPU]
    assert execution.provider == "CPU"
    assert all(name in str(execution.note) for name in ("CUDA", "DirectML"))


def test_what_the_processor_raises_comes_through() -> None:
    """A graph that not even the processor takes is at fault itself."""
    with pytest.raises(RuntimeError, match=CPU):
        FakeRuntime(raising=[CUDA, CPU]).start(CUDA)


def claim(monkeypatch: pytest.MonkeyPatch, *providers: str) -> None:
    """Let the real runtime claim that it has other providers."""
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: [*providers, CPU])


@pytest.mark.parametrize("loud", [True, False], ids=["raises", "silent"])
def test_the_real_runtime_falls_back(
    loud: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """With a provider that this build cannot start, by an error or silently, the same vectors come from the processor."""
    pack = read_pack(make_pack(tmp_path / "pack"))
    plain = OnnxImageEncoder(pack, 1)
    expected = plain.encode(PICTURES)
    assert plain.execution == Execution("CPU")
    claim(monkeypatch, CUDA)
    encoder = OnnxImageEncoder(pack, 1)
    with warnings.catch_warnings():
        # The runtime warns of what it does not know; where that is an error, it stands for a provider that raises.
        warnings.simplefilter("error" if loud else "ignore")
        assert encoder.encode(PICTURES) == pytest.approx(expected, abs=1e-6)
    assert encoder.execution.provider == "CPU"
    assert ("could not be started" if loud else "cannot start it") in str(encoder.execution.note)
    assert capfd.readouterr() == ("", "")


def test_words_and_the_unaccelerated_never_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words, and pictures where a person wants the processor, run there without a try of anything else."""
    claim(monkeypatch, CUDA)
    pack = read_pack(make_pack(tmp_path / "pack"))
    words, pictures = OnnxTextEncoder(pack, 1), OnnxImageEncoder(pack, 1, "cpu")
    words.encode(["sky"])
    pictures.encode(PICTURES)
    assert words.execution == pictures.execution == Execution("CPU")


@pytest.mark.parametrize(("edit", "tried"), [(None, ["CUDA"]), (quantised, [])], ids=["float32", "int8"])
def test_dynamic_quantisation_stays_on_the_processor(
    edit: Edit | None, tried: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Graphs that quantise while they run are not sent to an accelerator; others are."""
    seen: list[str] = []
    accelerate(monkeypatch, seen)
    OnnxImageEncoder(read_pack(make_pack(tmp_path / "pack", edit=edit)), 1).encode(PICTURES)
    assert seen == tried


def accelerate(monkeypatch: pytest.MonkeyPatch, seen: list[str]) -> None:
    """Let a session of the processor pass for one of CUDA, and note when it is started."""
    real = start

    def pretend(
        wanted: Sequence[str],
        open_with: Callable[[str], onnxruntime.InferenceSession],
        uses: Callable[[onnxruntime.InferenceSession], Sequence[str]],
    ) -> tuple[onnxruntime.InferenceSession, Execution]:
        session, execution = real((), open_with, uses)
        if not wanted:
            return session, execution
        seen.append("CUDA")
        return session, Execution("CUDA")

    claim(monkeypatch, CUDA)
    monkeypatch.setattr(sessions, "start", pretend)


def test_an_accelerator_that_fails_in_the_midst_of_work_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When it runs out of memory at the second batch, the processor does that one again, and the reason is kept."""
    pack = read_pack(make_pack(tmp_path / "pack"))
    expected = OnnxImageEncoder(pack, 1).encode(PICTURES)
    accelerate(monkeypatch, [])
    run, runs = GraphSession.run, 0

    def fail_second(
        self: GraphSession, inputs: Mapping[str, npt.NDArray[np.generic]]
    ) -> npt.NDArray[np.generic]:
        nonlocal runs
        runs += 1
        if self.execution.provider == "CUDA" and runs > 2:
            raise EmbeddingError("failed") from RuntimeError("out of memory")
        return run(self, inputs)

    monkeypatch.setattr(GraphSession, "run", fail_second)
    encoder = OnnxImageEncoder(pack, 1)
    assert encoder.execution == Execution("CUDA")
    # The first run of all was the one that showed that it works.
    assert runs == 1
    assert encoder.encode(PICTURES) == pytest.approx(expected, abs=1e-6)
    assert encoder.execution == Execution("CPU", "CUDA failed while it worked: out of memory.")


@pytest.mark.parametrize("bad", [np.nan, 0.0], ids=["NaN", "zero"])
def test_an_accelerator_that_gives_no_vectors_is_left_at_once(
    bad: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that starts and then gives NaN or zeros is found out before the first picture of a person."""
    pack = read_pack(make_pack(tmp_path / "pack"))
    expected = OnnxImageEncoder(pack, 1).encode(PICTURES)
    accelerate(monkeypatch, [])
    run = GraphSession.run

    def spoil(self: GraphSession, inputs: Mapping[str, npt.NDArray[np.generic]]) -> npt.NDArray[np.generic]:
        made = run(self, inputs)
        return np.full_like(made, bad) if self.execution.provider == "CUDA" else made

    monkeypatch.setattr(GraphSession, "run", spoil)
    encoder = OnnxImageEncoder(pack, 1)
    assert encoder.encode(PICTURES) == pytest.approx(expected, abs=1e-6)
    assert encoder.execution.provider == "CPU"
    assert "no usable vectors" in str(encoder.execution.note)


def test_a_graph_that_fails_on_the_processor_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without an accelerator there is nothing to fall back to."""

    def fail(self: GraphSession, inputs: Mapping[str, npt.NDArray[np.generic]]) -> npt.NDArray[np.generic]:
        raise EmbeddingError("failed")

    encoder = OnnxImageEncoder(read_pack(make_pack(tmp_path / "pack")), 1)
    monkeypatch.setattr(GraphSession, "run", fail)
    with pytest.raises(EmbeddingError, match="failed"):
        encoder.encode(PICTURES)


def test_what_the_runtime_says_is_told_without_its_internals() -> None:
    """Codes, source files and signatures of the runtime are no help to anybody; the reason itself stays."""
    told = (
        "[ONNXRuntimeError] : 10 : INVALID_GRAPH : Load model from image.onnx failed:/src/core/graph/model.cc:340 "
        "ns::Model::Model(onnx::ModelProto&&, const ns::PathString&) [ONNXRuntimeError] : 10 : INVALID_GRAPH : "
        "The graph is not acyclic."
    )
    assert first_line(RuntimeError(told)) == "The graph is not acyclic"
    assert (
        first_line(RuntimeError("Load model failed: no such file.\nmore"))
        == "Load model failed: no such file"
    )
    assert first_line(ValueError()) == "ValueError"
    assert len(first_line(RuntimeError("x" * 100_000))) < 400
