"""An editor made from VS Code that is a small script: it installs extensions as real ones do, and can go wrong as they do."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from bowerbird_bridge.commands.plugin_hosts.plugin_files import Files
from bowerbird_bridge.commands.plugin_hosts.plugin_state import MARKER, marker_of
from bowerbird_bridge.commands.plugin_hosts.vscode_extension import INSIDE, parts_of
from bowerbird_bridge.commands.plugin_hosts.zips import zip_of

PROGRAM = """#!{python} -S
import json, os, pathlib, shutil, subprocess, sys, zipfile

here = pathlib.Path(os.path.realpath(__file__))
about = json.loads(pathlib.Path(str(here) + ".json").read_text())
words = sys.argv[1:]
with open(str(here) + ".calls", "a") as calls:
    calls.write(json.dumps(words) + "\\n")
with open(str(here) + ".environ", "w") as file:
    json.dump(dict(os.environ), file)
extensions = pathlib.Path(about["extensions"])
if "--extensions-dir" in words:
    extensions = pathlib.Path(words[words.index("--extensions-dir") + 1])
registry = extensions / "extensions.json"
print("[2026-01-01T00:00:00.000Z] info  Something nobody asked for")
sys.stderr.write("Error: Could not locate the bindings file. Tried:\\n    at bindings (error.js:126:9)\\n")

def noted():
    try:
        return json.loads(registry.read_text())
    except OSError:
        return []

def note(entries):
    extensions.mkdir(parents=True, exist_ok=True)
    registry.write_text(json.dumps(entries))

def others(entries):
    return [each for each in entries if each["identifier"]["id"] != "bowerbird.bowerbird"]

def stumble(when):
    how = about["mishaps"].get(when)
    if how == "hangs":
        child = subprocess.Popen(["/bin/sleep", "600"])
        pathlib.Path(str(here) + ".child").write_text(str(child.pid))
        child.wait()
    if how == "crashes":
        sys.exit("Error: the disk is full\\n    at write (error.js:1:1)\\nFailed Installing Extensions: file:///it.vsix")
    if how == "fails":
        sys.stderr.write("Error: the disk is full\\n")
        sys.exit(0)
    if how == "old-node":
        about_it = "    [message]: \\"The module 'node:module' does not provide 'registerHooks'\\"\\n"
        sys.exit("[2026-01-01T00:00:00.000Z] [\\n  file:///server.js:1\\n" + about_it + "]error Got error from Code")
    if how == "lies":
        print("Extension 'it.vsix' was successfully installed.")
        print("Extension 'bowerbird.bowerbird' was successfully uninstalled!")
        sys.exit(0)
    if how == "talks":
        sys.stdout.buffer.write(b"\\xff\\0 bowerbird.bowerbird@ \\n" * 1000)
        sys.exit(0)
    return how

if about["as_root_wants"] and "--user-data-dir" not in words:
    sys.exit("You are trying to start this as a super user which isn't recommended.")
if "--install-extension" in words:
    how = stumble("install")
    package = zipfile.ZipFile(words[words.index("--install-extension") + 1])
    description = json.loads(package.read("extension/package.json"))
    folder = extensions / ("bowerbird.bowerbird-" + description["version"])
    if len(others(noted())) != len(noted()) and not folder.exists() and noted()[-1]["version"] == description["version"]:
        sys.exit("Error: Please restart VS Code before reinstalling %displayName%.")
    shutil.rmtree(folder, ignore_errors=True)
    for name in package.namelist():
        if name.startswith("extension/") and not (how == "half" and name.endswith(".cjs")):
            path = folder / name[len("extension/"):]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(package.read(name))
    description["__metadata"] = {{"installedTimestamp": 1, "size": 2}}
    (folder / "package.json").write_text(json.dumps(description, indent="\\t"))
    (folder / ".vsixmanifest").write_bytes(package.read("extension.vsixmanifest"))
    note([*others(noted()), {{
        "identifier": {{"id": "bowerbird.bowerbird"}}, "version": description["version"],
        "location": {{"$mid": 1, "path": str(folder), "scheme": "file"}}, "relativeLocation": folder.name,
        "metadata": {{"source": about["source"], "pinned": True}},
    }}])
    print("Extension 'it.vsix' was successfully installed.")
