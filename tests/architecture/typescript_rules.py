"""The rules that every module in TypeScript keeps, as pure functions from its source to what breaks them."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from architecture.source_rules import MAX_LINES, VAGUE_NAMES, Module, Violation

EXTENSION = "plugins/vscode"
CORE = f"{EXTENSION}/src/core/"
HOST = f"{EXTENSION}/src/host/"
WEBVIEW = f"{EXTENSION}/src/webview/"
GENERATED = f"{CORE}hub/api.d.ts"

IMPORT = re.compile(
    r"""(?mx)
    ^\s*(?:import|export)\b[^"';]*?\bfrom\s*["']([^"']+)["']
    | ^\s*import\s*["']([^"']+)["']
    | \b(?:import|require)\s*\(\s*["']([^"']+)["']
    """
)
SNAKE_CASE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*(?:\.(?:test|suite|d|config))?\.[a-z]+")

THIRD_PARTY = frozenset({"@vscode/l10n", "valibot"})
"""What is bundled with the extension: whoever installs it carries it."""


def core_with_an_editor(module: Module) -> Iterator[Violation]:
    """Find where the core knows an editor or a page: it is tested without either."""
    if not _is_below(module, CORE):
        return
    for line, name in _imported(module):
        target = _target(module, name)
        if name == "vscode" or target.startswith((HOST, WEBVIEW)):
            yield Violation(module.place, line, f"the core imports {name}")


def view_with_a_host(module: Module) -> Iterator[Violation]:
    """Find where the view imports what a page does not have: the editor, Node.js, and what runs outside of it."""
    if not _is_below(module, WEBVIEW):
        return
    for line, name in _imported(module):
        if name == "vscode" or name.startswith("node:") or _target(module, name).startswith(HOST):
            yield Violation(module.place, line, f"the view imports {name}")


def unbundled_libraries(module: Module) -> Iterator[Violation]:
    """Find libraries in the extension that nobody decided to carry with it."""
    if not _is_below(module, f"{EXTENSION}/src/"):
        return
    for line, name in _imported(module):
        if not (name.startswith((".", "node:")) or name == "vscode" or name in THIRD_PARTY):
            yield Violation(module.place, line, f"{name} is not carried with the extension")


def odd_names(module: Module) -> Iterator[Violation]:
    """Find files that are not in snake_case or are not named after what they do."""
    if _is_list(module):
        return
    if SNAKE_CASE.fullmatch(module.place.name) is None:
        yield Violation(module.place, 1, "the name is not in snake_case")
    # `src/core` has its name from the ground plan of the extension.
    if module.place.name.partition(".")[0] in VAGUE_NAMES:
        yield Violation(module.place, 1, "the name says nothing")


def too_long(module: Module) -> Iterator[Violation]:
    """Find a module that is too long to be read in one go."""
    lines = module.source.count("\n")
    if lines > MAX_LINES and not _is_list(module) and str(module.place) != GENERATED:
        yield Violation(module.place, lines, f"{lines} lines; {MAX_LINES} is the most")


def bound_to_a_registry(module: Module) -> Iterator[Violation]:
    """Find a list of packages that says where each comes from, or one without their hashes."""
    if not _is_list(module):
        return
    for name, package in json.loads(module.source)["packages"].items():
        if name and "resolved" in package:
            yield Violation(module.place, 1, f"{name} is bound to a place")
        if name and "integrity" not in package:
            yield Violation(module.place, 1, f"{name} has no hash")


def reached_by_the_view(modules: Mapping[str, Module]) -> set[str]:
    """Name all modules that the view is made of, those of the core too."""
    waiting = [place for place in modules if place.startswith(WEBVIEW)]
    reached = set(waiting)
    while waiting:
        module = modules[waiting.pop()]
        for _, name in _imported(module, values=True):
            target = next((each for each in _files(_target(module, name)) if each in modules), None)
            if target is not None and target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


def needs_node(module: Module) -> Iterator[Violation]:
    """Find imports of Node.js, whatever the module is for."""
    for line, name in _imported(module, values=True):
        if name.startswith("node:"):
            yield Violation(module.place, line, f"{name} is not there in a page")


def _is_below(module: Module, folder: str) -> bool:
    return str(module.place).startswith(folder)


def _is_list(module: Module) -> bool:
    return module.place.name == "package-lock.json"


def _files(target: str) -> tuple[str, ...]:
    return target, f"{target}.ts", f"{target}/index.ts"


def _target(module: Module, name: str) -> str:
    """Give where a relative import leads, as a path of the project; else what it is."""
    if not name.startswith("."):
        return name
    return posixpath.normpath(f"{PurePosixPath(module.place).parent}/{name}")


def _imported(module: Module, *, values: bool = False) -> Iterator[tuple[int, str]]:
    """List what a module imports, by lines; with `values` without what is there for types alone."""
    for match in IMPORT.finditer(module.source):
        if values and re.match(r"\s*(?:import|export)\s+type\b", match[0]):
            continue
        line = module.source.count("\n", 0, match.end()) + 1
        yield line, next(name for name in match.groups() if name)
