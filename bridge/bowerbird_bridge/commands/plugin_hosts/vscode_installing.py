"""Installing the extension in one editor, or removing it: the editor itself does it, and what came of it is looked at."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from bowerbird_bridge.commands.plugin_hosts.plugin_files import PluginFilesError
from bowerbird_bridge.commands.plugin_hosts.plugin_folder import (
    Outcome,
    PluginFolderError,
    PluginNotOursError,
    check_replaceable,
)
from bowerbird_bridge.commands.plugin_hosts.plugin_state import Found, Parts, examine
from bowerbird_bridge.commands.plugin_hosts.surroundings import Surroundings
from bowerbird_bridge.commands.plugin_hosts.vscode_editors import (
    INSTALLING_S,
    Editor,
    EditorCallError,
    Noted,
    run,
    said,
)
from bowerbird_bridge.commands.plugin_hosts.vscode_extension import EXTENSION_ID, parts_there


class ManagedByEditorError(PluginFolderError):
    """Say that an editor has the extension from a marketplace and looks after it."""

    code = "plugin_managed"


@dataclass(frozen=True, slots=True)
class Spot:
    """One editor with what it noted of ours, and what it answered where that had to be asked for."""

    editor: Editor
    noted: Noted | None
    answered: str | None

    @property
    def folder(self) -> Path:
        """Where the extension is; where it is not, the folder that would hold it."""
        if self.noted is not None:
            return self.noted.folder
        extensions = self.editor.extensions
        return extensions if self.answered is None else extensions / f"{EXTENSION_ID}-{self.answered}"

    def found(self, parts: Parts | None) -> Found:
        """Tell what is there, against what would be installed now, or against what was where that is not known.

        What only the editor sees, as one in a sandbox, is taken on its word.
        """
        if self.noted is not None:
            return _found(self.noted, parts)
        if self.answered is None:
            return Found("absent")
        is_current = parts is not None and self.answered == parts.version
        return Found("current" if is_current else "outdated", self.answered)


def spot_of(editor: Editor, around: Surroundings) -> Spot:
    """Look what an editor has; it is asked only where its folder does not tell. Raises EditorCallError."""
    noted = editor.noted()
    return Spot(editor, noted, None) if noted is not None or editor.is_sure else _ask(editor, around)


def install(
    spot: Spot, parts: Parts, package: Path, around: Surroundings, *, force: bool
) -> tuple[Outcome, Path]:
    """Let the editor install the .vsix; give what was done and where it is.

    Raises EditorCallError where it is not there afterwards, whatever the editor said.
    """
    before = spot.found(parts)
    editor = spot.editor
    if before.state == "managed":
        raise ManagedByEditorError(
            f"{editor.name} has Bowerbird from a marketplace and brings it up to date itself. To have this one instead,"
            " uninstall that one in the editor first."
        )
    if before.state == "current":
        return Outcome(done=False, before=before), spot.folder
    kept = _put_by(spot, before, force=force)
    try:
        if spot.noted is not None and not os.path.lexists(spot.folder):
            # Of what it believes to be there an editor refuses the same version.
            run(editor, around, ("--uninstall-extension", EXTENSION_ID), INSTALLING_S)
        called = run(
            editor, around, ("--install-extension", str(package), "--force"), INSTALLING_S, package=package
        )
        after = _after(spot, around)
    except EditorCallError:
        _drop(kept, spot, before, parts)
        raise
    if after.found(parts).state != "current":
        _drop(kept, spot, before, parts)
        also = f" What was there is kept as {kept}" if kept is not None and kept.exists() else ""
        raise EditorCallError(
            f"{editor.name} ({editor.program}) did not install the extension: {said(called)}{also}"
        )
    return Outcome(done=True, before=before, kept=kept), after.folder


def remove(spot: Spot, parts: Parts | None, around: Surroundings, *, force: bool) -> Outcome:
    """Let the editor remove the extension. It deletes the files itself, at its next start."""
    before = spot.found(parts)
    editor = spot.editor
    if before.state == "absent":
        return Outcome(done=False, before=before)
    kept = _put_by(spot, before, force=force)
    called = run(editor, around, ("--uninstall-extension", EXTENSION_ID), INSTALLING_S)
    after = _after(spot, around)
    if after.noted is not None or after.answered is not None:
        _drop(kept, spot, before, parts)
        raise EditorCallError(
            f"{editor.name} ({editor.program}) did not remove the extension: {said(called)}"
        )
    return Outcome(done=True, before=before, kept=kept)


def _found(noted: Noted, parts: Parts | None) -> Found:
    if noted.is_managed:
        return Found("managed", noted.version)
    if not os.path.lexists(noted.folder):
        return Found("damaged", noted.version)
    try:
        return examine(noted.folder, parts_there(noted.folder) if parts is None else parts)
    except (PluginFilesError, OSError):
        return Found("damaged", noted.version)


def _after(spot: Spot, around: Surroundings) -> Spot:
    """Look again; an editor whose list says nothing of it is asked, whether or not its folder was known."""
    noted = spot.editor.noted()
    return Spot(spot.editor, noted, None) if noted is not None else _ask(spot.editor, around)


def _ask(editor: Editor, around: Surroundings) -> Spot:
    """Have the editor say what it has and where, and look there."""
    version = editor.asked(around)
    if version is None:
        return Spot(editor, None, None)
    located = editor.located(around)
    if located is not None:
        there = replace(editor, extensions=located.parent)
        if (noted := there.noted()) is not None:
            return Spot(there, noted, None)
    return Spot(editor, None, version)


def _put_by(spot: Spot, found: Found, *, force: bool) -> Path | None:
    """Copy what a person may want out of the editor's folder, which it clears of what it does not know.

    Refuses without being told to put it aside, and a link in any case.
    """
    folder = spot.folder
    if spot.noted is not None and folder.is_symlink():
        raise PluginNotOursError(
            f"{folder} is a link to {folder.resolve()}, which Bowerbird did not make. Remove it yourself, then run this"
            " command again."
        )
    check_replaceable(folder, found, force=force)
    if found.state not in {"changed", "foreign"}:
        return None
    number = 1
    while os.path.lexists(kept := folder.parent.with_name(f"{EXTENSION_ID}.kept-{number}")):
        number += 1
    try:
        shutil.copytree(folder, kept, symlinks=True)
    except (OSError, shutil.Error) as error:
        shutil.rmtree(kept, ignore_errors=True)
        raise PluginFolderError(f"{folder} cannot be put aside, so it stays: {error}.") from error
    return kept


def _drop(kept: Path | None, spot: Spot, before: Found, parts: Parts | None) -> None:
    """Remove the copy where the original is still what it was."""
    if kept is not None and spot.found(parts) == before:
        shutil.rmtree(kept, ignore_errors=True)
