"""Where graphs run: on an accelerator that the installed runtime offers and can start, else on the processor."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

Accelerator = Literal["auto", "cpu"]
Session = TypeVar("Session")

CPU: Final = "CPUExecutionProvider"
CPU_NAME: Final = "CPU"

NAMES: Final[Mapping[str, str]] = {
    "CUDAExecutionProvider": "CUDA",
    "MIGraphXExecutionProvider": "MIGraphX",
    "ROCMExecutionProvider": "ROCm",
    "DmlExecutionProvider": "DirectML",
    "CoreMLExecutionProvider": "CoreML",
    "OpenVINOExecutionProvider": "OpenVINO",
}
"""The accelerators that are used, best first, and what people call them.

Left out are those that compile a graph for minutes before its first picture (TensorRT), those that serve a few fixed
operators (XNNPACK, QNN), and Azure, which would send pictures away.
"""

_INTERNALS = re.compile(r"\[ONNXRuntimeError\] : \d+ : [A-Z_]+ : |/\S+\.(?:cc|h|cpp):\d+ (?:.*\) )?")
_MOST_LETTERS = 300


@dataclass(frozen=True, slots=True)
class Execution:
    """Where a graph runs: the name that people know, and, in sentences, why not elsewhere, if so."""

    provider: str
    note: str | None = None


def accelerators(available: Sequence[str], wanted: Accelerator) -> tuple[str, ...]:
    """Choose the accelerators to try, best first; the processor comes after them, always."""
    return () if wanted == "cpu" else tuple(provider for provider in NAMES if provider in available)


def provider_options(provider: str, threads: int) -> dict[str, str]:
    """Choose the options of a provider; each has its reason."""
    if provider == "CUDAExecutionProvider":
        # Without these a library that was learned in part on the card and in part on the processor would hold vectors
        # of two precisions, and each new size of batch would cost a search for the fastest convolution.
        return {"use_tf32": "0", "cudnn_conv_algo_search": "HEURISTIC"}
    if provider == "OpenVINOExecutionProvider":
        # On a processor it would take all cores, those of the decoders too.
        return {"num_of_threads": str(threads)}
    return {}


def start(
    accelerators: Sequence[str],
    open_with: Callable[[str], Session],
    uses: Callable[[Session], Sequence[str]],
) -> tuple[Session, Execution]:
    """Open a session with the first accelerator that starts, else on the processor.

    `uses` tells what a session really has. What the processor raises comes through: then the graph is at fault.
    """
    notes: list[str] = []
    spare: Session | None = None
    for provider in accelerators:
        name = NAMES[provider]
        try:
            session = open_with(provider)
        except Exception as error:  # noqa: BLE001  each provider has its own way to fail
            notes.append(f"{name} could not be started: {first_line(error)}.")
            continue
        if provider in uses(session):
            return session, Execution(name, _joined(notes))
        # What the runtime does when an accelerator's own libraries or driver are missing.
        notes.append(f"onnxruntime offers {name}, but cannot start it: its driver or libraries are missing.")
        spare = session if tuple(uses(session)) == (CPU,) else None
    return spare or open_with(CPU), Execution(CPU_NAME, _joined(notes))


def first_line(error: BaseException) -> str:
    """Say in one line what went wrong, without the runtime's own codes, source files and signatures."""
    told = (str(error).strip().splitlines() or [type(error).__name__])[0]
    parts = [part.strip() for part in _INTERNALS.split(told) if part and part.strip()]
    said = (parts or [type(error).__name__])[-1].rstrip(".")
    return said if len(said) <= _MOST_LETTERS else f"{said[:_MOST_LETTERS]}…"


def _joined(notes: Sequence[str]) -> str | None:
    return " ".join(notes) or None
