"""A checkout with a small extension of VS Code, and a Node that is a small script which bundles and packs it."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from tools.build_plugins.node import Node
from tools.build_plugins.recipes import ROOT

SOURCES = "bridge/bowerbird_bridge/commands/plugin_hosts/vscode_sources.py"
PROGRAM = """#!{python} -S
import json, os, pathlib, sys, zipfile

here = pathlib.Path(os.path.realpath(__file__))
about = json.loads(here.with_name("node.json").read_text())
words = sys.argv[1:]
with open(here.with_name("node.calls"), "a") as calls:
    calls.write(json.dumps([os.getcwd(), *words]) + "\\n")
if words == ["--version"]:
    print(about["version"])
elif words[0] == "esbuild.mjs":
    if "broken" in pathlib.Path("src/extension.ts").read_text():
        print("src/extension.ts:1:1: ERROR: Expected something else")
        sys.exit(1)
    pathlib.Path("dist").mkdir()
    pathlib.Path("dist/extension.cjs").write_text(pathlib.Path("src/extension.ts").read_text())
elif words[0].endswith("npm-cli.js"):
    if about["npm"] == "fails":
        sys.exit("npm error network is unreachable")
    modules = pathlib.Path("node_modules")
    modules.mkdir(exist_ok=True)
    lock = json.loads(pathlib.Path("package-lock.json").read_text())
    if about["npm"] != "lies":
        (modules / ".package-lock.json").write_text(json.dumps(lock))
else:
    lacking = [name for name in ("package", "--no-dependencies") if name not in words]
    assert not lacking, lacking
    names = {{"package.json": "package.json", "dist/extension.cjs": "dist/extension.cjs", "LICENSE": "LICENSE.txt"}}
    names.update(about["packs"])
    with zipfile.ZipFile(words[words.index("--out") + 1], "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("extension.vsixmanifest", "<x/>")
        for source, place in names.items():
            archive.write(source, "extension/" + place)
"""


def plant_checkout(root: Path, version: str = "1.2.3") -> Path:
    """Lay out what the extension is built from."""
    own = root / "plugins" / "vscode"
    lock = {
        "packages": {"": {}, "node_modules/a": {"version": "1.0.0"}, "node_modules/b": {"optional": True}}
    }
    description = {
        "name": "bowerbird",
        "publisher": "bowerbird",
        "version": version,
        "main": "./dist/extension.cjs",
        "engines": {"vscode": "^1.97.0"},
    }
    for path, text in {
        own / "package.json": json.dumps(description),
        own / "package-lock.json": json.dumps(lock),
        own / "esbuild.mjs": "",
        own / "README.md": "# It\n",
        own / "src" / "extension.ts": "1",
        own / "src" / "core" / "hub" / "api.d.ts": "generated",
        own / "media" / "icon.svg": "<svg/>",
        own / "tests" / "unit" / "it.test.ts": "",
        root / "LICENSE": "MIT\n",
        root / "tools" / "build_plugins" / "vscode.py": "",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / SOURCES).parent.mkdir(parents=True)
    shutil.copyfile(ROOT / SOURCES, root / SOURCES)
    return root


def plant_node(
    folder: Path,
    *,
    version: str = "v24.19.0",
    npm: str = "",
    packs: dict[str, str] | None = None,
) -> Node:
    """Put a Node there; again after a change."""
    program, script = folder / "bin" / "node", folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    for path in (program, script):
        path.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(PROGRAM.format(python=sys.executable))
    program.chmod(0o755)
    script.write_text("")
    about = {"version": version, "npm": npm, "packs": packs or {}}
    (folder / "bin" / "node.json").write_text(json.dumps(about))
    return Node(program, script)


def calls_of(node: Node) -> list[list[str]]:
    """Give the folder and the words of each call so far."""
    path = node.program.with_name("node.calls")
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
