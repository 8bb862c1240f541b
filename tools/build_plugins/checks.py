"""What a plug-in's modules may not do: need a package, or a Python newer than the hosts have."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

OLDEST = (3, 9)
CLIENT_NAME = "bowerbird_client"

# What the host programs themselves bring.
OF_THE_HOSTS = frozenset(
    {"bl_ext", "bmesh", "bpy", "bpy_extras", "cairo", "gi", "gpu", "gpu_extras", "mathutils"}
)


def troubles(files: Mapping[PurePosixPath, bytes]) -> Iterator[str]:
    """Find modules that the hosts' Pythons cannot read or that import what is not there."""
    own = {path.parts[0] for path in files} | {path.stem for path in files if path.suffix == ".py"}
    for path, data in sorted(files.items()):
        if path.suffix != ".py":
            continue
        try:
            tree = ast.parse(data, str(path), feature_version=OLDEST)
        except (SyntaxError, ValueError) as error:
            yield f"{path}: Python {OLDEST[0]}.{OLDEST[1]} cannot read it: {error}"
            continue
        in_client = CLIENT_NAME in path.parts
        for line, name in _imports(tree):
            library = name.partition(".")[0]
            if library in sys.stdlib_module_names or (not in_client and library in own | OF_THE_HOSTS):
                continue
            yield f"{path}:{line}: {name} is not there inside the host"


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module
