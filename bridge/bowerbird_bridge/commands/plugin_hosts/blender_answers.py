"""What a Blender says of itself: its version, its repositories of extensions, and what of Bowerbird is in them.

Blender is asked and its folders are not guessed: they move with its settings, its variables and its packaging.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from bowerbird_bridge.commands.plugin_hosts.blender_extension import EXTENSION_ID
from bowerbird_bridge.commands.plugin_hosts.blender_programs import Program
from bowerbird_bridge.commands.plugin_hosts.calling import call
from bowerbird_engine import BowerbirdError

OLDEST: Final = (4, 2)
"""The first Blender with extensions."""
ASKING_S: Final = 60.0
"""Blender starts in a second or two, and with many add-ons on a slow disk in many."""
USER_REPOSITORY: Final = "user_default"
_PREFIX: Final = "bowerbird-answer "
_QUESTION: Final = f"""
import json, os, sys
import bpy

def holds(folder):
    import tomllib
    try:
        with open(os.path.join(folder, "{EXTENSION_ID}", "blender_manifest.toml"), "rb") as file:
            return str(tomllib.load(file).get("version", "?"))
    except (OSError, ValueError):
        return None

answer = {{"version": list(bpy.app.version), "repositories": []}}
if bpy.app.version >= {OLDEST}:
    config = bpy.utils.user_resource("CONFIG")
    addons = [addon.module for addon in bpy.context.preferences.addons]
    answer["is_set_up"] = os.path.isfile(os.path.join(config, "userpref.blend"))
    for repository in bpy.context.preferences.extensions.repos:
        if not repository.enabled or getattr(repository, "source", "USER") != "USER":
            continue
        name = "bl_ext." + repository.module + ".{EXTENSION_ID}"
        answer["repositories"].append({{
            "module": repository.module,
            "folder": repository.directory,
            "is_remote": repository.use_remote_url,
            "data": bpy.utils.extension_path_user(name),
            "holds": holds(repository.directory),
            "is_on": name in addons,
        }})
sys.stdout.write("\\n{_PREFIX}" + json.dumps(answer) + "\\n")
sys.stdout.flush()
"""


class BlenderCallError(BowerbirdError):
    """Say that a Blender does not do what it is asked."""

    code = "plugin_host_failed"


@dataclass(frozen=True, slots=True)
class Repository:
    """One of a Blender's repositories of extensions, with what it says of ours in it."""

    module: str
    folder: Path
    data: Path
    is_remote: bool
    holds: str | None
    is_on: bool

    @property
    def extension(self) -> Path:
        """Where the extension lies, or would."""
        return self.folder / EXTENSION_ID


@dataclass(frozen=True, slots=True)
class Blender:
    """One Blender that answered. `is_set_up` says that its person has saved preferences."""

    program: Program
    version: tuple[int, ...]
    is_set_up: bool
    repositories: tuple[Repository, ...]

    @property
    def version_text(self) -> str:
        """The version as people write it."""
        return ".".join(str(part) for part in self.version)

    @property
    def has_extensions(self) -> bool:
        """Whether the extension is for it."""
        return self.version >= OLDEST

    @property
    def repository(self) -> Repository | None:
        """The repository for Bowerbird: where it is already, else the user's own, else any that is local."""
        holding = [repository for repository in self.repositories if repository.holds is not None]
        local = [repository for repository in self.repositories if not repository.is_remote]
        own = [repository for repository in local if repository.module == USER_REPOSITORY]
        return next(iter((*sorted(holding, key=lambda each: each.is_remote), *own, *local)), None)


def ask(program: Program) -> Blender:
    """Start a Blender without a window and ask it. Raises BlenderCallError where it does not answer."""
    words = ("--background", "--disable-autoexec", "--python-expr", _QUESTION)
    try:
        called = call([*program.command, *words], ASKING_S)
    except OSError as error:
        raise BlenderCallError(
            f"{program.where} cannot be started: {error.strerror or error}. Start it once yourself to see why."
        ) from error
    answers = [line for line in called.out.splitlines() if line.startswith(_PREFIX)]
    if answers:
        try:
            return _read(program, json.loads(answers[-1].removeprefix(_PREFIX)))
        except (KeyError, TypeError, ValueError) as error:
            raise BlenderCallError(f"{program.where} gave an answer that cannot be read: {error}.") from error
    if called.code is None:
        raise BlenderCallError(
            f"{program.where} did not answer within {ASKING_S:.0f} seconds and was ended. Start it once yourself to"
            " see what it waits for."
        )
    raise BlenderCallError(f"{program.where} is no Blender that answers: {called.last_words}")


def _read(program: Program, answer: object) -> Blender:
    """Take the answer apart; whatever is not as asked for raises KeyError, TypeError or ValueError."""
    fields = cast("dict[str, object]", answer)
    version = tuple(int(str(part)) for part in cast("list[object]", fields["version"]))
    repositories = tuple(
        Repository(
            module=str(each["module"]),
            folder=Path(str(each["folder"])),
            data=Path(str(each["data"])),
            is_remote=bool(each["is_remote"]),
            holds=None if each["holds"] is None else str(each["holds"]),
            is_on=bool(each["is_on"]),
        )
        for each in cast("list[dict[str, object]]", fields["repositories"])
    )
    return Blender(program, version, bool(fields.get("is_set_up")), repositories)
