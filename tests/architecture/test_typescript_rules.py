"""The modules in TypeScript keep the rules, and each rule is seen to catch what it is there for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

import pytest

from architecture.checkout import ROOT, project_files
from architecture.source_rules import MAX_LINES, Module, Violation
from architecture.typescript_rules import (
    EXTENSION,
    THIRD_PARTY,
    bound_to_a_registry,
    core_with_an_editor,
    needs_node,
    odd_names,
    reached_by_the_view,
    too_long,
    unbundled_libraries,
    view_with_a_host,
)

Rule = Callable[[Module], Iterator[Violation]]

RULES: list[Rule] = [
    bound_to_a_registry,
    core_with_an_editor,
    odd_names,
    too_long,
    unbundled_libraries,
    view_with_a_host,
]

CORE_MODULE = f"{EXTENSION}/src/core/panel/planted.ts"
VIEW_MODULE = f"{EXTENSION}/src/webview/planted.ts"
LOCK = f"{EXTENSION}/package-lock.json"


def _lock(**package: str) -> str:
    return json.dumps({"packages": {"": {}, "node_modules/left": package}})


BREACHES: list[tuple[Rule, str, str]] = [
    (bound_to_a_registry, LOCK, _lock(integrity="sha512-x", resolved="https://example.org/left.tgz")),
    (bound_to_a_registry, LOCK, _lock(version="1.0.0")),
    (core_with_an_editor, CORE_MODULE, 'import * as vscode from "vscode";\n'),
    (core_with_an_editor, CORE_MODULE, 'import type { Uri } from "vscode";\n'),
    (core_with_an_editor, CORE_MODULE, 'import {\n  remote,\n} from "../../host/remote";\n'),
    (core_with_an_editor, CORE_MODULE, 'const { paint } = await import("../../webview/main");\n'),
    (odd_names, f"{EXTENSION}/src/core/SearchBox.ts", ""),
    (odd_names, f"{EXTENSION}/src/host/search-view.ts", ""),
    (odd_names, f"{EXTENSION}/src/host/utils.ts", ""),
    (too_long, CORE_MODULE, "//\n" * (MAX_LINES + 1)),
    (unbundled_libraries, CORE_MODULE, 'import pad from "left-pad";\n'),
    (unbundled_libraries, VIEW_MODULE, 'export { h } from "preact";\n'),
    (view_with_a_host, VIEW_MODULE, 'import { workspace } from "vscode";\n'),
    (view_with_a_host, VIEW_MODULE, 'import { join } from "node:path";\n'),
    (view_with_a_host, VIEW_MODULE, 'import { Desk } from "../host/desk";\n'),
]


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    """Read every file of the extension that a rule is for, and all lists of packages."""
    return [
        Module(place, (ROOT / place).read_text(encoding="utf-8"))
        for place in project_files()
        if place.name == "package-lock.json"
        or (place.suffix in {".ts", ".mjs", ".css"} and place.is_relative_to(EXTENSION))
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_extension_keeps_the_rule(rule: Rule, modules: list[Module]) -> None:
    """No module of the extension breaks it."""
    broken = [str(violation) for module in modules for violation in rule(module)]

    assert len(modules) > 1
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(("rule", "place", "source"), BREACHES)
def test_the_rule_catches_a_breach(rule: Rule, place: str, source: str) -> None:
    """A planted breach is found once, with its place."""
    violations = list(rule(Module(PurePosixPath(place), source)))

    assert [violation.place for violation in violations] == [PurePosixPath(place)]


def test_every_rule_has_a_breach_to_catch() -> None:
    """No rule stands without a control that it can fail."""
    assert {rule for rule, _, _ in BREACHES} == set(RULES)


def test_the_view_is_made_of_what_a_page_has(modules: list[Module]) -> None:
    """What the view takes from the core needs no Node.js either, through all that is imported in turn."""
    by_place = {str(module.place): module for module in modules}
    broken = [
        str(violation) for place in reached_by_the_view(by_place) for violation in needs_node(by_place[place])
    ]

    assert not broken, "\n".join(broken)


def test_a_core_module_with_node_below_the_view_is_caught() -> None:
    """Control: two steps away from the view it is found, and what is imported for its types alone is not."""
    folder = f"{EXTENSION}/src"
    planted = {
        f"{folder}/webview/main.ts": 'import { a } from "../core/a";\nimport type { C } from "../core/c";\n',
        f"{folder}/core/a.ts": 'export * from "./b";\n',
        f"{folder}/core/b.ts": 'import { readFile } from "node:fs/promises";\n',
        f"{folder}/core/c.ts": 'import "node:http";\n',
    }
    by_place = {place: Module(PurePosixPath(place), source) for place, source in planted.items()}

    reached = reached_by_the_view(by_place)

    assert reached == {f"{folder}/webview/main.ts", f"{folder}/core/a.ts", f"{folder}/core/b.ts"}
    assert [v.line for place in sorted(reached) for v in needs_node(by_place[place])] == [1]


def test_the_manifest_lists_what_is_carried() -> None:
    """The dependencies of the manifest are the libraries that the rule knows."""
    manifest = json.loads((ROOT / EXTENSION / "package.json").read_text(encoding="utf-8"))

    assert set(manifest["dependencies"]) == THIRD_PARTY