elif "--uninstall-extension" in words:
    stumble("uninstall")
    if len(others(noted())) == len(noted()):
        sys.exit("Extension 'bowerbird.bowerbird' is not installed.")
    note(others(noted()))
    print("Extension 'bowerbird.bowerbird' was successfully uninstalled!")
elif "--locate-extension" in words:
    stumble("locate")
    for each in noted():
        if each["identifier"]["id"] == words[-1]:
            print(each["location"]["path"])
elif "--list-extensions" in words:
    stumble("list")
    print("somebody.else@9.9.9")
    for each in noted():
        print(each["identifier"]["id"] + "@" + each["version"])
else:
    pathlib.Path(str(here) + ".window").touch()
"""


@dataclass
class PlantedEditor:
    """One such editor, in a folder as the real ones are laid out.

    `mishaps` say what goes wrong at `install`, `uninstall`, `list` or `locate`. `bare` puts the program alone there, so that
    nothing tells what it is.
    """

    root: Path
    extensions: Path
    command: str = "code"
    name: str = "Code"
    data: str = ".vscode"
    version: str = "1.120.3"
    bare: bool = False
    source: str = "vsix"
    as_root_wants: bool = False
    mishaps: dict[str, str] = field(default_factory=dict[str, str])

    def plant(self) -> PlantedEditor:
        """Put it there; again after a change."""
        self.program.parent.mkdir(parents=True, exist_ok=True)
        self.program.write_text(PROGRAM.format(python=sys.executable))
        self.program.chmod(0o755)
        about = {
            "extensions": str(self.extensions),
            "source": self.source,
            "as_root_wants": self.as_root_wants,
            "mishaps": self.mishaps,
        }
        self._beside("json").write_text(json.dumps(about))
        if not self.bare:
            app = self.root / "resources" / "app"
            app.mkdir(parents=True, exist_ok=True)
            product = {"applicationName": self.command, "nameShort": self.name, "dataFolderName": self.data}
            (app / "product.json").write_text(json.dumps(product))
            (app / "package.json").write_text(json.dumps({"version": self.version}))
        return self

    @property
    def program(self) -> Path:
        """The program that takes commands."""
        return self.root / self.command if self.bare else self.root / "bin" / self.command

    def extension(self, version: str = "1.2.3") -> Path:
        """Where the extension is, once it is installed."""
        return self.extensions / f"bowerbird.bowerbird-{version}"

    @property
    def noted(self) -> list[str]:
        """Which versions of ours the editor has in its list."""
        path = self.extensions / "extensions.json"
        listed: list[Any] = json.loads(path.read_text()) if path.exists() else []
        return [each["version"] for each in listed if each["identifier"]["id"] == "bowerbird.bowerbird"]

    @property
    def calls(self) -> list[list[str]]:
        """What it was called for so far."""
        path = self._beside("calls")
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    @property
    def environ(self) -> dict[str, str]:
        """What it saw of the environment at its last call."""
        seen: dict[str, str] = json.loads(self._beside("environ").read_text())
        return seen

    @property
    def opened_a_window(self) -> bool:
        """Whether it was ever started without words that it knows."""
        return self._beside("window").exists()

    @property
    def child(self) -> int:
        """The process that it waits for when it hangs."""
        return int(self._beside("child").read_text())

    def _beside(self, ending: str) -> Path:
        return self.program.with_name(f"{self.program.name}.{ending}")


def plant_package(path: Path, version: str = "1.2.3", *, code: str = "1", engine: str = "^1.97.0") -> Path:
    """Write a small .vsix, laid out as ours is."""
    description = {
        "name": "bowerbird",
        "publisher": "bowerbird",
        "version": version,
        "main": "./dist/extension.cjs",
        "engines": {"vscode": engine},
    }
    inside: Files = {
        PurePosixPath("package.json"): json.dumps(description, indent=2).encode(),
        PurePosixPath("dist/extension.cjs"): code.encode(),
        PurePosixPath("LICENSE.txt"): b"MIT\n",
    }
    inside[PurePosixPath(MARKER)] = marker_of(parts_of(inside))
    whole = {PurePosixPath(INSIDE, place): data for place, data in inside.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zip_of({**whole, PurePosixPath("extension.vsixmanifest"): b"<PackageManifest/>"}))
    return path
