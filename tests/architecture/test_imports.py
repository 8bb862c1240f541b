"""The direction of imports, and what an import alone sets in motion."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from architecture.checkout import ROOT, product_modules
from architecture.source_rules import BLENDER, GIMP, Module

HEAVY = (
    "cv2",
    "flask",
    "httpx2",
    "huggingface_hub",
    "keyring",
    "mcp",
    "onnxruntime",
    "PIL",
    "rapidocr",
    "rapidocr_onnxruntime",
    "requests",
    "tokenizers",
    "usearch",
    "waitress",
    "watchfiles",
)

PACKAGES_IN = (
    "engine",
    "bridge",
    "plugins/python_client",
    "plugins/python_panel",
    "plugins/gimp/bowerbird_gimp",
    "plugins/blender",
)
IN_GIMP = "plugins/gimp/bowerbird_gimp/bowerbird_for_gimp"

PROBE = """
import json, os, sys, threading
before = os.getcwd(), dict(os.environ)
import {module}
print(json.dumps({{
    "libraries": sorted(name for name in {heavy!r} if name in sys.modules),
    "threads": threading.active_count(),
    "moved": before != (os.getcwd(), dict(os.environ)),
}}))
"""


def test_the_layers_point_downwards() -> None:
    """The contracts of pyproject.toml hold for the code as it stands."""
    result = _lint_imports(ROOT)

    assert result.returncode == 0, result.stdout
    assert "0 broken" in result.stdout


@pytest.mark.parametrize(
    ("place", "planted"),
    [
        ("engine/bowerbird_engine/assets.py", "import bowerbird_engine.search"),
        ("engine/bowerbird_engine/catalog/__init__.py", "import bowerbird_engine.imaging"),
        ("engine/bowerbird_engine/search/__init__.py", "import bowerbird_engine.indexing"),
        ("engine/bowerbird_engine/imaging/__init__.py", "import bowerbird_bridge"),
        ("engine/bowerbird_engine/assets.py", "import bowerbird_client"),
        ("plugins/python_client/bowerbird_client/__init__.py", "import bowerbird_engine"),
        (f"{IN_GIMP}/model/placing.py", "import bowerbird_for_gimp.ui"),
        ("plugins/python_panel/bowerbird_panel/state.py", "import bowerbird_for_gimp"),
        ("plugins/python_panel/bowerbird_panel/state.py", "import bowerbird_bridge"),
        ("plugins/blender/bowerbird/model/__init__.py", "import bowerbird.host"),
        ("plugins/blender/bowerbird/host/__init__.py", "import bowerbird.ui"),
        ("plugins/blender/bowerbird/ui/__init__.py", "import bowerbird_bridge"),
        (f"{IN_GIMP}/ui/__init__.py", "import bowerbird_for_gimp.host"),
        (f"{IN_GIMP}/procedures/__init__.py", "import bowerbird_bridge"),
        ("bridge/bowerbird_bridge/app.py", "import bowerbird_client"),
        ("bridge/bowerbird_bridge/access/clients.py", "import bowerbird_bridge.commands.output"),
    ],
)
def test_a_breach_of_the_layers_is_caught(tmp_path: Path, place: str, planted: str) -> None:
    """A copy of the code with one import in the wrong direction breaks a contract."""
    for folder in PACKAGES_IN:
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "*.onnx")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / place).open("a", encoding="utf-8") as module:
        module.write(f"\n{planted}\n")

    result = _lint_imports(tmp_path)

    assert result.returncode != 0
    assert planted.removeprefix("import ") in result.stdout


@pytest.mark.parametrize(
    "module", ["bowerbird_engine", "bowerbird_bridge", "bowerbird_bridge.cli", "bowerbird_client"]
)
def test_importing_does_no_work(module: str, tmp_path: Path) -> None:
    """Help and completion are quick: an import loads no model runtime, starts no thread and writes no file."""
    assert _probe(module, tmp_path, {}) == {"libraries": [], "threads": 1, "moved": False}
    assert not list(tmp_path.iterdir())


def test_every_module_can_be_imported_alone(tmp_path: Path) -> None:
    """No module needs another one to be imported before it, and none does work when it is."""
    names = [
        ".".join((*module.place.parts[_package_at(module) : -1], module.place.stem)).removesuffix(".__init__")
        for module in product_modules()
        if module.place.stem != "__main__" and not _needs_a_host(module)
    ]
    # An argument of a command may be 128 KiB long on Linux.
    probe = (
        f"import importlib, sys, threading\n"
        f"for name in {names}:\n"
        "    importlib.import_module(name)\n"
        "    if threading.active_count() > 1: sys.exit(name)\n"
        "    for module in [m for m in sys.modules if m.startswith('bowerbird_')]: del sys.modules[module]\n"
    )

    home, compiled = tmp_path / "home", tmp_path / "compiled"
    # Each module is imported many times over: compiled once, that takes a second.
    environment = _environment(home) | {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(compiled)}

    result = subprocess.run(
        [sys.executable, "-c", probe], env=environment, check=False, capture_output=True, text=True
    )

    assert len(names) > 10
    assert result.returncode == 0, result.stderr[-2000:]
    assert not home.exists()


def test_work_at_import_is_caught(tmp_path: Path) -> None:
    """The probe sees a library, a thread and a changed surrounding when a module brings them."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "busy.py").write_text(
        "import os, threading, requests\nos.environ['X'] = '1'\n"
        "threading.Thread(target=threading.Event().wait, args=(9,), daemon=True).start()\n"
    )

    seen = _probe("busy", tmp_path, {"PYTHONPATH": str(source)})

    assert seen == {"libraries": ["requests"], "threads": 2, "moved": True}


def _package_at(module: Module) -> int:
    """Tell at which part of its place the import name of a module begins."""
    parts = module.place.parts
    for folder in (GIMP, str(PurePosixPath(BLENDER).parent)):
        if str(module.place).startswith(f"{folder}/"):
            return len(PurePosixPath(folder).parts)
    return next(at for at, part in enumerate(parts) if part.startswith("bowerbird_"))


def _needs_a_host(module: Module) -> bool:
    """Tell whether a module can only be imported by a program that brings Gtk, GIMP or Blender."""
    in_program = str(module.place).startswith((f"{GIMP}/", f"{BLENDER}/"))
    return in_program and not str(module.place).startswith((f"{IN_GIMP}/model/", f"{BLENDER}/model/"))


def _probe(module: str, home: Path, extra: dict[str, str]) -> object:
    """Import one module in a fresh process and tell what that alone brought."""
    result = subprocess.run(
        [sys.executable, "-c", PROBE.format(module=module, heavy=HEAVY)],
        env=_environment(home) | extra,
        check=True,
        capture_output=True,
        text=True,
    )
    report: object = json.loads(result.stdout)
    return report


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "BOWERBIRD_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}


def _lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache"],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(str(folder / part) for part in PACKAGES_IN),
        },
        check=False,
        capture_output=True,
        text=True,
    )
