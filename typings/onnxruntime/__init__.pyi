# The part of onnxruntime that bowerbird_engine.encoding.sessions uses; the package itself carries no types.

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

class ExecutionMode:
    ORT_SEQUENTIAL: ExecutionMode
    ORT_PARALLEL: ExecutionMode

class GraphOptimizationLevel:
    ORT_DISABLE_ALL: GraphOptimizationLevel
    ORT_ENABLE_BASIC: GraphOptimizationLevel
    ORT_ENABLE_EXTENDED: GraphOptimizationLevel
    ORT_ENABLE_ALL: GraphOptimizationLevel

class SessionOptions:
    log_severity_level: int
    intra_op_num_threads: int
    inter_op_num_threads: int
    execution_mode: ExecutionMode
    graph_optimization_level: GraphOptimizationLevel
    use_deterministic_compute: bool
    enable_cpu_mem_arena: bool
    enable_mem_pattern: bool
    def add_session_config_entry(self, key: str, value: str) -> None: ...

class NodeArg:
    name: str
    type: str
    shape: list[int | str | None]

class InferenceSession:
    def __init__(
        self,
        path_or_bytes: str | bytes,
        sess_options: SessionOptions | None = None,
        providers: Sequence[str] | None = None,
        provider_options: Sequence[Mapping[str, str]] | None = None,
        *,
        enable_fallback: int = 1,
    ) -> None: ...
    def get_providers(self) -> list[str]: ...
    def get_inputs(self) -> list[NodeArg]: ...
    def get_outputs(self) -> list[NodeArg]: ...
    def run(
        self, output_names: Sequence[str], input_feed: Mapping[str, npt.NDArray[np.generic]]
    ) -> list[npt.NDArray[Any]]: ...

def disable_telemetry_events() -> None: ...
def get_available_providers() -> list[str]: ...
def set_default_logger_severity(severity: int, /) -> None: ...

__version__: str
