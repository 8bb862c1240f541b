"""A Blender that is a small script: it knows of extensions what ours is told through, and can go wrong as real ones do."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROGRAM = """#!{python} -S
import json, os, pathlib, shutil, subprocess, sys, time, types, zipfile

here = pathlib.Path(os.path.realpath(__file__))
about = json.loads(pathlib.Path(str(here) + ".json").read_text())
profile = pathlib.Path(about["profile"])
words = sys.argv[1:]
with open(str(here) + ".calls", "a") as calls:
    calls.write(json.dumps(words[words.index("--command") + 2 :] if "--command" in words else ["asked"]) + "\\n")

def switched_on():
    try:
        return json.loads((profile / "config" / "on.json").read_text())
    except OSError:
        return []

def switch(names):
    (profile / "config" / "on.json").write_text(json.dumps(names))

def stumble(when):
    how = about["mishaps"].get(when)
    if how == "hangs":
        child = subprocess.Popen(["/bin/sleep", "600"])
        pathlib.Path(str(here) + ".child").write_text(str(child.pid))
        child.wait()
    if how == "crashes":
        sys.exit("Segmentation fault")
    if how == "fails":
        sys.stderr.write("Error: the disk is full\\n")
        sys.exit(0)
    return how

def thing(**fields):
    return types.SimpleNamespace(**fields)

print("Blender says hello")
if "--python-expr" in words:
    if stumble("asked") == "talks":
        print("\\nbowerbird-answer {{]")
        sys.exit(0)
    repositories = [
        thing(module=module, directory=str(profile / "extensions" / module), enabled=True, source="USER",
              use_remote_url=remote)
        for module, remote in about["repositories"].items()
    ]
    bpy = types.ModuleType("bpy")
    bpy.app = thing(version=tuple(about["version"]))
    bpy.utils = thing(
        user_resource=lambda what: str(profile / what.lower()),
        extension_path_user=lambda name: str(profile / "extensions" / ".user" / "/".join(name.split(".")[1:])),
    )
    preferences = thing(addons=[thing(module=name) for name in switched_on()], extensions=thing(repos=repositories))
    bpy.context = thing(preferences=preferences)
    sys.modules["bpy"] = bpy
    exec(words[words.index("--python-expr") + 1], {{}})
    print("Blender quit")
    sys.exit(0)
action, rest = words[words.index("extension") + 1], words[words.index("extension") + 2 :]
mishap = stumble(action)
if action == "install-file":
    module = rest[rest.index("--repo") + 1]
    folder = profile / "extensions" / module / "bowerbird"
    shutil.rmtree(folder, ignore_errors=True)
    zipfile.ZipFile(rest[-1]).extractall(folder)
    name = "bl_ext." + module + ".bowerbird"
    if "--enable" in rest and mishap == "cannot switch on":
        sys.stderr.write("Error: no module named bowerbird_panel\\n")
    elif "--enable" in rest:
        switch([*{{*switched_on(), name}}])
else:
    module, name = rest[0].split(".")
    shutil.rmtree(profile / "extensions" / module / name)
    shutil.rmtree(profile / "extensions" / ".user" / module / name, ignore_errors=True)
    switch([each for each in switched_on() if each != "bl_ext." + rest[0]])
"""


@dataclass
class PlantedBlender:
    """One such Blender. `mishaps` say what goes wrong when it is `asked`, or when it does `install-file` or `remove`."""

    program: Path
    profile: Path
    version: tuple[int, int, int] = (4, 3, 2)
    repositories: dict[str, bool] = field(
        default_factory=lambda: {"blender_org": True, "user_default": False}
    )
    mishaps: dict[str, str] = field(default_factory=dict[str, str])

    def plant(self, *, set_up: bool = True) -> PlantedBlender:
        """Put it there; again after a change."""
        self.program.parent.mkdir(parents=True, exist_ok=True)
        self.program.write_text(PROGRAM.format(python=sys.executable))
        self.program.chmod(0o755)
        (self.profile / "config").mkdir(parents=True, exist_ok=True)
        if set_up:
            (self.profile / "config" / "userpref.blend").touch()
        about = {
            "version": self.version,
            "profile": str(self.profile),
            "repositories": self.repositories,
            "mishaps": self.mishaps,
        }
        self._beside("json").write_text(json.dumps(about))
        return self

    @property
    def extension(self) -> Path:
        """Where the extension is, once it is installed."""
        return self.profile / "extensions" / "user_default" / "bowerbird"

    @property
    def data(self) -> Path:
        """Where the extension keeps its own data."""
        return self.profile / "extensions" / ".user" / "user_default" / "bowerbird"

    @property
    def is_on(self) -> bool:
        """Whether the extension is switched on."""
        path = self.profile / "config" / "on.json"
        return path.is_file() and "bl_ext.user_default.bowerbird" in json.loads(path.read_text())

    @property
    def calls(self) -> list[list[str]]:
        """What it was called for so far, save being asked."""
        path = self._beside("calls")
        lines: list[Any] = (
            [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
        )
        return [line for line in lines if line != ["asked"]]

    @property
    def was_started(self) -> bool:
        """Whether it was started at all."""
        return self._beside("calls").exists()

    @property
    def child(self) -> int:
        """The process that it waits for when it hangs."""
        return int(self._beside("child").read_text())

    def _beside(self, ending: str) -> Path:
        return self.program.with_name(f"{self.program.name}.{ending}")
