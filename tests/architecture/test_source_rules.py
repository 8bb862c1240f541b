"""The product's modules keep the rules, and each rule is seen to catch what it is there for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

import pytest

from architecture.checkout import ROOT, product_modules, project_files, python_files
from architecture.source_rules import (
    MAX_LINES,
    NETWORK_DOOR,
    Module,
    Violation,
    environment_reads,
    gimp_away_from_its_edge,
    libraries_away_from_home,
    network_imports,
    reaching_past_the_facade,
    too_long,
    unfit_for_a_library,
    unfit_for_the_hosts,
    untyped_keywords,
    vague_names,
    without_docstring,
)

Rule = Callable[[Module], Iterator[Violation]]

RULES: list[Rule] = [
    environment_reads,
    gimp_away_from_its_edge,
    libraries_away_from_home,
    network_imports,
    reaching_past_the_facade,
    unfit_for_a_library,
    unfit_for_the_hosts,
    untyped_keywords,
    vague_names,
    without_docstring,
]

ENGINE_MODULE = "engine/bowerbird_engine/search/planted.py"
BRIDGE_MODULE = "bridge/bowerbird_bridge/planted.py"
CLIENT_MODULE = "plugins/python_client/bowerbird_client/planted.py"
WINDOW_MODULE = "plugins/gimp/bowerbird_gimp/bowerbird_for_gimp/ui/planted.py"
MODEL_MODULE = "plugins/gimp/bowerbird_gimp/bowerbird_for_gimp/model/planted.py"

BREACHES: list[tuple[Rule, str, str]] = [
    (environment_reads, ENGINE_MODULE, "import os\nhome = os.environ['HOME']\n"),
    (libraries_away_from_home, ENGINE_MODULE, "import apsw\n"),
    (libraries_away_from_home, ENGINE_MODULE, "def read():\n    from PIL import Image\n"),
    (libraries_away_from_home, ENGINE_MODULE, "import onnxruntime.capi\n"),
    (libraries_away_from_home, ENGINE_MODULE, "import click\n"),
    (libraries_away_from_home, BRIDGE_MODULE, "import usearch\n"),
    (libraries_away_from_home, ENGINE_MODULE, "import pandas\n"),
    (network_imports, ENGINE_MODULE, "import socket\n"),
    (network_imports, ENGINE_MODULE, "import socket\nsocket.create_connection(('example.org', 80))\n"),
    (network_imports, ENGINE_MODULE, "from urllib import request\n"),
    (network_imports, BRIDGE_MODULE, "import requests\n"),
    (network_imports, "engine/bowerbird_engine/models/planted.py", "import huggingface_hub\n"),
    (network_imports, BRIDGE_MODULE, "def get():\n    from huggingface_hub import HfApi\n"),
    (network_imports, NETWORK_DOOR, "import requests\n"),
    (network_imports, "bridge/bowerbird_bridge/serving/server.py", "import http.client\n"),
    (network_imports, CLIENT_MODULE, "from urllib import request\n"),
    (unfit_for_the_hosts, CLIENT_MODULE, "import numpy\n"),
    (unfit_for_the_hosts, CLIENT_MODULE, "from bowerbird_client.errors import ClientError\n"),
    (unfit_for_the_hosts, WINDOW_MODULE, "import PIL.Image\n"),
    (gimp_away_from_its_edge, WINDOW_MODULE, "from gi.repository import Gimp, Gtk\n"),
    (gimp_away_from_its_edge, MODEL_MODULE, "def merge():\n    from gi.repository import Gimp\n"),
    (libraries_away_from_home, MODEL_MODULE, "from gi.repository import Gtk\n"),
    (network_imports, WINDOW_MODULE, "import socket\n"),
    (reaching_past_the_facade, BRIDGE_MODULE, "from bowerbird_engine.catalog.files import FileTable\n"),
    (unfit_for_a_library, ENGINE_MODULE, "def show(x):\n    print(x)\n"),
    (unfit_for_a_library, ENGINE_MODULE, "import sys\nsys.exit(1)\n"),
    (unfit_for_a_library, ENGINE_MODULE, "def check(x):\n    assert x\n"),
    (untyped_keywords, ENGINE_MODULE, "def do(**kwargs: Any) -> None: ...\n"),
    (vague_names, "engine/bowerbird_engine/utils/x.py", ""),
    (vague_names, "bridge/bowerbird_bridge/helpers.py", ""),
    (without_docstring, ENGINE_MODULE, "LIMIT = 3\n"),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_product_keeps_the_rule(rule: Rule) -> None:
    """No module of the engine or the bridge breaks it."""
    modules = list(product_modules())

    broken = [str(violation) for module in modules for violation in rule(module)]

    assert modules
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(("rule", "place", "source"), BREACHES)
def test_the_rule_catches_a_breach(rule: Rule, place: str, source: str) -> None:
    """A planted breach is found once, with its place."""
    violations = list(rule(Module(PurePosixPath(place), source)))

    assert [violation.place for violation in violations] == [PurePosixPath(place)]


def test_every_rule_has_a_breach_to_catch() -> None:
    """No rule stands without a control that it can fail."""
    assert {rule for rule, _, _ in BREACHES} == set(RULES)


def test_no_python_file_is_too_long() -> None:
    """Product, tests, tools and benchmarks alike stay within the limit."""
    broken = [str(violation) for module in python_files() for violation in too_long(module)]

    assert not broken, "\n".join(broken)


def test_a_long_file_is_caught() -> None:
    """One line above the limit is one too many, the limit itself is not."""
    place = PurePosixPath(ENGINE_MODULE)

    assert not list(too_long(Module(place, "#\n" * MAX_LINES)))
    assert list(too_long(Module(place, "#\n" * (MAX_LINES + 1))))


def test_the_top_folders_are_no_packages() -> None:
    """An __init__.py in engine/ or bridge/ would make a second, different copy of every class importable."""
    present = {str(name) for name in project_files()}

    assert not present & {"engine/__init__.py", "bridge/__init__.py"}
    assert (ROOT / "engine/bowerbird_engine/__init__.py").is_file()
