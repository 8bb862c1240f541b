"""What a plug-in's modules may not do: need a package, or a Python newer than the hosts have."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

from bowerbird_bridge.commands.plugin_hosts.plugin_files import Files, PluginSource

SHARED_OLDEST: Final = (3, 9)
"""The oldest Python of all hosts: what the plug-ins share keeps to it."""

CAME: Final[Mapping[str, tuple[int, int]]] = {
    "annotationlib": (3, 14),
    "compression": (3, 14),
    "tomllib": (3, 11),
}
WENT: Final[Mapping[str, tuple[int, int]]] = {
    **dict.fromkeys(("asynchat", "asyncore", "distutils", "imp", "smtpd"), (3, 12)),
    **dict.fromkeys(
        (
            "aifc",
            "audioop",
            "cgi",
            "cgitb",
            "chunk",
            "crypt",
            "imghdr",
            "mailcap",
            "msilib",
            "nis",
            "nntplib",
        ),
        (3, 13),
    ),
    **dict.fromkeys(
        ("ossaudiodev", "pipes", "sndhdr", "spwd", "sunau", "telnetlib", "uu", "xdrlib"), (3, 13)
    ),
}
"""Modules of the standard library that not all Pythons have which hosts bring, with the first that has, or lacks, them."""


def source_troubles(source: PluginSource, oldest: tuple[int, int], brings: frozenset[str]) -> Iterator[str]:
    """Find what is wrong with a plug-in and with the packages that it brings."""
    shared = frozenset(package.name for package in source.packages)
    yield from troubles(source.gather(), oldest, shared | brings)
    before: frozenset[str] = frozenset()
    for package in source.packages:
        # A package is known by its own name, and not by those of its modules.
        placed = {PurePosixPath(package.name, place): data for place, data in package.gather().items()}
        yield from troubles(placed, SHARED_OLDEST, before, loose=False)
        before |= {package.name}


def troubles(
    files: Files, oldest: tuple[int, int], brought: frozenset[str], *, loose: bool = True
) -> Iterator[str]:
    """Find modules that a host's Python cannot read or that import what is not there.

    `loose` says that modules at the top of the folder can be imported by their names.
    """
    own = {path.parts[0] for path in files if len(path.parts) > 1}
    if loose:
        own |= {path.stem for path in files if len(path.parts) == 1 and path.suffix == ".py"}
    for path, data in sorted(files.items()):
        if path.suffix != ".py":
            continue
        try:
            tree = ast.parse(data, str(path), feature_version=oldest)
        except (SyntaxError, ValueError) as error:
            yield f"{path}: Python {oldest[0]}.{oldest[1]} cannot read it: {error}"
            continue
        for line, name in _imports(tree):
            library = name.partition(".")[0]
            if not (library in own | brought or _is_everywhere(library, oldest)):
                yield f"{path}:{line}: {name} is not there inside the host"


def _is_everywhere(library: str, oldest: tuple[int, int]) -> bool:
    """Tell whether the standard library has a module from the oldest Python to the newest."""
    return library in sys.stdlib_module_names and library not in WENT and CAME.get(library, oldest) <= oldest


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module
