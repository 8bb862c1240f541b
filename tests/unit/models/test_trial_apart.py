"""The trial of a pack in a process of its own: what a graph does there stays there."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from bowerbird_engine.encoding.packs import read_pack
from bowerbird_engine.errors import Cancelled, PackError
from bowerbird_engine.models import trial_apart
from bowerbird_engine.models.trial_apart import try_apart
from fakes.broken_packs import BROKEN_PACKS, BrokenPackCase, Shows
from fakes.packs import Parts, make_pack

ENDLESS = 2**62


def _looping(rounds: int) -> onnx.NodeProto:
    """Make a node that adds a number to the vectors so many times."""
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["go"], ["go_on"]),
            helper.make_node("Add", ["vectors", "step"], ["stepped"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("round", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            helper.make_tensor_value_info("vectors", TensorProto.FLOAT, None),
        ],
        [
            helper.make_tensor_value_info("go_on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("stepped", TensorProto.FLOAT, None),
        ],
    )
    return helper.make_node("Loop", [f"rounds_{rounds}", "", "before"], ["image_embeds"], body=body)


def looping(parts: Parts, rounds: int) -> None:
    """Let the image graph go in circles."""
    graph = parts.image.graph
    graph.node[-1].output[0] = "before"
    graph.initializer.append(numpy_helper.from_array(np.array(rounds, np.int64), f"rounds_{rounds}"))
    graph.initializer.append(numpy_helper.from_array(np.array(0.0, np.float32), "step"))
    graph.node.append(_looping(rounds))


def hungry(parts: Parts, count: int) -> None:
    """Let the image graph make so many numbers, and use one of them."""
    graph = parts.image.graph
    graph.node[-1].output[0] = "before"
    graph.initializer.append(numpy_helper.from_array(np.array([count], np.int64), "count"))
    graph.node.append(helper.make_node("ConstantOfShape", ["count"], ["zeros"]))
    graph.node.append(helper.make_node("ReduceMax", ["zeros"], ["zero"], keepdims=0))
    graph.node.append(helper.make_node("Add", ["before", "zero"], ["image_embeds"]))


def test_a_pack_that_works_passes(tmp_path: Path) -> None:
    """The control for all that follows: the same pack, and the same loops and numbers in small, are let in."""
    try_apart(read_pack(make_pack(tmp_path / "plain")), 1)
    try_apart(read_pack(make_pack(tmp_path / "loop", edit=lambda parts: looping(parts, 3))), 1)
    try_apart(read_pack(make_pack(tmp_path / "numbers", edit=lambda parts: hungry(parts, 1000))), 1)


@pytest.mark.parametrize(
    "case", [case for case in BROKEN_PACKS if case.shows is Shows.ENCODING], ids=lambda case: case.name
)
def test_the_reason_comes_out_of_the_process(case: BrokenPackCase, tmp_path: Path) -> None:
    """What the trial finds is raised here in the same words."""
    with pytest.raises(PackError, match=case.says):
        try_apart(read_pack(case.make(tmp_path / "pack")), 1)


def test_a_graph_that_never_ends_is_given_up(tmp_path: Path) -> None:
    """After the time is over the process is gone and the reason is told."""
    pack = read_pack(make_pack(tmp_path / "pack", edit=lambda parts: looping(parts, ENDLESS)))
    with pytest.raises(PackError, match="within 3 s"):
        try_apart(pack, 1, seconds=3)


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS accepts limits of memory and does not keep them")
def test_a_graph_that_wants_all_memory_is_refused(tmp_path: Path) -> None:
    """Eight gigabytes are more than a trial gets; this process does not notice."""
    pack = read_pack(make_pack(tmp_path / "pack", edit=lambda parts: hungry(parts, 2 * 1024**3)))
    with pytest.raises(PackError):
        try_apart(pack, 1, memory_bytes=2 * 1024**3)


def test_a_long_reason_does_not_hold_the_process_up(tmp_path: Path) -> None:
    """A graph whose names are 100,000 letters long is refused in a sentence of bearable length."""

    def rename(parts: Parts) -> None:
        parts.image.graph.input[0].name = "\N{BIRD}" * 100_000

    pack = read_pack(make_pack(tmp_path / "pack", edit=rename))
    with pytest.raises(PackError) as caught:
        try_apart(pack, 1, seconds=60)
    assert "within" not in str(caught.value)
    assert len(str(caught.value)) <= 2000


def test_a_trial_can_be_stopped(tmp_path: Path) -> None:
    """A request to stop ends even an endless graph, soon."""
    pack = read_pack(make_pack(tmp_path / "pack", edit=lambda parts: looping(parts, ENDLESS)))
    cancel = threading.Event()
    threading.Timer(1.0, cancel.set).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        try_apart(pack, 1, cancel=cancel)
    assert time.monotonic() - started < 30


def test_a_process_that_dies_is_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash inside the runtime is the pack's fault, and said so."""
    monkeypatch.setattr(trial_apart, "_BOOT", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    with pytest.raises(PackError, match="ended the process"):
        try_apart(read_pack(make_pack(tmp_path / "pack")), 1)


@pytest.mark.skipif(os.name == "nt", reason="names of files are text there")
def test_the_folder_may_have_any_name(tmp_path: Path) -> None:
    """A library below a folder whose name is no text works as well."""
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
    folder.mkdir()
    try_apart(read_pack(make_pack(folder / "pack")), 1)
