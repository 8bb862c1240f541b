"""The words that Blender itself shows: it reads them from classes and properties, and no function is called for them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

ATTRIBUTES = frozenset({"bl_label", "bl_description"})
"""Of a class: what it is called, and what its tooltip says."""
ARGUMENTS = frozenset({"name", "description"})
"""Of a property, likewise."""
_PROPERTY = "Property"
_ITEMS = "ITEMS"
_LEAST = 3
"""Parts of a choice: what scripts call it, what it is called, what its tooltip says."""


def labels(source: str) -> Iterator[tuple[int, str]]:
    """Find them in a module, in its order, each with its line."""
    found = set(_labels(ast.parse(source)))
    yield from sorted(found)


def _labels(tree: ast.AST) -> Iterator[tuple[int, str]]:
    choices = {
        keyword.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "items" and isinstance(keyword.value, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from _of_class(node)
        elif isinstance(node, ast.Call) and _is_property(node):
            yield from _of_property(node)
        elif isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and (target.id in choices or target.id.endswith(_ITEMS))
            for target in node.targets
        ):
            yield from _of_items(node.value)


def _of_class(node: ast.ClassDef) -> Iterator[tuple[int, str]]:
    for each in node.body:
        if isinstance(each, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id in ATTRIBUTES for target in each.targets
        ):
            yield from _text(each.value)


def _of_property(node: ast.Call) -> Iterator[tuple[int, str]]:
    for keyword in node.keywords:
        if keyword.arg in ARGUMENTS:
            yield from _text(keyword.value)
        elif keyword.arg == "items":
            yield from _of_items(keyword.value)


def _of_items(node: ast.expr) -> Iterator[tuple[int, str]]:
    for each in node.elts if isinstance(node, ast.Tuple | ast.List) else ():
        if isinstance(each, ast.Tuple) and len(each.elts) >= _LEAST:
            for part in each.elts[1:_LEAST]:
                yield from _text(part)


def _is_property(node: ast.Call) -> bool:
    """Tell whether a call makes a property: by its name, or by what it is given, where something of ours makes one."""
    named = isinstance(node.func, ast.Name) and node.func.id.endswith(_PROPERTY)
    return named or {keyword.arg for keyword in node.keywords} >= ARGUMENTS


def _text(node: ast.expr) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.lineno, node.value
