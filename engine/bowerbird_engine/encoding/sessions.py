"""The one place that opens onnxruntime sessions, and the reason for each of their options."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from bowerbird_engine.encoding.description import ImageTower, PackFile, TextTower
from bowerbird_engine.encoding.fields import is_plain_path
from bowerbird_engine.encoding.graphs import GraphContents, look_into
from bowerbird_engine.encoding.packs import FileStamp, ModelPack
from bowerbird_engine.encoding.providers import (
    CPU,
    Accelerator,
    Execution,
    accelerators,
    first_line,
    provider_options,
    start,
)
from bowerbird_engine.encoding.signatures import Wanted, check_output, fixed_batch
from bowerbird_engine.errors import EmbeddingError, PackError
from bowerbird_engine.telemetry import forbid_telemetry

if TYPE_CHECKING:
    import onnxruntime

# What goes wrong comes as an exception; the runtime would print it as well.
FATAL_ONLY = 4

# Of what a graph names: a hostile one may go on for pages.
_SHOWN_LETTERS = 100

KINDS: Final[Mapping[str, type[np.generic]]] = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
}
"""The types of inputs that are served, as the runtime writes them."""

_EXCHANGED = "was changed while it was loaded. Try again; if it stays so, install the pack again."


class GraphSession:
    """A graph that is ready to run: from named input arrays to one output array. Safe to use from several threads.

    `together` is how many rows must go through it at once: 1 where a row's result would depend on its neighbours,
    None where it does not matter. `execution` tells where it runs.
    """

    def __init__(
        self,
        session: onnxruntime.InferenceSession,
        output: str,
        name: str,
        *,
        batch: int | None,
        mixes_rows: bool,
        execution: Execution,
    ) -> None:
        self._session = session
        self._output = output
        self._name = name
        self._batch = batch
        self._kinds = {node.name: KINDS[node.type] for node in session.get_inputs()}
        self.together = 1 if mixes_rows else batch
        self.execution = execution

    def kind(self, name: str) -> type[np.generic]:
        """Tell in which type an input is best given; others are converted."""
        return self._kinds[name]

    def run(self, inputs: Mapping[str, npt.NDArray[np.generic]]) -> npt.NDArray[np.generic]:
        """Run the graph on N rows, without the interpreter's lock.

        A graph for a fixed number of rows takes no more than that; missing ones are made up for and do not show.
        Raises EmbeddingError when the graph fails.
        """
        rows = min(len(values) for values in inputs.values())
        feed = {
            name: self._filled(values.astype(self._kinds[name], copy=False))
            for name, values in inputs.items()
        }
        try:
            (result,) = self._session.run([self._output], feed)
        except Exception as error:  # the runtime's own exceptions have no public base but Exception
            raise EmbeddingError(
                f"The model in {self._name} failed: {first_line(error)}. Install the pack again or use another one."
            ) from error
        made = np.asarray(result)
        return made[:rows] if made.ndim and self._batch is not None else made

    def _filled(self, values: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        """Fill up to the fixed batch with the last row: what is real strays less than zeros from what models know."""
        if self._batch is None or len(values) >= self._batch:
            return values
        return np.concatenate([values, np.repeat(values[-1:], self._batch - len(values), axis=0)])


def open_session(
    pack: ModelPack,
    tower: ImageTower | TextTower,
    inputs: Mapping[str, Wanted],
    *,
    width: int,
    threads: int,
    accelerator: Accelerator,
) -> GraphSession:
    """Open the graph of a tower and check that it takes these inputs and gives [N, width].

    Raises PackError when the graph or its weights are damaged, it wants other inputs, asks for files that are not
    its own, or gives something else.
    """
    path = pack.path(tower.file)
    name = str(path)
    checked = {path: pack.check(tower.file)}
    contents = look_into(path)
    if contents.draws_lots:
        raise PackError(
            f"{name} draws random numbers, so that the same search would find other pictures each time. "
            "Use another export."
        )
    checked |= {pack.path(file): pack.check(file) for file in _own_weights(pack, tower, contents)}
    source = _source(path)
    if contents.locations and isinstance(source, bytes):
        raise PackError(
            f"{name} has weights in other files, which cannot be found in a folder whose name is no valid text. "
            "Move the pack to another folder."
        )
    try:
        # The operators of dynamic quantisation are made for processors; elsewhere each of them travels back.
        session, execution = _start(source, threads, "cpu" if contents.mixes_rows else accelerator)
        exchanged = [place for place, stamp in checked.items() if FileStamp.of(place.stat()) != stamp]
    except Exception as error:  # the runtime's own exceptions have no public base but Exception
        raise PackError(f"{name} cannot be loaded: {first_line(error)}. Install the pack again.") from error
    if exchanged:
        raise PackError(f"{exchanged[0]} {_EXCHANGED}")
    batch = fixed_batch(session, inputs, name)
    check_output(session, tower.output, width, batch, name, projected=tower.projection is not None)
    return GraphSession(
        session, tower.output, name, batch=batch, mixes_rows=contents.mixes_rows, execution=execution
    )


def _start(
    source: str | bytes, threads: int, accelerator: Accelerator
) -> tuple[onnxruntime.InferenceSession, Execution]:
    forbid_telemetry()
    import onnxruntime  # noqa: PLC0415  25 ms and 20 MB that a command without a model does not pay

    onnxruntime.disable_telemetry_events()
    # Providers that cannot start tell so through the runtime's own log, whatever a session's options say.
    onnxruntime.set_default_logger_severity(FATAL_ONLY)
    return start(
        accelerators(onnxruntime.get_available_providers(), accelerator),
        lambda provider: onnxruntime.InferenceSession(
            source,
            session_options(threads, provider),
            providers=[provider],
            provider_options=[provider_options(provider, threads)],
            # What the package itself falls back to, it prints.
            enable_fallback=0,
        ),
        lambda session: session.get_providers(),
    )


def _own_weights(pack: ModelPack, tower: ImageTower | TextTower, contents: GraphContents) -> list[PackFile]:
    """Find the files that a graph asks for among those of its tower, the only ones that a digest covers."""
    home = PurePosixPath(tower.file.name).parent
    listed = {file.name: file for file in tower.weights}
    found: list[PackFile] = []
    for location in sorted(contents.locations):
        file = listed.get(str(home / location)) if is_plain_path(location) else None
        if file is None:
            raise PackError(
                f"{pack.folder / tower.file.name} keeps weights in another file ('{location[:_SHOWN_LETTERS]}'), which its pack does "
                "not list. Use an export whose files all lie beside each other, and list them."
            )
        found.append(file)
    if contents.unplaced:
        raise PackError(
            f"{pack.folder / tower.file.name} keeps weights in another file and does not say in which. "
            "Use another export."
        )
    return found


def _source(path: Path) -> str | bytes:
    """Give the runtime the path: it reads the file itself in half the time and without a second copy of it.

    Measured on a 254 MB text tower: 430 core-ms from the path, 770 from bytes, and 220 to read those bytes.
    """
    try:
        return str(path.absolute()).encode().decode()
    except UnicodeEncodeError:
        # The runtime takes no path that is not valid text, but it takes bytes.
        return path.read_bytes()


def session_options(threads: int, provider: str = CPU) -> onnxruntime.SessionOptions:
    """Choose how graphs run; each choice has its reason."""
    forbid_telemetry()
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
    if provider == "DmlExecutionProvider":
        # DirectML's own condition.
        options.enable_mem_pattern = False
    return options
