"""What can be amiss in GIMP: stable codes, each with a sentence that can be translated."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import bowerbird_for_gimp

PACKAGE = Path(bowerbird_for_gimp.__file__ or "").parent
KNOWN = {
    "no_image",
    "image_closed",
    "no_layer",
    "several_layers",
    "layer_group",
    "floating_selection",
    "nothing_selected",
    "nothing_to_see",
    "cannot_load",
    "clipboard_empty",
    "not_available",
    "gimp_failed",
}


def test_exactly_the_troubles_that_happen_are_known() -> None:
    """Each code that is raised anywhere is in the list, each of the list is raised, and none without a sentence that can be translated."""
    raised = list(_raised())

    assert {code for code, _sentence in raised} == KNOWN
    assert all(sentence.startswith("_(") for _code, sentence in raised), raised


def _raised() -> Iterator[tuple[str, str]]:
    """Read from the source which troubles are raised, and their sentences as they stand there."""
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "HostTrouble":
                code, sentence = node.args[:2]
                assert isinstance(code, ast.Constant), f"{file.name}: a code that is not written out"
                yield str(code.value), ast.unparse(sentence)
