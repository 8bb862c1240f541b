"""The one place that opens onnxruntime sessions, and the reason for each of their options."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from bowerbird_engine.encoding.description import PackFile
from bowerbird_engine.encoding.graphs import refuse_external_data
from bowerbird_engine.encoding.packs import FileStamp, ModelPack
from bowerbird_engine.errors import EmbeddingError, PackError

if TYPE_CHECKING:
    import onnxruntime

# What goes wrong comes as an exception; the runtime would print it as well.
FATAL_ONLY = 4


class GraphSession:
    """A graph that is ready to run: from named input arrays to one output array. Safe to use from several threads."""

    def __init__(self, session: onnxruntime.InferenceSession, output: str, name: str) -> None:
        self._session = session
        self._output = output
        self._name = name

    def run(self, inputs: Mapping[str, npt.NDArray[np.generic]]) -> npt.NDArray[np.generic]:
        """Run the graph, without the interpreter's lock. Raises EmbeddingError when the graph fails."""
        try:
            (result,) = self._session.run([self._output], dict(inputs))
        except Exception as error:  # the runtime's own exceptions have no public base but Exception
            raise EmbeddingError(
                f"The model in {self._name} failed: {_first_line(error)}. Install the pack again or use another one."
            ) from error
        return np.asarray(result)


def open_session(
    pack: ModelPack,
    file: PackFile,
    inputs: Mapping[str, tuple[str, tuple[int | None, ...]]],
    output: str,
    *,
    threads: int,
) -> GraphSession:
    """Open a graph of a pack and check that it takes these inputs and gives [N, dimension].

    `inputs` maps each name to its type, as the runtime writes it, and its shape; None stands for any size.
    Raises PackError when the graph is damaged, wants other inputs, or gives something else.
    """
    import onnxruntime  # noqa: PLC0415  25 ms and 20 MB that a command without a model does not pay

    path = pack.path(file)
    name = str(path)
    stamp = pack.check(file)
    refuse_external_data(path)
    # On Windows the official builds report their use otherwise.
    onnxruntime.disable_telemetry_events()
    try:
        session = onnxruntime.InferenceSession(
            _source(path), session_options(threads), providers=["CPUExecutionProvider"]
        )
        exchanged = FileStamp.of(path.stat()) != stamp
    except Exception as error:  # the runtime's own exceptions have no public base but Exception
        raise PackError(f"{name} cannot be loaded: {_first_line(error)}. Install the pack again.") from error
    if exchanged:
        raise PackError(
            f"{name} was changed while it was loaded. Try again; if it stays so, install the pack again."
        )
    _check_inputs(session, inputs, name)
    _check_output(session, output, pack.dimension, name)
    return GraphSession(session, output, name)


def _source(path: Path) -> str | bytes:
    """Give the runtime the path: it reads the file itself in half the time and without a second copy of it.

    Measured on a 254 MB text tower: 430 core-ms from the path, 770 from bytes, and 220 to read those bytes.
    """
    try:
        return str(path.absolute()).encode().decode()
    except UnicodeEncodeError:
        # The runtime takes no path that is not valid text, but it takes bytes.
        return path.read_bytes()


def session_options(threads: int) -> onnxruntime.SessionOptions:
    """Choose how graphs run; each choice has its reason."""
    import onnxruntime  # noqa: PLC0415  as above

    options = onnxruntime.SessionOptions()
    options.log_severity_level = FATAL_ONLY
    options.intra_op_num_threads = threads
    # The towers are chains: there is nothing to run side by side.
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.use_deterministic_compute = True
    # Waiting threads would spin on cores that the decoders need: with two busy cores, ViT-B/32 took 103 core-ms a
    # picture in batches of 8 without spinning and 125 with it, 109 and 180 for a single one.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The arena keeps what the largest batch ever took (240 MB for 16 pictures of ViT-B/32) and gained no time.
    options.enable_cpu_mem_arena = False
    return options


def _check_inputs(
    session: onnxruntime.InferenceSession, wanted: Mapping[str, tuple[str, tuple[int | None, ...]]], name: str
) -> None:
    given = {node.name: node for node in session.get_inputs()}
    if set(given) != set(wanted):
        raise PackError(
            f"{name} wants the inputs {_listed(given)}, but its pack describes {_listed(wanted)}. "
            "Use a pack whose description fits its graphs."
        )
    for key, (kind, shape) in wanted.items():
        node = given[key]
        if node.type != kind or not _fits(node.shape, shape):
            raise PackError(
                f"{name} wants its input '{key}' as {node.type} {node.shape}, but its pack describes {kind} "
                f"{list(shape)}. Use a pack whose description fits its graphs."
            )


def _check_output(session: onnxruntime.InferenceSession, output: str, dimension: int, name: str) -> None:
    given = {node.name: node for node in session.get_outputs()}
    if output not in given:
        raise PackError(
            f"{name} has no output '{output}', only {_listed(given)}. Correct the pack's description."
        )
    if not _fits(given[output].shape, (None, dimension)):
        raise PackError(
            f"{name} gives {given[output].shape}, but its pack promises vectors of dimension {dimension}. "
            "Correct the pack's description."
        )


def _fits(declared: list[int | str | None], wanted: tuple[int | None, ...]) -> bool:
    """Compare shapes; a name or None in the graph's declaration stands for any size, the first must be one.

    A graph that declares no shape at all passes here; its results are looked at one by one.
    """
    if not declared:
        return True
    if len(declared) != len(wanted) or isinstance(declared[0], int):
        return False
    return all(
        not isinstance(here, int) or there is None or here == there
        for here, there in zip(declared, wanted, strict=True)
    )


def _listed(names: Mapping[str, object]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names))


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
