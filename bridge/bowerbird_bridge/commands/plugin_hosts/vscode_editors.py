"""One editor: how it is called, what it answers, and which extension of ours it has noted."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast

from bowerbird_bridge.commands.plugin_hosts.calling import Called, call
from bowerbird_bridge.commands.plugin_hosts.surroundings import Surroundings
from bowerbird_bridge.commands.plugin_hosts.vscode_extension import EXTENSION_ID
from bowerbird_engine import BowerbirdError

Kind = Literal["native", "flatpak", "snap", "named"]
REGISTRY: Final = "extensions.json"
"""The editor's own list of what it has installed, in its folder of extensions."""
ASKING_S: Final = 60.0
"""An editor answers within a second or two, and on a slow disk in many."""
INSTALLING_S: Final = 180.0

_REGISTRY_MOST = 64 * 1024 * 1024
_NOT_HANDED_ON: Final = frozenset(
    {
        "ELECTRON_RUN_AS_NODE",
        "NODE_OPTIONS",
        "VSCODE_CLI",
        "VSCODE_CWD",
        "VSCODE_DEV",
        "VSCODE_IPC_HOOK",
        "VSCODE_IPC_HOOK_CLI",
        "VSCODE_NLS_CONFIG",
        "VSCODE_PID",
    }
)
"""What an editor sets in its own terminal, and what would make the one that is called take itself for part of it."""
_LISTED = re.compile(rf"{re.escape(EXTENSION_ID)}@(\S+)", re.IGNORECASE)
_SUCCESS = "successfully"
_NO_SENTENCE = ("[", "]", "{", "}")
_MESSAGE = re.compile(r"""^\s*\[?message\]?: (["'`])(.+)\1,?$""")
"""How an error is written out whose class the one that writes it does not know."""
_MOST_SAID = 300
_TELLS = re.compile(r"error|fail|not compatible|cannot|denied", re.IGNORECASE)


class EditorCallError(BowerbirdError):
    """Say that an editor does not do what it is asked."""

    code = "plugin_host_failed"


@dataclass(frozen=True, slots=True)
class Noted:
    """What an editor noted of our extension: its version, its folder, and whether a shop keeps it up to date."""

    version: str
    folder: Path
    is_managed: bool


@dataclass(frozen=True, slots=True)
class Editor:
    """An editor: the words that start it, and where its extensions lie.

    `is_sure` says that the folder is known from the editor itself; else what it answers counts, and not what is found.
    """

    kind: Kind
    title: str
    version: str | None
    program: str
    command: tuple[str, ...]
    extensions: Path
    is_sure: bool

    @property
    def name(self) -> str:
        """What a person calls it, with the version where it is known."""
        return f"{self.title} {self.version}" if self.version else self.title

    def seeing(self, folder: Path) -> tuple[str, ...]:
        """Give the words that start it so that it can read a folder, also from inside a sandbox."""
        if self.kind != "flatpak":
            return self.command
        return (*self.command[:-1], f"--filesystem={folder}:ro", self.command[-1])

    def noted(self) -> Noted | None:
        """Read in the editor's own list what it has of ours."""
        for entry in _entries(self.extensions / REGISTRY):
            fields = _mapping(entry)
            version = fields.get("version")
            if _mapping(fields.get("identifier")).get("id") != EXTENSION_ID or not isinstance(version, str):
                continue
            managed = _mapping(fields.get("metadata")).get("source") == "gallery"
            return Noted(version, self._folder(fields, version), managed)
        return None

    def asked(self, around: Surroundings) -> str | None:
        """Have the editor say which version it has of ours."""
        told = run(self, around, ("--list-extensions", "--show-versions"), ASKING_S)
        if told.code != 0:
            raise EditorCallError(f"{self.name} ({self.program}) does not list its extensions: {said(told)}")
        found = [_LISTED.fullmatch(line.strip()) for line in told.out.splitlines()]
        return next((match[1] for match in found if match), None)

    def located(self, around: Surroundings) -> Path | None:
        """Have the editor say where it has ours; one that does not is no trouble."""
        told = run(self, around, ("--locate-extension", EXTENSION_ID), ASKING_S)
        paths = [Path(line.strip()) for line in told.out.splitlines()]
        ours = [path for path in paths if path.is_absolute() and path.name.lower().startswith(EXTENSION_ID)]
        return ours[0] if ours else None

    def _folder(self, fields: Mapping[str, object], version: str) -> Path:
        relative = fields.get("relativeLocation")
        if isinstance(relative, str) and relative not in {"", ".", ".."} and not set(relative) & set("/\\"):
            return self.extensions / relative
        return self.extensions / f"{EXTENSION_ID}-{version}"


def run(
    editor: Editor,
    around: Surroundings,
    words: Sequence[str],
    seconds: float,
    *,
    package: Path | None = None,
) -> Called:
    """Have an editor do something without a window. Raises EditorCallError where it does not end in time, or start."""
    environ = {name: value for name, value in around.environ.items() if name not in _NOT_HANDED_ON}
    command = editor.command if package is None else editor.seeing(package.parent)
    folder = None
    if package is not None:
        # The shell of Windows, which reads a .cmd, must get no path that it could take for something else.
        is_windows = around.platform == "win32"
        folder = package.parent if is_windows else None
        words = [word if word != str(package) or not is_windows else package.name for word in words]
    try:
        called = call([*command, *words], seconds, environ=environ, folder=folder)
    except OSError as error:
        raise EditorCallError(
            f"{editor.program} cannot be started: {error.strerror or error}. Start it once yourself to see why."
        ) from error
    if called.code is None:
        raise EditorCallError(
            f"{editor.name} ({editor.program}) was not done within {seconds:.0f} seconds and was ended. Start it once"
            " yourself to see what it waits for, then run this command again."
        )
    return called


def said(called: Called) -> str:
    """Find the line that says why: editors print where in their code it was below it, and other troubles before it."""
    if called.code == 0 and _SUCCESS in called.out:
        return "it says that it did, and its own list of extensions says otherwise."
    lines = [line for line in (*called.out.splitlines(), *called.err.splitlines()) if line.strip()]
    own = [line for line in lines if not line[0].isspace() and not line.startswith(_NO_SENTENCE)]
    # One that ends so goes on in lines below it, and is no reason by itself.
    own = [line for line in own if not line.rstrip().endswith(":")]
    errors = [line for line in own if line.startswith("Error:")]
    messages = [match[2] for line in lines if (match := _MESSAGE.match(line))]
    telling = errors or messages or [line for line in own if _TELLS.search(line)]
    return (telling or own or ["it said nothing"])[-1].strip()[:_MOST_SAID]


def _entries(path: Path) -> Sequence[object]:
    try:
        if path.stat().st_size > _REGISTRY_MOST:
            return ()
        read: object = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return ()
    return cast("list[object]", read) if isinstance(read, list) else ()


def _mapping(value: object) -> Mapping[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}
